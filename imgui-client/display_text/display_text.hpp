#pragma once
/// Text that may be painted, and the functions that make it out of bytes of peers, of the keyboard
/// and of the clipboard. Used by everything that measures or paints text. Pure.
///
/// A DisplayText is UTF-8 that the shaping can draw as it stands. What reorders text, controls,
/// bytes that are not UTF-8 and joiners that join nothing are visible as escapes: \u{202e}, \xff.
/// Private-use characters are U+FFFD, so that no peer can draw our icons. A character has at most
/// four combining marks, so that no text reaches into another row. All else stays as it was said.
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "imgui-client/display_text/display_map.hpp"

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

/// Returns our own words. A control character does not compile.
consteval DisplayTextView ours(std::string_view literal) {
    for (const char c : literal) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte < 0x20 && c != '\n') || byte == 0x7F) throw "a literal has no control characters";
    }
    return DisplayTextView(literal);
}

struct MappedText;

/// The bytes [begin, end) of a text.
struct ByteRange {
    std::size_t begin = 0, end = 0;
    bool operator==(const ByteRange&) const = default;
};

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

 private:
    explicit DisplayText(std::string text) : text_(std::move(text)) {}
    friend MappedText display_text_with_map(std::string_view source,
                                            std::span<const ByteRange> hidden);
    friend DisplayText display_line(std::string_view source);
    friend DisplayText display_number(std::uint64_t number);
    friend DisplayText display_grouped(std::uint64_t number);
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

/// A text as it is displayed, and the way back to what was said.
struct MappedText {
    DisplayText text;
    DisplayMap map;
};

/// Returns `source` as it may be painted, with its map. Line breaks stay, tabs become four spaces,
/// and the `hidden` bytes, whole characters in ascending order, are left out. Displaying what is
/// displayed changes nothing.
MappedText display_text_with_map(std::string_view source, std::span<const ByteRange> hidden = {});
/// Returns the same without the map.
DisplayText display_text(std::string_view source);
/// Returns a name or another text of one line as it may be painted: line breaks, tabs and all that
/// cannot be seen are escaped too, so that two names never look the same for that.
DisplayText display_line(std::string_view source);
/// Returns a name for use within a sentence of ours: one with letters that run from right to left
/// is isolated, so that it cannot turn what stands beside it.
DisplayText name_in_sentence(std::string_view name);
/// Returns the digits of `number`.
DisplayText display_number(std::uint64_t number);
/// Returns the digits of `number` with a comma between thousands.
DisplayText display_grouped(std::uint64_t number);

/// Returns what was typed or pasted, as it is to be sent. Controls other than line breaks and tabs
/// are dropped, every line break of Unicode becomes LF, each byte that is not UTF-8 becomes U+FFFD,
/// and all else stays. The result is UTF-8; sanitizing it again changes nothing.
std::string sanitize_input(std::string_view typed);
/// The same for a field of one line: line breaks and tabs become spaces.
std::string sanitize_input_line(std::string_view typed);

/// Returns the graphemes within the first `code_points` of `text`, with an ellipsis when something
/// was left out. A first grapheme that is longer is cut.
DisplayText truncated(DisplayTextView text, std::size_t code_points);
/// Returns the initials of a name: "AL" for Ada Lovelace, "Gr" for grace. Each is a grapheme.
/// `count` is 1 or 2.
DisplayText initials(DisplayTextView name, std::size_t count);

}  // namespace indaba::ui
