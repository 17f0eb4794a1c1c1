#pragma once
/// The layouts of a conversation's rows, kept from frame to frame. Names each row by an id that
/// stays the same when older rows come before it, as long as the timeline's rows_version() does.
/// Used by the message view; draws nothing.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "imgui-client/messages/heights.hpp"
#include "imgui-client/messages/row_layout.hpp"

namespace indaba::ui {

class RowCache {
 public:
    /// Reads `view_state` until the next call; its timeline and model are not null. Returns whether
    /// all layouts were discarded, since width, scale, the day or a name has changed.
    bool begin_frame(const ViewState& view_state, float text_width);
    /// Returns whether the timeline has replaced its rows since clear().
    bool rows_were_replaced(const Heights& heights) const;
    void clear();
    /// Appends and prepends estimated heights of the timeline's new rows. Returns how many came
    /// before the first row.
    std::size_t add_new_rows(Heights& heights);
    /// Moves the unread line to the entry with this number; 0 removes it.
    void set_unread_at(std::uint64_t number);

    std::uint64_t id_of(std::size_t row) const { return first_id() + row; }
    /// Returns nullopt for a row that is gone.
    std::optional<std::size_t> row_of(std::uint64_t id) const;
    const RowLayout& layout(std::size_t row);
    /// Returns a new layout that shows all of a folded text.
    RowLayout unfolded_layout(std::size_t row) const { return layout_row(context(), row, true); }
    /// Returns the height of a row in pixels, and corrects `heights`.
    std::int32_t measure(std::size_t row, Heights& heights);
    /// Unfolds or folds a long text. Returns whether it is unfolded now.
    bool toggle_fold(std::uint64_t id);
    RowLayoutContext context() const { return {*view_state_, text_width_, unread_at_}; }

 private:
    // Far above zero, since prepended rows count down from here.
    std::uint64_t first_id() const { return (1ull << 62) - view_state_->timeline->prepended(); }
    std::int32_t estimate(std::size_t row) const;

    const ViewState* view_state_ = nullptr;  // of this frame
    std::uint64_t unread_at_ = 0;
    std::unordered_map<std::uint64_t, RowLayout> layouts_;  // by id
    std::unordered_set<std::uint64_t> unfolded_;            // ids
    // The state of the timeline and the view that `layouts_` was made for.
    std::uint64_t rows_version_ = 0, prepended_ = 0, last_row_version_ = 0, names_version_ = 0;
    float text_width_ = 0, scale_ = 0;
    std::string day_;
};

}  // namespace indaba::ui
