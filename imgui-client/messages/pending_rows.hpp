#pragma once
/// The rows below a conversation's last entry: posts without a receipt, which become entries in
/// place, then refused posts. Used by the message view; draws nothing.
#include <cstddef>
#include <map>
#include <vector>

#include "imgui-client/messages/row_layout.hpp"

namespace indaba::ui {

class PendingRows {
 public:
    /// Builds the rows of this frame; layouts of earlier frames are reused.
    void update(const RowLayoutContext& context);
    void discard_layouts() { layouts_.clear(); }

    /// The rows, top to bottom; valid until the next update.
    const std::vector<const RowLayout*>& rows() const { return rows_; }
    /// Posts that wait, too, but have no row.
    std::size_t left_out() const { return left_out_; }
    /// Pixels of all rows, with the line that counts those left out and the space below.
    float height() const;

 private:
    std::map<MessageId, RowLayout> layouts_;
    std::vector<const RowLayout*> rows_;  // of layouts_
    std::size_t left_out_ = 0;
};

}  // namespace indaba::ui
