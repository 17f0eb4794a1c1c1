/// This file does not use imstb_textedit, the engine inside ImGui's inputs: in ImGui's copy Down
/// stops at a soft line break, Home and End know hard lines only, a step moves by one code point
/// and so parts a mark from its base, and undo holds 999 characters, less than one paste.
///
/// Undo is a stack of whole texts. A text has at most 16 KiB, so the stack is small, and any paste
/// can be undone. Letters typed one after the other are one step up to the end of the word.
#include "imgui-client/text/editor.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <optional>
#include <tuple>
#include <utility>

#include "imgui-client/display_text/segmentation.hpp"
#include "imgui-client/style/theme.hpp"

namespace indaba::ui {
namespace {

constexpr std::size_t max_undo_steps = 100;
constexpr std::size_t max_undo_bytes = 1 << 20;
constexpr int page_lines = 8;

}  // namespace

// ---- state

struct Editor::State {
    struct Snapshot {
        DisplayText text;
        std::size_t caret = 0, anchor = 0;
    };
    /// The kind of the last change: another one of that kind may belong to the same undo step.
    enum class Change { none, typing, erasing };

    /// The unit that a drag selects by.
    enum class Unit { character, word, line };

    State(bool takes_breaks, bool hides_text) : multi_line(takes_breaks), secret(hides_text) {}

    bool multi_line, secret;
    DisplayText text, shown;
    std::uint64_t version = 0;
    std::size_t source_bytes = 0;  // size of source_text(text)
    std::size_t caret = 0, anchor = 0;
    std::optional<float> goal_x;  // the x that Up and Down return to
    Unit unit = Unit::character;
    std::pair<std::size_t, std::size_t> pressed;  // the word or line of the click

    Lines lines;
    bool laid_out = false;
    TextStyle style = TextStyle::body;
    float width = 0, at_scale = 0;  // 0: no width is known yet

    std::deque<Snapshot> past, future;
    Change last_change = Change::none;

    std::pair<std::size_t, std::size_t> selection() const { return std::minmax(caret, anchor); }

    // ---- the text
    DisplayText sanitized(std::string_view typed) const {
        return multi_line ? sanitize_input(typed) : sanitize_input_line(typed);
    }
    void replace(std::size_t begin, std::size_t end, DisplayTextView by);
    void replace_all(DisplayText all);
    void changed();
    DisplayText shown_character(std::size_t at) const;
    bool is_shown_as_it_is() const;
    std::size_t to_shown(std::size_t position) const;
    std::size_t to_text(std::size_t shown_position) const;
    void erase(std::size_t begin, std::size_t end);
    /// Erases the selection; without one, the text between the caret and `position`.
    void erase_to(std::size_t position);

    // ---- undo
    void remember(Change change, bool begins_step);
    void restore(std::deque<Snapshot>& from, std::deque<Snapshot>& to);

    // ---- lines
    const Lines& all_lines();
    std::size_t line_at(std::size_t position) { return line_of(all_lines(), to_shown(position)); }
    std::size_t position_at(std::size_t line, float x);
    std::size_t position_at(float x, float y);
    std::size_t line_end(std::size_t position);
    std::size_t vertical(int lines_down);

