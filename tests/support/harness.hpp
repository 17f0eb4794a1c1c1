#pragma once
/// The broker's core in a test harness that supplies connections, the clock, and a journal which
/// commits on demand. Clients have names; "ann" and "ann/2" are two connections of one account. The
/// harness records the messages to each client, decodes each frame and checks its size.
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "broker/core/core.hpp"
#include "broker/core/effect_executor.hpp"
#include "broker/journal/memory_journal.hpp"
#include "common/wire/chain.hpp"

namespace indaba::broker::test {

using Lines = std::vector<std::string>;
using ms = std::chrono::milliseconds;
using Fault = MemoryJournal::Fault;

/// Returns the person of a connection: "ann" for "ann/2".
std::string person(const std::string& client);
Account account(const std::string& client);

MessageId id(std::uint64_t n);
std::uint64_t number_of(const MessageId& id);

Claim claim(const std::string& client, const std::string& wanted);
Post post_of(const std::string& client, std::uint64_t n, const std::string& text,
             const Conversation& where = lobby_conversation());

/// Returns limits that never apply, for tests of other rules.
AccountLimits no_limits();

class Harness : private CoreEnvironment {
 public:
    /// Starts a broker whose journal contains `before`.
    explicit Harness(std::vector<Write> before = {}, AccountLimits limits = no_limits());

    MemoryJournal journal;
    Now now{ms{1'000'000}, 1'700'000'000'000};
    std::vector<Report> reports;
    std::map<std::uint64_t, Answer> answers;
    Policy policy;  // takes effect at the next restart

    /// The records of a broker that shares its journal, and the other brokers that News name.
    struct Shared {
        std::size_t asked = 0;  // for news
        std::vector<PeerMessage> told;
        std::vector<LiveBroker> followed;
        std::vector<std::int64_t> followed_anew;
        std::vector<SharedBatch> passed_over;
        std::vector<LiveBroker> others;
    } shared;

    Core& core() { return *core_; }
    /// Restarts the broker on the same journal; all connections are dropped.
    void restart();
    /// Restarts the broker as one of several, with a lease that lasts.
    void share(std::int64_t writer);

    // ---- connections --------------------------------------------------------------------------

    /// Opens a connection, sends hello and returns the welcome.
    const Welcome& hello(const std::string& client);
    void connect(const std::string& client);
    static Hello hello_of(const std::string& client);
    Join join_of(const std::string& client, std::optional<std::string> name = {},
                 bool quiet = false);
    /// Asks for a name on a connection that has said hello, and commits the claim.
    void claim_name(const std::string& client, const std::string& name);
    /// Connects a client, joins and commits its name if needed. Clears the record of its messages.
    void join(const std::string& client, bool quiet = false);
    template <class... Names>
    void join_all(const Names&... names) {
        (join(names), ...);
        advance(PresenceBoard::batch_interval);
        forget();
    }
    /// Sends a join on the live session that asks for another name.
    void ask_name(const std::string& client, const std::string& name);
    void rename(const std::string& client, const std::string& name);
    void close(const std::string& client);
    // ---- keys and orders ------------------------------------------------------------------------

    /// Attaches this proof to the client's messages from now on; by default, that of its own
    /// account.
    void prove(const std::string& client, std::optional<Proof> proof = {});
    void enrol(const std::string& client, const std::string& whom);
    /// Gives an order and returns its token; the answer may come later.
    std::uint64_t order(const OperatorOrder& wanted);
    /// Gives an order, commits it and returns the answer.
    Answer ordered(const OperatorOrder& wanted);
    /// Passes the batch interval and commits pending writes, if there are any.
    void commit_nothing();
    bool is_connected(const std::string& client) const { return connections_.contains(client); }
    bool is_joined(const std::string& client);

    /// Makes writes to the client fail from now on.
    void block(const std::string& client) { at(client).blocked = true; }
    void unblock(const std::string& client) { at(client).blocked = false; }
    /// Returns the times of the failed writes to the client.
    const std::vector<ms>& blocked_at(const std::string& client) { return at(client).blocked_at; }
    bool is_disconnected(const std::string& client) { return at(client).disconnected; }
    /// Opens a connection from this address, without hello.
    void connect_from(const std::string& client, const std::string& address);

