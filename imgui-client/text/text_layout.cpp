#include "imgui-client/text/text_layout.hpp"

#include <algorithm>

#include "imgui-client/display_text/display_text.hpp"

namespace indaba::ui {
namespace {

/// Returns whether `character` belongs to text that is written without spaces: ideographs, kana,
/// Hangul, their punctuation, and the slots of emoji.
bool east_asian(char32_t character) {
    return (character >= 0x1100 && character <= 0x115F) ||
           (character >= 0x2E80 && character <= 0xA4CF) ||
           (character >= 0xAC00 && character <= 0xD7A3) ||
           (character >= 0xE000 && character <= 0xEFFF) ||
           (character >= 0xF900 && character <= 0xFAFF) ||
           (character >= 0xFE30 && character <= 0xFE4F) ||
           (character >= 0xFF00 && character <= 0xFFEF);
}

constexpr std::u32string_view never_first =
    U"、。，．・：；？！ー〜」』】〕〉》）］｝ゝ々,.:;?!)]}’”…";
constexpr std::u32string_view never_last = U"「『【〔〈《（［｛([{‘“";

bool has(std::u32string_view set, char32_t character) {
    return set.find(character) != std::u32string_view::npos;
}

bool is_digit(char32_t character) { return character >= '0' && character <= '9'; }

/// Returns whether a line may end between two characters that are no spaces.
bool breakable(char32_t before, char32_t after) {
    if (before == '-' || before == '/')
        return after != '-' && after != '/' && !is_digit(after) && !has(never_first, after);
    if (before < 0x1100 && after < 0x1100) return false;
    return (east_asian(before) || east_asian(after)) && !has(never_first, after) &&
           !has(never_last, before);
}

/// Reads the text once, character by character, and appends a line whenever one is full.
class Breaker {
 public:
    Breaker(DisplayTextView text, TextStyle style, float width)
        : text_(text.view()), style_(style), limit_(width) {}

    Lines lines() {
        std::string_view rest = text_;
        while (!rest.empty()) {
            at_ = text_.size() - rest.size();
            const char32_t character = next_code_point(rest);
            if (character == '\n')
                end_line();
            else if (character == ' ' && has_letters_)
                space();
            else
                letter(character);
            before_ = character;
        }
        at_ = text_.size();
        end_line();
        return std::move(lines_);
    }

 private:
    /// The end of a line and the begin of the next one. The bytes between are not drawn.
    struct LineBreak {
        std::size_t end = 0, next = 0;
        float end_x = 0, next_x = 0;
    };

    /// A space needs no room at the end of a line and never begins one.
    void space() {
        if (before_ != ' ') {
            can_break_ = true;
            break_ = {at_, at_, x_, x_};
            fitting_ = break_;
        }
        x_ += advance(style_, ' ');
        break_.next = at_ + 1;
        break_.next_x = x_;
        if (x_ <= limit_) fitting_ = {at_ + 1, 0, x_, 0};
    }

    void letter(char32_t character) {
        const float wide = advance(style_, character);
        if (wide <= 0) return mark();
        if (can_end_before(character)) {
            can_break_ = true;
            break_ = {at_, at_, x_, x_};
        }
        if (x_ + wide > limit_ && can_break_) break_line(break_);
        if (x_ + wide > limit_ && at_ > begin_) break_line({at_, at_, x_, x_});
        x_ += wide;
        has_letters_ = has_letters_ || character != ' ';
    }

    /// A mark stays with the character before it, also with a space.
    void mark() {
        if (before_ != ' ' || !can_break_) return;
        break_.next = at_ - 1;
        break_.next_x = x_ - advance(style_, ' ');
        if (x_ > limit_) break_line(break_);
    }

    /// Returns whether the line may end here: between leading spaces and a word, or inside of a
    /// word.
    bool can_end_before(char32_t character) const {
        if (at_ == begin_) return false;
        if (before_ == ' ') return !has_letters_ && character != ' ';
        return breakable(before_, character);
    }

    void break_line(const LineBreak& at) {
        lines_.push_back({begin_, at.end, at.end_x});
        begin_ = at.next;
        x_ -= at.next_x;
        can_break_ = false;
    }

    /// Ends the line at a line feed or at the text's end. Spaces that do not fit there are not
    /// drawn.
    void end_line() {
        const bool after_space = before_ == ' ' && has_letters_;
        lines_.push_back(
            {begin_, after_space ? fitting_.end : at_, after_space ? fitting_.end_x : x_});
        begin_ = at_ + 1;
        x_ = 0;
        can_break_ = has_letters_ = false;
    }

    std::string_view text_;
    TextStyle style_;
    float limit_;
    Lines lines_;
    std::size_t begin_ = 0, at_ = 0;
    float x_ = 0;  // from the line's begin to `at_`
    char32_t before_ = 0;
    bool has_letters_ = false;  // while false, all characters were spaces; those are drawn
    bool can_break_ = false;
    LineBreak break_;    // the last possible break
    LineBreak fitting_;  // the end of those spaces before `at_` that fit
};

}  // namespace

Lines lay_out(DisplayTextView text, TextStyle style, float width) {
    return Breaker(text, style, width).lines();
}

std::size_t byte_at(DisplayTextView text, const Line& line, TextStyle style, float x) {
    std::string_view rest = text.slice(line.begin, line.end).view();
    float left = 0;
    while (!rest.empty()) {
        const std::size_t here = line.end - rest.size();
        const float wide = advance(style, next_code_point(rest));
        if (wide > 0 && x < left + wide / 2) return here;
        left += wide;
    }
    return line.end;
}

float x_of(DisplayTextView text, const Line& line, TextStyle style, std::size_t byte) {
    const std::size_t end = std::clamp(byte, line.begin, line.end);
    return text_width(style, text.slice(line.begin, end));
}

std::size_t line_of(const Lines& lines, std::size_t byte) {
    const auto later =
        std::upper_bound(lines.begin(), lines.end(), byte,
                         [](std::size_t wanted, const Line& line) { return wanted < line.begin; });
    return later == lines.begin() ? 0 : static_cast<std::size_t>(later - lines.begin()) - 1;
}

}  // namespace indaba::ui
