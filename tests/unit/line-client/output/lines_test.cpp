#include "line-client/output/lines.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "common/client/text/local_time.hpp"
#include "common/wire/bodies.hpp"
#include "line-client/output/resolve.hpp"
#include "tests/unit/common/client/model/model_fixture.hpp"

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
    resolved.message = client::FoldedMessage{};
    resolved.message->text = text;
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
    resolved.room = "garden";
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
    resolved.message.reset();
    CHECK(entry_line(resolved) == at_morning("ann: (this version cannot show it: sealed)"));
}

TEST_CASE("extreme times are formatted without a crash") {
    CHECK(!clock_time(std::numeric_limits<WallMs>::max()).empty());
    CHECK(!calendar_day(std::numeric_limits<WallMs>::min()).empty());
}

namespace {

/// Prints the lobby of `talk` as a client of ann does that has all of it.
struct Printed {
    explicit Printed(const test::BrokerConversation& talk)
        : client(test::options_of_ann(test::newest)) {
        client.here = {{test::ann, "ann"}, {test::bob, "bob"}, {test::cid, "cid"}};
        client.join_and_fetch(talk);
    }
    ResolvedEntry resolved(std::uint64_t number) {
        const client::ConversationState& state = client.lobby_state();
        return resolve(client.model, state, *state.held.find(number));
    }
    /// Returns the line without its time.
    std::string line(std::uint64_t number) {
        return entry_line(resolved(number)).substr(at_morning("").size());
    }

    test::ModelFixture client;
};

}  // namespace

TEST_CASE("a message stands as it is now: edited, answered, reacted to, deleted") {
    test::BrokerConversation talk = test::lobby_of(1, "one");
    talk.refer(test::cid, ReplyBody{1, "yes"});
    talk.refer(test::bob, EditBody{1, "two \"x\"\nand more"});
    talk.refer(test::ann, ReactionBody{1, "+", false});
    talk.refer(test::cid, ReactionBody{1, "+", false});
    talk.refer(test::cid, ReactionBody{1, "\x1b", false});
    talk.say(test::bob, "gone");
    talk.refer(test::ann, EraseBody{7});
    talk.say(test::bob, "/plain *x*");
    Printed printed(talk);
    CHECK(printed.line(1) == "bob: two \"x\"\n        and more (edited) [+ 2] [\\u{1b} 1]");
    CHECK(printed.line(2) == "cid answers bob \"two 'x'…\": yes");
    CHECK(printed.line(7) == "bob: (deleted by ann)");
    CHECK(printed.line(9) == "bob: *x*");
}

TEST_CASE("an edit, an erasure and a reaction have lines of their own after their message") {
    test::BrokerConversation talk = test::lobby_of(1, "one");
    talk.refer(test::bob, EditBody{1, "two\nlines"});
    talk.refer(test::cid, ReactionBody{1, "+", false});
    talk.refer(test::cid, ReactionBody{1, "+", true});
    talk.refer(test::ann, EraseBody{1});
    Printed printed(talk);
    CHECK(printed.line(3) == "cid put + on message 1.");
    CHECK(printed.line(4) == "cid took + off message 1.");
    CHECK(printed.line(5) == "ann deleted message 1.");
    ResolvedEntry edit = printed.resolved(5);
    edit.reference = EditBody{1, "two\nlines"};
    CHECK(entry_line(edit).ends_with("ann: two\n        lines (edited 1)"));
    for (const std::uint64_t number : {3u, 4u, 5u}) {
        CHECK(has_line(printed.resolved(number), 2));
        CHECK_FALSE(has_line(printed.resolved(number), 1));
    }
    CHECK(has_line(printed.resolved(1), 1));
    CHECK_FALSE(has_line(printed.resolved(2), 99));  // the edit was deleted with its message
}

