#include "imgui-client/connect/trust_card.hpp"

#include "imgui-client/display_text/display_text.hpp"
#include "imgui-client/input/compat.hpp"

namespace indaba::ui {
namespace {

/// Returns the fingerprint with four groups in a line, for reading aloud.
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
              ours("This is the first connection to ") + display_line(view_state.connect.server) +
                  ours(". The server claims this key:"));
    column.gap(12);
    boxed(column, p.field, std::nullopt, [&](Column& inner) {
        paragraph(inner, TextStyle::strong, p.strong,
                  display_text(in_lines(view_state.connect.trust)));
    });
    column.gap(12);
    paragraph(
        column, TextStyle::small, p.muted,
        ours("Compare it with the digits that ./run links (or indaba-broker links) prints where "
             "the broker runs. If they differ, another server is answering."));
    column.gap(20);
    const Rect area = column.next(px(44));
    if (state.focus != no_stop) column.focused = area;
    if (!column.drawn) return;
    const auto [left, right] = button_pair(area);
    if (card_button(state, at_button, "trust", left, ours("Trust and join"), p.accent, p.on_accent))
        intents.push_back(TrustServer{});
    if (card_button(state, at_other_button, "cancel", right, ours("Cancel"), p.chosen, p.strong) ||
        compat::key_pressed(KeyboardKey::escape))
        intents.push_back(CancelConnect{});
}

}  // namespace indaba::ui
