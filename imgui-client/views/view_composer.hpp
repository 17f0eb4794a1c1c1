#pragma once
/// Where one types: grows with its lines up to a third of the window, Enter sends, Shift+Enter
/// breaks the line, Up in an empty field brings back what one said before. A whisper has another
/// colour and names whom it goes to.
#include <cstdint>
#include <deque>
#include <map>
#include <string>

#include "imgui-client/view_state/intents.hpp"
#include "imgui-client/view_state/scene.hpp"
#include "imgui-client/widgets/text_field.hpp"

namespace indaba::ui {

struct ComposerState {
    TextField field{true};
    int taken_version = -1;
    /// By conversation, the last 100, oldest first: a whisper never comes back in the lobby.
    std::map<ConversationId, std::deque<std::string>> said;
    ConversationId open{};     // the conversation of the frame before
    std::uint64_t era = 0;     // and the scene's era
    std::size_t recalled = 0;  // how far Up has gone; 0: not at all
    std::string before_recall;
};

/// So high must the composer's place be at this width.
float composer_height(const Scene& scene, ComposerState& state, float width, float window_height);
/// Returns whether it was clicked and wants the focus.
bool draw_composer(const Scene& scene, const Rect& place, bool focused, ComposerState& state,
                   Intents& intents);

}  // namespace indaba::ui