    // ---- events -------------------------------------------------------------------------

    void from(const std::string& client, const ToBroker& message);
    void undecodable_from(const std::string& client, const DecodeError& error);
    void say(const std::string& client, std::uint64_t n, const std::string& text = "hi");
    void whisper(const std::string& client, const std::string& to, std::uint64_t n,
                 const std::string& text = "psst");

    /// Finishes the running commit, or the next one if none runs.
    void commit();
    void commit_all();
    /// Stores writes as another broker does, and tells the core what the journal has then.
    void commit_elsewhere(std::vector<Write> writes);
    /// Stores writes as another broker does, and tells the core nothing. Returns the outcomes.
    std::vector<Outcome> store_elsewhere(std::vector<Write> writes);
    void news(News news = {});
    void told(const PeerMessage& message);
    void followed();
    void finish_reads();

    /// Moves the clock forward without messages; runs the core at each deadline.
    void advance(ms span);
    /// Moves the clock forward; each connected client pings every 20 s.
    void advance_pinging(ms span);
    void stop() { core().stop(); }
    void farewell();

    // ---- records ------------------------------------------------------------------------

    const std::vector<SharedOutgoing>& sent_to(const std::string& client);
    template <class Message>
    std::vector<Message> got(const std::string& client) {
        std::vector<Message> result;
        for (const SharedOutgoing& sent : sent_to(client))
            if (const Message* message = std::get_if<Message>(&sent->message()))
                result.push_back(*message);
        return result;
    }
    template <class Message>
    std::size_t count(const std::string& client) {
        return got<Message>(client).size();
    }
    /// Returns the client's newest message of this type, or nullptr.
    template <class Message>
    const Message* last(const std::string& client) {
        const auto& sent = sent_to(client);
        for (auto one = sent.rbegin(); one != sent.rend(); ++one)
            if (const Message* message = std::get_if<Message>(&(*one)->message())) return message;
        return nullptr;
    }
    /// Returns the types of all messages to the client, in order.
    Lines types(const std::string& client);
    /// Returns the client's live entries: "#1 ann: hi" in the room, "~1 ann: psst" in a whisper.
    Lines seen_by(const std::string& client);
    /// Returns the refusals to the client as "not_stored 3 retry": code, number of the post, and
    /// whether it gives a retry time.
    Lines refused(const std::string& client);
    void forget();
    void forget(const std::string& client) { at(client).sent.clear(); }

 private:
    struct Connection {
        RoutingId id;
        std::vector<SharedOutgoing> sent;
        std::vector<ms> blocked_at;
        bool blocked = false;
        bool disconnected = false;
        std::string address{};  // empty: this machine
    };
    using Connections = std::map<std::string, Connection>;

    Connection& at(const std::string& client);
    static std::string name_in(const std::vector<Person>& names, const Account& account);

    /// Runs one turn of the server's loop, with these events.
    void turn(const std::function<void(Effects&)>& events);
    void move_to(ms when);
    void take_completed();

    void on_send(const Send& send) override;
    SendResult send(const RoutingId& to, const SharedOutgoing& outgoing) override;
    void disconnect(const RoutingId& who) override;
    void submit(std::vector<Write> writes) override;
    void read(const PageRequest& request) override { journal.read(request); }
    void admit(const Admit&) override {}
    void answer(const Answer& answer) override { answers[answer.token] = answer; }
    void report(const Report& report) override { reports.push_back(report); }
    void on_committed(const Committed&) override {}
    void tell(const PeerMessage& message) override { shared.told.push_back(message); }
    void follow(const std::vector<LiveBroker>& brokers) override { shared.followed = brokers; }
    void follow_anew(std::int64_t writer) override { shared.followed_anew.push_back(writer); }
    void ask_news() override { ++shared.asked; }
    void pass_over(const SharedBatch& batch) override { shared.passed_over.push_back(batch); }

    std::unique_ptr<Core> core_;
    Connections connections_;
    std::map<RoutingId, std::string> clients_;
    std::map<std::string, Nonce> nonces_;
    std::map<std::string, Proof> proofs_;
    std::uint64_t last_order_ = 0;
    std::uint64_t last_connection_ = 0;
    std::uint64_t last_nonce_ = 0;
};

}  // namespace indaba::broker::test
