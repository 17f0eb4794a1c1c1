#include "imgui-client/views/month_grid.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "imgui-client/display_text/display_text.hpp"
#include "imgui-client/input/compat.hpp"

namespace indaba::ui {
namespace {

using client::CalendarDay;

constexpr std::size_t max_weeks = 6;
float month_head_height() { return px(34); }
float weekdays_height() { return px(24); }
float week_height() { return px(32); }

/// Returns the area of a day: `column` counts from Monday.
Rect cell_of(const Rect& area, std::size_t week, std::size_t column) {
    const float width = area.width() / 7;
    const float left = area.min.x + width * static_cast<float>(column);
    const float top = area.min.y + week_height() * static_cast<float>(week);
    return {{std::floor(left), top}, {std::floor(left + width), top + week_height()}};
}

void draw_names(const Rect& area) {
    constexpr std::array names{ours("Mo"), ours("Tu"), ours("We"), ours("Th"),
                               ours("Fr"), ours("Sa"), ours("Su")};
    for (std::size_t i = 0; i < names.size(); ++i) {
        const Rect cell = cell_of(area, 0, i);
        paint::text_centred({cell.min, {cell.max.x, area.max.y}}, TextStyle::label, palette().muted,
                            names[i]);
    }
}

}  // namespace

void MonthGrid::begin(CalendarDay first, CalendarDay today, CalendarDay chosen) {
    today_ = today;
    first_ = std::min(first, today);
    choose(chosen);
}

void MonthGrid::choose(CalendarDay day) { chosen_ = std::clamp(day, first_, today_); }

void MonthGrid::handle_keys(bool focused) {
    if (compat::key_pressed(KeyboardKey::page_up, true)) choose(client::plus_months(chosen_, -1));
    if (compat::key_pressed(KeyboardKey::page_down, true)) choose(client::plus_months(chosen_, 1));
    if (!focused) return;
    if (compat::key_pressed(KeyboardKey::left, true)) choose(chosen_ - std::chrono::days{1});
    if (compat::key_pressed(KeyboardKey::right, true)) choose(chosen_ + std::chrono::days{1});
    if (compat::key_pressed(KeyboardKey::up, true)) choose(chosen_ - std::chrono::days{7});
    if (compat::key_pressed(KeyboardKey::down, true)) choose(chosen_ + std::chrono::days{7});
}

std::optional<CalendarDay> MonthGrid::draw(Column& column, bool focused) {
    const Rect head = column.next(month_head_height()), names = column.next(weekdays_height());
    // All months have the height of the longest one, so that the arrows stay where they are.
    const Rect grid = column.next(week_height() * max_weeks);
    if (focused) column.focused = {head.min, grid.max};
    if (!column.drawn) return std::nullopt;
    draw_head(head);
    draw_names(names);
    std::optional<CalendarDay> clicked;
    const auto month = client::month_of(chosen_);
    const auto weeks = client::weeks_of(month);
    for (std::size_t week = 0; week < weeks.size(); ++week)
        for (std::size_t i = 0; i < weeks[week].size(); ++i)
            if (client::month_of(weeks[week][i]) == month)
                draw_day(cell_of(grid, week, i), weeks[week][i], focused, clicked);
    return clicked;
}

/// A click on an arrow changes what is drawn from the next part on.
void MonthGrid::draw_head(const Rect& area) {
    const float half = px(14), y = area.centre().y;
    draw_month_button("earlier-month", {area.min.x + half, y}, icon::left,
                      ours("Earlier month (PgUp)"), -1);
    draw_month_button("later-month", {area.max.x - half, y}, icon::right,
                      ours("Later month (PgDn)"), 1);
    paint::text_centred(area, TextStyle::strong, palette().strong,
                        display_line(client::month_in_words(client::month_of(chosen_))));
}

/// Draws the arrow to another month, unless no day of that month may be chosen.
void MonthGrid::draw_month_button(std::string_view id, ImVec2 centre, DisplayTextView icon,
                                  DisplayTextView hint, int months) {
    const bool earlier = months < 0;
    if (client::month_of(chosen_) == client::month_of(earlier ? first_ : today_)) return;
    if (icon_button(id, centre, icon, TextStyle::small, palette().muted, hint))
        choose(client::plus_months(chosen_, months));
}

void MonthGrid::draw_day(const Rect& cell, CalendarDay day, bool focused,
                         std::optional<CalendarDay>& clicked) const {
    const Palette& p = palette();
    const Rect box{{cell.min.x + px(2), cell.min.y + px(1)},
                   {cell.max.x - px(2), cell.max.y - px(1)}};
    const bool allowed = allows(day), chosen = day == chosen_;
    if (allowed) {
        const Press press = press_area("day:" + client::date_in_digits(day), cell);
        if (press.clicked) clicked = day;
        if (chosen || press.hovered) paint::box(box, chosen ? p.picked : p.hover, px(8));
    }
    if (chosen && focused)
        paint::focus(box, p.link, px(8));
    else if (chosen)
        paint::frame(box, p.link, px(8), std::max(1.0f, px(1)));
    const unsigned number{std::chrono::year_month_day{day}.day()};
    const bool is_today = day == today_;
    paint::text_centred(box, is_today ? TextStyle::strong : TextStyle::small,
                        !allowed   ? p.muted
                        : is_today ? p.strong
                                   : p.text,
                        display_number(number));
    if (!is_today) return;
    const ImVec2 under{box.centre().x, box.max.y - px(4)};
    paint::mark("today", box);
    paint::box({{under.x - px(8), under.y - px(1)}, {under.x + px(8), under.y + px(1)}}, p.link);
}

}  // namespace indaba::ui
