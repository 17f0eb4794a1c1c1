#include "imgui-client/widgets/field_menu.hpp"

#include <array>
#include <string>

#include "imgui-client/input/compat.hpp"
#include "imgui-client/widgets/paint.hpp"

namespace indaba::ui {
namespace {

constexpr const char* popup = "field menu";

struct Item {
    FieldCommand command;
    DisplayTextView words, keys;
};
constexpr std::array items{
    Item{FieldCommand::undo, ours("Undo"), ours("Ctrl+Z")},
    Item{FieldCommand::redo, ours("Redo"), ours("Ctrl+Y")},
    Item{FieldCommand::cut, ours("Cut"), ours("Ctrl+X")},
    Item{FieldCommand::copy, ours("Copy"), ours("Ctrl+C")},
    Item{FieldCommand::paste, ours("Paste"), ours("Ctrl+V")},
    Item{FieldCommand::select_all, ours("Select all"), ours("Ctrl+A")},
};

bool is_possible(FieldCommand command, const Editor& editor) {
    const auto [begin, end] = editor.selection();
    switch (command) {
        case FieldCommand::undo:
            return editor.can_undo();
        case FieldCommand::redo:
            return editor.can_redo();
        case FieldCommand::cut:
        case FieldCommand::copy:
            return begin != end && !editor.secret();
        case FieldCommand::paste:
            return true;
        case FieldCommand::select_all:
            return !editor.text().empty();
    }
    return false;
}

/// Moves the choice to the next possible item.
void choose_by_keys(int& chosen, const Editor& editor) {
    const int count = static_cast<int>(items.size());
    const int step = compat::key_pressed(KeyboardKey::down, true) ? 1
                     : compat::key_pressed(KeyboardKey::up, true) ? -1
                                                                  : 0;
    if (step == 0) return;
    int next = chosen < 0 && step < 0 ? count : chosen;
    do next += step;
    while (next >= 0 && next < count &&
           !is_possible(items[static_cast<std::size_t>(next)].command, editor));
    if (next >= 0 && next < count) chosen = next;
}

bool mouse_moved() {
    const ImVec2 way = ImGui::GetIO().MouseDelta;
    return way.x != 0 || way.y != 0;
}

/// Draws one item. Returns whether it was clicked.
bool draw_item(const Item& item, const Rect& area, bool possible, int index, int& chosen) {
    const Palette& p = palette();
    const Press press = press_area("field-menu:" + std::string(item.words.view()), area);
    if (press.hovered && mouse_moved()) chosen = possible ? index : -1;
    if (index == chosen && possible) paint::chosen(area, px(6));
    const float top = area.centre().y - font_size(TextStyle::small) / 2;
    paint::text({area.min.x + px(10), top}, TextStyle::small, possible ? p.text : p.muted,
                item.words);
    const float keys = text_width(TextStyle::small, item.keys);
    paint::text({area.max.x - px(10) - keys, top}, TextStyle::small, p.muted, item.keys);
    return press.clicked && possible;
}

std::optional<FieldCommand> draw_items(const Editor& editor) {
    // ImGui keeps the choice for as long as the menu is open.
    int& chosen = *ImGui::GetStateStorage()->GetIntRef(ImGui::GetID("chosen"), -1);
    if (ImGui::IsWindowAppearing()) chosen = -1;
    const float step = px(32), pad = px(6);
    const ImVec2 low = ImGui::GetWindowPos();
    const ImVec2 size{px(220), step * static_cast<float>(items.size()) + 2 * pad};
    const Rect card{low, {low.x + size.x, low.y + size.y}};
    ImGui::Dummy(size);
    paint::box(card, palette().card, px(8));
    paint::frame(card, palette().hairline, px(8), std::max(1.0f, px(1)));
    choose_by_keys(chosen, editor);
    std::optional<FieldCommand> command;
    float y = low.y + pad;
    for (int i = 0; i < static_cast<int>(items.size()); ++i, y += step) {
        const Item& item = items[static_cast<std::size_t>(i)];
        const Rect area{{card.min.x + pad, y}, {card.max.x - pad, y + step}};
        const bool possible = is_possible(item.command, editor);
        const bool clicked = draw_item(item, area, possible, i, chosen);
        const bool entered = i == chosen && possible &&
                             (compat::key_pressed(KeyboardKey::enter) ||
                              compat::key_pressed(KeyboardKey::keypad_enter));
        if (clicked || entered) command = item.command;
    }
    return command;
}

}  // namespace

void open_field_menu() { ImGui::OpenPopup(popup); }

bool field_menu_open() {
    return ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopupId | ImGuiPopupFlags_AnyPopupLevel);
}

bool field_menu_takes_keys() {
    const ImGuiIO& io = ImGui::GetIO();
    return field_menu_open() && io.InputQueueCharacters.empty() && !io.KeyCtrl;
}

std::optional<FieldCommand> draw_field_menu(const Editor& editor) {
    if (!ImGui::IsPopupOpen(popup)) return std::nullopt;
    const bool takes_keys = field_menu_takes_keys();
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
    ImGui::PushStyleVar(ImGuiStyleVar_PopupBorderSize, 0.0f);
    std::optional<FieldCommand> command;
    if (ImGui::BeginPopup(popup, ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoMove |
                                     ImGuiWindowFlags_NoNav)) {
        if (takes_keys) command = draw_items(editor);
        if (command || !takes_keys || compat::key_pressed(KeyboardKey::escape))
            ImGui::CloseCurrentPopup();
        ImGui::EndPopup();
    }
    ImGui::PopStyleVar(2);
    return command;
}

}  // namespace indaba::ui