TEST_CASE("a change of a room is one line, with the names of the people") {
    test::BrokerConversation talk = test::lobby_of(1, "one");
    const Account broker = test::account(9);
    const auto change = [&](RoomEvent event) { talk.add(broker, kind_room, encode(event)); };
    change({"joined", test::bob, {}, {}, {}, {}, false, false});
    change({"added", test::ann, test::cid, {}, {}, {}, false, false});
    change({"topic", test::bob, {}, {}, {}, "x\n\x1b[2J", false, false});
    change({"archived", broker, {}, {}, {}, {}, false, false});
    change({"merged", test::bob, {}, {}, {}, {}, false, false});
    talk.add(broker, kind_room, "\xff");
    Printed printed(talk);
    CHECK(printed.line(2) == "bob joined #lobby.");
    CHECK(printed.line(3) == "ann added cid to #lobby.");
    CHECK(printed.line(4) == "bob set the topic of #lobby: x\\u{a}\\u{1b}[2J");
    CHECK(printed.line(5) == "The operator archived #lobby: it is read-only now.");
    CHECK(printed.line(6) == "bob changed #lobby in a way that this version cannot show.");
    CHECK(printed.line(7).ends_with("(this version cannot show it: _room)"));
}

TEST_CASE("a quote is short, and what is not held is named by its number") {
    test::BrokerConversation talk = test::lobby_of(1, std::string(100, 'x'));
    talk.refer(test::cid, ReplyBody{1, "yes"});
    Printed printed(talk);
    CHECK(printed.line(2) == "cid answers bob \"" + std::string(40, 'x') + "…\": yes");
    printed.client.model.discard_up_to(lobby, 1);
    CHECK(printed.line(2) == "cid answers 1: yes");
}

TEST_CASE("a number stands before the line as a command names it, and faint where that shows") {
    ResolvedEntry resolved = resolved_by("ann", "hi");
    resolved.entry.number = 12;
    CHECK(entry_line(resolved, {true, false}) == "  12 " + at_morning("ann: hi"));
    CHECK(entry_line(resolved, {true, true}) == "\x1b[2m  12 \x1b[22m" + at_morning("ann: hi"));
    resolved = whispered("bob", "ann", false);
    resolved.entry.number = 12;
    CHECK(entry_line(resolved, {true, false}) == "bob/12 " + at_morning("bob whispers: psst"));
    resolved.reference = EraseBody{7};
    resolved.message.reset();
    CHECK(entry_line(resolved) == at_morning("bob deleted message bob/7."));
    resolved.room = "build";
    CHECK(entry_name(resolved, 7) == "#build/7");
    CHECK_FALSE(line_style(std::nullopt, false, false).numbers);
    CHECK(line_style(std::nullopt, true, false).numbers);
    CHECK_FALSE(line_style(false, true, true).numbers);
    CHECK(line_style(true, false, false).numbers);
    CHECK(line_style(std::nullopt, true, true).letters);
}

TEST_CASE("a mention of the reader is bold on a terminal that can, but for the reader's own") {
    test::BrokerConversation talk = test::empty_lobby();
    talk.say(test::bob, "/plain hi @Ann,\n\x1b and @all, not @bob");
    talk.say(test::ann, "@ann");
    talk.say(test::bob, "x");
    Printed printed(talk);
    const LineStyle letters{false, true};
    CHECK(
        entry_line(printed.resolved(1), letters)
            .ends_with("bob: hi \x1b[1m@Ann\x1b[22m,\n        \\u{1b} and \x1b[1m@all\x1b[22m, not "
                       "@bob"));
    CHECK(entry_line(printed.resolved(2), letters).ends_with("ann: @ann"));
    ResolvedEntry edit = printed.resolved(3);
    edit.message.reset();
    edit.reference = EditBody{1, "@ann"};
    CHECK(entry_line(edit, letters).ends_with("bob: \x1b[1m@ann\x1b[22m (edited 1)"));
    CHECK(printed.line(1).find('\x1b') == std::string::npos);
}
