#pragma once
/// Where one types: grows with its lines up to a third of the window, Enter sends, Shift+Enter
/// breaks the line, Up in an empty field brings back what one said before. A whisper has another
/// colour and names whom it goes to.
#include <cstdint>
#include <deque>
#include <map>
#include <string>

#include "imgui-client/view_state/intents.hpp"
#include "imgui-client/view_state/view_state.hpp"
#include "imgui-client/widgets/text_field.hpp"

namespace indaba::ui {

struct ComposerState {
    TextField field{true};
    int applied_version = -1;
    /// By conversation, the last 100, oldest first: a whisper never comes back in the lobby.
    std::map<ConversationId, std::deque<std::string>> said;
    ConversationId open{};                // the conversation of the frame before
    std::uint64_t timelines_version = 0;  // and the view_state's timelines_version
    std::size_t recalled = 0;             // how far Up has gone; 0: not at all
};

/// So high must the composer's area be at this width.
float composer_height(const ViewState& view_state, ComposerState& state, float width,
                      float window_height);
/// Returns whether it was clicked and wants the focus.
bool draw_composer(const ViewState& view_state, const Rect& area, bool focused,
                   ComposerState& state, Intents& intents);

}  // namespace indaba::ui
