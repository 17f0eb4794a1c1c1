#include "imgui-client/connect/import_card.hpp"

#include "common/base/trim.hpp"
#include "imgui-client/input/compat.hpp"
#include "imgui-client/widgets/field_menu.hpp"

namespace indaba::ui {
namespace {

constexpr std::size_t max_path_bytes = 4096, max_passphrase_bytes = 1024;

void leave_import(ConnectState& state) {
    state.importing = false;
    state.passphrase.editor.set("");
    focus_on(state, at_name);
}

bool import_fields(const ViewState& view_state, Column& column, ConnectState& state) {
    const FormField file{state.key_file,
                         at_server,
                         ours("Key file"),
                         "key-file",
                         ours("written by indaba-cli key export"),
                         max_path_bytes,
                         state.file_error};
    const FormField passphrase{state.passphrase,      at_port, ours("Passphrase"),
                               "passphrase",          {},      max_passphrase_bytes,
                               state.passphrase_error};
    bool enter = false;
    for (const FormField* form_field : {&file, &passphrase}) {
        const Rect area = column.next(px(label_height + field_height));
        if (column.drawn)
            enter |= draw_field(view_state, *form_field, area.min, column.width, state);
        error_line(column, form_field->error);
        if (state.focus == form_field->stop) column.focused = {area.min, {area.max.x, column.y}};
        column.gap(16);
    }
    return enter;
}

/// Requests the import if both fields have a text.
void import_key(ConnectState& state, Intents& intents) {
    const std::string file{trimmed(state.key_file.editor.text())};
    const std::string passphrase = state.passphrase.editor.text();
    state.file_error = file.empty() ? "Enter the file." : "";
    state.passphrase_error = passphrase.empty() ? "Enter the passphrase of the file." : "";
    if (!state.file_error.empty())
        focus_on(state, at_server);
    else if (!state.passphrase_error.empty())
        focus_on(state, at_port);
    else
        intents.push_back(ImportKey{file, passphrase});
}

}  // namespace

void apply_import_result(const ViewState& view_state, ConnectState& state) {
    if (state.applied_import_version == view_state.connect.import_version) return;
    state.applied_import_version = view_state.connect.import_version;
    const std::string& why = view_state.connect.import_error;
    if (why.empty()) return leave_import(state);
    const bool file = view_state.connect.no_key_file;
    (file ? state.file_error : state.passphrase_error) = why;
    focus_on(state, file ? at_server : at_port);
}

void import_card(const ViewState& view_state, Column& column, ConnectState& state,
                 Intents& intents) {
    const Palette& p = palette();
    paragraph(column, TextStyle::large, p.strong, ours("I already have a key"));
    column.gap(4);
    paragraph(column, TextStyle::small, p.muted,
              ours("On your other machine, run indaba-cli (or ./run cli) key export FILE and copy "
                   "the file here. "
                   "Then you "
                   "are the same person on both machines."));
    column.gap(20);
    notice(view_state, column);
    const bool enter = import_fields(view_state, column, state);
    column.gap(8);
    const Rect area = column.next(px(44));
    if (state.focus == at_button || state.focus == at_other_button) column.focused = area;
    if (!column.drawn) return;
    if (state.card == ConnectState::Card::opening_key_file) {
        paint::box(area, p.field, px(8));
        return paint::text_centred(area, TextStyle::strong, p.muted, ours("Opening the file…"));
    }
    const auto [left, right] = button_pair(area);
    if (card_button(state, at_button, "import", left, ours("Use this key"), p.accent,
                    p.on_accent) ||
        enter)
        import_key(state, intents);
    if (card_button(state, at_other_button, "back", right, ours("Back"), p.chosen, p.strong) ||
        (!field_menu_open() && compat::key_pressed(KeyboardKey::escape)))
        leave_import(state);
}

void import_link(Column& column, ConnectState& state) {
    column.gap(14);
    const Rect area = column.next(line_height(TextStyle::small));
    const bool focused = state.focus == at_other_button;
    if (focused) column.focused = area;
    if (!column.drawn) return;
    constexpr DisplayTextView words = ours("I already have a key");
    const float width = text_width(TextStyle::small, words);
    const Rect link_area{area.min, {area.min.x + width, area.max.y}};
    const bool pressed = press_area("have-key", link_area).clicked;
    paint::text(link_area.min, TextStyle::small, palette().link, words);
    const float around = px(4);
    if (focused)
        paint::focus({{link_area.min.x - around, link_area.min.y - around},
                      {link_area.max.x + around, link_area.max.y + around}},
                     palette().link, px(6));
    if (!pressed && state.pressed != at_other_button) return;
    state.importing = true;
    focus_on(state, at_server);
}

}  // namespace indaba::ui
