#include "line-client/output/json_lines.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <variant>

#include "common/base/json.hpp"
#include "common/base/utf8.hpp"
#include "common/wire/bodies.hpp"

namespace indaba::line {
namespace {

std::string json_or_null(bool present, std::string_view text) {
    return present ? json_string(text) : "null";
}

template <class Body>
const Body* get_body(const std::optional<ReferringBody>& reference) {
    return reference ? std::get_if<Body>(&*reference) : nullptr;
}

/// Returns the number that a reference of this kind names, otherwise "null".
template <class Body>
std::string number_named_by(const std::optional<ReferringBody>& reference) {
    return get_body<Body>(reference) ? std::to_string(referred_number(*reference)) : "null";
}

/// Returns the text that the entry itself brought.
std::string text_of(const ResolvedEntry& resolved) {
    const Entry& entry = resolved.entry;
    if (const auto* reply = get_body<ReplyBody>(resolved.reference))
        return json_string(reply->text);
    if (const auto* edit = get_body<EditBody>(resolved.reference)) return json_string(edit->text);
    const bool readable = entry.kind == kind_text && !entry.erased && valid_utf8(entry.body);
    return json_or_null(readable, entry.body);
}

/// Returns the fields of a message as it stands now.
std::string folded_fields(const ResolvedEntry& resolved) {
    const auto& message = resolved.message;
    const bool readable = message && !message->erased && valid_utf8(message->text);
    return fmt::format(R"("folded":{},"edited":{},"erased":{},"erased_by":{})",
                       json_or_null(readable, readable ? message->text : ""),
                       message && message->edited != 0, message && message->erased,
                       json_or_null(!resolved.erased_by.empty(), resolved.erased_by));
}

std::string reference_fields(const std::optional<ReferringBody>& reference) {
    const auto* react = get_body<ReactionBody>(reference);
    return fmt::format(
        R"("reply_to":{},"edit_of":{},"erase_of":{},"react_to":{},"emoji":{},"off":{})",
        number_named_by<ReplyBody>(reference), number_named_by<EditBody>(reference),
        number_named_by<EraseBody>(reference), number_named_by<ReactionBody>(reference),
        json_or_null(react != nullptr, react ? react->emoji : ""),
        react ? react->off ? "true" : "false" : "null");
}

/// Returns what happened to a room, or null.
std::string change_object(const std::optional<RoomChange>& change) {
    if (!change) return "null";
    const RoomEvent& event = change->event;
    const auto account = [](const std::optional<Account>& any) {
        return any ? json_string(to_hex(*any)) : "null";
    };
    return fmt::format(
        R"({{"what":{},"by":{},"by_account":{},"whom":{},"whom_account":{},"title":{},"topic":{}}})",
        json_string(event.what), json_string(change->by), account(event.by),
        json_or_null(event.account.has_value(), change->whom), account(event.account),
        json_or_null(event.title.has_value(), event.title.value_or("")),
        json_or_null(event.topic.has_value(), event.topic.value_or("")));
}

}  // namespace

std::string iso_time(WallMs at) {
    namespace chrono = std::chrono;
    constexpr WallMs end_of_9999 = 253'402'300'799'999;
    const WallMs ms = std::clamp<WallMs>(at, 0, end_of_9999);
    const chrono::sys_time<chrono::milliseconds> time{chrono::milliseconds{ms}};
    const auto day = chrono::floor<chrono::days>(time);
    const chrono::year_month_day date{day};
    const chrono::hh_mm_ss clock{time - day};
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                       clock.subseconds().count());
}

std::string json_entry(const ResolvedEntry& resolved) {
    const Entry& entry = resolved.entry;
    return fmt::format(
        R"({{"type":"entry","conversation":{},"conversation_id":"{}","room":{},"with":{},)"
        R"("with_account":{},"number":{},"from":{},"from_account":"{}","at":"{}","id":"{}",)"
        R"("kind":{},"text":{},{},{},"change":{}}})",
        json_or_null(resolved.room.has_value(), resolved.room.value_or("")),
        to_hex(resolved.conversation),
        json_or_null(resolved.room.has_value(), resolved.room.value_or("")),
        json_or_null(!resolved.room, resolved.with.name),
        json_or_null(!resolved.room, to_hex(resolved.with.account)), entry.number,
        json_string(resolved.from), to_hex(entry.account), iso_time(entry.at), to_hex(entry.id),
        json_string(entry.kind), text_of(resolved), folded_fields(resolved),
        reference_fields(resolved.reference), change_object(resolved.change));
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
