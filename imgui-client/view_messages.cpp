#include "imgui-client/view_messages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <unordered_map>

#include "common/client/local_time.hpp"
#include "imgui-client/compat.hpp"
#include "imgui-client/message_menu.hpp"
#include "imgui-client/message_paint.hpp"
#include "imgui-client/message_scroll.hpp"
#include "imgui-client/shown_text.hpp"
#include "imgui-client/unread_line.hpp"

namespace indaba::ui {
namespace {

constexpr std::size_t looks_kept = 512;
constexpr float widest_text = 760;

/// A place in what was said: a row (for ever, Stream::prepended) and a byte of its shown text.
struct TextPlace {
    std::uint64_t row = 0;
    std::size_t byte = 0;
    auto operator<=>(const TextPlace&) const = default;
};

}  // namespace

struct MessagesView::State {
    // ---- what is held from frame to frame
    MessageScroll scroll;
    std::uint64_t generation = 0, prepended = 0, last_version = 0;
    float looks_width = 0, looks_scale = 0;
    bool dark = true;
    std::string looks_day;
    std::uint64_t looks_names = 0;
    std::unordered_map<std::uint64_t, MessageLook> looks;  // by row, for ever
    std::set<std::uint64_t> unfolded;
    float pending_scroll = 0;
    bool dragging_bar = false, selecting = false;
    TextPlace select_from, select_to;
    MessageMenu menu;
    UnreadLine unread_line;
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

    std::uint64_t first_id() const { return (1ull << 62) - scene->stream->prepended(); }
    std::uint64_t id_of(std::size_t row) const { return first_id() + row; }
    LookContext context() const { return {*scene, place.text_width, unread_at}; }

