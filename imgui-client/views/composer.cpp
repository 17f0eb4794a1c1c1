#include "imgui-client/views/composer.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>
#include <vector>

#include "common/wire/protocol.hpp"
#include "common/wire/text.hpp"
#include "imgui-client/display_text/display_text.hpp"
#include "imgui-client/input/compat.hpp"

namespace indaba::ui {
namespace {

constexpr std::size_t max_recalled_lines = 100;
constexpr std::size_t counter_threshold = limit::body - limit::KiB;

// ---- notes below the box

struct Note {
    DisplayText text;
    Colour colour;
};

/// Returns whether a text has only blanks and invisible characters, and is not sent.
bool is_blank_text(std::string_view text) { return leading_blanks(text) == text.size(); }

Note counter(const TextField& field) {
    const std::size_t bytes = field.editor.text().size();
    const bool refused = field.refused_last || bytes >= limit::body;
    const Colour colour = refused ? palette().danger_text : palette().muted;
    if (bytes > counter_threshold)
        return {
            display_grouped(bytes) + ours(" of ") + display_grouped(limit::body) + ours(" bytes"),
            colour};
    if (refused)
        return {ours("Too long: a message has at most ") + display_grouped(limit::body) +
                    ours(" bytes."),
                colour};
    return {{}, colour};
}

/// Returns whether there is a draft or a post without a receipt.
bool has_unsent_text(const ViewState& view_state, const TextField& field) {
    return !field.editor.text().empty() ||
           (view_state.model && !view_state.model->outbox().empty());
}

std::vector<Note> notes(const ViewState& view_state, const TextField& field) {
    std::vector<Note> result;
    const bool ready = view_state.connection.state == ConnectionStatus::State::ready;
    if (!ready && has_unsent_text(view_state, field))
        result.push_back(
            {ours("Saved. Will be sent when the connection is back."), palette().muted});
    else if (ready && view_state.whisper_to &&
             !view_state.whisper_to_online)  // presence is unknown without a connection
        result.push_back({name_in_sentence(view_state.whisper_to_name) +
                              ours(" is offline. Will be delivered when they are back."),
                          palette().muted});
    Note count = counter(field);
    if (!count.text.empty()) result.push_back(std::move(count));
    return result;
}

float note_height(const Note& note, float width) {
    return height_of(lay_out(note.text, TextStyle::small, width), TextStyle::small);
}

void draw_note(const Note& note, ImVec2 at, float width) {
    paint::lines(at, TextStyle::small, note.colour, note.text,
                 lay_out(note.text, TextStyle::small, width));
}

// ---- measures

float inside() { return px(14); }  // margin above and below the text
float text_left() { return px(16); }
float send_size() { return px(36); }
float send_gap() { return px(8); }
float chip_height() { return px(26); }
float chip_row() { return chip_height() + px(6); }
float chip_room(const ViewState& view_state, const ComposerState& state) {
    return (view_state.whisper_to ? chip_row() : 0) + (state.about ? chip_row() : 0);
}

float text_room(float width) { return width - text_left() - send_size() - 2 * send_gap(); }

float notes_height(const std::vector<Note>& all, float width) {
    float height = all.empty() ? 0 : px(4);
    for (const Note& note : all) height += note_height(note, width);
    return height;
}

void reset_for_conversation(const ViewState& view_state, ComposerState& state) {
    if (std::exchange(state.timelines_version, view_state.timelines_version) !=
        view_state.timelines_version) {
        // The same numbers name other messages on another server.
        state.said.clear();
        state.suspended.clear();
        state.about.reset();
    }
    if (state.open == view_state.open) return;
    if (state.about) state.suspended[state.open] = {*state.about, state.field.editor.text(), 0};
    state.open = view_state.open;
    state.recalled = 0;
    state.about.reset();
}

bool is_editing(const ComposerState& state) {
    return state.about && state.about->kind == ComposedAbout::Kind::edit;
}

/// Goes on with a text that answers or changes a message.
void go_on(ComposerState& state, const ComposedAgain& again) {
    if (!is_editing(state)) state.set_aside = state.field.editor.text();
    state.about = again.about;
    state.field.editor.set(again.text);
    state.field.wheeled = state.field.refused_last = false;
}

/// Takes back what could not be sent, and what was being written when another conversation was
/// opened.
void go_on_with_what_waits(const ViewState& view_state, ComposerState& state) {
    if (const auto waits = state.suspended.extract(state.open)) go_on(state, waits.mapped());
    const ComposedAgain& again = view_state.composed_again;
    if (std::exchange(state.again_version, again.version) != again.version) go_on(state, again);
}

void take_draft(const ViewState& view_state, ComposerState& state) {
    if (state.applied_version == view_state.draft_version) return;
    state.applied_version = view_state.draft_version;
    if (is_editing(state)) {
        state.set_aside = view_state.draft;  // for after the edit
        return;
    }
    state.field.editor.set(view_state.draft);
    state.field.wheeled = state.field.refused_last = false;
    state.recalled = 0;
}

void apply_draft(const ViewState& view_state, ComposerState& state) {
    reset_for_conversation(view_state, state);
    take_draft(view_state, state);
    go_on_with_what_waits(view_state, state);
}

/// Ends answering or editing; the draft from before an edit comes back.
void forget_about(ComposerState& state) {
    if (is_editing(state)) {
        state.field.editor.set(state.set_aside);
        state.field.wheeled = state.field.refused_last = false;
    }
    state.about.reset();
}

DisplayText author_of(const ViewState& view_state, const ComposedAbout& about) {
    const client::ConversationState* state = view_state.model->find(view_state.open);
    const Entry* entry = state ? state->held.find(about.number) : nullptr;
    return entry ? name_in_sentence(view_state.model->name_of(entry->account)) : DisplayText();
}

/// Returns the message as it stands; nullopt when it cannot be answered any more.
std::optional<client::FoldedMessage> message_of(const ViewState& view_state,
                                                const ComposedAbout& about) {
    const client::ConversationState* state =
        view_state.model ? view_state.model->find(view_state.open) : nullptr;
    auto message = state ? client::folded_message(*state, about.number) : std::nullopt;
    if (message && message->erased) message.reset();
    return message;
}

// ---- events

/// Returns the text as it is sent: all that was typed but the line breaks at both ends.
std::string to_send(const Editor& editor) {
    const std::string text = editor.text();
    const std::size_t begin = std::min(text.find_first_not_of('\n'), text.size());
    return text.substr(begin, text.find_last_not_of('\n') + 1 - begin);
}

void set_text(const ViewState& view_state, ComposerState& state, std::string_view text,
              Intents& intents) {
    state.field.editor.set(text);
    state.field.wheeled = state.field.refused_last = false;
    intents.push_back(ChangeDraft{view_state.whisper_to, state.field.editor.text()});
}

void send(const ViewState& view_state, ComposerState& state, Intents& intents) {
    Editor& editor = state.field.editor;
    if (is_blank_text(editor.text())) return;
    std::string text = to_send(editor);
    if (text.size() > limit::body) {  // restored texts may have been joined to a draft
        state.field.refused_last = true;
        return;
    }
    std::deque<std::string>& said = state.said[state.open];
    if (said.empty() || said.back() != text) said.push_back(text);
    if (said.size() > max_recalled_lines) said.pop_front();
    state.recalled = 0;
    state.field.wheeled = state.field.refused_last = false;
    const std::optional<ComposedAbout> about = state.about;
    const auto edited = is_editing(state) ? message_of(view_state, *about) : std::nullopt;
    const bool unchanged = edited && edited->text == text;
    editor.clear();
    forget_about(state);
    if (!unchanged) intents.push_back(SendMessage{view_state.whisper_to, std::move(text), about});
}

void end_whisper(const ViewState& view_state, const ComposerState& state, Intents& intents) {
    // The draft stays with this conversation.
    if (!is_editing(state))
        intents.push_back(ChangeDraft{view_state.whisper_to, state.field.editor.text()});
    intents.push_back(OpenConversation{std::nullopt});
}

void recall_older(const ViewState& view_state, ComposerState& state, Intents& intents) {
    const std::deque<std::string>& said = state.said[state.open];
    if (state.recalled == said.size()) return;
    ++state.recalled;
    set_text(view_state, state, said[said.size() - state.recalled], intents);
}

void recall_newer(const ViewState& view_state, ComposerState& state, Intents& intents) {
    if (state.recalled == 0) return;
    const std::deque<std::string>& said = state.said[state.open];
    --state.recalled;
    set_text(view_state, state, state.recalled == 0 ? "" : said[said.size() - state.recalled],
             intents);
}

/// Returns 1 if Ctrl+Up recalls an older line, -1 if Ctrl+Down recalls a newer one, else 0. Called
/// before the field handles the key. Recalling begins in an empty field.
int recall_step(const ComposerState& state, bool focused) {
    const ImGuiIO& io = ImGui::GetIO();
    if (!focused || io.KeyShift || !io.KeyCtrl || io.KeyAlt || state.about) return 0;
    const bool recalling = state.recalled > 0;
    if (compat::key_pressed(KeyboardKey::up, true) &&
        (recalling || state.field.editor.text().empty()))
        return 1;
    return compat::key_pressed(KeyboardKey::down, true) && recalling ? -1 : 0;
}

/// Returns the last own message when Up is pressed in an empty field. Called before the field
/// handles the key.
std::optional<ComposedAbout> last_to_edit(const ViewState& view_state, const ComposerState& state,
                                          bool focused) {
    const ImGuiIO& io = ImGui::GetIO();
    if (!focused || !view_state.model || state.about || io.KeyShift || io.KeyCtrl || io.KeyAlt ||
        !state.field.editor.text().empty() || !compat::key_pressed(KeyboardKey::up))
        return std::nullopt;
    // The last one may be among those on their way, and so may its last edit.
    const bool is_last_known =
        std::ranges::none_of(view_state.model->outbox(), [&](const client::OutboxRow& row) {
            return row.to == view_state.whisper_to && client::authored_text(row);
        });
    if (!is_last_known) return std::nullopt;
    const client::ConversationState* open = view_state.model->find(view_state.open);
    const auto last = open ? client::last_message_of(*open, view_state.model->me()) : std::nullopt;
    if (!last) return std::nullopt;
    return ComposedAbout{ComposedAbout::Kind::edit, *last};
}

// ---- drawing

void draw_box(const ViewState& view_state, const Rect& box) {
    const Palette& p = palette();
    paint::box(box, view_state.whisper_to ? p.whisper_surface : p.field, px(10));
    if (view_state.whisper_to)
        paint::frame(box, p.whisper, px(10), std::max(1.0f, px(1.5f)));
    else
        paint::frame(box, p.hairline, px(10), std::max(1.0f, px(1)));
}

/// Draws "Whisper to NAME" with a cross. Returns true if the cross was clicked.
bool draw_chip(const ViewState& view_state, ImVec2 at, float room) {
    const Palette& p = palette();
    const DisplayText words = ours("Whisper to ") + name_in_sentence(view_state.whisper_to_name);
    const float cross = chip_height(), pad = px(10);
    const float wanted = std::ceil(text_width(TextStyle::small, words)) + pad + cross;
    const float width = std::min(wanted, room);
    const Rect chip{at, {at.x + width, at.y + chip_height()}};
    paint::box(chip, p.whisper_chip, chip_height() / 2);
    paint::text_truncated({at.x + pad, chip.centre().y - font_size(TextStyle::small) / 2},
                          width - pad - cross, TextStyle::small, p.whisper_text, words);
    const Rect close{{chip.max.x - cross, chip.min.y}, chip.max};
    const Press press = press_area("whisper-close", close);
    if (press.hovered) {
        paint::frame(chip, p.whisper_text, chip_height() / 2, std::max(1.0f, px(1)));
        tooltip(ours("Back to #lobby (Esc)"));
    }
    paint::text_centred(close, TextStyle::small, p.whisper_text, icon::close);
    return press.clicked;
}

/// Draws which message is answered or edited, with a cross. Returns true if the cross was clicked.
bool draw_about(const ViewState& view_state, const ComposerState& state, ImVec2 at, float room) {
    const Palette& p = palette();
    const auto message = message_of(view_state, *state.about);
    DisplayText words = is_editing(state) ? DisplayText(ours("Edit message"))
                                          : ours("Reply to ") + author_of(view_state, *state.about);
    if (message && !is_editing(state))
        words += ours(": ") + truncated(display_line(message->text.substr(0, 400)), 80);
    const float cross = chip_height();
    paint::box({at, {at.x + px(3), at.y + chip_height()}}, p.link, px(1));
    paint::text_truncated({at.x + px(12), at.y + (chip_height() - font_size(TextStyle::small)) / 2},
                          room - px(12) - cross, TextStyle::small, p.muted, words);
    const Rect close{{at.x + room - cross, at.y}, {at.x + room, at.y + cross}};
    const Press press = press_area("about-close", close);
    if (press.hovered) tooltip(ours("Cancel (Esc)"));
    paint::text_centred(close, TextStyle::small, p.muted, icon::close);
    return press.clicked;
}

bool draw_send(const ViewState& view_state, const ComposerState& state, const Rect& area) {
    const Palette& p = palette();
    const bool something = !is_blank_text(state.field.editor.text());
    const Press press = press_area("send", area);
    paint::box(area, something ? p.accent : p.chosen, area.width() / 2);
    if (press.hovered) {
        paint::frame(area, p.strong, area.width() / 2, std::max(1.0f, px(1)));
        tooltip(view_state.whisper_to ? ours("Whisper (Enter)") : ours("Send (Enter)"));
    }
    // The icon's visual centre is left of its middle.
    const Rect shifted{{area.min.x - px(2), area.min.y}, {area.max.x - px(2), area.max.y}};
    paint::text_centred(shifted, TextStyle::body, something ? p.on_accent : p.muted, icon::send);
    return press.clicked;
}

FieldEvents draw_text(const ViewState& view_state, const Rect& area, bool focused,
                      ComposerState& state) {
    const Palette& p = palette();
    const DisplayText hint =
        view_state.whisper_to ? ours("Whisper to ") + name_in_sentence(view_state.whisper_to_name)
                              : DisplayText(ours("Message everyone in #lobby"));
    const FieldOptions options{"composer", hint, p.text,
                               view_state.whisper_to ? p.whisper : p.muted, limit::body};
    return text_field(state.field, options, area, focused);
}

/// Returns true if the box was clicked beside its text and buttons. Called after those, so that
/// they get the click.
bool box_clicked(const Rect& box) {
    ImGui::SetCursorScreenPos(box.min);
    const bool clicked = ImGui::InvisibleButton(
        "##composer box", {std::max(1.0f, box.width()), std::max(1.0f, box.height())});
    if (ImGui::IsItemHovered()) ImGui::SetMouseCursor(ImGuiMouseCursor_TextInput);
    return clicked;
}

void draw_notes(const std::vector<Note>& all, const Rect& area) {
    ImVec2 at{area.min.x, area.min.y + px(4)};
    for (const Note& note : all) {
        draw_note(note, at, area.width());
        at.y += note_height(note, area.width());
    }
}

struct ComposerAreas {
    Rect box, text, send, notes;
};

ComposerAreas composer_areas(const ViewState& view_state, const ComposerState& state,
                             const Rect& area, float notes_room) {
    ComposerAreas at;
    at.box = {area.min, {area.max.x, area.max.y - notes_room}};
    at.notes = {{area.min.x, at.box.max.y}, area.max};
    const float left = at.box.min.x + text_left();
    at.text = {{left, at.box.min.y + inside() + chip_room(view_state, state)},
               {left + text_room(area.width()), at.box.max.y - inside()}};
    const ImVec2 corner{at.box.max.x - send_gap(), at.box.max.y - px(6)};
    at.send = {{corner.x - send_size(), corner.y - send_size()}, corner};
    return at;
}

}  // namespace

void compose_about(const ViewState& view_state, ComposerState& state, const ComposedAbout& about) {
    const auto message = message_of(view_state, about);
    if (!message) return;
    forget_about(state);
    state.about = about;
    if (!is_editing(state)) return;
    state.set_aside = state.field.editor.text();
    state.field.editor.set(message->text);
    state.field.wheeled = state.field.refused_last = false;
}

float composer_height(const ViewState& view_state, ComposerState& state, float width,
                      float window_height) {
    apply_draft(view_state, state);
    const float around = 2 * inside() + chip_room(view_state, state) +
                         notes_height(notes(view_state, state.field), width);
    const float line = line_height(TextStyle::body);
    const float whole_lines = std::floor((window_height / 3 - around) / line) * line;
    const float max_text_height = std::max(line, whole_lines);
    const float text = text_height(state.field, text_room(width));
    return std::ceil(around + std::min(text, max_text_height));
}

bool draw_composer(const ViewState& view_state, const Rect& area, bool focused,
                   ComposerState& state, Intents& intents) {
    apply_draft(view_state, state);
    const std::vector<Note> below = notes(view_state, state.field);
    if (state.about && !message_of(view_state, *state.about)) forget_about(state);
    bool completed = false;
    const bool for_list = state.completion.handle_keys(view_state, state.field.editor, focused,
                                                       limit::body, completed);
    const bool for_field = focused && !for_list;
    const int recall = recall_step(state, for_field);
    const auto edited = last_to_edit(view_state, state, for_field);
    const ComposerAreas at =
        composer_areas(view_state, state, area, notes_height(below, area.width()));

    draw_box(view_state, at.box);
    const bool closed = view_state.whisper_to &&
                        draw_chip(view_state, {at.text.min.x - px(4), at.box.min.y + px(8)},
                                  at.send.max.x - at.text.min.x);
    const float about_top = at.box.min.y + px(8) + (view_state.whisper_to ? chip_row() : 0);
    const bool cancelled =
        state.about && draw_about(view_state, state, {at.text.min.x - px(4), about_top},
                                  at.send.max.x - at.text.min.x);
    const bool pressed = draw_send(view_state, state, at.send);
    FieldEvents events = draw_text(view_state, at.text, for_field, state);
    const bool beside_text = box_clicked(at.box);
    draw_notes(below, at.notes);
    const bool picked =
        state.completion.draw(state.field.editor, at.box, at.text.min.x, limit::body);
    events.changed = events.changed || completed || picked;

    if (events.changed) {
        state.recalled = 0;
        if (!is_editing(state))
            intents.push_back(ChangeDraft{view_state.whisper_to, state.field.editor.text()});
    } else if (recall != 0) {
        recall > 0 ? recall_older(view_state, state, intents)
                   : recall_newer(view_state, state, intents);
    }
    if (edited) compose_about(view_state, state, *edited);
    if (events.enter || pressed) send(view_state, state, intents);
    const bool escaped_about = state.about && events.escape;
    if (cancelled || escaped_about)
        forget_about(state);
    else if (view_state.whisper_to && (closed || events.escape))
        end_whisper(view_state, state, intents);
    return events.clicked || beside_text || pressed || closed || cancelled;
}

}  // namespace indaba::ui
