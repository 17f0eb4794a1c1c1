#include "line-client/output/json_lines.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace indaba;
using namespace indaba::line;

namespace {

template <class Id>
Id filled(std::uint8_t byte) {
    Id id;
    id.bytes.fill(byte);
    return id;
}

ResolvedEntry hi_from_ann() {
    ResolvedEntry resolved;
    resolved.conversation = filled<ConversationId>(0xc0);
    resolved.room = "#lobby";
    resolved.from = "ann";
    resolved.entry = {1,   filled<Account>(0xaa), 1795334400000, filled<MessageId>(0x1d), "text",
                      "hi"};
    resolved.message = client::FoldedMessage{};
    resolved.message->text = "hi";
    return resolved;
}

const std::string unchanged = R"("edited":false,"erased":false,"erased_by":null)";
const std::string names_none =
    R"("reply_to":null,"edit_of":null,"erase_of":null,"react_to":null,"emoji":null,"off":null)";

bool contains(const std::string& json, const std::string& part) {
    return json.find(part) != std::string::npos;
}

std::string repeated(const std::string& part, int times) {
    std::string text;
    for (int i = 0; i < times; ++i) text += part;
    return text;
}

}  // namespace

TEST_CASE("an entry in a room is one JSON line with all its fields") {
    CHECK(
        json_entry(hi_from_ann()) ==
        R"({"type":"entry","conversation":"#lobby","conversation_id":")" + repeated("c0", 16) +
            R"(","room":"#lobby","with":null,"with_account":null,"number":1,"from":"ann","from_account":")" +
            repeated("aa", 32) + R"(","at":"2026-11-22T08:00:00.000Z","id":")" +
            repeated("1d", 16) + R"(","kind":"text","text":"hi","folded":"hi",)" + unchanged + ',' +
            names_none + R"(,"change":null})");
}

TEST_CASE("the JSON of a whisper has the other person in place of a room") {
    ResolvedEntry resolved = hi_from_ann();
    resolved.room.reset();
    resolved.with = {filled<Account>(0xbb), "bob"};
    const std::string json = json_entry(resolved);
    CHECK(json.find(R"("conversation":null,)") != std::string::npos);
    CHECK(json.find(R"("with":"bob","with_account":")" + repeated("bb", 32) + '"') !=
          std::string::npos);
}

TEST_CASE("the text of a kind that this version does not know is null") {
    ResolvedEntry resolved = hi_from_ann();
    resolved.entry.kind = "sealed";
    resolved.message.reset();
    CHECK(contains(json_entry(resolved), R"("kind":"sealed","text":null,"folded":null,)"));
}

TEST_CASE("a text that is not UTF-8 is null") {
    ResolvedEntry resolved = hi_from_ann();
    resolved.entry.body = resolved.message->text = "\xff";
    CHECK(contains(json_entry(resolved), R"("kind":"text","text":null,"folded":null,)"));
}

TEST_CASE("an entry that names another one says which, and a message how it stands") {
    ResolvedEntry resolved = hi_from_ann();
    resolved.message->text = "ho";
    resolved.message->edited = 9;
    resolved.reference = ReplyBody{4, "hi"};
    resolved.entry.kind = "reply";
    CHECK(contains(json_entry(resolved),
                   R"("kind":"reply","text":"hi","folded":"ho","edited":true)"));
    CHECK(contains(json_entry(resolved), R"("reply_to":4,"edit_of":null)"));
    resolved.message.reset();
    resolved.reference = EditBody{4, "he"};
    CHECK(contains(json_entry(resolved), R"("text":"he","folded":null,"edited":false)"));
    CHECK(contains(json_entry(resolved), R"("reply_to":null,"edit_of":4,"erase_of":null)"));
    resolved.reference = EraseBody{4};
    CHECK(contains(json_entry(resolved), R"("erase_of":4,"react_to":null)"));
    resolved.reference = ReactionBody{4, "+", true};
    CHECK(contains(json_entry(resolved), R"("react_to":4,"emoji":"+","off":true)"));
    resolved.reference = ReactionBody{4, "+", false};
    CHECK(contains(json_entry(resolved), R"("react_to":4,"emoji":"+","off":false)"));
}

TEST_CASE("the JSON of an erased message has no text and says who erased it") {
    ResolvedEntry resolved = hi_from_ann();
    resolved.entry.body.clear();
    resolved.entry.erased = filled<Hash>(1);
    resolved.message = client::FoldedMessage{};
    resolved.message->erased = true;
    resolved.erased_by = "bob";
    CHECK(contains(json_entry(resolved),
                   R"("text":null,"folded":null,"edited":false,"erased":true,"erased_by":"bob")"));
}

TEST_CASE("the JSON of a change of a room says what happened, by whom and to whom") {
    ResolvedEntry resolved = hi_from_ann();
    resolved.room = "build";
    resolved.entry.kind = "_room";
    resolved.message.reset();
    resolved.change = RoomChange{};
    resolved.change->by = "ann";
    resolved.change->event.by = filled<Account>(0xaa);
    resolved.change->event.what = "joined";
    const std::string by_ann = R"("by":"ann","by_account":")" + repeated("aa", 32) + R"(",)";
    CHECK(contains(json_entry(resolved), R"("room":"build")"));
    CHECK(contains(json_entry(resolved), R"("kind":"_room","text":null)"));
    CHECK(contains(json_entry(resolved),
                   R"("change":{"what":"joined",)" + by_ann +
                       R"("whom":null,"whom_account":null,"title":null,"topic":null}})"));
    resolved.change->event = {
        "added", filled<Account>(0xaa), filled<Account>(0xbb), {}, "t", "\x1b", false, false};
    resolved.change->whom = "bob";
    CHECK(contains(json_entry(resolved),
                   R"("change":{"what":"added",)" + by_ann + R"("whom":"bob","whom_account":")" +
                       repeated("bb", 32) + R"(","title":"t","topic":"\u001b"}})"));
}

TEST_CASE("times are UTC with milliseconds, and extreme ones are clamped") {
    CHECK(iso_time(0) == "1970-01-01T00:00:00.000Z");
    CHECK(iso_time(1795334400007) == "2026-11-22T08:00:00.007Z");
    CHECK(iso_time(-1) == "1970-01-01T00:00:00.000Z");
    CHECK(iso_time(std::numeric_limits<WallMs>::min()) == "1970-01-01T00:00:00.000Z");
    CHECK(iso_time(std::numeric_limits<WallMs>::max()) == "9999-12-31T23:59:59.999Z");
}

TEST_CASE("joins, leaves, connections and people are one JSON line each") {
    CHECK(json_joined("bob") == R"({"type":"joined","name":"bob"})");
    CHECK(json_left("bob") == R"({"type":"left","name":"bob"})");
    CHECK(json_connected() == R"({"type":"connected"})");
    CHECK(json_disconnected() == R"({"type":"disconnected"})");
    CHECK(json_person({filled<Account>(0xbb), "bob"}, true) ==
          R"({"type":"person","name":"bob","account":")" + repeated("bb", 32) + R"(","you":true})");
}
