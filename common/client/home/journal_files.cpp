#include "common/client/home/journal_files.hpp"

#include <algorithm>
#include <utility>

namespace indaba::client {

std::unique_ptr<Store> JournalFiles::open_store(const JournalId& journal) {
    auto next = std::make_unique<Store>(home_, journal);
    journal_ = journal;
    return std::exchange(store_, std::move(next));
}

void JournalFiles::open_people(const JournalId& journal) {
    people_ = std::make_unique<KnownPeople>(home_, journal);
}

std::vector<OutboxRow> JournalFiles::posts_missing_in(const std::vector<OutboxRow>& outbox) const {
    std::vector<OutboxRow> missing = store_ ? store_->outbox() : std::vector<OutboxRow>{};
    std::erase_if(missing, [&](const OutboxRow& row) {
        return std::ranges::find(outbox, row.id, &OutboxRow::id) != outbox.end();
    });
    return missing;
}

std::uint64_t JournalFiles::read_position(const ConversationState& state) const {
    return std::max(state.read, store_ ? store_->read(state.conversation.id) : 0);
}

}  // namespace indaba::client
