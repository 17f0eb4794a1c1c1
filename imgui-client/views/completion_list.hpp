#pragma once
/// The list of choices above the composer while a name, a room, a command or an emoji is being
/// typed. Up and Down choose, Tab and Enter insert, Esc closes the list until another word is
/// typed.
#include "imgui-client/text/editor.hpp"
#include "imgui-client/view_state/completion.hpp"
#include "imgui-client/view_state/view_state.hpp"
#include "imgui-client/widgets/paint.hpp"

namespace indaba::ui {

class CompletionList {
 public:
    /// Makes the choices anew after the text or the caret has changed, and handles this frame's
    /// keys. Returns whether a key was for the list, so that the field must not handle it.
    /// `changed` is set when a choice was inserted. Call it before the field is drawn.
    bool handle_keys(const ViewState& view_state, Editor& editor, bool focused,
                     std::size_t max_bytes, bool& changed);
    /// Draws the list above `box`. Returns whether a choice was inserted by the mouse.
    bool draw(Editor& editor, const Rect& box, float left, std::size_t max_bytes);
    bool is_open() const { return !completion_.choices.empty(); }
    void close() { completion_ = {}; }
    /// Returns whether the mouse is over the list of the last frame: what lies below must not
    /// react.
    bool is_under_mouse() const { return is_open() && area_.has(ImGui::GetIO().MousePos); }

 private:
    void update(const ViewState& view_state, Editor& editor, bool asked);
    bool insert(Editor& editor, const Completion& completion, std::size_t choice,
                std::size_t max_bytes);

    Completion completion_;
    std::size_t chosen_ = 0;
    bool colon_typed_ = false;       // in the previous frame
    Rect area_;                      // of the last frame
    std::uint64_t version_ = 0;      // of the text that the choices were made for
    std::size_t caret_ = 0;          // and its caret
    std::size_t closed_at_ = npos_;  // the begin of the word for which Esc closed the list
    static constexpr std::size_t npos_ = static_cast<std::size_t>(-1);
};

}  // namespace indaba::ui
