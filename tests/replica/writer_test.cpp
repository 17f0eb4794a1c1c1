/// The thread that writes a replica, and the keeper between it and the model.
#include "common/client/replica/replica_writer.hpp"

#include "common/base/clock.hpp"
#include "common/client/replica/replica_keeper.hpp"
#include "common/sqlite/sqlite.hpp"
#include "tests/replica/replicas.hpp"
#include "tests/support/readable.hpp"

using namespace indaba;
using namespace indaba::client;
namespace fs = std::filesystem;
using test::journal;
using test::origin;
using test::TemporaryHome;

namespace {

void wait_for(Descriptor descriptor) {
    REQUIRE(test::is_readable(descriptor, std::chrono::seconds{30}));
}

/// Waits for news until `done` says that these are enough, and joins them.
template <class Done>
ReplicaNews wait_for_news(ReplicaWriter& writer, Done&& done) {
    ReplicaNews all;
    while (!done(all)) {
        wait_for(writer.descriptor());
        std::optional<ReplicaNews> news = writer.news();
        if (!news) continue;
        for (auto& [id, kept] : news->changed) all.changed.insert_or_assign(id, std::move(kept));
        all.empty_now = all.empty_now || news->empty_now;
        if (!news->warning.empty()) all.warning = news->warning;
        all.trouble = news->trouble;
    }
    return all;
}

auto holds_up_to(const ConversationId& id, std::uint64_t number) {
    return [id, number](const ReplicaNews& news) {
        const auto kept = news.changed.find(id);
        return kept != news.changed.end() && !kept->second.ranges.empty() &&
               kept->second.ranges.back().last >= number;
    };
}

/// A model with a keeper, whose broker is the test: it answers what the model asks for.
struct KeptModel : test::ModelFixture {
    explicit KeptModel(const fs::path& home, int days = 0)
        : ModelFixture(options()), keeper(home, origin, days) {}
    static Model::Options options() {
        Model::Options options = test::options_of_ann(test::newest);
        options.keeps_copy = true;
        return options;
    }
    void pass_effects(const std::vector<const test::BrokerConversation*>& talks) {
        while (!effects.empty()) {
            Effects taken = std::exchange(effects, {});
            for (const Effect& effect : taken) {
                keeper.on(effect, model);
                if (const auto* transmit = std::get_if<Transmit>(&effect))
                    if (const auto* asked = std::get_if<History>(&transmit->message))
                        answer(talks, *asked);
            }
        }
    }
    void answer(const std::vector<const test::BrokerConversation*>& talks, const History& asked) {
        ++pages;
        for (const auto* talk : talks)
            if (talk->id() == asked.conversation) receive(readable(*talk, talk->answer(asked)));
    }
    /// Leaves out of a page what this account may not read.
    Page readable(const test::BrokerConversation& talk, Page page) const {
        const std::uint64_t first = model.find(talk.id())->first;
        std::erase_if(page.entries, [&](const Entry& entry) { return entry.number < first; });
        if (!page.entries.empty()) page.hash = talk.hash(page.entries.front().number - 1);
        return page;
    }
    /// Lets the keeper fetch until it has all.
    void fill(const std::vector<const test::BrokerConversation*>& talks) {
        for (pass_effects(talks); !keeper.is_complete();) fill_one(talks);
    }
    /// Passes one turn, with at most one page.
    void fill_one(const std::vector<const test::BrokerConversation*>& talks) {
        REQUIRE(pages < 100);  // a copy that never becomes complete
        if (const auto page = keeper.next_page(time))
            model.fetch_for_copy(page->conversation, page->before, now, effects);
        else if (!keeper.next_page_at())
            wait_for(keeper.descriptor());
        for (const std::string& sentence : keeper.take_news(model, time))
            sentences.push_back(sentence);
        time += std::chrono::seconds{1};
        pass_effects(talks);
    }
    ReplicaKeeper keeper;
    ReplicaKeeper::Time time{};
    std::vector<std::string> sentences;
    int pages = 0;
};

}  // namespace

