/// A broker that shares its journal: what others tell reaches its sessions, and a join waits until
/// nothing is missing.
#include <doctest/doctest.h>

#include "common/wire/name.hpp"
#include "tests/support/orders.hpp"

namespace indaba::broker::test {
namespace {

constexpr std::int64_t own_writer = 1, other_writer = 2, third_writer = 3;

/// One of several brokers, whose people ann and bob have joined.
struct SharedBroker : Harness {
    SharedBroker() : Harness({claim("ann", "ann"), claim("bob", "bob")}) {
        share(own_writer);
        shared.others = {{other_writer, {"", "other:5000"}}, {third_writer, {"", "third:5000"}}};
        news();
        for (const char* name : {"ann", "bob"}) join(name);
        advance(PresenceBoard::batch_interval);
        forget();
        shared.told.clear();
    }
    void join(const std::string& client) {
        hello(client);
        from(client, join_of(client));
        news();
        REQUIRE(is_joined(client));
    }
    /// Stores a post at another broker and returns what that one tells.
    ToldBatch told_post(const std::string& client, std::uint64_t n, const std::string& text,
                        const Conversation& where = lobby_conversation()) {
        const Post post = post_of(client, n, text, where);
        const Outcome outcome = store_elsewhere({post}).at(0);
        return {{other_writer, n - 1, n},
                true,
                {{where, entry_of(post, std::get<Stored>(outcome))}},
                {}};
    }
    template <class Message>
    std::vector<Message> told_by_this() const {
        std::vector<Message> result;
        for (const PeerMessage& message : shared.told)
            if (const auto* wanted = std::get_if<Message>(&message)) result.push_back(*wanted);
        return result;
    }
};

ToldPeople came(std::int64_t writer, std::uint64_t version, const std::string& who) {
    return {writer, version, false, {account(who)}, {}};
}
ToldPeople everybody(std::int64_t writer, std::uint64_t version, std::vector<Account> who) {
    return {writer, version, true, std::move(who), {}};
}

// ---- batches -------------------------------------------------------------------------------

TEST_CASE("what another broker tells is delivered at once and read no more") {
    SharedBroker broker;
    broker.told(broker.told_post("ann", 1, "from there"));
    CHECK(broker.seen_by("bob") == Lines{"#1 ann: from there"});
    CHECK_FALSE(broker.journal.reading());
    REQUIRE(broker.shared.passed_over.size() == 1);
    CHECK(broker.shared.passed_over[0].batch == 1);
    const Conversation both = whisper_between(account("ann"), account("bob"));
    broker.told(broker.told_post("ann", 2, "psst", both));
    CHECK(broker.seen_by("bob").back() == "~1 ann: psst");
}

TEST_CASE("an entry that comes too early waits for the ones before it, and they are read in time") {
    SharedBroker broker;
    const ToldBatch first = broker.told_post("ann", 1, "one");
    const ToldBatch second = broker.told_post("ann", 2, "two");
    broker.told(second);
    CHECK(broker.seen_by("bob").empty());
    CHECK_FALSE(broker.journal.reading());
    SUBCASE("it comes late") {
        broker.told(first);
        CHECK_FALSE(broker.journal.reading());
    }
    SUBCASE("it is lost") {
        broker.advance(ms{20});
        REQUIRE(broker.journal.reading());
        broker.finish_reads();
    }
    CHECK(broker.seen_by("bob") == Lines{"#1 ann: one", "#2 ann: two"});
    broker.told(first);
    broker.told(second);
    CHECK(broker.seen_by("bob").size() == 2);
}

TEST_CASE("what cannot be told, or names somebody unknown, is asked for") {
    SharedBroker broker;
    const std::size_t asked = broker.shared.asked;
    SUBCASE("the batch is not whole") {
        broker.told(ToldBatch{{other_writer, 0, 1}, false, {}, {}});
    }
    SUBCASE("the author is new") {
        broker.store_elsewhere({claim("zoe", "zoe")});
        broker.told(broker.told_post("zoe", 1, "hi"));
    }
    SUBCASE("the room is new") {
        Conversation room{.id = {}, .room = "cooks", .between = {}};
        room.id.bytes.fill(7);
        ToldBatch told = broker.told_post("ann", 1, "hi");
        told.entries[0].conversation = room;
        broker.told(told);
    }
    CHECK(broker.shared.asked == asked + 1);
    CHECK(broker.shared.passed_over.empty());
    CHECK(broker.seen_by("bob").empty());
}

TEST_CASE("one question runs at a time, and a sign that comes meanwhile causes the next") {
    SharedBroker broker;
    broker.told(ToldBatch{{other_writer, 0, 1}, false, {}, {}});
    const std::size_t asked = broker.shared.asked;
    broker.told(ToldBatch{{other_writer, 1, 2}, false, {}, {}});
    CHECK(broker.shared.asked == asked);
    broker.news();
    CHECK(broker.shared.asked == asked + 1);
    broker.news();
    CHECK(broker.shared.asked == asked + 1);
}

TEST_CASE("posts and positions of this broker are told, other changes are only named") {
    SharedBroker broker;
    broker.say("ann", 1, "hi");
    broker.from("bob", Read{lobby, 1});
    broker.advance(Batch::interval);
    Effects effects;
    Committed committed{{Stored{1, {}, 5, false, 0, {}, {}}, Stored{}},
                        SharedBatch{own_writer, 3, 5}};
    broker.core().on_committed(committed, broker.now, effects);
    CHECK(std::get<PassOver>(effects.at(0)).batch.batch == 5);
    const auto told = std::get<ToldBatch>(std::get<Tell>(effects.at(1)).message);
    CHECK(told.is_whole);
    CHECK(told.batch.previous == 3);
    REQUIRE(told.entries.size() == 1);
    CHECK(told.entries[0].entry.body == "hi");
}

TEST_CASE("a change that news may not know yet is followed by a question") {
    SharedBroker broker;
    const std::size_t asked = broker.shared.asked;
    broker.order(order(What::ban, "bob"));
    broker.advance(Batch::interval);
    Effects effects;
    broker.core().on_committed({{Stored{}}, SharedBatch{own_writer, 3, 5}}, broker.now, effects);
    broker.followed();  // a turn
    CHECK(broker.shared.asked == asked + 1);
    CHECK_FALSE(std::get<ToldBatch>(std::get<Tell>(effects.at(0)).message).is_whole);
}

// ---- joins ---------------------------------------------------------------------------------

TEST_CASE("a join waits until all that was committed before it is delivered") {
    SharedBroker broker;
    broker.store_elsewhere({post_of("ann", 1, "seen at another broker")});
    broker.hello("bob/2");
    broker.from("bob/2", broker.join_of("bob/2"));
    CHECK_FALSE(broker.is_joined("bob/2"));
    News news;
    news.changed = broker.journal.snapshot();
    broker.news(news);
    CHECK_FALSE(broker.is_joined("bob/2"));
    broker.advance(ms{20});
    broker.finish_reads();
    REQUIRE(broker.is_joined("bob/2"));
    REQUIRE(broker.last<Heads>("bob/2"));
    CHECK(broker.last<Heads>("bob/2")->heads.at(0).number == 1);
}

TEST_CASE("a join that comes while a question runs waits for the next answer") {
    SharedBroker broker;
    broker.advance(NewsReads::interval);
    const std::size_t asked = broker.shared.asked;
    broker.hello("bob/2");
    broker.from("bob/2", broker.join_of("bob/2"));
    broker.news();
    CHECK_FALSE(broker.is_joined("bob/2"));
    CHECK(broker.shared.asked == asked + 1);
    News failed;
    failed.failed = true;
    broker.news(failed);
    CHECK_FALSE(broker.is_joined("bob/2"));
    broker.advance(NewsReads::interval);
    CHECK(broker.shared.asked == asked + 2);
    broker.news();
    CHECK(broker.is_joined("bob/2"));
}

// ---- people --------------------------------------------------------------------------------

TEST_CASE("people of other brokers are shown until they leave or their broker loses its lease") {
    SharedBroker broker;
    broker.commit_elsewhere({claim("zoe", "zoe")});
    const auto is_shown = [&](const std::string& who) {
        broker.advance(PresenceBoard::batch_interval);
        const Presence* presence = broker.last<Presence>("ann");
        return presence && std::ranges::find(presence->joined, account(who), &Person::account) !=
                               presence->joined.end();
    };
    broker.told(everybody(other_writer, 4, {account("zoe")}));
    CHECK(is_shown("zoe"));
    broker.forget();
    SUBCASE("she leaves") { broker.told(ToldPeople{other_writer, 5, false, {}, {account("zoe")}}); }
    SUBCASE("her broker has no lease") {
        broker.shared.others = {{third_writer, {"", "third:5000"}}};
        broker.news();
    }
    SUBCASE("she is at two brokers") {
        broker.told(everybody(third_writer, 1, {account("zoe")}));
        broker.told(ToldPeople{other_writer, 5, false, {}, {account("zoe")}});
        broker.advance(PresenceBoard::batch_interval);
        CHECK_FALSE(broker.last<Presence>("ann"));
        broker.told(everybody(third_writer, 2, {}));
    }
    broker.advance(PresenceBoard::batch_interval);
    REQUIRE(broker.last<Presence>("ann"));
    CHECK(broker.last<Presence>("ann")->left == std::vector{account("zoe")});
}

TEST_CASE("somebody who is at two brokers and leaves this one stays online") {
    SharedBroker broker;
    broker.told(everybody(other_writer, 1, {account("bob")}));
    broker.from("bob", Bye{});
    broker.advance(PresenceBoard::batch_interval);
    CHECK_FALSE(broker.last<Presence>("ann"));
}

TEST_CASE("changes of people that were missed are asked for") {
    SharedBroker broker;
    broker.told(came(other_writer, 1, "bob"));
    CHECK(broker.shared.followed_anew == std::vector{other_writer});
    broker.told(everybody(other_writer, 4, {}));
    broker.told(ToldPeople{other_writer, 4, false, {}, {}});
    CHECK(broker.shared.followed_anew.size() == 1);
    broker.told(came(other_writer, 6, "bob"));
    CHECK(broker.shared.followed_anew.size() == 2);
    broker.told(ToldPeople{other_writer, 5, false, {}, {}});
    CHECK(broker.shared.followed_anew.size() == 3);
}

TEST_CASE("a broker without a lease is not believed") {
    SharedBroker broker;
    broker.told(everybody(9, 1, {account("bob")}));
    broker.from("bob", Bye{});
    broker.advance(PresenceBoard::batch_interval);
    REQUIRE(broker.last<Presence>("ann"));
    CHECK(broker.last<Presence>("ann")->left.size() == 1);
    CHECK(broker.shared.followed.size() == 2);
}

TEST_CASE("the own people are told as changes, and whole to a broker that begins to follow") {
    SharedBroker broker;
    broker.from("bob", Bye{});
    broker.advance(OwnPeople::batch_interval);
    const auto changes = broker.told_by_this<ToldPeople>();
    REQUIRE(!changes.empty());
    CHECK(changes.back().offline == std::vector{account("bob")});
    broker.followed();
    const ToldPeople all = broker.told_by_this<ToldPeople>().back();
    CHECK(all.is_everybody);
    CHECK(all.version == changes.back().version);
    CHECK(all.online == std::vector{account("ann")});
}

// ---- kicks and the lease -------------------------------------------------------------------

TEST_CASE("a kick reaches who is at another broker, and one from there reaches this one") {
    SharedBroker broker;
    broker.told(everybody(other_writer, 1, {account("bob")}));
    broker.from("bob", Bye{});
    const std::uint64_t token = broker.order(order(What::kick, "bob"));
    CHECK_FALSE(broker.answers.contains(token));
    broker.commit();
    CHECK(broker.answers.at(token).ok);
    News news;
    news.kicks = {Kick{account("ann")}};
    broker.news(news);
    REQUIRE(broker.last<Notice>("ann"));
    CHECK(broker.last<Notice>("ann")->code == "kicked");
    CHECK_FALSE(broker.is_joined("ann"));
}

TEST_CASE("a broker serves nobody without its lease, and everybody when it is back") {
    SharedBroker broker;
    broker.core().on_lease(broker.now.steady + ms{100});
    broker.advance(ms{100});
    REQUIRE(broker.last<Notice>("ann"));
    CHECK(broker.last<Notice>("ann")->code == code::journal_unreachable);
    CHECK(broker.core().sessions() == 0);
    broker.connect("bob/2");
    broker.from("bob/2", Harness::hello_of("bob/2"));
    CHECK(broker.refused("bob/2") == Lines{"journal_unreachable retry"});
    CHECK_FALSE(broker.last<Welcome>("bob/2"));
    broker.advance(PendingDisconnects::grace);
    CHECK(broker.is_disconnected("bob/2"));
    broker.core().on_lease(broker.now.steady + ms{10'000});
    broker.news();
    broker.join("bob/3");
}

}  // namespace
}  // namespace indaba::broker::test
