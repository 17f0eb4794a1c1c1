#include <doctest/doctest.h>

#include <initializer_list>

#include "tests/ui/messages_fixture.hpp"

using namespace indaba;
using namespace indaba::test;

TEST_SUITE_BEGIN("messages");

TEST_CASE("an own post is displayed as pending until its receipt") {
    Reading ada;
    const MessageId id = ada.workspace.posts_without_receipt("on its way");
    ada.begin();
    CHECK(ada.screen.shows("waiting"));
    CHECK(ada.screen.count("on its way") == 1);
    ada.workspace.receipt(id);
    ada.screen.frames(2);
    CHECK_FALSE(ada.screen.shows("waiting"));
    CHECK(ada.screen.count("on its way") == 1);
}

TEST_CASE("a refused post shows the reason, and can be edited or dismissed") {
    Reading ada;
    const MessageId id = ada.workspace.posts_without_receipt("no good");
    ada.workspace.refuse(id, "The text holds what no text may.");
    ada.begin();
    CHECK(ada.screen.shows("Not sent: The text holds what no text may."));
    ada.click_text("Edit and send again");
    REQUIRE(ada.wanted<ui::EditRefused>().size() == 1);
    CHECK(ada.wanted<ui::EditRefused>()[0].id == id);
    ada.click_text("Dismiss");
    CHECK(ada.wanted<ui::DismissRefused>().size() == 1);
}

TEST_CASE("a pending post that is refused shows the reason at once") {
    Reading ada;
    const MessageId id = ada.workspace.posts_without_receipt("no good");
    ada.workspace.posts_without_receipt("still on its way");
    ada.begin();
    CHECK(ada.screen.count("waiting") == 1);
    ada.workspace.refuse(id, "The text holds what no text may.");
    ada.screen.frames(2);
    CHECK(ada.screen.shows("Not sent: The text holds what no text may."));
    CHECK(ada.screen.shows("Dismiss"));
    CHECK(ada.screen.count("ada") == 2);
    CHECK(ada.screen.count("waiting") == 1);
}

TEST_CASE("sending a message scrolls to the end") {
    Reading ada;
    ada.workspace.say_many(300);
    ada.begin();
    ada.screen.hover_at({400, 300});
    ada.screen.wheel(100);
    ada.workspace.posts_without_receipt("my answer");
    ada.screen.frames(2);
    CHECK(ada.screen.shows("my answer"));
}

TEST_CASE("an own message is scrolled to also when its receipt comes before the next frame") {
    Reading ada;
    ada.workspace.say_many(300);
    ada.begin();
    ada.screen.hover_at({400, 300});
    ada.screen.wheel(100);
    REQUIRE_FALSE(ada.view().at_end());
    ada.workspace.receipt(ada.workspace.posts_without_receipt("my answer"));
    ada.screen.frames(2);
    CHECK(ada.view().at_end());
    CHECK(ada.screen.shows("my answer"));
}

TEST_CASE("a message from another device of the same account does not scroll") {
    Reading ada;
    ada.workspace.say_many(300);
    ada.begin();
    ada.screen.hover_at({400, 300});
    ada.screen.wheel(100);
    ada.workspace.says("ada", "from the phone");
    ada.screen.frames(2);
    CHECK_FALSE(ada.view().at_end());
}

TEST_CASE("nothing moves when a pending post becomes an entry") {
    struct Case {
        const char* before;  // the author of the message before it
        WallMs pause;
    };
    for (const Case& each : {Case{"ada", FakeWorkspace::minute}, Case{"ada", 0},
                             Case{"ada", 6 * FakeWorkspace::minute}, Case{"grace", 0},
                             Case{"grace", FakeWorkspace::day}}) {
        CAPTURE(each.before);
        CAPTURE(each.pause);
        Reading ada;
        ada.workspace.say_many(50);
        ada.workspace.advance_time(FakeWorkspace::minute);
        ada.workspace.says(each.before, "the one before");
        ada.workspace.advance_time(each.pause);
        const MessageId first = ada.workspace.posts_without_receipt("first of two");
        const MessageId second = ada.workspace.posts_without_receipt("second of two");
        ada.begin();
        const float before = ada.y_of("the one before"), y = ada.y_of("first of two"),
                    below = ada.y_of("second of two");
        for (const MessageId& id : {first, second}) {
            ada.workspace.receipt(id);
            ada.screen.frames(1);
            CHECK(ada.y_of("the one before") == before);
            CHECK(ada.y_of("first of two") == y);
            CHECK(ada.y_of("second of two") == below);
        }
    }
}

TEST_CASE("nothing moves when the first post of a conversation becomes its first entry") {
    Reading ada;
    ada.workspace.open_whisper("grace");
    const MessageId id = ada.workspace.posts_without_receipt("hello", "grace");
    ada.begin();
    const float before = ada.y_of("hello");
    CHECK(ada.screen.shows("Today, "));
    ada.workspace.receipt(id);
    ada.screen.frames(2);
    CHECK(ada.y_of("hello") == before);
    CHECK(ada.screen.count("Today, ") == 1);
}

TEST_SUITE_END();
