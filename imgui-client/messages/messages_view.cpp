#include "imgui-client/messages/messages_view.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>

#include "imgui-client/display_text/message_link.hpp"
#include "imgui-client/input/compat.hpp"
#include "imgui-client/messages/message_actions.hpp"
#include "imgui-client/messages/message_lead.hpp"
#include "imgui-client/messages/message_menu.hpp"
#include "imgui-client/messages/message_scroll.hpp"
#include "imgui-client/messages/message_scroll_bar.hpp"
#include "imgui-client/messages/message_toolbar.hpp"
#include "imgui-client/messages/newest_pill.hpp"
#include "imgui-client/messages/older_messages.hpp"
#include "imgui-client/messages/pending_rows.hpp"
#include "imgui-client/messages/read_tracker.hpp"
#include "imgui-client/messages/row_cache.hpp"
#include "imgui-client/messages/row_paint.hpp"
#include "imgui-client/messages/selection_input.hpp"

namespace indaba::ui {
namespace {

constexpr float max_text_width = 760;

/// Puts what was said into the clipboard, which cannot hold a NUL character: a picture of it stands
/// in its place.
void copy_said(std::string text) {
    for (std::size_t at = text.find('\0'); at != std::string::npos; at = text.find('\0', at))
        text.replace(at, 1, "␀");
    compat::set_clipboard(text);
}

}  // namespace

struct MessagesView::State {
    // ---- kept from frame to frame
    MessageScroll scroll;
    RowCache rows;
    PendingRows pending;
    ReadTracker reading;
    MessageScrollBar bar;
    SelectionInput selection;
    MessageMenu menu;
    MessageToolbar toolbar;
    std::optional<RowOrder> current;  // the row that keys act on
    float pending_scroll = 0;         // pixels
    std::optional<ComposedAbout> composed_about;
    std::uint64_t jump = 0;                   // the message to scroll to; 0: none
    bool to_begin = false;                    // scroll to the first row in the next frame
    std::optional<std::uint64_t> posts_sent;  // by the timeline, at the last frame
    RowOrder first_in_sight;                  // of the last frame, and its upper edge
    float first_top = 0;

