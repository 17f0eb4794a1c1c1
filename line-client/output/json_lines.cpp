#include "line-client/output/json_lines.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <chrono>

#include "common/wire/text.hpp"

namespace indaba::line {
namespace {

/// The first character of `text`, or its first byte where that is not UTF-8.
std::string_view first_character(std::string_view text) {
    const auto ones =
        static_cast<std::size_t>(std::countl_one(static_cast<unsigned char>(text.front())));
    const std::string_view character = text.substr(0, std::max<std::size_t>(ones, 1));
    return valid_utf8(character) ? character : text.substr(0, 1);
}

std::uint32_t code_point(std::string_view character) {
    const auto lead = static_cast<unsigned char>(character.front());
    if (character.size() == 1) return lead;
    std::uint32_t point = lead & (0x7fu >> character.size());
    for (const char c : character.substr(1)) {
        point = point << 6 | (static_cast<unsigned char>(c) & 0x3fu);
    }
    return point;
}

std::string escaped(std::uint32_t point) {
    if (point < 0x10000) return fmt::format("\\u{:04x}", point);
    point -= 0x10000;
    return fmt::format("\\u{:04x}\\u{:04x}", 0xd800 + (point >> 10), 0xdc00 + (point & 0x3ff));
}

std::string json_or_null(bool there, std::string_view text) {
    return there ? json_string(text) : "null";
}

}  // namespace

std::string json_string(std::string_view text) {
    std::string json = "\"";
    while (!text.empty()) {
        const std::string_view character = first_character(text);
        if (!valid_utf8(character)) {
            json += "\\ufffd";
        } else if (character == "\"" || character == "\\") {
            (json += '\\') += character;
        } else if (screen_word(character) == character) {
            json += character;
        } else {
            json += escaped(code_point(character));
        }
        text.remove_prefix(character.size());
    }
    return json += '"';
}

std::string iso_time(WallMs at) {
    constexpr WallMs end_of_9999 = 253'402'300'799'999;
    const WallMs ms = std::clamp<WallMs>(at, 0, end_of_9999);
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z",
                       fmt::gmtime(static_cast<std::time_t>(ms / 1000)), ms % 1000);
}

std::string json_entry(const ResolvedEntry& resolved) {
    const Entry& entry = resolved.entry;
    const bool readable = entry.kind == kind_text && valid_utf8(entry.body);
    return fmt::format(
        R"({{"type":"entry","conversation":{},"conversation_id":"{}","with":{},"with_account":{},)"
        R"("number":{},"from":{},"from_account":"{}","at":"{}","id":"{}","kind":{},"text":{}}})",
        json_or_null(resolved.room.has_value(), resolved.room.value_or("")),
        to_hex(resolved.conversation), json_or_null(!resolved.room, resolved.with.name),
        json_or_null(!resolved.room, to_hex(resolved.with.account)), entry.number,
        json_string(resolved.from), to_hex(entry.account), iso_time(entry.at), to_hex(entry.id),
        json_string(entry.kind), json_or_null(readable, entry.body));
}

std::string json_joined(std::string_view name) {
    return fmt::format(R"({{"type":"joined","name":{}}})", json_string(name));
}
std::string json_left(std::string_view name) {
    return fmt::format(R"({{"type":"left","name":{}}})", json_string(name));
}
std::string json_connected() { return R"({"type":"connected"})"; }
std::string json_disconnected() { return R"({"type":"disconnected"})"; }

std::string json_person(const Person& person, bool you) {
    return fmt::format(R"({{"type":"person","name":{},"account":"{}","you":{}}})",
                       json_string(person.name), to_hex(person.account), you);
}

}  // namespace indaba::line
