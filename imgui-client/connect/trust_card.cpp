#include "imgui-client/connect/trust_card.hpp"

#include "imgui-client/input/compat.hpp"
#include "imgui-client/unicode/display_text.hpp"

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

void trust_question(const ViewState& view_state, Column& column, ConnectState& state,
                    Intents& intents) {
    const Palette& p = palette();
    paragraph(column, TextStyle::large, p.strong, ours("Trust this server?"));
    column.gap(8);
    paragraph(column, TextStyle::small, p.text,
              ours("Nothing is known here yet of ") + display_line(view_state.connect.server) +
                  ours(". It says that this is its key:"));
    column.gap(12);
    boxed(column, p.field, std::nullopt, [&](Column& inner) {
        paragraph(inner, TextStyle::strong, p.strong,
                  display_text(in_lines(view_state.connect.trust)));
    });
    column.gap(12);
    paragraph(column, TextStyle::small, p.muted,
              ours("Its owner sees the same digits where the broker was started. If they differ, "
                   "somebody else is listening."));
    column.gap(20);
    const Rect area = column.next(px(44));
    if (!column.drawn) return;
    const auto [left, right] = button_pair(area);
    if (compat::key_pressed(Key::tab)) state.trust_focused = !state.trust_focused;
    const bool enter = state.trust_focused && compat::key_pressed(Key::enter);
    if (button("trust", left, ours("Trust and join"), TextStyle::strong, p.accent, p.on_accent,
               state.trust_focused) ||
        enter)
        intents.push_back(TrustServer{});
    if (button("cancel", right, ours("Cancel"), TextStyle::strong, p.chosen, p.strong) ||
        compat::key_pressed(Key::escape))
        intents.push_back(CancelConnect{});
}

}  // namespace indaba::ui
