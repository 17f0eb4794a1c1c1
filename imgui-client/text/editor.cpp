/// This file does not use imstb_textedit, the engine inside ImGui's inputs: in ImGui's copy Down
/// stops at a soft line break, Home and End know hard lines only, a step moves by one code point
/// and so parts a mark from its base, and undo holds 999 characters, less than one paste.
#include "imgui-client/text/editor.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <tuple>
#include <utility>

#include "common/base/utf8.hpp"
#include "imgui-client/display_text/boundaries.hpp"
#include "imgui-client/style/theme.hpp"
#include "imgui-client/text/edited_lines.hpp"
#include "imgui-client/text/undo_history.hpp"

namespace indaba::ui {
namespace {

constexpr int page_lines = 8;
constexpr std::string_view dot = "•";

bool is_vertical(Editor::Action what) {
    using enum Editor::Action;
    return what == up || what == down || what == page_up || what == page_down;
}

bool is_space(std::string_view text) { return is_blank(first_code_point(text).value); }

}  // namespace

// ---- state

struct Editor::State {
    /// The kind of the last change: another one of that kind may belong to the same undo step.
    enum class Change { none, typing, erasing };

    /// The unit that a drag selects by.
    enum class Unit { character, word, line };

    State(bool takes_breaks, bool hides_text) : multi_line(takes_breaks), secret(hides_text) {}

    bool multi_line, secret;
    std::string text;
    MappedText shown;
    std::uint64_t version = 0;
    std::size_t caret = 0, anchor = 0;
    bool after_previous = false;  // the side of the caret, where one position has two places
    std::optional<float> goal_x;  // the x that Up and Down return to
    Unit unit = Unit::character;
    std::pair<std::size_t, std::size_t> pressed;  // the word or line of the click

    EditedLines paragraphs;
    Lines lines;
    bool laid_out = false;
    TextStyle style = TextStyle::body;
    float width = 0, at_scale = 0;  // 0: no width is known yet
    std::uint64_t at_fonts = 0;     // text_version() of the lines

    UndoHistory history;
    Change last_change = Change::none;

    std::pair<std::size_t, std::size_t> selection() const { return std::minmax(caret, anchor); }

    // ---- the text
    std::string sanitized(std::string_view typed) const {
        return multi_line ? sanitize_input(typed) : sanitize_input_line(typed);
    }
    void replace(std::size_t begin, std::size_t end, std::string_view by);
    void replace_all(std::string all);
    void changed();
    std::size_t to_shown(std::size_t position) const;
    std::size_t to_text(std::size_t shown_position) const;
    void erase(std::size_t begin, std::size_t end);
    /// Erases the selection; without one, the text between the caret and `position`.
    void erase_to(std::size_t position);

    // ---- undo
    void remember(Change change, bool begins_step);
    void restore(std::optional<UndoHistory::Snapshot> snapshot);

    // ---- lines
    const Lines& all_lines();
    Caret shown_caret() const {
        return {static_cast<std::uint32_t>(to_shown(caret)), after_previous};
    }
    void place(const Caret& at);
    Caret caret_in_line(std::size_t line, float x) { return caret_at(all_lines()[line], x); }
    Caret caret_at_point(float x, float y);
    std::size_t position_at(float x, float y) { return to_text(caret_at_point(x, y).byte); }
    const Line& line_of_caret() { return all_lines()[ui::line_of_caret(lines, shown_caret())]; }
    Caret vertical(int lines_down);
    Caret end_of_line();
    Caret beside(Caret (*step)(const Lines&, const Caret&));

