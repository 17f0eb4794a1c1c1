#include "broker/core/conversations.hpp"

#include <algorithm>

#include "common/wire/chain.hpp"

namespace indaba::broker {

Conversations::Conversations(const Snapshot& snapshot) {
    for (const KnownConversation& known : snapshot.conversations) {
        ConversationRecord& record = at(known.conversation);
        record.number = record.last_committed = known.number;
        record.hash = known.hash;
        update_digests(record, digest_part(known.conversation.id, known.number, known.hash));
    }
    for (const KnownRoom& known : snapshot.rooms) {
        at(known.id).room.emplace(known.state);
        for (const auto& [account, member] : known.state.members) joined_[account].insert(known.id);
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
    if (record->room) return record->room->has(reader) ? record : nullptr;
    const auto& between = record->conversation.between;
    return !between || between->has(reader) ? record : nullptr;
}

ConversationRecord& Conversations::at(const Conversation& conversation) {
    const auto [found, created] = records_.try_emplace(conversation.id);
    if (created) {
        found->second.conversation = conversation;
        if (conversation.room && conversation.id != lobby) {
            found->second.room.emplace();
            rooms_.push_back(conversation.id);
        }
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
        update_digests(record,
                       before ^ digest_part(record.conversation.id, record.number, record.hash));
    return result;
}

RoomRecord::Change Conversations::apply(const Entry& entry, ConversationRecord& record) {
    RoomRecord::Change change = record.room->apply(entry);
    const ConversationId& id = record.conversation.id;
    record.conversation.room = record.room->state().title;
    for (const Account& account : change.joined) joined_[account].insert(id);
    for (const Account& account : change.left) {
        const auto rooms = joined_.find(account);
        rooms->second.erase(id);
        if (rooms->second.empty()) joined_.erase(rooms);
    }
    return change;
}

void Conversations::set_online(const Account& account) {
    for (const ConversationId& id : rooms_of(account)) at(id).room->set_online(account);
}

void Conversations::set_offline(const Account& account) {
    for (const ConversationId& id : rooms_of(account)) at(id).room->set_offline(account);
}

const std::set<ConversationId>& Conversations::rooms_of(const Account& account) const {
    static const std::set<ConversationId> empty;
    const auto found = joined_.find(account);
    return found == joined_.end() ? empty : found->second;
}

const std::set<ConversationId>& Conversations::whispers_of(const Account& account) const {
    static const std::set<ConversationId> empty;
    const auto found = whispers_.find(account);
    return found == whispers_.end() ? empty : found->second.ids;
}

Digest Conversations::digest_of(const Account& account) const {
    Digest digest = lobby_digest_;
    for (const ConversationId& id : rooms_of(account)) digest = digest ^ records_.at(id).part;
    const auto found = whispers_.find(account);
    return found == whispers_.end() ? digest : digest ^ found->second.digest;
}

void Conversations::update_digests(ConversationRecord& record, const Digest& change) {
    const Conversation& conversation = record.conversation;
    if (!conversation.between) {
        Digest& digest = record.room ? record.part : lobby_digest_;
        digest = digest ^ change;
        return;
    }
    for (const Account& end : std::set{conversation.between->low, conversation.between->high}) {
        Whispers& whispers = whispers_[end];
        whispers.ids.insert(conversation.id);
        whispers.digest = whispers.digest ^ change;
    }
}

std::uint64_t first_readable(const Account& account, const ConversationRecord& record,
                             const Directory& directory) {
    return record.room ? record.room->first_of(account)
                       : directory.first_readable(account, record.conversation);
}

}  // namespace indaba::broker
