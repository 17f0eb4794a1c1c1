#include "line-client/output/room_event_sentence.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using namespace indaba;
using namespace indaba::line;

TEST_CASE("every change of a room has a sentence") {
    const std::vector<std::pair<std::string, std::string>> rows{
        {"created", "ann made the room #old."},
        {"title", "ann renamed a room: it is #old now."},
        {"topic", "ann removed the topic of #build."},
        {"joined", "ann joined #build."},
        {"left", "ann left #build."},
        {"added", "ann added bob to #build."},
        {"removed", "ann removed bob from #build."},
        {"owner", "ann made bob an owner of #build."},
        {"member", "ann made bob, who was an owner of #build, a plain member."},
        {"archived", "ann archived #build: it is read-only now."},
        {"reopened", "ann reopened #build."},
        {"rebound", "bob has another key now, in #build too."},
        {"merged", "ann changed #build in a way that this version cannot show."},
    };
    for (const auto& row : rows) {
        RoomEvent event;
        event.what = row.first;
        event.title = "old";
        CHECK_MESSAGE(room_event_sentence(event, {"#build", "ann", "bob"}) == row.second,
                      row.first);
    }
}

TEST_CASE("the sentence about a topic ends with it, and the one about a private room says so") {
    RoomEvent event;
    event.what = "topic";
    event.topic = "all {about} bread";
    CHECK(room_event_sentence(event, {"#build", "ann", ""}) ==
          "ann set the topic of #build: all {about} bread");
    event.what = "created";
    event.title = "build";
    event.is_private = true;
    CHECK(room_event_sentence(event, {"#build", "ann", ""}) ==
          "ann made the private room #build: all {about} bread");
}
