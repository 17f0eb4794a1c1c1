#include "imgui-client/messages/messages_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <unordered_map>
#include <utility>

#include "common/client/text/local_time.hpp"
#include "imgui-client/input/compat.hpp"
#include "imgui-client/messages/message_menu.hpp"
#include "imgui-client/messages/message_scroll.hpp"
#include "imgui-client/messages/message_selection.hpp"
#include "imgui-client/messages/row_paint.hpp"
#include "imgui-client/messages/unread_line.hpp"
#include "imgui-client/unicode/display_text.hpp"

namespace indaba::ui {
namespace {

constexpr std::size_t max_cached_layouts = 512;
constexpr float max_text_width = 760;

}  // namespace

struct MessagesView::State {
    // ---- what is held from frame to frame
    MessageScroll scroll;
    std::uint64_t rows_version = 0, prepended = 0, last_row_version = 0;
    float layouts_width = 0, layouts_scale = 0;
    std::string layouts_day;
    std::uint64_t layouts_names_version = 0;
    std::unordered_map<std::uint64_t, RowLayout> layouts;  // by row, for ever
    std::set<std::uint64_t> unfolded;
    float pending_scroll = 0;
    std::optional<float> thumb_grip;  // dragging the scroll bar: where in its thumb
    bool selecting = false;
    MessageSelection selection;
    MessageMenu menu;
    UnreadLine unread_line;
    bool initial_scroll_done = false;      // where one stopped reading, or at the end
    int last_drawn_frame = -1;             // ImGui's frame
    std::optional<std::uint64_t> current;  // the row that keys act on
    std::map<MessageId, RowLayout> pending_layouts;

    // ---- of this frame
    const ViewState* view_state = nullptr;
    MessageViewport viewport;
    std::vector<const RowLayout*> pending;
    std::size_t pending_left_out = 0;
    std::uint64_t unread_at = 0;
    bool marks_current = false;
    bool layouts_discarded = false;

    std::uint64_t first_id() const { return (1ull << 62) - view_state->timeline->prepended(); }
    std::uint64_t id_of(std::size_t row) const { return first_id() + row; }
    RowLayoutContext context() const { return {*view_state, viewport.text_width, unread_at}; }

