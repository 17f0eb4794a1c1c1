#include "common/client/text/go_target.hpp"

#include <doctest/doctest.h>

#include <chrono>

using namespace indaba::client;

namespace {
const CalendarDay last_of_november{std::chrono::year{2026} / 11 / 29};
}

TEST_SUITE_BEGIN("go target");

TEST_CASE("a place in a conversation is a word, a number, a day or a link") {
    CHECK(parse_go_target("first", last_of_november) == GoTarget{FirstMessage{}});
    CHECK(parse_go_target("unread", last_of_november) == GoTarget{FirstUnread{}});
    CHECK(parse_go_target("newest", last_of_november) == GoTarget{NewestMessage{}});
    CHECK(parse_go_target("12345", last_of_november) == GoTarget{NumberedMessage{12'345}});
    CHECK(parse_go_target("12,345", last_of_november) == GoTarget{NumberedMessage{12'345}});
    CHECK(parse_go_target("0", last_of_november) == GoTarget{NumberedMessage{0}});
    CHECK(parse_go_target("2026", last_of_november) == GoTarget{NumberedMessage{2026}});
    CHECK(parse_go_target("2026-11", last_of_november) ==
          GoTarget{FirstOfDay{CalendarDay{std::chrono::year{2026} / 11 / 1}}});
    CHECK(parse_go_target("yesterday", last_of_november) ==
          GoTarget{FirstOfDay{last_of_november - std::chrono::days{1}}});
    CHECK(parse_go_target("indaba://h:1/m/00/1", last_of_november) ==
          GoTarget{LinkedMessage{"indaba://h:1/m/00/1"}});
}

TEST_CASE("anything else is no place in a conversation") {
    for (const char* typed : {"", "First", "last", "-1", "+1", "1.5", ",", "1 2", "12a",
                              "18446744073709551616", "http://h/", "indaba:/h", "2026-11-31"})
        CHECK_MESSAGE(!parse_go_target(typed, last_of_november), typed);
}

TEST_SUITE_END();
