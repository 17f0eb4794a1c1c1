#include "imgui-client/messages/messages_view.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>

#include "imgui-client/input/compat.hpp"
#include "imgui-client/messages/message_menu.hpp"
#include "imgui-client/messages/message_scroll.hpp"
#include "imgui-client/messages/message_scroll_bar.hpp"
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

/// Returns the pixels above the first row, where draw_lead() draws.
float lead_height() { return px(64); }

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
    std::optional<RowOrder> current;          // the row that keys act on
    float pending_scroll = 0;                 // pixels
    bool to_begin = false;                    // scroll to the first row in the next frame
    std::optional<std::uint64_t> posts_sent;  // by the timeline, at the last frame
    RowOrder first_in_sight;                  // of the last frame, and its upper edge
    float first_top = 0;

    // ---- of this frame
    const ViewState* view_state = nullptr;
    MessageViewport viewport;
    bool marks_current = false;

    std::int32_t measure(std::size_t row) { return rows.measure(row, scroll.heights); }
    MessageScroll::Measure measure_callback() {
        return [this](std::size_t row) { return measure(row); };
    }
    void begin_frame(const ViewState& now, const Rect& view, bool interactive);
    void sync_rows();
    void replace_rows();
    void scroll_to_first_unread();

    void keys(bool focused);
    void move_current(int step);
    void open_menu_at_current();
    void copy_to_clipboard();
    void copy_row(const RowOrder& order);

    bool is_empty_conversation() const;
    DisplayText empty_title() const;
    void draw_lead(float top) const;
    void draw_empty() const;
    void draw_rows(Intents& intents);
    void draw_pending(float top, Intents& intents);
    void handle_press(const RowLayout& layout, const RowOrder& order, const RowPress& press,
                      Intents& intents);
    bool shows_newest_pill() const;
    Rect pill_area() const;
    void draw_pill();
    void draw_menu(Intents& intents);
    void toggle_fold(const RowOrder& order);
    void request_older(Intents& intents) const;
};

// ---- the rows of this frame --------------------------------------------------------------------

