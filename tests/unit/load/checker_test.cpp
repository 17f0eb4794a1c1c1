// The judge of a crowd finds every kind of lie a broker could tell.
#include "tests/load/checker.hpp"

#include <doctest/doctest.h>

#include "common/wire/chain.hpp"

using namespace indaba;
using namespace indaba::load;

namespace {

constexpr std::size_t ann = 0, bob = 1, cat = 2;

/// Three clients, and a broker that tells them what a test wants.
struct Harness {
    Harness() {
        Heads heads;
        heads.heads.push_back({lobby_conversation(), 0, {}, 1, 0});
        for (const std::size_t client : {ann, bob, cat}) checker.heads(client, heads);
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
    std::size_t say(std::size_t author, std::optional<std::size_t> to = {}) {
        return checker.say(author, to, Micros{1000}, 100);
    }
    std::vector<std::size_t> tell(std::size_t client, std::size_t post, std::uint64_t number) {
        return tell(client, where(post), entry(post, number));
    }
    std::vector<std::size_t> tell(std::size_t client, Conversation conversation, Entry entry) {
        return checker.live(client, {std::move(conversation), {std::move(entry)}, {}},
                            Micros{3000});
    }
    void tell_all(std::size_t post, std::uint64_t number) {
        for (const std::size_t client : {ann, bob, cat}) tell(client, post, number);
    }
    Counts counts() const { return checker.counts(); }

    Checker checker{accounts(), 77};
};

}  // namespace

TEST_SUITE("load checker") {
    TEST_CASE("a broadcast is due to everybody, and the author's own is the receipt") {
        Harness broker;
        const auto post = broker.say(ann);
        CHECK(broker.tell(bob, post, 1).empty());
        CHECK_FALSE(broker.checker.all_delivered());
        CHECK(broker.tell(ann, post, 1) == std::vector<std::size_t>{post});
        broker.tell(cat, post, 1);
        CHECK(broker.checker.all_delivered());
        CHECK(broker.counts().clean());
        CHECK(broker.counts().expected == 3);
        CHECK(broker.checker.latencies().longest() == Micros{2000});
    }

    TEST_CASE("a whisper is due at both ends and nowhere else") {
        Harness broker;
        const auto post = broker.say(ann, bob);
        CHECK(broker.counts().expected == 2);
        broker.tell(ann, post, 1);
        broker.tell(bob, post, 1);
        CHECK(broker.checker.all_delivered());
        CHECK(broker.counts().clean());
        broker.tell(cat, post, 1);
        CHECK(broker.counts().wrong == 1);
    }

    TEST_CASE("a whisper to oneself is due once") {
        Harness broker;
        broker.tell(ann, broker.say(ann, ann), 1);
        CHECK(broker.checker.all_delivered());
        CHECK(broker.counts().clean());
    }

    TEST_CASE("what one client never got is lost") {
        Harness broker;
        const auto post = broker.say(ann);
        broker.tell(ann, post, 1);
        broker.tell(bob, post, 1);
        CHECK(broker.counts().lost == 1);
    }

    TEST_CASE("a number told twice is doubled") {
        Harness broker;
        const auto post = broker.say(ann);
        broker.tell_all(post, 1);
        broker.tell(bob, post, 1);
        CHECK(broker.counts().doubled == 1);
    }

    TEST_CASE("the answer to a resend is no double, for its author alone") {
        Harness broker;
        const auto post = broker.say(ann);
        broker.tell_all(post, 1);
        broker.checker.resend_post(post);
        broker.tell(ann, post, 1);
        CHECK(broker.counts().clean());
        broker.tell(bob, post, 1);
        CHECK(broker.counts().doubled == 1);
    }

    TEST_CASE("a post stored twice is doubled for everybody") {
        Harness broker;
        const auto post = broker.say(ann);
        broker.tell_all(post, 1);
        broker.tell_all(post, 2);
        CHECK(broker.counts().doubled == 3);
    }

    TEST_CASE("a number that comes after its successor is out of order") {
        Harness broker;
        const auto one = broker.say(ann), two = broker.say(ann);
        broker.tell(bob, two, 2);
        broker.tell(bob, one, 1);
        CHECK(broker.counts().out_of_order == 1);
        CHECK(broker.counts().doubled == 0);
    }

    TEST_CASE("a live number jumped over is lost even when the history has it") {
        Harness broker;
        const auto one = broker.say(ann), two = broker.say(ann);
        broker.tell_all(one, 1);
        broker.tell(ann, two, 2);
        broker.tell(cat, two, 2);
        const auto three = broker.say(ann);
        broker.tell_all(three, 3);
        const auto wanted = broker.checker.wanted(bob);
        REQUIRE(wanted);
        CHECK(wanted->after == 1);
        Page page;
        page.conversation = lobby_conversation();
        page.hash = chain({}, lobby, broker.entry(one, 1));
        page.entries = {broker.entry(two, 2)};
        broker.checker.page(bob, page, Micros{9000});
        CHECK_FALSE(broker.checker.wanted(bob));
        CHECK(broker.checker.all_delivered());
        CHECK(broker.counts().lost == 1);
    }

    TEST_CASE("who was behind and told so fetches the rest without blame") {
        Harness broker;
        const auto one = broker.say(ann), two = broker.say(ann);
        const Entry first = broker.entry(one, 1), second = broker.entry(two, 2);
        broker.tell(ann, one, 1), broker.tell(cat, one, 1);
        broker.tell(ann, two, 2), broker.tell(cat, two, 2);
        Heads heads;
        heads.heads.push_back(
            {lobby_conversation(), 2, chain(chain({}, lobby, first), lobby, second), 1, 0});
        broker.checker.heads(bob, heads);
        const auto wanted = broker.checker.wanted(bob);
        REQUIRE(wanted);
        CHECK(wanted->after == 0);
        CHECK_FALSE(wanted->hash);
        broker.checker.page(bob, {1, lobby_conversation(), {}, {first, second}, {}, false},
                            Micros{9000});
        CHECK(broker.checker.all_delivered());
        CHECK(broker.counts().clean());
    }

    TEST_CASE("a whisper that came while a client was away is fetched whole") {
        Harness broker;
        const auto post = broker.say(ann, bob);
        broker.tell(ann, post, 1);
        const Conversation where = broker.where(post);
        const Entry entry = broker.entry(post, 1);
        Heads heads;
        heads.heads.push_back({where, 1, chain({}, where.id, entry), 1, 0});
        broker.checker.heads(bob, heads);
        const auto wanted = broker.checker.wanted(bob);
        REQUIRE(wanted);
        CHECK(wanted->conversation == where.id);
        CHECK(wanted->after == 0);
        broker.checker.page(bob, {1, where, {}, {entry}, {}, false}, Micros{9000});
        CHECK(broker.checker.all_delivered());
        CHECK(broker.counts().clean());
    }

    TEST_CASE("a page that does not follow what is held, or brings nothing, is wrong") {
        Harness broker;
        const auto one = broker.say(ann), two = broker.say(ann);
        broker.tell(bob, two, 2);
        Page page;
        page.conversation = lobby_conversation();
        page.hash.bytes.fill(1);
        page.entries = {broker.entry(one, 1)};
        broker.checker.page(bob, page, Micros{9000});
        CHECK(broker.counts().wrong == 1);

        const auto four = (broker.say(ann), broker.say(ann));
        broker.tell(bob, four, 4);
        page.entries.clear();
        broker.checker.page(bob, page, Micros{9000});
        CHECK(broker.counts().wrong == 2);
        CHECK_FALSE(broker.checker.wanted(bob));  // asked no more
    }

    TEST_CASE("a changed author, body, kind or conversation is wrong and not delivered") {
        Harness broker;
        const auto post = broker.say(ann);
        Entry by_another = broker.entry(post, 1);
        by_another.account = broker.checker.account(bob);
        broker.tell(ann, lobby_conversation(), by_another);
        Entry changed = broker.entry(post, 1);
        changed.body.back() = '!';
        broker.tell(bob, lobby_conversation(), changed);
        broker.tell(cat, whisper_between(broker.checker.account(ann), broker.checker.account(cat)),
                    broker.entry(post, 1));
        CHECK(broker.counts().wrong == 3);
        CHECK(broker.counts().delivered == 0);
    }

    TEST_CASE("an entry of one of the crowd that it never said is wrong") {
        Harness broker;
        Entry invented = broker.entry(broker.say(ann), 1);
        invented.id.bytes.fill(9);
        broker.tell(bob, lobby_conversation(), invented);
        CHECK(broker.counts().wrong == 1);
    }

    TEST_CASE("what others say in the room is chained and otherwise let be") {
        Harness broker;
        Entry others = broker.entry(broker.say(ann), 1);
        others.id.bytes.fill(9);
        others.account.bytes.fill(9);
        broker.tell(bob, lobby_conversation(), others);
        CHECK(broker.counts().wrong == 0);
        broker.checker.pong(bob, digest_part(lobby, 1, chain({}, lobby, others)));
        CHECK(broker.counts().wrong == 0);
    }

    TEST_CASE("one order for all: another predecessor is wrong") {
        Harness broker;
        const auto one = broker.say(ann), two = broker.say(ann), three = broker.say(ann);
        broker.tell(ann, one, 1), broker.tell(ann, two, 2), broker.tell(ann, three, 3);
        broker.tell(bob, two, 1), broker.tell(bob, one, 2), broker.tell(bob, three, 3);
        CHECK_FALSE(broker.counts().clean());
        CHECK(broker.counts().doubled == 2);  // two posts in two places
        CHECK(broker.counts().wrong == 1);    // the third stands on another chain
    }

    TEST_CASE("a digest or a head that differs is wrong") {
        Harness broker;
        const auto post = broker.say(ann);
        broker.tell_all(post, 1);
        const Hash hash = chain({}, lobby, broker.entry(post, 1));
        broker.checker.pong(ann, digest_part(lobby, 1, hash));
        CHECK(broker.counts().wrong == 0);
        broker.checker.pong(ann, digest_part(lobby, 2, hash));
        CHECK(broker.counts().wrong == 1);
        Heads heads;
        heads.heads.push_back({lobby_conversation(), 1, {}, 1, 0});
        broker.checker.heads(ann, heads);
        CHECK(broker.counts().wrong == 2);
        heads.heads.front().number = 0;  // the broker forgot
        broker.checker.heads(bob, heads);
        CHECK(broker.counts().wrong == 3);
    }
}

TEST_SUITE("latencies") {
    TEST_CASE("a quantile is at most a 64th too long, and never longer than the longest") {
        Latencies latencies;
        CHECK(latencies.quantile(0.5) == Micros{0});
        for (int us = 1; us <= 100'000; ++us) latencies.add(Micros{us});
        for (const double part : {0.001, 0.5, 0.99, 0.999}) {
            CAPTURE(part);
            const double exact = part * 100'000;
            const auto told = static_cast<double>(latencies.quantile(part).count());
            CHECK(told >= exact);
            CHECK(told <= exact * 65 / 64 + 1);
        }
        CHECK(latencies.quantile(1) == Micros{100'000});
        CHECK(latencies.longest() == Micros{100'000});
    }

    TEST_CASE("even hours have a step") {
        Latencies latencies;
        latencies.add(std::chrono::hours{24});
        latencies.add(Micros{-5});  // clocks are not asked twice
        CHECK(latencies.quantile(1) == std::chrono::hours{24});
        CHECK(latencies.count() == 2);
    }
}