    const RowLayout& layout_of(std::size_t row);
    std::int32_t measure(std::size_t row);
    MessageScroll::Measure measure_callback() {
        return [this](std::size_t row) { return measure(row); };
    }
    void sync_rows();
    void reset_rows();
    void add_older_rows();
    void discard_stale_layouts();
    void move_unread_line();
    void count_unread();
    void find_unread_line();
    void layout_pending();
    void scroll_to_first_unread();
    float page() const { return viewport.view.height() - 2 * line_height(TextStyle::body); }
    float lead_height() const;
    float pending_height() const;
    void begin_frame(const ViewState& now, const Rect& view, bool interactive);
    void keys(bool focused);
    void draw_lead(float top) const;
    bool nothing_said() const;
    void draw_empty() const;
    void draw_rows(Intents& intents);
    void draw_pending(float top, Intents& intents);
    void handle_press(const RowLayout& layout, std::uint64_t id, const RowPress& press,
                      Intents& intents);
    void draw_bar();
    void drag_bar(const Rect& track, const Rect& thumb);
    bool shows_newest_pill() const;
    Rect pill_area() const;
    void draw_pill();
    void draw_menu(Intents& intents);
    void toggle_fold(std::uint64_t id);
    void move_current(int step);
    void open_menu_at_current();
    std::optional<std::size_t> row_of(std::uint64_t id) const;
    void update_selection(std::size_t row, const RowLayout& layout, float top);
    void scroll_while_selecting();
    void request_older_and_mark_read(Intents& intents);
    std::string copy() const;
    std::string copy_row(std::uint64_t id, bool with_name) const;
};

// ---- keeping up with the timeline -------------------------------------------------------------

/// Rows are named from far above zero, so that names stay when others come before them.
const RowLayout& MessagesView::State::layout_of(std::size_t row) {
    const std::uint64_t id = id_of(row);
    const auto known = layouts.find(id);
    if (known != layouts.end()) return known->second;
    return layouts.emplace(id, layout_row(context(), row, unfolded.contains(id))).first->second;
}

std::int32_t MessagesView::State::measure(std::size_t row) {
    const std::int32_t height = layout_of(row).height;
    if (scroll.heights.at(row) != height) scroll.heights.set(row, height);
    return height;
}

void MessagesView::State::sync_rows() {
    const Timeline& timeline = *view_state->timeline;
    if (timeline.rows_version() != rows_version || scroll.heights.size() > timeline.size())
        reset_rows();
    add_older_rows();
    for (std::size_t row = scroll.heights.size(); row < timeline.size(); ++row)
        scroll.heights.push_back(
            estimated_height(*view_state, timeline.row(row), viewport.text_width));
    if (timeline.last_row_version() != last_row_version && timeline.size() > 0)
        layouts.erase(id_of(timeline.size() - 1));
    last_row_version = timeline.last_row_version();
    if (layouts.size() > max_cached_layouts) layouts.clear();
}

/// Rows were replaced: nothing that was known of them holds.
void MessagesView::State::reset_rows() {
    rows_version = view_state->timeline->rows_version();
    prepended = view_state->timeline->prepended();
    scroll.clear();
    layouts.clear();
    unfolded.clear();
    current.reset();
    menu.close();
    selection.clear();
    selecting = initial_scroll_done = false;
}

void MessagesView::State::add_older_rows() {
    const Timeline& timeline = *view_state->timeline;
    const std::size_t count = timeline.prepended() - prepended;
    prepended = timeline.prepended();
    if (count == 0 || scroll.heights.size() == 0) return;
    std::vector<std::int32_t> heights(count);
    for (std::size_t row = 0; row < count; ++row)
        heights[row] = estimated_height(*view_state, timeline.row(row), viewport.text_width);
    scroll.heights.push_front(heights);
    scroll.prepended(count);
    layouts.erase(id_of(count));  // what stands above it depends on the row before
}

/// What rows look like depends on width and scale, on what day it is, and on names.
void MessagesView::State::discard_stale_layouts() {
    std::string today = client::calendar_day(view_state->now.wall);
    layouts_discarded = viewport.text_width != layouts_width || ui::scale() != layouts_scale ||
                        today != layouts_day || view_state->names_version != layouts_names_version;
    if (layouts_discarded) {
        layouts.clear();
        pending_layouts.clear();
    }
    layouts_day = std::move(today);
    layouts_names_version = view_state->names_version;
    layouts_width = viewport.text_width;
    layouts_scale = ui::scale();
}

void MessagesView::State::move_unread_line() {
    const client::ConversationState* state =
        view_state->model ? view_state->model->find(view_state->open) : nullptr;
    if (!unread_line.begun() && state)
        unread_line.begin(view_state->timeline->unread_line(), state->number);
    const bool came_back = ImGui::GetFrameCount() > last_drawn_frame + 1;
    last_drawn_frame = ImGui::GetFrameCount();
    unread_line.see(view_state->timeline->last_number(),
                    view_state->window_focused && scroll.at_end(), came_back);
}

/// The first entry of somebody else below the line, and how many there are.
void MessagesView::State::count_unread() {
    unread_at = 0;
    viewport.unread = 0;
    const Timeline& timeline = *view_state->timeline;
    const client::ConversationState* state =
        view_state->model ? view_state->model->find(view_state->open) : nullptr;
    const std::uint64_t last = std::min(unread_line.to(), timeline.last_number());
    if (!state || timeline.first_number() == 0 || unread_line.after() >= last) return;
    const std::uint64_t first = std::max(unread_line.after() + 1, timeline.first_number());
    // Further than this nobody counts, and a frame stays cheap.
    constexpr std::uint64_t max_counted = 1000;
    for (std::uint64_t number = first; number <= std::min(last, first + max_counted); ++number) {
        const Entry* entry = state->held.find(number);
        if (!entry || entry->account == view_state->model->me()) continue;
        if (unread_at == 0) unread_at = number;
        ++viewport.unread;
    }
}

void MessagesView::State::find_unread_line() {
    const std::uint64_t before = unread_at;
    count_unread();
    if (unread_at == before) return;
    for (const std::uint64_t number : {before, unread_at}) {
        if (const auto row = view_state->timeline->index_of(number)) layouts.erase(id_of(*row));
    }
}

/// What was refused, then what waits. Laid out once; those that are gone are forgotten. Whoever
/// says something sees it.
void MessagesView::State::layout_pending() {
    pending.clear();
    pending_left_out = 0;
    using Kind = RowLayout::Kind;
    std::map<MessageId, RowLayout> still_pending;
    const auto add = [&](const MessageId& id, Kind kind, bool has_header, const auto& make) {
        const auto known = pending_layouts.find(id);
        const bool same = known != pending_layouts.end() && known->second.kind == kind &&
                          known->second.has_header == has_header;
        const auto [found, is_new] =
            still_pending.try_emplace(id, same ? std::move(known->second) : make());
        if (is_new) pending.push_back(&found->second);
        return known == pending_layouts.end();
    };
    for (const RefusedPost& refused : view_state->timeline->refused())
        add(refused.row.id, Kind::refused, true,
            [&] { return layout_refused_row(context(), refused); });
    constexpr std::size_t max_pending_rows = 200;
    bool has_header = true;
    for (const client::OutboxRow& row : view_state->model->outbox()) {
        if (row.to != view_state->to) continue;
        if (pending.size() >= max_pending_rows) {
            ++pending_left_out;
            continue;
        }
        const bool is_new = add(row.id, Kind::pending, has_header,
                                [&] { return layout_pending_row(context(), row, has_header); });
        if (is_new && !layouts_discarded) scroll.to_end();
        has_header = false;
    }
    pending_layouts = std::move(still_pending);
}

/// Who comes back to more than fits begins at the unread line, when it is here; somebody new begins
/// at the end.
void MessagesView::State::scroll_to_first_unread() {
    const Timeline& timeline = *view_state->timeline;
    if (initial_scroll_done || !unread_line.all_held(timeline.last_number())) return;
    initial_scroll_done = true;
    const std::uint64_t read = unread_line.after();
    const auto row = timeline.index_of(unread_at);
    if (read == 0 || read + 1 < timeline.first_number() || !row || !scroll.at_end()) return;
    const std::int64_t height = scroll.heights.total() - scroll.heights.above(*row);
    if (height > static_cast<std::int64_t>(viewport.view.height()))
        scroll.to_row(*row, 0, measure_callback());
}

float MessagesView::State::lead_height() const { return px(64); }

float MessagesView::State::pending_height() const {
    float height = px(8);
    for (const RowLayout* each : pending) height += static_cast<float>(each->height);
    return height + (pending_left_out > 0 ? line_height(TextStyle::small) : 0);
}

void MessagesView::State::begin_frame(const ViewState& now, const Rect& view, bool interactive) {
    view_state = &now;
    viewport.view = view;
    viewport.interactive = interactive;
    viewport.text_left = view.min.x + px(80);
    viewport.text_width =
        std::max(px(80), std::min(view.width() - px(80) - px(40), px(max_text_width)));
    discard_stale_layouts();
    sync_rows();
    move_unread_line();
    find_unread_line();
    layout_pending();
    scroll_to_first_unread();
}

// ---- keys -----------------------------------------------------------------------------------

void MessagesView::State::keys(bool focused) {
    const Rect& view = viewport.view;
    if (viewport.interactive && ImGui::IsWindowHovered() && view.has(ImGui::GetIO().MousePos) &&
        ImGui::GetIO().MouseWheel != 0)
        pending_scroll -= ImGui::GetIO().MouseWheel * 3 * line_height(TextStyle::body);
    if (!focused) return;
    if (menu.row()) return;  // the keys are its own
    if (compat::key_pressed(Key::up, true) && !ImGui::GetIO().KeyAlt) move_current(-1);
    if (compat::key_pressed(Key::down, true) && !ImGui::GetIO().KeyAlt) move_current(1);
    if (compat::key_pressed(Key::enter)) open_menu_at_current();
    if (compat::key_pressed(Key::page_up, true)) pending_scroll -= page();
    if (compat::key_pressed(Key::page_down, true)) pending_scroll += page();
    if (compat::key_pressed(Key::home))
        scroll.move_to(0, view.height(), lead_height(), pending_height());
    if (compat::key_pressed(Key::end)) scroll.to_end();
    if (ImGui::GetIO().KeyCtrl && compat::key_pressed(Key::c)) {
        std::string text = copy();
        if (const auto row = current ? row_of(*current) : std::nullopt; text.empty() && row)
            text = source_text(layout_row(context(), *row, true).text);
        if (!text.empty()) compat::set_clipboard(text);
    }
}

std::optional<std::size_t> MessagesView::State::row_of(std::uint64_t id) const {
    if (id < first_id() || id - first_id() >= view_state->timeline->size()) return std::nullopt;
    return static_cast<std::size_t>(id - first_id());
}

/// To the next message, and so far that all of it is in sight. From the lowest one in sight when
/// the current one is out of sight.
void MessagesView::State::move_current(int step) {
    const std::size_t rows = scroll.heights.size();
    if (rows == 0) return;
    scroll.resolve(viewport.view.height(), lead_height(), pending_height(), measure_callback());
    const std::size_t first = scroll.first_row();
    float top = scroll.first_top(measure_callback());
    std::size_t last = first;
    for (float y = top; last + 1 < rows; ++last) {
        y += static_cast<float>(measure(last));
        if (y >= viewport.view.height()) break;
    }
    const auto before = current ? row_of(*current) : std::nullopt;
    std::size_t row = last;
    if (before && *before >= first && *before <= last)
        row = step < 0 ? *before - (*before > 0) : std::min(*before + 1, rows - 1);
    current = id_of(row);
    // Relative to the first row in sight; one step leads at most one row beyond either edge.
    if (row < first) top -= static_cast<float>(measure(row));
    for (std::size_t each = first; each < row; ++each) top += static_cast<float>(measure(each));
    const float below = top + static_cast<float>(measure(row)) - viewport.view.height();
    if (top < 0)
        pending_scroll += top;
    else if (below > 0)
        pending_scroll += std::min(below, top);
}

void MessagesView::State::open_menu_at_current() {
    const auto row = current ? row_of(*current) : std::nullopt;
    if (!row || layout_of(*row).kind != RowLayout::Kind::message) return;
    menu.open({viewport.text_left, viewport.view.centre().y}, *current);
}

// ---- drawing --------------------------------------------------------------------------------

/// Above the first row: that more is coming, or that this is where it began.
void MessagesView::State::draw_lead(float top) const {
    const client::ConversationState* state =
        view_state->model ? view_state->model->find(view_state->open) : nullptr;
    const std::uint64_t first = view_state->timeline->first_number();
    DisplayText words;
    if (first == 0)
        words = nothing_said() ? ours("Nothing has been said here yet.") : ours("Loading…");
    else if (state && first > state->first)
        words = ours("Loading earlier messages…");
    else if (view_state->to)
        words = ours("This is the beginning of your whispers with ") +
                display_line(view_state->to_name) + ours(".");
    else
        words = ours("This is the beginning of #lobby.");
    paint::text_truncated({viewport.text_left, top + px(24)}, viewport.text_width, TextStyle::small,
                          palette().muted, words);
}

bool MessagesView::State::nothing_said() const {
    const client::ConversationState* state = view_state->model->find(view_state->open);
    return !state || state->number < state->first;
}

/// Instead of rows, while there is none.
void MessagesView::State::draw_empty() const {
    const Palette& p = palette();
    const bool loads = !nothing_said();
    const DisplayTextView title =
        loads ? ours("Loading…") : ours("Nothing has been said here yet.");
    DisplayText more;
    if (!loads && view_state->to)
        more = ours("Only you and ") + display_line(view_state->to_name) + ours(" can read this.");
    else if (!loads)
        more = ours("Everyone on the server can read this, including people who join later.");
    const ImVec2 middle = viewport.view.centre();
    const auto centred = [&](float down, TextStyle style, Colour colour, DisplayTextView words) {
        const float width = std::min(text_width(style, words), viewport.view.width() - px(40));
        paint::text_truncated({middle.x - width / 2, middle.y + down}, width, style, colour, words);
    };
    const Rect disc{{middle.x - px(32), middle.y - px(92)}, {middle.x + px(32), middle.y - px(28)}};
    paint::box(disc, view_state->to ? p.whisper_surface : p.chosen, px(32));
    paint::text_centred(disc, TextStyle::large, view_state->to ? p.whisper_text : p.muted,
                        view_state->to ? icon::talk : icon::hash);
    centred(-px(12), TextStyle::title, p.text, title);
    centred(px(20), TextStyle::small, p.muted, more);
}

void MessagesView::State::draw_rows(Intents& intents) {
    float top = viewport.view.min.y + scroll.first_top(measure_callback());
    if (scroll.first_row() == 0) draw_lead(top - lead_height());
    for (std::size_t row = scroll.first_row();
         row < scroll.heights.size() && top < viewport.view.max.y; ++row) {
        const std::uint64_t id = id_of(row);
        const RowLayout& layout = layout_of(row);
        const RowPress press =
            paint_row(layout, top, viewport, std::to_string(id),
                      selection.in(id, layout.text.size()), marks_current && current == id);
        update_selection(row, layout, top);
        handle_press(layout, id, press, intents);
        top += static_cast<float>(measure(row));
    }
    draw_pending(top, intents);
}

void MessagesView::State::draw_pending(float top, Intents& intents) {
    for (const RowLayout* each : pending) {
        if (top >= viewport.view.max.y) return;
        const RowPress press = paint_row(*each, top, viewport, to_hex(each->id), {0, 0});
        if (press.edit_again) intents.push_back(EditRefused{each->id});
        if (press.dismiss) intents.push_back(DismissRefused{each->id});
        top += static_cast<float>(each->height);
    }
    if (pending_left_out > 0)
        paint::text({viewport.text_left, top}, TextStyle::small, palette().muted,
                    ours("and ") + display_number(pending_left_out) + ours(" more wait"));
}

void MessagesView::State::handle_press(const RowLayout& layout, std::uint64_t id,
                                       const RowPress& press, Intents& intents) {
    if (press.author && layout.author != view_state->model->me())
        intents.push_back(OpenConversation{layout.author});
    if (!press.link.empty()) intents.push_back(OpenLink{press.link});
    if (press.right) menu.open(ImGui::GetIO().MousePos, id);
    if (press.fold) toggle_fold(id);
}

/// All of a long text goes on where its first lines end; less of it does not move what is below.
void MessagesView::State::toggle_fold(std::uint64_t id) {
    const std::size_t row = id - first_id(), first = scroll.first_row();
    float top = scroll.first_top(measure_callback());
    for (std::size_t each = first; each < row; ++each) top += static_cast<float>(measure(each));
    layouts.erase(id);
    if (unfolded.erase(id)) return;
    unfolded.insert(id);
    if (row >= first) scroll.to_row(row, top, measure_callback());
}

void MessagesView::State::draw_bar() {
    const float view = viewport.view.height();
    const auto all = static_cast<double>(scroll.heights.total()) + lead_height() + pending_height();
    if (all <= view) return;
    const float size = std::max(px(32), static_cast<float>(view / all * view));
    const double range = all - view;
    const double part =
        scroll.at_end()
            ? 1
            : std::clamp(static_cast<double>(scroll.above(lead_height())) / range, 0.0, 1.0);
    const float room = view - size;
    const float top = viewport.view.min.y + static_cast<float>(part) * room;
    const Rect track{{viewport.view.max.x - px(14), viewport.view.min.y}, viewport.view.max};
    const bool awake = thumb_grip || (viewport.interactive && track.has(ImGui::GetIO().MousePos));
    const Rect thumb{{track.max.x - px(awake ? 10 : 7), top}, {track.max.x - px(3), top + size}};
    paint::box(thumb, awake ? palette().muted : palette().scrollbar, px(3));
    paint::mark("scrollbar", thumb);
    drag_bar(track, thumb);
}

/// The thumb is dragged where it was taken; a click beside it goes one page towards there.
void MessagesView::State::drag_bar(const Rect& track, const Rect& thumb) {
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    const bool clicked = ImGui::IsMouseClicked(ImGuiMouseButton_Left);
    if (viewport.interactive && clicked && track.has(mouse)) {
        if (mouse.y < thumb.min.y)
            pending_scroll -= page();
        else if (mouse.y >= thumb.max.y)
            pending_scroll += page();
        else
            thumb_grip = mouse.y - thumb.min.y;
    }
    if (!ImGui::IsMouseDown(ImGuiMouseButton_Left)) thumb_grip.reset();
    const float room = track.height() - thumb.height();
    if (!thumb_grip || clicked || room <= 0) return;
    const double wanted = (mouse.y - *thumb_grip - track.min.y) / room;
    scroll.move_to(std::clamp(wanted, 0.0, 1.0), track.height(), lead_height(), pending_height());
}

bool MessagesView::State::shows_newest_pill() const {
    return !scroll.at_end() && view_state->timeline->last_number() > 0;
}

Rect MessagesView::State::pill_area() const {
    const float middle = (viewport.view.min.x + viewport.view.max.x) / 2, half = px(60);
    return {{std::floor(middle - half), viewport.view.max.y - px(42)},
            {std::floor(middle + half), viewport.view.max.y - px(12)}};
}

/// "3 new" while one reads what was said before.
void MessagesView::State::draw_pill() {
    const Palette& p = palette();
    const std::uint64_t last = view_state->timeline->last_number();
    const std::uint64_t fresh = last > unread_line.looked_at() ? last - unread_line.looked_at() : 0;
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
    const std::optional<std::uint64_t> id = menu.row();
    if (!id) return;
    if (*id < first_id() || *id - first_id() >= view_state->timeline->size()) return menu.close();
    const RowLayout layout = layout_of(*id - first_id());
    const auto item = menu.draw(layout, layout.author == view_state->model->me(), viewport.view);
    if (!item) return;
    switch (item->what) {
        case MessageMenu::What::copy:
            return compat::set_clipboard(source_text(layout.text));
        case MessageMenu::What::whisper:
            return intents.push_back(OpenConversation{layout.author});
        case MessageMenu::What::open:
            return intents.push_back(OpenLink{item->url});
        case MessageMenu::What::fold:
            return toggle_fold(*id);
    }
}

// ---- selecting ------------------------------------------------------------------------------

void MessagesView::State::update_selection(std::size_t row, const RowLayout& layout, float top) {
    ImVec2 mouse = ImGui::GetIO().MousePos;
    if (!viewport.interactive || thumb_grip) return;
    const bool pressed = ImGui::IsMouseClicked(ImGuiMouseButton_Left);
    const float bottom = top + static_cast<float>(layout.height);
    const bool over_text = ImGui::IsWindowHovered() && viewport.view.has(mouse) &&
                           mouse.y >= top + layout.text_top && mouse.y < bottom &&
                           mouse.x >= viewport.text_left - px(8) &&
                           mouse.x < viewport.text_left + viewport.text_width;
    if (over_text && !ImGui::IsAnyItemHovered()) ImGui::SetMouseCursor(ImGuiMouseCursor_TextInput);
    // Dragged out of the view, it goes on along the edge; below all rows, at the end of the last.
    mouse.y = std::clamp(mouse.y, viewport.view.min.y, viewport.view.max.y - 1);
    const bool beside = mouse.y >= top && (mouse.y < bottom || row + 1 == scroll.heights.size());
    const TextPosition here{id_of(row), byte_at_mouse(layout, top, viewport, mouse)};
    if (over_text && ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left)) {
        selection.select_word(here, layout.text);
    } else if (over_text && pressed) {
        if (!ImGui::GetIO().KeyShift) selection.begin(here);
        selection.extend(here);
        selecting = true;
    } else if (selecting && beside) {
        selection.extend(here);
    }
}

