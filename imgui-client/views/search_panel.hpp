#pragma once
/// The search panel: a field, and below it the messages of the own copy that have what was typed,
/// the newest first. It stands in place of the people, or of the messages when there is no room
/// beside them. The field keeps the focus: Up and Down choose a message, Enter or a click goes
/// there, and F3 and Shift+F3 go to the next older and newer one.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "imgui-client/view_state/intents.hpp"
#include "imgui-client/view_state/view_state.hpp"
#include "imgui-client/views/found_row.hpp"
#include "imgui-client/widgets/paint.hpp"
#include "imgui-client/widgets/text_field.hpp"

namespace indaba::ui {

/// The lines of the found messages, laid out when they are first in sight.
struct FoundLines {
    std::uint64_t version = 0, text_version = 0;  // for which they were laid out
    float width = 0, scale = 0;
    std::vector<std::optional<FoundLine>> lines;
};

struct SearchPanelState {
    using Key = std::pair<ConversationId, std::uint64_t>;

    bool open = false;
    bool instead = false;  // it replaces the messages; set by the screen
    bool gone_to = false;  // to the chosen message: the bar above the messages counts them
    TextField field{false};
    std::size_t chosen = 0;
    std::optional<Key> chosen_key;          // the choice stays on its message while rows move
    std::uint64_t version = 0, answer = 0;  // of the found messages, at the last frame
    bool enter_waits = false;               // Enter was pressed before the answer was there
    float scroll = 0;
    std::optional<Key> first_key;  // the message of the first row in sight, and its row
    std::size_t first_row = 0;
    FoundLines lines;
};

struct SearchPanelEnd {
    bool closes = false;
    bool clicked = false;  // wants the focus
};

/// Asks for what is in the field if it was not asked for yet. Keeps the choice on its message and
/// the list where it is while messages come and go. Call it in each frame, before the commands and
/// the panel.
void follow_search(const ViewState& view_state, SearchPanelState& state, Intents& intents);
/// Opens the panel with its last text selected; another text replaces it.
void open_search(SearchPanelState& state, const std::string& text = {});
/// Closes the panel and the bar, and forgets what was found.
void close_search(SearchPanelState& state, Intents& intents);
/// Goes to the message that is `step` rows older than the chosen one; the first time to that one.
void go_to_found(const ViewState& view_state, SearchPanelState& state, int step, Intents& intents);

SearchPanelEnd draw_search_panel(const ViewState& view_state, const Rect& area, bool focused,
                                 SearchPanelState& state, Intents& intents);

}  // namespace indaba::ui
