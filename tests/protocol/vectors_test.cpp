#include <doctest/doctest.h>

#include <map>
#include <sstream>

#include "common/wire/chain.hpp"
#include "common/wire/codec.hpp"
#include "common/wire/name.hpp"
#include "common/wire/text.hpp"
#include "tests/protocol/vector_file.hpp"

namespace indaba::test {
namespace {

template <class T>
T filled(int byte) {
    T value;
    value.bytes.fill(static_cast<std::uint8_t>(byte));
    return value;
}
template <class T>
T from(std::string_view hex) {
    const auto value = T::from(bytes_of(hex));
    REQUIRE(value.has_value());
    return *value;
}

// ---- what the canonical vectors say ------------------------------------------------------------

const Account ann = filled<Account>(0xa1);
const Account bob = filled<Account>(0xb2);
const Account cat = filled<Account>(0xc3);
const Nonce nonce = filled<Nonce>(0x4e);
const JournalId journal = filled<JournalId>(0x4a);
const JournalId parent = filled<JournalId>(0x49);
constexpr WallMs at = 1795334400000;

MessageId id(std::uint8_t last) {
    auto made = from<MessageId>("0190c0de 0000 7000 8000 000000000000");
    made.bytes.back() = last;
    return made;
}
Entry first_entry() { return {1, ann, at, id(1), "text", "hi"}; }
Entry second_entry() { return {2, bob, at + 1000, id(2), "text", "h\u00e9, ann"}; }
Entry erased_entry() {
    Entry entry = second_entry();
    delete_body(entry);
    return entry;
}
Entry strange_entry() { return {3, bob, -1, id(1), "sealed", std::string("\x00\xff\xc1", 3)}; }
Hash first_hash() { return chain({}, lobby, first_entry()); }
Hash second_hash() { return chain(first_hash(), lobby, second_entry()); }

std::map<std::string, ToBroker> meant_for_the_broker() {
    const std::string strange = strange_entry().body;
    return {
        {"hello", Hello{1, "golden 1", {"a", "b"}, ann}},
        {"hello_minimal", Hello{1, "", {}, std::nullopt}},
        {"join", Join{nonce, "ann", true}},
        {"join_minimal", Join{nonce, std::nullopt, false}},
        {"broadcast", Broadcast{id(1), lobby, "text", "hi"}},
        {"broadcast_unknown_kind", Broadcast{id(1), lobby, "sealed", strange}},
        {"broadcast_empty_body", Broadcast{id(1), lobby, "", ""}},
        {"whisper", Whisper{id(2), bob, "text", "h\u00e9, bob"}},
        {"history", History{7, lobby, 2, std::nullopt, second_hash(), 256}},
        {"history_before",
         History{UINT64_MAX, whisper_id(ann, bob), std::nullopt, 300, std::nullopt, 0}},
        {"history_minimal", History{0, lobby, std::nullopt, std::nullopt, std::nullopt, 70000}},
        {"who_name", Who{1, "ann", std::nullopt}},
        {"who_accounts", Who{2, std::nullopt, std::vector<Account>{ann, bob}}},
        {"who_nobody", Who{3, std::nullopt, std::vector<Account>{}}},
        {"who_everybody", Who{4, std::nullopt, std::nullopt}},
        {"read", Read{lobby, 5000000000}},
        {"sync", Sync{}},
        {"ping", Ping{}},
        {"bye", Bye{}},
        {"enrol", Enrol{ann}},
        {"order", Order{8, "rename", bob, "robert"}},
        {"order_minimal", Order{9, "kick", bob, std::nullopt}},
    };
}

std::map<std::string, ToClient> meant_for_a_client() {
    const Conversation pair = whisper_between(bob, ann);
    const Head lobby_head{lobby_conversation(), 2, second_hash(), 1, 1};
    const Digest digest = digest_part(lobby, 2, second_hash());
    return {
        {"welcome", Welcome{1, nonce, journal, {parent}, ann, "ann", {"a"}, {}}},
        {"welcome_minimal", Welcome{1, nonce, journal, {}, ann, std::nullopt, {}, {}}},
        {"people", People{9, {{ann, "ann"}, {bob, "bob"}}, true}},
        {"people_minimal", People{0, {}, false}},
        {"heads", Heads{{lobby_head, {pair, 0, {}, 1, 0}}, {{ann, "ann"}, {bob, "bob"}}, true}},
        {"heads_minimal", Heads{}},
        {"ready", Ready{}},
        {"entries",
         Entries{
             lobby_conversation(), {first_entry(), second_entry()}, {{ann, "ann"}, {bob, "bob"}}}},
        {"entries_whisper_unknown_kind", Entries{pair, {strange_entry()}, {}}},
        {"entries_minimal", Entries{{lobby, std::nullopt, std::nullopt}, {}, {}}},
        {"page",
         Page{7, lobby_conversation(), first_hash(), {second_entry()}, {{bob, "bob"}}, true}},
        {"page_erased", Page{7, lobby_conversation(), first_hash(), {erased_entry()}, {}, false}},
        {"page_minimal", Page{7, lobby_conversation(), {}, {}, {}, false}},
        {"known", Known{1, {{ann, "ann", true}, {bob, "bob", false}}, true}},
        {"known_minimal", Known{1, {}, false}},
        {"presence", Presence{10, {{ann, "ann"}}, {bob}, {{cat, "c\u00e4t"}}}},
        {"presence_minimal", Presence{11, {}, {}, {}}},
        {"pong", Pong{digest, 10}},
        {"refusal", Refusal::retry("not_stored", "Not just now.", std::chrono::milliseconds{500})
                        .about(id(1))
                        .to_request(7)},
        {"refusal_minimal", Refusal::final("bad_message", "No.")},
        {"notice", Notice{"stopping", "The broker is being stopped."}},
        {"refusal_rebound", Refusal::final("rebound", "Retired.").naming(bob)},
        {"enrolled", Enrolled{}},
        {"done", Done{8}},
    };
}

const ConversationId room = *ConversationId::from("pqrstuvwxyz{|}~\x7f");

RoomInfo room_info() { return {room, "cooks", "soups", true, true, true, 2, {ann}}; }
Head room_head() { return {{room, "cooks", std::nullopt}, 3, first_hash(), 2, 1, room_info()}; }

std::map<std::string, ToBroker> meant_about_rooms_for_the_broker() {
    return {
        {"room", RoomRequest{10, "create", room, "cooks", "soups", bob, true, true}},
        {"room_minimal", RoomRequest{11, "join", {}, {}, {}, {}, false, false}},
        {"rooms", ListRooms{12}},
        {"members", ListMembers{13, room}},
    };
}

std::map<std::string, ToClient> meant_about_rooms_for_a_client() {
    const RoomInfo plain{lobby, "bakers", "", false, false, false, 0, {}};
    return {
        {"heads_of_rooms", Heads{{room_head()}, {}, false}},
        {"directory", RoomDirectory{12, {room_info(), plain}, true}},
        {"directory_minimal", RoomDirectory{12, {}, false}},
        {"member_list", MemberList{13, room, {{ann, "ann"}, {bob, "bob"}}, true}},
        {"member_list_minimal", MemberList{13, room, {}, false}},
        {"room_joined", RoomJoined{room_head()}},
        {"room_left", RoomLeft{room}},
    };
}

/// Returns both maps as one.
template <class Map>
Map merged(Map one, Map other) {
    one.merge(other);
    return one;
}

// ---- the same checks for both directions
// ---------------------------------------------------------

struct ForBroker {
    using Message = ToBroker;
    static constexpr const char* good = "to_broker.good.txt";
    static constexpr const char* refused = "to_broker.refused.txt";
    static auto meant() {
        return merged(meant_for_the_broker(), meant_about_rooms_for_the_broker());
    }
    static auto decode(std::string_view frame) { return decode_to_broker(frame); }
};
struct ForClient {
    using Message = ToClient;
    static constexpr const char* good = "to_client.good.txt";
    static constexpr const char* refused = "to_client.refused.txt";
    static auto meant() { return merged(meant_for_a_client(), meant_about_rooms_for_a_client()); }
    static auto decode(std::string_view frame) { return decode_to_client(frame); }
};

/// Returns nullopt when the frame is refused.
template <class Direction>
std::optional<typename Direction::Message> read(std::string_view frame) {
    auto decoded = Direction::decode(frame);
    if (auto* message = std::get_if<typename Direction::Message>(&decoded)) return *message;
    return std::nullopt;
}

TEST_CASE_TEMPLATE("a good vector decodes to the message it was made for", Direction, ForBroker,
                   ForClient) {
    const auto meant = Direction::meant();
    std::size_t canonical = 0;
    for (const Columns& vector : vectors(Direction::good)) {
        CAPTURE(vector[0]);
        const std::string frame = bytes_of(vector[1]);
        const auto message = read<Direction>(frame);
        REQUIRE(message.has_value());
        if (vector[2] == "canonical") {
            ++canonical;
            CHECK(*message == meant.at(vector[0]));
            CHECK(to_hex(encode(*message)) == to_hex(frame));
        } else if (vector[2].starts_with("as ")) {
            CHECK(*message == meant.at(vector[2].substr(3)));
        } else {
            CHECK(vector[2] == "ok");
            CHECK(read<Direction>(encode(*message)) == message);
        }
    }
    CHECK(canonical == meant.size());
}

TEST_CASE_TEMPLATE("every message of the protocol has a vector", Direction, ForBroker, ForClient) {
    std::map<std::size_t, std::string> seen;
    for (const auto& [name, message] : Direction::meant()) seen[message.index()] = name;
    CHECK(seen.size() == std::variant_size_v<typename Direction::Message>);
}

TEST_CASE_TEMPLATE("a good vector truncated at any byte is refused", Direction, ForBroker,
                   ForClient) {
    for (const Columns& vector : vectors(Direction::good)) {
        CAPTURE(vector[0]);
        const std::string frame = bytes_of(vector[1]);
        const std::size_t step = frame.size() > 4096 ? 97 : 1;
        for (std::size_t length = 0; length < frame.size(); length += step) {
            CAPTURE(length);
            const auto decoded = Direction::decode(std::string_view(frame).substr(0, length));
            const auto* error = std::get_if<DecodeError>(&decoded);
            REQUIRE(error);
            REQUIRE(error->code == code::bad_message);
        }
    }
}

TEST_CASE_TEMPLATE("a bad vector is refused with its code and a sentence that is safe to show",
                   Direction, ForBroker, ForClient) {
    for (const Columns& vector : vectors(Direction::refused)) {
        CAPTURE(vector[0]);
        const auto decoded = Direction::decode(bytes_of(vector[1]));
        const auto* error = std::get_if<DecodeError>(&decoded);
        REQUIRE(error);
        CHECK(error->code == vector[2]);
        CHECK(!error->sentence.empty());
        CHECK(log_text(error->sentence, 1000) == error->sentence);
    }
}

// ---- hashes and ids
// ------------------------------------------------------------------------------

TEST_CASE("bodies that name an entry are decoded and encoded as the golden vectors tell") {
    for (const Columns& vector : vectors("bodies.txt")) {
        CAPTURE(vector[0]);
        const auto body = decode_referring(vector[1], bytes_of(vector[2]));
        REQUIRE(body.has_value() == (vector[3] != "refused"));
        if (body) CHECK(encode(*body) == bytes_of(vector[3]));
    }
}

TEST_CASE("the chain is the one of the golden vectors") {
    for (const Columns& vector : vectors("chain.txt")) {
        CAPTURE(vector[0]);
        const Entry entry{std::stoull(vector[3]),
                          from<Account>(vector[4]),
                          std::stoll(vector[5]),
                          from<MessageId>(vector[6]),
                          vector[7],
                          bytes_of(vector[8])};
        const auto before = from<Hash>(vector[1]);
        const auto conversation = from<ConversationId>(vector[2]);
        CHECK(to_hex(chain(before, conversation, entry)) == vector[9]);
        CHECK(to_hex(chain(before, conversation, entry, hash_of_body(entry.body))) == vector[9]);
        Entry erased = entry;
        delete_body(erased);
        CHECK(to_hex(chain(before, conversation, erased)) == vector[9]);
    }
}

TEST_CASE("the digest is the one of the golden vectors") {
    for (const Columns& vector : vectors("digest.txt")) {
        CAPTURE(vector[0]);
        Digest digest;
        std::istringstream heads(vector[1]);
        for (std::string conversation, number, hash; heads >> conversation >> number >> hash;) {
            if (hash.ends_with(',')) hash.pop_back();
            digest = digest ^ digest_part(from<ConversationId>(conversation), std::stoull(number),
                                          from<Hash>(hash));
        }
        CHECK(to_hex(digest) == vector[2]);
    }
}

TEST_CASE("the ids of the lobby and of whispers are those of the golden vectors") {
    for (const Columns& vector : vectors("ids.txt")) {
        CAPTURE(vector[0]);
        if (vector[0] == "lobby")
            CHECK(to_hex(lobby) == vector[1]);
        else
            CHECK(to_hex(whisper_id(from<Account>(vector[1]), from<Account>(vector[2]))) ==
                  vector[3]);
    }
}

// ---- names and texts
// -----------------------------------------------------------------------------

std::optional<Name> fit(std::string_view escaped) {
    auto result = validate_name(unescaped(escaped));
    if (Name* name = std::get_if<Name>(&result)) return *name;
    return std::nullopt;
}

TEST_CASE("names are valid, invalid, equal or alike as the vectors say") {
    for (const Columns& vector : vectors("names.txt")) {
        CAPTURE(vector[0]);
        CAPTURE(vector[1]);
        const auto name = fit(vector[1]);
        if (vector[0] == "unfit") {
            CHECK(!name.has_value());
            continue;
        }
        REQUIRE(name.has_value());
        if (vector[0] == "fit") continue;
        CAPTURE(vector[2]);
        const auto other = fit(vector[2]);
        REQUIRE(other.has_value());
        CHECK((name->folded == other->folded) == (vector[0] == "same"));
        if (vector[0] != "same")
            CHECK((name->skeleton == other->skeleton) == (vector[0] == "alike"));
    }
}

TEST_CASE("texts are displayed and logged as the vectors say") {
    for (const Columns& vector : vectors("texts.txt")) {
        CAPTURE(vector[0]);
        CAPTURE(vector[1]);
        const std::string text = unescaped(vector[1]);
        if (vector[0] == "valid" || vector[0] == "invalid") {
            CHECK(valid_utf8(text) == (vector[0] == "valid"));
            continue;
        }
        const std::string expected = unescaped(vector[2]);
        if (vector[0] == "screen") CHECK(screen_text(text) == expected);
        if (vector[0] == "word") CHECK(screen_word(text) == expected);
        if (vector[0] == "log") CHECK(log_text(text) == expected);
    }
}

}  // namespace
}  // namespace indaba::test
