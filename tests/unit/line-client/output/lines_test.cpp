#include "line-client/output/lines.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "common/client/text/local_time.hpp"

using namespace indaba;
using namespace indaba::line;
using indaba::client::calendar_day;
using indaba::client::clock_time;

namespace {

constexpr WallMs morning = 1795334400000;

ResolvedEntry resolved_by(const std::string& from, const std::string& text) {
    ResolvedEntry resolved;
    resolved.room = std::string(lobby_title);
    resolved.from = from;
    resolved.entry.at = morning;
    resolved.entry.kind = kind_text;
    resolved.entry.body = text;
    return resolved;
}

ResolvedEntry whispered(const std::string& from, const std::string& to, bool own) {
    ResolvedEntry resolved = resolved_by(from, "psst");
    resolved.room.reset();
    resolved.with.name = own ? to : from;
    resolved.own = own;
    return resolved;
}

/// Returns the line with the time of `morning` in the local time zone before it: "[08:00] ...".
std::string at_morning(const std::string& rest) { return "[" + clock_time(morning) + "] " + rest; }

}  // namespace

TEST_CASE("a broadcast becomes a line with its time and author") {
    CHECK(entry_line(resolved_by("ann", "hi")) == at_morning("ann: hi"));
    CHECK(dated_entry_line(resolved_by("ann", "hi")) ==
          "[" + calendar_day(morning) + " " + clock_time(morning) + "] ann: hi");
}

TEST_CASE("the line of a room other than the lobby names the room") {
    ResolvedEntry resolved = resolved_by("ann", "hi");
    resolved.room = "#garden";
    CHECK(entry_line(resolved) == at_morning("#garden ann: hi"));
}

TEST_CASE("the line of a whisper says who whispers to whom") {
    CHECK(entry_line(whispered("ann", "bob", false)) == at_morning("ann whispers: psst"));
    CHECK(entry_line(whispered("ann", "bob", true)) == at_morning("you whisper to bob: psst"));
}

TEST_CASE("control characters of peers are escaped") {
    CHECK(entry_line(resolved_by("an\x1b[31mn",
                                 "a\x1b]0;x\x07"
                                 "b\r")) ==
          at_morning("an\\u{1b}[31mn: a\\u{1b}]0;x\\u{7}b\\u{d}"));
    CHECK(joined_line("b\nob") == "b\\u{a}ob joined.");
    CHECK(left_line("b\x7fob") == "b\\u{7f}ob left.");
    CHECK(renamed_line("bob", "b\u202eob") == "bob is now b\\u{202e}ob.");
}

TEST_CASE("a text of several lines cannot forge lines of the program") {
    const std::string line = entry_line(resolved_by("eve", "x\n[08:00] ann: I quit\nann left."));
    CHECK(line.find("\n[") == std::string::npos);
    CHECK(line.find("\nann") == std::string::npos);
    CHECK(line.find("I quit") != std::string::npos);
}

TEST_CASE("an entry of an unknown kind becomes a remark without its body") {
    ResolvedEntry resolved = resolved_by("ann", "\x82\xa1\x1b");
    resolved.entry.kind = "sealed";
    CHECK(entry_line(resolved) == at_morning("ann: (this version cannot show it: sealed)"));
}

TEST_CASE("extreme times are formatted without a crash") {
    CHECK(!clock_time(std::numeric_limits<WallMs>::max()).empty());
    CHECK(!calendar_day(std::numeric_limits<WallMs>::min()).empty());
}
