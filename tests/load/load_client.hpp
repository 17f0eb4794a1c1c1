#pragma once
/// One load client: joins, posts, resends, fetches missing entries, pings, and reconnects after a
/// lost connection, to another endpoint if the server has several. It gives every received message
/// to the Checker and keeps only its posts without a receipt. LoadRun owns many and drives them in
/// one thread.
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "common/client/connection/connection.hpp"
#include "common/client/connection/rules/endpoint_ring.hpp"
#include "common/wire/protocol.hpp"
#include "tests/load/checker.hpp"
#include "tests/load/event_log.hpp"

namespace indaba::load {

class LoadClient {
 public:
    LoadClient(client::Network& network, const client::Endpoints& endpoints,
               client::Credentials credentials, Checker& checker, EventLog& events,
               std::size_t index, std::string name);

    void open(Micros now);
    /// Handles everything that has arrived. Call it after each post too.
    void turn(Micros now);
    /// Does what is due: a resend, another join, a ping.
    void on_time(Micros now);
    /// Sends post `index` of the checker.
    void post(std::size_t index, Micros now);
    void ping(Micros now);
    /// Makes a room with this title, or joins one. Ends in Checker::on_room_joined().
    void make_room(const std::string& title, Micros now);
    void join_room(const ConversationId& room, Micros now);

    bool ready() const { return connection_state_ == ConnectionState::ready; }
    bool closed() const { return connection_state_ == ConnectionState::closed; }
    bool opening() const { return connection_state_ == ConnectionState::opening; }
    /// The earliest time of the next attempt after a lost connection.
    Micros reopen_at() const { return reopen_at_; }
    std::optional<Micros> next_deadline() const;
    std::vector<Descriptor> descriptors() const { return connection_.descriptors(); }
    bool waits_for_pong() const { return pings_ > 0; }

    const std::string& last_failure() const { return last_failure_; }
    /// Returns true when the broker has refused this client finally: it will never be ready.
    bool refused_for_good() const { return refused_for_good_; }
    std::uint64_t losses() const { return losses_; }
    std::uint64_t refused_posts() const { return refused_posts_; }

 private:
    enum class ConnectionState { closed, opening, joining, ready };

    void on(const client::Opened&, Micros now);
    void on(const client::Received& received, Micros now);
    void on(const client::Lost& lost, Micros now);

    void on(const Welcome& welcome, Micros now);
    void on(const Heads& heads, Micros now);
    void on(const Ready& ready, Micros now);
    void on(const Entries& entries, Micros now);
    void on(const Page& page, Micros now);
    void on(const Pong& pong, Micros now);
    void on(const RoomJoined& joined, Micros now);
    void on(const Refusal& refusal, Micros now);
    template <class Other>
    void on(const Other&, Micros) {}  // messages about people

    void on_post_refused(const Refusal& refusal, Micros now);
    void on_join_refused(const Refusal& refusal, Micros now);
    void join(Micros now);
    void on_receipts(const std::vector<std::size_t>& receipts, Micros now);
    void fetch(Micros now);
    void transmit(std::size_t index, Micros now);
    void resend_all(Micros now);
    void send(const ToBroker& message, Micros now);
    void send_room_request(Micros now);
    void give_up(std::string_view why);

    client::EndpointRing ring_;
    client::Credentials credentials_;
    client::Connection connection_;
    Checker& checker_;
    EventLog& events_;
    std::size_t index_;
    std::string name_;

    ConnectionState connection_state_ = ConnectionState::closed;
    Join join_;
    std::deque<std::size_t> outbox_;  // posts without a receipt, in order
    std::optional<ConversationId> fetching_;
    RoomRequest room_;  // the last one
    std::uint64_t requests_ = 0;
    std::uint64_t pings_ = 0;  // without an answer
    std::optional<Micros> resend_at_;
    std::optional<Micros> join_at_;
    std::optional<Micros> fetch_at_;
    std::optional<Micros> room_at_;  // the room request was refused with retry_ms
    Micros last_sent_{};
    Micros reopen_at_{};

    std::string last_failure_;
    bool refused_for_good_ = false;
    std::uint64_t losses_ = 0;
    std::uint64_t refused_posts_ = 0;
};

}  // namespace indaba::load
