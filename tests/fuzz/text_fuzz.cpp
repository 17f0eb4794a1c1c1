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

void check_window(std::string_view bytes) {
    const ui::DisplayText text = ui::display_text(bytes);
    const std::string_view shown = text.view();
    must(valid_utf8(shown) && !has_control(shown, "\n"), "display_text has no control characters");
    must(std::ranges::none_of(shown, [](char c) { return (c & 0xf8) == 0xf0; }),
         "ImGui 1.86 draws nothing above U+FFFF");
    must(shown.size() <= longest_escape * bytes.size(), "display_text is bounded");
    must(!has_control(ui::display_line(bytes).view(), ""), "display_line has no line breaks");
    must(valid_utf8(ui::source_text(text)), "source_text is UTF-8");
    const ui::DisplayText typed = ui::sanitize_input(bytes);
    must(valid_utf8(typed.view()) && !has_control(typed.view(), "\n\t"),
         "sanitize_input leaves no control characters");
    const std::string meant = ui::source_text(typed);
    must(ui::source_text(ui::sanitize_input(meant)) == meant,
         "what was pasted is copied and pasted");
    const ui::DisplayText cut = ui::truncated(text, 5);
    must(valid_utf8(cut.view()) && code_points(cut.view()).value_or(99) <= 6,
         "a long word is truncated");
    std::size_t end = 0;
    for (const ui::Link& link : ui::find_links(text, bytes)) {
        must(ui::is_web_link(link.url), "what is a link is opened");
        must(link.begin >= end && link.begin < link.end && link.end <= shown.size(),
             "links lie in the text, in order");
        must(link.url.size() <= 2048, "a link is bounded");
        must(!has_control(shown.substr(link.begin, link.end - link.begin), ""),
             "a link holds no control");
        end = link.end;
    }
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
