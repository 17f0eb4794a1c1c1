#pragma once
/// A calendar of one month, in which a person chooses a day. The days that may be chosen are
/// limited. Used by go_to_card.hpp.
#include <optional>

#include "common/client/text/calendar.hpp"
#include "imgui-client/widgets/form.hpp"

namespace indaba::ui {

class MonthGrid {
 public:
    /// Shows the month of `chosen`. Days after `today` and before `first` cannot be chosen.
    void begin(client::CalendarDay first, client::CalendarDay today, client::CalendarDay chosen);
    client::CalendarDay chosen() const { return chosen_; }
    /// Chooses by Page Up and Page Down, and by the arrows when the days have the focus.
    void handle_keys(bool focused);
    /// Draws the month with its name, its arrows and its days. Returns the day that was clicked.
    std::optional<client::CalendarDay> draw(Column& column, bool focused);

 private:
    bool allows(client::CalendarDay day) const { return day >= first_ && day <= today_; }
    void choose(client::CalendarDay day);
    void draw_head(const Rect& area);
    void draw_month_button(std::string_view id, ImVec2 centre, DisplayTextView icon,
                           DisplayTextView hint, int months);
    void draw_day(const Rect& cell, client::CalendarDay day, bool focused,
                  std::optional<client::CalendarDay>& clicked) const;

    client::CalendarDay first_{}, today_{}, chosen_{};
};

}  // namespace indaba::ui