    const MessageLook& look(std::size_t row);
    std::int32_t measure(std::size_t row);
    void sync();
    void move_unread_line();
    void count_unread();
    void find_unread_line();
    void make_tail();
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
    bool pill_wanted() const;
    Rect pill_place() const;
    void draw_pill();
    void draw_menu(Intents& intents);
    void fold(std::uint64_t id);
    void move_current(int step);
    void open_menu_at_current();
    std::optional<std::size_t> row_of(std::uint64_t id) const;
    void select(std::uint64_t id, const MessageLook& seen, float top);
    std::pair<std::size_t, std::size_t> selected_in(std::uint64_t id,
                                                    const MessageLook& seen) const;
    void want_more(Intents& intents);
    std::string copy() const;
    std::string copy_row(std::uint64_t id, const TextPlace& from, const TextPlace& to,
                         bool with_name) const;
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
    if (stream.generation() != generation || scroll.heights.size() > stream.size()) {
        scroll.clear();
        looks.clear();
        unfolded.clear();
        current.reset();
        menu.close();
        generation = stream.generation();
        prepended = stream.prepended();
        selecting = false;
        select_from = select_to = {};
    }
    const auto estimate = [&](std::size_t row) {
        return estimated_height(*scene, stream.row(row), place.text_width);
    };
    if (stream.prepended() > prepended && scroll.heights.size() > 0) {
        const std::size_t count = stream.prepended() - prepended;
        std::vector<std::int32_t> heights(count);
        for (std::size_t row = 0; row < count; ++row) heights[row] = estimate(row);
        scroll.heights.push_front(heights);
        scroll.prepended(count);
        looks.erase(id_of(count));  // what stands above it depends on the row before
    }
    prepended = stream.prepended();
    for (std::size_t row = scroll.heights.size(); row < stream.size(); ++row)
        scroll.heights.push_back(estimate(row));
    if (stream.last_row_version() != last_version && stream.size() > 0)
        looks.erase(id_of(stream.size() - 1));
    last_version = stream.last_row_version();
    if (looks.size() > looks_kept) looks.clear();
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

/// What was refused, then what waits. Laid out once; those that are gone are forgotten.
void MessagesView::State::make_tail() {
    tail.clear();
    tail_left_out = 0;
    std::map<MessageId, MessageLook> kept;
    const auto add = [&](const MessageId& id, const auto& make) {
        const auto known = tail_looks.find(id);
        const auto [place_in, is_new] =
            kept.try_emplace(id, known == tail_looks.end() ? make() : std::move(known->second));
        if (is_new) tail.push_back(&place_in->second);
    };
    for (const RefusedPost& refused : scene->stream->refused())
        add(refused.row.id, [&] { return look_of_refused(context(), refused); });
    constexpr std::size_t most_shown = 200;
    bool head = true;
    for (const client::OutboxRow& row : scene->model->outbox()) {
        if (row.to != scene->to) continue;
        if (tail.size() >= most_shown) {
            ++tail_left_out;
            continue;
        }
        add(row.id, [&] { return look_of_waiting(context(), row, head); });
        head = false;
    }
    tail_looks = std::move(kept);
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
    const bool dark_now = theme() == Theme::dark;
    const std::string today = client::calendar_day(now.now.wall);
    if (place.text_width != looks_width || ui::scale() != looks_scale || dark_now != dark ||
        today != looks_day || now.names != looks_names) {
        looks.clear();
        tail_looks.clear();
    }
    looks_day = today;
    looks_names = now.names;
    looks_width = place.text_width;
    looks_scale = ui::scale();
    dark = dark_now;
    sync();
    move_unread_line();
    find_unread_line();
    make_tail();
}

// ---- keys -----------------------------------------------------------------------------------

void MessagesView::State::keys(bool focused) {
    const Rect& view = place.view;
    if (place.alive && ImGui::IsWindowHovered() && view.has(ImGui::GetIO().MousePos) &&
        ImGui::GetIO().MouseWheel != 0)
        pending_scroll -= ImGui::GetIO().MouseWheel * 3 * line_height(Style::body);
    if (!focused) return;
    if (menu.row()) return;  // the keys are its own
    const float whole_page = view.height() - 2 * line_height(Style::body);
    if (compat::key_pressed(Key::up, true) && !ImGui::GetIO().KeyAlt) move_current(-1);
    if (compat::key_pressed(Key::down, true) && !ImGui::GetIO().KeyAlt) move_current(1);
    if (compat::key_pressed(Key::enter)) open_menu_at_current();
    if (compat::key_pressed(Key::page_up, true)) pending_scroll -= whole_page;
    if (compat::key_pressed(Key::page_down, true)) pending_scroll += whole_page;
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
    const auto measured = [&](std::size_t row) { return measure(row); };
    scroll.settle(place.view.height(), lead_height(), tail_height(), measured);
    const std::size_t first = scroll.first_row();
    float top = scroll.first_top(measured);
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
    const auto measured = [&](std::size_t row) { return measure(row); };
    float top = place.view.min.y + scroll.first_top(measured);
    if (scroll.first_row() == 0) draw_lead(top - lead_height());
    for (std::size_t row = scroll.first_row();
         row < scroll.heights.size() && top < place.view.max.y; ++row) {
        const std::uint64_t id = id_of(row);
        const MessageLook& seen = look(row);
        const MessagePress press =
            paint_message(seen, top, place, std::to_string(id), selected_in(id, seen),
                          shows_current && current == id);
        select(id, seen, top);
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

void MessagesView::State::fold(std::uint64_t id) {
    if (!unfolded.erase(id)) unfolded.insert(id);
    looks.erase(id);
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
    const bool over = place.alive && track.has(ImGui::GetIO().MousePos);
    const Rect thumb{{track.max.x - px(over || dragging_bar ? 10 : 7), top},
                     {track.max.x - px(3), top + size}};
    paint::box(thumb, over || dragging_bar ? palette().muted : palette().scrollbar, px(3));
    paint::mark("scrollbar", thumb);
    if (over && ImGui::IsMouseClicked(ImGuiMouseButton_Left)) dragging_bar = true;
    if (!ImGui::IsMouseDown(ImGuiMouseButton_Left)) dragging_bar = false;
    if (!dragging_bar || room <= 0) return;
    const double wanted = (ImGui::GetIO().MousePos.y - place.view.min.y - size / 2) / room;
    scroll.move_to(std::clamp(wanted, 0.0, 1.0), view, lead_height(), tail_height());
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

std::pair<std::size_t, std::size_t> MessagesView::State::selected_in(
    std::uint64_t id, const MessageLook& seen) const {
    const auto [from, to] = std::minmax(select_from, select_to);
    if (from == to || id < from.row || id > to.row) return {0, 0};
    return {id == from.row ? from.byte : 0, id == to.row ? to.byte : seen.shown.size()};
}

std::size_t word_begin(const std::string& text, std::size_t at) {
    while (at > 0 && text[at - 1] != ' ' && text[at - 1] != '\n') --at;
    return at;
}

std::size_t word_end(const std::string& text, std::size_t at) {
    while (at < text.size() && text[at] != ' ' && text[at] != '\n') ++at;
    return at;
}

void MessagesView::State::select(std::uint64_t id, const MessageLook& seen, float top) {
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    const bool inside = mouse.y >= top && mouse.y < top + static_cast<float>(seen.height);
    if (!place.alive || dragging_bar || !inside) return;
    const bool over_text =
        ImGui::IsWindowHovered() && place.view.has(mouse) && mouse.x >= place.text_left - px(8) &&
        mouse.x < place.text_left + place.text_width && mouse.y >= top + seen.text_top;
    const TextPlace here{id, byte_under(seen, top, place, mouse)};
    if (over_text && !ImGui::IsAnyItemHovered()) ImGui::SetMouseCursor(ImGuiMouseCursor_TextInput);
    if (over_text && ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left)) {
        select_from = {id, word_begin(seen.shown, here.byte)};
        select_to = {id, word_end(seen.shown, here.byte)};
        selecting = false;
    } else if (over_text && ImGui::IsMouseClicked(ImGuiMouseButton_Left)) {
        if (!ImGui::GetIO().KeyShift) select_from = here;
        select_to = here;
        selecting = true;
    } else if (selecting && ImGui::IsMouseDown(ImGuiMouseButton_Left)) {
        select_to = here;
    }
    if (!ImGui::IsMouseDown(ImGuiMouseButton_Left)) selecting = false;
}

std::string MessagesView::State::copy_row(std::uint64_t id, const TextPlace& from,
                                          const TextPlace& to, bool with_name) const {
    const MessageLook seen = look_of_row(context(), id - first_id(), true);
    const std::size_t begin = id == from.row ? std::min(from.byte, seen.shown.size()) : 0;
    const std::size_t end = id == to.row ? std::min(to.byte, seen.shown.size()) : seen.shown.size();
    const std::string text = original(std::string_view(seen.shown).substr(begin, end - begin));
    if (!with_name || seen.kind != MessageLook::Kind::said) return text;
    return fmt::format("{}, {}: {}", original(seen.name), client::clock_time(seen.at), text);
}

/// Several messages are copied with who said them and when.
std::string MessagesView::State::copy() const {
    const auto [from, to] = std::minmax(select_from, select_to);
    if (!scene || from == to || from.row < first_id()) return {};
    const std::uint64_t last = std::min(to.row, first_id() + scene->stream->size() - 1);
    std::string all;
    for (std::uint64_t id = from.row; id <= last; ++id) {
        if (id != from.row) all += '\n';
        all += copy_row(id, from, to, from.row != to.row);
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
    if (scroll.at_end() && scene->window_focused && last > state->read)
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
    const auto measured = [&](std::size_t row) { return state.measure(row); };
    if (state.pending_scroll != 0) state.scroll.move(std::exchange(state.pending_scroll, 0.0f));
    state.scroll.settle(place.height(), state.lead_height(), state.tail_height(), measured);
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