    // ---- of this frame
    const ViewState* view_state = nullptr;
    MessageViewport viewport;
    bool marks_current = false, keeps_mark = false;  // also without the focus
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
    void jump_step(Intents& intents);

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
    void request_older(Intents& intents) const;
};

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
        scroll.prepended(rows.sync(scroll.heights));
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

/// On first display, scrolls to the unread line if the rows below it do not fit; otherwise to the
/// end.
void MessagesView::State::scroll_to_first_unread() {
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
    if (io.KeyCtrl && !io.KeyShift && compat::key_pressed(KeyboardKey::c)) copy_to_clipboard();
    if (compat::key_pressed(KeyboardKey::enter) && !io.KeyShift) open_menu_at_current();
    const auto row = current ? rows.row_of(*current) : std::nullopt;
    if (!row || rows.layout(*row).kind != RowLayout::Kind::message) return;
    const RowLayout& layout = rows.layout(*row);
    if (io.KeyCtrl && io.KeyShift && compat::key_pressed(KeyboardKey::c))
        compat::set_clipboard(link_of(*view_state, layout));
    if (io.KeyShift && compat::key_pressed(KeyboardKey::enter))
        begin_to_compose(ComposedAbout::Kind::reply, layout);
    // While there are refused messages, the key is for the last of them.
    if (io.KeyCtrl && compat::key_pressed(KeyboardKey::e) &&
        view_state->timeline->refused().empty())
        begin_to_compose(ComposedAbout::Kind::edit, layout);
    if (compat::key_pressed(KeyboardKey::del) && may_change(layout))
        menu.open_to_delete({viewport.text_left, viewport.view.centre().y}, *current);
}

/// A message is answered and edited in its own conversation only.
void MessagesView::State::begin_to_compose(ComposedAbout::Kind kind, const RowLayout& layout) {
    const bool may = kind == ComposedAbout::Kind::edit ? may_change(layout) : is_alive(layout);
    if (may && layout.conversation == view_state->open)
        composed_about = ComposedAbout{kind, layout.number};
}

/// Goes towards the message to scroll to: loads older pages until it is there.
void MessagesView::State::jump_step(Intents& intents) {
    if (jump == 0) return;
    if (jump < view_state->timeline->first_number() && can_load_older(*view_state))
        return load_older(*view_state, intents);
    const RowOrder order{std::exchange(jump, 0), 0};
    const auto row = rows.row_of(order);
    if (!row) return;
    current = order;
    marks_current = true;
    scroll.to_row(*row, std::floor(viewport.view.height() / 3), measure_callback());
}

/// Copies the selection, or all of the current message when there is none.
void MessagesView::State::copy_to_clipboard() {
    std::string text = selection.text(rows);
    if (!text.empty()) return copy_said(std::move(text));
    if (current) copy_row(*current);
}

void MessagesView::State::copy_row(const RowOrder& order) {
    const auto row = rows.row_of(order);
    if (!row) return;
    const RowLayout layout = rows.unfolded_layout(*row);
    copy_said(rows.said(*row, layout, 0, layout.text.size()));
}

void MessagesView::State::copy_block(const RowOrder& order, const RowLayout& layout,
                                     const TextBlock& block) {
    const auto row = rows.row_of(order);
    if (row) copy_said(rows.said_within(*row, layout, block.begin, block.end));
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

void MessagesView::State::open_menu_at_current() {
    const auto row = current ? rows.row_of(*current) : std::nullopt;
    if (!row || rows.layout(*row).kind != RowLayout::Kind::message) return;
    menu.open({viewport.text_left, viewport.view.centre().y}, *current);
}

// ---- drawing --------------------------------------------------------------------------------

void MessagesView::State::draw_rows(Intents& intents) {
    float top = viewport.view.min.y + scroll.first_top(measure_callback());
    if (scroll.first_row() < scroll.heights.size())
        first_in_sight = rows.order_of(scroll.first_row());
    first_top = top - viewport.view.min.y;
    const std::size_t count = scroll.heights.size();
    const std::size_t last = count == 0 ? 0 : scroll.heights.nearest_with_height(count - 1, true);
    if (scroll.first_row() == 0) draw_lead(*view_state, viewport, top - lead_height());
    for (std::size_t row = scroll.first_row(); row < count && top < viewport.view.max.y; ++row) {
        if (scroll.heights.at(row) == 0) continue;
        const RowOrder order = rows.order_of(row);
        const bool goes_on = group_goes_on(row);
        const RowLayout& layout = rows.layout(row);
        const std::string id = std::to_string(order.entry) + "." + std::to_string(order.place);
        const RowMarks marks{marks_current && current == order,
                             toolbar.is_under_mouse() && toolbar.row() == order, !goes_on};
        const RowPress press =
            paint_row(layout, top, viewport, id, selection.in(order, layout.text.size()), marks);
        toolbar.offer(order, layout, top, press.hovered, layout.conversation != view_state->open);
        if (!bar.dragging()) selection.update(order, layout, top, row == last, viewport);
        handle_press(layout, order, press, intents);
        top += static_cast<float>(measure(row));
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

void MessagesView::State::handle_press(const RowLayout& layout, const RowOrder& order,
                                       const RowPress& press, Intents& intents) {
    if (press.author && layout.author != view_state->model->me())
        intents.push_back(OpenConversation{{layout.author}});
    if (!press.link.empty()) open_link(press.link, intents);
    if (press.right) menu.open(ImGui::GetIO().MousePos, order);
    if (press.fold) toggle_fold(order);
    if (press.jump_to != 0) jump = press.jump_to;
    if (press.chip) intents.push_back(reaction_to(layout, layout.chips[*press.chip].emoji));
    if (press.copy) copy_block(order, layout, layout.blocks[*press.copy]);
}

/// Opens a web address, or goes to a message.
void MessagesView::State::open_link(const std::string& url, Intents& intents) {
    const auto message = parse_message_link(url);
    if (!message)
        intents.push_back(OpenLink{url});
    else if (message->conversation == view_state->open &&
             message->server == view_state->connection.server)
        jump = message->number;
    else
        intents.push_back(OpenMessage{message->server, message->conversation, message->number});
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

void MessagesView::State::draw_toolbar() {
    const auto row = toolbar.row() ? rows.row_of(*toolbar.row()) : std::nullopt;
    const auto clicked = row ? toolbar.draw(viewport.view) : std::nullopt;
    if (!clicked) return;
    current = toolbar.row();
    if (*clicked == MessageToolbar::What::reply)
        begin_to_compose(ComposedAbout::Kind::reply, rows.layout(*row));
    else if (*clicked == MessageToolbar::What::edit)
        begin_to_compose(ComposedAbout::Kind::edit, rows.layout(*row));
    else if (*clicked == MessageToolbar::What::react)
        menu.open_to_react(ImGui::GetIO().MousePos, *current);
    else
        menu.open(ImGui::GetIO().MousePos, *current);
}

void MessagesView::State::draw_menu(Intents& intents) {
    const std::optional<RowOrder> order = menu.row();
    if (!order) return;
    const auto row = rows.row_of(*order);
    if (!row) return menu.close();
    const RowLayout layout = rows.layout(*row);
    const auto item =
        menu.draw(layout, layout.conversation != view_state->open, viewport.view, marks_current);
    if (!item) return;
    switch (item->what) {
        case MessageMenu::What::copy:
            return copy_row(*order);
        case MessageMenu::What::whisper:
            return intents.push_back(OpenConversation{{layout.author}});
        case MessageMenu::What::open:
            return open_link(item->value, intents);
        case MessageMenu::What::react:
            return intents.push_back(reaction_to(layout, item->value));
        case MessageMenu::What::reply:
            return begin_to_compose(ComposedAbout::Kind::reply, layout);
        case MessageMenu::What::edit:
            return begin_to_compose(ComposedAbout::Kind::edit, layout);
        case MessageMenu::What::earlier:
            return rows.toggle_earlier(*order);
        case MessageMenu::What::copy_link:
            return compat::set_clipboard(link_of(*view_state, layout));
        case MessageMenu::What::erase:
            return push_deletion(layout, intents);
        case MessageMenu::What::fold:
            return toggle_fold(*order);
    }
}

/// Requests the older page before the user has scrolled to the first row.
void MessagesView::State::request_older(Intents& intents) const {
    const auto view = static_cast<std::int64_t>(viewport.view.height());
    if (scroll.above(lead_height()) < view && can_load_older(*view_state))
        load_older(*view_state, intents);
}

// ---- the view -------------------------------------------------------------------------------

MessagesView::MessagesView() : state_(std::make_unique<State>()) {}
MessagesView::~MessagesView() = default;

void MessagesView::draw(const ViewState& view_state, const Rect& area, bool focused,
                        Intents& intents) {
    if (!view_state.timeline || !view_state.model || area.height() < 1) return;
    State& state = *state_;
    state.begin_frame(view_state, area, ImGui::GetIO().MousePos.x > -1e6f);
    state.marks_current = focused || state.keeps_mark;
    state.keys(focused);
    state.jump_step(intents);
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
    if (state.shows_newest_pill() && draw_newest_pill(area, state.reading.unseen(view_state)))
        state.scroll.to_end();
    state.draw_menu(intents);
    ImGui::PopClipRect();
    state.request_older(intents);
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
void MessagesView::keep_mark(bool keeps) { state_->keeps_mark = keeps; }
void MessagesView::scroll_to_begin() { state_->to_begin = true; }
void MessagesView::scroll_to_end() { state_->scroll.to_end(); }
bool MessagesView::drag_scrolls() const { return state_->selection.scrolls(); }
bool MessagesView::at_end() const { return state_->scroll.at_end(); }

}  // namespace indaba::ui
