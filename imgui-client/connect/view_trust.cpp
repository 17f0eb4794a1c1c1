#include "imgui-client/connect/view_trust.hpp"

#include "imgui-client/input/compat.hpp"
#include "imgui-client/unicode/shown_text.hpp"

namespace indaba::ui {
namespace {

/// Four groups in a line, as one reads them out.
std::string in_lines(const std::string& fingerprint) {
    std::string lines = fingerprint;
    int spaces = 0;
    for (char& c : lines)
        if (c == ' ' && ++spaces % 4 == 0) c = '\n';
    return lines;
}

}  // namespace

void trust_question(const Scene& scene, Column& column, ConnectState& state, Intents& intents) {
    const Palette& p = palette();
    paragraph(column, Style::large, p.strong, "Trust this server?");
    column.gap(8);
    paragraph(column, Style::small, p.text,
              "Nothing is known here yet of " + shown_word(scene.connect.server) +
                  ". It says that this is its key:");
    column.gap(12);
    boxed(column, p.field, std::nullopt, [&](Column& inner) {
        paragraph(inner, Style::strong, p.strong, in_lines(scene.connect.trust));
    });
    column.gap(12);
    paragraph(column, Style::small, p.muted,
              "Its owner sees the same digits where the broker was started. If they differ, "
              "somebody else is listening.");
    column.gap(20);
    const Rect place = column.next(px(44));
    if (!column.drawn) return;
    const auto [left, right] = pair_of_buttons(place);
    if (compat::key_pressed(Key::tab)) state.trust_focused = !state.trust_focused;
    const bool enter = state.trust_focused && compat::key_pressed(Key::enter);
    if (button("trust", left, "Trust and join", Style::strong, p.accent, p.on_accent,
               state.trust_focused) ||
        enter)
        intents.push_back(WantTrust{});
    if (button("cancel", right, "Cancel", Style::strong, p.chosen, p.strong) ||
        compat::key_pressed(Key::escape))
        intents.push_back(WantCancelConnect{});
}

}  // namespace indaba::ui
