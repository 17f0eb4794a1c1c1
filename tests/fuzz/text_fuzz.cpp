/// Fuzzes texts, names and typed lines with any bytes: each result keeps to its alphabet and its
/// length, and making a safe text safe again does not change it.
#include <algorithm>
#include <variant>

#include "common/base/json.hpp"
#include "common/client/text/input_command.hpp"
#include "common/wire/name.hpp"
#include "common/wire/text.hpp"
#include "imgui-client/display_text/display_text.hpp"
#include "imgui-client/display_text/links.hpp"
#include "imgui-client/display_text/source_slice.hpp"
#include "line-client/output/json_lines.hpp"
#include "tests/fuzz/check.hpp"

namespace {

using namespace indaba;
using fuzz::must;

/// The longest replacement of one byte: \u{10ffff} for a character, \xff for a byte, four spaces
/// for a tab.
constexpr std::size_t longest_escape = 10;

bool has_control(std::string_view text, std::string_view but) {
    return std::ranges::any_of(text, [but](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 || byte == 0x7f) && but.find(c) == but.npos;
    });
}

void check_screen(std::string_view bytes) {
    const std::string text = screen_text(bytes);
    must(valid_utf8(text), "screen_text is UTF-8");
    must(!has_control(text, "\n\t"), "screen_text has no control characters");
    must(screen_text(text) == text, "screen_text is idempotent");
    must(text.size() <= longest_escape * bytes.size(), "screen_text is bounded");
    const std::string word = screen_word(bytes);
    must(valid_utf8(word) && !has_control(word, ""), "screen_word has no line breaks");
    must(screen_word(word) == word, "screen_word is idempotent");
    must(code_points(bytes).has_value() == valid_utf8(bytes), "only UTF-8 has code points");
}

void check_log(std::string_view bytes) {
    for (const std::size_t most : {std::size_t{0}, std::size_t{16}, std::size_t{128}}) {
        const std::string logged = log_text(bytes, most);
        must(std::ranges::all_of(logged, [](char c) { return c >= 0x20 && c < 0x7f; }),
             "a log gets printable ASCII");
        must(logged.size() <= most + 3, "log_text is bounded");
    }
    const std::string json = json_string(bytes);
    must(valid_utf8(json) && !has_control(json, ""), "a JSON string is UTF-8 of one line");
    must(json.size() >= 2 && json.front() == '"' && json.back() == '"',
         "a JSON string has its quotes");
}

void check_name(std::string_view bytes) {
    const auto fit = validate_name(bytes);
    const auto folded = folded_name(bytes);
    const auto* name = std::get_if<Name>(&fit);
    if (!name) return must(!folded.has_value(), "an invalid name has no folded form");
    must(folded == name->folded, "a name has one folded form");
    const auto again = validate_name(name->display);
    must(std::get_if<Name>(&again) && std::get<Name>(again) == *name,
         "validate_name is idempotent");
    must(name->display.size() <= limit::name_bytes, "a name is bounded");
    must(code_points(name->display).value_or(0) <= limit::name_code_points, "a name is bounded");
    must(screen_word(name->display) == name->display, "a name needs no escapes");
}