TEST_SUITE("replica writer") {
    TEST_CASE("what is handed over is written in order, and told") {
        const TemporaryHome home;
        test::BrokerConversation talk = test::lobby_talk();
        talk.say_many(test::bob, 100);
        ReplicaWriter writer(home.path(), origin);
        writer.keep_heads({talk.head()}, true);
        writer.add(test::part(talk, 51, 100));
        writer.add(test::part(talk, 1, 50));
        const auto whole = [&](const ReplicaNews& news) {
            return holds_up_to(lobby, 100)(news) && news.changed.at(lobby).ranges[0].first == 1;
        };
        CHECK(wait_for_news(writer, whole).trouble.empty());
    }

    TEST_CASE("the end of the writer waits for what was handed over") {
        const TemporaryHome home;
        test::BrokerConversation talk = test::lobby_talk();
        talk.say_many(test::bob, 5'000);
        {
            ReplicaWriter writer(home.path(), origin);
            writer.keep_heads({talk.head()}, true);
            for (std::uint64_t first = 1; first <= 5'000; first += 100)
                writer.add(test::part(talk, first, first + 99));
        }
        Replica replica(home.path(), origin);
        CHECK(replica.count_entries() == 5'000);
    }

    TEST_CASE("another history sets the replica aside") {
        const TemporaryHome home;
        test::BrokerConversation talk = test::lobby_talk(), other = test::lobby_talk();
        talk.say_many(test::bob, 10);
        other.say_many(test::cid, 10);
        ReplicaWriter writer(home.path(), origin);
        writer.keep_heads({talk.head()}, true);
        writer.add(test::all_of(talk));
        wait_for_news(writer, holds_up_to(lobby, 10));
        writer.add(test::all_of(other));
        const auto anew = [](const ReplicaNews& news) { return news.empty_now; };
        CHECK(test::says(wait_for_news(writer, anew).warning, "differs from the history"));
        writer.keep_heads({other.head()}, true);
        writer.add(test::all_of(other));
        wait_for_news(writer, holds_up_to(lobby, 10));
        CHECK(fs::exists(home.path() / (to_hex(journal) + ".copy.damaged-1")));
    }

    TEST_CASE("a home that cannot be written is told, and nothing else happens") {
        const TemporaryHome home;
        const fs::path missing = home.path() / "missing";
        ReplicaWriter writer(missing, origin);
        const auto told = [](const ReplicaNews& news) { return !news.trouble.empty(); };
        CHECK(!wait_for_news(writer, told).trouble.empty());
        writer.keep_heads({test::lobby_talk().head()}, true);
    }
}

TEST_SUITE("replica keeper") {
    TEST_CASE("all that may be read is fetched, once") {
        const TemporaryHome home;
        test::BrokerConversation talk = test::lobby_talk(), room = test::room_talk("cooks", 5);
        talk.say_many(test::bob, 1'000);
        room.say_many(test::bob, 600);
        Head room_head = room.head();
        room_head.first = 201;
        room_head.info = RoomInfo{room.id(), "cooks", "", true, true, false, 2, {test::bob}};
        KeptModel kept(home.path());
        kept.open();
        kept.receive(kept.welcome());
        kept.send_resync({talk.head(), room_head});
        kept.fill({&talk, &room});
        CHECK(kept.sentences.empty());
        CHECK(kept.model.find(lobby)->held.ranges().at(0).entries.size() == 256);  // no more
        talk.say(test::bob, "live");
        kept.receive(talk.live(1'001, 1'001));
        kept.fill({&talk, &room});
        Replica replica(home.path(), origin);
        CHECK(replica.conversation(lobby)->ranges == HeldRanges{{1, 1'001, {}, talk.hash(1'001)}});
        CHECK(replica.conversation(room.id())->ranges ==
              HeldRanges{{201, 600, room.hash(200), room.hash(600)}});
        CHECK(replica.conversation(room.id())->head.info == room_head.info);
    }

    TEST_CASE("what was missed while away is fetched, and what is held is not fetched again") {
        const TemporaryHome home;
        test::BrokerConversation talk = test::lobby_talk();
        talk.say_many(test::bob, 3'000);
        {
            KeptModel kept(home.path());
            kept.join(talk);
            kept.fill({&talk});
        }
        talk.say_many(test::bob, 500);
        KeptModel kept(home.path());
        kept.join(talk);
        kept.fill({&talk});
        Replica replica(home.path(), origin);
        CHECK(replica.conversation(lobby)->ranges == HeldRanges{{1, 3'500, {}, talk.hash(3'500)}});
        CHECK(kept.pages <= 4);  // the newest one, and those of the 500
    }

    TEST_CASE("a room that was left and joined again is kept again") {
        const TemporaryHome home;
        test::BrokerConversation talk = test::lobby_talk(), room = test::room_talk("cooks", 5);
        talk.say_many(test::bob, 10);
        room.say_many(test::bob, 600);
        Head head = room.head();
        head.info = RoomInfo{room.id(), "cooks", "", false, false, false, 2, {test::bob}};
        KeptModel kept(home.path());
        kept.open();
        kept.receive(kept.welcome());
        kept.send_resync({talk.head(), head});
        SUBCASE("when all of it is held") { kept.fill({&talk, &room}); }
        SUBCASE("while a page of it is written") { kept.pass_effects({&talk, &room}); }
        kept.receive(RoomLeft{room.id()});
        kept.receive(RoomJoined{head});
        kept.fill({&talk, &room});
        Replica replica(home.path(), origin);
        CHECK(replica.conversation(lobby)->ranges == HeldRanges{{1, 10, {}, talk.hash(10)}});
        REQUIRE(replica.conversation(room.id()));
        CHECK(replica.conversation(room.id())->ranges == HeldRanges{{1, 600, {}, room.hash(600)}});
    }

    TEST_CASE("a history of the same length that is another one replaces the copy") {
        const TemporaryHome home;
        test::BrokerConversation talk = test::lobby_talk(), other = test::lobby_talk();
        talk.say_many(test::bob, 300);
        other.say_many(test::cid, 300);
        {
            KeptModel kept(home.path());
            kept.join(talk);
            kept.fill({&talk});
        }
        KeptModel kept(home.path());
        kept.join(other);
        kept.fill({&other});
        CHECK(kept.sentences.size() == 1);
        Replica replica(home.path(), origin);
        CHECK(replica.entries(lobby, 1, 300) == other.from_to(1, 300));
    }

    TEST_CASE("a damaged file is set aside while it is open, and all is fetched again") {
        const TemporaryHome home;
        test::BrokerConversation talk = test::lobby_talk();
        talk.say_many(test::bob, 2'000);
        {
            KeptModel kept(home.path());
            kept.join(talk);
            kept.fill({&talk});
        }
        // The tables of entries and ranges are there, and their content is not.
        sqlite::Connection(home.path() / (to_hex(journal) + ".copy"), sqlite::Mode::write)
            .execute("DROP TABLE ranges");
        KeptModel kept(home.path());
        kept.join(talk);
        kept.fill({&talk});
        CHECK(kept.sentences.size() == 1);
        Replica replica(home.path(), origin);
        CHECK(replica.conversation(lobby)->ranges == HeldRanges{{1, 2'000, {}, talk.hash(2'000)}});
    }

    TEST_CASE("what the user looks at is fetched first, and then held") {
        const TemporaryHome home;
        test::BrokerConversation talk = test::lobby_talk();
        talk.say_many(test::bob, 5'000);
        {
            KeptModel kept(home.path());
            kept.join(talk);
            CHECK(!kept.keeper.holds(lobby, 1'001, 1'100));
            kept.keeper.want(lobby, 1'001, 1'100);
            for (kept.pass_effects({&talk}); !kept.keeper.holds(lobby, 1'001, 1'100);)
                kept.fill_one({&talk});
            CHECK(kept.pages <= 2);  // the newest one, and that
            CHECK(kept.keeper.holds(lobby, 4'999, 5'000));
            CHECK(!kept.keeper.holds(lobby, 1'000, 3'000));
            CHECK(!kept.keeper.holds(test::room_talk("cooks", 5).id(), 1, 1));
            CHECK(!kept.keeper.is_complete());
        }
        KeptModel offline(home.path());
        while (!offline.keeper.holds(lobby, 1'001, 1'100)) {
            wait_for(offline.keeper.descriptor());
            offline.keeper.take_news(offline.model, {});
        }
        CHECK(!offline.keeper.holds(lobby, 1, 5'000));
    }

    TEST_CASE("what is older than so many days is neither fetched nor kept") {
        const TemporaryHome home;
        const WallMs now = read_clocks().wall, day = 24 * 3'600 * 1'000;
        test::BrokerConversation talk = test::lobby_talk(), old = test::room_talk("old", 5);
        talk.set_time(now - 40 * day);
        talk.say_many(test::bob, 1'000);
        talk.set_time(now - day);
        talk.say_many(test::bob, 1'000);
        old.set_time(now - 40 * day);
        old.say_many(test::bob, 700);
        const auto kept_from = [&] {
            return Replica(home.path(), origin).conversation(lobby)->ranges.at(0).first;
        };
        const auto fill = [&](int days) {
            KeptModel kept(home.path(), days);
            kept.open();
            kept.receive(kept.welcome());
            Head room = old.head();
            room.info = RoomInfo{old.id(), "old", "", false, false, false, 2, {test::bob}};
            kept.send_resync({talk.head(), room});
            kept.fill({&talk, &old});
            CHECK(kept.sentences.empty());
            return kept.pages;
        };
        CHECK(fill(30) <= 8);
        CHECK(kept_from() == 1'001);
        CHECK(fill(30) <= 2);  // the newest ones, for the model
        fill(0);
        CHECK(kept_from() == 1);
        CHECK(fill(30) <= 2);
        CHECK(kept_from() == 1'001);
    }
}
