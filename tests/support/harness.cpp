#include "tests/support/harness.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <utility>

#include "common/wire/bodies.hpp"
#include "common/wire/name.hpp"

namespace indaba::broker::test {

std::string person(const std::string& client) { return client.substr(0, client.find('/')); }

Account account(const std::string& client) {
    Account result;
    std::ranges::copy(person(client).substr(0, Account::length), result.bytes.begin());
    return result;
}

MessageId id(std::uint64_t n) {
    MessageId result;
    for (std::size_t i = 0; i < 8; ++i)
        result.bytes[15 - i] = static_cast<std::uint8_t>(n >> (8 * i));
    return result;
}
std::uint64_t number_of(const MessageId& id) {
    std::uint64_t n = 0;
    for (std::size_t i = 8; i < 16; ++i) n = n << 8 | id.bytes[i];
    return n;
}

Claim claim(const std::string& client, const std::string& wanted) {
    const Name name = std::get<Name>(validate_name(wanted));
    return {account(client), name.display, name.folded, name.skeleton, 0, {}};
}
Post post_of(const std::string& client, std::uint64_t n, const std::string& text,
             const Conversation& where) {
    return {0, where, account(client), 0, id(n), std::string(kind_text), text};
}

AccountLimits no_limits() {
    const Rate off{};
    return {off, off, off, off, off, 1'000'000, 1ull << 40, off};
}

Harness::Harness(std::vector<Write> before, AccountLimits limits) : policy{{}, {}, limits} {
    journal.submit(std::move(before));
    journal.finish_commit();
    journal.completed();
    restart();
}

void Harness::restart() {
    core_ = std::make_unique<Core>(journal.snapshot(), Batch::max_pending_bytes, policy);
    connections_.clear();
    clients_.clear();
}

void Harness::share(std::int64_t writer) {
    policy.writer = writer;
    restart();
    core().on_lease(now.steady + std::chrono::hours(1));
}

// ---- connections ---------------------------------------------------------------------------

const Welcome& Harness::hello(const std::string& client) {
    connect(client);
    from(client, hello_of(client));
    return *last<Welcome>(client);
}

void Harness::connect(const std::string& client) {
    const RoutingId id = "routing " + std::to_string(++last_connection_);
    connections_[client] = {id, {}, {}, false, false, {}};
    clients_[id] = client;
}

Hello Harness::hello_of(const std::string& client) {
    return {protocol_version, "test", {}, account(client)};
}

Join Harness::join_of(const std::string& client, std::optional<std::string> name, bool quiet) {
    return {last<Welcome>(client)->nonce, std::move(name), quiet};
}

void Harness::claim_name(const std::string& client, const std::string& name) {
    from(client, join_of(client, name));
    commit();
}

void Harness::join(const std::string& client, bool quiet) {
    const bool named = hello(client).name.has_value();
    const Join join = named ? join_of(client, {}, quiet) : join_of(client, person(client), quiet);
    from(client, join);
    if (!named) commit();
    REQUIRE(count<Ready>(client) == 1);
    nonces_[client] = join.nonce;
    forget(client);
}

void Harness::ask_name(const std::string& client, const std::string& name) {
    from(client, Join{nonces_.at(client), name, false});
}

void Harness::rename(const std::string& client, const std::string& name) {
    ask_name(client, name);
    commit();
}

void Harness::close(const std::string& client) {
    const RoutingId gone = at(client).id;
    connections_.erase(client);
    clients_.erase(gone);
    turn([&](Effects& effects) { core().on_closed(gone, now, effects); });
}

// ---- keys and orders -----------------------------------------------------------------------

void Harness::prove(const std::string& client, std::optional<Proof> proof) {
    proofs_[client] = proof.value_or(Proof{account(client), false});
}

void Harness::enrol(const std::string& client, const std::string& whom) {
    from(client, Enrol{account(whom)});
    commit_nothing();
}

std::uint64_t Harness::order(const OperatorOrder& wanted) {
    turn([&](Effects& effects) { core().on_order(++last_order_, wanted, now, effects); });
    return last_order_;
}

Answer Harness::ordered(const OperatorOrder& wanted) {
    const std::uint64_t token = order(wanted);
    commit_nothing();
    REQUIRE(answers.contains(token));
    return answers.at(token);
}

void Harness::commit_nothing() {
    advance(Batch::interval);
    if (journal.committing()) commit();
}

bool Harness::is_joined(const std::string& client) {
    return is_connected(client) && core().has_joined(at(client).id);
}

void Harness::connect_from(const std::string& client, const std::string& address) {
    connect(client);
    at(client).address = address;
}

// ---- events --------------------------------------------------------------------------------

void Harness::from(const std::string& client, const ToBroker& message) {
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

void Harness::undecodable_from(const std::string& client, const DecodeError& error) {
    turn([&](Effects& effects) { core().on_undecodable(at(client).id, error, now, effects); });
}

void Harness::say(const std::string& client, std::uint64_t n, const std::string& text) {
    from(client, Broadcast{id(n), lobby, std::string(kind_text), text});
}

void Harness::whisper(const std::string& client, const std::string& to, std::uint64_t n,
                      const std::string& text) {
    from(client, Whisper{id(n), account(to), std::string(kind_text), text});
}

void Harness::commit() {
    if (!journal.committing()) advance(Batch::interval);
    REQUIRE(journal.committing());
    journal.finish_commit();
    take_completed();
}

void Harness::commit_all() {
    advance(Batch::interval);
    while (journal.committing()) {
        commit();
        advance(Batch::interval);
    }
}

std::vector<Outcome> Harness::store_elsewhere(std::vector<Write> writes) {
    REQUIRE_FALSE(journal.committing());
    journal.submit(std::move(writes));
    journal.finish_commit();
    return std::get<Committed>(journal.completed().at(0)).outcomes;
}

void Harness::commit_elsewhere(std::vector<Write> writes) {
    store_elsewhere(std::move(writes));
    News all;
    all.changed = journal.snapshot();
    news(std::move(all));
}

void Harness::news(News news) {
    news.brokers = shared.others;
    turn([&](Effects& effects) { core().on_news(news, now, effects); });
}

void Harness::told(const PeerMessage& message) {
    turn([&](Effects& effects) { core().on_peer(message, now, effects); });
}

void Harness::followed() {
    turn([&](Effects& effects) { core().on_follower(effects); });
}

void Harness::finish_reads() {
    journal.finish_reads();
    take_completed();
}

void Harness::advance(ms span) {
    const ms until = now.steady + span;
    for (auto due = core().next_deadline(); due && *due <= until; due = core().next_deadline()) {
        REQUIRE_MESSAGE(*due > now.steady, "the core's next deadline is not in the future");
        move_to(*due);
    }
    move_to(until);
}

void Harness::advance_pinging(ms span) {
    constexpr ms ping_every{20'000};
    for (ms left = span; left > ms{0}; left -= std::min(left, ping_every)) {
        for (const auto& [client, connection] : Connections(connections_))
            if (!connection.disconnected) from(client, Ping{});
        advance(std::min(left, ping_every));
    }
}

void Harness::farewell() {
    Effects effects;
    core().farewell(effects);
    execute(std::move(effects), core(), *this, now);
}

// ---- records -------------------------------------------------------------------------------

const std::vector<SharedOutgoing>& Harness::sent_to(const std::string& client) {
    return at(client).sent;
}

Lines Harness::types(const std::string& client) {
    Lines result;
    for (const SharedOutgoing& sent : sent_to(client))
        result.emplace_back(type_of(sent->message()));
    return result;
}

Lines Harness::seen_by(const std::string& client) {
    Lines result;
    for (const Entries& part : got<Entries>(client))
        for (const Entry& entry : part.entries)
            result.push_back((part.conversation.room ? "#" : "~") + std::to_string(entry.number) +
                             " " + name_in(part.names, entry.account) + ": " + entry.body);
    return result;
}

Lines Harness::refused(const std::string& client) {
    Lines result;
    for (const Refusal& refusal : got<Refusal>(client))
        result.push_back(refusal.code +
                         (refusal.id ? " " + std::to_string(number_of(*refusal.id)) : "") +
                         (refusal.retry_ms ? " retry" : ""));
    return result;
}

void Harness::forget() {
    for (auto& [client, connection] : connections_) connection.sent.clear();
    reports.clear();
}

// ---- turns ---------------------------------------------------------------------------------

Harness::Connection& Harness::at(const std::string& client) {
    REQUIRE_MESSAGE(connections_.contains(client), "no such client: " << client);
    return connections_.at(client);
}

std::string Harness::name_in(const std::vector<Person>& names, const Account& account) {
    const auto found = std::ranges::find(names, account, &Person::account);
    return found == names.end() ? "?" : found->name;
}

void Harness::turn(const std::function<void(Effects&)>& events) {
    Effects effects;
    events(effects);
    core().end_turn(now, effects);
    execute(std::move(effects), core(), *this, now);
}

void Harness::move_to(ms when) {
    now.wall += (when - now.steady).count();
    now.steady = when;
    turn([](Effects&) {});
}

void Harness::take_completed() {
    turn([&](Effects& effects) { pass_journal_events(journal, core(), *this, now, effects); });
}

// ---- effects --------------------------------------------------------------------------------

void Harness::on_send(const Send& send) {
    const std::string& frame = send.outgoing->frame();
    REQUIRE(frame.size() <= limit::frame);
    REQUIRE(std::get<ToClient>(decode_to_client(frame)) == send.outgoing->message());
    const std::set<RoutingId> to(send.to.begin(), send.to.end());
    REQUIRE_MESSAGE(to.size() == send.to.size(), "a Send names one client twice");
}

SendResult Harness::send(const RoutingId& to, const SharedOutgoing& outgoing) {
    if (!clients_.contains(to)) return SendResult::unreachable;
    Connection& connection = at(clients_.at(to));
    REQUIRE_MESSAGE(!connection.disconnected,
                    "a message is sent to a disconnected client: " << clients_.at(to));
    if (connection.blocked) {
        connection.blocked_at.push_back(now.steady);
        return SendResult::would_block;
    }
    connection.sent.push_back(outgoing);
    return SendResult::sent;
}

void Harness::submit(std::vector<Write> writes) {
    REQUIRE(!journal.committing());
    REQUIRE(!writes.empty());
    journal.submit(std::move(writes));
}

void Harness::disconnect(const RoutingId& who) {
    if (clients_.contains(who)) at(clients_.at(who)).disconnected = true;
}

}  // namespace indaba::broker::test
