#pragma once
/// Lays out the text of a row. Used by the layouts of rows and of messages. Draws nothing.
#include <string_view>

#include "imgui-client/messages/row_layout.hpp"

namespace indaba::ui {

/// Lays out a text that displays nothing of a peer but names.
void set_text(RowLayout& layout, DisplayText text, float width, bool unfolded);
/// Lays out what was said, followed by a remark of ours; its marks become emphasis and blocks, its
/// addresses links.
void set_said(RowLayout& layout, std::string_view said, DisplayTextView remark, float width,
              bool unfolded);

}  // namespace indaba::ui
