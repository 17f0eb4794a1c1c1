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

/// What is before the sentence: "[08:00] ", whatever the time zone is.
std::string at_morning(const std::string& rest) { return "[" + clock_time(morning) + "] " + rest; }

}  // namespace

TEST_CASE("a broadcast is a line with its time and who says it") {
    CHECK(entry_line(resolved_by("ann", "hi")) == at_morning("ann: hi"));
    CHECK(dated_entry_line(resolved_by("ann", "hi")) ==
          "[" + calendar_day(morning) + " " + clock_time(morning) + "] ann: hi");
}

TEST_CASE("another room than the lobby is named") {
    ResolvedEntry resolved = resolved_by("ann", "hi");
    resolved.room = "#garden";
    CHECK(entry_line(resolved) == at_morning("#garden ann: hi"));
}

TEST_CASE("whispers are told apart, and in which direction they went") {
    CHECK(entry_line(whispered("ann", "bob", false)) == at_morning("ann whispers: psst"));
    CHECK(entry_line(whispered("ann", "bob", true)) == at_morning("you whisper to bob: psst"));
}

TEST_CASE("nothing of a peer reaches the terminal raw") {
    CHECK(entry_line(resolved_by("an\x1b[31mn",
                                 "a\x1b]0;x\x07"
                                 "b\r")) ==
          at_morning("an\\u{1b}[31mn: a\\u{1b}]0;x\\u{7}b\\u{d}"));
    CHECK(joined_line("b\nob") == "b\\u{a}ob joined.");
    CHECK(left_line("b\x7fob") == "b\\u{7f}ob left.");
    CHECK(renamed_line("bob", "b\u202eob") == "bob is now b\\u{202e}ob.");
}

TEST_CASE("a text of several lines cannot pose as lines of ours") {
    const std::string line = entry_line(resolved_by("eve", "x\n[08:00] ann: I quit\nann left."));
    CHECK(line.find("\n[") == std::string::npos);
    CHECK(line.find("\nann") == std::string::npos);
    CHECK(line.find("I quit") != std::string::npos);
}

TEST_CASE("a kind that this version does not know is told, not shown") {
    ResolvedEntry resolved = resolved_by("ann", "\x82\xa1\x1b");
    resolved.entry.kind = "sealed";
    CHECK(entry_line(resolved) == at_morning("ann: (this version cannot show it: sealed)"));
}

TEST_CASE("absurd times do no harm") {
    CHECK(!clock_time(std::numeric_limits<WallMs>::max()).empty());
    CHECK(!calendar_day(std::numeric_limits<WallMs>::min()).empty());
}
