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
    return resolved;
}

std::string repeated(const std::string& part, int times) {
    std::string text;
    for (int i = 0; i < times; ++i) text += part;
    return text;
}

}  // namespace

TEST_CASE("an entry in a room is one JSON line with all its fields") {
    CHECK(json_entry(hi_from_ann()) ==
          R"({"type":"entry","conversation":"#lobby","conversation_id":")" + repeated("c0", 16) +
              R"(","with":null,"with_account":null,"number":1,"from":"ann","from_account":")" +
              repeated("aa", 32) + R"(","at":"2026-11-22T08:00:00.000Z","id":")" +
              repeated("1d", 16) + R"(","kind":"text","text":"hi"})");
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
    CHECK(json_entry(resolved).ends_with(R"("kind":"sealed","text":null})"));
}

TEST_CASE("a text that is not UTF-8 is null") {
    ResolvedEntry resolved = hi_from_ann();
    resolved.entry.body = "\xff";
    CHECK(json_entry(resolved).ends_with(R"("kind":"text","text":null})"));
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