    std::size_t word_begin() const { return secret ? 0 : word_left(text, caret); }
    std::size_t word_end() const { return secret ? text.size() : word_right(text, caret); }
    std::pair<std::size_t, std::size_t> unit_around(std::size_t at) const;
    void select_unit_at(Unit by, float x, float y);
    std::size_t moved(Action what);
    void move(Action what, bool select);
};

void Editor::State::replace(std::size_t begin, std::size_t end, DisplayTextView by) {
    source_bytes -= ui::source_text(text.slice(begin, end)).size();
    source_bytes += ui::source_text(by).size();
    text.replace(begin, end, by);
    caret = anchor = begin + by.size();
    changed();
}

void Editor::State::replace_all(DisplayText all) {
    text = std::move(all);
    source_bytes = ui::source_text(text).size();
    changed();
}

void Editor::State::changed() {
    ++version;
    goal_x.reset();
    laid_out = false;
    if (is_shown_as_it_is()) {
        shown = text;
        return;
    }
    shown = {};
    for (std::size_t at = 0; at < text.size(); at = next_character(text, at))
        shown += shown_character(at);
}

// ---- the text as it is displayed

bool Editor::State::is_shown_as_it_is() const {
    return !secret && text.view().find('\t') == std::string_view::npos;
}

DisplayText Editor::State::shown_character(std::size_t at) const {
    if (secret) return ours("•");
    const DisplayTextView character = text.slice(at, next_character(text, at));
    if (!character.view().starts_with('\t')) return character;
    return ours("    ") + character.slice(1, character.size());
}

std::size_t Editor::State::to_shown(std::size_t position) const {
    if (is_shown_as_it_is()) return position;
    std::size_t result = 0;
    for (std::size_t at = 0; at < position; at = next_character(text, at))
        result += shown_character(at).size();
    return result;
}

/// Returns the position whose place is nearest to a byte of the displayed text.
std::size_t Editor::State::to_text(std::size_t shown_position) const {
    if (is_shown_as_it_is()) return shown_position;
    std::size_t at = 0, begin = 0;
    while (at < text.size()) {
        const std::size_t bytes = shown_character(at).size();
        if (2 * shown_position < 2 * begin + bytes) break;
        begin += bytes;
        at = next_character(text, at);
    }
    return at;
}

void Editor::State::erase(std::size_t begin, std::size_t end) {
    if (begin == end) return;
    remember(Change::erasing, last_change != Change::erasing);
    replace(begin, end, {});
}

void Editor::State::erase_to(std::size_t position) {
    if (caret != anchor) position = anchor;
    erase(std::min(caret, position), std::max(caret, position));
}

// ---- undo

void Editor::State::remember(Change change, bool begins_step) {
    last_change = change;
    future.clear();
    if (secret) return;
    if (!begins_step && !past.empty()) return;
    past.push_back({text, caret, anchor});
    std::size_t bytes = 0;
    for (const Snapshot& each : past) bytes += each.text.size();
    while (past.size() > max_undo_steps || bytes > max_undo_bytes) {
        bytes -= past.front().text.size();
        past.pop_front();
    }
}

void Editor::State::restore(std::deque<Snapshot>& from, std::deque<Snapshot>& to) {
    last_change = Change::none;
    if (from.empty()) return;
    to.push_back({text, caret, anchor});
    Snapshot snapshot = std::move(from.back());
    from.pop_back();
    replace_all(std::move(snapshot.text));
    caret = snapshot.caret;
    anchor = snapshot.anchor;
}

// ---- lines

const Lines& Editor::State::all_lines() {
    if (!laid_out || at_scale != scale()) {
        const float unlimited = 1e9f;
        lines = lay_out(shown, style, multi_line && width > 0 ? width : unlimited);
        laid_out = true;
        at_scale = scale();
    }
    return lines;
}

/// Returns the position nearest to `x` on `line`, never between a character and its marks.
std::size_t Editor::State::position_at(std::size_t line, float x) {
    const Line& here = all_lines()[line];
    std::size_t position = to_text(byte_at(shown, here, style, x));
    if (position > to_text(here.begin)) position = skip_marks(text, position);
    if (position > to_text(here.begin) && line_at(position) != line)
        position = previous_character(text, position);
    return position;
}

std::size_t Editor::State::position_at(float x, float y) {
    const auto last = static_cast<float>(all_lines().size() - 1);
    const float line = std::clamp(std::floor(y / line_height(style)), 0.0f, last);
    return position_at(static_cast<std::size_t>(line), x);
}

std::size_t Editor::State::line_end(std::size_t position) {
    const std::size_t line = line_at(position);
    const std::size_t end = to_text(lines[line].end);
    // At a break inside of a word, its end is displayed at the begin of the next line.
    return line_at(end) == line ? end : previous_character(text, end);
}

std::size_t Editor::State::vertical(int lines_down) {
    const auto here = static_cast<int>(line_at(caret));
    const auto last = static_cast<int>(lines.size()) - 1;
    const float x =
        goal_x.value_or(x_of(shown, lines[static_cast<std::size_t>(here)], style, to_shown(caret)));
    const int wanted = std::clamp(here + lines_down, 0, last);
    std::size_t position = lines_down < 0 ? 0 : text.size();
    if (wanted != here) position = position_at(static_cast<std::size_t>(wanted), x);
    goal_x = x;
    return position;
}

// ---- moving

std::size_t Editor::State::moved(Action what) {
    switch (what) {
        case Action::left:
            return previous_character(text, caret);
        case Action::right:
            return next_character(text, caret);
        case Action::up:
            return vertical(-1);
        case Action::down:
            return vertical(1);
        case Action::page_up:
            return vertical(-page_lines);
        case Action::page_down:
            return vertical(page_lines);
        case Action::word_left:
            return word_begin();
        case Action::word_right:
            return word_end();
        case Action::line_begin:
            return to_text(all_lines()[line_at(caret)].begin);
        case Action::line_end:
            return line_end(caret);
        case Action::text_begin:
            return 0;
        case Action::text_end:
            return text.size();
        default:
            return caret;
    }
}

void Editor::State::move(Action what, bool select) {
    last_change = Change::none;
    const bool vertically = what == Action::up || what == Action::down || what == Action::page_up ||
                            what == Action::page_down;
    if (!vertically) goal_x.reset();
    const auto [begin, end] = selection();
    if (begin != end && !select) {
        const bool to_begin = what == Action::left || what == Action::up || what == Action::page_up;
        if (to_begin || what == Action::right || what == Action::down ||
            what == Action::page_down) {
            caret = anchor = to_begin ? begin : end;
            if (!vertically) return;
            goal_x.reset();
        }
    }
    caret = moved(what);
    if (!select) anchor = caret;
}

// ---- the editor

Editor::Editor(bool multi_line, bool secret)
    : state_(std::make_unique<State>(multi_line, secret)) {}
Editor::~Editor() = default;
Editor::Editor(Editor&&) noexcept = default;
Editor& Editor::operator=(Editor&&) noexcept = default;

bool Editor::multi_line() const { return state_->multi_line; }
bool Editor::secret() const { return state_->secret; }
bool Editor::can_undo() const { return !state_->past.empty(); }
bool Editor::can_redo() const { return !state_->future.empty(); }
const DisplayText& Editor::shown() const { return state_->shown; }
std::size_t Editor::shown_position(std::size_t position) const {
    return state_->to_shown(position);
}
std::uint64_t Editor::version() const { return state_->version; }
const DisplayText& Editor::text() const { return state_->text; }
std::string Editor::source_text() const { return ui::source_text(state_->text); }
std::size_t Editor::caret() const { return state_->caret; }
std::pair<std::size_t, std::size_t> Editor::selection() const { return state_->selection(); }

std::string Editor::selected() const {
    const auto [begin, end] = state_->selection();
    return ui::source_text(state_->text.slice(begin, end));
}

void Editor::set(std::string_view typed) {
    State& state = *state_;
    state.replace_all(state.sanitized(typed));
    state.caret = state.anchor = state.text.size();
    state.past.clear();
    state.future.clear();
    state.last_change = State::Change::none;
}

bool Editor::insert(std::string_view typed, std::size_t max_bytes) {
    State& state = *state_;
    if (typed.size() / 4 > max_bytes) return false;  // a clipboard of any size costs nothing
    const DisplayText added = state.sanitized(typed);
    if (added.empty()) return true;
    const auto [begin, end] = state.selection();
    const std::size_t without = state.source_bytes - selected().size();
    if (without + ui::source_text(added).size() > max_bytes) return false;

    const bool one = is_one_code_point(added);
    const bool after_space =
        begin > 0 && is_space_at(state.text, previous_character(state.text, begin));
    const bool begins_word = after_space && !is_space_at(added, 0);
    const bool continues_step = one && begin == end && !begins_word && added != "\n" &&
                                state.last_change == State::Change::typing;
    state.remember(one ? State::Change::typing : State::Change::none, !continues_step);
    state.replace(begin, end, added);
    return true;
}

void Editor::press(Action what, bool select) {
    State& state = *state_;
    switch (what) {
        case Action::erase_left:
            return state.erase_to(previous_character(state.text, state.caret));
        case Action::erase_right:
            return state.erase_to(next_character(state.text, state.caret));
        case Action::erase_word_left:
            return state.erase_to(state.word_begin());
        case Action::erase_word_right:
            return state.erase_to(state.word_end());
        case Action::undo:
            return state.restore(state.past, state.future);
        case Action::redo:
            return state.restore(state.future, state.past);
        case Action::select_all:
            state.last_change = State::Change::none;
            state.anchor = 0;
            state.caret = state.text.size();
            return;
        default:
            return state.move(what, select);
    }
}

void Editor::erase_selection() {
    State& state = *state_;
    state.last_change = State::Change::none;
    state.erase_to(state.caret);
    state.last_change = State::Change::none;
}

// ---- the mouse

/// Returns the word or the line around a position; a secret is one word.
std::pair<std::size_t, std::size_t> Editor::State::unit_around(std::size_t at) const {
    if (secret) return {0, text.size()};
    const std::string_view all = text.view();
    if (unit == Unit::line) {
        const std::size_t before = at == 0 ? all.npos : all.rfind('\n', at - 1);
        return {before == all.npos ? 0 : before + 1, std::min(all.find('\n', at), all.size())};
    }
    if (at >= all.size() || all[at] == '\n') at = previous_character(text, at);
    return at < all.size() ? word_around(text, at) : std::pair{at, at};
}

void Editor::State::select_unit_at(Unit by, float x, float y) {
    last_change = Change::none;
    goal_x.reset();
    unit = by;
    pressed = unit_around(position_at(x, y));
    std::tie(anchor, caret) = pressed;
}

void Editor::click(float x, float y, bool select) {
    State& state = *state_;
    state.last_change = State::Change::none;
    state.goal_x.reset();
    state.unit = State::Unit::character;
    state.caret = state.position_at(x, y);
    if (!select) state.anchor = state.caret;
}

bool Editor::is_selected_at(float x, float y) const {
    const auto [begin, end] = selection();
    const std::size_t at = state_->position_at(x, y);
    return begin != end && at >= begin && at <= end;
}

void Editor::drag(float x, float y) {
    State& state = *state_;
    if (state.unit == State::Unit::character) return click(x, y, true);
    const auto [begin, end] = state.unit_around(state.position_at(x, y));
    const bool backwards = begin < state.pressed.first;
    state.anchor = backwards ? state.pressed.second : state.pressed.first;
    state.caret = backwards ? begin : std::max(end, state.pressed.second);
}

void Editor::select_word_at(float x, float y) { state_->select_unit_at(State::Unit::word, x, y); }

void Editor::select_line_at(float x, float y) { state_->select_unit_at(State::Unit::line, x, y); }

const Lines& Editor::lines(TextStyle style, float width) {
    State& state = *state_;
    if (style != state.style || (state.multi_line && width != state.width)) state.laid_out = false;
    state.style = style;
    state.width = width;
    return state.all_lines();
}

}  // namespace indaba::ui