void MessagesView::State::scroll_while_selecting() {
    if (!ImGui::IsMouseDown(ImGuiMouseButton_Left)) selecting = false;
    if (!selecting || !viewport.interactive) return;
    const float y = ImGui::GetIO().MousePos.y, step = 2 * line_height(TextStyle::body);
    if (y < viewport.view.min.y) pending_scroll -= step;
    if (y >= viewport.view.max.y) pending_scroll += step;
}

std::string MessagesView::State::copy_row(std::uint64_t id, bool with_name) const {
    const RowLayout layout = layout_row(context(), id - first_id(), true);
    const auto [begin, end] = selection.in(id, layout.text.size());
    const std::string text = source_text(layout.text.slice(begin, end));
    if (!with_name || layout.kind != RowLayout::Kind::message) return text;
    return fmt::format("{}, {}: {}", source_text(layout.name), client::clock_time(layout.at), text);
}

/// Several messages are copied with who said them and when.
std::string MessagesView::State::copy() const {
    const std::uint64_t first = selection.first().row;
    if (selection.empty() || first < first_id()) return {};
    const std::uint64_t last =
        std::min(selection.last().row, id_of(view_state->timeline->size()) - 1);
    std::string all;
    for (std::uint64_t id = first; id <= last; ++id) {
        if (id != first) all += '\n';
        all += copy_row(id, first != last);
    }
    return all;
}

