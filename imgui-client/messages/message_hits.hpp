#pragma once
/// The hits of the present search in the messages in sight, which show them in place. A message is
/// judged as the index judges it, by its text and the filters, so that it is highlighted also
/// before it is indexed, and when there are too many to be listed. Used by the row cache. Draws
/// nothing.
#include <vector>

#include "imgui-client/messages/row_layout.hpp"

namespace indaba::ui {

/// Returns where the displayed text of a row has what is searched, ascending; nothing when the row
/// is not a message that the search finds. Linear in the text.
std::vector<ByteRange> hits_of_row(const ViewState& view_state, const Row& row,
                                   const RowLayout& layout);

}  // namespace indaba::ui
