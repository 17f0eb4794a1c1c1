/// The rate limits of an account: at each limit, and one past it.
#include <doctest/doctest.h>

#include "common/wire/bodies.hpp"
#include "tests/support/harness.hpp"

using namespace indaba;
using namespace indaba::broker::test;
using indaba::broker::AccountLimits;
using indaba::broker::PendingDisconnects;
using indaba::broker::PostGate;
using indaba::broker::Rate;
using indaba::broker::Report;

namespace {

Harness limited(AccountLimits limits) { return Harness({}, limits); }

AccountLimits only_posts(Rate rate) {
    AccountLimits limits = no_limits();
    limits.posts = rate;
    return limits;
}

/// Returns the retry time of the newest refusal that brings one.
std::optional<std::uint64_t> retry_ms(Harness& broker, const std::string& client) {
    std::optional<std::uint64_t> newest;
    for (const Refusal& refusal : broker.got<Refusal>(client))
        if (refusal.retry_ms) newest = refusal.retry_ms;
    return newest;
}

}  // namespace

TEST_CASE("posts up to the burst are accepted and the next one is refused with a wait") {
    Harness broker = limited(only_posts({3, 1}));
    broker.join_all("ann", "bob");
    for (std::uint64_t n = 1; n <= 4; ++n) broker.say("ann", n);
    CHECK(broker.refused("ann") == Lines{"slow_down 4 retry"});
    CHECK_MESSAGE(retry_ms(broker, "ann") == 3'000,
                  "after the wait a whole burst is allowed again");
    broker.say("bob", 1);
    CHECK_MESSAGE(broker.refused("bob").empty(), "other accounts need not wait");
    broker.commit_all();
    CHECK(broker.seen_by("bob").size() == 4);
}

