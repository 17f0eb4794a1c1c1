#pragma once
/// The choices of dialogs: two cards for who can join a new room, and a switch of several segments.
/// A click chooses; keys are the dialog's.
#include <cstddef>
#include <optional>
#include <span>
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
/// Returns the width that the words of all segments need.
float segments_width(std::span<const Segment> segments);
/// Draws words side by side, of which one is chosen. Returns the one that was clicked.
std::optional<std::size_t> draw_segments(const Rect& area, std::span<const Segment> segments,
                                         std::size_t chosen, bool focused);
/// Draws two words of equal width. Returns whether the second was clicked,
/// if one was.
std::optional<bool> draw_two_segments(const Rect& area, const Segment& first, const Segment& second,
                                      bool second_chosen, bool focused);

}  // namespace indaba::ui
