#include "broker/core/conversations.hpp"

#include <algorithm>

#include "common/wire/chain.hpp"

namespace indaba::broker {

Conversations::Conversations(const Snapshot& snapshot) {
    for (const KnownConversation& known : snapshot.conversations) {
        ConversationRecord& record = at(known.conversation);
        record.number = record.last_committed = known.number;
        record.hash = known.hash;
        update_digests(known.conversation,
                       digest_part(known.conversation.id, known.number, known.hash));
    }
}

const ConversationRecord* Conversations::find(const ConversationId& id) const {
    const auto found = records_.find(id);
    return found == records_.end() ? nullptr : &found->second;
}

const ConversationRecord* Conversations::find_readable(const ConversationId& id,
                                                       const Account& reader) const {
    const ConversationRecord* record = find(id);
    if (!record) return nullptr;
    const auto& between = record->conversation.between;
    return !between || between->has(reader) ? record : nullptr;
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
    const Digest before = digest_part(record.conversation.id, record.number, record.hash);
    while (!record.early.empty() && record.early.begin()->first == record.number + 1) {
        Entry entry = std::move(record.early.begin()->second);
        record.early.erase(record.early.begin());
        record.hash = chain(record.hash, record.conversation.id, entry);
        record.number = entry.number;
        result.push_back(std::move(entry));
    }
    if (!result.empty())
        update_digests(record.conversation,
                       before ^ digest_part(record.conversation.id, record.number, record.hash));
    return result;
}

const std::set<ConversationId>& Conversations::whispers_of(const Account& account) const {
    static const std::set<ConversationId> empty;
    const auto found = whispers_.find(account);
    return found == whispers_.end() ? empty : found->second.ids;
}

Digest Conversations::digest_of(const Account& account) const {
    const auto found = whispers_.find(account);
    return found == whispers_.end() ? rooms_digest_ : rooms_digest_ ^ found->second.digest;
}

void Conversations::update_digests(const Conversation& conversation, const Digest& change) {
    if (!conversation.between) {
        rooms_digest_ = rooms_digest_ ^ change;
        return;
    }
    for (const Account& end : std::set{conversation.between->low, conversation.between->high}) {
        Whispers& whispers = whispers_[end];
        whispers.ids.insert(conversation.id);
        whispers.digest = whispers.digest ^ change;
    }
}

}  // namespace indaba::broker
