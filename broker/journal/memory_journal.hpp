#pragma once
/// A journal without a disk and without a thread, for tests and the simulation. Each step of it
/// completes all that waits.
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "broker/journal/room_rules.hpp"
#include "broker/journal/stepped_journal.hpp"

namespace indaba::broker {

class MemoryJournal : public SteppedJournal {
 public:
    explicit MemoryJournal(JournalId id = {});

    Snapshot snapshot() override;
    void submit(std::vector<Write> writes) override;
    void read(PageRequest request) override;
    std::vector<JournalEvent> completed() override;
    void on_wake(std::function<void()> wake) override { wake_ = std::move(wake); }

    bool committing() const override { return running_.has_value(); }
    bool reading() const override { return !requests_.empty(); }
    /// Completes the running commit, if any, with the planned fault.
    void finish_commit() override;
    /// Answers all waiting reads.
    void finish_reads() override;
    void step() {
        finish_commit();
        finish_reads();
    }
    void plan_fault(Fault fault) override { fault_ = fault; }
    void fail_next_reads() override { reads_fail_ = true; }
    void crash(InFlight in_flight) override;
    /// Tells a trouble while the commit runs.
    void tell(const StorageFinding& trouble) { push(trouble); }

    // ---- stored content, for checkers --------------------------------------------------------

    std::vector<Conversation> conversations() const;
    const std::vector<Entry>& entries(const ConversationId& conversation) const;
    /// hashes()[i] is the hash of entries()[i].
    const std::vector<Hash>& hashes(const ConversationId& conversation) const;

 private:
    struct StoredConversation {
        Conversation conversation;
        std::vector<Entry> entries;
        std::vector<Hash> hashes;
        std::map<std::uint64_t, std::vector<std::uint64_t>> edits;  // by message
        /// By message and emoji: those who have put it there.
        std::map<std::uint64_t, std::map<std::string, std::set<Account>>> reactions;
    };

    struct StoredRoom {
        RoomState state;
        std::string folded;
        std::string skeleton;
        Account creator{};
        WallMs created_at = 0;
    };

    const StoredConversation& find_stored(const ConversationId& conversation) const;
    void push(JournalEvent event);
    std::vector<Outcome> commit(const std::vector<Write>& writes,
                                const std::optional<Fault>& fault);
    std::vector<Outcome> store_all(const std::vector<Write>& writes,
                                   std::optional<std::size_t> failing);
    Outcome store(const Post& post);
    Outcome store(const Claim& claim);
    Outcome append(const Post& post);
    std::optional<Outcome> stored_before(const Post& post) const;
    std::optional<BadReference> problem_of(const Post& post) const;
    static void follow_reference(const Post& post, std::uint64_t number,
                                 StoredConversation& stored);
    Outcome store(const ReadMark& mark);
    Outcome store(const StandingChange& change);
    Outcome store(const Invite& invite);
    Outcome store(const Enrolment& enrolment);
    Outcome store(const Rebind& rebind);
    Outcome store(const RoomChange& change);
    Outcome store(const Kick& kick);
    std::uint64_t move_names(const Rebind& rebind, std::uint64_t lobby_entries);
    KnownAccount& know(const Account& account, const std::optional<std::uint64_t>& lobby_history,
                       std::uint64_t lobby_entries);
    std::optional<KnownAccount> known(const Account& account) const;
    bool is_name_taken(const Claim& claim) const;
    // memory_rooms.cpp
    std::string_view refusal_of(const Post& post) const;
    RoomFacts facts_of(const RoomChange& change) const;
    std::uint64_t rooms_joined_by(const Account& account) const;
    bool is_title_taken(const ConversationId& by, const std::string& folded,
                        const std::string& skeleton) const;
    void keep_title(const RoomChange& change, StoredRoom& room);
    std::vector<FurtherEntry> move_memberships(const Rebind& rebind);
    PageRead page(const PageRequest& request) const;

    JournalId id_;
    std::map<ConversationId, StoredConversation> conversations_;
    std::map<std::pair<Account, MessageId>, std::pair<ConversationId, std::uint64_t>> ids_;
    std::map<Account, KnownAccount> accounts_;
    std::map<std::string, KnownName> names_;  // by folded name
    std::map<std::pair<Account, ConversationId>, std::uint64_t> reads_;
    std::map<Account, Standing> standings_;
    std::map<ConversationId, StoredRoom> rooms_;
    std::map<Account, Invite> invites_;  // by public half

    std::optional<std::vector<Write>> running_;
    std::vector<PageRequest> requests_;
    std::vector<JournalEvent> events_;
    std::function<void()> wake_;
    std::optional<Fault> fault_;
    bool reads_fail_ = false;
};

}  // namespace indaba::broker
