/// The line about consecutive changes of a room, and which entries it stands for.
#include <doctest/doctest.h>

#include "imgui-client/messages/room_events.hpp"
#include "tests/unit/common/client/model/room_fixture.hpp"

namespace indaba::test {
namespace {

struct RoomEventsFixture : RoomFixture {
    RoomEventsFixture() {
        here.push_back({cid, "cid"});
        join_lobby();
        join_room();
    }
    const client::ConversationState& state() const { return *model.find(talk.id()); }
    /// Returns the line of the entry, without its time.
    std::string line(std::uint64_t number) const {
        const Entry* entry = state().held.find(number);
        REQUIRE(entry);
        std::string line(ui::room_events_line(model, state(), *entry).view());
        for (const std::string_view isolate : {"\u2066", "\u2068", "\u2069"})
            for (std::size_t at = line.find(isolate); at != std::string::npos;
                 at = line.find(isolate))
                line.erase(at, isolate.size());
        return line.substr(0, line.rfind(" · "));
    }
    bool told_later(std::uint64_t number) const {
        return ui::is_told_later(state(), *state().held.find(number));
    }
};

}  // namespace

TEST_CASE_FIXTURE(RoomEventsFixture, "one line tells of consecutive changes of a room") {
    change(event("joined", cid));
    RoomEvent topic = event("topic", bob);
    topic.topic = "soups \u202e first";
    change(topic);
    change(event("owner", bob, ann));
    CHECK(told_later(2));
    CHECK(told_later(4));
    CHECK_FALSE(told_later(5));
    const std::string all = line(5);
    CHECK(all.starts_with("ann, cid joined, bob set the topic: “soups "));
    CHECK(all.find("\u202e") == std::string::npos);
    CHECK(all.ends_with("”, bob made ann an owner"));
    talk.say(bob, "hello");
    deliver_last();
    change(event("left", cid));
    CHECK(line(7) == "cid left");
    CHECK_FALSE(told_later(5));
    CHECK_FALSE(told_later(6));
}

TEST_CASE_FIXTURE(RoomEventsFixture, "many people are counted, and a line is bounded") {
    for (std::uint8_t n = 10; n < 80; ++n) change(event("joined", account(n)));
    CHECK_FALSE(told_later(64));
    CHECK(told_later(65));
    CHECK(line(64) == "63 people joined");
    CHECK(line(72) == "8 people joined");
    change(event("added", bob, account(10)));
    change(event("added", bob, account(11)));
    change(event("burned", bob));
    CHECK(line(75) ==
          "8 people joined, bob added somebody, somebody, bob changed the room in a way that this "
          "version cannot show");
}

TEST_CASE_FIXTURE(RoomEventsFixture,
                  "a row that tells of changes is laid out again with new ones") {
    ui::Timeline rows;
    rows.update_from(state());
    const ui::Row before = rows.row(1);
    CHECK(before.number() == 2);
    change(event("joined", cid));
    rows.update_from(state());
    rows.room_changed(state(), 3);
    CHECK(rows.row(1).version != before.version);
    const ui::Row last = rows.row(2);
    rows.room_changed(state(), 2);  // as if an older page had brought it
    CHECK(rows.row(2).version != last.version);
    talk.say(bob, "hello");
    deliver_last();
    rows.update_from(state());
    const ui::Row same = rows.row(2);
    rows.room_changed(state(), 4);
    CHECK(rows.row(2).version == same.version);
}

}  // namespace indaba::test
