#pragma once
/// Text that may be painted, and the functions that make it out of bytes of peers, of the keyboard
/// and of the clipboard. Used by everything that measures or paints text. Pure.
///
/// A DisplayText is UTF-8 that passed the screen rules of common/wire/text.hpp, is in NFC, has at
/// most four combining marks in a row, and has code points above U+FFFF replaced by slots in
/// U+E000..U+EFFF, since ImGui 1.86 draws 16-bit characters only (facts: Dear ImGui). Private code
/// points of peers become U+FFFD, so that no peer can name a slot or an icon.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace indaba::ui {

/// A part of a DisplayText or a literal of ours. Refers to its bytes as a string_view does.
class DisplayTextView {
 public:
    constexpr DisplayTextView() = default;
    constexpr std::string_view view() const { return text_; }
    constexpr bool empty() const { return text_.empty(); }
    constexpr std::size_t size() const { return text_.size(); }
    /// Returns the bytes [begin, end), which lie between characters.
    constexpr DisplayTextView slice(std::size_t begin, std::size_t end) const {
        return DisplayTextView(text_.substr(begin, end - begin));
    }

 private:
    constexpr explicit DisplayTextView(std::string_view text) : text_(text) {}
    friend class DisplayText;
    friend consteval DisplayTextView ours(std::string_view literal);
    std::string_view text_;
};

/// Returns our own words. A control character and a character that needs a slot do not compile.
consteval DisplayTextView ours(std::string_view literal) {
    for (const char c : literal) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte < 0x20 && c != '\n') || byte == 0x7F || byte >= 0xF0)
            throw "a literal has no control characters and nothing above U+FFFF";
    }
    return DisplayTextView(literal);
}

/// Text that may be painted, with its own storage. Only the functions below make one out of bytes.
class DisplayText {
 public:
    DisplayText() = default;
    DisplayText(DisplayTextView text) : text_(text.view()) {}
    operator DisplayTextView() const { return DisplayTextView(text_); }
    std::string_view view() const { return text_; }
    bool empty() const { return text_.empty(); }
    std::size_t size() const { return text_.size(); }
    DisplayTextView slice(std::size_t begin, std::size_t end) const {
        return DisplayTextView(text_).slice(begin, end);
    }
    DisplayText& operator+=(DisplayTextView more) {
        text_ += more.view();
        return *this;
    }
    /// Replaces the bytes [begin, end).
    void replace(std::size_t begin, std::size_t end, DisplayTextView by) {
        text_.replace(begin, end - begin, by.view());
    }

 private:
    explicit DisplayText(std::string text) : text_(std::move(text)) {}
    friend DisplayText display_text(std::string_view source);
    friend DisplayText display_line(std::string_view source);
    friend DisplayText display_number(std::uint64_t number);
    friend DisplayText display_grouped(std::uint64_t number);
    friend DisplayText sanitize_input(std::string_view typed);
    friend DisplayText sanitize_input_line(std::string_view typed);
    friend DisplayText initials(DisplayTextView name, std::size_t count);
    std::string text_;
};

inline DisplayText operator+(DisplayText left, DisplayTextView right) {
    left += right;
    return left;
}
inline bool operator==(DisplayTextView left, DisplayTextView right) {
    return left.view() == right.view();
}
inline bool operator==(DisplayTextView left, std::string_view right) {
    return left.view() == right;
}

/// Returns `source` as it may be painted. Line breaks stay, tabs become four spaces.
DisplayText display_text(std::string_view source);
/// The same for names and other text of one line: line breaks and tabs are escaped.
DisplayText display_line(std::string_view source);
/// Returns the digits of `number`.
DisplayText display_number(std::uint64_t number);
/// Returns the digits of `number` with a comma between thousands.
DisplayText display_grouped(std::uint64_t number);

/// Returns what was typed or pasted. Controls other than line breaks and tabs are dropped, every
/// line break of Unicode becomes LF, and nothing is escaped. `source_text` returns what is to be
/// sent.
DisplayText sanitize_input(std::string_view typed);
/// The same for a field of one line: line breaks and tabs become spaces.
DisplayText sanitize_input_line(std::string_view typed);
/// Returns whether nothing of `text` can be seen: it has only spaces, line breaks and invisible
/// characters.
bool draws_nothing(DisplayTextView text);
/// Returns the text with the characters that its slots stand for; for sending and the clipboard.
std::string source_text(DisplayTextView text);

/// Returns at most `code_points` of `text`, with an ellipsis when something was left out.
DisplayText truncated(DisplayTextView text, std::size_t code_points);
/// Returns the initials of a name: "AL" for Ada Lovelace, "Gr" for grace. `count` is 1 or 2.
DisplayText initials(DisplayTextView name, std::size_t count);

/// Returns the slot of a code point above U+FFFF. U+1F000..U+1FAFF (emoji) have fixed slots. The
/// 1280 other slots are assigned as characters come and kept while the program runs; when all are
/// taken, the result is U+FFFD. The last 512 of them are reserved for the keyboard.
std::uint16_t slot_of(char32_t code_point);
/// Returns the code point that a slot stands for.
std::optional<char32_t> code_point_of(std::uint16_t slot);

/// Removes the first code point from `rest`, which is not empty, and returns it. A byte that is not
/// UTF-8 yields U+FFFD.
char32_t next_code_point(std::string_view& rest);
/// Returns whether `character` is drawn over the character before it and has no width of its own.
bool is_combining_mark(char32_t character);

}  // namespace indaba::ui
