#include "imgui-client/connect/view_connect.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>
#include <variant>

#include "common/keys/join_link.hpp"
#include "common/wire/name.hpp"
#include "common/wire/protocol.hpp"
#include "imgui-client/connect/connect_parts.hpp"
#include "imgui-client/connect/view_import.hpp"
#include "imgui-client/connect/view_trust.hpp"
#include "imgui-client/input/compat.hpp"
#include "imgui-client/unicode/shown_text.hpp"

namespace indaba::ui {
namespace {

constexpr std::string_view usual_port = "5000";
constexpr std::size_t server_bytes = 420;  // a join link: a host of 253, a port, two keys
constexpr std::size_t port_bytes = 5;
constexpr std::size_t name_bytes = 4 * limit::name_bytes;  // fit_name says what is too long

// ---- the address

struct Address {
    std::string host, port;  // port "": none was told
};

/// "host", "host:port", "[v6]", "[v6]:port" or "v6". A join link stays whole.
Address split(const std::string& typed) {
    const std::string text = trimmed(typed);
    if (const auto link = parse_join_link(text)) return {text, split(link->server).port};
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        if (end == std::string::npos) return {text, ""};
        const bool told = text.size() > end + 1 && text[end + 1] == ':';
        return {text.substr(1, end - 1), told ? text.substr(end + 2) : ""};
    }
    const auto colon = text.find(':');
    if (colon == std::string::npos || text.find(':', colon + 1) != std::string::npos)
        return {text, ""};
    return {text.substr(0, colon), text.substr(colon + 1)};
}

std::string joined(const std::string& host, const std::string& port) {
    if (looks_like_join_link(host)) return host;
    const bool v6 = host.find(':') != std::string::npos;
    return (v6 ? "[" + host + "]" : host) + ":" + port;
}

bool is_port(std::string_view text) {
    int port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    return error == std::errc{} && end == text.data() + text.size() && port >= 1 && port <= 65535;
}

/// The port that was typed into Server wins.
void let_port_follow(ConnectState& state) {
    const std::string port = split(state.server.editor.original()).port;
    if (!port.empty() && state.port.editor.original() != port) state.port.editor.set(port);
}

// ---- what is taken over

void take_over(const Scene& scene, ConnectState& state) {
    if (state.taken_version != scene.connect.version) {
        state.taken_version = scene.connect.version;
        const Address address = split(scene.connect.server);
        state.server.editor.set(address.host);
        state.port.editor.set(address.port.empty() ? usual_port : address.port);
        state.name.editor.set(scene.connect.name);
        focus_on(state, address.host.empty() ? at_server : at_name);
    }
    if (scene.connect.connecting || state.heard_name_error == scene.connect.name_error) return;
    state.heard_name_error = state.name_error = scene.connect.name_error;
    if (!state.name_error.empty()) focus_on(state, at_name);
}

// ---- joining

std::string name_error(const std::string& name, bool may_be_empty) {
    if (name.empty()) return may_be_empty ? "" : "Which name?";
    const auto judged = fit_name(name);
    const auto* unfit = std::get_if<Unfit>(&judged);
    return unfit ? unfit->why : "";
}

void join(const Scene& scene, ConnectState& state, Intents& intents) {
    const Address address = split(state.server.editor.original());
    const std::string typed_port = trimmed(state.port.editor.original());
    const std::string port = typed_port.empty() ? std::string(usual_port) : typed_port;
    const std::string name = trimmed(state.name.editor.original());
    state.server_error = address.host.empty() ? "Which server?" : "";
    state.port_error = is_port(port) ? "" : "The port is a number from 1 to 65535.";
    state.name_error = name_error(name, scene.connect.name_known);
    if (!state.server_error.empty()) {
        focus_on(state, at_server);
    } else if (!state.port_error.empty()) {
        focus_on(state, at_port);
    } else if (!state.name_error.empty()) {
        focus_on(state, at_name);
    } else {
        state.heard_name_error.clear();  // the same answer may come again
        intents.push_back(WantConnect{joined(address.host, port), name});
    }
}

// ---- the card, top to bottom

void failure(Column& column, const std::string& why) {
    const Palette& p = palette();
    const std::string shown = shown_text(why);
    boxed(column, faded(p.danger, 0.10f), p.danger, [&](Column& inner) {
        paragraph(inner, Style::label, p.danger_text, "FAILED TO CONNECT");
        inner.gap(4);
        paragraph(inner, Style::small, p.text, shown);
    });
    column.gap(16);
}

void warning(Column& column, const std::string& sentence) {
    const Palette& p = palette();
    const std::string shown = shown_text(sentence);
    boxed(column, p.banner, std::nullopt,
          [&](Column& inner) { paragraph(inner, Style::small, p.banner_text, shown); });
    column.gap(16);
}

// ---- fields

/// Server and Port side by side, then User name; whether Enter was pressed in one of them.
bool fields(const Scene& scene, Column& column, ConnectState& state) {
    const Asked server{state.server,        at_server,    "Server",          "server",
                       "host or host:port", server_bytes, state.server_error};
    const Asked port{state.port, at_port, "Port", "port", usual_port, port_bytes, state.port_error};
    const Asked name{state.name,
                     at_name,
                     "User name",
                     "name",
                     scene.connect.name_known ? "the name you have there" : "",
                     name_bytes,
                     state.name_error};
    const float height = px(label_height + field_height), gap = px(12);
    const float port_width = std::min(px(100), column.width / 3);
    const Rect first = column.next(height);
    bool enter = false;
    if (column.drawn) {
        enter |= draw_field(scene, server, first.min, column.width - gap - port_width, state);
        enter |=
            draw_field(scene, port, {first.max.x - port_width, first.min.y}, port_width, state);
        let_port_follow(state);
    }
    error_line(column, state.server_error);
    error_line(column, state.port_error);
    if (state.focus == at_server || state.focus == at_port)
        column.focused = {first.min, {first.max.x, column.y}};
    column.gap(16);
    const Rect second = column.next(height);
    if (column.drawn) enter |= draw_field(scene, name, second.min, column.width, state);
    error_line(column, state.name_error);
    if (state.focus == at_name) column.focused = {second.min, {second.max.x, column.y}};
    return enter;
}

// ---- buttons

bool draw_join(const Rect& place, const ConnectState& state) {
    return button("join", place, "Join", Style::strong, palette().accent, palette().on_accent,
                  state.focus == at_button);
}

/// "Connecting..." cannot be pressed; the button beside it gives up.
bool draw_connecting(const Rect& place) {
    const Palette& p = palette();
    const auto [left, right] = pair_of_buttons(place);
    paint::box(left, p.field, px(8));
    paint::text_centred(left, Style::strong, p.muted, "Connecting\xe2\x80\xa6");
    return button("cancel", right, "Cancel", Style::strong, p.chosen, p.strong);
}

void contents(const Scene& scene, Column& column, ConnectState& state, Intents& intents) {
    if (!scene.connect.trust.empty()) return trust_question(scene, column, state, intents);
    state.trust_focused = false;
    if (state.importing) return import_card(scene, column, state, intents);
    const Palette& p = palette();
    paragraph(column, Style::large, p.strong, "Connect to a server");
    column.gap(4);
    paragraph(column, Style::small, p.muted, "Your name is visible to everyone on the server.");
    column.gap(20);
    if (!scene.connect.imported.empty()) {
        paragraph(column, Style::small, p.text, scene.connect.imported);
        column.gap(12);
    }
    if (!scene.connect.warning.empty()) warning(column, scene.connect.warning);
    if (!scene.connect.failed.empty() && !scene.connect.connecting)
        failure(column, scene.connect.failed);
    const bool enter = fields(scene, column, state);
    column.gap(24);
    const Rect place = column.next(px(44));
    if (state.focus == at_button) column.focused = place;
    if (!column.drawn) return;
    if (scene.connect.connecting) {
        const bool escape = compat::key_pressed(Key::escape);
        if (draw_connecting(place) || escape) intents.push_back(WantCancelConnect{});
    } else if (draw_join(place, state) || enter) {
        join(scene, state, intents);
    }
}

void whole_card(const Scene& scene, Column& column, ConnectState& state, Intents& intents) {
    const bool asks = scene.connect.trust.empty() && !state.importing;
    contents(scene, column, state, intents);
    if (asks && !scene.connect.connecting) import_link(column, state);
}

// ---- keys

/// Tab goes round; Enter and Space press the button when it has the focus.
bool keys(const Scene& scene, ConnectState& state) {
    if (scene.connect.connecting || !scene.connect.trust.empty()) return false;
    if (compat::key_pressed(Key::tab, true)) {
        const int step = ImGui::GetIO().KeyShift ? stops - 1 : 1;
        do focus_on(state, (state.focus + step) % stops);
        while (state.importing && (state.focus == at_name || state.focus == at_have_key));
        TextField* fields[] = {state.importing ? &state.key_file : &state.server,
                               state.importing ? &state.passphrase : &state.port, &state.name};
        if (state.focus < at_button)
            fields[state.focus]->editor.press(Editor::Do::select_all, false);
        return false;
    }
    return state.focus == at_button &&
           (compat::key_pressed(Key::enter) || compat::key_pressed(Key::keypad_enter) ||
            compat::key_pressed(Key::space));
}

/// How much of a card higher than the window is hidden above it. `focused`: within the card.
float scrolled(ConnectState& state, float card, float room, const Rect& focused) {
    const float around = px(12);
    if (std::exchange(state.reveal, false)) {
        state.scroll = std::max(state.scroll, focused.max.y + around - room);
        state.scroll = std::min(state.scroll, focused.min.y - around);
    }
    state.scroll -= ImGui::GetIO().MouseWheel * 3 * line_height(Style::body);
    state.scroll = std::clamp(state.scroll, 0.0f, std::max(0.0f, card - room));
    return std::floor(state.scroll);
}

}  // namespace

void draw_connect(const Scene& scene, const Rect& screen, ConnectState& state, Intents& intents) {
    take_over(scene, state);
    take_import(scene, state);
    const bool pressed = keys(scene, state);
    const float width = std::min(px(420), screen.width());
    const float left = std::floor(screen.centre().x - width / 2), pad = px(28);

    Column column{left + pad, width - 2 * pad, px(26)};  // within the card
    whole_card(scene, column, state, intents);
    const float height = column.y + px(26);
    const float hidden = scrolled(state, height, screen.height(), column.focused);
    const float top =
        screen.min.y + std::max(0.0f, std::floor((screen.height() - height) / 2)) - hidden;
    const Rect card{{left, top}, {left + width, top + height}};

    paint::box(screen, palette().shade);
    paint::box(card, palette().card, px(12));
    paint::frame(card, palette().hairline, px(12), std::max(1.0f, px(1)));
    column.y = top + px(26);
    column.drawn = true;
    whole_card(scene, column, state, intents);
    if (!pressed) return;
    if (state.importing)
        import_key(state, intents);
    else
        join(scene, state, intents);
}

}  // namespace indaba::ui
