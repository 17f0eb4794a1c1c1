#pragma once
/// The parts of a row that only messages have: the quote of what they answer, their text as it
/// stands, reactions. Used by the layout of rows. Draws nothing.
#include "imgui-client/messages/row_layout.hpp"

namespace indaba::ui {

/// Returns whether an entry has no row of its own: it is shown at the message that it names, or a
/// later row tells of it.
bool is_hidden(const client::ConversationState& state, const Entry& entry);
/// Lays out a message as it stands.
void layout_message(RowLayout& layout, const RowLayoutContext& context,
                    const client::ConversationState& state, const client::FoldedMessage& message,
                    const RowParts& parts);
/// Lays out a post without a receipt: a text, or what it does to an earlier message.
void layout_post(RowLayout& layout, const RowLayoutContext& context, const client::OutboxRow& row);
/// Places the chips from `y` on. Returns where they end.
float place_chips(RowLayout& layout, float y, float width);

}  // namespace indaba::ui
