#include "imgui-client/views/composer_notes.hpp"

#include <utility>

#include "common/wire/protocol.hpp"
#include "imgui-client/display_text/display_text.hpp"

namespace indaba::ui {
namespace {

constexpr std::size_t counter_threshold = limit::body - limit::KiB;

ComposerNote counter(const TextField& field) {
    const std::size_t bytes = field.editor.text().size();
    const bool refused = field.refused_last || bytes >= limit::body;
    const Colour colour = refused ? palette().danger_text : palette().muted;
    if (bytes > counter_threshold)
        return {
            display_grouped(bytes) + ours(" of ") + display_grouped(limit::body) + ours(" bytes"),
            colour};
    if (refused)
        return {ours("Too long: a message has at most ") + display_grouped(limit::body) +
                    ours(" bytes."),
                colour};
    return {{}, colour};
}

/// Returns whether there is a draft or a post without a receipt.
bool has_unsent_text(const ViewState& view_state, const TextField& field) {
    return !field.editor.text().empty() ||
           (view_state.model && !view_state.model->outbox().empty());
}

float note_height(const ComposerNote& note, float width) {
    return height_of(lay_out(note.text, TextStyle::small, width), TextStyle::small);
}

void draw_note(const ComposerNote& note, ImVec2 at, float width) {
    paint::lines(at, TextStyle::small, note.colour, note.text,
                 lay_out(note.text, TextStyle::small, width));
}

}  // namespace

std::vector<ComposerNote> composer_notes(const ViewState& view_state, const TextField& field) {
    std::vector<ComposerNote> result;
    const bool ready = view_state.connection.state == ConnectionStatus::State::ready;
    if (!ready && has_unsent_text(view_state, field))
        result.push_back(
            {ours("Saved. Will be sent when the connection is back."), palette().muted});
    else if (ready && view_state.whisper_to &&
             !view_state.whisper_to_online)  // presence is unknown without a connection
        result.push_back({name_in_sentence(view_state.whisper_to_name) +
                              ours(" is offline. Will be delivered when they are back."),
                          palette().muted});
    ComposerNote count = counter(field);
    if (!count.text.empty()) result.push_back(std::move(count));
    return result;
}

float notes_height(const std::vector<ComposerNote>& all, float width) {
    float height = all.empty() ? 0 : px(4);
    for (const ComposerNote& note : all) height += note_height(note, width);
    return height;
}

void draw_notes(const std::vector<ComposerNote>& all, const Rect& area) {
    ImVec2 at{area.min.x, area.min.y + px(4)};
    for (const ComposerNote& note : all) {
        draw_note(note, at, area.width());
        at.y += note_height(note, area.width());
    }
}

}  // namespace indaba::ui
