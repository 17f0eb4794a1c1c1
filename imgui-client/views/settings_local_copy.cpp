/// The section Local copy. See settings_sections.hpp.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>

#include "imgui-client/display_text/display_text.hpp"
#include "imgui-client/input/compat.hpp"
#include "imgui-client/views/choice_cards.hpp"
#include "imgui-client/views/settings_parts.hpp"
#include "imgui-client/views/settings_sections.hpp"
#include "imgui-client/widgets/field_menu.hpp"

namespace indaba::ui {
namespace {

constexpr int default_days = 30, max_days = 36'500;
constexpr std::size_t max_days_digits = 6;  // so that a number can be too large

// ---- what is chosen

KeepLocally now_kept(const LocalCopy& copy) { return {copy.none, copy.none ? 0 : copy.days}; }

Keep keep_of(const LocalCopy& copy) {
    return copy.none ? Keep::nothing : copy.days > 0 ? Keep::days : Keep::everything;
}

Keep shown_keep(const LocalCopy& copy, const KeepChoice& choice) {
    return choice.keep.value_or(keep_of(copy));
}

std::optional<int> typed_days(const KeepChoice& choice) {
    const std::string& text = choice.days.editor.text();
    int days = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), days);
    const bool whole = error == std::errc() && end == text.data() + text.size();
    return whole && days >= 1 && days <= max_days ? std::optional(days) : std::nullopt;
}

/// Returns what is to be kept; empty when the number of days is none.
std::optional<KeepLocally> wanted_keep(const LocalCopy& copy, const KeepChoice& choice) {
    switch (shown_keep(copy, choice)) {
        case Keep::everything:
            return KeepLocally{};
        case Keep::nothing:
            return KeepLocally{true, 0};
        case Keep::days:
            break;
    }
    const auto days = typed_days(choice);
    return days ? std::optional(KeepLocally{false, *days}) : std::nullopt;
}

/// Returns whether messages are deleted when `next` is kept instead of `now`.
bool keeps_less(const KeepLocally& now, const KeepLocally& next) {
    if (now.none || next.none) return next.none && !now.none;
    return next.days > 0 && (now.days == 0 || next.days < now.days);
}

/// Asks for what was chosen, if it is new and deletes nothing.
void apply_if_harmless(const LocalCopy& copy, KeepChoice& choice, Intents& intents) {
    const auto next = wanted_keep(copy, choice);
    if (!next || keeps_less(now_kept(copy), *next)) return;
    if (*next != now_kept(copy)) intents.push_back(*next);
    choice.keep.reset();
}

void choose_keep(const LocalCopy& copy, Keep keep, KeepChoice& choice, Intents& intents) {
    choice.keep = keep;
    apply_if_harmless(copy, choice, intents);
}

// ---- words

/// Returns a size as people say it: "368 MB".
DisplayText size_words(std::uint64_t bytes) {
    constexpr std::array units{ours(" kB"), ours(" MB"), ours(" GB"), ours(" TB")};
    double size = static_cast<double>(bytes) / 1000;
    std::size_t unit = 0;
    while (size >= 999.5 && unit + 1 < units.size()) {
        size /= 1000;
        ++unit;
    }
    if (unit == 0) size = std::ceil(size);  // no file has 0 kB
    if (size >= 9.95 || unit == 0)
        return display_number(static_cast<std::uint64_t>(std::lround(size))) + units[unit];
    const auto tenths = static_cast<std::uint64_t>(std::lround(size * 10));
    return display_number(tenths / 10) + ours(".") + display_number(tenths % 10) + units[unit];
}

DisplayText days_words(int days) {
    return days == 1 ? DisplayText(ours("day"))
                     : display_grouped(static_cast<std::uint64_t>(days)) + ours(" days");
}

DisplayText size_sentence(const LocalCopy& copy) {
    if (copy.bytes == 0)
        return copy.none ? ours("Nothing is kept on this computer")
                         : ours("Nothing on this computer yet");
    return size_words(copy.bytes) + ours(" on this computer");
}

