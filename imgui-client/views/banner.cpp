#include "imgui-client/views/banner.hpp"

#include <fmt/format.h>

#include "imgui-client/display_text/display_text.hpp"

namespace indaba::ui {
namespace {

DisplayText next_attempt_text(const ConnectionStatus& connection) {
    return display_line(connection.next_in_s
                            ? fmt::format("Reconnecting to {} — attempt {}, next in {} s",
                                          connection.server, connection.attempt,
                                          *connection.next_in_s)
                            : fmt::format("Reconnecting to {} — attempt {}, trying now",
                                          connection.server, connection.attempt));
}

bool connection_lost(const ViewState& view_state) {
    return view_state.connection.state == ConnectionStatus::State::lost;
}

/// Draws the button at the right. Returns the right end of the room for text.
float draw_button(const Rect& area, std::string_view id, DisplayTextView word, bool& pressed) {
    const Palette& colours = palette();
    const float middle = area.centre().y, width = text_width(TextStyle::small, word) + px(32);
    const Rect press{{area.max.x - px(24) - width, middle - px(14)},
                     {area.max.x - px(24), middle + px(14)}};
    pressed = button(id, press, word, TextStyle::small, colours.banner_button, colours.banner_text);
    return press.min.x - px(16);
}

void draw_warning(const ViewState& view_state, const Rect& area, Intents& intents) {
    bool pressed = false;
    const float end = draw_button(area, "dismiss-warning", ours("Dismiss"), pressed);
    if (pressed) intents.push_back(DismissWarning{});
    const float x = area.min.x + px(26);
    paint::text_truncated({x, area.centre().y - font_size(TextStyle::small) / 2}, end - x,
                          TextStyle::small, palette().banner_text,
                          display_line(view_state.warning));
}

void draw_lost(const ViewState& view_state, const Rect& area, Intents& intents) {
    const Palette& colours = palette();
    const float middle = area.centre().y;
    bool pressed = false;
    const float end = draw_button(area, "retry", ours("Retry now"), pressed);
    if (pressed) intents.push_back(ReconnectNow{});

    float x = area.min.x + px(26);
    constexpr DisplayTextView lost = ours("Server disconnected.");
    x += paint::text_truncated({x, middle - font_size(TextStyle::strong) / 2}, end - x,
                               TextStyle::strong, colours.banner_text, lost) +
         px(10);
    // The reason comes last, because the end may be truncated.
    const DisplayText why = display_line(view_state.connection.why);
    DisplayText rest =
        view_state.connection.stopped ? why : next_attempt_text(view_state.connection);
    if (!view_state.connection.stopped && !why.empty()) rest += ours(" · ") + why;
    if (end - x > px(40))
        paint::text_truncated({x, middle - font_size(TextStyle::small) / 2}, end - x,
                              TextStyle::small, colours.banner_text, rest);
}

}  // namespace

bool needs_banner(const ViewState& view_state) {
    return connection_lost(view_state) || !view_state.warning.empty();
}

/// A lost connection hides a warning, which stays for later.
void draw_banner(const ViewState& view_state, const Rect& area, Intents& intents) {
    paint::box(area, palette().banner);
    if (connection_lost(view_state)) return draw_lost(view_state, area, intents);
    draw_warning(view_state, area, intents);
}

}  // namespace indaba::ui
