#include "imgui-client/views/go_to_card.hpp"

#include <array>
#include <cmath>
#include <span>
#include <string_view>
#include <utility>

#include "common/client/text/go_target.hpp"
#include "common/client/text/local_time.hpp"
#include "imgui-client/display_text/display_text.hpp"
#include "imgui-client/display_text/message_link.hpp"
#include "imgui-client/input/compat.hpp"
#include "imgui-client/view_state/room_filter.hpp"
#include "imgui-client/views/list_selection.hpp"
#include "imgui-client/widgets/field_menu.hpp"

namespace indaba::ui {
namespace {

using client::CalendarDay;

constexpr std::size_t max_target_bytes = 512;  // a link has at most half of that

const client::ConversationState* open_conversation(const ViewState& view_state) {
    return view_state.model ? view_state.model->find(view_state.open) : nullptr;
}

/// Returns the day of a message as the day lines show it; nullopt if the message is not here.
std::optional<CalendarDay> day_of(const client::ConversationState& state, std::uint64_t number) {
    const Entry* entry = state.held.find(number);
    if (!entry) return std::nullopt;
    return client::day_with_number(client::day_number(entry->at));
}

/// Returns whether a character other than a blank was typed or pasted.
bool types_text() {
    const ImGuiIO& io = ImGui::GetIO();
    const bool pastes = io.KeyCtrl && !io.KeyAlt && compat::key_pressed(KeyboardKey::v);
    const std::u32string typed = compat::typed_characters();
    return pastes || (!typed.empty() && typed != U" ");
}

}  // namespace

void GoToCard::open(const ViewState& view_state, std::uint64_t in_sight) {
    const client::ConversationState* state = open_conversation(view_state);
    if (!state) return;
    *this = {};
    open_ = fresh_ = true;
    conversation_ = view_state.open;
    const client::UnreadCount unread = state->unread();
    has_unread_ = unread.count > 0 || unread.at_least;
    today_ = client::day_with_number(client::day_number(view_state.now.wall));
    days_.begin(day_of(*state, state->first).value_or(client::first_calendar_day), today_,
                day_of(*state, in_sight).value_or(today_));
}

bool GoToCard::caret_blinks() const { return focus_ == at_field && ui::caret_blinks(field_); }

// ---- keys

/// Moves the focus by Tab, to the field also by typing, and sets the stop that a key presses.
void GoToCard::handle_keys() {
    constexpr std::array all{at_days, at_first, at_unread, at_newest, at_field};
    constexpr std::array all_read{at_days, at_first, at_newest, at_field};
    pressed_ = at_nothing;
    if (field_menu_takes_keys()) return;
    if (compat::key_pressed(KeyboardKey::escape)) return close();
    if (compat::key_pressed(KeyboardKey::tab, true)) {
        focus_ = next_stop(
            has_unread_ ? std::span<const Stop>(all) : std::span<const Stop>(all_read), focus_);
        scroll_.reveal = true;
        return;
    }
    if (types_text() && focus_ != at_field) {
        focus_ = at_field;
        scroll_.reveal = true;
    }
    days_.handle_keys(focus_ == at_days);
    const bool space = focus_ != at_field && compat::key_pressed(KeyboardKey::space);
    if (space || enter_pressed()) pressed_ = focus_;
}

// ---- what was chosen

void GoToCard::go_to(client::GoTarget target, Intents& intents) {
    intents.push_back(GoTo{conversation_, std::move(target)});
    close();
}

/// Goes to what was typed, or says what can be typed.
void GoToCard::go_to_typed(Intents& intents) {
    const std::string typed(without_blanks(field_.editor.text()));
    auto target = client::parse_go_target(typed, today_);
    const bool is_broken_link = client::begins_message_link(typed) && !parse_message_link(typed);
    if (target && !is_broken_link) return go_to(*std::move(target), intents);
    problem_ = is_broken_link ? "This is not a link to a message."
                              : "Enter the number of a message, a link to one, or a day as "
                                "2026-11-01.";
    scroll_.reveal = true;
}

// ---- the card, top to bottom

void GoToCard::draw_title(Column& column) {
    const Rect head = column.next(px(24));
    column.gap(6);
    if (!column.drawn) return;
    paint::text({head.min.x, head.centre().y - font_size(TextStyle::strong) / 2}, TextStyle::strong,
                palette().strong, ours("Go to"));
    if (icon_button("close-go-to", {head.max.x - px(10), head.centre().y}, icon::close,
                    TextStyle::body, palette().muted, ours("Close (Esc)")))
        close();
}

/// Draws the buttons in one row. Each is as wide as its words, and all together as the card.
void GoToCard::draw_buttons(Column& column, Intents& intents) {
    struct Choice {
        Stop stop;
        std::string_view mark;
        DisplayTextView words;
        client::GoTarget target;
    };
    const std::array choices{
        Choice{at_first, "go-first", ours("First message"), client::FirstMessage{}},
        Choice{at_unread, "go-unread", ours("First unread"), client::FirstUnread{}},
        Choice{at_newest, "go-newest", ours("Newest"), client::NewestMessage{}}};
    const auto is_shown = [&](const Choice& each) { return each.stop != at_unread || has_unread_; };
    const Rect row = column.next(px(36));
    if (focus_ > at_days && focus_ < at_field) column.focused = row;
    if (!column.drawn) return;
    const float count = has_unread_ ? 3 : 2, gap = px(8);
    float words = 0;
    for (const Choice& each : choices)
        if (is_shown(each)) words += std::ceil(text_width(TextStyle::small, each.words));
    const float padding = (row.width() - words - gap * (count - 1)) / count;
    float left = row.min.x;
    for (const Choice& each : choices) {
        if (!is_shown(each)) continue;
        const float width = std::ceil(text_width(TextStyle::small, each.words)) + padding;
        const Rect area{{left, row.min.y}, {left + width, row.max.y}};
        left = area.max.x + gap;
        if (button(each.mark, area, each.words, TextStyle::small, palette().chosen,
                   palette().strong, focus_ == each.stop) ||
            pressed_ == each.stop)
            return go_to(each.target, intents);
    }
}

void GoToCard::draw_field(Column& column, Intents& intents) {
    const Palette& p = palette();
    const Rect area = column.next(px(label_height + field_height));
    if (column.drawn) {
        const LabelledField labelled{
            field_,
            ours("Number or link"),
            {"go-to", ours("12345, or indaba://…"), p.strong, p.muted, max_target_bytes},
            !problem_.empty()};
        const FieldEvents events =
            labelled_field(labelled, area.min, column.width, focus_ == at_field);
        if (events.clicked) focus_ = at_field;
        if (events.changed) problem_.clear();
    }
    error_line(column, problem_);
    if (focus_ == at_field) column.focused = {area.min, {area.max.x, column.y}};
    if (column.drawn && pressed_ == at_field) go_to_typed(intents);
}

void GoToCard::draw_contents(Column& column, Intents& intents) {
    draw_title(column);
    const auto clicked = days_.draw(column, focus_ == at_days);
    if (clicked) go_to(client::FirstOfDay{*clicked}, intents);
    if (column.drawn && pressed_ == at_days) go_to(client::FirstOfDay{days_.chosen()}, intents);
    column.gap(12);
    draw_buttons(column, intents);
    column.gap(12);
    draw_field(column, intents);
}

void GoToCard::draw(const ViewState& view_state, ImVec2 corner, const Rect& screen,
                    Intents& intents) {
    if (open_ && conversation_ != view_state.open) close();
    if (!open_) return;
    const bool fresh = std::exchange(fresh_, false);
    pressed_ = at_nothing;
    if (!fresh) handle_keys();
    if (!open_) return;
    const float margin = px(8), pad = px(16);
    const float width = std::min(px(368), screen.width() - 2 * margin);
    const float left = std::floor(std::max(screen.min.x + margin, corner.x - width));
    Column measured{left + pad, width - 2 * pad, pad};
    draw_contents(measured, intents);
    const float height = measured.y + pad, room = screen.height() - 2 * margin;
    const float hidden = scroll_card(scroll_, height, room, measured.focused);
    const float lowest = std::max(screen.min.y + margin, screen.max.y - margin - height);
    const float top = std::floor(std::min(corner.y, lowest)) - hidden;
    const Rect card = area_ = {{left, top}, {left + width, top + height}};
    paint::card(card, px(8));
    Column drawn{measured.left, measured.width, top + pad, true, {}};
    draw_contents(drawn, intents);
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    const bool beside = !fresh && !card.has(mouse) && !field_menu_open() &&
                        (ImGui::IsMouseClicked(ImGuiMouseButton_Left) ||
                         ImGui::IsMouseClicked(ImGuiMouseButton_Right));
    if (beside) close();
}

}  // namespace indaba::ui