/// Returns how complete the copy is.
DisplayText completeness(const LocalCopy& copy) {
    if (copy.none) return ours("Search finds only what this computer keeps.");
    if (copy.missing == 1) return ours("1 message is still to be fetched");
    if (copy.missing > 0)
        return display_grouped(copy.missing) + ours(" messages are still to be fetched");
    if (copy.bytes == 0) return ours("It is filled while this computer is connected.");
    if (!copy.compared) return ours("The server tells what is missing when it is connected.");
    if (copy.held < 2) return ours("Complete");
    DisplayText words = ours("All ") + display_grouped(copy.held) + ours(" messages");
    if (copy.days > 0) words += ours(" of the last ") + days_words(copy.days);
    return words;
}

DisplayText warning_words(const KeepLocally& next) {
    if (next.none)
        return ours(
            "All messages are deleted from this computer, and search finds none of them. The "
            "server keeps them.");
    return ours("Messages older than ") +
           (next.days == 1 ? DisplayText(ours("1 day")) : days_words(next.days)) +
           ours(" are deleted from this computer. The server keeps them.");
}

// ---- the parts

void draw_state(const LocalCopy& copy, Column& column) {
    const Palette& p = palette();
    paragraph(column, TextStyle::body, p.text,
              ours("What you may read is also kept in a file on this computer, so that it can be "
                   "searched and read without a connection."));
    column.gap(14);
    boxed(column, p.field, p.edge, [&](Column& inner) {
        paragraph(inner, TextStyle::strong, p.strong, size_sentence(copy));
        inner.gap(4);
        paragraph(inner, TextStyle::small, p.muted, completeness(copy));
        error_line(inner, copy.trouble);
    });
    column.gap(8);
}

void draw_keep(const LocalCopy& copy, Column& column, SettingsState& state, Intents& intents) {
    const int days = typed_days(state.keep).value_or(default_days);
    const DisplayText last = ours("The last ") + days_words(days);
    const std::array segments{Segment{ours("Everything"), "keep:everything"},
                              Segment{last, "keep:days"}, Segment{ours("Nothing"), "keep:nothing"}};
    const bool focused = state.focus == SettingsStop::keep;
    const Rect area = setting_row(column, ours("Keep"), ours("On this computer"),
                                  std::min(column.width, segments_width(segments)), px(36));
    if (focused) column.focused = area;
    if (!column.drawn) return;
    const auto shown = static_cast<std::size_t>(shown_keep(copy, state.keep));
    const auto clicked = draw_segments(area, segments, shown, focused);
    if (!clicked) return;
    state.focus = SettingsStop::keep;
    choose_keep(copy, static_cast<Keep>(*clicked), state.keep, intents);
}

void draw_days(const LocalCopy& copy, Column& column, SettingsState& state, Intents& intents) {
    if (shown_keep(copy, state.keep) != Keep::days) return;
    const Palette& p = palette();
    const bool focused = state.focus == SettingsStop::days, wrong = !typed_days(state.keep);
    const Rect area = setting_row(column, ours("Days"), ours("Older messages are not kept"),
                                  px(110), px(field_height));
    if (focused) column.focused = area;
    if (column.drawn) {
        field_frame(area, wrong, focused);
        const Rect inside{{area.min.x + px(12), area.min.y}, {area.max.x - px(12), area.max.y}};
        const FieldEvents events =
            text_field(state.keep.days, {"days", ours("30"), p.strong, p.muted, max_days_digits},
                       inside, focused);
        if (events.clicked) state.focus = SettingsStop::days;
        if (events.changed) apply_if_harmless(copy, state.keep, intents);
    }
    if (wrong) error_line(column, "Enter a number of days from 1 to 36,500.");
}

