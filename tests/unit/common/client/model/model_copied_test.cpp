#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "common/client/model/folded_message.hpp"
#include "common/wire/bodies.hpp"
#include "tests/unit/common/client/model/room_fixture.hpp"

using namespace indaba;
using namespace indaba::test;
using namespace indaba::client;

namespace {

using NameList = std::map<Account, std::string>;

/// A client that holds the newest 256 of 600 messages, and whose own copy has all of them.
struct CopiedFixture : ModelFixture {
    BrokerConversation talk = lobby_of(600);

    CopiedFixture() : ModelFixture(options()) { join_and_fetch(talk); }
    static client::Model::Options options() {
        client::Model::Options options = counting_options(newest);
        options.keeps_copy = true;
        return options;
    }
    const HeldEntries& held() const { return lobby_state().held; }
    std::uint64_t unread() const { return lobby_state().unread().count; }
    std::string text(std::uint64_t number) const {
        const auto message = folded_message(lobby_state(), number);
        return !message ? "absent" : message->erased ? "erased" : message->text;
    }
    /// Shows the copied entries of a part.
    void show(std::uint64_t first, std::uint64_t last,
              const std::vector<std::uint64_t>& others = {}) {
        CopiedEntries copied{lobby, first, last, talk.from_to(first, last), {}};
        for (const std::uint64_t number : others)
            copied.others.push_back(talk.from_to(number, number).front());
        model.show_copied(copied, effects);
    }
    void receive_live() {
        receive(Entries{talk.conversation(), talk.from_to(talk.last(), talk.last()), {}});
    }
    /// Answers the request for a page before `before` that is for the copy.
    void copy_page(std::uint64_t before) {
        forget();
        model.fetch_for_copy(lobby, before, now, effects);
        receive(talk.answer(asked()));
    }
};

}  // namespace

TEST_SUITE_BEGIN("model: entries out of the own copy");

TEST_CASE_FIXTURE(CopiedFixture, "copied entries are found beside those of the broker") {
    CHECK(text(100) == "absent");
    show(90, 110);
    CHECK(text(100) == talk.from_to(100, 100).front().body);
    CHECK(held().ranges().size() == 1);
    CHECK(held().first_missing(90, 600) == 90);
    CHECK(held().first_absent(90, 110) == std::nullopt);
    CHECK(held().first_absent(90, 120) == 111);
    REQUIRE(news<CopiedShown>().size() == 1);
    CHECK(news<CopiedShown>()[0].conversation == lobby);
}

TEST_CASE_FIXTURE(CopiedFixture, "a later part replaces an earlier one, but for what both show") {
    show(90, 110);
    show(105, 130);
    CHECK(text(104) == "absent");
    CHECK(text(105) != "absent");
    model.show_copied({lobby, 100, 110, {}, {}}, effects);  // the copy has nothing of it now
    CHECK(text(110) != "absent");
    CHECK(text(111) == "absent");
}

TEST_CASE_FIXTURE(CopiedFixture,
                  "entries that may not be read or are not there yet are not shown") {
    BrokerConversation later = lobby_of(610);
    CopiedEntries copied{lobby, 590, 610, later.from_to(590, 610), {}};
    model.show_copied(copied, effects);
    CHECK(held().find(600));
    CHECK(!held().find(601));
    model.show_copied({whisper_between(ann, bob).id, 1, 2, {}, {}}, effects);  // not known
    CHECK(held().copied().empty());
}

TEST_CASE_FIXTURE(CopiedFixture, "a copied message is shown with edits and reactions elsewhere") {
    const Account author = talk.from_to(100, 100).front().account;
    talk.refer(author, EditBody{100, "edited"});
    receive_live();
    talk.refer(bob, ReactionBody{100, "👍", false});
    receive_live();
    show(90, 110);
    CHECK(text(100) == "edited");
    CHECK(folded_message(lobby_state(), 100)->reactions.size() == 1);
    show(300, 310);
    CHECK(text(100) == "absent");
    show(90, 110);
    CHECK(text(100) == "edited");
}

