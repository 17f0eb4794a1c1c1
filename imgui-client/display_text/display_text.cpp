#include "imgui-client/display_text/display_text.hpp"

#include <fmt/format.h>
#include <unicode/uchar.h>

#include <algorithm>

#include "common/base/utf8.hpp"
#include "imgui-client/display_text/boundaries.hpp"
#include "imgui-client/display_text/character_class.hpp"
#include "imgui-client/display_text/joiners.hpp"

namespace indaba::ui {
namespace {

constexpr int max_marks = 4;
constexpr std::string_view tab_spaces = "    ";

/// Returns whether Unicode always breaks a line at `point`.
bool breaks_line(char32_t point) {
    return (point >= '\n' && point <= '\r') || point == 0x85 || point == 0x2028 || point == 0x2029;
}

bool is_printable(char c) { return c >= ' ' && c <= '~'; }

std::string escaped(const CodePoint& point, std::string_view bytes) {
    if (!point.valid) return fmt::format("\\x{:02x}", static_cast<unsigned char>(bytes.front()));
    return fmt::format("\\u{{{:x}}}", static_cast<std::uint32_t>(point.value));
}

/// Writes a text as it is displayed, character by character, and its map.
class Writer {
 public:
    Writer(std::string_view source, std::span<const ByteRange> hidden)
        : rest_(source), hidden_(hidden) {
        text_.reserve(source.size());
    }

    void write_all() {
        while (!rest_.empty()) {
            if (!hidden_.empty() && map_.source_size() == hidden_.front().begin)
                leave_out();
            else
                write_next();
        }
    }
    std::string take_text() { return std::move(text_); }
    DisplayMap take_map() { return std::move(map_); }

 private:
    void write_next() {
        const CodePoint point = first_code_point(rest_);
        const std::string_view bytes = rest_.substr(0, point.length);
        if (point.value == '\n') return keep(point.value, bytes);
        if (point.value == '\t') return replace(bytes, tab_spaces);
        if (!point.valid) return replace(bytes, escaped(point, bytes));
        switch (class_of(point.value)) {
            case CharacterClass::plain:
                return keep(point.value, bytes);
            case CharacterClass::mark:
                return write_mark(point.value, bytes);
            case CharacterClass::spacing_mark:
            case CharacterClass::invisible:
                return keep_attached(point.value, bytes);
            case CharacterClass::joiner:
                if (context_.keeps_joiner(point.value, rest_.substr(point.length)))
                    return keep_attached(point.value, bytes);
                break;
            case CharacterClass::tag:
                if (const std::size_t length = context_.length_of_tags(rest_))
                    return keep_tags(rest_.substr(0, length));
                break;
            case CharacterClass::unknown:
                return replace(bytes, to_utf8(replacement_character));
            case CharacterClass::escaped:
                break;
        }
        replace(bytes, escaped(point, bytes));
    }

    void keep(char32_t point, std::string_view bytes) {
        marks_ = 0;
        keep_attached(point, bytes);
    }

    /// Keeps what is no base: marks after it may be drawn over the character before it.
    void keep_attached(char32_t point, std::string_view bytes) {
        context_.add(point);
        text_ += bytes;
        map_.add_equal(bytes.size());
        rest_.remove_prefix(bytes.size());
    }

    void keep_tags(std::string_view tags) {
        while (!tags.empty()) {
            const CodePoint tag = first_code_point(tags);
            keep_attached(tag.value, tags.substr(0, tag.length));
            tags.remove_prefix(tag.length);
        }
    }

    void write_mark(char32_t mark, std::string_view bytes) {
        const int drawn = marks_drawn(mark);
        if (marks_ + drawn <= max_marks) {
            marks_ += drawn;
            return keep_attached(mark, bytes);
        }
        map_.add_difference(bytes.size(), 0);
        rest_.remove_prefix(bytes.size());
    }

    void leave_out() {
        const std::size_t bytes = hidden_.front().end - hidden_.front().begin;
        hidden_ = hidden_.subspan(1);  // draws nothing, so the marks before it still count
        context_.reset();
        map_.add_difference(bytes, 0);
        rest_.remove_prefix(bytes);
    }

    void replace(std::string_view bytes, std::string_view by) {
        marks_ = 0;
        context_.reset();
        text_ += by;
        map_.add_difference(bytes.size(), by.size());
        rest_.remove_prefix(bytes.size());
    }

