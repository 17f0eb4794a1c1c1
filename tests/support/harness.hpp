#pragma once
/// The broker's core in a test harness that supplies connections, the clock, and a journal which
/// commits on demand. Clients have names; "ann" and "ann/2" are two connections of one account. The
/// harness records the messages to each client, decodes each frame and checks its size.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "broker/core/core.hpp"
#include "broker/journal/memory_journal.hpp"
#include "common/wire/chain.hpp"
#include "common/wire/name.hpp"

namespace indaba::broker::test {

using Lines = std::vector<std::string>;
using ms = std::chrono::milliseconds;
using Fault = MemoryJournal::Fault;

/// Returns the person of a connection: "ann" for "ann/2".
inline std::string person(const std::string& client) { return client.substr(0, client.find('/')); }

inline Account account(const std::string& client) {
    Account result;
    std::ranges::copy(person(client).substr(0, Account::length), result.bytes.begin());
    return result;
}

inline MessageId id(std::uint64_t n) {
    MessageId result;
    for (std::size_t i = 0; i < 8; ++i)
        result.bytes[15 - i] = static_cast<std::uint8_t>(n >> (8 * i));
    return result;
}
inline std::uint64_t number_of(const MessageId& id) {
    std::uint64_t n = 0;
    for (std::size_t i = 8; i < 16; ++i) n = n << 8 | id.bytes[i];
    return n;
}

inline Claim claim(const std::string& client, const std::string& wanted) {
    const Name name = std::get<Name>(validate_name(wanted));
    return {account(client), name.shown, name.folded, name.skeleton, 0, 1};
}
inline Post post_of(const std::string& client, std::uint64_t n, const std::string& text,
                    const Conversation& where = lobby_conversation()) {
    return {0, where, account(client), 0, id(n), std::string(kind_text), text};
}

/// Returns limits that never apply, for tests of other rules.
inline AccountLimits no_limits() {
    const Rate off{};
    return {off, off, off, off, off, 1'000'000, 1ull << 40, off};
}

class Harness {
 public:
    /// Starts a broker whose journal contains `before`.
    explicit Harness(std::vector<Write> before = {}, AccountLimits limits = no_limits())
        : policy{{}, {}, limits} {
        journal.submit(std::move(before));
        journal.finish_commit();
        journal.completed();
        restart();
    }

    MemoryJournal journal;
    Now now{ms{1'000'000}, 1'700'000'000'000};
    std::vector<Report> reports;
    std::map<std::uint64_t, Answer> answers;
    Policy policy;  // takes effect at the next restart

    Core& core() { return *core_; }
    /// Restarts the broker on the same journal; all connections are dropped.
    void restart() {
        core_ = std::make_unique<Core>(journal.snapshot(), Batch::max_pending_bytes, policy);
        connections_.clear();
        clients_.clear();
    }

    // ---- connections --------------------------------------------------------------------------

    /// Opens a connection, sends hello and returns the welcome.
    const Welcome& hello(const std::string& client) {
        connect(client);
        from(client, hello_of(client));
        return *last<Welcome>(client);
    }
    void connect(const std::string& client) {
        const RoutingId id = "routing " + std::to_string(++last_connection_);
        connections_[client] = {id, {}, {}, false, false, {}};
        clients_[id] = client;
    }
    static Hello hello_of(const std::string& client) {
        return {protocol_version, "test", {}, account(client)};
    }
    Join join_of(const std::string& client, std::optional<std::string> name = {},
                 bool quiet = false) {
        return {last<Welcome>(client)->nonce, std::move(name), quiet};
    }
    /// Asks for a name on a connection that has said hello, and commits the claim.
    void claim_name(const std::string& client, const std::string& name) {
        from(client, join_of(client, name));
        commit();
    }
    /// Connects a client, joins and commits its name if needed. Clears the record of its messages.
    void join(const std::string& client, bool quiet = false) {
        const bool named = hello(client).name.has_value();
        const Join join =
            named ? join_of(client, {}, quiet) : join_of(client, person(client), quiet);
        from(client, join);
        if (!named) commit();
        REQUIRE(count<Ready>(client) == 1);
        nonces_[client] = join.nonce;
        forget(client);
    }
    template <class... Names>
    void join_all(const Names&... names) {
        (join(names), ...);
        advance(PresenceBoard::batch_interval);
        forget();
    }
    /// Sends a join on the live session that asks for another name.
    void ask_name(const std::string& client, const std::string& name) {
        from(client, Join{nonces_.at(client), name, false});
    }
    void rename(const std::string& client, const std::string& name) {
        ask_name(client, name);
        commit();
    }
    void disconnect(const std::string& client) {
        const RoutingId gone = at(client).id;
        connections_.erase(client);
        clients_.erase(gone);
        turn([&](Effects& effects) { core().on_closed(gone, now, effects); });
    }
    // ---- keys and orders ------------------------------------------------------------------------

