/// Rooms: who may change what, and what the journal keeps. The promises are the same for every
/// journal.
#include <algorithm>
#include <utility>

#include "broker/journal/sqlite/sqlite_verify.hpp"
#include "common/wire/chain.hpp"
#include "common/wire/codec.hpp"
#include "tests/journal/every_journal.hpp"

namespace indaba::broker {
namespace {

using Words = std::vector<std::string>;

const Account rita = account(1), rob = account(2), rosa = account(3), the_broker = account(255);

ConversationId room_id(std::uint8_t which) {
    ConversationId id;
    id.bytes.fill(which);
    return id;
}

RoomEvent event_of(std::string what, const Account& by, std::optional<Account> about = {}) {
    RoomEvent event;
    event.what = std::move(what);
    event.by = by;
    event.account = about;
    return event;
}

/// Returns the change of a room that the event tells, with message id `id`. A title equals its
/// folded form and its skeleton.
RoomChange change(std::uint64_t id, std::uint8_t room, RoomEvent event) {
    RoomChange result;
    result.announcement = post(id, encode(event));
    result.announcement.session = 0;
    result.announcement.author = the_broker;
    result.announcement.kind = kind_room;
    result.announcement.conversation.id = room_id(room);
    result.announcement.conversation.room = event.title.value_or("a title");
    result.folded = result.skeleton = event.title.value_or("");
    result.event = std::move(event);
    return result;
}

RoomChange creation(std::uint64_t id, std::uint8_t room, const Account& by, std::string title,
                    bool is_private = false, bool from_joining = false) {
    RoomEvent event = event_of("created", by);
    event.title = std::move(title);
    event.is_private = is_private;
    event.from_joining = from_joining;
    return change(id, room, std::move(event));
}

RoomChange retitling(std::uint64_t id, std::uint8_t room, const Account& by, std::string title) {
    RoomEvent event = event_of("title", by);
    event.title = std::move(title);
    return change(id, room, std::move(event));
}

Post post_to(std::uint8_t room, std::uint64_t id, const Account& author) {
    Post result = post(id, "hello");
    result.author = author;
    result.conversation.id = room_id(room);
    result.conversation.room = "cooks";
    return result;
}

const RoomState* find_room(const Snapshot& snapshot, std::uint8_t room) {
    for (const KnownRoom& known : snapshot.rooms)
        if (known.id == room_id(room)) return &known.state;
    return nullptr;
}

/// Returns the state of a room that a client computes from its entries.
template <class Harness>
RoomState folded(Harness& harness, std::uint8_t room) {
    RoomState state;
    for (const Entry& entry : harness.read(page_after(0, room_id(room))).entries)
        apply(entry, state);
    return state;
}

/// Does nothing for the journals that have no file.
void check_file(MemoryHarness&) {}
void check_file(PostgresqlHarness&) {}
void check_file(SqliteHarness& harness) {
    const VerifyResult verified = verify_journal(harness.directory().journal());
    CHECK_MESSAGE(verified.problem.empty(), verified.problem);
}

TEST_CASE_TEMPLATE("a room and its members are what its entries say, also after a restart", Harness,
                   EVERY_JOURNAL) {
    Harness harness;
    RoomEvent topic = event_of("topic", rob);
    topic.topic = "soups";
    CHECK(words(harness.commit(
              {creation(1, 7, rita, "cooks", true, true), post_to(7, 2, rita),
               change(3, 7, event_of("added", rita, rob)), post_to(7, 4, rob),
               change(5, 7, event_of("owner", rita, rob)), change(6, 7, topic),
               change(7, 7, event_of("added", rob, rosa)), change(8, 7, event_of("left", rita)),
               retitling(9, 7, rob, "bakers"), change(10, 7, event_of("archived", rob))})) ==
          Words{"stored 1", "stored 2", "stored 3", "stored 4", "stored 5", "stored 6", "stored 7",
                "stored 8", "stored 9", "stored 10"});
    const Words was = lines_of(harness.journal().snapshot());
    check_file(harness);
    harness.reopen();
    const Snapshot snapshot = harness.journal().snapshot();
    CHECK(lines_of(snapshot) == was);
    const RoomState* room = find_room(snapshot, 7);
    REQUIRE(room);
    CHECK(*room == folded(harness, 7));
    CHECK(room->title == "bakers");
    CHECK(room->topic == "soups");
    CHECK(room->archived);
    CHECK(room->members == std::map<Account, RoomMember>{{rob, {3, true}}, {rosa, {7, false}}});
    CHECK(find(snapshot, room_id(7))->conversation.room == "bakers");
}

TEST_CASE_TEMPLATE("an event happens only once, and by whom the rules allow", Harness,
                   EVERY_JOURNAL) {
    const Account dan = account(4);
    RoomEvent topic = event_of("topic", rob);
    topic.topic = "soups";
    RoomChange by_operator = retitling(10, 7, dan, "bakers");
    by_operator.by_operator = true;
    RoomChange hidden = change(10, 8, event_of("archived", dan));
    hidden.by_operator = true;
    const std::vector<std::pair<Write, std::string>> cases{
        {change(10, 7, event_of("joined", rob)), "stored 0"},
        {change(10, 7, event_of("joined", dan)), "stored 3"},
        {change(10, 8, event_of("joined", dan)), "unknown_room"},
        {change(10, 9, event_of("joined", dan)), "unknown_room"},
        {change(10, 8, event_of("left", dan)), "unknown_room"},
        {change(10, 8, event_of("removed", dan, rita)), "unknown_room"},
        {hidden, "unknown_room"},
        {change(10, 7, event_of("left", dan)), "not_member"},
        {change(10, 7, event_of("added", dan, dan)), "not_member"},
        {change(10, 7, event_of("added", rob, dan)), "stored 3"},
        {change(10, 7, event_of("added", rob, rita)), "stored 0"},
        {change(10, 7, event_of("removed", rob, rita)), "not_owner"},
        {change(10, 7, event_of("removed", dan, rita)), "not_member"},
        {change(10, 7, event_of("removed", rita, rob)), "stored 3"},
        {change(10, 7, event_of("removed", rita, dan)), "stored 0"},
        {change(10, 7, event_of("owner", rob, rob)), "not_owner"},
        {change(10, 7, event_of("owner", rita, dan)), "not_member"},
        {change(10, 7, event_of("owner", rita, rita)), "stored 0"},
        {change(10, 7, event_of("member", rita, rob)), "stored 0"},
        {change(10, 7, event_of("member", rita, rita)), "last_owner"},
        {change(10, 7, event_of("left", rita)), "last_owner"},
        {change(10, 8, event_of("left", rita)), "stored 2"},  // nobody else is in it
        {change(10, 7, event_of("archived", rob)), "not_owner"},
        {change(10, 7, event_of("reopened", rita)), "stored 0"},
        {change(10, 7, event_of("burnt", rita)), "unknown_action"},
        {change(10, 7, topic), "stored 3"},
        {retitling(10, 7, rob, "bakers"), "not_owner"},
        {retitling(10, 7, rita, "cooks"), "stored 0"},
        {by_operator, "stored 3"},
        {creation(10, 9, rob, "cooks"), "title_taken"},
        {creation(10, 9, rob, "cooks", true), "stored 1"},
        {creation(10, 9, rob, "secret"), "stored 1"},
        {creation(10, 7, rob, "new"), "unknown_action"},
        {post_to(7, 10, rob), "stored 3"},
        {post_to(7, 10, dan), "not_member"},
        {post_to(8, 10, dan), "unknown_room"},
        {post_to(9, 10, dan), "unknown_room"},
    };
    for (const auto& each : cases) {
        Harness fresh;
        fresh.commit({creation(1, 7, rita, "cooks"), creation(2, 8, rita, "secret", true),
                      change(3, 7, event_of("joined", rob))});
        INFO(each.second);
        CHECK(words(fresh.commit({each.first})) == Words{each.second});
        check_file(fresh);
    }
}

TEST_CASE_TEMPLATE("a topic may have any character, also a NUL", Harness, EVERY_JOURNAL) {
    Harness harness;
    harness.commit({creation(1, 7, rita, "cooks")});
    RoomEvent topic = event_of("topic", rita);
    topic.topic = std::string("so\0up", 5);
    CHECK(words(harness.commit({change(2, 7, topic)})) == Words{"stored 2"});
    harness.reopen();
    CHECK(find_room(harness.journal().snapshot(), 7)->topic == *topic.topic);
}

TEST_CASE_TEMPLATE("an owner can leave when another one stays", Harness, EVERY_JOURNAL) {
    Harness harness;
    harness.commit({creation(1, 7, rita, "cooks"), change(2, 7, event_of("joined", rob)),
                    change(3, 7, event_of("owner", rita, rob))});
    CHECK(words(harness.commit({change(4, 7, event_of("left", rita))})) == Words{"stored 4"});
    CHECK(words(harness.commit({change(5, 7, event_of("removed", rob, rob))})) ==
          Words{"stored 5"});  // nobody else is in it
    check_file(harness);
}

TEST_CASE_TEMPLATE("a quarter of an account's places in rooms is for its own choice", Harness,
                   EVERY_JOURNAL) {
    Harness harness;
    const auto limited = [](RoomChange wanted) {
        wanted.limits.joined = 4;
        return wanted;
    };
    for (std::uint8_t room = 7; room < 10; ++room)
        harness.commit({creation(room, room, rita, "room" + std::to_string(room)),
                        limited(change(20 + room, room, event_of("added", rita, rob)))});
    harness.commit({creation(10, 10, rita, "room10")});
    CHECK(words(harness.commit({limited(change(31, 10, event_of("added", rita, rob)))})) ==
          Words{"rooms_used_up"});
    CHECK(words(harness.commit({limited(change(32, 10, event_of("joined", rob)))})) ==
          Words{"stored 2"});
}

TEST_CASE_TEMPLATE("an archived room takes no posts and nobody in, and gives its title away",
                   Harness, EVERY_JOURNAL) {
    Harness harness;
    CHECK(words(harness.commit(
              {creation(1, 7, rita, "cooks"), change(2, 7, event_of("joined", rob)),
               change(3, 7, event_of("archived", rita)), post_to(7, 4, rita),
               change(5, 7, event_of("joined", rosa)), change(6, 7, event_of("added", rita, rosa)),
               retitling(7, 7, rita, "bakers"), creation(8, 8, rita, "cooks"),
               change(9, 7, event_of("reopened", rita)), change(10, 8, event_of("archived", rita)),
               change(11, 7, event_of("reopened", rita)), post_to(7, 12, rita),
               change(13, 7, event_of("left", rob))})) ==
          Words{"stored 1", "stored 2", "stored 3", "archived", "archived", "archived", "archived",
                "stored 1", "title_taken", "stored 2", "stored 4", "stored 5", "stored 6"});
    check_file(harness);
}

TEST_CASE_TEMPLATE("an account creates and joins so many rooms and no more", Harness,
                   EVERY_JOURNAL) {
    Harness harness;
    const auto limited = [](RoomChange change, RoomLimits limits) {
        change.limits = limits;
        return change;
    };
    const RoomLimits few_joined{10, 2, 10}, few_created{10, 10, 2}, few_rooms{3, 10, 10};
    harness.commit(
        {creation(1, 1, rita, "a"), creation(2, 2, rita, "b"), creation(3, 3, rob, "c")});
    RoomChange tomorrow = limited(creation(7, 4, rita, "d"), few_created);
    tomorrow.announcement.at += 24 * 3'600 * 1'000;
    CHECK(words(harness.commit({limited(creation(4, 4, rita, "d"), few_joined),
                                limited(creation(4, 4, rita, "d"), few_created),
                                limited(creation(4, 4, rita, "d"), few_rooms),
                                limited(creation(4, 4, the_broker, "d"), few_rooms),
                                limited(change(5, 3, event_of("joined", rita)), few_joined),
                                limited(change(5, 3, event_of("added", rob, rita)), few_joined),
                                limited(change(6, 1, event_of("left", rita)), few_joined),
                                limited(change(5, 3, event_of("joined", rita)), few_joined),
                                tomorrow, creation(8, 5, the_broker, "e")})) ==
          Words{"rooms_used_up", "rooms_used_up", "rooms_used_up", "rooms_used_up", "rooms_used_up",
                "rooms_used_up", "stored 2", "stored 2", "stored 1", "stored 1"});
    CHECK(find_room(harness.journal().snapshot(), 5)->members.empty());
}

TEST_CASE_TEMPLATE("a rebind moves memberships and ownership, with an entry in each room", Harness,
                   EVERY_JOURNAL) {
    Harness harness;
    harness.commit({claim(rita, "rita"), creation(1, 7, rita, "cooks", false, true),
                    creation(2, 8, rob, "bakers"), change(3, 8, event_of("joined", rita)),
                    change(4, 8, event_of("joined", rosa)), creation(5, 9, rob, "others")});
    const Committed committed =
        harness.commit({rebind(6, rita, rosa), post_to(7, 7, rosa), post_to(7, 8, rita)});
    CHECK(words(committed) == Words{"stored 1", "stored 3", "not_member"});
    const auto& further = std::get<Stored>(committed.outcomes[0]).further;
    REQUIRE(further.size() == 2);
    CHECK(further[0].conversation.room == "cooks");
    CHECK(further[0].entry.number == 2);
    check_file(harness);
    harness.reopen();
    const Snapshot snapshot = harness.journal().snapshot();
    CHECK(find_room(snapshot, 7)->members == std::map<Account, RoomMember>{{rosa, {1, true}}});
    CHECK(find_room(snapshot, 8)->members ==
          std::map<Account, RoomMember>{{rob, {1, true}}, {rosa, {1, false}}});
    CHECK(*find_room(snapshot, 7) == folded(harness, 7));
    CHECK(*find_room(snapshot, 8) == folded(harness, 8));
}

TEST_CASE_TEMPLATE("a rebind goes on with the numbers that posts of its batch have taken", Harness,
                   EVERY_JOURNAL) {
    Harness harness;
    harness.commit({claim(rita, "rita"), creation(1, 7, rita, "cooks")});
    const Committed committed =
        harness.commit({post_to(7, 2, rita), rebind(3, rita, rosa), post_to(7, 4, rosa)});
    CHECK(words(committed) == Words{"stored 2", "stored 1", "stored 4"});
    CHECK(std::get<Stored>(committed.outcomes[1]).further.at(0).entry.number == 3);
    check_file(harness);
    CHECK(*find_room(harness.journal().snapshot(), 7) == folded(harness, 7));
}

/// Returns the read position of an account in a room; 0 if it has none.
std::uint64_t read_by(const Account& who, std::uint8_t room, const Snapshot& snapshot) {
    for (const ReadMark& mark : snapshot.reads)
        if (mark.account == who && mark.conversation == room_id(room)) return mark.number;
    return 0;
}

TEST_CASE_TEMPLATE("who becomes a member has read what was said before, also after a restart",
                   Harness, EVERY_JOURNAL) {
    struct Row {
        const char* what;
        RoomChange change;
        std::uint8_t room;
        Account who;
        std::uint64_t read;
    };
    const Account dan = account(4);
    const std::vector<Row> rows{
        {"who creates", creation(9, 8, dan, "bakers"), 8, dan, 1},
        {"who joins", change(9, 7, event_of("joined", dan)), 7, dan, 5},
        {"who is added", change(9, 7, event_of("added", rita, dan)), 7, dan, 5},
        {"who joins again", change(9, 7, event_of("joined", rosa)), 7, rosa, 5},
        {"who was a member already", change(9, 7, event_of("joined", rob)), 7, rob, 2},
        {"who adds another", change(9, 7, event_of("added", rob, dan)), 7, rob, 2},
        {"the console", creation(9, 8, the_broker, "bakers"), 8, the_broker, 0}};
    for (const Row& row : rows) {
        Harness harness;
        harness.commit({creation(1, 7, rita, "cooks"), change(2, 7, event_of("joined", rob)),
                        change(3, 7, event_of("joined", rosa)),
                        change(4, 7, event_of("left", rosa))});
        harness.commit({row.change});
        INFO(row.what);
        CHECK(read_by(row.who, row.room, harness.journal().snapshot()) == row.read);
        harness.reopen();
        CHECK(read_by(row.who, row.room, harness.journal().snapshot()) == row.read);
    }
}

TEST_CASE_TEMPLATE("a new key has read what was said in the rooms that a rebind takes it into",
                   Harness, EVERY_JOURNAL) {
    Harness harness;
    harness.commit({claim(rita, "rita"), creation(1, 7, rita, "cooks"),
                    change(2, 7, event_of("joined", rob)), creation(3, 8, rita, "bakers"),
                    change(4, 8, event_of("joined", rosa)), change(5, 8, event_of("joined", rob)),
                    rebind(6, rita, rosa)});
    const Snapshot snapshot = harness.journal().snapshot();
    CHECK(read_by(rosa, 7, snapshot) == 3);
    CHECK(read_by(rosa, 8, snapshot) == 2);  // a member already
}

TEST_CASE("a change of a room is stored whole or not at all") {
    SqliteHarness harness;
    CHECK(words(harness.commit_with_failing(0, {creation(1, 7, rita, "cooks"), post(2, "x")})) ==
          Words{"not stored", "stored 1"});
    CHECK(harness.journal().snapshot().rooms.empty());
    check_file(harness);
    CHECK(words(harness.commit({creation(1, 7, rita, "cooks")})) == Words{"stored 1"});
}

TEST_CASE("verify finds members, titles and rooms that no entry made") {
    for (const char* damage :
         {"DELETE FROM members", "UPDATE members SET owner = 0", "UPDATE members SET first = 2",
          "UPDATE rooms SET topic = 'x'", "UPDATE rooms SET private = 0",
          "UPDATE conversations SET room = 'x' WHERE room = 'cooks'",
          "DELETE FROM members; DELETE FROM rooms"}) {
        SqliteHarness harness;
        harness.commit({creation(1, 7, rita, "cooks", true), post(2, "x")});
        harness.other_connection().execute(damage);
        INFO(damage);
        CHECK(verify_journal(harness.directory().journal()).problem.find("not what its entries") !=
              std::string::npos);
    }
}

TEST_CASE("verify finds a folded title that is not the title's") {
    for (const char* damage :
         {"UPDATE rooms SET folded = 'x'", "UPDATE rooms SET skeleton = 'x'"}) {
        SqliteHarness harness;
        harness.commit({creation(1, 7, rita, "cooks", true)});
        const auto found = [&] { return verify_journal(harness.directory().journal()).problem; };
        CHECK(found().empty());
        harness.other_connection().execute(damage);
        INFO(damage);
        CHECK(found().find("folded title") != std::string::npos);
        // Another version of ICU may fold otherwise.
        harness.other_connection().execute("UPDATE rooms SET icu = '1'");
        CHECK(found().empty());
    }
}

}  // namespace
}  // namespace indaba::broker
