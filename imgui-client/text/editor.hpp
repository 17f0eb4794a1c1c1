#pragma once
/// A text being typed: caret, selection, undo, on the line layout of the message view, so that it
/// wraps. Holds shown text (slots for what is above U+FFFF, display_text.hpp); takes and gives the
/// source_text. Draws nothing and reads no key: text_field.hpp does.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "imgui-client/text/text_layout.hpp"

namespace indaba::ui {

class Editor {
 public:
    enum class Action {
        left,
        right,
        up,
        down,
        word_left,
        word_right,
        line_begin,
        line_end,
        text_begin,
        text_end,
        page_up,
        page_down,
        erase_left,
        erase_right,
        erase_word_left,
        erase_word_right,
        undo,
        redo,
        select_all
    };

    /// `multi_line`: takes line breaks and wraps.
    explicit Editor(bool multi_line);
    ~Editor();
    Editor(Editor&&) noexcept;
    Editor& operator=(Editor&&) noexcept;

    bool multi_line() const;
    const DisplayText& text() const;
    /// Another one after each change of the text.
    std::uint64_t version() const;
    /// What is to be sent.
    std::string source_text() const;
    /// Replaces everything; the caret stands at the end, undo is forgotten.
    void set(std::string_view typed);
    void clear() { set(""); }
    /// Typed or pasted at the caret, replacing the selection; undoable. Refused as a whole when
    /// source_text() would exceed `max_bytes`; then false.
    bool insert(std::string_view typed, std::size_t max_bytes);
    void press(Action what, bool select);
    /// At a point of the laid out text, origin at its upper left corner.
    void click(float x, float y, bool select);
    void drag(float x, float y);
    void select_word_at(float x, float y);

    std::size_t caret() const;                              // bytes
    std::pair<std::size_t, std::size_t> selection() const;  // begin == end: nothing
    std::string selected() const;                           // as source text
    void erase_selection();

    /// Lays out anew when text, width or scale changed.
    const Lines& lines(TextStyle style, float width);

 private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace indaba::ui
