#pragma once
/// The parts of a dialog: a card in the middle of the window, and in it a column of paragraphs,
/// boxes and labelled fields. Used by the connect dialog and the dialogs about rooms.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "imgui-client/input/compat.hpp"
#include "imgui-client/widgets/paint.hpp"
#include "imgui-client/widgets/text_field.hpp"

namespace indaba::ui {

/// The position of the next part. A card runs once to measure its height and once to draw.
struct Column {
    float left = 0, width = 0, y = 0;
    bool drawn = false;
    Rect focused{};  // the focused field with its error

    void gap(float at_scale_1) { y += px(at_scale_1); }
    Rect next(float height) {
        const Rect area{{left, y}, {left + width, y + height}};
        y += height;
        return area;
    }
};

void paragraph(Column& column, TextStyle style, Colour colour, DisplayTextView text);
/// Draws an error below a field; takes no room if the sentence is empty.
void error_line(Column& column, const std::string& sentence);

/// Draws a tinted box around the parts that `contents` puts into a column.
template <class Contents>
void boxed(Column& column, Colour surface, std::optional<Colour> frame, Contents contents) {
    Column inner{column.left + px(12), column.width - px(24), column.y + px(10)};
    contents(inner);
    const Rect box = column.next(inner.y + px(10) - column.y);
    if (!column.drawn) return;
    paint::box(box, surface, px(8));
    if (frame) paint::frame(box, *frame, px(8), std::max(1.0f, px(1)));
    Column drawn{inner.left, inner.width, box.min.y + px(10), true, {}};
    contents(drawn);
}

// ---- fields

constexpr float label_height = 20, field_height = 36;

/// A field with its label. The icon and the count may be empty.
struct LabelledField {
    TextField& field;
    DisplayTextView label;
    FieldOptions options;
    bool wrong = false;  // has an error
    bool editable = true;
    DisplayTextView icon{};  // within the field, before the text
    DisplayText count{};     // at the label's right end: "7 of 40"
};

/// Draws the surface and the frame of a field.
void field_frame(const Rect& area, bool wrong, bool focused);
/// Draws the label and the field below it.
FieldEvents labelled_field(const LabelledField& labelled, ImVec2 at, float width, bool focused);

/// Returns the stop that Tab reaches from `focus`, or Shift+Tab: the first one or the last one if
/// `focus` is none of them. There is at least one.
template <class Stop>
Stop next_stop(std::span<const Stop> stops, int focus) {
    const auto count = static_cast<std::ptrdiff_t>(stops.size());
    const auto at =
        std::ranges::find(stops, focus, [](Stop each) { return static_cast<int>(each); });
    const std::ptrdiff_t place = at - stops.begin();
    const bool back = ImGui::GetIO().KeyShift;
    if (place == count) return back ? stops.back() : stops.front();
    return stops[static_cast<std::size_t>((place + (back ? count - 1 : 1)) % count)];
}

// ---- the card

/// How far a card that is higher than the window is scrolled.
struct CardScroll {
    float offset = 0;     // pixels hidden above
    bool reveal = false;  // the next frame must scroll to the focus
};

/// Darkens what lies under a dialog, and draws the surface of its card.
void dialog_surface(const Rect& screen, const Rect& card);
/// Returns the height hidden above the window. `focused` is relative to the card, whose height is
/// `height`.
float scroll_card(CardScroll& scroll, float height, float room, const Rect& focused);

/// Draws a card in the middle of the window, as high as the parts that `contents` puts into its
/// column; it scrolls when it is higher than the window less 16. Returns its area.
template <class Contents>
Rect dialog_card(const Rect& screen, float width, CardScroll& scroll, Contents contents) {
    const float margin = px(8), pad = px(28), top_pad = px(26);
    width = std::min(width, std::max(px(80), screen.width() - 2 * margin));
    const float left = std::floor(screen.centre().x - width / 2);
    Column column{left + pad, width - 2 * pad, top_pad};
    contents(column);
    const float height = column.y + top_pad, room = screen.height() - 2 * margin;
    const float hidden = scroll_card(scroll, height, room, column.focused);
    const float top =
        screen.min.y + std::max(margin, std::floor((screen.height() - height) / 2)) - hidden;
    const Rect card{{left, top}, {left + width, top + height}};
    dialog_surface(screen, card);
    Column drawn{column.left, column.width, top + top_pad, true, {}};
    contents(drawn);
    return card;
}

}  // namespace indaba::ui
