#pragma once
/// The bar under the header that searches the open conversation: a field, which of how many hits is
/// the present one, and buttons for the older and the newer one. It searches while the user types
/// and goes to the newest hit that is not below what is in sight; hits are highlighted in place by
/// the message view. It belongs to its conversation, and closes when another one is opened.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "imgui-client/messages/messages_view.hpp"
#include "imgui-client/view_state/intents.hpp"
#include "imgui-client/view_state/view_state.hpp"
#include "imgui-client/widgets/paint.hpp"
#include "imgui-client/widgets/text_field.hpp"

namespace indaba::ui {

struct FindBarState {
    bool open = false;
    ConversationId in{};  // the conversation that it searches
    TextField field{false};
    std::uint64_t present = 0;  // the number of the present hit; 0: there is none
    std::size_t place = 0;      // of the present hit among those that were found
    bool gone_to = false;       // to the present hit
    std::uint64_t from = 0;     // the message from which on older hits are looked for
    std::optional<std::uint64_t> answer, version;  // of what was found, at the last frame
};

struct FindBarEnd {
    bool closes = false;
    bool clicked = false;  // wants the focus
};

/// Opens the bar over the open conversation with its last text selected; another text replaces it.
void open_find(const ViewState& view_state, FindBarState& state, const std::string& text = {});
/// Closes the bar and forgets what was found. The messages stay where they are.
void close_find(FindBarState& state, Intents& intents);
/// Asks for what is in the field if it was not asked for yet, goes to the first hit of an answer,
/// and keeps the present hit while others come and go. Call it in each frame, before the commands.
void follow_find(const ViewState& view_state, FindBarState& state, MessagesView& messages,
                 Intents& intents);
/// Goes to the hit that is `step` hits older than the present one; the first time to that one.
void go_to_hit(const ViewState& view_state, FindBarState& state, int step, MessagesView& messages,
               Intents& intents);

/// Returns the height of the bar; 0 while it is closed.
float find_bar_height(const FindBarState& state);
FindBarEnd draw_find_bar(const ViewState& view_state, const Rect& area, bool focused,
                         FindBarState& state, MessagesView& messages, Intents& intents);

}  // namespace indaba::ui
