#include "imgui-client/views/view_composer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "common/wire/protocol.hpp"
#include "imgui-client/input/compat.hpp"
#include "imgui-client/unicode/shown_text.hpp"

namespace indaba::ui {
namespace {

constexpr std::size_t said_lines = 100;
constexpr std::size_t counted_from = limit::body - limit::KiB;

// ---- what is said below the box

struct Note {
    std::string shown;
    Colour colour;
};

std::string with_commas(std::size_t number) {
    std::string digits = std::to_string(number);
    for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
    return digits;
}

/// A slot's three bytes stand for four at most: cheap to say that there is room.
bool far_from_full(const Editor& editor) {
    return editor.shown().size() / 3 * 4 + 4 < counted_from;
}

std::size_t typed_bytes(const Editor& editor) {
    return far_from_full(editor) ? 0 : editor.original().size();
}

Note counter(const TextField& field) {
    const std::size_t bytes = typed_bytes(field.editor);
    const bool refused = field.refused_last || bytes >= limit::body;
    const Colour colour = refused ? palette().danger_text : palette().muted;
    if (bytes > counted_from)
        return {fmt::format("{} of {} bytes", with_commas(bytes), with_commas(limit::body)),
                colour};
    if (refused)
        return {fmt::format("Too long: a message has at most {} bytes.", with_commas(limit::body)),
                colour};
    return {"", colour};
}

/// Something that the server has not heard: typed, or said since it went.
bool something_kept(const Scene& scene, const TextField& field) {
    return !field.editor.shown().empty() || (scene.model && !scene.model->outbox().empty());
}

std::vector<Note> notes(const Scene& scene, const TextField& field) {
    std::vector<Note> result;
    const bool ready = scene.link.state == LinkView::State::ready;
    if (!ready && something_kept(scene, field))
        result.push_back({"Kept and sent when the server is back.", palette().muted});
    else if (ready && scene.to && !scene.to_here)  // who is away is not known without the server
        result.push_back(
            {fmt::format("{} is away: delivered when they come back.", shown_word(scene.to_name)),
             palette().muted});
    Note count = counter(field);
    if (!count.shown.empty()) result.push_back(std::move(count));
    return result;
}

float note_height(const Note& note, float width) {
    return static_cast<float>(lay_out(note.shown, Style::small, width).size()) *
           line_height(Style::small);
}

void draw_note(const Note& note, ImVec2 at, float width) {
    for (const Line& line : lay_out(note.shown, Style::small, width)) {
        paint::text(at, Style::small, note.colour,
                    std::string_view(note.shown).substr(line.begin, line.end - line.begin));
        at.y += line_height(Style::small);
    }
}

// ---- where everything is

float inside() { return px(14); }  // above and below the text
float text_left() { return px(16); }
float send_size() { return px(36); }
float send_gap() { return px(8); }
float chip_height() { return px(26); }
float chip_room(const Scene& scene) { return scene.to ? chip_height() + px(6) : 0; }

float text_room(float width) { return width - text_left() - send_size() - 2 * send_gap(); }

float notes_height(const std::vector<Note>& all, float width) {
    float height = all.empty() ? 0 : px(4);
    for (const Note& note : all) height += note_height(note, width);
    return height;
}

void follow(const Scene& scene, ComposerState& state) {
    if (std::exchange(state.era, scene.era) != scene.era) state.said.clear();
    if (std::exchange(state.open, scene.open) != scene.open) state.recalled = 0;
}

void take_draft(const Scene& scene, ComposerState& state) {
    follow(scene, state);
    if (state.taken_version == scene.draft_version) return;
    state.taken_version = scene.draft_version;
    state.field.editor.set(scene.draft);
    state.field.wheeled = state.field.refused_last = false;
    state.recalled = 0;
}

// ---- what happens

bool only_space(std::string_view shown) {
    constexpr std::string_view spaces[] = {" ", "\n", "\t", "\xc2\xa0", "\xe3\x80\x80"};
    while (!shown.empty()) {
        const auto* space = std::ranges::find_if(
            spaces, [&](std::string_view each) { return shown.starts_with(each); });
        if (space == std::end(spaces)) return false;
        shown.remove_prefix(space->size());
    }
    return true;
}

void put(ComposerState& state, std::string_view text, Intents& intents) {
    state.field.editor.set(text);
    state.field.wheeled = state.field.refused_last = false;
    intents.push_back(WantDraft{state.field.editor.original()});
}

void say(ComposerState& state, Intents& intents) {
    Editor& editor = state.field.editor;
    if (only_space(editor.shown())) return;
    std::string text = editor.original();
    if (text.size() > limit::body) {  // a draft put together of two
        state.field.refused_last = true;
        return;
    }
    std::deque<std::string>& said = state.said[state.open];
    if (said.empty() || said.back() != text) said.push_back(text);
    if (said.size() > said_lines) said.pop_front();
    state.recalled = 0;
    state.field.wheeled = state.field.refused_last = false;
    editor.clear();
    intents.push_back(WantSay{std::move(text)});
}

void end_whisper(const ComposerState& state, Intents& intents) {
    intents.push_back(WantDraft{state.field.editor.original()});  // stays with that conversation
    intents.push_back(WantTalkTo{std::nullopt});
}

void recall_older(ComposerState& state, Intents& intents) {
    const std::deque<std::string>& said = state.said[state.open];
    if (state.recalled == said.size()) return;
    if (state.recalled == 0) state.before_recall = state.field.editor.original();
    ++state.recalled;
    put(state, said[said.size() - state.recalled], intents);
}

void recall_newer(ComposerState& state, Intents& intents) {
    if (state.recalled == 0) return;
    const std::deque<std::string>& said = state.said[state.open];
    --state.recalled;
    put(state, state.recalled == 0 ? state.before_recall : said[said.size() - state.recalled],
        intents);
}

/// Which way Up and Down shall go through what was said; asked before the field takes the key.
int recall_wanted(const ComposerState& state, bool focused) {
    const ImGuiIO& io = ImGui::GetIO();
    if (!focused || io.KeyShift || io.KeyCtrl || io.KeyAlt) return 0;
    const bool recalling = state.recalled > 0;
    if (compat::key_pressed(Key::up, true) && (recalling || state.field.editor.shown().empty()))
        return 1;
    return compat::key_pressed(Key::down, true) && recalling ? -1 : 0;
}

// ---- drawing

void draw_box(const Scene& scene, const Rect& box) {
    const Palette& p = palette();
    paint::box(box, scene.to ? p.whisper_surface : p.field, px(10));
    if (scene.to)
        paint::frame(box, p.whisper, px(10), std::max(1.0f, px(1.5f)));
    else
        paint::frame(box, p.hairline, px(10), std::max(1.0f, px(1)));
}

/// "Whisper to NAME" with a cross that ends it; whether that was pressed.
bool draw_chip(const Scene& scene, ImVec2 at, float room) {
    const Palette& p = palette();
    const std::string words = "Whisper to " + shown_word(scene.to_name);
    const float cross = chip_height(), pad = px(10);
    const float wanted = std::ceil(text_width(Style::small, words)) + pad + cross;
    const float width = std::min(wanted, room);
    const Rect chip{at, {at.x + width, at.y + chip_height()}};
    paint::box(chip, p.whisper_chip, chip_height() / 2);
    paint::text_cut({at.x + pad, chip.centre().y - font_size(Style::small) / 2},
                    width - pad - cross, Style::small, p.whisper_text, words);
    const Rect close{{chip.max.x - cross, chip.min.y}, chip.max};
    const Press press = press_area("whisper-close", close);
    if (press.hovered) {
        paint::frame(chip, p.whisper_text, chip_height() / 2, std::max(1.0f, px(1)));
        tooltip("Back to everybody (Esc)");
    }
    paint::text_centred(close, Style::small, p.whisper_text, icon::close);
    return press.clicked;
}

bool draw_send(const Scene& scene, const ComposerState& state, const Rect& place) {
    const Palette& p = palette();
    const bool something = !only_space(state.field.editor.shown());
    const Press press = press_area("send", place);
    paint::box(place, something ? p.accent : p.chosen, place.width() / 2);
    if (press.hovered) {
        paint::frame(place, p.strong, place.width() / 2, std::max(1.0f, px(1)));
        tooltip(scene.to ? "Whisper (Enter)" : "Send (Enter)");
    }
    // The plane's weight lies left of its middle.
    const Rect shifted{{place.min.x - px(2), place.min.y}, {place.max.x - px(2), place.max.y}};
    paint::text_centred(shifted, Style::body, something ? p.on_accent : p.muted, icon::send);
    return press.clicked;
}

FieldEvents draw_text(const Scene& scene, const Rect& place, bool focused, ComposerState& state) {
    const Palette& p = palette();
    const std::string hint = scene.to ? "Whisper to " + shown_word(scene.to_name)
                                      : std::string("Message everybody in #lobby");
    const FieldLook look{"composer", hint, p.text, scene.to ? p.whisper : p.muted, limit::body};
    return text_field(state.field, look, place, focused);
}

/// Beside the text, the cross and the plane: wants the focus. After them, so that they go first.
bool rest_clicked(const Rect& box) {
    ImGui::SetCursorScreenPos(box.min);
    const bool clicked = ImGui::InvisibleButton(
        "##composer box", {std::max(1.0f, box.width()), std::max(1.0f, box.height())});
    if (ImGui::IsItemHovered()) ImGui::SetMouseCursor(ImGuiMouseCursor_TextInput);
    return clicked;
}

void draw_notes(const std::vector<Note>& all, const Rect& place) {
    ImVec2 at{place.min.x, place.min.y + px(4)};
    for (const Note& note : all) {
        draw_note(note, at, place.width());
        at.y += note_height(note, place.width());
    }
}

struct Places {
    Rect box, text, send, notes;
};

Places places(const Scene& scene, const Rect& place, float notes_room) {
    Places at;
    at.box = {place.min, {place.max.x, place.max.y - notes_room}};
    at.notes = {{place.min.x, at.box.max.y}, place.max};
    const float left = at.box.min.x + text_left();
    at.text = {{left, at.box.min.y + inside() + chip_room(scene)},
               {left + text_room(place.width()), at.box.max.y - inside()}};
    const ImVec2 corner{at.box.max.x - send_gap(), at.box.max.y - px(6)};
    at.send = {{corner.x - send_size(), corner.y - send_size()}, corner};
    return at;
}

}  // namespace

float composer_height(const Scene& scene, ComposerState& state, float width, float window_height) {
    take_draft(scene, state);
    const float around =
        2 * inside() + chip_room(scene) + notes_height(notes(scene, state.field), width);
    const float line = line_height(Style::body);
    const float whole_lines = std::floor((window_height / 3 - around) / line) * line;
    const float most = std::max(line, whole_lines);
    const float text = text_height(state.field, text_room(width));
    return std::ceil(around + std::min(text, most));
}

bool draw_composer(const Scene& scene, const Rect& place, bool focused, ComposerState& state,
                   Intents& intents) {
    take_draft(scene, state);
    const std::vector<Note> below = notes(scene, state.field);
    const Places at = places(scene, place, notes_height(below, place.width()));
    const int recall = recall_wanted(state, focused);

    draw_box(scene, at.box);
    const bool closed = scene.to && draw_chip(scene, {at.text.min.x - px(4), at.box.min.y + px(8)},
                                              at.send.max.x - at.text.min.x);
    const bool pressed = draw_send(scene, state, at.send);
    const FieldEvents events = draw_text(scene, at.text, focused, state);
    const bool beside_text = rest_clicked(at.box);
    draw_notes(below, at.notes);

    if (events.changed) {
        state.recalled = 0;
        intents.push_back(WantDraft{state.field.editor.original()});
    } else if (recall != 0) {
        recall > 0 ? recall_older(state, intents) : recall_newer(state, intents);
    }
    if (events.enter || pressed) say(state, intents);
    if (scene.to && (closed || events.escape)) end_whisper(state, intents);
    return events.clicked || beside_text || pressed || closed;
}

}  // namespace indaba::ui
