#pragma once
/// Delivers committed entries: each conversation in the order of its numbers, to the joined
/// sessions that may read it. Missing entries, which another broker or a commit of unknown outcome
/// stored, are read from the journal before later ones are delivered. The core owns it; it alone
/// moves the heads.
#include <map>
#include <optional>
#include <set>

#include "broker/core/conversations.hpp"
#include "broker/core/directory.hpp"
#include "broker/core/events.hpp"
#include "broker/core/read_positions.hpp"
#include "broker/core/sessions.hpp"

namespace indaba::broker {

class Delivery {
 public:
    using ms = std::chrono::milliseconds;
    static constexpr ms gap_retry{1'000};
    /// The tokens of gap reads begin here, above those of HistoryReads.
    static constexpr std::uint64_t first_token = std::uint64_t{1} << 63;

    /// The numbers of erased messages, by conversation.
    using Erased = std::map<ConversationId, std::set<std::uint64_t>>;

    /// `patience`: how long missing entries are waited for, which other brokers tell by themselves,
    /// before they are read.
    Delivery(const Snapshot& snapshot, ms patience)
        : conversations_(snapshot), patience_(patience) {}
    const Conversations& conversations() const { return conversations_; }

    /// Keeps an entry that the journal has committed for deliver().
    void add_committed(const Conversation& conversation, Entry entry);
    /// Makes deliver() read the entries up to this head, which another broker has stored.
    void expect(const KnownConversation& known);
    /// Appends the messages for all entries that can be delivered, and the reads of missing ones.
    /// Moves the read positions of their authors, as the journal has done with the posts. Returns
    /// the messages that the delivered entries have erased.
    Erased deliver(const Sessions& sessions, const Directory& directory,
                   ReadPositions& read_positions, ms now, Effects& effects);
    /// Returns the conversations with missing entries after deliver(), and the number to come to in
    /// each.
    std::map<ConversationId, std::uint64_t> missing() const;

    void set_online(const Account& account) { conversations_.set_online(account); }
    void set_offline(const Account& account) { conversations_.set_offline(account); }

    /// Takes the missing entries of a page, for deliver(). Returns false if the page is another's.
    bool accept_page(PageRead& page, ms now);
    /// Returns when retry_gaps() is due: entries were waited for, or a read has failed.
    std::optional<ms> retry_due() const { return retry_at_; }
    /// Makes deliver() read the missing entries.
    void retry_gaps();

 private:
    /// The state of the core that a delivery reads and changes.
    struct Context {
        const Sessions& sessions;
        const Directory& directory;
        ReadPositions& read_positions;
        Effects& effects;
    };
    void wait_for_gap(ConversationRecord& record, ms now, Effects& effects);
    void end_gap(ConversationRecord& record);
    /// Consecutive entries of a room, in which the membership of an account changes at most once.
    struct Move {
        std::uint64_t number = 0;    // of the entry that moved the account
        std::optional<Head> joined;  // the room before it, of a new member
    };
    struct RoomPart {
        std::vector<Entry> entries;
        std::vector<Account> before;  // the members that were online
        std::map<Account, Move> moved;
    };
    void deliver_changes(ConversationRecord& record, std::vector<Entry> entries, Head at,
                         const Context& context);
    static bool fits(const Entry& entry, const RoomPart& part);
    void apply_change(ConversationRecord& record, const Entry& entry, const Head& at,
                      RoomPart& part, const Context& context);
    void send_part(const ConversationRecord& record, const RoomPart& part,
                   const Context& context) const;
    void send(const ConversationRecord& record, std::vector<Entry> entries,
              const std::vector<RoutingId>& to, const Context& context) const;
    void read_gap(ConversationRecord& record, Effects& effects);

    Conversations conversations_;
    const ms patience_;
    std::set<ConversationId> deliverable_;               // those that may have something to deliver
    std::set<ConversationId> gaps_;                      // those with missing entries
    std::map<std::uint64_t, ConversationId> gap_reads_;  // by token
    std::uint64_t next_token_ = first_token;
    std::optional<ms> retry_at_;
};

}  // namespace indaba::broker
