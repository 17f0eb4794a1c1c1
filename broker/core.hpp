#pragma once
/// The rules of the broker: takes a decoded event and the time, returns effects. It knows no
/// socket, file, clock or random source; the server and the simulation drive it. One thread.
/// core.cpp: connections, joining, time. core_posting.cpp: posts, the gate, commits, delivery.
/// core_reading.cpp: being whole (people, heads, ready), history, who, read positions.
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "broker/batch.hpp"
#include "broker/conversations.hpp"
#include "broker/directory.hpp"
#include "broker/events.hpp"
#include "broker/presence.hpp"
#include "broker/sessions.hpp"

namespace indaba::broker {

class Core {
 public:
    using ms = std::chrono::milliseconds;
    static constexpr ms sign_on{10'000};  // from the first hello to the first join with its nonce
    static constexpr ms naming{600'000};  // from then on, to a name that is not refused
    static constexpr ms idle{60'000};     // nothing received: the session ends
    static constexpr ms behind_at_most{30'000};
    static constexpr ms retry_at_least{50};  // to one who is behind, doubling to
    static constexpr ms retry_at_most{1'000};
    static constexpr std::uint64_t retry_post_ms = 500;

    /// `bytes_waiting`: posts are `busy` when so much waits for the journal.
    explicit Core(const Snapshot& snapshot, std::size_t bytes_waiting = Batch::bytes_waiting);

    // ---- what happens -----------------------------------------------------------------------
    /// `fresh` is random and unused before; it becomes the nonce if `message` is a first hello.
    void on_message(const RoutingId& from, const ToBroker& message, const Nonce& fresh, Now now,
                    Effects& effects);
    void on_undecodable(const RoutingId& from, const DecodeError& error, Now now, Effects& effects);
    /// The connection is gone; unknown ones are ignored.
    void on_closed(const RoutingId& who, Now now, Effects& effects);
    /// A Send could not be written: nothing of it, nor any later one, has gone to `who`.
    void on_blocked(const RoutingId& who, Now now, Effects& effects);
    void on_committed(Committed committed, Now now, Effects& effects);
    void on_page(PageRead page, Now now, Effects& effects);
    /// After the events of each turn, and when next_deadline() has come.
    void end_turn(Now now, Effects& effects);
    std::optional<ms> next_deadline() const;

    // ---- the end ----------------------------------------------------------------------------
    /// From now on posts are refused with `stopping`.
    void stop() { stopping_ = true; }
    /// Nothing waits for the journal.
    bool idle_journal() const { return batch_.idle(); }
    void farewell(Effects& effects) const;

    /// It has answered its welcome, so it was alive after its hello.
    bool has_joined(const RoutingId& who) const;

    // ---- for the console and tests ------------------------------------------------------------
    std::size_t sessions() const { return sessions_.joined(); }
    const Conversations& conversations() const { return conversations_; }

 private:
    // one place per message
    void on(Session& session, const Hello& hello, Now now, Effects& effects);
    void on(Session& session, const Join& join, Now now, Effects& effects);
    void on(Session& session, const Broadcast& broadcast, Now now, Effects& effects);
    void on(Session& session, const Whisper& whisper, Now now, Effects& effects);
    void on(Session& session, const History& history, Now now, Effects& effects);
    void on(Session& session, const Who& who, Now now, Effects& effects);
    void on(Session& session, const Read& read, Now now, Effects& effects);
    void on(Session& session, const Sync& sync, Now now, Effects& effects);
    void on(Session& session, const Ping& ping, Now now, Effects& effects);
    void on(Session& session, const Bye& bye, Now now, Effects& effects);

    // core.cpp
    Session& open(const RoutingId& from, const Nonce& fresh, Now now);
    void welcome(const Session& session, Effects& effects) const;
    void claim(Session& session, const std::string& wanted, Now now, Effects& effects);
    void enter(Session& session, Now now, Effects& effects);
    void end(const RoutingId& who, std::string why, Now now, Effects& effects);
    void sweep(Now now, Effects& effects);
    void sweep_by(ms when) { sweep_at_ = sweep_at_ ? std::min(*sweep_at_, when) : when; }
    void send(const Session& session, ToClient message, Effects& effects) const;
    void refuse(const RoutingId& to, Refusal refusal, Effects& effects);

    // core_posting.cpp
    void post(Session& session, Post post, Now now, Effects& effects);
    bool take(Session& session, const MessageId& id, Effects& effects);
    void refuse_for_now(Session& session, const MessageId& id, std::string_view code,
                        std::string sentence, Effects& effects);
    void ended(const Waiting& waiting, const Outcome& outcome, Now now, Effects& effects);
    void ended(const Waiting& waiting, const Post& post, const Outcome& outcome, Effects& effects);
    void not_stored(const Waiting& waiting, const Post& post, Effects& effects);
    void ended(const Waiting& waiting, const Claim& claim, const Outcome& outcome, Now now,
               Effects& effects);
    void stored(const Waiting& waiting, const Post& post, const Stored& stored, Effects& effects);
    void deliver_what_can_be(Effects& effects);
    void deliver(const ConversationRecord& record, std::vector<Entry> entries, Effects& effects);
    void read_hole(ConversationRecord& record, Effects& effects);
    void hole_read(const ConversationId& conversation, PageRead page, Now now, Effects& effects);
    void digest_moves(const ConversationRecord& record, const Digest& part);

    // core_reading.cpp
    void make_whole(Session& session, Effects& effects);
    void send_heads(const Session& session, Effects& effects);
    const ConversationRecord* readable(const Session& session, const ConversationId& id) const;
    std::uint64_t first_of(const Session& session, const ConversationRecord& record) const;
    std::vector<Person> names_for(const Conversation& conversation,
                                  const std::vector<Entry>& entries) const;
    std::vector<std::vector<Entry>> cut_with_names(std::vector<Entry> entries) const;
    void shorten(PageRead& page, const History& asked) const;
    void start_reading(Session& session, const History& history, Effects& effects);
    void page_read(Session& session, const History& asked, PageRead page, Effects& effects);

    JournalId journal_;
    std::vector<JournalId> parents_;
    Directory directory_;
    Conversations conversations_;
    Sessions sessions_;
    PresenceBoard presence_;
    Batch batch_;

    Digest rooms_digest_{};
    std::set<ConversationId> touched_;                    // may have something to deliver
    std::map<Account, std::size_t> claims_;               // on their way to the journal
    std::map<std::uint64_t, RoutingId> readers_;          // history in flight, by token
    std::map<std::uint64_t, ConversationId> hole_reads_;  // by token
    std::uint64_t last_token_ = 0;
    std::optional<ms> sweep_at_;
    std::optional<ms> holes_at_;  // a hole could not be read: try again then
    bool stopping_ = false;
};

}  // namespace indaba::broker
