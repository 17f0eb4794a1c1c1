#pragma once
/// One connection as its peer sees it. Peer records the messages it received and checks that a
/// correct broker may send each. CoreWorld owns the peers; the fuzzer of the core uses them.
#include <map>
#include <optional>
#include <set>

#include "broker/core/core.hpp"
#include "broker/journal/memory_journal.hpp"

namespace indaba::fuzz {

class Peer {
 public:
    Peer(broker::RoutingId id, std::optional<broker::Proof> proof)
        : id_(std::move(id)), proof_(std::move(proof)) {}

    bool blocked = false;       // writes to it fail
    bool disconnected = false;  // by the broker, which may not write to it any more

    const broker::RoutingId& id() const { return id_; }
    const std::optional<broker::Proof>& proof() const { return proof_; }
    /// Returns the account that the broker welcomed, or zero.
    const Account& account() const { return account_; }
    const Nonce& nonce() const { return nonce_; }
    bool was_blocked() const { return was_blocked_; }
    void lost_a_frame() { was_blocked_ = true; }

    /// Records a message that the peer is about to send.
    void says(const ToBroker& message);
    /// Records a message of an earlier connection with this id; the peer may receive its answer.
    void may_be_answered(const ToBroker& message);
    /// Checks a message that the peer receives against its records and the journal.
    void on_message(const ToClient& message, const broker::MemoryJournal& journal);

    /// Checks that the peer is up to date. Call it after join and sync, with no message in flight.
    void check_complete(const broker::MemoryJournal& journal) const;

 private:
    void on(const Welcome& welcome, const broker::MemoryJournal&);
    void on(const People& people, const broker::MemoryJournal&);
    void on(const Heads& heads, const broker::MemoryJournal& journal);
    void on(const Ready&, const broker::MemoryJournal&);
    void on(const Entries& entries, const broker::MemoryJournal& journal);
    void on(const Page& page, const broker::MemoryJournal& journal);
    void on(const Known& known, const broker::MemoryJournal&);
    void on(const Presence& presence, const broker::MemoryJournal&);
    void on(const Pong& pong, const broker::MemoryJournal& journal);
    void on(const Refusal& refusal, const broker::MemoryJournal&);
    void on(const Enrolled&, const broker::MemoryJournal&);
    void on(const Done& done, const broker::MemoryJournal&);
    void on(const Notice& notice, const broker::MemoryJournal&);
    void on(const RoomDirectory& directory, const broker::MemoryJournal&);
    void on(const MemberList& list, const broker::MemoryJournal&);
    void on(const RoomJoined& joined, const broker::MemoryJournal& journal);
    void on(const RoomLeft& left, const broker::MemoryJournal&);
    bool may_read(const Conversation& conversation) const;
    void check_entries(const ConversationId& id, const std::vector<Entry>& entries,
                       const broker::MemoryJournal& journal) const;

    broker::RoutingId id_;
    std::optional<broker::Proof> proof_;
    Account account_{};
    Nonce nonce_{};
    bool ready_ = false;
    bool was_blocked_ = false;
    std::uint64_t version_ = 0;
    std::map<ConversationId, Head> heads_;
    std::set<MessageId> posts_;  // posts without an answer yet
    std::set<std::uint64_t> requests_;
};

}  // namespace indaba::fuzz
