#pragma once
/// The sentences below the composer's box: what waits for the connection or for the partner of a
/// whisper, and how long the text is. Used by composer.cpp.
#include <vector>

#include "imgui-client/view_state/view_state.hpp"
#include "imgui-client/widgets/paint.hpp"
#include "imgui-client/widgets/text_field.hpp"

namespace indaba::ui {

struct ComposerNote {
    DisplayText text;
    Colour colour;
};

std::vector<ComposerNote> composer_notes(const ViewState& view_state, const TextField& field);
float notes_height(const std::vector<ComposerNote>& all, float width);
void draw_notes(const std::vector<ComposerNote>& all, const Rect& area);

}  // namespace indaba::ui
