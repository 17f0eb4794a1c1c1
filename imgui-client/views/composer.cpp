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
#include "imgui-client/views/composer_notes.hpp"
#include "imgui-client/views/composer_parts.hpp"

namespace indaba::ui {
namespace {

constexpr std::size_t max_recalled_lines = 100;
// ---- measures

float inside() { return px(14); }  // margin above and below the text
float text_left() { return px(16); }
float send_size() { return px(36); }
float send_gap() { return px(8); }
float chip_room(const ViewState& view_state, const ComposerState& state) {
    return (view_state.whisper_to ? chip_row() : 0) + (state.about ? chip_row() : 0);
}

float text_room(float width) { return width - text_left() - send_size() - 2 * send_gap(); }

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
    intents.push_back(ChangeDraft{view_state.recipient(), state.field.editor.text()});
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
    if (!unchanged) intents.push_back(SendMessage{view_state.recipient(), std::move(text), about});
}

void end_whisper(const ViewState& view_state, const ComposerState& state, Intents& intents) {
    // The draft stays with this conversation.
    if (!is_editing(state))
        intents.push_back(ChangeDraft{view_state.recipient(), state.field.editor.text()});
    intents.push_back(OpenConversation{});
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
            return is_sent_to(row, view_state.recipient()) && client::authored_text(row);
        });
    if (!is_last_known) return std::nullopt;
    const client::ConversationState* open = view_state.model->find(view_state.open);
    const auto last = open ? client::last_message_of(*open, view_state.model->me()) : std::nullopt;
    if (!last) return std::nullopt;
    return ComposedAbout{ComposedAbout::Kind::edit, *last};
}

// ---- drawing

FieldEvents draw_text(const ViewState& view_state, const Rect& area, bool focused,
                      ComposerState& state) {
    const Palette& p = palette();
    DisplayText hint = ours("Message everyone in #lobby");
    if (view_state.whisper_to)
        hint = ours("Whisper to ") + name_in_sentence(view_state.whisper_to_name);
    else if (view_state.room)
        hint = ours("Message #") + name_in_sentence(std::string(view_state.room_title()));
    const FieldOptions options{"composer", hint, p.text,
                               view_state.whisper_to ? p.whisper : p.muted, limit::body};
    return text_field(state.field, options, area, focused);
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

void compose_text(const ViewState& view_state, ComposerState& state, std::string_view text,
                  Intents& intents) {
    forget_about(state);
    Editor& editor = state.field.editor;
    editor.press(Editor::Action::select_all, false);  // undo brings it back
    editor.insert(text, limit::body);
    state.recalled = 0;
    state.field.wheeled = state.field.refused_last = false;
    intents.push_back(ChangeDraft{view_state.recipient(), editor.text()});
}

float composer_height(const ViewState& view_state, ComposerState& state, float width,
                      float window_height) {
    apply_draft(view_state, state);
    if (is_archived(view_state)) return px(48);
    const float around = 2 * inside() + chip_room(view_state, state) +
                         notes_height(composer_notes(view_state, state.field), width);
    const float line = line_height(TextStyle::body);
    const float whole_lines = std::floor((window_height / 3 - around) / line) * line;
    const float max_text_height = std::max(line, whole_lines);
    const float text = text_height(state.field, text_room(width));
    return std::ceil(around + std::min(text, max_text_height));
}

bool draw_composer(const ViewState& view_state, const Rect& area, bool focused,
                   ComposerState& state, Intents& intents) {
    apply_draft(view_state, state);
    if (is_archived(view_state)) {
        draw_archived(view_state, area);
        return false;
    }
    const std::vector<ComposerNote> below = composer_notes(view_state, state.field);
    if (state.about && !message_of(view_state, *state.about)) forget_about(state);
    bool completed = false;
    const bool for_list = state.completion.handle_keys(view_state, state.field.editor, focused,
                                                       limit::body, completed);
    const bool for_field = focused && !for_list;
    const int recall = recall_step(state, for_field);
    const auto edited = last_to_edit(view_state, state, for_field);
    const ComposerAreas at =
        composer_areas(view_state, state, area, notes_height(below, area.width()));

    draw_composer_box(view_state, at.box, focused);
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
            intents.push_back(ChangeDraft{view_state.recipient(), state.field.editor.text()});
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