TEST_CASE("posts refused with a wait are accepted afterwards, once and in order") {
    Harness broker = limited(only_posts({2, 1}));
    broker.join_all("ann", "bob");
    for (std::uint64_t n = 1; n <= 5; ++n) broker.say("ann", n, std::to_string(n));
    CHECK(broker.refused("ann") == Lines{"slow_down 3 retry", "retry_order 4", "retry_order 5"});
    broker.advance(ms{1'000});
    for (std::uint64_t n = 3; n <= 5; ++n) broker.say("ann", n, std::to_string(n));
    broker.advance(ms{2'000});
    for (std::uint64_t n = 4; n <= 5; ++n) broker.say("ann", n, std::to_string(n));
    broker.commit_all();
    CHECK(broker.seen_by("bob") ==
          Lines{"#1 ann: 1", "#2 ann: 2", "#3 ann: 3", "#4 ann: 4", "#5 ann: 5"});
}

TEST_CASE("whispers count like messages to everybody, and all connections of an account together") {
    Harness broker = limited(only_posts({3, 1}));
    broker.join_all("ann", "bob");
    broker.join("ann/2");
    broker.say("ann", 1);
    broker.whisper("ann", "bob", 2);
    broker.say("ann/2", 3);
    CHECK(broker.refused("ann").empty());
    CHECK(broker.refused("ann/2").empty());
    broker.whisper("ann/2", "bob", 4);
    CHECK(broker.refused("ann/2") == Lines{"slow_down 4 retry"});
}

TEST_CASE("reconnecting does not refill an account's limits") {
    Harness broker = limited(only_posts({2, 1}));
    broker.join("ann");
    broker.say("ann", 1);
    broker.say("ann", 2);
    broker.close("ann");
    broker.join("ann");
    broker.say("ann", 3);
    CHECK(broker.refused("ann") == Lines{"slow_down 3 retry"});
}

TEST_CASE("posted bytes are counted") {
    AccountLimits limits = no_limits();
    limits.bytes = {100'000, 1'000};
    Harness broker = limited(limits);
    broker.join("ann");
    broker.advance(ms{1'000});  // what it was sent is refilled
    for (std::uint64_t n = 1; n <= 10; ++n) broker.say("ann", n, std::string(10'000, 'x'));
    CHECK(broker.refused("ann").empty());
    broker.say("ann", 11, "x");
    CHECK(broker.refused("ann") == Lines{"slow_down 11 retry"});
    CHECK(retry_ms(broker, "ann") == 1);
}

TEST_CASE("an account that fills its share of pending bytes does not block others") {
    AccountLimits limits = no_limits();
    limits.pending_bytes = AccountLimits{}.pending_bytes;
    Harness broker = limited(limits);
    broker.join_all("ann", "bob");
    broker.say("ann", 1, "the commit that runs meanwhile");
    broker.advance(broker::Batch::interval);
    const std::size_t large = 16'000;
    std::uint64_t n = 2;
    for (std::size_t waiting = 0; waiting < limits.pending_bytes; waiting += large + 160)
        broker.say("ann", n++, std::string(large, 'x'));
    CHECK(broker.refused("ann").empty());
    broker.say("ann", n, "one more");
    CHECK(broker.refused("ann") == Lines{"busy " + std::to_string(n) + " retry"});
    broker.say("bob", 1);
    CHECK(broker.refused("bob").empty());
    broker.commit_all();
    broker.forget("ann");
    broker.say("ann", n, "now");
    CHECK(broker.refused("ann").empty());
}

TEST_CASE("history pages are charged in bytes to the reader") {
    AccountLimits limits = no_limits();
    limits.bytes = {100'000, 1'000};
    Harness broker = limited(limits);
    broker.join_all("ann", "bob");
    for (std::uint64_t n = 1; n <= 3; ++n) broker.say("ann", n, std::string(15'000, 'x'));
    broker.commit_all();
    const auto read = [&](std::uint64_t request) {
        broker.from("bob", History{request, lobby, 0, {}, {}, 256});
        broker.finish_reads();
    };
    for (std::uint64_t request = 1; request <= 3; ++request) read(request);
    CHECK(broker.count<Page>("bob") == 3);
    CHECK(broker.refused("bob").empty());
    read(4);
    CHECK(broker.count<Page>("bob") == 3);
    CHECK(broker.refused("bob") == Lines{"slow_down retry"});
    CHECK(broker.last<Refusal>("bob")->request == 4);
    broker.advance(ms{*retry_ms(broker, "bob")});
    read(5);
    CHECK(broker.count<Page>("bob") == 4);
}

TEST_CASE("requests of every kind share one limit") {
    AccountLimits limits = no_limits();
    limits.requests = {8, 1};
    Harness broker = limited(limits);
    broker.join("ann");  // one
    broker.from("ann", Sync{});
    broker.from("ann", Sync{});
    broker.from("ann", Who{1, "ann", {}});
    broker.from("ann", Who{2, {}, {}});
    broker.from("ann", History{3, lobby, {}, 1, {}, 1});
    broker.finish_reads();
    broker.from("ann", History{4, lobby, {}, 1, {}, 1});
    broker.finish_reads();
    broker.from("ann", Sync{});
    CHECK(broker.refused("ann").empty());
    broker.from("ann", Sync{});
    CHECK(broker.refused("ann") == Lines{"slow_down retry"});
    broker.from("ann", Who{5, "ann", {}});
    CHECK(broker.last<Refusal>("ann")->request == 5);
    broker.from("ann", History{6, lobby, {}, 1, {}, 1});
    CHECK(broker.last<Refusal>("ann")->request == 6);
    broker.advance(ms{1'000});
    broker.forget();
    broker.from("ann", Sync{});
    CHECK(broker.types("ann") == Lines{"people", "heads", "ready"});
}

TEST_CASE("changes of name are limited") {
    AccountLimits limits = no_limits();
    limits.renames = {2, 1, std::chrono::minutes{1}};
    Harness broker = limited(limits);
    broker.join("ann");
    broker.rename("ann", "anna");
    broker.rename("ann", "anne");
    CHECK(broker.refused("ann").empty());
    broker.ask_name("ann", "annie");
    CHECK(broker.refused("ann") == Lines{"slow_down retry"});
    CHECK(*retry_ms(broker, "ann") > 59'000);
    CHECK(*retry_ms(broker, "ann") <= 60'000);
}

TEST_CASE("switching between one's own names counts as a change of name") {
    AccountLimits limits = no_limits();
    limits.renames = {3, 1, std::chrono::minutes{1}};
    Harness broker = limited(limits);
    broker.join("ann");
    for (const std::string name : {"anna", "ann", "anna"}) broker.rename("ann", name);
    CHECK(broker.refused("ann").empty());
    broker.ask_name("ann", "ann");
    CHECK(broker.refused("ann") == Lines{"slow_down retry"});
}

TEST_CASE("answers are charged by their size") {
    AccountLimits limits = no_limits();
    limits.bytes = {100'000, 100'000};
    for (const auto& asked : std::vector<ToBroker>{Who{1, {}, {}}, Sync{}}) {
        Harness broker = limited(limits);
        for (int i = 0; i < 1'000; ++i) broker.join("someone" + std::to_string(i));
        broker.join("ann");
        broker.advance(ms{2'000});
        CAPTURE(type_of(asked));
        int answered = 0;
        for (; broker.refused("ann").empty() && answered < 50; ++answered)
            broker.from("ann", asked);
        CHECK(answered > 1);
        CHECK_MESSAGE(answered < 10, "each answer has some 30 KB");
        CHECK(broker.refused("ann") == Lines{"slow_down retry"});
        broker.advance(ms{2'000});
        broker.from("ann", asked);
        CHECK(broker.refused("ann").size() == 1);
    }
}

TEST_CASE("new accounts from one address are limited; known accounts are not") {
    AccountLimits limits = no_limits();
    limits.newcomers = {2, 1, std::chrono::minutes{1}};
    Harness broker = limited(limits);
    const auto joins = [&](const std::string& who, const std::string& address) {
        broker.connect_from(who, address);
        broker.from(who, Harness::hello_of(who));
        broker.from(who, broker.join_of(who, broker.last<Welcome>(who)->name ? std::nullopt
                                                                             : std::optional(who)));
        broker.commit_nothing();
    };
    joins("ann", "office");
    joins("bob", "office");
    CHECK(broker.is_joined("bob"));
    joins("cy", "office");
    CHECK(broker.refused("cy") == Lines{"slow_down retry"});
    CHECK(!broker.is_joined("cy"));
    joins("dee", "elsewhere");
    CHECK(broker.is_joined("dee"));
    broker.close("ann");
    joins("ann", "office");
    CHECK(broker.is_joined("ann"));
    for (const std::string who : {"eve", "fay", "gil"}) joins(who, "");
    CHECK_MESSAGE(broker.is_joined("gil"), "this machine has no limit per address");
}

TEST_CASE("an account's connections are limited") {
    AccountLimits limits = no_limits();
    limits.connections = 2;
    Harness broker = limited(limits);
    broker.join("ann");
    broker.join("ann/2");
    broker.connect("ann/3");
    broker.from("ann/3", Harness::hello_of("ann"));
    CHECK(broker.refused("ann/3") == Lines{"too_many_connections retry"});
    broker.join("bob");
    broker.close("ann");
    broker.from("ann/3", Harness::hello_of("ann"));
    CHECK(broker.count<Welcome>("ann/3") == 1);
}

TEST_CASE("a connection beyond the limit is closed as soon as its refusal can be read") {
    AccountLimits limits = no_limits();
    limits.connections = 1;
    Harness broker = limited(limits);
    broker.join("ann");
    broker.connect("ann/2");
    broker.from("ann/2", Harness::hello_of("ann"));
    broker.advance(PendingDisconnects::grace - ms{1});
    CHECK(!broker.is_disconnected("ann/2"));
    broker.advance(ms{1});
    CHECK(broker.is_disconnected("ann/2"));
    CHECK(broker.is_joined("ann"));
}

TEST_CASE("repeating refused posts is charged in the end") {
    AccountLimits limits = no_limits();
    limits.posts = {1, 1};
    limits.wasted = {10, 1};
    Harness broker = limited(limits);
    broker.join("ann");
    broker.say("ann", 1);
    for (std::uint64_t round = 0; round < 10 && broker.is_joined("ann"); ++round)
        for (std::uint64_t n = 2; n < 2 + PostGate::max_uncharged_skips / 2; ++n)
            broker.say("ann", n);
    CHECK(!broker.is_joined("ann"));
}

TEST_CASE(
    "messages without effect are charged; a client beyond the limit gets a notice and is "
    "disconnected") {
    AccountLimits limits = no_limits();
    limits.wasted = {10, 1};
    for (const auto& wasted : std::vector<ToBroker>{
             Ping{}, Harness::hello_of("ann"), Read{lobby, 0}, Enrol{account("ann")}, Join{},
             Whisper{id(1), account("nobody"), std::string(kind_text), "x"},
             Order{1, "kick", account("bob"), {}}}) {
        Harness broker = limited(limits);
        broker.join_all("ann", "bob");
        CAPTURE(type_of(wasted));
        for (int i = 0; i < 9; ++i) broker.from("ann", wasted);  // its hello was charged too
        CHECK(broker.is_joined("ann"));
        broker.from("ann", wasted);
        CHECK(!broker.is_joined("ann"));
        REQUIRE(broker.last<Notice>("ann"));
        CHECK(broker.last<Notice>("ann")->code == "slow_down");
        CHECK(!broker.is_disconnected("ann"));
        broker.forget();
        broker.from("ann", wasted);
        CHECK_MESSAGE(broker.types("ann").empty(), "its messages are ignored");
        broker.advance(ms{999});
        CHECK(broker.is_disconnected("ann"));
        CHECK(broker.is_joined("bob"));
    }
}

TEST_CASE("undecodable messages are charged like refused ones") {
    AccountLimits limits = no_limits();
    limits.wasted = {10, 1};
    Harness broker = limited(limits);
    broker.join("ann");
    for (int i = 0; i < 9; ++i) broker.undecodable_from("ann", {"bad_message", "No."});
    CHECK(broker.is_joined("ann"));
    broker.undecodable_from("ann", {"bad_message", "No."});
    CHECK(!broker.is_joined("ann"));
}

TEST_CASE("an account disconnected for wasted messages may rejoin after a pause") {
    AccountLimits limits = no_limits();
    limits.wasted = {10, 1};
    Harness broker = limited(limits);
    broker.join("ann");
    for (int i = 0; i < 12; ++i) broker.from("ann", Ping{});
    broker.advance(ms{1'000});
    CHECK(broker.is_disconnected("ann"));
    broker.close("ann");
    broker.advance(ms{5'000});
    broker.join("ann");
    CHECK(broker.is_joined("ann"));
}

TEST_CASE("posts in flight when the gate closed are not charged") {
    AccountLimits limits = only_posts({1, 1});
    limits.wasted = {10, 1};
    Harness broker = limited(limits);
    broker.join("ann");
    for (std::uint64_t n = 1; n <= 2 + PostGate::max_uncharged_skips; ++n) broker.say("ann", n);
    CHECK(broker.is_joined("ann"));
    for (std::uint64_t n = 100; n <= 120; ++n) broker.say("ann", n);
    CHECK_MESSAGE(!broker.is_joined("ann"), "a flood that ignores the gate is disconnected");
}

TEST_CASE("an honest client that sends a long outbox is never disconnected") {
    Harness broker = limited(AccountLimits{});
    broker.join("ann");
    std::uint64_t stored = 0;
    const std::uint64_t outbox = 1'000;
    for (int round = 0; stored < outbox && round < 1'000; ++round) {
        broker.forget("ann");
        for (std::uint64_t n = stored + 1; n <= std::min(outbox, stored + 32); ++n)
            broker.say("ann", n);
        broker.commit_all();
        REQUIRE(broker.is_joined("ann"));
        stored += broker.seen_by("ann").size();
        if (const auto wait = retry_ms(broker, "ann")) broker.advance_pinging(ms{*wait});
    }
    CHECK(stored == outbox);
}

TEST_CASE("without encryption, a connection without an account charges no other account") {
    AccountLimits limits = no_limits();
    limits.wasted = {3, 1};
    Harness broker = limited(limits);
    const Hello from_nobody{protocol_version, "test", {}, {}};
    broker.connect("other");
    broker.connect("newcomer");
    for (int i = 0; i < 4; ++i) broker.from("other", from_nobody);
    CHECK(broker.got<Notice>("other").size() == 1);
    broker.from("newcomer", from_nobody);
    CHECK(broker.got<Notice>("newcomer").empty());
    CHECK(broker.refused("newcomer") == Lines{"needs_account"});
}

TEST_CASE("limits of idle accounts are purged") {
    broker::AccountLimiter account_limiter(AccountLimits{});
    for (int i = 0; i < 10'000; ++i) {
        Account who;
        who.bytes[0] = static_cast<std::uint8_t>(i);
        who.bytes[1] = static_cast<std::uint8_t>(i >> 8);
        const ms now{i * 1'000};
        account_limiter.charge_post(who, 1, now);
        account_limiter.charge_newcomer(std::to_string(i + 1), now);
    }
    CHECK(account_limiter.size() <= 2 * broker::AccountLimiter::min_purge_size + 1);
}
