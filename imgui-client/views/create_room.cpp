#include "imgui-client/views/create_room.hpp"

#include <array>
#include <cmath>
#include <utility>

#include "common/wire/text.hpp"
#include "imgui-client/display_text/display_text.hpp"
#include "imgui-client/input/compat.hpp"
#include "imgui-client/view_state/room_filter.hpp"
#include "imgui-client/views/choice_cards.hpp"
#include "imgui-client/views/list_selection.hpp"
#include "imgui-client/views/mouse_blocker.hpp"
#include "imgui-client/widgets/field_menu.hpp"

namespace indaba::ui {
namespace {

/// The fields and buttons, in the order of Tab.
enum Stop {
    no_stop = -1,
    at_title,
    at_topic,
    at_access,
    at_history,
    at_people,
    at_cancel,
    at_create
};
constexpr std::array stops{at_title,  at_topic,  at_access, at_history,
                           at_people, at_cancel, at_create};

// Longer texts can be typed, so that the dialog can say that they are too long.
constexpr std::size_t title_bytes = 16 * limit::title_code_points;
constexpr std::size_t topic_bytes = 8 * limit::topic_code_points;

std::string new_title(const CreateRoomState& state) {
    return std::string(typed_title(state.title.editor.text()));
}
std::string typed_topic(const CreateRoomState& state) {
    return std::string(without_blanks(state.topic.editor.text()));
}
std::size_t length_of(const std::string& text) { return code_points(text).value_or(0); }

DisplayText letters_of(const std::string& text, std::size_t all) {
    return display_number(length_of(text)) + ours(" of ") + display_number(all);
}

std::string topic_problem(const CreateRoomState& state) {
    if (length_of(typed_topic(state)) <= limit::topic_code_points) return {};
    return "A topic has at most 256 characters.";
}

bool waits(const ViewState& view_state, const CreateRoomState& state) {
    return state.sent && view_state.room_creation.waiting;
}

void focus_on(CreateRoomState& state, Stop stop) {
    state.focus = stop;
    state.scroll.reveal = true;
}

/// Returns the judgement of the title; of none at all, nothing is said before it was asked for.
TitleCheck::Verdict judge_title(const ViewState& view_state, CreateRoomState& state) {
    const std::string title = new_title(state);
    if (!title.empty()) return state.check.judge(view_state.all_rooms, title, state.is_private);
    return {false, state.title_asked ? "Enter a title." : ""};
}

/// Asks for the room, or goes to the first field that is wrong.
void ask_for_room(const ViewState& view_state, CreateRoomState& state, Intents& intents) {
    state.title_asked = true;
    if (!judge_title(view_state, state).problem.empty()) return focus_on(state, at_title);
    if (!topic_problem(state).empty()) return focus_on(state, at_topic);
    if (view_state.connection.state != ConnectionStatus::State::ready) return;
    CreateRoom intent{
        new_title(state), typed_topic(state), state.is_private, state.from_joining, {}};
    for (const Person& person : state.people.people()) intent.people.push_back(person.account);
    state.sent = true;
    intents.push_back(std::move(intent));
}

// ---- keys

/// Moves the focus by Tab and Enter, chooses by arrows, and sets the stop that a key presses.
void handle_keys(const ViewState& view_state, CreateRoomState& state) {
    state.pressed = no_stop;
    if (field_menu_takes_keys()) return;
    const int focus = state.focus;
    if (focus == at_people && view_state.model && state.people.handle_keys(*view_state.model))
        return;
    if (compat::key_pressed(KeyboardKey::tab, true)) {
        focus_on(state, next_stop(std::span<const Stop>(stops), focus));
        return;
    }
    const bool arrow =
        compat::key_pressed(KeyboardKey::left) || compat::key_pressed(KeyboardKey::right) ||
        compat::key_pressed(KeyboardKey::up) || compat::key_pressed(KeyboardKey::down);
    const bool space = compat::key_pressed(KeyboardKey::space);
    if (focus == at_access && (arrow || space)) state.is_private = !state.is_private;
    if (focus == at_history && (arrow || space)) state.from_joining = !state.from_joining;
    if (focus >= at_cancel && (space || enter_pressed())) state.pressed = focus;
    if (!enter_pressed() || focus >= at_cancel) return;
    if (focus == at_people)
        state.pressed = at_create;
    else
        focus_on(state, stops[static_cast<std::size_t>(focus) + 1]);
}

// ---- the card, top to bottom

bool is_shown(const Column& column) { return column.drawn; }

void reveal(Column& column, const CreateRoomState& state, Stop stop, const Rect& area) {
    if (state.focus == stop) column.focused = {area.min, {area.max.x, column.y}};
}

/// Draws what is said of the title below its field. Keeps the room of one line.
void title_status(const ViewState& view_state, Column& column, CreateRoomState& state) {
    const Palette& p = palette();
    const TitleCheck::Verdict verdict = judge_title(view_state, state);
    column.gap(7);
    if (!verdict.problem.empty())
        return paragraph(column, TextStyle::small, p.danger_text, display_text(verdict.problem));
    const Rect line = column.next(line_height(TextStyle::small));
    if (!is_shown(column)) return;
    if (state.is_private)
        return paint::text(line.min, TextStyle::small, p.muted,
                           ours("Only members see this title."));
    if (!verdict.free) return;
    paint::text(line.min, TextStyle::small, p.online, icon::stored);
    paint::text({line.min.x + px(18), line.min.y}, TextStyle::small, p.muted,
                ours("This title is free."));
}

void title_field(const ViewState& view_state, Column& column, CreateRoomState& state) {
    const Palette& p = palette();
    const Rect area = column.next(px(label_height + field_height));
    if (is_shown(column)) {
        const bool wrong = !judge_title(view_state, state).problem.empty();
        const LabelledField labelled{
            state.title,
            ours("Title"),
            {"room-title", ours("A word or two"), p.strong, p.muted, title_bytes},
            wrong,
            !waits(view_state, state),
            state.is_private ? icon::lock : icon::hash,
            letters_of(new_title(state), limit::title_code_points)};
        const FieldEvents events =
            labelled_field(labelled, area.min, column.width, state.focus == at_title);
        if (events.clicked) state.focus = at_title;
        if (events.changed) state.sent = false;
    }
    title_status(view_state, column, state);
    reveal(column, state, at_title, area);
}

void topic_field(const ViewState& view_state, Column& column, CreateRoomState& state) {
    const Palette& p = palette();
    const Rect area = column.next(px(label_height + field_height));
    const std::string problem = topic_problem(state);
    if (is_shown(column)) {
        const LabelledField labelled{
            state.topic,
            ours("Topic (optional)"),
            {"room-topic", ours("What is it about?"), p.strong, p.muted, topic_bytes},
            !problem.empty(),
            !waits(view_state, state),
            {},
            letters_of(typed_topic(state), limit::topic_code_points)};
        const FieldEvents events =
            labelled_field(labelled, area.min, column.width, state.focus == at_topic);
        if (events.clicked) state.focus = at_topic;
    }
    error_line(column, problem);
    reveal(column, state, at_topic, area);
}

void label(Column& column, DisplayTextView words) {
    const Rect area = column.next(px(label_height));
    if (is_shown(column)) paint::text(area.min, TextStyle::small, palette().muted, words);
}

/// Draws the two pairs of choices: who can join, and what newcomers can read.
void draw_choices(const ViewState& view_state, Column& column, CreateRoomState& state) {
    const bool editable = !waits(view_state, state);
    label(column, ours("Who can join"));
    const Rect access = column.next(2 * choice_card_height() + px(10));
    if (is_shown(column)) {
        const auto clicked = draw_choice_cards(access, state.is_private, state.focus == at_access);
        if (clicked && editable) {
            state.is_private = *clicked;
            state.focus = at_access;
        }
    }
    reveal(column, state, at_access, access);
    column.gap(18);
    label(column, ours("What newcomers can read"));
    const Rect history = column.next(px(field_height));
    if (is_shown(column)) {
        const auto clicked = draw_two_segments(history, {ours("Everything"), "history:all"},
                                               {ours("From joining on"), "history:joining"},
                                               state.from_joining, state.focus == at_history);
        if (clicked && editable) {
            state.from_joining = *clicked;
            state.focus = at_history;
        }
    }
    reveal(column, state, at_history, history);
}

/// Returns the area of the people's field.
Rect people_field(const ViewState& view_state, Column& column, CreateRoomState& state) {
    label(column, ours("Add people (optional)"));
    const Rect area = column.next(state.people.height(column.width));
    if (is_shown(column) &&
        state.people.draw(area, state.focus == at_people, !waits(view_state, state)))
        state.focus = at_people;
    error_line(column, state.people.problem());
    reveal(column, state, at_people, area);
    return area;
}

/// Draws why the room was not made, or why it cannot be made now.
void draw_failure(const ViewState& view_state, Column& column, const CreateRoomState& state) {
    const bool ready = view_state.connection.state == ConnectionStatus::State::ready;
    const std::string& refused = view_state.room_creation.failed;
    if (!ready)
        error_line(column, "Not connected. The room can be made when the connection is back.");
    else if (state.sent && !waits(view_state, state))
        error_line(column, refused);
}

/// Returns true if the dialog was cancelled.
bool draw_two_buttons(const ViewState& view_state, Column& column, CreateRoomState& state,
                      Intents& intents) {
    const Palette& p = palette();
    column.gap(24);
    const Rect area = column.next(px(40));
    if (state.focus >= at_cancel) column.focused = area;
    if (!is_shown(column)) return false;
    const float gap = px(12), wide = std::min(px(150), (area.width() - gap) * 0.6f);
    const float narrow = std::min(px(100), area.width() - gap - wide);
    const Rect make{{area.max.x - wide, area.min.y}, area.max};
    const Rect away{{make.min.x - gap - narrow, area.min.y}, {make.min.x - gap, area.max.y}};
    const bool cancelled = button("cancel-room", away, ours("Cancel"), TextStyle::small, p.chosen,
                                  p.strong, state.focus == at_cancel);
    if (waits(view_state, state)) {
        paint::box(make, p.field, px(8));
        paint::text_centred(make, TextStyle::small, p.muted, ours("Creating…"));
    } else if (button("create", make, ours("Create room"), TextStyle::small, p.accent, p.on_accent,
                      state.focus == at_create) ||
               state.pressed == at_create) {
        ask_for_room(view_state, state, intents);
    }
    return cancelled || state.pressed == at_cancel;
}

}  // namespace

CreateRoomState begin_room(const ViewState& view_state, const std::string& title) {
    CreateRoomState state;
    state.title.editor.set(title);
    state.made_version = view_state.room_creation.made_version;
    return state;
}

bool caret_blinks(const CreateRoomState& state) {
    return caret_blinks(state.title) || caret_blinks(state.topic) || state.people.caret_blinks();
}

bool draw_create_room(const ViewState& view_state, const Rect& screen, CreateRoomState& state,
                      Intents& intents) {
    const bool escape = !field_menu_open() && compat::key_pressed(KeyboardKey::escape);
    if (state.made_version != view_state.room_creation.made_version) return false;
    if (escape && !(state.focus == at_people && state.people.close_offers())) return false;
    handle_keys(view_state, state);
    bool closes = false;
    Rect people{};
    const auto contents = [&](Column& column) {
        const MouseBlocker below_offers(state.people.is_under_mouse());
        const Rect head = column.next(font_size(TextStyle::large));
        if (is_shown(column)) {
            paint::text(head.min, TextStyle::large, palette().strong, ours("Create a room"));
            closes |=
                icon_button("close-create", {head.max.x - px(6), head.min.y + px(12)}, icon::close,
                            TextStyle::body, palette().muted, ours("Close (Esc)"));
        }
        column.gap(22);
        title_field(view_state, column, state);
        column.gap(18);
        topic_field(view_state, column, state);
        column.gap(18);
        draw_choices(view_state, column, state);
        column.gap(18);
        people = people_field(view_state, column, state);
        draw_failure(view_state, column, state);
        closes |= draw_two_buttons(view_state, column, state, intents);
    };
    dialog_card(screen, px(500), state.scroll, contents);
    if (state.people.draw_offers(people, screen, state.focus == at_people)) state.focus = at_people;
    return !closes;
}

}  // namespace indaba::ui
