#pragma once
/// Where the views of the window stand. Used by screen.cpp.
#include "imgui-client/view_state/view_state.hpp"
#include "imgui-client/views/screen.hpp"
#include "imgui-client/widgets/paint.hpp"

namespace indaba::ui {

/// The areas of the views. An area without width is not drawn.
struct ScreenLayout {
    Rect sidebar, middle, header, banner, search_bar, find_bar, messages, composer, people, search;
    bool narrow = false;          // there is no room for the people beside the messages
    bool people_instead = false;  // the people replace the messages
    bool search_instead = false;  // the search does
    bool has_messages() const { return !people_instead && !search_instead; }
};

/// Returns the areas within `all`, and tells the header and the search whether the window is
/// narrow.
ScreenLayout lay_out(const ViewState& view_state, const Rect& all, ScreenState& state);

}  // namespace indaba::ui
