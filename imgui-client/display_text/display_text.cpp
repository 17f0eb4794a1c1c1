#include "imgui-client/display_text/display_text.hpp"

#include <fmt/format.h>
#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <unordered_map>
#include <vector>

#include "common/base/utf8.hpp"
#include "common/wire/text.hpp"

namespace indaba::ui {
namespace {

constexpr char32_t unknown = 0xFFFD;
constexpr char32_t joiner = 0x200D;
constexpr char32_t keycap = 0x20E3;
constexpr int max_combining_marks = 4;

/// Emoji have slots of their own, so that no flood of rare characters can take them.
constexpr char32_t first_emoji = 0x1F000, last_emoji = 0x1FAFF;
constexpr char32_t first_slot = 0xE000, last_slot = 0xEFFF;
constexpr char32_t first_shared_slot = first_slot + (last_emoji - first_emoji + 1);
/// Slots reserved for the keyboard: a flood of peers must not change what the user sends.
constexpr char32_t slots_for_typing = 512;

/// The slots assigned while the program runs. They are never released, since texts that hold them
/// live on.
struct SharedSlots {
    std::vector<char32_t> code_points;
    std::unordered_map<char32_t, std::uint16_t> slots;
};
SharedSlots& shared_slots() {
    static SharedSlots slots;
    return slots;
}

void append(std::string& text, char32_t point) { text += to_utf8(point); }

utf8proc_category_t category(char32_t point) {
    return utf8proc_category(static_cast<utf8proc_int32_t>(point));
}

/// Returns whether Unicode always breaks a line at `point`.
bool breaks_line(char32_t point) {
    return point == '\n' || point == 0x0B || point == 0x0C || point == 0x85 || point == 0x2028 ||
           point == 0x2029;
}

bool is_private(char32_t point) { return category(point) == UTF8PROC_CATEGORY_CO; }
bool is_skin_tone(char32_t point) { return point >= 0x1F3FB && point <= 0x1F3FF; }
bool selects_variant(char32_t point) { return point == 0xFE0E || point == 0xFE0F; }

/// Returns whether a variation selector, skin tone or keycap may follow: true for emoji, other
/// symbols and the characters of keycaps.
bool takes_variants(char32_t point) {
    switch (category(point)) {
        case UTF8PROC_CATEGORY_SO:
        case UTF8PROC_CATEGORY_SM:
        case UTF8PROC_CATEGORY_SK:
            return true;
        default:
            return point == '#' || point == '*' || (point >= '0' && point <= '9');
    }
}

bool is_printable_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

/// Replaces private characters by U+FFFD and drops joiners, skin tones and keycaps after an emoji,
/// since emoji are not shaped. Elsewhere such a character could make two names look the same, so it
/// is escaped. Bytes that are not UTF-8 stay for screen_text to escape.
std::string without_private_and_joiners(std::string_view source) {
    std::string result;
    result.reserve(source.size());
    char32_t before = 0;  // the character that joiners would belong to
    int marks = 0;
    while (!source.empty()) {
        const auto [point, length, valid] = first_code_point(source);
        const std::string_view bytes = source.substr(0, length);
        source.remove_prefix(length);
        const bool joins = valid && (point == joiner || selects_variant(point));
        if ((joins || is_skin_tone(point) || point == keycap) && takes_variants(before)) continue;
        marks = valid && is_combining_mark(point) ? marks + 1 : 0;
        if (marks > max_combining_marks) continue;
        before = valid ? point : 0;
        if (joins)
            result += fmt::format("\\u{{{:x}}}", static_cast<std::uint32_t>(point));
        else if (valid && is_private(point))
            append(result, unknown);
        else
            result += bytes;
    }
    return result;
}

/// Returns the NFC form of `text`, which is valid UTF-8.
std::string to_nfc(const std::string& text) {
    struct Free {
        void operator()(utf8proc_uint8_t* bytes) const { std::free(bytes); }
    };
    utf8proc_uint8_t* result = nullptr;
    const utf8proc_ssize_t length =
        utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                     static_cast<utf8proc_ssize_t>(text.size()), &result,
                     static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
    const std::unique_ptr<utf8proc_uint8_t, Free> owner(result);
    if (length < 0) return text;
    return {reinterpret_cast<const char*>(result), static_cast<std::size_t>(length)};
}

/// Returns the slot of `code_point`, assigning one up to `last`; U+FFFD when there is none.
std::uint16_t slot_up_to(char32_t last, char32_t code_point) {
    if (code_point <= 0xFFFF || code_point > 0x10FFFF) return unknown;
    if (code_point >= first_emoji && code_point <= last_emoji)
        return static_cast<std::uint16_t>(first_slot + (code_point - first_emoji));
    SharedSlots& shared = shared_slots();
    if (const auto found = shared.slots.find(code_point); found != shared.slots.end())
        return found->second;
    const std::size_t next = first_shared_slot + shared.code_points.size();
    if (next > last) return unknown;
    shared.code_points.push_back(code_point);
    return shared.slots[code_point] = static_cast<std::uint16_t>(next);
}

/// Replaces characters above U+FFFF by slots. Limits combining marks once more, since NFC may have
/// made several out of one.
std::string with_slots(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    int marks = 0;
    while (!text.empty()) {
        const auto [point, length, valid] = first_code_point(text);
        const std::string_view bytes = text.substr(0, length);
        text.remove_prefix(length);
        marks = is_combining_mark(point) ? marks + 1 : 0;
        if (marks > max_combining_marks) continue;
        if (point == '\t')
            result += "    ";
        else if (point > 0xFFFF)
            append(result, slot_up_to(last_slot - slots_for_typing, point));
        else
            result += bytes;
    }
    return result;
}

}  // namespace

bool is_combining_mark(char32_t character) {
    const utf8proc_category_t kind = category(character);
    return kind == UTF8PROC_CATEGORY_MN || kind == UTF8PROC_CATEGORY_ME;
}

DisplayText display_text(std::string_view source) {
    if (is_printable_ascii(source)) return DisplayText(std::string(source));
    return DisplayText(with_slots(to_nfc(screen_text(without_private_and_joiners(source)))));
}

DisplayText display_line(std::string_view source) {
    if (is_printable_ascii(source)) return DisplayText(std::string(source));
    return DisplayText(with_slots(to_nfc(screen_word(without_private_and_joiners(source)))));
}

DisplayText display_number(std::uint64_t number) { return DisplayText(std::to_string(number)); }

DisplayText display_grouped(std::uint64_t number) {
    std::string digits = std::to_string(number);
    for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
    return DisplayText(std::move(digits));
}

DisplayText sanitize_input(std::string_view typed) {
    std::string result;
    result.reserve(typed.size());
    while (!typed.empty()) {
        const auto [point, length, valid] = first_code_point(typed);
        const std::string_view bytes = typed.substr(0, length);
        typed.remove_prefix(length);
        if (point == '\r') {
            if (!typed.starts_with('\n')) result += '\n';
        } else if (breaks_line(point)) {
            result += '\n';
        } else if (point > 0xFFFF && !is_private(point)) {
            append(result, slot_of(point));
        } else if (!valid || is_private(point)) {
            append(result, unknown);
        } else if (point == '\t' || category(point) != UTF8PROC_CATEGORY_CC) {
            result += bytes;
        }
    }
    return DisplayText(std::move(result));
}

DisplayText sanitize_input_line(std::string_view typed) {
    DisplayText text = sanitize_input(typed);
    std::ranges::replace_if(
        text.text_, [](char c) { return c == '\n' || c == '\t'; }, ' ');
    return text;
}

bool draws_nothing(DisplayTextView text) {
    for (std::string_view rest = text.view(); !rest.empty();) {
        const char32_t unit = next_code_point(rest);
        const char32_t point =
            unit > 0xFFFF ? unit : code_point_of(static_cast<std::uint16_t>(unit)).value_or(unit);
        if (!is_blank(point)) return false;
    }
    return true;
}

std::string source_text(DisplayTextView text) {
    std::string_view rest = text.view();
    std::string result;
    result.reserve(rest.size());
    while (!rest.empty()) {
        const auto [point, length, valid] = first_code_point(rest);
        const auto meant = code_point_of(static_cast<std::uint16_t>(point));
        if (valid && point <= 0xFFFF && meant)
            append(result, *meant);
        else
            result += rest.substr(0, length);
        rest.remove_prefix(length);
    }
    return result;
}

DisplayText truncated(DisplayTextView text, std::size_t code_points) {
    std::string_view rest = text.view();
    for (std::size_t count = 0; count < code_points && !rest.empty(); ++count)
        next_code_point(rest);
    if (rest.empty()) return text;
    return text.slice(0, text.size() - rest.size()) + ours("…");
}

DisplayText initials(DisplayTextView name, std::size_t count) {
    const auto first_character = [](std::string_view text) {
        return text.empty() ? text : text.substr(0, first_code_point(text).length);
    };
    const auto capital = [&](std::string_view text) {
        std::string letter(first_character(text));
        if (letter.size() == 1 && letter[0] >= 'a' && letter[0] <= 'z')
            letter[0] = static_cast<char>(letter[0] - 'a' + 'A');
        return letter;
    };
    std::string result = capital(name.view());
    if (count < 2) return DisplayText(std::move(result));
    const std::string_view after_first = name.view().substr(result.size());
    const std::size_t space = name.view().find(' ');
    if (space != std::string_view::npos && space + 1 < name.size())
        result += capital(name.view().substr(space + 1));
    else
        result += first_character(after_first);
    return DisplayText(std::move(result));
}

std::uint16_t slot_of(char32_t code_point) { return slot_up_to(last_slot, code_point); }

std::optional<char32_t> code_point_of(std::uint16_t slot) {
    if (slot < first_slot || slot > last_slot) return std::nullopt;
    if (slot < first_shared_slot) return first_emoji + (slot - first_slot);
    const std::vector<char32_t>& code_points = shared_slots().code_points;
    const std::size_t index = slot - first_shared_slot;
    if (index >= code_points.size()) return std::nullopt;
    return code_points[index];
}

char32_t next_code_point(std::string_view& rest) {
    const CodePoint next = first_code_point(rest);
    rest.remove_prefix(next.length);
    return next.value;
}

}  // namespace indaba::ui
