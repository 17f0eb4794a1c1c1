#pragma once
/// The parts of the composer's box beside its text: surface, whom it whispers to, the message that
/// it answers or edits, the button that sends. Used by composer.cpp.
#include <optional>
#include <string_view>

#include "imgui-client/views/composer.hpp"
#include "imgui-client/widgets/paint.hpp"

namespace indaba::ui {

/// Returns whether a text has only blanks and invisible characters, and is not sent.
bool is_blank_text(std::string_view text);
bool is_editing(const ComposerState& state);
/// Returns the message as it stands; nullopt when it cannot be answered any more.
std::optional<client::FoldedMessage> message_of(const ViewState& view_state,
                                                const ComposedAbout& about);
/// Returns whether nothing may be written in the open room.
bool is_archived(const ViewState& view_state);

/// Returns the height of a line above the text, with the gap below it.
float chip_row();
void draw_composer_box(const ViewState& view_state, const Rect& box, bool focused);
/// Draws "Whisper to NAME" with a cross. Returns true if the cross was clicked.
bool draw_chip(const ViewState& view_state, ImVec2 at, float room);
/// Draws which message is answered or edited, with a cross. Returns true if the cross was clicked.
bool draw_about(const ViewState& view_state, const ComposerState& state, ImVec2 at, float room);
/// Draws the button that sends. Returns true if it was clicked.
bool draw_send(const ViewState& view_state, const ComposerState& state, const Rect& area);
/// Returns true if the box was clicked beside its text and buttons. Called after those, so that
/// they get the click.
bool box_clicked(const Rect& box);
/// Draws what stands in place of the composer in an archived room.
void draw_archived(const ViewState& view_state, const Rect& box);

}  // namespace indaba::ui
