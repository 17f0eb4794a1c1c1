#pragma once
/// The choices of the dialog for a new room: two cards for who can join, and a switch of two
/// segments. A click chooses; keys are the dialog's.
#include <optional>
#include <string_view>

#include "imgui-client/widgets/paint.hpp"

namespace indaba::ui {

float choice_card_height();
/// Draws the cards "Open" and "Private", one below the other. Returns the choice that was clicked:
/// whether it is private.
std::optional<bool> draw_choice_cards(const Rect& area, bool is_private, bool focused);

struct Segment {
    DisplayTextView words;
    std::string_view mark;
};
/// Draws two words side by side, of which one is chosen. Returns whether the second was clicked,
/// if one was.
std::optional<bool> draw_two_segments(const Rect& area, const Segment& first, const Segment& second,
                                      bool second_chosen, bool focused);

}  // namespace indaba::ui