// ---- what is wanted -------------------------------------------------------------------------

/// Older pages before one gets there, and the read position where one has been.
void MessagesView::State::request_older_and_mark_read(Intents& intents) {
    const Timeline& timeline = *view_state->timeline;
    const client::ConversationState* state =
        view_state->model ? view_state->model->find(view_state->open) : nullptr;
    if (!state || timeline.last_number() == 0) return;
    const bool near_begin =
        scroll.above(lead_height()) < static_cast<std::int64_t>(viewport.view.height());
    const bool more = timeline.first_number() > state->first;
    if (near_begin && more && !view_state->older_loading &&
        view_state->connection.state == ConnectionStatus::State::ready)
        intents.push_back(LoadOlder{view_state->open});
    const std::uint64_t last = timeline.last_number();
    if (initial_scroll_done && scroll.at_end() && view_state->window_focused && last > state->read)
        intents.push_back(MarkRead{view_state->open, last});
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
    state.scroll_while_selecting();
    if (state.pending_scroll != 0) state.scroll.move(std::exchange(state.pending_scroll, 0.0f));
    state.scroll.resolve(area.height(), state.lead_height(), state.pending_height(),
                         state.measure_callback());
    // What lies above the rows takes the mouse from them.
    const bool interactive = state.viewport.interactive;
    const bool over_pill =
        state.shows_newest_pill() && state.pill_area().has(ImGui::GetIO().MousePos);
    state.viewport.interactive = interactive && !state.menu.row() && !over_pill;
    state.marks_current = focused;
    ImGui::PushClipRect(area.min, area.max, true);
    if (view_state.timeline->size() == 0 && state.pending.empty())
        state.draw_empty();
    else
        state.draw_rows(intents);
    state.viewport.interactive = interactive;
    state.draw_bar();
    if (state.shows_newest_pill()) state.draw_pill();
    state.draw_menu(intents);
    ImGui::PopClipRect();
    state.request_older_and_mark_read(intents);
}

void MessagesView::scroll_by(float pixels) { state_->pending_scroll += pixels; }
bool MessagesView::menu_open() const { return state_->menu.row().has_value(); }
void MessagesView::scroll_to_end() { state_->scroll.to_end(); }
bool MessagesView::at_end() const { return state_->scroll.at_end(); }

}  // namespace indaba::ui
