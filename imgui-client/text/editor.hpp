#pragma once
/// The text of an input with caret, selection and undo. Used by text_field.hpp, which draws it and
/// reads the keys. Holds what is sent, and shows it as a message is
/// shown. Positions are bytes of text() unless said otherwise.
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

    /// A multi-line editor keeps line breaks and tabs and wraps; in a single line they become
    /// spaces. The text of a secret editor is displayed as dots, and no undo holds it.
    explicit Editor(bool multi_line, bool secret = false);
    ~Editor();
    Editor(Editor&&) noexcept;
    Editor& operator=(Editor&&) noexcept;

    bool multi_line() const;
    bool secret() const;
    /// Returns the text as it is sent.
    const std::string& text() const;
    /// Returns the text as it is displayed: as a message, a secret as dots. lines(), shown_caret()
    /// and shown_selection() count its bytes.
    const DisplayText& shown() const;
    Caret shown_caret() const;
    std::pair<std::size_t, std::size_t> shown_selection() const;
    /// Changes with each change of the text.
    std::uint64_t version() const;
    /// Replaces all of the text, moves the caret to the end and clears undo.
    void set(std::string_view typed);
    void clear() { set(""); }
    /// Replaces the selection by typed or pasted text. Returns false, and changes nothing, when
    /// the text would exceed `max_bytes`.
    bool insert(std::string_view typed, std::size_t max_bytes);
    void press(Action what, bool select);
    /// Moves the caret to a point in pixels from the text's upper left corner.
    void click(float x, float y, bool select);
    /// Selects up to a point, by whole words or lines after one was selected by a click.
    void drag(float x, float y);
    void select_word_at(float x, float y);
    void select_line_at(float x, float y);
    bool is_selected_at(float x, float y) const;
    bool can_undo() const;
    bool can_redo() const;

    std::size_t caret() const;
    std::pair<std::size_t, std::size_t> selection() const;  // begin == end: empty
    std::string selected() const;
    void erase_selection();

    /// Returns the lines; they are laid out again when text, style, width or scale has changed.
    const Lines& lines(TextStyle style, float width);

 private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace indaba::ui
