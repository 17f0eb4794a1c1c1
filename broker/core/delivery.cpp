#include "broker/core/delivery.hpp"

#include <utility>

#include "broker/core/named_entries.hpp"
#include "broker/core/references.hpp"
#include "common/wire/bodies.hpp"

namespace indaba::broker {

void Delivery::add_committed(const Conversation& conversation, Entry entry) {
    conversations_.add_committed(conversations_.at(conversation), std::move(entry));
    deliverable_.insert(conversation.id);
}

std::map<ConversationId, std::set<std::uint64_t>> Delivery::deliver(const Sessions& sessions,
                                                                    const Directory& directory,
                                                                    ReadPositions& read_positions,
                                                                    Effects& effects) {
    std::map<ConversationId, std::set<std::uint64_t>> erased;
    for (const ConversationId& id : std::exchange(deliverable_, {})) {
        ConversationRecord& record = conversations_.at(id);
        std::vector<Entry> entries = conversations_.take_deliverable(record);
        if (std::set<std::uint64_t> messages = erased_by(entries); !messages.empty()) {
            delete_bodies(entries, messages);
            erased[id] = std::move(messages);
        }
        for (const Entry& entry : entries)
            if (moves_read_position(entry.kind))
                read_positions.advance({entry.account, id, entry.number});
        if (!entries.empty()) send(record, std::move(entries), sessions, directory, effects);
        if (record.has_gap()) read_gap(record, effects);
    }
    return erased;
}

void Delivery::send(const ConversationRecord& record, std::vector<Entry> entries,
                    const Sessions& sessions, const Directory& directory, Effects& effects) const {
    effects.push_back(Report{Report::What::delivered, "", "", entries.size()});
    const auto& between = record.conversation.between;
    const std::vector<RoutingId> to =
        between ? sessions.live(between->low, between->high) : sessions.live();
    for (std::vector<Entry>& part : split_with_names(std::move(entries), directory)) {
        std::vector<Person> names = names_for(record.conversation, part, directory);
        effects.push_back(Send{to, std::make_shared<Outgoing>(Entries{
                                       record.conversation, std::move(part), std::move(names)})});
    }
}

void Delivery::read_gap(ConversationRecord& record, Effects& effects) {
    if (record.reading_gap) return;
    record.reading_gap = true;
    PageRequest request;
    request.token = next_token_++;
    request.conversation = record.conversation.id;
    request.after = record.number;
    request.last = record.early.empty() ? record.last_committed : record.early.begin()->first - 1;
    gap_reads_[request.token] = record.conversation.id;
    effects.push_back(ReadPage{request});
}

bool Delivery::accept_page(PageRead& page, ms now) {
    const auto read = gap_reads_.find(page.token);
    if (read == gap_reads_.end()) return false;
    ConversationRecord& record = conversations_.at(read->second);
    gap_reads_.erase(read);
    record.reading_gap = false;
    if (page.failed || page.entries.empty()) {
        retry_at_ = now + gap_retry;
        return true;
    }
    for (Entry& entry : page.entries) conversations_.add_committed(record, std::move(entry));
    deliverable_.insert(record.conversation.id);
    return true;
}

void Delivery::retry_gaps() {
    retry_at_.reset();
    for (const auto& [id, record] : conversations_.all())
        if (record.has_gap()) deliverable_.insert(id);
}

}  // namespace indaba::broker
