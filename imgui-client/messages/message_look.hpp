#pragma once
/// One row of the message view, measured: what stands above it (a day, the unread line, name and
/// time), its text as lines, its height. Depends on the row before it. Draws nothing.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "imgui-client/text/text_layout.hpp"
#include "imgui-client/unicode/links.hpp"
#include "imgui-client/view_state/scene.hpp"

namespace indaba::ui {

/// Longer texts are folded; all of it is shown on demand.
constexpr std::size_t most_lines_unfolded = 30;
constexpr std::size_t lines_when_folded = 20;

struct MessageLook {
    enum class Kind { said, presence, note, waiting, refused };
    Kind kind = Kind::said;

    // above
    std::string day;  // a day line, when not empty
    bool unread_line = false;
    bool head = false;  // avatar, name, time

    // who and when
    Account author{};
    std::string name;  // shown
    WallMs at = 0;
    std::uint64_t number = 0;  // 0: has none
    bool whisper = false;
    std::string chip;  // "whispers to you", at the head of a whisper
    MessageId id{};    // of a waiting or refused post

    // the text
    std::string shown;
    Lines lines;  // those that are drawn
    std::size_t all_lines = 0;
    bool own = false;
    bool muted = false;  // a kind that this version cannot show
    bool warning = false;
    std::vector<LinkSpan> links;
    std::string reason;  // why it was refused, as lines of the text's width
    Lines reason_lines;

    // in pixels, from the row's top
    float text_top = 0;
    float card_top = 0;  // where a whisper's surface begins
    std::int32_t height = 0;
    bool folds() const { return all_lines > most_lines_unfolded; }
    /// "Show all 10,000 lines", or less.
    std::string fold_words() const;
};

/// How wide the view is, and what in it is unfolded.
struct LookContext {
    const Scene& scene;
    float text_width = 0;
    std::uint64_t unread_at = 0;  // the entry below the unread line; 0: none
};

MessageLook look_of_row(const LookContext& context, std::size_t index, bool unfolded);
/// What waits for its receipt; `head`: the first of those.
MessageLook look_of_waiting(const LookContext& context, const client::OutboxRow& row, bool head);
MessageLook look_of_refused(const LookContext& context, const RefusedPost& refused);

/// The entry that a row shows, of whichever conversation; nothing for other rows.
const Entry* entry_of(const Scene& scene, const Row& row);
/// A guess for rows that nobody has seen yet.
std::int32_t estimated_height(const Scene& scene, const Row& row, float text_width);

}  // namespace indaba::ui