/// Returns whether the window would draw `shown` in its order, with our icons left to us.
bool is_safe(std::string_view shown) {
    while (!shown.empty()) {
        const CodePoint point = first_code_point(shown);
        const char32_t c = point.value;
        const bool reorders = c == 0x61C || c == 0x200E || c == 0x200F ||
                              (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
        const bool is_private = (c >= 0xE000 && c <= 0xF8FF) || c >= 0xF0000;
        if (!point.valid || reorders || is_private) return false;
        shown.remove_prefix(point.length);
    }
    return true;
}

void check_map(std::string_view said, const ui::DisplayText& text, const ui::DisplayMap& map) {
    must(map.source_size() == said.size() && map.display_size() == text.size(),
         "a map covers both texts");
    must(map.is_identity() == (text == said), "a map without differences maps equal texts");
    must(map.to_display(said.size()) == text.size() && map.to_source(text.size()) == said.size(),
         "the ends map to each other");
    std::size_t before = 0;
    for (std::size_t at = 0; at <= text.size(); ++at) {
        const std::size_t source = map.to_source(at);
        must(source >= before && source <= said.size(), "positions map in order");
        must(map.to_source(map.to_display(source)) == source, "a position maps there and back");
        before = source;
    }
    before = 0;
    for (std::size_t at = 0; at <= said.size(); ++at) {
        const std::size_t shown = map.to_display(at);
        must(shown >= before && shown <= text.size(), "positions map in order");
        must(map.to_display(map.to_source(shown)) == shown, "a position maps there and back");
        before = shown;
    }
    must(ui::source_slice(said, map, 0, text.size()) == said, "the whole is copied as it was said");
    const std::size_t middle = text.size() / 2;
    const std::string_view left = ui::source_slice(said, map, 0, middle);
    const std::string_view right = ui::source_slice(said, map, middle, text.size());
    must(said.starts_with(left) && said.ends_with(right), "a part is copied as it was said");
    must(left.size() + right.size() >= said.size(), "two halves leave nothing out");
}

void check_links(std::string_view said, const ui::DisplayText& text, const ui::DisplayMap& map) {
    std::size_t end = 0;
    for (const ui::Link& link : ui::find_links(map, said)) {
        must(ui::is_web_link(link.url), "what is a link is opened");
        must(link.begin >= end && link.begin < link.end && link.end <= text.size(),
             "links lie in the text, in order");
        must(link.url.size() <= 2048, "a link is bounded");
        must(!has_control(text.slice(link.begin, link.end).view(), ""), "a link holds no control");
        end = link.end;
    }
}

void check_window(std::string_view bytes) {
    const auto [text, map] = ui::display_text_with_map(bytes);
    const std::string_view shown = text.view();
    must(is_safe(shown) && !has_control(shown, "\n"), "display_text has nothing harmful");
    must(shown.size() <= longest_escape * bytes.size(), "display_text is bounded");
    must(ui::display_text(shown) == text, "display_text is idempotent");
    check_map(bytes, text, map);
    check_links(bytes, text, map);
    const ui::DisplayText line = ui::display_line(bytes);
    must(is_safe(line.view()) && !has_control(line.view(), ""), "display_line has no line breaks");
    must(ui::display_line(line.view()) == line, "display_line is idempotent");
    const std::string typed = ui::sanitize_input(bytes);
    must(valid_utf8(typed) && !has_control(typed, "\n\t"),
         "sanitize_input leaves no control characters");
    must(ui::sanitize_input(typed) == typed, "what was pasted is copied and pasted");
    must(!has_control(ui::sanitize_input_line(bytes), ""), "a field has one line");
    const ui::DisplayText cut = ui::truncated(text, 5);
    must(valid_utf8(cut.view()) && code_points(cut.view()).value_or(99) <= 6,
         "a long word is truncated");
    must(valid_utf8(ui::initials(line, 2).view()), "initials are whole characters");
}

void check_typed(std::string_view bytes) {
    const client::InputCommand typed = client::parse_input(bytes);
    if (const auto* text = std::get_if<client::TextInput>(&typed))
        must(text->text.size() <= bytes.size(), "a parsed text is not longer than the line");
    const client::InputCommand again = client::parse_input(client::input_for(bytes));
    const auto* same = std::get_if<client::TextInput>(&again);
    must(same ? same->text == bytes : std::holds_alternative<client::EmptyInput>(again),
         "every text that draws something has an input that parses to it");
    if (const auto* wrong = std::get_if<client::InvalidInput>(&typed))
        must(!wrong->sentence.empty(), "invalid input has a sentence");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes = fuzz::view(data, size);
    check_screen(bytes);
    check_log(bytes);
    check_name(bytes);
    check_window(bytes);
    check_typed(bytes);
    return 0;
}
