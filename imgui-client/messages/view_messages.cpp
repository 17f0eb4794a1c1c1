#include "imgui-client/messages/view_messages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <unordered_map>
#include <utility>

#include "common/client/text/local_time.hpp"
#include "imgui-client/input/compat.hpp"
#include "imgui-client/messages/message_menu.hpp"
#include "imgui-client/messages/message_paint.hpp"
#include "imgui-client/messages/message_scroll.hpp"
#include "imgui-client/messages/message_selection.hpp"
#include "imgui-client/messages/unread_line.hpp"
#include "imgui-client/unicode/shown_text.hpp"

namespace indaba::ui {
namespace {

constexpr std::size_t looks_kept = 512;
constexpr float widest_text = 760;

}  // namespace

struct MessagesView::State {
    // ---- what is held from frame to frame
    MessageScroll scroll;
    std::uint64_t generation = 0, prepended = 0, last_version = 0;
    float looks_width = 0, looks_scale = 0;
    std::string looks_day;
    std::uint64_t looks_names = 0;
    std::unordered_map<std::uint64_t, MessageLook> looks;  // by row, for ever
    std::set<std::uint64_t> unfolded;
    float pending_scroll = 0;
    std::optional<float> bar_grip;  // dragging the scroll bar: where in its thumb
    bool selecting = false;
    MessageSelection selection;
    MessageMenu menu;
    UnreadLine unread_line;
    bool placed = false;                   // where one stopped reading, or at the end
    int drawn_at = -1;                     // ImGui's frame
    std::optional<std::uint64_t> current;  // the row that keys act on
    std::map<MessageId, MessageLook> tail_looks;

    // ---- of this frame
    const Scene* scene = nullptr;
    MessagePlace place;
    std::vector<const MessageLook*> tail;
    std::size_t tail_left_out = 0;
    std::uint64_t unread_at = 0;
    bool shows_current = false;
    bool restyled = false;

    std::uint64_t first_id() const { return (1ull << 62) - scene->stream->prepended(); }
    std::uint64_t id_of(std::size_t row) const { return first_id() + row; }
    LookContext context() const { return {*scene, place.text_width, unread_at}; }

