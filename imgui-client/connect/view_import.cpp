#include "imgui-client/connect/view_import.hpp"

#include "imgui-client/input/compat.hpp"

namespace indaba::ui {
namespace {

constexpr std::size_t file_bytes = 4096, passphrase_bytes = 1024;

void leave_import(ConnectState& state) {
    state.importing = false;
    state.passphrase.editor.set("");
    focus_on(state, at_name);
}

bool import_fields(const Scene& scene, Column& column, ConnectState& state) {
    const Asked file{state.key_file,
                     at_server,
                     "Key file",
                     "key-file",
                     "as indaba-cli key export wrote it",
                     file_bytes,
                     state.file_error};
    const Asked passphrase{state.passphrase,      at_port, "Passphrase (shown as you type)",
                           "passphrase",          "",      passphrase_bytes,
                           state.passphrase_error};
    bool enter = false;
    for (const Asked* asked : {&file, &passphrase}) {
        const Rect place = column.next(px(label_height + field_height));
        if (column.drawn) enter |= draw_field(scene, *asked, place.min, column.width, state);
        error_line(column, asked->error);
        if (state.focus == asked->stop) column.focused = {place.min, {place.max.x, column.y}};
        column.gap(16);
    }
    return enter;
}

}  // namespace

void import_key(ConnectState& state, Intents& intents) {
    const std::string file = trimmed(state.key_file.editor.original());
    const std::string passphrase = state.passphrase.editor.original();
    state.file_error = file.empty() ? "Which file?" : "";
    state.passphrase_error = passphrase.empty() ? "The passphrase it was written with." : "";
    if (state.file_error.empty() && state.passphrase_error.empty())
        intents.push_back(WantImportKey{file, passphrase});
}

/// What became of it: then the dialog is as before, and says so.
void take_import(const Scene& scene, ConnectState& state) {
    if (state.heard_import == scene.connect.imports) return;
    state.heard_import = scene.connect.imports;
    state.passphrase_error = scene.connect.import_error;
    if (scene.connect.import_error.empty()) leave_import(state);
}

void import_card(const Scene& scene, Column& column, ConnectState& state, Intents& intents) {
    const Palette& p = palette();
    paragraph(column, Style::large, p.strong, "I already have a key");
    column.gap(4);
    paragraph(
        column, Style::small, p.muted,
        "On the machine that has it: indaba-cli key export FILE. Bring the file here: you are "
        "the same person on both then.");
    column.gap(20);
    const bool enter = import_fields(scene, column, state);
    column.gap(8);
    const Rect place = column.next(px(44));
    if (!column.drawn) return;
    const auto [left, right] = pair_of_buttons(place);
    if (button("import", left, "Use this key", Style::strong, p.accent, p.on_accent,
               state.focus == at_button) ||
        enter)
        import_key(state, intents);
    if (button("back", right, "Back", Style::strong, p.chosen, p.strong) ||
        compat::key_pressed(Key::escape))
        leave_import(state);
}

/// Below the button; reached by Tab after it.
void import_link(Column& column, ConnectState& state) {
    column.gap(14);
    const Rect place = column.next(line_height(Style::small));
    if (!column.drawn) return;
    constexpr std::string_view words = "I already have a key";
    const float width = text_width(Style::small, words);
    const Rect area{place.min, {place.min.x + width, place.max.y}};
    const bool pressed = press_area("have-key", area).clicked;
    paint::text(area.min, Style::small, palette().link, words);
    const bool by_key = state.focus == at_have_key && compat::key_pressed(Key::enter);
    if (state.focus == at_have_key) paint::frame(area, palette().accent, px(4), px(1));
    if (!pressed && !by_key) return;
    state.importing = true;
    focus_on(state, at_server);
}

}  // namespace indaba::ui
