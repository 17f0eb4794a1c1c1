#include "line-client/output/json_lines.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "common/base/json.hpp"
#include "common/base/utf8.hpp"

namespace indaba::line {
namespace {

std::string json_or_null(bool present, std::string_view text) {
    return present ? json_string(text) : "null";
}

}  // namespace

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
