#include <string>
#include <utility>

#include "imgui-client/display_text/message_link.hpp"
#include "imgui-client/input/compat.hpp"
#include "imgui-client/messages/message_actions.hpp"
#include "imgui-client/messages/messages_view_state.hpp"

namespace indaba::ui {
/// A message is answered and edited in its own conversation only.
void MessagesView::State::begin_to_compose(ComposedAbout::Kind kind, const RowLayout& layout) {
    const bool may = kind == ComposedAbout::Kind::edit ? may_change(layout) : is_alive(layout);
    if (may && layout.conversation == view_state->open)
        composed_about = ComposedAbout{kind, layout.number};
}

/// Copies the selection, or all of the current message when there is none.
void MessagesView::State::copy_to_clipboard() {
    std::string text = selection.text(rows);
    if (!text.empty()) return copy_said(std::move(text));
    if (current) copy_row(*current);
}

void MessagesView::State::copy_row(const RowOrder& order) {
    const auto row = rows.row_of(order);
    if (!row) return;
    const RowLayout layout = rows.unfolded_layout(*row);
    copy_said(rows.said(*row, layout, 0, layout.text.size()));
}

void MessagesView::State::copy_block(const RowOrder& order, const RowLayout& layout,
                                     const TextBlock& block) {
    const auto row = rows.row_of(order);
    if (row) copy_said(rows.said_within(*row, layout, block.begin, block.end));
}

void MessagesView::State::open_menu_at_current() {
    const auto row = current ? rows.row_of(*current) : std::nullopt;
    if (!row || rows.layout(*row).kind != RowLayout::Kind::message) return;
    menu.open({viewport.text_left, viewport.view.centre().y}, *current);
}

void MessagesView::State::handle_press(const RowLayout& layout, const RowOrder& order,
                                       const RowPress& press, Intents& intents) {
    if (press.author && layout.author != view_state->model->me())
        intents.push_back(OpenConversation{{layout.author}});
    if (!press.link.empty()) open_link(press.link, intents);
    if (press.right) menu.open(ImGui::GetIO().MousePos, order);
    if (press.fold) toggle_fold(order);
    if (press.jump_to != 0) jump = press.jump_to;
    if (press.chip) intents.push_back(reaction_to(layout, layout.chips[*press.chip].emoji));
    if (press.copy) copy_block(order, layout, layout.blocks[*press.copy]);
}

/// Opens a web address, or goes to a message.
void MessagesView::State::open_link(const std::string& url, Intents& intents) {
    const auto message = parse_message_link(url);
    if (!message)
        intents.push_back(OpenLink{url});
    else if (message->conversation == view_state->open &&
             view_state->connection.is_at(message->server))
        jump = message->number;
    else
        intents.push_back(OpenMessage{message->server, message->conversation, message->number});
}

void MessagesView::State::draw_toolbar() {
    const auto row = toolbar.row() ? rows.row_of(*toolbar.row()) : std::nullopt;
    const auto clicked = row ? toolbar.draw(viewport.view) : std::nullopt;
    if (!clicked) return;
    current = toolbar.row();
    if (*clicked == MessageToolbar::What::reply)
        begin_to_compose(ComposedAbout::Kind::reply, rows.layout(*row));
    else if (*clicked == MessageToolbar::What::edit)
        begin_to_compose(ComposedAbout::Kind::edit, rows.layout(*row));
    else if (*clicked == MessageToolbar::What::react)
        menu.open_to_react(ImGui::GetIO().MousePos, *current);
    else
        menu.open(ImGui::GetIO().MousePos, *current);
}

void MessagesView::State::draw_menu(Intents& intents) {
    const std::optional<RowOrder> order = menu.row();
    if (!order) return;
    const auto row = rows.row_of(*order);
    if (!row) return menu.close();
    const RowLayout layout = rows.layout(*row);
    const auto item =
        menu.draw(layout, layout.conversation != view_state->open, viewport.view, marks_current);
    if (!item) return;
    switch (item->what) {
        case MessageMenu::What::copy:
            return copy_row(*order);
        case MessageMenu::What::whisper:
            return intents.push_back(OpenConversation{{layout.author}});
        case MessageMenu::What::open:
            return open_link(item->value, intents);
        case MessageMenu::What::react:
            return intents.push_back(reaction_to(layout, item->value));
        case MessageMenu::What::reply:
            return begin_to_compose(ComposedAbout::Kind::reply, layout);
        case MessageMenu::What::edit:
            return begin_to_compose(ComposedAbout::Kind::edit, layout);
        case MessageMenu::What::earlier:
            return rows.toggle_earlier(*order);
        case MessageMenu::What::copy_link:
            return compat::set_clipboard(link_of(*view_state, layout));
        case MessageMenu::What::erase:
            return push_deletion(layout, intents);
        case MessageMenu::What::fold:
            return toggle_fold(*order);
    }
}

}  // namespace indaba::ui
