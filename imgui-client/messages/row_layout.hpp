#pragma once
/// The measured layout of one row of the message view: the parts above its text (a day, the unread
/// line, name and time), the lines of its text, its height. Depends on the row before it. Draws
/// nothing.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "imgui-client/display_text/links.hpp"
#include "imgui-client/text/text_layout.hpp"
#include "imgui-client/view_state/view_state.hpp"

namespace indaba::ui {

/// A text of more lines is folded to the first 20.
constexpr std::size_t max_unfolded_lines = 30;
constexpr std::size_t folded_lines = 20;

struct RowLayout {
    enum class Kind { message, presence, note, pending, refused };
    Kind kind = Kind::message;

    // above
    DisplayText day;  // a day line, when not empty
    bool unread_line = false;
    bool has_header = false;  // avatar, name, time

    // who and when
    Account author{};
    DisplayText name;
    WallMs at = 0;
    std::uint64_t number = 0;  // 0: not an entry
    bool whisper = false;
    DisplayText chip;  // "whispers to you", beside the name
    MessageId id{};    // of a pending or refused post

    // the text
    DisplayText text;
    DisplayMap map;  // of the text of an entry
    Lines lines;     // the lines that are drawn
    LineMetrics line_metrics;
    std::size_t all_lines = 0;
    bool own = false;
    bool unsupported_kind = false;  // of a kind that this version cannot display
    bool warning = false;
    std::vector<Link> links;
    DisplayText reason;  // of the refusal
    Lines reason_lines;

    // in pixels, from the row's top
    float text_top = 0;
    float card_top = 0;  // the upper edge of a whisper's surface
    std::int32_t height = 0;
    /// Returns the style of the text.
    TextStyle style() const;
    bool folds() const { return all_lines > max_unfolded_lines; }
    /// Returns "Show all 10,000 lines" or "Show less".
    DisplayText fold_label() const;
};

/// The input of a layout besides its row.
struct RowLayoutContext {
    const ViewState& view_state;
    float text_width = 0;
    std::uint64_t unread_at = 0;  // the entry below the unread line; 0: none
};

/// Returns the layout of a row of the timeline.
RowLayout layout_row(const RowLayoutContext& context, std::size_t index, bool unfolded);
/// The parts above a post without a receipt: those that it will have as an entry, so that nothing
/// moves when the receipt comes.
struct PendingPlace {
    bool has_header = true;
    DisplayText day;
};
/// Returns the place of the first post below the last row of the timeline.
PendingPlace place_of_pending(const ViewState& view_state);
/// Returns the layout of a post without a receipt.
RowLayout layout_pending_row(const RowLayoutContext& context, const client::OutboxRow& row,
                             const PendingPlace& place);
/// Returns the layout of a refused post.
RowLayout layout_refused_row(const RowLayoutContext& context, const RefusedPost& refused);

/// Returns the entry of a row, which may be of another conversation; null for other rows.
const Entry* entry_of(const ViewState& view_state, const Row& row);
/// Returns an estimate for a row that was not measured yet, in pixels.
std::int32_t estimated_height(const ViewState& view_state, const Row& row, float text_width);

}  // namespace indaba::ui
