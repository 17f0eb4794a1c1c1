#include "imgui-client/messages/message_actions.hpp"

#include <algorithm>
#include <cstddef>

#include "imgui-client/display_text/message_link.hpp"
#include "imgui-client/input/compat.hpp"

namespace indaba::ui {

bool is_alive(const RowLayout& layout) {
    return layout.kind == RowLayout::Kind::message && layout.number != 0 && !layout.erased &&
           !layout.unsupported_kind && !layout.warning;
}

bool may_change(const RowLayout& layout) { return is_alive(layout) && layout.own; }

React reaction_to(const RowLayout& layout, const std::string& emoji) {
    const bool off = std::ranges::any_of(
        layout.chips, [&](const ReactionChip& chip) { return chip.own && chip.emoji == emoji; });
    return {layout.conversation, layout.number, emoji, off};
}

void push_deletion(const RowLayout& layout, Intents& intents) {
    if (may_change(layout)) intents.push_back(DeleteMessage{layout.conversation, layout.number});
}

void copy_said(std::string text) {
    for (std::size_t at = text.find('\0'); at != std::string::npos; at = text.find('\0', at))
        text.replace(at, 1, "␀");
    compat::set_clipboard(text);
}

std::string link_of(const ViewState& view_state, const RowLayout& layout) {
    return message_link({view_state.connection.server, layout.conversation, layout.number});
}

}  // namespace indaba::ui