    const MessageLook& look(std::size_t row);
    std::int32_t measure(std::size_t row);
    MessageScroll::Measure measured() {
        return [this](std::size_t row) { return measure(row); };
    }
    void sync();
    void forget();
    void take_older();
    void restyle();
    void move_unread_line();
    void count_unread();
    void find_unread_line();
    void make_tail();
    void begin_where_one_stopped();
    float page() const { return place.view.height() - 2 * line_height(Style::body); }
    float lead_height() const;
    float tail_height() const;
    void begin_frame(const Scene& now, const Rect& view, bool alive);
    void keys(bool focused);
    void draw_lead(float top) const;
    bool nothing_said() const;
    void draw_empty() const;
    void draw_rows(Intents& intents);
    void draw_tail(float top, Intents& intents);
    void react(const MessageLook& seen, std::uint64_t id, const MessagePress& press,
               Intents& intents);
    void draw_bar();
    void drag_bar(const Rect& track, const Rect& thumb);
    bool pill_wanted() const;
    Rect pill_place() const;
    void draw_pill();
    void draw_menu(Intents& intents);
    void fold(std::uint64_t id);
    void move_current(int step);
    void open_menu_at_current();
    std::optional<std::size_t> row_of(std::uint64_t id) const;
    void select(std::size_t row, const MessageLook& seen, float top);
    void scroll_while_selecting();
    void want_more(Intents& intents);
    std::string copy() const;
    std::string copy_row(std::uint64_t id, bool with_name) const;
};

// ---- keeping up with the stream -------------------------------------------------------------

/// Rows are named from far above zero, so that names stay when others come before them.
const MessageLook& MessagesView::State::look(std::size_t row) {
    const std::uint64_t id = id_of(row);
    const auto known = looks.find(id);
    if (known != looks.end()) return known->second;
    return looks.emplace(id, look_of_row(context(), row, unfolded.contains(id))).first->second;
}

std::int32_t MessagesView::State::measure(std::size_t row) {
    const std::int32_t height = look(row).height;
    if (scroll.heights.at(row) != height) scroll.heights.set(row, height);
    return height;
}

void MessagesView::State::sync() {
    const Stream& stream = *scene->stream;
    if (stream.generation() != generation || scroll.heights.size() > stream.size()) forget();
    take_older();
    for (std::size_t row = scroll.heights.size(); row < stream.size(); ++row)
        scroll.heights.push_back(estimated_height(*scene, stream.row(row), place.text_width));
    if (stream.last_row_version() != last_version && stream.size() > 0)
        looks.erase(id_of(stream.size() - 1));
    last_version = stream.last_row_version();
    if (looks.size() > looks_kept) looks.clear();
}

/// Rows were replaced: nothing that was known of them holds.
void MessagesView::State::forget() {
    generation = scene->stream->generation();
    prepended = scene->stream->prepended();
    scroll.clear();
    looks.clear();
    unfolded.clear();
    current.reset();
    menu.close();
    selection.clear();
    selecting = placed = false;
}

void MessagesView::State::take_older() {
    const Stream& stream = *scene->stream;
    const std::size_t count = stream.prepended() - prepended;
    prepended = stream.prepended();
    if (count == 0 || scroll.heights.size() == 0) return;
    std::vector<std::int32_t> heights(count);
    for (std::size_t row = 0; row < count; ++row)
        heights[row] = estimated_height(*scene, stream.row(row), place.text_width);
    scroll.heights.push_front(heights);
    scroll.prepended(count);
    looks.erase(id_of(count));  // what stands above it depends on the row before
}

/// What rows look like depends on width and scale, on what day it is, and on names.
void MessagesView::State::restyle() {
    std::string today = client::calendar_day(scene->now.wall);
    restyled = place.text_width != looks_width || ui::scale() != looks_scale ||
               today != looks_day || scene->names != looks_names;
    if (restyled) {
        looks.clear();
        tail_looks.clear();
    }
    looks_day = std::move(today);
    looks_names = scene->names;
    looks_width = place.text_width;
    looks_scale = ui::scale();
}

void MessagesView::State::move_unread_line() {
    const client::ConversationState* state =
        scene->model ? scene->model->find(scene->open) : nullptr;
    if (!unread_line.begun() && state)
        unread_line.begin(scene->stream->unread_line(), state->number);
    const bool came_back = ImGui::GetFrameCount() > drawn_at + 1;
    drawn_at = ImGui::GetFrameCount();
    unread_line.see(scene->stream->last_number(), scene->window_focused && scroll.at_end(),
                    came_back);
}

/// The first entry of somebody else below the line, and how many there are.
void MessagesView::State::count_unread() {
    unread_at = 0;
    place.unread = 0;
    const Stream& stream = *scene->stream;
    const client::ConversationState* state =
        scene->model ? scene->model->find(scene->open) : nullptr;
    const std::uint64_t last = std::min(unread_line.to(), stream.last_number());
    if (!state || stream.first_number() == 0 || unread_line.after() >= last) return;
    const std::uint64_t first = std::max(unread_line.after() + 1, stream.first_number());
    // Further than this nobody counts, and a frame stays cheap.
    constexpr std::uint64_t most_counted = 1000;
    for (std::uint64_t number = first; number <= std::min(last, first + most_counted); ++number) {
        const Entry* entry = state->history.find(number);
        if (!entry || entry->account == scene->model->me()) continue;
        if (unread_at == 0) unread_at = number;
        ++place.unread;
    }
}

void MessagesView::State::find_unread_line() {
    const std::uint64_t before = unread_at;
    count_unread();
    if (unread_at == before) return;
    for (const std::uint64_t number : {before, unread_at}) {
        if (const auto row = scene->stream->index_of(number)) looks.erase(id_of(*row));
    }
}

/// What was refused, then what waits. Laid out once; those that are gone are forgotten. Whoever
/// says something sees it.
void MessagesView::State::make_tail() {
    tail.clear();
    tail_left_out = 0;
    using Kind = MessageLook::Kind;
    std::map<MessageId, MessageLook> kept;
    const auto add = [&](const MessageId& id, Kind kind, bool head, const auto& make) {
        const auto known = tail_looks.find(id);
        const bool same =
            known != tail_looks.end() && known->second.kind == kind && known->second.head == head;
        const auto [place_in, is_new] =
            kept.try_emplace(id, same ? std::move(known->second) : make());
        if (is_new) tail.push_back(&place_in->second);
        return known == tail_looks.end();
    };
    for (const RefusedPost& refused : scene->stream->refused())
        add(refused.row.id, Kind::refused, true,
            [&] { return look_of_refused(context(), refused); });
    constexpr std::size_t most_shown = 200;
    bool head = true;
    for (const client::OutboxRow& row : scene->model->outbox()) {
        if (row.to != scene->to) continue;
        if (tail.size() >= most_shown) {
            ++tail_left_out;
            continue;
        }
        const bool is_new =
            add(row.id, Kind::waiting, head, [&] { return look_of_waiting(context(), row, head); });
        if (is_new && !restyled) scroll.to_end();
        head = false;
    }
    tail_looks = std::move(kept);
}

/// Who comes back to more than fits begins at the unread line, when it is here; somebody new begins
/// at the end.
void MessagesView::State::begin_where_one_stopped() {
    const Stream& stream = *scene->stream;
    if (placed || !unread_line.all_held(stream.last_number())) return;
    placed = true;
    const std::uint64_t read = unread_line.after();
    const auto row = stream.index_of(unread_at);
    if (read == 0 || read + 1 < stream.first_number() || !row || !scroll.at_end()) return;
    const std::int64_t height = scroll.heights.total() - scroll.heights.above(*row);
    if (height > static_cast<std::int64_t>(place.view.height())) scroll.to_row(*row, 0, measured());
}

float MessagesView::State::lead_height() const { return px(64); }

float MessagesView::State::tail_height() const {
    float height = px(8);
    for (const MessageLook* each : tail) height += static_cast<float>(each->height);
    return height + (tail_left_out > 0 ? line_height(Style::small) : 0);
}

void MessagesView::State::begin_frame(const Scene& now, const Rect& view, bool alive) {
    scene = &now;
    place.view = view;
    place.alive = alive;
    place.text_left = view.min.x + px(80);
    place.text_width = std::max(px(80), std::min(view.width() - px(80) - px(40), px(widest_text)));
    restyle();
    sync();
    move_unread_line();
    find_unread_line();
    make_tail();
    begin_where_one_stopped();
}

// ---- keys -----------------------------------------------------------------------------------

void MessagesView::State::keys(bool focused) {
    const Rect& view = place.view;
    if (place.alive && ImGui::IsWindowHovered() && view.has(ImGui::GetIO().MousePos) &&
        ImGui::GetIO().MouseWheel != 0)
        pending_scroll -= ImGui::GetIO().MouseWheel * 3 * line_height(Style::body);
    if (!focused) return;
    if (menu.row()) return;  // the keys are its own
    if (compat::key_pressed(Key::up, true) && !ImGui::GetIO().KeyAlt) move_current(-1);
    if (compat::key_pressed(Key::down, true) && !ImGui::GetIO().KeyAlt) move_current(1);
    if (compat::key_pressed(Key::enter)) open_menu_at_current();
    if (compat::key_pressed(Key::page_up, true)) pending_scroll -= page();
    if (compat::key_pressed(Key::page_down, true)) pending_scroll += page();
    if (compat::key_pressed(Key::home))
        scroll.move_to(0, view.height(), lead_height(), tail_height());
    if (compat::key_pressed(Key::end)) scroll.to_end();
    if (ImGui::GetIO().KeyCtrl && compat::key_pressed(Key::c)) {
        std::string text = copy();
        if (const auto row = current ? row_of(*current) : std::nullopt; text.empty() && row)
            text = original(look_of_row(context(), *row, true).shown);
        if (!text.empty()) compat::set_clipboard(text);
    }
}

std::optional<std::size_t> MessagesView::State::row_of(std::uint64_t id) const {
    if (id < first_id() || id - first_id() >= scene->stream->size()) return std::nullopt;
    return static_cast<std::size_t>(id - first_id());
}

/// To the next message, and so far that all of it can be seen. From the lowest one in sight when
/// the current one is out of sight.
void MessagesView::State::move_current(int step) {
    const std::size_t rows = scroll.heights.size();
    if (rows == 0) return;
    scroll.settle(place.view.height(), lead_height(), tail_height(), measured());
    const std::size_t first = scroll.first_row();
    float top = scroll.first_top(measured());
    std::size_t last = first;
    for (float y = top; last + 1 < rows; ++last) {
        y += static_cast<float>(measure(last));
        if (y >= place.view.height()) break;
    }
    const auto before = current ? row_of(*current) : std::nullopt;
    std::size_t row = last;
    if (before && *before >= first && *before <= last)
        row = step < 0 ? *before - (*before > 0) : std::min(*before + 1, rows - 1);
    current = id_of(row);
    // Relative to the first row in sight; one step leads at most one row beyond either edge.
    if (row < first) top -= static_cast<float>(measure(row));
    for (std::size_t each = first; each < row; ++each) top += static_cast<float>(measure(each));
    const float below = top + static_cast<float>(measure(row)) - place.view.height();
    if (top < 0)
        pending_scroll += top;
    else if (below > 0)
        pending_scroll += std::min(below, top);
}

void MessagesView::State::open_menu_at_current() {
    const auto row = current ? row_of(*current) : std::nullopt;
    if (!row || look(*row).kind != MessageLook::Kind::said) return;
    menu.open({place.text_left, place.view.centre().y}, *current);
}

// ---- drawing --------------------------------------------------------------------------------

/// Above the first row: that more is coming, or that this is where it began.
void MessagesView::State::draw_lead(float top) const {
    const client::ConversationState* state =
        scene->model ? scene->model->find(scene->open) : nullptr;
    const std::uint64_t first = scene->stream->first_number();
    std::string words;
    if (first == 0)
        words = nothing_said() ? "Nothing has been said here yet." : "Loading…";
    else if (state && first > state->first)
        words = "Loading earlier messages…";
    else if (scene->to)
        words = fmt::format("This is the beginning of your whispers with {}.",
                            shown_word(scene->to_name));
    else
        words = "This is the beginning of #lobby.";
    paint::text_cut({place.text_left, top + px(24)}, place.text_width, Style::small,
                    palette().muted, words);
}

bool MessagesView::State::nothing_said() const {
    const client::ConversationState* state = scene->model->find(scene->open);
    return !state || state->number < state->first;
}

/// Instead of rows, while there is none.
void MessagesView::State::draw_empty() const {
    const Palette& p = palette();
    const bool loads = !nothing_said();
    const std::string name = shown_word(scene->to_name);
    const std::string title = loads ? "Loading…" : "Nothing has been said here yet.";
    const std::string more = loads ? ""
                             : scene->to
                                 ? fmt::format("Only you and {} read what is said here.", name)
                                 : "What is said here is read by everybody, now and later.";
    const ImVec2 middle = place.view.centre();
    const auto centred = [&](float down, Style style, Colour colour, const std::string& words) {
        const float width = std::min(text_width(style, words), place.view.width() - px(40));
        paint::text_cut({middle.x - width / 2, middle.y + down}, width, style, colour, words);
    };
    const Rect disc{{middle.x - px(32), middle.y - px(92)}, {middle.x + px(32), middle.y - px(28)}};
    paint::box(disc, scene->to ? p.whisper_surface : p.chosen, px(32));
    paint::text_centred(disc, Style::large, scene->to ? p.whisper_text : p.muted,
                        scene->to ? icon::talk : icon::hash);
    centred(-px(12), Style::title, p.text, title);
    centred(px(20), Style::small, p.muted, more);
}

void MessagesView::State::draw_rows(Intents& intents) {
    float top = place.view.min.y + scroll.first_top(measured());
    if (scroll.first_row() == 0) draw_lead(top - lead_height());
    for (std::size_t row = scroll.first_row();
         row < scroll.heights.size() && top < place.view.max.y; ++row) {
        const std::uint64_t id = id_of(row);
        const MessageLook& seen = look(row);
        const MessagePress press =
            paint_message(seen, top, place, std::to_string(id), selection.in(id, seen.shown.size()),
                          shows_current && current == id);
        select(row, seen, top);
        react(seen, id, press, intents);
        top += static_cast<float>(measure(row));
    }
    draw_tail(top, intents);
}

void MessagesView::State::draw_tail(float top, Intents& intents) {
    for (const MessageLook* each : tail) {
        if (top >= place.view.max.y) return;
        const MessagePress press = paint_message(*each, top, place, to_hex(each->id), {0, 0});
        if (press.edit_again) intents.push_back(WantEditAgain{each->id});
        if (press.dismiss) intents.push_back(WantDismiss{each->id});
        top += static_cast<float>(each->height);
    }
    if (tail_left_out > 0)
        paint::text({place.text_left, top}, Style::small, palette().muted,
                    fmt::format("and {} more wait", tail_left_out));
}

void MessagesView::State::react(const MessageLook& seen, std::uint64_t id,
                                const MessagePress& press, Intents& intents) {
    if (press.author && seen.author != scene->model->me())
        intents.push_back(WantTalkTo{seen.author});
    if (!press.link.empty()) intents.push_back(WantLink{press.link});
    if (press.right) menu.open(ImGui::GetIO().MousePos, id);
    if (press.fold) fold(id);
}

/// All of a long text goes on where its first lines end; less of it leaves what is below in place.
void MessagesView::State::fold(std::uint64_t id) {
    const std::size_t row = id - first_id(), first = scroll.first_row();
    float top = scroll.first_top(measured());
    for (std::size_t each = first; each < row; ++each) top += static_cast<float>(measure(each));
    looks.erase(id);
    if (unfolded.erase(id)) return;
    unfolded.insert(id);
    if (row >= first) scroll.to_row(row, top, measured());
}

void MessagesView::State::draw_bar() {
    const float view = place.view.height();
    const auto all = static_cast<double>(scroll.heights.total()) + lead_height() + tail_height();
    if (all <= view) return;
    const float size = std::max(px(32), static_cast<float>(view / all * view));
    const double range = all - view;
    const double part =
        scroll.at_end()
            ? 1
            : std::clamp(static_cast<double>(scroll.above(lead_height())) / range, 0.0, 1.0);
    const float room = view - size;
    const float top = place.view.min.y + static_cast<float>(part) * room;
    const Rect track{{place.view.max.x - px(14), place.view.min.y}, place.view.max};
    const bool awake = bar_grip || (place.alive && track.has(ImGui::GetIO().MousePos));
    const Rect thumb{{track.max.x - px(awake ? 10 : 7), top}, {track.max.x - px(3), top + size}};
    paint::box(thumb, awake ? palette().muted : palette().scrollbar, px(3));
    paint::mark("scrollbar", thumb);
    drag_bar(track, thumb);
}

/// The thumb is dragged where it was taken; a click beside it goes one page towards there.
void MessagesView::State::drag_bar(const Rect& track, const Rect& thumb) {
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    const bool clicked = ImGui::IsMouseClicked(ImGuiMouseButton_Left);
    if (place.alive && clicked && track.has(mouse)) {
        if (mouse.y < thumb.min.y)
            pending_scroll -= page();
        else if (mouse.y >= thumb.max.y)
            pending_scroll += page();
        else
            bar_grip = mouse.y - thumb.min.y;
    }
    if (!ImGui::IsMouseDown(ImGuiMouseButton_Left)) bar_grip.reset();
    const float room = track.height() - thumb.height();
    if (!bar_grip || clicked || room <= 0) return;
    const double wanted = (mouse.y - *bar_grip - track.min.y) / room;
    scroll.move_to(std::clamp(wanted, 0.0, 1.0), track.height(), lead_height(), tail_height());
}

bool MessagesView::State::pill_wanted() const {
    return !scroll.at_end() && scene->stream->last_number() > 0;
}

Rect MessagesView::State::pill_place() const {
    const float middle = (place.view.min.x + place.view.max.x) / 2, half = px(60);
    return {{std::floor(middle - half), place.view.max.y - px(42)},
            {std::floor(middle + half), place.view.max.y - px(12)}};
}

/// "3 new" while one reads what was said before.
void MessagesView::State::draw_pill() {
    const Palette& p = palette();
    const std::uint64_t last = scene->stream->last_number();
    const std::uint64_t fresh = last > unread_line.looked_at() ? last - unread_line.looked_at() : 0;
    const std::string words = fresh > 0 ? fmt::format("{} {} new", icon::down, fresh)
                                        : fmt::format("{} Newest", icon::down);
    const Rect pill = pill_place();
    const Press press = press_area("new-pill", pill);
    paint::box(pill, fresh > 0 ? p.accent : p.chosen, px(15));
    paint::text_centred(pill, Style::label, fresh > 0 ? p.on_accent : p.text, words);
    if (press.clicked) scroll.to_end();
}

void MessagesView::State::draw_menu(Intents& intents) {
    const std::optional<std::uint64_t> id = menu.row();
    if (!id) return;
    if (*id < first_id() || *id - first_id() >= scene->stream->size()) return menu.close();
    const MessageLook seen = look(*id - first_id());
    const auto item = menu.draw(seen, seen.author == scene->model->me(), place.view);
    if (!item) return;
    switch (item->what) {
        case MessageMenu::What::copy:
            return compat::set_clipboard(original(seen.shown));
        case MessageMenu::What::whisper:
            return intents.push_back(WantTalkTo{seen.author});
        case MessageMenu::What::open:
            return intents.push_back(WantLink{item->url});
        case MessageMenu::What::fold:
            return fold(*id);
    }
}

// ---- selecting ------------------------------------------------------------------------------

void MessagesView::State::select(std::size_t row, const MessageLook& seen, float top) {
    ImVec2 mouse = ImGui::GetIO().MousePos;
    if (!place.alive || bar_grip) return;
    const bool pressed = ImGui::IsMouseClicked(ImGuiMouseButton_Left);
    const float bottom = top + static_cast<float>(seen.height);
    const bool over_text = ImGui::IsWindowHovered() && place.view.has(mouse) &&
                           mouse.y >= top + seen.text_top && mouse.y < bottom &&
                           mouse.x >= place.text_left - px(8) &&
                           mouse.x < place.text_left + place.text_width;
    if (over_text && !ImGui::IsAnyItemHovered()) ImGui::SetMouseCursor(ImGuiMouseCursor_TextInput);
    // Dragged out of the view, it goes on along the edge; below all rows, at the end of the last.
    mouse.y = std::clamp(mouse.y, place.view.min.y, place.view.max.y - 1);
    const bool beside = mouse.y >= top && (mouse.y < bottom || row + 1 == scroll.heights.size());
    const TextPlace here{id_of(row), byte_under(seen, top, place, mouse)};
    if (over_text && ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left)) {
        selection.take_word(here, seen.shown);
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
    if (!selecting || !place.alive) return;
    const float y = ImGui::GetIO().MousePos.y, step = 2 * line_height(Style::body);
    if (y < place.view.min.y) pending_scroll -= step;
    if (y >= place.view.max.y) pending_scroll += step;
}

std::string MessagesView::State::copy_row(std::uint64_t id, bool with_name) const {
    const MessageLook seen = look_of_row(context(), id - first_id(), true);
    const auto [begin, end] = selection.in(id, seen.shown.size());
    const std::string text = original(std::string_view(seen.shown).substr(begin, end - begin));
    if (!with_name || seen.kind != MessageLook::Kind::said) return text;
    return fmt::format("{}, {}: {}", original(seen.name), client::clock_time(seen.at), text);
}

/// Several messages are copied with who said them and when.
std::string MessagesView::State::copy() const {
    const std::uint64_t first = selection.first().row;
    if (selection.empty() || first < first_id()) return {};
    const std::uint64_t last = std::min(selection.last().row, id_of(scene->stream->size()) - 1);
    std::string all;
    for (std::uint64_t id = first; id <= last; ++id) {
        if (id != first) all += '\n';
        all += copy_row(id, first != last);
    }
    return all;
}

// ---- what is wanted -------------------------------------------------------------------------

/// Older pages before one gets there, and the read position where one has been.
void MessagesView::State::want_more(Intents& intents) {
    const Stream& stream = *scene->stream;
    const client::ConversationState* state =
        scene->model ? scene->model->find(scene->open) : nullptr;
    if (!state || stream.last_number() == 0) return;
    const bool near_begin =
        scroll.above(lead_height()) < static_cast<std::int64_t>(place.view.height());
    const bool more = stream.first_number() > state->first;
    if (near_begin && more && !scene->older_loading && scene->link.state == LinkView::State::ready)
        intents.push_back(WantOlder{scene->open});
    const std::uint64_t last = stream.last_number();
    if (placed && scroll.at_end() && scene->window_focused && last > state->read)
        intents.push_back(WantRead{scene->open, last});
}

// ---- the view -------------------------------------------------------------------------------

MessagesView::MessagesView() : state_(std::make_unique<State>()) {}
MessagesView::~MessagesView() = default;

void MessagesView::draw(const Scene& scene, const Rect& place, bool focused, Intents& intents) {
    if (!scene.stream || !scene.model || place.height() < 1) return;
    State& state = *state_;
    state.begin_frame(scene, place, ImGui::GetIO().MousePos.x > -1e6f);
    state.keys(focused);
    state.scroll_while_selecting();
    if (state.pending_scroll != 0) state.scroll.move(std::exchange(state.pending_scroll, 0.0f));
    state.scroll.settle(place.height(), state.lead_height(), state.tail_height(), state.measured());
    // What lies above the rows takes the mouse from them.
    const bool alive = state.place.alive;
    const bool over_pill = state.pill_wanted() && state.pill_place().has(ImGui::GetIO().MousePos);
    state.place.alive = alive && !state.menu.row() && !over_pill;
    state.shows_current = focused;
    ImGui::PushClipRect(place.min, place.max, true);
    if (scene.stream->size() == 0 && state.tail.empty())
        state.draw_empty();
    else
        state.draw_rows(intents);
    state.place.alive = alive;
    state.draw_bar();
    if (state.pill_wanted()) state.draw_pill();
    state.draw_menu(intents);
    ImGui::PopClipRect();
    state.want_more(intents);
}

void MessagesView::scroll_by(float pixels) { state_->pending_scroll += pixels; }
bool MessagesView::menu_open() const { return state_->menu.row().has_value(); }
void MessagesView::scroll_to_end() { state_->scroll.to_end(); }
bool MessagesView::at_end() const { return state_->scroll.at_end(); }

}  // namespace indaba::ui
