#pragma once
/// The input field below the messages: grows with its lines up to a third of the window. Enter
/// sends, Shift+Enter begins a new line. Up in an empty field edits the last own message, Ctrl+Up
/// recalls sent lines. In a whisper it has another colour and names the recipient; while it answers
/// or edits a message, it shows which. An archived room has a sentence in its place.
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "imgui-client/view_state/intents.hpp"
#include "imgui-client/view_state/view_state.hpp"
#include "imgui-client/views/completion_list.hpp"
#include "imgui-client/widgets/text_field.hpp"

namespace indaba::ui {

struct ComposerState {
    TextField field{true};
    int applied_version = -1;
    /// The last 100 sent lines of each conversation, oldest first; a whisper is never recalled in
    /// the lobby.
    std::map<ConversationId, std::deque<std::string>> said;
    ConversationId open{};                // the conversation of the previous frame
    std::uint64_t timelines_version = 0;  // the version of the previous frame
    std::size_t recalled = 0;             // lines recalled by Ctrl+Up; 0: none
    CompletionList completion;
    std::optional<ComposedAbout> about;  // the message that is answered or edited
    std::string set_aside;               // the draft, while a message is edited
    /// Answers and edits in conversations that are not open.
    std::map<ConversationId, ComposedAgain> suspended;
    int again_version = 0;  // of ViewState::composed_again, at the previous frame
};

/// Begins to answer or to edit a message of the open conversation.
void compose_about(const ViewState& view_state, ComposerState& state, const ComposedAbout& about);

/// Puts `text` in the place of what was written, which undo brings back.
void compose_text(const ViewState& view_state, ComposerState& state, std::string_view text,
                  Intents& intents);

/// Returns the height that the composer needs at this width.
float composer_height(const ViewState& view_state, ComposerState& state, float width,
                      float window_height);
/// Returns true if it was clicked and must get the focus.
bool draw_composer(const ViewState& view_state, const Rect& area, bool focused,
                   ComposerState& state, Intents& intents);

}  // namespace indaba::ui
