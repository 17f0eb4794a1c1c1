// The load checker finds every kind of wrong delivery.
#include "tests/load/checker.hpp"

#include <doctest/doctest.h>

#include "common/wire/chain.hpp"

using namespace indaba;
using namespace indaba::load;

namespace {

constexpr std::size_t ann = 0, bob = 1, cat = 2;

/// Three clients, and a broker that delivers what a test wants.
struct Harness {
    Harness() {
        Heads heads;
        heads.heads.push_back({lobby_conversation(), 0, {}, 1, 0});
        for (const std::size_t client : {ann, bob, cat}) checker.on_heads(client, heads);
    }

    static std::vector<Account> accounts() {
        std::vector<Account> result(3);
        for (std::size_t i = 0; i < 3; ++i) result[i].bytes.fill(static_cast<std::uint8_t>(i + 1));
        return result;
    }
    Entry entry(std::size_t post, std::uint64_t number) const {
        const Post& said = checker.post(post);
        return {number, checker.account(said.author), 0, said.id, "text", said.body};
    }
    Conversation where(std::size_t post) const {
        const Post& said = checker.post(post);
        if (!said.to) return lobby_conversation();
        return whisper_between(checker.account(said.author), checker.account(*said.to));
    }
    std::size_t post(std::size_t author, std::optional<std::size_t> to = {}) {
        return checker.add_post(author, to, Micros{1000}, 100);
    }
    std::vector<std::size_t> deliver(std::size_t client, std::size_t post, std::uint64_t number) {
        return deliver(client, where(post), entry(post, number));
    }
    std::vector<std::size_t> deliver(std::size_t client, Conversation conversation, Entry entry) {
        return checker.on_live(client, {std::move(conversation), {std::move(entry)}, {}},
                               Micros{3000});
    }
    void deliver_to_all(std::size_t post, std::uint64_t number) {
        for (const std::size_t client : {ann, bob, cat}) deliver(client, post, number);
    }
    Counts counts() const { return checker.counts(); }

    Checker checker{accounts(), 77};
};

}  // namespace

