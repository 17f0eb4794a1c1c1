/// Other people write clients from protocol.md, so these tests compare it with protocol.hpp.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <map>
#include <regex>
#include <sstream>

#include "common/wire/chain.hpp"
#include "common/wire/codec.hpp"
#include "tests/protocol/vector_file.hpp"

namespace indaba::test {
namespace {

const std::string& document() {
    static const std::string text = read_text_file(PROTOCOL_DOCUMENT);
    return text;
}
bool says(std::string_view words) { return document().find(words) != std::string::npos; }

/// Returns the text from the heading of a message to the next heading.
std::string section(std::string_view type) {
    const std::string heading = fmt::format("\n### `{}`\n", type);
    const auto begin = document().find(heading);
    REQUIRE(begin != std::string::npos);
    const auto end = document().find("\n#", begin + heading.size());
    return document().substr(begin, end - begin);
}

template <class T>
constexpr bool must_be_there(const Field<T>&) {
    return true;
}
template <class T>
constexpr bool must_be_there(const Field<std::optional<T>>&) {
    return false;
}
template <class T>
constexpr bool must_be_there(const MaybeField<T>&) {
    return false;
}

template <class Message>
void check_section() {
    CAPTURE(Message::type);
    const std::string text = section(Message::type);
    Message message;
    std::size_t fields = 0;
    const auto check = [&](const auto& f) {
        CAPTURE(f.name);
        ++fields;
        const std::regex row(
            fmt::format("\\| `{}` \\| [^|]+ \\| {} \\|", f.name, must_be_there(f) ? "yes" : "no"));
        CHECK(std::regex_search(text, row));
    };
    std::apply([&](const auto&... f) { (check(f), ...); }, Message::fields(message));
    const std::regex any_row("\n\\| `");
    const auto rows = std::distance(std::sregex_iterator(text.begin(), text.end(), any_row), {});
    CHECK(static_cast<std::size_t>(rows) == fields);
}

template <class Variant, std::size_t... I>
void check_sections(std::index_sequence<I...>) {
    (check_section<std::variant_alternative_t<I, Variant>>(), ...);
}

TEST_CASE("the document lists every message with every field, and no other field") {
    check_sections<ToBroker>(std::make_index_sequence<std::variant_size_v<ToBroker>>());
    check_sections<ToClient>(std::make_index_sequence<std::variant_size_v<ToClient>>());
}

TEST_CASE("the document lists every refusal code, and no other code") {
    const std::string declared = read_text_file(PROTOCOL_HEADER);
    const auto begin = declared.find("namespace code {");
    REQUIRE(begin != std::string::npos);
    const std::string codes = declared.substr(begin, declared.find("}  // namespace code") - begin);
    const std::regex one("= \"([a-z_]+)\";");
    std::ptrdiff_t count = 0;
    for (auto code = std::sregex_iterator(codes.begin(), codes.end(), one);
         code != std::sregex_iterator(); ++code, ++count) {
        CAPTURE((*code)[1].str());
        CHECK(says(fmt::format("\n| `{}` | ", (*code)[1].str())));
    }
    const auto from = document().find("## Refusals");
    const std::string table = document().substr(from, document().find("\n## ", from + 1) - from);
    const std::regex row("\n\\| `");
    CHECK(std::distance(std::sregex_iterator(table.begin(), table.end(), row), {}) == count);
}

TEST_CASE("the limits in the document are those of the code") {
    CHECK(says(fmt::format("64 KiB ({} bytes), a list {} items, a map {} fields; at most {} maps",
                           limit::frame, limit::list_items, limit::map_fields, limit::depth)));
    CHECK(says(fmt::format("name {}, body {}, frame {}, page {}, kind {}", limit::name_code_points,
                           limit::body, limit::frame, limit::page_entries, limit::kind_letters)));
    CHECK(says(fmt::format("split at {} KiB", limit::list / 1024)));
    CHECK(says(fmt::format("at most {}; with neither", limit::who_accounts)));
    CHECK(says(fmt::format("A name is 1 to {} code points", limit::name_code_points)));
    CHECK(says(fmt::format("This is version {}.", protocol_version)));
}

TEST_CASE("the hashes and ids in the examples of the document are right") {
    CHECK(says("Its id is the same in every journal: `" + to_hex(lobby) + "`"));
    Account ann, bob;
    ann.bytes.fill(0xa1);
    bob.bytes.fill(0xb2);
    CHECK(says("32 times `b2`: `" + to_hex(whisper_id(ann, bob)) + "`"));
    const auto id = MessageId::from(bytes_of("0190c0de000070008000000000000001"));
    const Entry entry{1, ann, 1795334400000, *id, "text", "hi"};
    CHECK(says("\nhash          " + to_hex(chain({}, lobby, entry)) + "\n"));
    CHECK(says("\nhash of body  " + to_hex(hash_of_body("hi")) + "\n"));
    const auto last =
        Hash::from(bytes_of("bed39b229e94e799f411410f63802b6bbd9f2337457f7ff183e28049102273dd"));
    CHECK(says("\n`" + to_hex(*last) + "`: `" + to_hex(digest_part(lobby, 2, *last)) + "`"));
}

// ---- the example session ----------------------------------------------------------------------

struct SessionFrame {
    std::string by, type, frame;
};

std::vector<SessionFrame> session() {
    std::vector<SessionFrame> result;
    std::istringstream lines(document());
    for (std::string line; std::getline(lines, line);) {
        if (line != "```session") continue;
        SessionFrame shown;
        lines >> shown.by >> shown.type;
        std::string hex;
        while (std::getline(lines, line) && line != "```") hex += line;
        shown.frame = bytes_of(hex);
        result.push_back(std::move(shown));
    }
    return result;
}

template <class Message>
std::optional<Message> read(const std::variant<Message, DecodeError>& decoded) {
    const Message* message = std::get_if<Message>(&decoded);
    return message ? std::optional(*message) : std::nullopt;
}

TEST_CASE("the codec decodes every frame of the example session and encodes it the same") {
    CHECK(session().size() >= 10);
    for (const SessionFrame& shown : session()) {
        CAPTURE(shown.type);
        if (shown.by == "client") {
            const auto message = read(decode_to_broker(shown.frame));
            REQUIRE(message.has_value());
            CHECK(type_of(*message) == shown.type);
            CHECK(encode(*message) == shown.frame);
        } else {
            const auto message = read(decode_to_client(shown.frame));
            REQUIRE(message.has_value());
            CHECK(type_of(*message) == shown.type);
            CHECK(encode(*message) == shown.frame);
        }
    }
}

TEST_CASE("the hashes and the digest of the example session are right") {
    struct Last {
        std::uint64_t number = 0;
        Hash hash{};
    };
    std::map<ConversationId, Last> lasts;
    std::map<std::uint64_t, Hash> hashes_in_heads;
    std::optional<Digest> digest;
    const auto take = [&](const Conversation& conversation, const std::vector<Entry>& entries) {
        Last& last = lasts[conversation.id];
        for (const Entry& entry : entries) {
            CHECK(entry.number == last.number + 1);
            last = {entry.number, chain(last.hash, conversation.id, entry)};
            CHECK(says("`" + to_hex(last.hash) + "`"));
            const auto head = hashes_in_heads.find(last.number);
            if (conversation.id == lobby && head != hashes_in_heads.end())
                CHECK(head->second == last.hash);
        }
    };
    for (const SessionFrame& shown : session()) {
        const auto message = read(decode_to_client(shown.frame));
        if (!message) continue;
        if (const Heads* heads = std::get_if<Heads>(&*message))
            for (const Head& head : heads->heads) hashes_in_heads[head.number] = head.hash;
        if (const Page* page = std::get_if<Page>(&*message))
            take(page->conversation, page->entries);
        if (const Entries* entries = std::get_if<Entries>(&*message))
            take(entries->conversation, entries->entries);
        if (const Pong* pong = std::get_if<Pong>(&*message)) digest = pong->digest;
    }
    REQUIRE(lasts.size() == 2);
    CHECK(lasts.at(lobby).number == 3);
    Digest expected{};
    for (const auto& each : lasts)
        expected = expected ^ digest_part(each.first, each.second.number, each.second.hash);
    CHECK(digest == expected);
}

}  // namespace
}  // namespace indaba::test
