/// The lines of the readable form, one for each kind of record. Scripts read them: they stay.
#include "broker/journal/dump_json.hpp"

#include <doctest/doctest.h>

#include "broker/journal/dump_file.hpp"
#include "common/wire/codec.hpp"
#include "tests/journal/harness.hpp"

namespace indaba::broker {
namespace {

const std::string hex_ann(64, '1'), hex_bob(64, '2'), hex_room(32, '7'), hex_hash(64, '9'),
    hex_message(32, '5');
const Account json_ann = *Account::from_hex(hex_ann), json_bob = *Account::from_hex(hex_bob);
const ConversationId id_room = *ConversationId::from_hex(hex_room);
const Hash some_hash = *Hash::from_hex(hex_hash);
const MessageId some_message = *MessageId::from_hex(hex_message);

/// Returns the line with the shorthands {ann}, {bob}, {room}, {hash} and {message} written out.
std::string json_of(std::string text) {
    for (const auto& [name, value] : {std::pair<std::string, std::string>{"{ann}", hex_ann},
                                      {"{bob}", hex_bob},
                                      {"{room}", hex_room},
                                      {"{hash}", hex_hash},
                                      {"{message}", hex_message}})
        for (std::size_t at; (at = text.find(name)) != text.npos;)
            text.replace(at, name.size(), value);
    return text + "\n";
}

DumpEntry dump_entry(std::string kind, std::string body) {
    return {id_room, {3, json_ann, -1, some_message, std::move(kind), std::move(body)}, some_hash};
}
/// Returns the line of an entry; `body` are its fields between kind and hash.
std::string entry_line(const std::string& kind, const std::string& body) {
    return json_of(R"({"t":"entry","conversation":"{room}","number":3,"account":"{ann}","at":-1,)"
                   R"("id":"{message}","kind":")" +
                   kind + "\"," + body + R"(,"hash":"{hash}"})");
}

TEST_CASE("json lines: the journal and its people") {
    DumpJournal journal{
        1, *JournalId::from_hex(hex_room), {*JournalId::from_hex(hex_message)}, json_ann};
    CHECK(json_line(journal) == json_of(R"({"t":"journal","version":1,"id":"{room}",)"
                                        R"("parents":["{message}"],"key":"{ann}"})"));
    journal.parents.clear();
    journal.key.reset();
    CHECK(json_line(journal) ==
          json_of(R"({"t":"journal","version":1,"id":"{room}","parents":[]})"));
    CHECK(json_line(DumpAccount{json_ann, "Ann \"A\"", 4, json_bob}) ==
          json_of(R"({"t":"account","account":"{ann}","name":"Ann \"A\"","lobby_first":4,)"
                  R"("rebound_to":"{bob}"})"));
    CHECK(
        json_line(DumpName{"ann", "anm", "Ann", json_ann, "72.1", 1795334400000}) ==
        json_of(R"({"t":"name","folded":"ann","skeleton":"anm","display":"Ann","account":"{ann}",)"
                R"("icu":"72.1","claimed_at":1795334400000})"));
    CHECK(json_line(DumpStanding{json_ann, true, false, true, 7}) ==
          json_of(R"({"t":"standing","account":"{ann}","allowed":true,"banned":false,"op":true,)"
                  R"("at":7})"));
    CHECK(json_line(DumpInvite{json_ann, 5, 0}) ==
          json_of(R"({"t":"invite","key":"{ann}","uses_left":5,"expires_at":0})"));
    CHECK(json_line(DumpRead{json_ann, id_room, 9}) ==
          json_of(R"({"t":"read","account":"{ann}","conversation":"{room}","number":9})"));
}

TEST_CASE("json lines: conversations and rooms") {
    CHECK(
        json_line(DumpConversation{{id_room, "cooks", {}}, 3, some_hash}) ==
        json_of(R"({"t":"conversation","id":"{room}","room":"cooks","number":3,"hash":"{hash}"})"));
    CHECK(json_line(DumpConversation{{id_room, {}, Between{json_ann, json_bob}}, 3, some_hash}) ==
          json_of(R"({"t":"conversation","id":"{room}","between":["{ann}","{bob}"],"number":3,)"
                  R"("hash":"{hash}"})"));
    CHECK(json_line(DumpRoom{id_room, "cooks", "cooks", "72.1", "soups", true, false, true,
                             json_ann, 8}) ==
          json_of(R"({"t":"room","id":"{room}","folded":"cooks","skeleton":"cooks","icu":"72.1",)"
                  R"("topic":"soups","private":true,"from_joining":false,"archived":true,)"
                  R"("creator":"{ann}","created_at":8})"));
    CHECK(json_line(DumpMember{id_room, json_bob, 2, true}) ==
          json_of(R"({"t":"member","room":"{room}","account":"{bob}","first":2,"owner":true})"));
}