    std::string_view rest_;  // of the source
    std::span<const ByteRange> hidden_;
    std::string text_;
    DisplayMap map_;
    JoinerContext context_;
    int marks_ = 0;  // on the last character that can be seen
};

/// Returns the character as it is displayed in a line, where `marks` were drawn on the one before
/// it.
std::string in_line(const CodePoint& point, std::string_view bytes, int& marks) {
    const CharacterClass kind = point.valid ? class_of(point.value) : CharacterClass::escaped;
    if (kind == CharacterClass::mark && !is_harmful(point.value)) {
        const int drawn = marks_drawn(point.value);
        if (marks + drawn > max_marks) return {};
        marks += drawn;
        return std::string(bytes);
    }
    if (kind != CharacterClass::spacing_mark) marks = 0;
    if (kind == CharacterClass::unknown) return to_utf8(replacement_character);
    const bool seen = kind == CharacterClass::plain || kind == CharacterClass::spacing_mark;
    return seen && !is_harmful(point.value) ? std::string(bytes) : escaped(point, bytes);
}

}  // namespace

MappedText display_text_with_map(std::string_view source, std::span<const ByteRange> hidden) {
    MappedText result;
    if (hidden.empty() && std::ranges::all_of(source, is_printable)) {
        result.text = DisplayText(std::string(source));
        result.map.add_equal(source.size());
        return result;
    }
    Writer writer(source, hidden);
    writer.write_all();
    return {DisplayText(writer.take_text()), writer.take_map()};
}

DisplayText display_text(std::string_view source) { return display_text_with_map(source).text; }

DisplayText display_line(std::string_view source) {
    if (std::ranges::all_of(source, is_printable)) return DisplayText(std::string(source));
    std::string result;
    for (int marks = 0; !source.empty();) {
        const CodePoint point = first_code_point(source);
        result += in_line(point, source.substr(0, point.length), marks);
        source.remove_prefix(point.length);
    }
    return DisplayText(std::move(result));
}

DisplayText name_in_sentence(std::string_view name) {
    const DisplayText shown = display_line(name);
    for (std::string_view rest = shown.view(); !rest.empty();) {
        const CodePoint point = first_code_point(rest);
        const UCharDirection direction = u_charDirection(static_cast<UChar32>(point.value));
        if (direction == U_RIGHT_TO_LEFT || direction == U_RIGHT_TO_LEFT_ARABIC ||
            direction == U_ARABIC_NUMBER)
            return ours("\u2068") + shown + ours("\u2069");
        rest.remove_prefix(point.length);
    }
    return shown;
}

DisplayText display_number(std::uint64_t number) { return DisplayText(std::to_string(number)); }

DisplayText display_grouped(std::uint64_t number) {
    std::string digits = std::to_string(number);
    for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
    return DisplayText(std::move(digits));
}

std::string sanitize_input(std::string_view typed) {
    std::string result;
    result.reserve(typed.size());
    while (!typed.empty()) {
        const CodePoint point = first_code_point(typed);
        const std::string_view bytes = typed.substr(0, point.length);
        typed.remove_prefix(point.length);
        if (point.value == '\r' && typed.starts_with('\n')) continue;
        if (breaks_line(point.value))
            result += '\n';
        else if (!point.valid)
            result += to_utf8(replacement_character);
        else if (point.value == '\t' ||
                 u_charType(static_cast<UChar32>(point.value)) != U_CONTROL_CHAR)
            result += bytes;
    }
    return result;
}

std::string sanitize_input_line(std::string_view typed) {
    std::string text = sanitize_input(typed);
    std::ranges::replace_if(
        text, [](char c) { return c == '\n' || c == '\t'; }, ' ');
    return text;
}

DisplayText truncated(DisplayTextView text, std::size_t code_points) {
    std::size_t most = 0;
    for (; code_points > 0 && most < text.size(); --code_points)
        most += first_code_point(text.view().substr(most)).length;
    if (most == text.size()) return text;
    const std::size_t end = previous_grapheme(text.view(), most + 1);
    return text.slice(0, end > 0 ? end : most) + ours("…");
}

DisplayText initials(DisplayTextView name, std::size_t count) {
    const auto first_grapheme = [](std::string_view text) {
        return std::string(text.substr(0, next_grapheme(text, 0)));
    };
    const auto capital = [&](std::string_view text) {
        std::string letter = first_grapheme(text);
        if (!letter.empty() && letter[0] >= 'a' && letter[0] <= 'z')
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
        result += first_grapheme(after_first);
    return DisplayText(std::move(result));
}

}  // namespace indaba::ui