    /// Attaches this proof to the client's messages from now on; by default, that of its own
    /// account.
    void prove(const std::string& client, std::optional<Proof> proof = {}) {
        proofs_[client] = proof.value_or(Proof{account(client), false});
    }
    void enrol(const std::string& client, const std::string& whom) {
        from(client, Enrol{account(whom)});
        commit_nothing();
    }
    /// Gives an order and returns its token; the answer may come later.
    std::uint64_t order(const OperatorOrder& wanted) {
        turn([&](Effects& effects) { core().on_order(++last_order_, wanted, now, effects); });
        return last_order_;
    }
    /// Gives an order, commits it and returns the answer.
    Answer ordered(const OperatorOrder& wanted) {
        const std::uint64_t token = order(wanted);
        commit_nothing();
        REQUIRE(answers.contains(token));
        return answers.at(token);
    }
    /// Passes the batch interval and commits pending writes, if there are any.
    void commit_nothing() {
        advance(Batch::interval);
        if (journal.committing()) commit();
    }
    bool is_connected(const std::string& client) const { return connections_.contains(client); }
    bool is_joined(const std::string& client) {
        return is_connected(client) && core().has_joined(at(client).id);
    }

    /// Makes writes to the client fail from now on.
    void block(const std::string& client) { at(client).blocked = true; }
    void unblock(const std::string& client) { at(client).blocked = false; }
    /// Returns the times of the failed writes to the client.
    const std::vector<ms>& blocked_at(const std::string& client) { return at(client).blocked_at; }
    bool is_disconnected(const std::string& client) { return at(client).disconnected; }
    /// Opens a connection from this address, without hello.
    void connect_from(const std::string& client, const std::string& address) {
        connect(client);
        at(client).address = address;
    }

    // ---- events -------------------------------------------------------------------------

    void from(const std::string& client, const ToBroker& message) {
        Nonce fresh;
        fresh.bytes.fill(static_cast<std::uint8_t>(++last_nonce_));
        fresh.bytes[0] = static_cast<std::uint8_t>(last_nonce_ >> 8);
        turn([&](Effects& effects) {
            const auto proof = proofs_.find(client);
            Sender sender{at(client).id, {}, at(client).address};
            if (proof != proofs_.end()) sender.proof = proof->second;
            core().on_message(sender, message, fresh, now, effects);
        });
    }
    void undecodable_from(const std::string& client, const DecodeError& error) {
        turn([&](Effects& effects) { core().on_undecodable(at(client).id, error, now, effects); });
    }
    void say(const std::string& client, std::uint64_t n, const std::string& text = "hi") {
        from(client, Broadcast{id(n), lobby, std::string(kind_text), text});
    }
    void whisper(const std::string& client, const std::string& to, std::uint64_t n,
                 const std::string& text = "psst") {
        from(client, Whisper{id(n), account(to), std::string(kind_text), text});
    }

    /// Finishes the running commit, or the next one if none runs.
    void commit() {
        if (!journal.committing()) advance(Batch::interval);
        REQUIRE(journal.committing());
        journal.finish_commit();
        take_completed();
    }
    void commit_all() {
        advance(Batch::interval);
        while (journal.committing()) {
            commit();
            advance(Batch::interval);
        }
    }
    void finish_reads() {
        journal.finish_reads();
        take_completed();
    }

