#pragma once
/// The layouts of a conversation's rows, kept from frame to frame. A layout is used as long as its
/// row, the row before it and the unread line are the same and their entries are here or not, and
/// has the hits of the present search (message_hits.hpp). Used by the message view; draws
/// nothing.
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "imgui-client/messages/heights.hpp"
#include "imgui-client/messages/row_layout.hpp"

namespace indaba::ui {

class RowCache {
 public:
    /// Reads `view_state` until the next call; its timeline and model are not null. Returns whether
    /// all layouts were discarded, since width, scale, the day or a name has changed.
    bool begin_frame(const ViewState& view_state, float text_width);
    /// Returns whether the timeline has arranged its rows anew since clear().
    bool rows_were_replaced() const;
    /// Returns whether the history has begun anew since clear().
    bool history_was_replaced() const;
    /// Forgets the rows; with a new history, also which texts are unfolded.
    void clear();
    /// Makes `heights` as long as the timeline: removes a last row that is gone, and adds estimates
    /// of the new rows.
    void sync(Heights& heights);
    /// Moves the unread line to the entry with this number; 0 removes it.
    void set_unread_at(std::uint64_t number) { unread_at_ = number; }

    RowOrder order_of(std::size_t row) const { return view_state_->timeline->row(row).order; }
    /// Returns nullopt for a row that is gone.
    std::optional<std::size_t> row_of(const RowOrder& order) const {
        return view_state_->timeline->index_of(order);
    }
    const RowLayout& layout(std::size_t row);
    /// Returns whether the row is an entry that is not here yet.
    bool is_absent(std::size_t row) const;
    /// Returns a new layout that shows all of a folded text.
    RowLayout unfolded_layout(std::size_t row) const {
        return layout_row(context(), row, {.unfolded = true});
    }
    /// Returns what was said by the bytes [begin, end) of the row's text, as it was sent.
    std::string said(std::size_t row, const RowLayout& layout, std::size_t begin,
                     std::size_t end) const;
    /// Returns the same without the marks around it.
    std::string said_within(std::size_t row, const RowLayout& layout, std::size_t begin,
                            std::size_t end) const;
    /// Returns the row of a message, after unfolding its text if that hides the first hit of the
    /// search.
    std::optional<std::size_t> reveal(const RowOrder& order);
    /// Returns how far the line of the first hit is below the row's upper edge, in pixels; 0 when
    /// it is the first line, or there is no hit.
    float first_hit_top(std::size_t row);
    /// Returns the height of a row in pixels, and corrects `heights`.
    std::int32_t measure(std::size_t row, Heights& heights);
    void forget_layouts();
    /// Unfolds or folds a long text. Returns whether it is unfolded now.
    bool toggle_fold(const RowOrder& order);
    /// Shows or hides the texts that a message had before its edits.
    void toggle_earlier(const RowOrder& order);
    RowLayoutContext context() const { return {*view_state_, text_width_, unread_at_}; }

 private:
    struct Cached {
        Row row, before;  // `before`: a default one above the first row
        bool absent = false, before_absent = false;
        bool unread_line = false;
        RowLayout layout;
        std::uint64_t searched = 0;  // the version of the query that the hits are of
        /// Returns whether the layout of this one is that of `now` as well.
        bool is_for(const Cached& now) const {
            return !(row == Row{}) && row == now.row && before == now.before &&
                   absent == now.absent && before_absent == now.before_absent &&
                   unread_line == now.unread_line;
        }
    };
    bool is_absent(const Row& row) const;
    std::int32_t estimate(std::size_t row) const;
    std::optional<std::string> text_of(std::size_t row) const;

    const ViewState* view_state_ = nullptr;  // of this frame
    std::uint64_t unread_at_ = 0;
    std::map<RowOrder, Cached> layouts_;
    std::set<RowOrder> unfolded_, with_earlier_;
    // The state of the timeline at the last sync, and of the view that `layouts_` was made for.
    std::uint64_t arrangement_ = 0, history_ = 0, names_version_ = 0;
    RowOrder last_;
    float text_width_ = 0, scale_ = 0;
    std::uint64_t text_version_ = 0;
    std::size_t cached_glyphs_ = 0;  // of `layouts_`, which is emptied when they are too many
    std::string day_;
};

}  // namespace indaba::ui