void draw_delete_buttons(const LocalCopy& copy, Column& column, SettingsState& state,
                         Intents& intents) {
    const Palette& p = palette();
    const Rect area = column.next(px(36));
    if (!column.drawn) return;
    const float gap = px(12), wide = std::min(px(110), (area.width() - gap) / 2);
    const Rect erase{{area.max.x - wide, area.min.y}, area.max};
    const Rect cancel{{erase.min.x - gap - wide, area.min.y}, {erase.min.x - gap, area.max.y}};
    const bool cancelled = button("keep-cancel", cancel, ours("Cancel"), TextStyle::small, p.chosen,
                                  p.strong, state.focus == SettingsStop::cancel);
    const bool erased = button("keep-delete", erase, ours("Delete"), TextStyle::small, p.danger,
                               p.on_danger, state.focus == SettingsStop::erase);
    if (erased || state.pressed == SettingsStop::erase) {
        intents.push_back(*wanted_keep(copy, state.keep));
        state.keep.keep.reset();
        state.focus = SettingsStop::keep;
    } else if (cancelled || state.pressed == SettingsStop::cancel) {
        cancel_keep_choice(copy, state.keep);
        state.focus = SettingsStop::keep;
    }
}

/// Asks whether messages may be deleted.
void draw_question(const LocalCopy& copy, Column& column, SettingsState& state, Intents& intents) {
    if (!asks_to_delete(copy, state.keep)) return;
    const Palette& p = palette();
    const KeepLocally next = *wanted_keep(copy, state.keep);
    column.gap(14);
    const float before = column.y;
    boxed(column, p.card, p.danger, [&](Column& inner) {
        paragraph(inner, TextStyle::body, p.text, warning_words(next));
        inner.gap(12);
        draw_delete_buttons(copy, inner, state, intents);
    });
    if (state.focus == SettingsStop::cancel || state.focus == SettingsStop::erase)
        column.focused = {{column.left, before}, {column.left + column.width, column.y}};
}

}  // namespace

KeepChoice begin_keep_choice(const LocalCopy& copy) {
    KeepChoice choice;
    cancel_keep_choice(copy, choice);
    return choice;
}

bool asks_to_delete(const LocalCopy& copy, const KeepChoice& choice) {
    const auto next = wanted_keep(copy, choice);
    return next && keeps_less(now_kept(copy), *next);
}

void cancel_keep_choice(const LocalCopy& copy, KeepChoice& choice) {
    choice.keep.reset();
    choice.days.editor.set(std::to_string(copy.days > 0 ? copy.days : default_days));
}

SettingsStops local_copy_stops(const LocalCopy& copy, const KeepChoice& choice) {
    SettingsStops reached{SettingsStop::keep};
    if (shown_keep(copy, choice) == Keep::days) reached.push_back(SettingsStop::days);
    if (asks_to_delete(copy, choice))
        reached.insert(reached.end(), {SettingsStop::cancel, SettingsStop::erase});
    return reached;
}

void handle_local_copy_keys(const LocalCopy& copy, SettingsState& state, Intents& intents) {
    const bool enter =
        compat::key_pressed(KeyboardKey::enter) || compat::key_pressed(KeyboardKey::keypad_enter);
    if (state.focus == SettingsStop::days && enter && asks_to_delete(copy, state.keep))
        return state.focus_on(SettingsStop::cancel);
    if (state.focus != SettingsStop::keep) return;
    const int at = static_cast<int>(shown_keep(copy, state.keep));
    int next = at;
    if (compat::key_pressed(KeyboardKey::right) || compat::key_pressed(KeyboardKey::down)) ++next;
    if (compat::key_pressed(KeyboardKey::left) || compat::key_pressed(KeyboardKey::up)) --next;
    next = std::clamp(next, 0, static_cast<int>(Keep::nothing));
    if (next != at) choose_keep(copy, static_cast<Keep>(next), state.keep, intents);
}

void draw_local_copy(const LocalCopy& copy, Column& column, SettingsState& state,
                     Intents& intents) {
    draw_state(copy, column);
    draw_keep(copy, column, state, intents);
    draw_days(copy, column, state, intents);
    draw_question(copy, column, state, intents);
}

}  // namespace indaba::ui
