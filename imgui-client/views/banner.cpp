#include "imgui-client/views/banner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "common/client/text/local_time.hpp"
#include "imgui-client/display_text/display_text.hpp"

namespace indaba::ui {
namespace {

constexpr DisplayTextView dismiss_word = ours("Dismiss");

DisplayText next_attempt_text(const ConnectionStatus& connection) {
    return display_line(connection.next_in_s
                            ? fmt::format("Reconnecting to {} — attempt {}, next in {} s",
                                          connection.server, connection.attempt,
                                          *connection.next_in_s)
                            : fmt::format("Reconnecting to {} — attempt {}, trying now",
                                          connection.server, connection.attempt));
}

/// Returns "today, 18:42", or another day.
DisplayText moment(WallMs at, WallMs now) {
    const std::int64_t days = client::day_number(now) - client::day_number(at);
    DisplayText day = days == 0   ? DisplayText(ours("today"))
                      : days == 1 ? DisplayText(ours("yesterday"))
                                  : display_line(client::day_in_words(at, now));
    return day + ours(", ") + display_line(client::clock_time(at));
}

/// Says of when the own copy is that is shown.
DisplayText copy_text(const ViewState& view_state) {
    const ConnectionStatus& connection = view_state.connection;
    DisplayText text = ours("This is your own copy, as of ") +
                       moment(*connection.copy_of, view_state.now.wall) + ours(".");
    if (connection.next_in_s)
        text += ours(" Next try in ") +
                display_number(static_cast<std::size_t>(*connection.next_in_s)) + ours(" s.");
    return text;
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

// ---- warnings

constexpr std::size_t max_lines = 3;

/// A pinned warning as it is drawn.
struct Strip {
    const PinnedWarning* warning = nullptr;
    DisplayText words;
    Lines lines;
    float height = 0;
};

float strip_height(float window_height) {
    return std::floor(std::clamp(window_height / 10, px(32), px(44)));
}

Strip lay_out_warning(const PinnedWarning& warning, std::size_t left_out, float width,
                      float window_height) {
    Strip strip{&warning, display_line(warning.sentence), {}, 0};
    if (left_out > 0)
        strip.words = ours("(1 of ") + display_number(left_out + 1) + ours(") ") + strip.words;
    const float button = text_width(TextStyle::small, dismiss_word) + px(32 + 24 + 16);
    strip.lines = lay_out(strip.words, TextStyle::small, width - px(26) - button);
    const auto count = static_cast<float>(std::min(strip.lines.size(), max_lines));
    const float pitch = line_metrics(strip.lines, TextStyle::small).pitch;
    strip.height = std::max(strip_height(window_height), std::ceil(count * pitch + px(16)));
    return strip;
}

/// Returns the warnings that fit, at least one; the last of them counts the others.
std::vector<Strip> lay_out_warnings(const ViewState& view_state, float width, float window_height) {
    std::vector<Strip> strips;
    float left =
        window_height * 0.4f - (connection_lost(view_state) ? strip_height(window_height) : 0);
    const std::vector<PinnedWarning>& warnings = view_state.warnings;
    for (std::size_t i = 0; i < warnings.size(); ++i) {
        Strip strip = lay_out_warning(warnings[i], 0, width, window_height);
        left -= strip.height;
        if (left < 0 && i > 0) {
            const std::size_t left_out = warnings.size() - i;
            strips.back() = lay_out_warning(warnings[i - 1], left_out, width, window_height);
            break;
        }
        strips.push_back(std::move(strip));
    }
    return strips;
}

void draw_warning(const Strip& strip, const Rect& area, Intents& intents) {
    float end = area.max.x - px(24);
    if (strip.warning->dismissable) {
        bool pressed = false;
        const std::string id = "dismiss-warning:" + std::to_string(strip.warning->id);
        end = draw_button(area, id, dismiss_word, pressed);
        if (pressed) intents.push_back(DismissWarning{strip.warning->id});
    }
    const LineMetrics metrics = line_metrics(strip.lines, TextStyle::small);
    const Colour colour = palette().banner_text;
    const std::size_t count = std::min(strip.lines.size(), max_lines);
    const float x = area.min.x + px(26);
    float y = std::floor(area.centre().y - static_cast<float>(count) * metrics.pitch / 2);
    for (std::size_t i = 0; i < count; ++i, y += metrics.pitch) {
        const Line& line = strip.lines[i];
        const float pen = y + metrics.baseline;
        if (i + 1 == max_lines && strip.lines.size() > max_lines)
            paint::text_truncated({x, pen - baseline(TextStyle::small)}, end - x, TextStyle::small,
                                  colour, strip.words.slice(line.begin, strip.words.size()));
        else
            paint::line({x, pen}, TextStyle::small, colour, strip.words, line);
    }
}

// ---- the lost connection

void draw_lost(const ViewState& view_state, const Rect& area, Intents& intents) {
    const Palette& colours = palette();
    const float middle = area.centre().y;
    bool pressed = false;
    const float end = draw_button(area, "retry", ours("Retry now"), pressed);
    if (pressed) intents.push_back(ReconnectNow{});

    float x = area.min.x + px(26);
    const ConnectionStatus& connection = view_state.connection;
    const DisplayTextView lost =
        connection.copy_of ? ours("Not connected.") : ours("Server disconnected.");
    x += paint::text_truncated({x, middle - font_size(TextStyle::strong) / 2}, end - x,
                               TextStyle::strong, colours.banner_text, lost) +
         px(10);
    // The reason comes last, because the end may be truncated.
    const DisplayText why = display_line(connection.why);
    DisplayText rest = connection.stopped   ? why
                       : connection.copy_of ? copy_text(view_state)
                                            : next_attempt_text(connection);
    if (!connection.stopped && !why.empty()) rest += ours(" · ") + why;
    if (end - x > px(40))
        paint::text_truncated({x, middle - font_size(TextStyle::small) / 2}, end - x,
                              TextStyle::small, colours.banner_text, rest);
}

}  // namespace

float banner_height(const ViewState& view_state, float width, float window_height) {
    float height = connection_lost(view_state) ? strip_height(window_height) : 0;
    for (const Strip& strip : lay_out_warnings(view_state, width, window_height))
        height += strip.height;
    return height;
}

void draw_banner(const ViewState& view_state, const Rect& area, float window_height,
                 Intents& intents) {
    paint::box(area, palette().banner);
    float y = area.min.y;
    const auto next = [&](float height) {
        if (y > area.min.y) paint::hairline({area.min.x, y}, {area.max.x, y}, palette().middle);
        const Rect strip{{area.min.x, y}, {area.max.x, y + height}};
        y += height;
        return strip;
    };
    if (connection_lost(view_state))
        draw_lost(view_state, next(strip_height(window_height)), intents);
    for (const Strip& strip : lay_out_warnings(view_state, area.width(), window_height))
        draw_warning(strip, next(strip.height), intents);
}

}  // namespace indaba::ui