    /// Moves the clock forward without messages; runs the core at each deadline.
    void advance(ms span) {
        const ms until = now.steady + span;
        for (auto due = core().next_deadline(); due && *due <= until;
             due = core().next_deadline()) {
            REQUIRE_MESSAGE(*due > now.steady, "the core's next deadline is not in the future");
            move_to(*due);
        }
        move_to(until);
    }
    /// Moves the clock forward; each connected client pings every 20 s.
    void advance_pinging(ms span) {
        constexpr ms ping_every{20'000};
        for (ms left = span; left > ms{0}; left -= std::min(left, ping_every)) {
            for (const auto& [client, connection] : Connections(connections_))
                if (!connection.disconnected) from(client, Ping{});
            advance(std::min(left, ping_every));
        }
    }
    void stop() { core().stop(); }
    void farewell() {
        Effects effects;
        core().farewell(effects);
        carry_out(std::move(effects));
    }

    // ---- records ------------------------------------------------------------------------

    const std::vector<SharedOutgoing>& sent_to(const std::string& client) {
        return at(client).sent;
    }
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
    Lines types(const std::string& client) {
        Lines result;
        for (const SharedOutgoing& sent : sent_to(client))
            result.emplace_back(type_of(sent->message()));
        return result;
    }
    /// Returns the client's live entries: "#1 ann: hi" in the room, "~1 ann: psst" in a whisper.
    Lines seen_by(const std::string& client) {
        Lines result;
        for (const Entries& part : got<Entries>(client))
            for (const Entry& entry : part.entries)
                result.push_back((part.conversation.room ? "#" : "~") +
                                 std::to_string(entry.number) + " " +
                                 name_in(part.names, entry.account) + ": " + entry.body);
        return result;
    }
    /// Returns the refusals to the client as "not_stored 3 retry": code, number of the post, and
    /// whether it gives a retry time.
    Lines refused(const std::string& client) {
        Lines result;
        for (const Refusal& refusal : got<Refusal>(client))
            result.push_back(refusal.code +
                             (refusal.id ? " " + std::to_string(number_of(*refusal.id)) : "") +
                             (refusal.retry_ms ? " retry" : ""));
        return result;
    }
    void forget() {
        for (auto& [client, connection] : connections_) connection.sent.clear();
        reports.clear();
    }
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

    Connection& at(const std::string& client) {
        REQUIRE_MESSAGE(connections_.contains(client), "no such client: " << client);
        return connections_.at(client);
    }
    static std::string name_in(const std::vector<Person>& names, const Account& account) {
        const auto found = std::ranges::find(names, account, &Person::account);
        return found == names.end() ? "?" : found->name;
    }

    template <class Event>
    void turn(Event event) {
        Effects effects;
        event(effects);
        core().end_turn(now, effects);
        carry_out(std::move(effects));
    }
    void move_to(ms when) {
        now.wall += (when - now.steady).count();
        now.steady = when;
        turn([](Effects&) {});
    }
    void take_completed() {
        turn([&](Effects& effects) {
            for (JournalEvent& event : journal.completed()) {
                if (Committed* committed = std::get_if<Committed>(&event))
                    core().on_committed(std::move(*committed), now, effects);
                else
                    core().on_page(std::move(std::get<PageRead>(event)), now, effects);
            }
        });
    }

    /// Carries out effects as the server does: a client that blocks gets no later Send of the list.
    void carry_out(Effects effects) {
        std::set<RoutingId> blocked;
        while (!effects.empty()) {
            Effects more;
            for (Effect& effect : effects)
                std::visit([&](auto& e) { carry_out(e, blocked, more); }, effect);
            effects = std::move(more);
        }
    }
    void carry_out(const Send& send, std::set<RoutingId>& blocked, Effects& more) {
        if (send.to.empty()) return;
        const std::string& frame = send.outgoing->frame();
        REQUIRE(frame.size() <= limit::frame);
        REQUIRE(std::get<ToClient>(decode_to_client(frame)) == send.outgoing->message());
        const std::set<RoutingId> to(send.to.begin(), send.to.end());
        REQUIRE_MESSAGE(to.size() == send.to.size(), "a Send names one client twice");
        for (const RoutingId& id : to) {
            if (!clients_.contains(id)) continue;  // disconnected meanwhile
            Connection& connection = at(clients_.at(id));
            REQUIRE_MESSAGE(!connection.disconnected,
                            "a message is sent to a disconnected client: " << clients_.at(id));
            if (!connection.blocked) {
                connection.sent.push_back(send.outgoing);
            } else if (blocked.insert(id).second) {
                connection.blocked_at.push_back(now.steady);
                core().on_blocked(id, now, more);
            }
        }
    }
    void carry_out(Submit& submit, std::set<RoutingId>&, Effects&) {
        REQUIRE(!journal.committing());
        REQUIRE(!submit.writes.empty());
        journal.submit(std::move(submit.writes));
    }
    void carry_out(const ReadPage& read, std::set<RoutingId>&, Effects&) {
        journal.read(read.request);
    }
    void carry_out(const Disconnect& disconnect, std::set<RoutingId>&, Effects&) {
        if (clients_.contains(disconnect.who)) at(clients_.at(disconnect.who)).disconnected = true;
    }
    void carry_out(const Report& report, std::set<RoutingId>&, Effects&) {
        reports.push_back(report);
    }
    void carry_out(const Admit&, std::set<RoutingId>&, Effects&) {}
    void carry_out(const Answer& answer, std::set<RoutingId>&, Effects&) {
        answers[answer.token] = answer;
    }

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
