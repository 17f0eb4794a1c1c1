#pragma once
/// One row of the message view, measured: what stands above it (a day, the unread line, name and
/// time), its text as lines, its height. Depends on the row before it. Draws nothing.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "imgui-client/text/text_layout.hpp"
#include "imgui-client/unicode/links.hpp"
#include "imgui-client/view_state/view_state.hpp"

namespace indaba::ui {

/// Longer texts are folded; all of it is shown on demand.
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
    std::uint64_t number = 0;  // 0: has none
    bool whisper = false;
    DisplayText chip;  // "whispers to you", in the header of a whisper
    MessageId id{};    // of a waiting or refused post

    // the text
    DisplayText text;
    Lines lines;  // those that are drawn
    std::size_t all_lines = 0;
    bool own = false;
    bool unsupported_kind = false;  // a kind that this version cannot show
    bool warning = false;
    std::vector<LinkSpan> links;
    DisplayText reason;  // why it was refused, as lines of the text's width
    Lines reason_lines;

    // in pixels, from the row's top
    float text_top = 0;
    float card_top = 0;  // where a whisper's surface begins
    std::int32_t height = 0;
    bool folds() const { return all_lines > max_unfolded_lines; }
    /// "Show all 10,000 lines", or less.
    DisplayText fold_label() const;
};

/// How wide the view is, and what in it is unfolded.
struct RowLayoutContext {
    const ViewState& view_state;
    float text_width = 0;
    std::uint64_t unread_at = 0;  // the entry below the unread line; 0: none
};

RowLayout layout_row(const RowLayoutContext& context, std::size_t index, bool unfolded);
/// What waits for its receipt; `has_header`: the first of those.
RowLayout layout_pending_row(const RowLayoutContext& context, const client::OutboxRow& row,
                             bool has_header);
RowLayout layout_refused_row(const RowLayoutContext& context, const RefusedPost& refused);

/// The entry that a row shows, of whichever conversation; nothing for other rows.
const Entry* entry_of(const ViewState& view_state, const Row& row);
/// A guess for rows that nobody has seen yet.
std::int32_t estimated_height(const ViewState& view_state, const Row& row, float text_width);

}  // namespace indaba::ui