    std::size_t word_begin() const { return secret ? 0 : previous_word(text, caret); }
    std::size_t word_end() const { return secret ? text.size() : next_word(text, caret); }
    std::pair<std::size_t, std::size_t> unit_around(std::size_t at) const;
    void select_unit_at(Unit by, float x, float y);
    /// Returns where a key moves the caret to, as a place in the displayed text.
    Caret moved(Action what);
    void move(Action what, bool select);
    bool collapse(Action what);
};

void Editor::State::replace(std::size_t begin, std::size_t end, std::string_view by) {
    text.replace(begin, end - begin, by);
    caret = anchor = begin + by.size();
    after_previous = caret > 0;
    changed();
}

void Editor::State::replace_all(std::string all) {
    text = std::move(all);
    changed();
}

void Editor::State::changed() {
    ++version;
    goal_x.reset();
    laid_out = false;
    shown = secret ? MappedText{} : display_text_with_map(text);
    for (std::size_t at = 0; secret && at < text.size(); at = next_grapheme(text, at))
        shown.text += ours("•");
}

// ---- the text as it is displayed

std::size_t Editor::State::to_shown(std::size_t position) const {
    if (!secret) return shown.map.to_display(position);
    std::size_t dots = 0;
    for (std::size_t at = 0; at < position; at = next_grapheme(text, at)) ++dots;
    return dots * dot.size();
}

/// Returns the position between graphemes whose place is nearest to a byte of the displayed text.
std::size_t Editor::State::to_text(std::size_t shown_position) const {
    if (!secret) {
        const std::size_t at = std::min(shown.map.to_source(shown_position), text.size());
        if (at == 0 || at == text.size()) return at;
        const std::size_t before = previous_grapheme(text, at);
        return next_grapheme(text, before) == at ? at : before;
    }
    std::size_t at = 0;
    for (std::size_t dots = shown_position / dot.size(); dots > 0; --dots)
        at = next_grapheme(text, at);
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
    history.forget_future();
    if (!secret && (begins_step || !history.can_undo())) history.remember({text, caret, anchor});
}

void Editor::State::restore(std::optional<UndoHistory::Snapshot> snapshot) {
    last_change = Change::none;
    if (!snapshot) return;
    replace_all(std::move(snapshot->text));
    caret = snapshot->caret;
    anchor = snapshot->anchor;
    after_previous = caret > 0;
}

// ---- lines

const Lines& Editor::State::all_lines() {
    const bool are_stale = at_scale != scale() || at_fonts != text_version();
    if (are_stale) paragraphs.forget();
    if (!laid_out || are_stale) {
        const float unlimited = 1e9f;
        lines = paragraphs.lay_out(shown.text, style, multi_line && width > 0 ? width : unlimited);
        laid_out = true;
        at_scale = scale();
        at_fonts = text_version();
    }
    return lines;
}

void Editor::State::place(const Caret& at) {
    caret = to_text(at.byte);
    after_previous = at.after_previous;
}

Caret Editor::State::caret_at_point(float x, float y) {
    const float pitch = line_metrics(all_lines(), style).pitch;
    const auto last = static_cast<float>(lines.size() - 1);
    const float line = std::clamp(std::floor(y / pitch), 0.0f, last);
    return caret_in_line(static_cast<std::size_t>(line), x);
}

Caret Editor::State::vertical(int lines_down) {
    const auto here = static_cast<int>(ui::line_of_caret(all_lines(), shown_caret()));
    const auto last = static_cast<int>(lines.size()) - 1;
    const float x = goal_x.value_or(x_of(lines[static_cast<std::size_t>(here)], shown_caret()));
    const int wanted = std::clamp(here + lines_down, 0, last);
    goal_x = x;
    if (wanted != here) return caret_in_line(static_cast<std::size_t>(wanted), x);
    return lines_down < 0 ? first_caret(lines.front()) : last_caret(lines.back());
}

/// Returns the end of the line with the caret; before the space after which it was broken, which
/// is as good as the begin of the next line.
Caret Editor::State::end_of_line() {
    const std::size_t number = ui::line_of_caret(all_lines(), shown_caret());
    const Line& line = lines[number];
    const bool continues = number + 1 < lines.size() && lines[number + 1].begin == line.end;
    if (continues && line.end > line.begin && shown.text.view()[line.end - 1] == ' ')
        return {line.end - 1, true};
    return last_caret(line);
}

/// Returns the next place on the screen that is not within an escape.
Caret Editor::State::beside(Caret (*step)(const Lines&, const Caret&)) {
    Caret here = shown_caret();
    for (all_lines();;) {
        const Caret next = step(lines, here);
        if (next == here || to_shown(to_text(next.byte)) == next.byte) return next;
        here = next;
    }
}

// ---- moving

Caret Editor::State::moved(Action what) {
    const auto at = [this](std::size_t position) {
        return Caret{static_cast<std::uint32_t>(to_shown(position)),
                     position > 0 && position == text.size()};
    };
    switch (what) {
        case Action::left:
            return beside(caret_left_of);
        case Action::right:
            return beside(caret_right_of);
        case Action::up:
            return vertical(-1);
        case Action::down:
            return vertical(1);
        case Action::page_up:
            return vertical(-page_lines);
        case Action::page_down:
            return vertical(page_lines);
        case Action::word_left:
            return at(line_of_caret().right_to_left ? word_end() : word_begin());
        case Action::word_right:
            return at(line_of_caret().right_to_left ? word_begin() : word_end());
        case Action::line_begin:
            return first_caret(line_of_caret());
        case Action::line_end:
            return end_of_line();
        case Action::text_begin:
            return at(0);
        case Action::text_end:
            return at(text.size());
        default:
            return shown_caret();
    }
}

/// Moves the caret to the side of the selection that a key points to. Returns true if that is all
/// that the key does.
bool Editor::State::collapse(Action what) {
    const bool sideways = what == Action::left || what == Action::right;
    const auto [begin, end] = selection();
    if (begin == end || !(sideways || is_vertical(what))) return false;
    const bool to_begin = sideways ? (what == Action::left) != line_of_caret().right_to_left
                                   : what == Action::up || what == Action::page_up;
    caret = anchor = to_begin ? begin : end;
    after_previous = !to_begin;
    goal_x.reset();
    return sideways;
}

void Editor::State::move(Action what, bool select) {
    last_change = Change::none;
    if (!is_vertical(what)) goal_x.reset();
    if (!select && collapse(what)) return;
    place(moved(what));
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
bool Editor::can_undo() const { return state_->history.can_undo(); }
bool Editor::can_redo() const { return state_->history.can_redo(); }
const DisplayText& Editor::shown() const { return state_->shown.text; }
Caret Editor::shown_caret() const { return state_->shown_caret(); }
std::pair<std::size_t, std::size_t> Editor::shown_selection() const {
    const auto [begin, end] = selection();
    return {state_->to_shown(begin), state_->to_shown(end)};
}
std::uint64_t Editor::version() const { return state_->version; }
const std::string& Editor::text() const { return state_->text; }
std::size_t Editor::caret() const { return state_->caret; }
std::pair<std::size_t, std::size_t> Editor::selection() const { return state_->selection(); }

std::string Editor::selected() const {
    const auto [begin, end] = state_->selection();
    return state_->text.substr(begin, end - begin);
}

void Editor::set(std::string_view typed) {
    State& state = *state_;
    state.replace_all(state.sanitized(typed));
    state.caret = state.anchor = state.text.size();
    state.after_previous = state.caret > 0;
    state.history.clear();
    state.last_change = State::Change::none;
}

bool Editor::insert(std::string_view typed, std::size_t max_bytes) {
    State& state = *state_;
    if (typed.size() / 4 > max_bytes) return false;  // a clipboard of any size costs nothing
    const std::string added = state.sanitized(typed);
    if (added.empty()) return true;
    const auto [begin, end] = state.selection();
    if (state.text.size() - (end - begin) + added.size() > max_bytes) return false;

    const bool one = first_code_point(added).length == added.size();
    const bool after_space =
        begin > 0 &&
        is_space(std::string_view(state.text).substr(previous_grapheme(state.text, begin)));
    const bool begins_word = after_space && !is_space(added);
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
            return state.erase_to(previous_grapheme(state.text, state.caret));
        case Action::erase_right:
            return state.erase_to(next_grapheme(state.text, state.caret));
        case Action::erase_word_left:
            return state.erase_to(state.word_begin());
        case Action::erase_word_right:
            return state.erase_to(state.word_end());
        case Action::undo:
            return state.restore(state.history.undo({state.text, state.caret, state.anchor}));
        case Action::redo:
            return state.restore(state.history.redo({state.text, state.caret, state.anchor}));
        case Action::select_all:
            state.last_change = State::Change::none;
            state.anchor = 0;
            state.caret = state.text.size();
            state.after_previous = state.caret > 0;
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
    const std::string_view all = text;
    if (unit == Unit::line) {
        const std::size_t before = at == 0 ? all.npos : all.rfind('\n', at - 1);
        return {before == all.npos ? 0 : before + 1, std::min(all.find('\n', at), all.size())};
    }
    if (at >= all.size() || all[at] == '\n') at = previous_grapheme(text, at);
    return at < all.size() ? word_span(text, at) : std::pair{at, at};
}

void Editor::State::select_unit_at(Unit by, float x, float y) {
    last_change = Change::none;
    goal_x.reset();
    unit = by;
    pressed = unit_around(position_at(x, y));
    std::tie(anchor, caret) = pressed;
    after_previous = caret > 0;
}

void Editor::click(float x, float y, bool select) {
    State& state = *state_;
    state.last_change = State::Change::none;
    state.goal_x.reset();
    state.unit = State::Unit::character;
    state.place(state.caret_at_point(x, y));
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
    state.after_previous = !backwards;
}

void Editor::select_word_at(float x, float y) { state_->select_unit_at(State::Unit::word, x, y); }

void Editor::select_line_at(float x, float y) { state_->select_unit_at(State::Unit::line, x, y); }

const Lines& Editor::lines(TextStyle style, float width) {
    State& state = *state_;
    if (style != state.style || (state.multi_line && width != state.width)) {
        state.paragraphs.forget();
        state.laid_out = false;
    }
    state.style = style;
    state.width = width;
    return state.all_lines();
}

}  // namespace indaba::ui
