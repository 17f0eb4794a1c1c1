#pragma once
/// The measured layout of one row of the message view: the parts above its text (a day, the unread
/// line, name and time, the message that it answers), the lines of its text, the reactions below
/// it, its height. Depends on the row before it. Draws nothing.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "imgui-client/display_text/links.hpp"
#include "imgui-client/messages/text_blocks.hpp"
#include "imgui-client/text/text_layout.hpp"
#include "imgui-client/view_state/view_state.hpp"

namespace indaba::ui {

/// A text of more lines is folded to the first 20.
constexpr std::size_t max_unfolded_lines = 30;
constexpr std::size_t folded_lines = 20;

/// The message that another one answers, in one line.
struct Quote {
    std::uint64_t number = 0;
    Account author{};
    DisplayText words;
};

/// A reaction below a message. The area is in pixels from the text's left edge and the row's top.
struct ReactionChip {
    std::string emoji;   // as it was sent
    DisplayText words;   // the emoji and how many people it is of
    DisplayText people;  // their names, for the tooltip
    bool own = false;
    float left = 0, top = 0, width = 0;
};
float chip_height();

struct RowLayout {
    /// A hidden row has no height: its entry is shown at the message that it names, or told of by a
    /// later row. A row of the kind `room` tells of changes of the room. The entry of an absent row
    /// is not here yet.
    enum class Kind { message, presence, room, note, pending, refused, hidden, absent };
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
    ConversationId conversation{};
    bool whisper = false;
    DisplayText chip;  // "whispers to you", beside the name
    MessageId id{};    // of a pending or refused post

    // the text
    DisplayText text;
    DisplayMap map;                 // of the text of an entry
    std::vector<ByteRange> hidden;  // marks of emphasis, in what was said
    Lines lines;                    // the lines that are drawn
    LineMetrics line_metrics;
    std::size_t all_lines = 0;
    std::vector<LinePlace> places;  // of the lines; empty: one below the other
    std::vector<TextBlock> blocks;
    std::vector<EmphasisSpan> emphasis;
    std::vector<ByteRange> mentions;  // of the user
    std::vector<ByteRange> hits;      // of the search; set by the row cache
    std::size_t ours_from = 0;        // from this byte on, the text is our remark
    bool own = false;
    bool unsupported_kind = false;  // of a kind that this version cannot display
    bool warning = false;
    std::vector<Link> links;
    std::optional<Quote> quote;
    std::vector<ReactionChip> chips;
    bool edited = false, erased = false;
    DisplayText earlier;  // the texts before the edits, while they are shown
    Lines earlier_lines;
    DisplayText reason;  // of the refusal
    Lines reason_lines;

    // in pixels, from the row's top
    float quote_top = 0;
    float text_top = 0, text_height = 0;
    float card_top = 0;  // the upper edge of a whisper's surface
    std::int32_t height = 0;
    /// Returns the style of the text.
    TextStyle style() const;
    bool folds() const { return all_lines > max_unfolded_lines; }
    /// Returns "Show all 10,000 lines" or "Show less".
    DisplayText fold_label() const;
    /// Returns the place of a line, from the text's upper left corner.
    LinePlace place_of(std::size_t line) const {
        if (!places.empty()) return places[line];
        return {static_cast<float>(line) * line_metrics.pitch, 0};
    }
};

/// The parts of a row that were asked for.
struct RowParts {
    bool unfolded = false;  // all lines of a long text
    bool earlier = false;   // the texts before the edits
};

/// The input of a layout besides its row.
struct RowLayoutContext {
    const ViewState& view_state;
    float text_width = 0;
    std::uint64_t unread_at = 0;  // the entry below the unread line; 0: none
};

/// Returns the layout of a row of the timeline.
RowLayout layout_row(const RowLayoutContext& context, std::size_t index, const RowParts& parts);
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

/// Returns the conversation of a row's entry, which may be another one than is open; null for
/// other rows.
const client::ConversationState* conversation_of(const ViewState& view_state, const Row& row);
/// Returns the entry of a row; null for other rows.
const Entry* entry_of(const ViewState& view_state, const Row& row);
/// Returns the height of a row whose entry is not here, in pixels: that of a usual message.
std::int32_t absent_height();
/// Returns an estimate for a row that was not measured yet, in pixels.
std::int32_t estimated_height(const ViewState& view_state, const Row& row, float text_width);

}  // namespace indaba::ui
