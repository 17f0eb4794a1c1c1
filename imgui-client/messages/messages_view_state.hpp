#pragma once
/// The state of a message view: what is kept from frame to frame, and what belongs to the present
/// one. Used by messages_view.cpp (rows, keys, drawing) and messages_view_actions.cpp (what is done
/// with a message: copying, menu, toolbar, links).
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "imgui-client/messages/absent_rows.hpp"
#include "imgui-client/messages/message_menu.hpp"
#include "imgui-client/messages/message_scroll.hpp"
#include "imgui-client/messages/message_scroll_bar.hpp"
#include "imgui-client/messages/message_toolbar.hpp"
#include "imgui-client/messages/messages_view.hpp"
#include "imgui-client/messages/pending_rows.hpp"
#include "imgui-client/messages/read_tracker.hpp"
#include "imgui-client/messages/row_cache.hpp"
#include "imgui-client/messages/row_paint.hpp"
#include "imgui-client/messages/selection_input.hpp"

namespace indaba::ui {

struct MessagesView::State {
    // ---- kept from frame to frame
    MessageScroll scroll;
    RowCache rows;
    PendingRows pending;
    ReadTracker reading;
    MessageScrollBar bar;
    AbsentRows absent;
    SelectionInput selection;
    MessageMenu menu;
    MessageToolbar toolbar;
    std::optional<RowOrder> current;  // the row that keys act on
    float pending_scroll = 0;         // pixels
    std::optional<ComposedAbout> composed_about;
    std::uint64_t jump = 0;                   // the message to scroll to; 0: none
    bool to_begin = false;                    // scroll to the first row in the next frame
    std::optional<std::uint64_t> posts_sent;  // by the timeline, at the last frame
    std::uint64_t found = 0;                  // the present hit of the search; 0: none
    RowOrder first_in_sight, last_in_sight;   // of the last frame, and the first one's upper edge
    float first_top = 0;
    /// The first row in sight of the last frame that was not absent, if others above it were, and
    /// its lower edge: it stays in its place when those come.
    std::optional<RowOrder> anchor;
    float anchor_bottom = 0;
    bool placed = false;      // at ViewState::place
    std::uint64_t place = 0;  // that was kept last
    int last_frame = 0;       // of ImGui

    // ---- of this frame
    const ViewState* view_state = nullptr;
    MessageViewport viewport;
    bool marks_current = false;
    bool shows_absent = false, lacks_quote = false;  // in sight
    std::int32_t measure(std::size_t row) { return rows.measure(row, scroll.heights); }
    MessageScroll::Measure measure_callback() {
        return [this](std::size_t row) { return measure(row); };
    }
    void begin_frame(const ViewState& now, const Rect& view, bool interactive);
    void sync_rows();
    void replace_rows();
    void scroll_to_first_unread();

    void keys(bool focused);
    void message_keys();
    void move_current(int step);
    void open_menu_at_current();
    void copy_to_clipboard();
    void copy_row(const RowOrder& order);
    void copy_block(const RowOrder& order, const RowLayout& layout, const TextBlock& block);
    void begin_to_compose(ComposedAbout::Kind kind, const RowLayout& layout);
    void jump_step();

    void draw_rows(Intents& intents);
    void draw_pending(float top, Intents& intents);
    void handle_press(const RowLayout& layout, const RowOrder& order, const RowPress& press,
                      Intents& intents);
    bool shows_newest_pill() const;
    bool group_goes_on(std::size_t row);
    void draw_toolbar();
    void draw_menu(Intents& intents);
    void toggle_fold(const RowOrder& order);
    void open_link(const std::string& url, Intents& intents);
    void stay_at_anchor();
    void keep_anchor(const RowOrder& order, bool is_absent, float bottom);
    void ask_for_absent(Intents& intents);
    void keep_place(Intents& intents);
};

}  // namespace indaba::ui
