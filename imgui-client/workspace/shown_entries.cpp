#include "imgui-client/workspace/shown_entries.hpp"

#include <algorithm>

namespace indaba::ui {
namespace {

/// How many entries are shown before and after those in sight, so that scrolling rarely waits.
constexpr std::uint64_t margin = 256;

}  // namespace

void ShownEntries::open(const std::filesystem::path& home, const client::ReplicaOrigin& origin) {
    reader_ = std::make_unique<client::ReplicaReader>(home, origin);
}

void ShownEntries::close() {
    reader_.reset();
    in_sight_ = {};
    first_ = last_ = 0;
    changed_ = false;
}

void ShownEntries::begin(const ConversationId& conversation, std::uint64_t number) {
    if (!reader_) return;
    reader_->read_overview();
    reader_->read_newest(conversation, margin);
    if (number != 0)
        reader_->read_entries(conversation, number - std::min(number, margin), number + margin);
}

void ShownEntries::show(const ShowEntries& in_sight, const client::ConversationState& state) {
    in_sight_ = in_sight;
    const std::uint64_t first = in_sight.first - std::min(in_sight.first, margin);
    first_ = std::max(first, state.first);
    last_ = std::max(first_, std::min(in_sight.last + margin, state.number));
    read_again();
}

void ShownEntries::copy_changed(const std::set<ConversationId>& conversations,
                                const client::ConversationState* shown) {
    if (!shown || !conversations.contains(in_sight_.conversation)) return;
    if (absent(*shown)) return read_again();
    if (!shown->held.copied().empty()) changed_ = true;
}

void ShownEntries::follow_copy(Time now) {
    if (!changed_ || now < read_at_ + read_interval) return;
    read_at_ = now;
    read_again();
}

/// Asks for the same entries again.
void ShownEntries::read_again() {
    changed_ = false;
    if (reader_ && last_ != 0) reader_->read_entries(in_sight_.conversation, first_, last_);
}

void ShownEntries::read_newest(const ConversationId& conversation, std::uint64_t count) {
    if (reader_) reader_->read_newest(conversation, count);
}

void ShownEntries::find_time(const ConversationId& conversation, WallMs at) {
    if (reader_) reader_->find_time(conversation, at);
}

std::optional<ShownEntries::Answer> ShownEntries::take() {
    return reader_ ? reader_->take() : std::nullopt;
}

void ShownEntries::wait(std::chrono::milliseconds at_most) {
    if (reader_) reader_->wait(at_most);
}

std::optional<Descriptor> ShownEntries::descriptor() const {
    return reader_ ? std::optional(reader_->descriptor()) : std::nullopt;
}

std::optional<ShowEntries> ShownEntries::absent(const client::ConversationState& state) const {
    if (last_ == 0 || state.conversation.id != in_sight_.conversation) return std::nullopt;
    const auto first = state.held.first_absent(in_sight_.first, in_sight_.last);
    if (!first) return std::nullopt;
    std::uint64_t last = in_sight_.last;
    while (last > *first && state.held.find(last)) --last;
    return ShowEntries{in_sight_.conversation, *first, last};
}

std::optional<client::CopiedEntries> ShownEntries::part_of(
    const client::EntriesReceived& received) const {
    if (last_ == 0 || received.conversation != in_sight_.conversation) return std::nullopt;
    client::CopiedEntries part{received.conversation, first_, last_, {}, {}};
    for (const Entry& entry : received.entries)
        if (entry.number >= first_ && entry.number <= last_) part.entries.push_back(entry);
    return part.entries.empty() ? std::nullopt : std::optional(std::move(part));
}

}  // namespace indaba::ui