TEST_CASE("json lines: entries, with what their bodies say") {
    CHECK(json_line(dump_entry("text", "h\u00e9\n\"x\"")) ==
          entry_line("text", "\"content\":\"h\u00e9\\u000a\\\"x\\\"\""));
    CHECK(json_line(dump_entry("text", "\xff")) == entry_line("text", R"("body":"ff")"));
    CHECK(json_line(dump_entry("sealed", std::string("\0\1", 2))) ==
          entry_line("sealed", R"("body":"0001")"));
    const std::string reply = encode(ReferringBody{ReplyBody{1, "yes"}});
    CHECK(json_line(dump_entry("reply", reply)) ==
          entry_line("reply",
                     R"("body":")" + to_hex(reply) + R"(","content":{"to":1,"text":"yes"})"));
    const std::string off = encode(ReferringBody{ReactionBody{1, "+", true}});
    CHECK(json_line(dump_entry("react", off)) ==
          entry_line("react", R"("body":")" + to_hex(off) +
                                  R"(","content":{"of":1,"emoji":"+","off":true})"));
    RoomEvent joined;
    joined.what = "joined";
    joined.by = json_bob;
    CHECK(json_line(dump_entry("_room", encode(joined))) ==
          entry_line("_room", R"("body":")" + to_hex(encode(joined)) +
                                  R"(","content":{"t":"joined","by":"{bob}"})"));
    const std::string rebound = encode(Rebound{"ann", json_ann, json_bob});
    CHECK(json_line(dump_entry("_rebind", rebound)) ==
          entry_line("_rebind", R"("body":")" + to_hex(rebound) +
                                    R"(","content":{"name":"ann","from":"{ann}","to":"{bob}"})"));
    DumpEntry erased = dump_entry("text", "");
    erased.entry.erased = some_hash;
    CHECK(json_line(erased) == entry_line("text", R"("body_hash":"{hash}")"));
    erased.unexplained = true;
    CHECK(json_line(erased).ends_with(json_of(R"("hash":"{hash}","unexplained":true})")));
}

TEST_CASE("json lines: edits, reactions and the end") {
    CHECK(json_line(DumpEdit{id_room, 1, 2}) ==
          json_of(R"({"t":"edit","conversation":"{room}","message":1,"number":2})"));
    CHECK(json_line(DumpReaction{id_room, 1, "\U0001f44d", json_bob}) ==
          json_of(R"({"t":"reaction","conversation":"{room}","message":1,)"
                  "\"emoji\":\"\U0001f44d\",\"account\":\"{bob}\"}"));
    CHECK(json_line(DumpEnd{4, some_hash}) ==
          json_of(R"({"t":"end","records":4,"hash":"{hash}"})"));
}

TEST_CASE("both forms of a dump have the same records and the same last hash") {
    std::string lines;
    std::vector<std::string> pieces;
    DumpJsonWriter json([&](std::string_view more) { lines += more; });
    DumpFileWriter file([&](std::string_view more) { pieces.emplace_back(more); });
    for (const DumpRecord& record : {DumpRecord(DumpJournal{}), DumpRecord(DumpInvite{})}) {
        json.add(record);
        file.add(record);
    }
    json.commit();
    file.commit();
    const DumpRecord end = std::get<DumpRecord>(decode_dump_record(pieces.back()));
    CHECK(std::get<DumpEnd>(end).records == 2);
    CHECK(lines == json_line(DumpJournal{}) + json_line(DumpInvite{}) + json_line(end));
}

TEST_CASE("each record is read as it was written") {
    for (const DumpRecord& record :
         {DumpRecord(DumpJournal{1, {}, {JournalId{}}, json_ann}),
          DumpRecord(DumpAccount{json_ann, "a", 1, json_bob}),
          DumpRecord(DumpName{"a", "b", "c", json_ann, "72.1", -4}),
          DumpRecord(DumpStanding{json_ann, true, true, true, -4}),
          DumpRecord(DumpInvite{json_ann, 5, -4}),
          DumpRecord(DumpConversation{{id_room, "a", {}}, 3, some_hash}),
          DumpRecord(DumpRoom{id_room, "a", "b", "c", "d", true, true, true, json_ann, -4}),
          DumpRecord(DumpMember{id_room, json_bob, 2, true}), DumpRecord(dump_entry("k", "\xff")),
          DumpRecord(DumpEdit{id_room, 1, 2}), DumpRecord(DumpReaction{id_room, 1, "+", json_ann}),
          DumpRecord(DumpRead{json_ann, id_room, 9}), DumpRecord(DumpEnd{4, some_hash})})
        CHECK(std::get<DumpRecord>(decode_dump_record(encode(record))) == record);
}

}  // namespace
}  // namespace indaba::broker