void MessagesView::State::begin_frame(const ViewState& now, const Rect& view, bool interactive) {
    view_state = &now;
    viewport.view = view;
    viewport.interactive = interactive;
    viewport.text_left = view.min.x + px(80);
    viewport.text_width =
        std::max(px(80), std::min(view.width() - px(80) - px(40), px(max_text_width)));
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
    if (compat::key_pressed(KeyboardKey::enter)) open_menu_at_current();
    if (compat::key_pressed(KeyboardKey::page_up, true)) pending_scroll -= message_page(view);
    if (compat::key_pressed(KeyboardKey::page_down, true)) pending_scroll += message_page(view);
    if (compat::key_pressed(KeyboardKey::home)) scroll.to_begin();
    if (compat::key_pressed(KeyboardKey::end)) scroll.to_end();
    if (ImGui::GetIO().KeyCtrl && compat::key_pressed(KeyboardKey::c)) copy_to_clipboard();
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

/// Makes the next or previous message the current one and scrolls until all of it is in sight.
/// Starts from the lowest message in sight when the current one is out of sight.
void MessagesView::State::move_current(int step) {
    const std::size_t count = scroll.heights.size();
    if (count == 0) return;
    scroll.resolve(viewport.view.height(), lead_height(), pending.height(), measure_callback());
    const std::size_t first = scroll.first_row();
    float top = scroll.first_top(measure_callback());
    std::size_t last = first;
    for (float y = top; last + 1 < count; ++last) {
        y += static_cast<float>(measure(last));
        if (y >= viewport.view.height()) break;
    }
    const auto before = current ? rows.row_of(*current) : std::nullopt;
    std::size_t row = last;
    if (before && *before >= first && *before <= last)
        row = step < 0 ? *before - (*before > 0) : std::min(*before + 1, count - 1);
    current = rows.order_of(row);
    // One step leads at most one row beyond either edge of the view.
    if (row < first) top -= static_cast<float>(measure(row));
    for (std::size_t each = first; each < row; ++each) top += static_cast<float>(measure(each));
    const float below = top + static_cast<float>(measure(row)) - viewport.view.height();
    if (top < 0)
        pending_scroll += top;
    else if (below > 0)
        pending_scroll += std::min(below, top);
}

void MessagesView::State::open_menu_at_current() {
    const auto row = current ? rows.row_of(*current) : std::nullopt;
    if (!row || rows.layout(*row).kind != RowLayout::Kind::message) return;
    menu.open({viewport.text_left, viewport.view.centre().y}, *current);
}

// ---- drawing --------------------------------------------------------------------------------

/// Draws, above the first row, that older messages are being loaded or that there are none.
void MessagesView::State::draw_lead(float top) const {
    const client::ConversationState* state =
        view_state->model ? view_state->model->find(view_state->open) : nullptr;
    const std::uint64_t first = view_state->timeline->first_number();
    DisplayText words;
    if (first == 0)
        words = empty_title();
    else if (state && first > state->first && !view_state->older_refused.empty())
        words = ours("Earlier messages cannot be read: ") + display_line(view_state->older_refused);
    else if (state && first > state->first)
        words = ours("Loading earlier messages…");
    else if (view_state->whisper_to)
        words = ours("This is the beginning of your whispers with ") +
                name_in_sentence(view_state->whisper_to_name) + ours(".");
    else
        words = ours("This is the beginning of #lobby.");
    paint::text_truncated({viewport.text_left, top + px(24)}, viewport.text_width, TextStyle::small,
                          palette().muted, words);
}

bool MessagesView::State::is_empty_conversation() const {
    const client::ConversationState* state = view_state->model->find(view_state->open);
    return !state || state->number < state->first;
}

/// Returns what is to be said while no entry is shown.
DisplayText MessagesView::State::empty_title() const {
    if (is_empty_conversation()) return ours("Nothing has been said here yet.");
    if (view_state->older_refused.empty()) return ours("Loading…");
    return ours("Messages cannot be read: ") + display_line(view_state->older_refused);
}

/// Draws what replaces the rows while there are none.
void MessagesView::State::draw_empty() const {
    const Palette& p = palette();
    const bool loads = !is_empty_conversation();
    const DisplayText title = empty_title();
    DisplayText more;
    if (!loads && view_state->whisper_to)
        more = ours("Only you and ") + name_in_sentence(view_state->whisper_to_name) +
               ours(" can read this.");
    else if (!loads)
        more = ours("Everyone on the server can read this, including people who join later.");
    const ImVec2 middle = viewport.view.centre();
    const auto centred = [&](float down, TextStyle style, Colour colour, DisplayTextView words) {
        const float width = std::min(text_width(style, words), viewport.view.width() - px(40));
        paint::text_truncated({middle.x - width / 2, middle.y + down}, width, style, colour, words);
    };
    const Rect disc{{middle.x - px(32), middle.y - px(92)}, {middle.x + px(32), middle.y - px(28)}};
    paint::box(disc, view_state->whisper_to ? p.whisper_surface : p.chosen, px(32));
    paint::text_centred(disc, TextStyle::large, view_state->whisper_to ? p.whisper_text : p.muted,
                        view_state->whisper_to ? icon::talk : icon::hash);
    centred(-px(12), TextStyle::title, p.text, title);
    centred(px(20), TextStyle::small, p.muted, more);
}

void MessagesView::State::draw_rows(Intents& intents) {
    float top = viewport.view.min.y + scroll.first_top(measure_callback());
    if (scroll.first_row() < scroll.heights.size())
        first_in_sight = rows.order_of(scroll.first_row());
    first_top = top - viewport.view.min.y;
    if (scroll.first_row() == 0) draw_lead(top - lead_height());
    for (std::size_t row = scroll.first_row();
         row < scroll.heights.size() && top < viewport.view.max.y; ++row) {
        const RowOrder order = rows.order_of(row);
        const RowLayout& layout = rows.layout(row);
        const std::string id = std::to_string(order.entry) + "." + std::to_string(order.place);
        const RowPress press =
            paint_row(layout, top, viewport, id, selection.in(order, layout.text.size()),
                      marks_current && current == order);
        if (!bar.dragging())
            selection.update(order, layout, top, row + 1 == scroll.heights.size(), viewport);
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
        intents.push_back(OpenConversation{layout.author});
    if (!press.link.empty()) intents.push_back(OpenLink{press.link});
    if (press.right) menu.open(ImGui::GetIO().MousePos, order);
    if (press.fold) toggle_fold(order);
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

Rect MessagesView::State::pill_area() const {
    const float middle = (viewport.view.min.x + viewport.view.max.x) / 2, half = px(60);
    return {{std::floor(middle - half), viewport.view.max.y - px(42)},
            {std::floor(middle + half), viewport.view.max.y - px(12)}};
}

/// Draws "3 new" or "Newest" while the end is out of sight; a click scrolls there.
void MessagesView::State::draw_pill() {
    const Palette& p = palette();
    const std::uint64_t fresh = reading.unseen(*view_state);
    const DisplayText words = fresh > 0
                                  ? icon::down + ours(" ") + display_number(fresh) + ours(" new")
                                  : icon::down + ours(" Newest");
    const Rect pill = pill_area();
    const Press press = press_area("new-pill", pill);
    paint::box(pill, fresh > 0 ? p.accent : p.chosen, px(15));
    paint::text_centred(pill, TextStyle::label, fresh > 0 ? p.on_accent : p.text, words);
    if (press.clicked) scroll.to_end();
}

void MessagesView::State::draw_menu(Intents& intents) {
    const std::optional<RowOrder> order = menu.row();
    if (!order) return;
    const auto row = rows.row_of(*order);
    if (!row) return menu.close();
    const RowLayout layout = rows.layout(*row);
    const auto item =
        menu.draw(layout, layout.author == view_state->model->me(), viewport.view, marks_current);
    if (!item) return;
    switch (item->what) {
        case MessageMenu::What::copy:
            return copy_row(*order);
        case MessageMenu::What::whisper:
            return intents.push_back(OpenConversation{layout.author});
        case MessageMenu::What::open:
            return intents.push_back(OpenLink{item->url});
        case MessageMenu::What::fold:
            return toggle_fold(*order);
    }
}

/// Requests the older page before the user has scrolled to the first row.
void MessagesView::State::request_older(Intents& intents) const {
    const Timeline& timeline = *view_state->timeline;
    const client::ConversationState* state = view_state->model->find(view_state->open);
    if (!state || timeline.last_number() == 0) return;
    const bool near_begin =
        scroll.above(lead_height()) < static_cast<std::int64_t>(viewport.view.height());
    const bool more = timeline.first_number() > state->first;
    if (near_begin && more && !view_state->older_loading && view_state->older_refused.empty() &&
        view_state->connection.state == ConnectionStatus::State::ready)
        intents.push_back(LoadOlder{view_state->open});
}

// ---- the view -------------------------------------------------------------------------------

MessagesView::MessagesView() : state_(std::make_unique<State>()) {}
MessagesView::~MessagesView() = default;

void MessagesView::draw(const ViewState& view_state, const Rect& area, bool focused,
                        Intents& intents) {
    if (!view_state.timeline || !view_state.model || area.height() < 1) return;
    State& state = *state_;
    state.begin_frame(view_state, area, ImGui::GetIO().MousePos.x > -1e6f);
    state.keys(focused);
    state.pending_scroll += state.selection.begin_frame(state.viewport, state.scroll.at_end());
    if (state.pending_scroll != 0) state.scroll.move(std::exchange(state.pending_scroll, 0.0f));
    state.scroll.resolve(area.height(), lead_height(), state.pending.height(),
                         state.measure_callback());
    // The menu and the pill lie above the rows and take the mouse from them.
    const bool interactive = state.viewport.interactive;
    const bool over_pill =
        state.shows_newest_pill() && state.pill_area().has(ImGui::GetIO().MousePos);
    state.viewport.interactive = interactive && !state.menu.row() && !over_pill;
    state.marks_current = focused;
    ImGui::PushClipRect(area.min, area.max, true);
    if (view_state.timeline->size() == 0 && state.pending.rows().empty())
        state.draw_empty();
    else
        state.draw_rows(intents);
    state.viewport.interactive = interactive;
    state.pending_scroll +=
        state.bar.draw(area, interactive, lead_height(), state.pending.height(), state.scroll);
    if (state.shows_newest_pill()) state.draw_pill();
    state.draw_menu(intents);
    ImGui::PopClipRect();
    state.request_older(intents);
    state.reading.mark_read(view_state, state.scroll.at_end(), intents);
}

void MessagesView::scroll_by(float pixels) { state_->pending_scroll += pixels; }
void MessagesView::close_menu() { state_->menu.close(); }
bool MessagesView::menu_open() const { return state_->menu.row().has_value(); }
void MessagesView::scroll_to_begin() { state_->to_begin = true; }
void MessagesView::scroll_to_end() { state_->scroll.to_end(); }
bool MessagesView::drag_scrolls() const { return state_->selection.scrolls(); }
bool MessagesView::at_end() const { return state_->scroll.at_end(); }

}  // namespace indaba::ui