TEST_SUITE("load checker") {
    TEST_CASE("a broadcast is due at every client, and the author's delivery is its receipt") {
        Harness broker;
        const auto post = broker.post(ann);
        CHECK(broker.deliver(bob, post, 1).empty());
        CHECK_FALSE(broker.checker.all_delivered());
        CHECK(broker.deliver(ann, post, 1) == std::vector<std::size_t>{post});
        broker.deliver(cat, post, 1);
        CHECK(broker.checker.all_delivered());
        CHECK(broker.counts().clean());
        CHECK(broker.counts().expected == 3);
        CHECK(broker.checker.latencies().longest() == Micros{2000});
        CHECK(broker.checker.receipt_latencies().count() == 1);
    }

    TEST_CASE("a whisper is due at both ends, and wrong at a third client") {
        Harness broker;
        const auto post = broker.post(ann, bob);
        CHECK(broker.counts().expected == 2);
        broker.deliver(ann, post, 1);
        broker.deliver(bob, post, 1);
        CHECK(broker.checker.all_delivered());
        CHECK(broker.counts().clean());
        broker.deliver(cat, post, 1);
        CHECK(broker.counts().wrong == 1);
    }

    TEST_CASE(
        "a text in a room is due at its members, and wrong elsewhere, as the room itself is") {
        Harness broker;
        const Conversation room{.id = ConversationId{{9}}, .room = "cooks", .between = {}};
        for (const std::size_t client : {ann, bob})
            broker.checker.on_room_joined(client, {{room, 0, {}, 1, 0}});
        const auto post = broker.post(ann);
        CHECK(broker.counts().expected == 2);
        broker.deliver(bob, room, broker.entry(post, 1));
        CHECK(broker.deliver(ann, room, broker.entry(post, 1)) == std::vector<std::size_t>{post});
        CHECK(broker.checker.all_delivered());
        CHECK(broker.counts().clean());
        broker.deliver(cat, room, broker.entry(post, 1));
        CHECK(broker.counts().wrong == 2);
        broker.post(cat);  // who is in no room posts in the lobby, for those in none
        CHECK(broker.counts().expected == 3);
    }

    TEST_CASE("a whisper to oneself is due once") {
        Harness broker;
        broker.deliver(ann, broker.post(ann, ann), 1);
        CHECK(broker.checker.all_delivered());
        CHECK(broker.counts().clean());
    }

    TEST_CASE("an entry that one client never receives counts as lost") {
        Harness broker;
        const auto post = broker.post(ann);
        broker.deliver(ann, post, 1);
        broker.deliver(bob, post, 1);
        CHECK(broker.counts().lost == 1);
    }

    TEST_CASE("an entry delivered twice counts as doubled") {
        Harness broker;
        const auto post = broker.post(ann);
        broker.deliver_to_all(post, 1);
        broker.deliver(bob, post, 1);
        CHECK(broker.counts().doubled == 1);
    }

    TEST_CASE("the answer to a resend is not doubled for its author, but for others") {
        Harness broker;
        const auto post = broker.post(ann);
        broker.deliver_to_all(post, 1);
        broker.checker.mark_resent(post);
        broker.deliver(ann, post, 1);
        CHECK(broker.counts().clean());
        broker.deliver(bob, post, 1);
        CHECK(broker.counts().doubled == 1);
    }

    TEST_CASE("a post stored twice counts as doubled for each client") {
        Harness broker;
        const auto post = broker.post(ann);
        broker.deliver_to_all(post, 1);
        broker.deliver_to_all(post, 2);
        CHECK(broker.counts().doubled == 3);
    }

    TEST_CASE("an entry delivered after its successor counts as out of order") {
        Harness broker;
        const auto one = broker.post(ann), two = broker.post(ann);
        broker.deliver(bob, two, 2);
        broker.deliver(bob, one, 1);
        CHECK(broker.counts().out_of_order == 1);
        CHECK(broker.counts().doubled == 0);
    }

    TEST_CASE("a skipped live entry counts as lost even when a page brings it later") {
        Harness broker;
        const auto one = broker.post(ann), two = broker.post(ann);
        broker.deliver_to_all(one, 1);
        broker.deliver(ann, two, 2);
        broker.deliver(cat, two, 2);
        const auto three = broker.post(ann);
        broker.deliver_to_all(three, 3);
        const auto request = broker.checker.next_request(bob);
        REQUIRE(request);
        CHECK(request->after == 1);
        Page page;
        page.conversation = lobby_conversation();
        page.hash = chain({}, lobby, broker.entry(one, 1));
        page.entries = {broker.entry(two, 2)};
        broker.checker.on_page(bob, page, Micros{9000});
        CHECK_FALSE(broker.checker.next_request(bob));
        CHECK(broker.checker.all_delivered());
        CHECK(broker.counts().lost == 1);
    }

    TEST_CASE("a slow consumer that received heads fetches the rest without a fault") {
        Harness broker;
        const auto one = broker.post(ann), two = broker.post(ann);
        const Entry first = broker.entry(one, 1), second = broker.entry(two, 2);
        broker.deliver(ann, one, 1), broker.deliver(cat, one, 1);
        broker.deliver(ann, two, 2), broker.deliver(cat, two, 2);
        Heads heads;
        heads.heads.push_back(
            {lobby_conversation(), 2, chain(chain({}, lobby, first), lobby, second), 1, 0});
        broker.checker.on_heads(bob, heads);
        const auto request = broker.checker.next_request(bob);
        REQUIRE(request);
        CHECK(request->after == 0);
        CHECK_FALSE(request->hash);
        broker.checker.on_page(bob, {1, lobby_conversation(), {}, {first, second}, {}, false},
                               Micros{9000});
        CHECK(broker.checker.all_delivered());
        CHECK(broker.counts().clean());
    }

    TEST_CASE("a whisper that was posted while a client was offline is fetched from its start") {
        Harness broker;
        const auto post = broker.post(ann, bob);
        broker.deliver(ann, post, 1);
        const Conversation where = broker.where(post);
        const Entry entry = broker.entry(post, 1);
        Heads heads;
        heads.heads.push_back({where, 1, chain({}, where.id, entry), 1, 0});
        broker.checker.on_heads(bob, heads);
        const auto request = broker.checker.next_request(bob);
        REQUIRE(request);
        CHECK(request->conversation == where.id);
        CHECK(request->after == 0);
        broker.checker.on_page(bob, {1, where, {}, {entry}, {}, false}, Micros{9000});
        CHECK(broker.checker.all_delivered());
        CHECK(broker.counts().clean());
    }

    TEST_CASE("a page that does not follow the received entries, or is empty, is wrong") {
        Harness broker;
        const auto one = broker.post(ann), two = broker.post(ann);
        broker.deliver(bob, two, 2);
        Page page;
        page.conversation = lobby_conversation();
        page.hash.bytes.fill(1);
        page.entries = {broker.entry(one, 1)};
        broker.checker.on_page(bob, page, Micros{9000});
        CHECK(broker.counts().wrong == 1);

        const auto four = (broker.post(ann), broker.post(ann));
        broker.deliver(bob, four, 4);
        page.entries.clear();
        broker.checker.on_page(bob, page, Micros{9000});
        CHECK(broker.counts().wrong == 2);
        CHECK_FALSE(broker.checker.next_request(bob));  // not requested again
    }

    TEST_CASE("a changed author, body, kind or conversation is wrong and not delivered") {
        Harness broker;
        const auto post = broker.post(ann);
        Entry by_another = broker.entry(post, 1);
        by_another.account = broker.checker.account(bob);
        broker.deliver(ann, lobby_conversation(), by_another);
        Entry changed = broker.entry(post, 1);
        changed.body.back() = '!';
        broker.deliver(bob, lobby_conversation(), changed);
        broker.deliver(cat,
                       whisper_between(broker.checker.account(ann), broker.checker.account(cat)),
                       broker.entry(post, 1));
        CHECK(broker.counts().wrong == 3);
        CHECK(broker.counts().delivered == 0);
    }

    TEST_CASE("an entry of a client that it never posted is wrong") {
        Harness broker;
        Entry invented = broker.entry(broker.post(ann), 1);
        invented.id.bytes.fill(9);
        broker.deliver(bob, lobby_conversation(), invented);
        CHECK(broker.counts().wrong == 1);
    }

    TEST_CASE("entries of accounts outside the run are chained and otherwise ignored") {
        Harness broker;
        Entry others = broker.entry(broker.post(ann), 1);
        others.id.bytes.fill(9);
        others.account.bytes.fill(9);
        broker.deliver(bob, lobby_conversation(), others);
        CHECK(broker.counts().wrong == 0);
        broker.checker.on_pong(bob, digest_part(lobby, 1, chain({}, lobby, others)));
        CHECK(broker.counts().wrong == 0);
    }

    TEST_CASE("entries in another order than at the first client are doubled or wrong") {
        Harness broker;
        const auto one = broker.post(ann), two = broker.post(ann), three = broker.post(ann);
        broker.deliver(ann, one, 1), broker.deliver(ann, two, 2), broker.deliver(ann, three, 3);
        broker.deliver(bob, two, 1), broker.deliver(bob, one, 2), broker.deliver(bob, three, 3);
        CHECK_FALSE(broker.counts().clean());
        CHECK(broker.counts().doubled == 2);  // two posts at two numbers
        CHECK(broker.counts().wrong == 1);    // the third has another chain hash
    }

    TEST_CASE("a digest or a head that differs from the received entries is wrong") {
        Harness broker;
        const auto post = broker.post(ann);
        broker.deliver_to_all(post, 1);
        const Hash hash = chain({}, lobby, broker.entry(post, 1));
        broker.checker.on_pong(ann, digest_part(lobby, 1, hash));
        CHECK(broker.counts().wrong == 0);
        broker.checker.on_pong(ann, digest_part(lobby, 2, hash));
        CHECK(broker.counts().wrong == 1);
        Heads heads;
        heads.heads.push_back({lobby_conversation(), 1, {}, 1, 0});
        broker.checker.on_heads(ann, heads);
        CHECK(broker.counts().wrong == 2);
        heads.heads.front().number = 0;  // the broker lost an entry
        broker.checker.on_heads(bob, heads);
        CHECK(broker.counts().wrong == 3);
    }
}

TEST_SUITE("latencies") {
    TEST_CASE("a quantile is at most 1/64 too long and never exceeds the longest latency") {
        Latencies latencies;
        CHECK(latencies.quantile(0.5) == Micros{0});
        for (int us = 1; us <= 100'000; ++us) latencies.add(Micros{us});
        for (const double part : {0.001, 0.5, 0.99, 0.999}) {
            CAPTURE(part);
            const double exact = part * 100'000;
            const auto quantile = static_cast<double>(latencies.quantile(part).count());
            CHECK(quantile >= exact);
            CHECK(quantile <= exact * 65 / 64 + 1);
        }
        CHECK(latencies.quantile(1) == Micros{100'000});
        CHECK(latencies.longest() == Micros{100'000});
    }

    TEST_CASE("latencies of hours and below zero are counted") {
        Latencies latencies;
        latencies.add(std::chrono::hours{24});
        latencies.add(Micros{-5});  // the clock may go back
        CHECK(latencies.quantile(1) == std::chrono::hours{24});
        CHECK(latencies.count() == 2);
    }
}
