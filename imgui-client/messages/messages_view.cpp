#include "imgui-client/messages/messages_view.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>

#include "imgui-client/input/compat.hpp"
#include "imgui-client/messages/message_actions.hpp"
#include "imgui-client/messages/message_lead.hpp"
#include "imgui-client/messages/messages_view_state.hpp"
#include "imgui-client/messages/newest_pill.hpp"

namespace indaba::ui {
namespace {

constexpr float max_text_width = 760;

}  // namespace

// ---- the rows of this frame --------------------------------------------------------------------

void MessagesView::State::begin_frame(const ViewState& now, const Rect& view, bool interactive) {
    view_state = &now;
    viewport.view = view;
    viewport.interactive = interactive;
    viewport.text_left = view.min.x + px(80);
    viewport.text_width =
        std::max(px(80), std::min(view.width() - px(80) - px(54), px(max_text_width)));
    if (rows.begin_frame(now, viewport.text_width)) pending.discard_layouts();
    sync_rows();
    stay_at_anchor();
    reading.begin_frame(now, ImGui::GetFrameCount(), scroll.at_end());
    rows.set_unread_at(reading.first_unread());
    viewport.unread = reading.unread();
    pending.update(rows.context());
    scroll_to_first_unread();
    // A post that the user has just sent must be in sight, also when its receipt is here already.
    const std::uint64_t sent = now.timeline->posts_sent();
    if (posts_sent && *posts_sent != sent) scroll.to_end();
    posts_sent = sent;
}

void MessagesView::State::sync_rows() {
    if (rows.rows_were_replaced())
        replace_rows();
    else
        rows.sync(scroll.heights);
}

void MessagesView::State::stay_at_anchor() {
    const auto row = anchor && !scroll.at_end() ? rows.row_of(*anchor) : std::nullopt;
    if (row) scroll.to_lower_edge(*row, anchor_bottom);
    anchor.reset();
}

void MessagesView::State::keep_anchor(const RowOrder& order, bool is_absent, float bottom) {
    if (is_absent) {
        shows_absent = true;
    } else if (shows_absent && !anchor) {
        anchor = order;
        anchor_bottom = bottom - viewport.view.min.y;
    }
}

/// Takes over rows that were arranged anew. What names a row that is still there stays.
void MessagesView::State::replace_rows() {
    const bool new_history = rows.history_was_replaced(), was_at_end = scroll.at_end();
    scroll.clear();
    rows.clear();
    rows.sync(scroll.heights);
    const auto first = new_history ? std::nullopt : rows.row_of(first_in_sight);
    if (first && !was_at_end) scroll.to_row(*first, first_top, measure_callback());
    if (!first) reading.rows_were_replaced(new_history);
    if (new_history || (current && !rows.row_of(*current))) current.reset();
    if (new_history || (menu.row() && !rows.row_of(*menu.row()))) menu.close();
    if (new_history)
        selection.clear();
    else
        selection.keep_within(rows);
}

/// On first display, scrolls to the place of the last session, or to the unread line if the rows
/// below it do not fit; otherwise to the end.
void MessagesView::State::scroll_to_first_unread() {
    if (view_state->place != 0 && !std::exchange(placed, scroll.heights.size() > 0))
        if (const auto kept = rows.row_of({view_state->place, 0}))
            scroll.to_row(*kept, 0, measure_callback());
    const auto row = reading.first_scroll(*view_state, scroll.at_end());
    if (!row) return;
    const std::int64_t height = scroll.heights.total() - scroll.heights.above(*row);
    if (height > static_cast<std::int64_t>(viewport.view.height()))
        scroll.to_row(*row, 0, measure_callback());
}

// ---- keys -----------------------------------------------------------------------------------

void MessagesView::State::keys(bool focused) {
    const Rect& view = viewport.view;
    if (viewport.interactive && ImGui::IsWindowHovered() && view.has(ImGui::GetIO().MousePos) &&
        ImGui::GetIO().MouseWheel != 0)
        pending_scroll -= ImGui::GetIO().MouseWheel * 3 * line_height(TextStyle::body);
    if (std::exchange(to_begin, false)) scroll.to_begin();
    if (!focused || menu.row()) return;  // an open menu handles the keys
    if (compat::key_pressed(KeyboardKey::up, true) && !ImGui::GetIO().KeyAlt) move_current(-1);
    if (compat::key_pressed(KeyboardKey::down, true) && !ImGui::GetIO().KeyAlt) move_current(1);
    message_keys();
    if (compat::key_pressed(KeyboardKey::page_up, true)) pending_scroll -= message_page(view);
    if (compat::key_pressed(KeyboardKey::page_down, true)) pending_scroll += message_page(view);
    if (compat::key_pressed(KeyboardKey::home)) scroll.to_begin();
    if (compat::key_pressed(KeyboardKey::end)) scroll.to_end();
}

/// Handles the keys that act on the current message.
void MessagesView::State::message_keys() {
    const ImGuiIO& io = ImGui::GetIO();
    const bool shortcut = io.KeyCtrl && !io.KeyAlt;  // with both it is AltGr on Windows
    if (shortcut && !io.KeyShift && compat::key_pressed(KeyboardKey::c)) copy_to_clipboard();
    if (compat::key_pressed(KeyboardKey::enter) && !io.KeyShift) open_menu_at_current();
    const auto row = current ? rows.row_of(*current) : std::nullopt;
    if (!row || rows.layout(*row).kind != RowLayout::Kind::message) return;
    const RowLayout& layout = rows.layout(*row);
    if (shortcut && io.KeyShift && compat::key_pressed(KeyboardKey::c))
        compat::set_clipboard(link_of(*view_state, layout));
    if (io.KeyShift && compat::key_pressed(KeyboardKey::enter))
        begin_to_compose(ComposedAbout::Kind::reply, layout);
    // While there are refused messages, the key is for the last of them.
    if (shortcut && compat::key_pressed(KeyboardKey::e) && view_state->timeline->refused().empty())
        begin_to_compose(ComposedAbout::Kind::edit, layout);
    if (compat::key_pressed(KeyboardKey::del) && may_change(layout))
        menu.open_to_delete({viewport.text_left, viewport.view.centre().y}, *current);
}

/// Goes to the message to scroll to, whether it is here or not.
void MessagesView::State::jump_step() {
    if (jump == 0 || view_state->timeline->last_number() == 0) return;
    const RowOrder order{std::exchange(jump, 0), 0};
    const auto row = rows.reveal(order);
    if (!row) return;
    current = order;
    marks_current = true;
    scroll.resolve(viewport.view.height(), lead_height(), pending.height(), measure_callback());
    const float top = std::floor(viewport.view.height() / 3) - rows.first_hit_top(*row);
    scroll.reveal(*row, top, viewport.view.height(), measure_callback());
}

/// Makes the next or previous message the current one and scrolls until all of it is in sight.
void MessagesView::State::move_current(int step) {
    if (scroll.heights.size() == 0) return;
    scroll.resolve(viewport.view.height(), lead_height(), pending.height(), measure_callback());
    const auto before = current ? rows.row_of(*current) : std::nullopt;
    const MessageScroll::Step way =
        scroll.step_from(before, step, viewport.view.height(), measure_callback());
    current = rows.order_of(way.row);
    pending_scroll += way.pixels;
}

// ---- drawing --------------------------------------------------------------------------------

void MessagesView::State::draw_rows(Intents& intents) {
    float top = viewport.view.min.y + scroll.first_top(measure_callback());
    if (scroll.first_row() < scroll.heights.size())
        first_in_sight = rows.order_of(scroll.first_row());
    first_top = top - viewport.view.min.y;
    shows_absent = lacks_quote = false;
    const std::size_t count = scroll.heights.size();
    const std::size_t last = count == 0 ? 0 : scroll.heights.nearest_with_height(count - 1, true);
    if (scroll.first_row() == 0) draw_lead(*view_state, viewport, top - lead_height());
    for (std::size_t row = scroll.first_row(); row < count && top < viewport.view.max.y; ++row) {
        if (scroll.heights.at(row) == 0) continue;
        const RowOrder order = last_in_sight = rows.order_of(row);
        const bool is_found = found != 0 && order == RowOrder{found, 0};
        const bool goes_on = group_goes_on(row);
        const RowLayout& layout = rows.layout(row);
        if (layout.quote && layout.quote->author == Account{}) lacks_quote = true;
        const std::string id = std::to_string(order.entry) + "." + std::to_string(order.place);
        const RowMarks marks{is_found || (marks_current && current == order),
                             toolbar.is_under_mouse() && toolbar.row() == order, is_found,
                             !goes_on};
        const bool is_absent = layout.kind == RowLayout::Kind::absent;
        if (is_absent) paint_absent(layout, top, viewport);
        const RowPress press =
            paint_row(layout, top, viewport, id, selection.in(order, layout.text.size()), marks);
        toolbar.offer(order, layout, top, press.hovered, layout.conversation != view_state->open);
        if (!bar.dragging()) selection.update(order, layout, top, row == last, viewport);
        handle_press(layout, order, press, intents);  // may end the layout
        top += static_cast<float>(measure(row));
        keep_anchor(order, is_absent, top);
    }
    selection.offer_primary(rows);
    draw_pending(top, intents);
}

void MessagesView::State::draw_pending(float top, Intents& intents) {
    for (const RowLayout* each : pending.rows()) {
        if (top >= viewport.view.max.y) return;
        const RowPress press = paint_row(*each, top, viewport, to_hex(each->id), {0, 0});
        if (press.edit_again) intents.push_back(EditRefused{view_state->open, each->id});
        if (press.dismiss) intents.push_back(DismissRefused{view_state->open, each->id});
        top += static_cast<float>(each->height);
    }
    if (pending.left_out() > 0)
        paint::text({viewport.text_left, top}, TextStyle::small, palette().muted,
                    ours("and ") + display_number(pending.left_out()) + ours(" more wait"));
}

/// Unfolds a long text in place, or folds it without moving the rows below.
void MessagesView::State::toggle_fold(const RowOrder& order) {
    const auto row = rows.row_of(order);
    if (!row) return;
    const std::size_t first = scroll.first_row();
    float top = scroll.first_top(measure_callback());
    for (std::size_t each = first; each < *row; ++each) top += static_cast<float>(measure(each));
    if (rows.toggle_fold(order) && *row >= first) scroll.to_row(*row, top, measure_callback());
}

bool MessagesView::State::shows_newest_pill() const {
    return !scroll.at_end() && view_state->timeline->last_number() > 0;
}

/// Returns whether the next row in sight is another message of the same author.
bool MessagesView::State::group_goes_on(std::size_t row) {
    if (row + 1 >= scroll.heights.size()) return false;
    const std::size_t next = scroll.heights.nearest_with_height(row + 1, false);
    if (next <= row) return false;
    const RowLayout& layout = rows.layout(next);
    return layout.kind == RowLayout::Kind::message && !layout.has_header;
}

void MessagesView::State::ask_for_absent(Intents& intents) {
    if (auto asked = absent.ask(*view_state, rows, scroll, viewport.view.height(), lacks_quote))
        intents.push_back(*asked);
    if (shows_absent) draw_absent_reason(*view_state, viewport);
}

void MessagesView::State::keep_place(Intents& intents) {
    const std::uint64_t number = scroll.at_end() ? 0 : first_in_sight.entry;
    const bool came_back =
        ImGui::GetFrameCount() > std::exchange(last_frame, ImGui::GetFrameCount()) + 1;
    if (came_back) place = 0;
    if (place == number) return;
    place = number;
    intents.push_back(KeepPlace{view_state->open, number});
}

// ---- the view -------------------------------------------------------------------------------

MessagesView::MessagesView() : state_(std::make_unique<State>()) {}
MessagesView::~MessagesView() = default;

void MessagesView::draw(const ViewState& view_state, const Rect& area, bool focused,
                        Intents& intents) {
    if (!view_state.timeline || !view_state.model || area.height() < 1) return;
    State& state = *state_;
    state.begin_frame(view_state, area, ImGui::GetIO().MousePos.x > -1e6f);
    state.marks_current = focused;
    state.keys(focused);
    state.jump_step();
    state.pending_scroll += state.selection.begin_frame(state.viewport, state.scroll.at_end());
    if (state.pending_scroll != 0) state.scroll.move(std::exchange(state.pending_scroll, 0.0f));
    state.scroll.resolve(area.height(), lead_height(), state.pending.height(),
                         state.measure_callback());
    // The menu, the pill and the buttons of a message take the mouse from the rows below.
    const bool interactive = state.viewport.interactive;
    const bool over_pill =
        state.shows_newest_pill() && newest_pill_area(area).has(ImGui::GetIO().MousePos);
    const bool dragged =
        ImGui::IsMouseDown(ImGuiMouseButton_Left) && !state.toolbar.is_under_mouse();
    const bool uncovered = interactive && !state.menu.row() && !over_pill;
    state.toolbar.begin_frame(uncovered && !dragged);
    state.viewport.interactive = uncovered && !state.toolbar.is_under_mouse();
    ImGui::PushClipRect(area.min, area.max, true);
    if (view_state.timeline->size() == 0 && state.pending.rows().empty())
        draw_empty(view_state, state.viewport);
    else
        state.draw_rows(intents);
    if (!dragged) state.draw_toolbar();
    state.viewport.interactive = interactive;
    state.pending_scroll +=
        state.bar.draw(area, interactive, lead_height(), state.pending.height(), state.scroll);
    state.ask_for_absent(intents);
    if (state.shows_newest_pill() && draw_newest_pill(area, state.reading.unseen(view_state)))
        state.scroll.to_end();
    state.draw_menu(intents);
    ImGui::PopClipRect();
    state.keep_place(intents);
    state.reading.mark_read(view_state, state.scroll.at_end(), intents);
}

void MessagesView::scroll_by(float pixels) { state_->pending_scroll += pixels; }
void MessagesView::close_menu() { state_->menu.close(); }
bool MessagesView::menu_open() const { return state_->menu.row().has_value(); }
std::optional<ComposedAbout> MessagesView::take_composed_about() {
    return std::exchange(state_->composed_about, std::nullopt);
}
void MessagesView::forget_texts() {
    state_->rows.forget_layouts();
    state_->pending.discard_layouts();
}
void MessagesView::jump_to(std::uint64_t number) { state_->jump = number; }
void MessagesView::mark_found(std::uint64_t number) { state_->found = number; }
std::pair<std::uint64_t, std::uint64_t> MessagesView::in_sight() const {
    return {state_->first_in_sight.entry, state_->last_in_sight.entry};
}
void MessagesView::scroll_to_begin() { state_->to_begin = true; }
void MessagesView::scroll_to_end() { state_->scroll.to_end(); }
bool MessagesView::drag_scrolls() const { return state_->selection.scrolls(); }
bool MessagesView::at_end() const { return state_->scroll.at_end(); }
std::uint64_t MessagesView::first_in_sight() const { return state_->first_in_sight.entry; }

}  // namespace indaba::ui
