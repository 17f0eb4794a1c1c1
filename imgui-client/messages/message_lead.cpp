#include "imgui-client/messages/message_lead.hpp"

#include <algorithm>
#include <string>

namespace indaba::ui {
namespace {

bool is_empty_conversation(const ViewState& view_state) {
    const client::ConversationState* state = view_state.model->find(view_state.open);
    return !state || state->number < state->first;
}

/// Returns what is to be said while no entry is shown.
DisplayText empty_title(const ViewState& view_state) {
    if (is_empty_conversation(view_state)) return ours("Nothing has been said here yet.");
    return ours("Loading…");
}

DisplayText begin_of_room(const ViewState& view_state, const client::ConversationState* state) {
    const DisplayText room = ours("#") + name_in_sentence(std::string(view_state.room_title()));
    if (state && state->first > 1)
        return ours("This is what was said in ") + room + ours(" since you joined.");
    return ours("This is the beginning of ") + room + ours(".");
}

DisplayText who_reads(const ViewState& view_state) {
    if (view_state.whisper_to)
        return ours("Only you and ") + name_in_sentence(view_state.whisper_to_name) +
               ours(" can read this.");
    if (!view_state.room)
        return ours("Everyone on the server can read this, including people who join later.");
    return ours("Say the first word in #") +
           name_in_sentence(std::string(view_state.room_title())) + ours(".");
}

}  // namespace

float lead_height() { return px(64); }

void draw_lead(const ViewState& view_state, const MessageViewport& viewport, float top) {
    const client::ConversationState* state =
        view_state.model ? view_state.model->find(view_state.open) : nullptr;
    const std::uint64_t first = view_state.timeline->first_number();
    DisplayText words;
    if (first == 0)
        words = empty_title(view_state);
    else if (view_state.whisper_to)
        words = ours("This is the beginning of your whispers with ") +
                name_in_sentence(view_state.whisper_to_name) + ours(".");
    else
        words = begin_of_room(view_state, state);
    paint::text_truncated({viewport.text_left, top + px(24)}, viewport.text_width, TextStyle::small,
                          palette().muted, words);
}

void draw_empty(const ViewState& view_state, const MessageViewport& viewport) {
    const Palette& p = palette();
    const bool loads = !is_empty_conversation(view_state);
    const DisplayText title = empty_title(view_state);
    const DisplayText more = loads ? DisplayText() : who_reads(view_state);
    const ImVec2 middle = viewport.view.centre();
    const auto centred = [&](float down, TextStyle style, Colour colour, DisplayTextView words) {
        const float width = std::min(text_width(style, words), viewport.view.width() - px(40));
        paint::text_truncated({middle.x - width / 2, middle.y + down}, width, style, colour, words);
    };
    const Rect disc{{middle.x - px(32), middle.y - px(92)}, {middle.x + px(32), middle.y - px(28)}};
    paint::box(disc, view_state.whisper_to ? p.whisper_surface : p.chosen, px(32));
    paint::text_centred(disc, TextStyle::large, view_state.whisper_to ? p.whisper_text : p.muted,
                        view_state.whisper_to ? icon::talk : icon::hash);
    centred(-px(12), TextStyle::title, p.text, title);
    centred(px(20), TextStyle::small, p.muted, more);
}

}  // namespace indaba::ui
