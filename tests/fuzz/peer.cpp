#include "tests/fuzz/peer.hpp"

#include <algorithm>

#include "common/wire/chain.hpp"
#include "tests/fuzz/check.hpp"

namespace indaba::fuzz {
namespace {

using broker::MemoryJournal;

const std::vector<Entry>& stored(const MemoryJournal& journal, const ConversationId& id) {
    static const std::vector<Entry> none;
    const auto all = journal.conversations();
    const bool there = std::ranges::find(all, id, &Conversation::id) != all.end();
    return there ? journal.entries(id) : none;
}
Hash hash_of(const MemoryJournal& journal, const ConversationId& id, std::uint64_t number) {
    return number == 0 ? Hash{} : journal.hashes(id).at(number - 1);
}

}  // namespace

void Peer::says(const ToBroker& message) {
    if (const auto* broadcast = std::get_if<Broadcast>(&message)) posts_.insert(broadcast->id);
    if (const auto* whisper = std::get_if<Whisper>(&message)) posts_.insert(whisper->id);
    may_be_answered(message);
    if (!std::holds_alternative<Bye>(message)) return;
    posts_.clear();
    ready_ = false;
}

void Peer::may_be_answered(const ToBroker& message) {
    if (const auto* history = std::get_if<History>(&message)) requests_.insert(history->request);
    if (const auto* who = std::get_if<Who>(&message)) requests_.insert(who->request);
    if (const auto* order = std::get_if<Order>(&message)) requests_.insert(order->request);
    if (const auto* room = std::get_if<RoomRequest>(&message)) requests_.insert(room->request);
    if (const auto* rooms = std::get_if<ListRooms>(&message)) requests_.insert(rooms->request);
    if (const auto* members = std::get_if<ListMembers>(&message))
        requests_.insert(members->request);
}

void Peer::on_message(const ToClient& message, const MemoryJournal& journal) {
    must(!disconnected, "a disconnected peer receives no message");
    std::visit([&](const auto& any) { on(any, journal); }, message);
}

void Peer::on(const Welcome& welcome, const MemoryJournal&) {
    must(!proof_ || welcome.account == proof_->key, "a welcome names the proven account");
    account_ = welcome.account;
    nonce_ = welcome.nonce;
}

void Peer::on(const People& people, const MemoryJournal&) { version_ = people.version; }

void Peer::on(const Heads& heads, const MemoryJournal& journal) {
    for (const Head& head : heads.heads) {
        const ConversationId& id = head.conversation.id;
        must(may_read(head.conversation), "a head is of a conversation that the peer may read");
        must(head.number <= stored(journal, id).size(), "a head is in the journal");
        must(head.hash == hash_of(journal, id, head.number), "a head has the hash of the journal");
        heads_[id] = head;
    }
}

void Peer::on(const Ready&, const MemoryJournal&) { ready_ = true; }

void Peer::on(const Entries& entries, const MemoryJournal& journal) {
    const ConversationId& id = entries.conversation.id;
    must(ready_, "entries are published only to a joined session");
    must(may_read(entries.conversation), "entries are of a conversation that the peer may read");
    must(!entries.entries.empty(), "a message of entries is not empty");
    must(!entries.conversation.room || id == lobby || heads_.contains(id),
         "entries of a room reach its members alone");
    check_entries(id, entries.entries, journal);
    Head& head = heads_.try_emplace(id, Head{entries.conversation}).first->second;
    must(entries.entries.front().number <= head.number + 1,
         "entries are published in order and without a gap");
    head.number = std::max(head.number, entries.entries.back().number);
    head.hash = hash_of(journal, id, head.number);
    for (const Entry& entry : entries.entries)
        if (entry.account == account_) posts_.erase(entry.id);
}

void Peer::on(const Page& page, const MemoryJournal& journal) {
    must(requests_.contains(page.request), "a page answers a request");
    must(may_read(page.conversation), "a page is of a conversation that the peer may read");
    must(page.entries.size() <= limit::page_entries, "the size of a page is bounded");
    check_entries(page.conversation.id, page.entries, journal);
    if (page.entries.empty()) return;
    const std::uint64_t first = page.entries.front().number;
    const auto head = heads_.find(page.conversation.id);
    must(head == heads_.end() || first >= head->second.first,
         "a page has no entry from before the peer's first");
    must(page.hash == hash_of(journal, page.conversation.id, first - 1),
         "a page has the chain hash of the journal");
}

void Peer::on(const Known& known, const MemoryJournal&) {
    must(requests_.contains(known.request), "an answer to who has a request");
}

void Peer::on(const Presence& presence, const MemoryJournal&) {
    must(ready_, "presence is published only to a joined session");
    must(presence.version == version_ + 1, "presence versions have no gap");
    version_ = presence.version;
}

void Peer::on(const Pong& pong, const MemoryJournal&) {
    Digest digest;
    for (const auto& [id, head] : heads_) digest = digest ^ digest_part(id, head.number, head.hash);
    must(!ready_ || pong.digest == digest, "a pong carries the digest of the entries sent");
    must(!ready_ || pong.version == version_, "a pong carries the presence version sent");
}

void Peer::on(const Refusal& refusal, const MemoryJournal&) {
    must(!refusal.code.empty() && !refusal.sentence.empty(), "a refusal has a code and a sentence");
    if (refusal.id) posts_.erase(*refusal.id);
    if (refusal.request) must(requests_.contains(*refusal.request), "a refusal answers a request");
}

void Peer::on(const Enrolled&, const MemoryJournal&) {
    must(proof_ && proof_->invite, "only an invite key receives enrolled");
}

void Peer::on(const Done& done, const MemoryJournal&) {
    must(requests_.contains(done.request), "a done answers an order");
}

void Peer::on(const RoomDirectory& directory, const MemoryJournal&) {
    must(requests_.contains(directory.request), "a directory answers a request");
    for (const RoomInfo& room : directory.rooms)
        must(!room.is_private || heads_.contains(room.id), "a private room is listed to members");
}

void Peer::on(const MemberList& list, const MemoryJournal&) {
    must(requests_.contains(list.request), "a list of members answers a request");
}

void Peer::on(const RoomJoined& joined, const MemoryJournal& journal) {
    const Head& head = joined.head;
    const ConversationId& id = head.conversation.id;
    must(ready_, "a joined session is told about a room");
    must(head.info.has_value(), "a joined room brings its info");
    must(head.hash == hash_of(journal, id, head.number), "a head has the hash of the journal");
    heads_[id] = head;
}

void Peer::on(const RoomLeft& left, const MemoryJournal&) {
    must(heads_.erase(left.conversation) == 1, "a room that is left was known");
}

/// Drops the expectations of this peer, since the notice may announce its disconnect.
void Peer::on(const Notice&, const MemoryJournal&) {
    ready_ = false;
    posts_.clear();
}

bool Peer::may_read(const Conversation& conversation) const {
    if (conversation.room.has_value() == conversation.between.has_value()) return false;
    return conversation.room || conversation.between->has(account_);
}

void Peer::check_entries(const ConversationId& id, const std::vector<Entry>& entries,
                         const MemoryJournal& journal) const {
    const std::vector<Entry>& there = stored(journal, id);
    for (std::size_t i = 0; i < entries.size(); ++i) {
        must(entries[i].number == entries[0].number + i, "entries have consecutive numbers");
        must(entries[i].number >= 1 && entries[i].number <= there.size() &&
                 entries[i] == there[entries[i].number - 1],
             "a published entry equals that of the journal");
    }
}

void Peer::check_complete(const MemoryJournal& journal) const {
    must(ready_, "a joined session has received ready");
    must(was_blocked_ || posts_.empty(), "each post has an answer");
    for (const Conversation& conversation : journal.conversations()) {
        if (!may_read(conversation)) continue;
        const bool is_room = conversation.room && conversation.id != lobby;
        if (is_room && !heads_.contains(conversation.id)) continue;
        const std::uint64_t number = journal.entries(conversation.id).size();
        const auto head = heads_.find(conversation.id);
        must(number == 0 || (head != heads_.end() && head->second.number == number),
             "in the end each peer has the newest head");
    }
}

}  // namespace indaba::fuzz