TEST_CASE_FIXTURE(CopiedFixture, "what names a copied message goes with it, unless it is shown") {
    const Account author = talk.from_to(100, 100).front().account;
    talk.refer(author, EditBody{100, "edited"});  // 601
    for (int i = 0; i < 300; ++i) talk.say(bob, "and on");
    forget();
    send_resync({talk.head()});
    answer_all(talk);
    model.discard_up_to(lobby, 700);
    show(90, 110, {601});
    CHECK(text(100) == "edited");
    CHECK(held().copied().contains(601));
    show(300, 310);
    CHECK(held().copied().size() == 11);
    CHECK(!lobby_state().fold.find(100));
}

TEST_CASE_FIXTURE(CopiedFixture, "a live erasure deletes a copied text") {
    show(90, 110);
    forget();
    talk.refer(talk.from_to(100, 100).front().account, EraseBody{100});
    receive_live();
    CHECK(text(100) == "erased");
    CHECK(held().find(100)->body.empty());
    REQUIRE(news<MessagesChanged>().size() == 1);
    CHECK(news<MessagesChanged>()[0].numbers == Numbers{100});
    show(95, 115);  // the copy may be late
    CHECK(text(100) == "erased");
}

TEST_CASE_FIXTURE(CopiedFixture, "a page for the copy brings what names a copied message") {
    show(90, 110);
    const BrokerConversation before = talk;
    talk.refer(talk.from_to(100, 100).front().account, EraseBody{100});  // 601
    talk.refer(talk.from_to(101, 101).front().account, EditBody{101, "edited"});
    talk.say_many(bob, 1'400);
    forget();
    send_resync({talk.head()});
    answer_all(talk);  // the newest page: the two are in the gap before it
    show(90, 110);     // as it was in the copy
    CHECK(text(101) != "edited");
    forget();
    model.show_copied({lobby, 90, 110, before.from_to(90, 110), {}}, effects);
    copy_page(700);
    CHECK(text(100) == "erased");
    CHECK(text(101) == "edited");
    CHECK(news<EntriesReceived>().size() == 1);
    REQUIRE(news<MessagesChanged>().size() == 1);
    CHECK(news<MessagesChanged>()[0].numbers == Numbers{100, 101});
}

TEST_CASE_FIXTURE(CopiedFixture, "a page that comes without a copied body deletes it") {
    show(400, 410);
    show(200, 210);
    const Entry copied = *held().find(205);
    talk.delete_body(205);
    copy_page(300);
    CHECK(text(205) == "erased");
    CHECK(copied.body != "");
}

TEST_CASE_FIXTURE(CopiedFixture, "entries of the broker take the place of copied ones") {
    lose();
    client::Model::Options again = options();
    again.journal = journal_id(1);
    model = client::Model(again);
    model.begin_with({talk.head()}, NameList{{ann, "ann"}, {bob, "bob"}}, effects);
    show(500, 600);
    forget();
    join(talk);
    answer_all(talk);
    CHECK(held().copied().size() == 0);
    CHECK(held().ranges().size() == 1);
    CHECK(text(500) == talk.from_to(500, 500).front().body);
    CHECK(news<Diverged>().empty());
    // Entries that were shown already are no news.
    CHECK(fetched_numbers().size() == 256 - 101);
}

TEST_CASE_FIXTURE(CopiedFixture, "a page beyond the head brings nothing before it is live") {
    talk.refer(bob, ReplyBody{600, "not yet"});  // 601
    forget();
    model.fetch_for_copy(lobby, 602, now, effects);
    receive(talk.answer(asked()));
    CHECK(!held().find(601));
    receive_live();
    CHECK(live_numbers() == Numbers{601});
}

TEST_CASE_FIXTURE(CopiedFixture, "a reply that stays out of a part keeps its quote") {
    talk.refer(bob, ReplyBody{100, "about that"});  // 601
    receive_live();
    show(590, 601, {100});
    CHECK(text(100) != "absent");
    // As a page that came is shown: without the reply, which the broker has sent.
    model.show_copied({lobby, 590, 601, talk.from_to(590, 595), {}}, effects);
    CHECK(text(100) != "absent");
}

TEST_CASE_FIXTURE(CopiedFixture, "a reply whose quote comes or goes is shown differently") {
    talk.refer(bob, ReplyBody{100, "about that"});  // 601
    receive_live();
    forget();
    show(590, 601, {100});
    REQUIRE(news<CopiedShown>().size() == 1);
    CHECK(news<CopiedShown>()[0].changed == Numbers{601});
    forget();
    show(300, 310);
    CHECK(news<CopiedShown>()[0].changed == Numbers{601});
}

TEST_CASE_FIXTURE(CopiedFixture, "a wrong copy leaves nothing behind in what messages are") {
    CopiedEntries wrong{lobby, 300, 310, talk.from_to(300, 310), {}};
    wrong.entries[5].kind = kind_edit;
    wrong.entries[5].body = encode(EditBody{300, "never said"});
    model.show_copied(wrong, effects);
    wrong.entries[5].account = wrong.entries[0].account;
    model.show_copied({lobby, 1, 1, {}, {}}, effects);
    model.show_copied(wrong, effects);
    CHECK(text(300) == "never said");
    forget();
    model.set_interest(lobby, {Interest::Kind::all_after, 256, {}}, now, effects);
    answer_all(talk);
    CHECK(text(300) == talk.from_to(300, 300).front().body);
    CHECK(!lobby_state().fold.find(300));
}

TEST_CASE_FIXTURE(CopiedFixture, "entries that are dropped do not come again after a catch-up") {
    lose();
    talk.say_many(bob, 300);
    join(talk);
    answer_all(talk);
    CHECK(held().find(601));
    model.discard_up_to(lobby, 620);
    lose();
    talk.say(bob, "next");
    forget();
    join(talk);
    answer_all(talk);
    CHECK(!held().find(620));
    CHECK(held().find(901));
}

TEST_CASE("a page that is on its way while entries are dropped does not come back") {
    BrokerConversation talk = lobby_of(300);
    ModelFixture fixture(options_of_ann(newest));
    fixture.join(talk);
    const Page page = talk.answer(fixture.asked());
    talk.say_many(bob, 10);
    fixture.receive(Entries{talk.conversation(), talk.from_to(301, 310), {}});
    fixture.model.discard_up_to(lobby, 305);
    fixture.forget();
    fixture.receive(page);
    CHECK(fixture.lobby_state().held.ranges().size() == 1);
    CHECK(!fixture.lobby_state().held.find(300));
    CHECK(fixture.fetched_numbers().empty());
}

TEST_CASE_FIXTURE(CopiedFixture, "an edit in the newest page after a long absence is one edit") {
    lose();
    talk.say_many(bob, 1'400);
    talk.refer(bob, EditBody{1'999, "edited"});
    talk.refer(bob, ReactionBody{1'999, "👍", false});
    join_and_fetch(talk);
    REQUIRE(held().ranges().size() == 1);
    REQUIRE(held().first() > 600);
    CHECK(text(1'999) == "edited");
    CHECK(earlier_texts(lobby_state(), 1'999).size() == 1);
    CHECK(lobby_state().fold.find(1'999)->reacts.size() == 1);
}

TEST_SUITE_END();

TEST_SUITE_BEGIN("model: unread messages out of the own copy");

TEST_CASE_FIXTURE(CopiedFixture, "copied messages are counted while they are held") {
    const std::uint64_t before = unread();
    show(90, 110);
    CHECK(unread() > before);
    show(90, 95);
    show(1, 1);
    model.show_copied({lobby, 1, 0, {}, {}}, effects);
    CHECK(unread() == before);
    CHECK(lobby_state().unread().at_least);
}

TEST_CASE_FIXTURE(CopiedFixture, "copied messages are counted after older ones are dropped") {
    show(90, 110);
    const std::uint64_t before = unread();
    model.discard_up_to(lobby, 350);  // the ranges begin with 345
    CHECK(unread() == before - 6);
}

TEST_CASE_FIXTURE(CopiedFixture, "a reply that a page for the copy brings is counted") {
    show(90, 110);
    talk.refer(bob, ReplyBody{100, "about that"});  // 601
    talk.say_many(ann, 1'400);
    forget();
    send_resync({talk.head()});
    answer_all(talk);
    show(90, 110);
    const std::uint64_t before = unread();
    copy_page(700);
    REQUIRE(held().find(601));
    CHECK(unread() == before + 1);
}

TEST_SUITE_END();

TEST_SUITE_BEGIN("model: a start from the own copy");

TEST_CASE("a start from the own copy knows heads, names and what is unread before the network") {
    const BrokerConversation talk = lobby_of(300);
    ModelFixture fixture(counting_options(newest));
    Head head = talk.head();
    head.read = 298;
    fixture.model.begin_with({head}, NameList{{ann, "ann"}, {bob, "bob"}}, fixture.effects);
    CHECK(fixture.model.name_of(bob) == "bob");
    CHECK(fixture.lobby_state().number == 300);
    CHECK(fixture.lobby_state().read == 298);
    CHECK(fixture.lobby_state().unread().at_least);
    fixture.model.show_copied({lobby, 45, 300, talk.from_to(45, 300), {}}, fixture.effects);
    CHECK(fixture.lobby_state().unread().count == 2);
    CHECK_FALSE(fixture.lobby_state().unread().at_least);
    fixture.model.mark_read(lobby, 300, fixture.now, fixture.effects);
    CHECK(fixture.lobby_state().unread().count == 0);
    CHECK(fixture.sent<Read>().empty());
}

TEST_CASE("a post before the network waits in the outbox, and is sent") {
    const BrokerConversation talk = lobby_of(3);
    ModelFixture fixture(counting_options(newest));
    fixture.model.begin_with({talk.head()}, NameList{}, fixture.effects);
    fixture.post(1, "first thing in the morning");
    CHECK(fixture.said().empty());
    fixture.join(talk);
    CHECK(fixture.said() == Bodies{"first thing in the morning"});
}

TEST_CASE("a server that was set back differs from the own copy") {
    const BrokerConversation talk = lobby_of(300);
    ModelFixture fixture(counting_options(newest));
    fixture.model.begin_with({talk.head()}, NameList{}, fixture.effects);
    fixture.model.show_copied({lobby, 45, 300, talk.from_to(45, 300), {}}, fixture.effects);
    fixture.forget();
    fixture.join(lobby_of(299));
    CHECK(fixture.news<Diverged>().size() == 1);
    CHECK(fixture.lobby_state().held.copied().empty());
}

TEST_CASE("a room of the own copy that the heads do not name was left") {
    BrokerConversation room(room_conversation());
    room.say_many(bob, 5);
    Head head = room.head();
    head.info = info_of(room.conversation(), 2, {bob});
    ModelFixture fixture(counting_options(newest));
    fixture.model.begin_with({empty_lobby().head(), head}, NameList{}, fixture.effects);
    CHECK(fixture.model.find(room.id())->room->state.title == "cooks");
    fixture.join(empty_lobby());
    REQUIRE(fixture.news<LeftRoom>().size() == 1);
    CHECK(fixture.news<LeftRoom>()[0].title == "cooks");
}

TEST_CASE("what was copied before a room was joined again is dropped") {
    BrokerConversation room(room_conversation());
    room.say_many(bob, 20);
    Head head = room.head();
    head.info = info_of(room.conversation(), 2, {bob});
    ModelFixture fixture(counting_options(newest));
    fixture.model.begin_with({empty_lobby().head(), head}, NameList{}, fixture.effects);
    fixture.model.show_copied({room.id(), 1, 20, room.from_to(1, 20), {}}, fixture.effects);
    head.first = 15;
    fixture.open();
    fixture.receive(fixture.welcome());
    fixture.send_resync({empty_lobby().head(), head});
    const HeldEntries& held = fixture.model.find(room.id())->held;
    CHECK(!held.find(14));
    CHECK(fixture.news<OlderEntriesDropped>().size() == 1);
}

TEST_SUITE_END();
