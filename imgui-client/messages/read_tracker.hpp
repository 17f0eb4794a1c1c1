#pragma once
/// The entries that the user has not read: where the unread line stands, how many entries of others
/// follow it, and which entries were never in sight. Used by the message view, once in each frame.
/// Pure: it gets the frame's number and the scroll position passed.
#include <cstddef>
#include <cstdint>
#include <optional>

#include "imgui-client/messages/unread_line.hpp"
#include "imgui-client/view_state/intents.hpp"
#include "imgui-client/view_state/view_state.hpp"

namespace indaba::ui {

class ReadTracker {
 public:
    /// `frame` counts all frames of the window, also those in which another conversation is shown.
    void begin_frame(const ViewState& view_state, int frame, bool at_end);
    /// Allows one more first_scroll(). `new_history`: the numbers name other entries now.
    void rows_were_replaced(bool new_history);

    /// The first entry of somebody else after the unread line; 0: none.
    std::uint64_t first_unread() const { return first_unread_; }
    /// Entries of others after the unread line and after the last own one, since who answers has
    /// read; counting stops at about 1000.
    std::size_t unread() const { return unread_; }
    /// Entries of others that came after the newest one that was ever in sight; at most about 1000.
    std::uint64_t unseen(const ViewState& view_state) const;

    /// Returns, once, the row of the unread line that the first display scrolls to, and the first
    /// one after another conversation was open; nullopt while few unread entries are on their way,
    /// later, and when the display does not show the end.
    std::optional<std::size_t> first_scroll(const ViewState& view_state, bool at_end);
    /// Marks the conversation read while its end is in sight.
    void mark_read(const ViewState& view_state, bool at_end, Intents& intents) const;

 private:
    void count_unread(const ViewState& view_state);

    UnreadLine line_;
    int last_frame_ = -1;
    std::uint64_t first_unread_ = 0;
    std::size_t unread_ = 0;
    bool scrolled_ = false;
};

}  // namespace indaba::ui
