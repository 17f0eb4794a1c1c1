#include "broker/core/conversations.hpp"

#include <algorithm>

#include "common/wire/chain.hpp"

namespace indaba::broker {

Conversations::Conversations(const Snapshot& snapshot) {
    for (const KnownConversation& known : snapshot.conversations) {
        ConversationRecord& record = at(known.conversation);
        record.number = record.last_committed = known.number;
        record.hash = known.hash;
    }
}

const ConversationRecord* Conversations::find(const ConversationId& id) const {
    const auto found = records_.find(id);
    return found == records_.end() ? nullptr : &found->second;
}

ConversationRecord* Conversations::find(const ConversationId& id) {
    const auto found = records_.find(id);
    return found == records_.end() ? nullptr : &found->second;
}

ConversationRecord& Conversations::at(const Conversation& conversation) {
    const auto [found, created] = records_.try_emplace(conversation.id);
    if (created) {
        found->second.conversation = conversation;
        if (conversation.room) rooms_.push_back(conversation.id);
    }
    return found->second;
}

void Conversations::add_committed(ConversationRecord& record, Entry entry) {
    record.last_committed = std::max(record.last_committed, entry.number);
    if (entry.number > record.number) record.early.emplace(entry.number, std::move(entry));
    if (record.early.size() > max_early) record.early.erase(std::prev(record.early.end()));
}

std::vector<Entry> Conversations::take_deliverable(ConversationRecord& record) {
    std::vector<Entry> result;
    while (!record.early.empty() && record.early.begin()->first == record.number + 1) {
        Entry entry = std::move(record.early.begin()->second);
        record.early.erase(record.early.begin());
        record.hash = chain(record.hash, record.conversation.id, entry);
        record.number = entry.number;
        result.push_back(std::move(entry));
    }
    return result;
}

}  // namespace indaba::broker
