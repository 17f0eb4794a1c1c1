#include "imgui-client/connect/connect_dialog.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <variant>

#include "common/base/endpoints.hpp"
#include "common/base/pasted.hpp"
#include "common/base/trim.hpp"
#include "common/keys/join_link.hpp"
#include "common/wire/name.hpp"
#include "common/wire/protocol.hpp"
#include "imgui-client/connect/form.hpp"
#include "imgui-client/connect/import_card.hpp"
#include "imgui-client/connect/trust_card.hpp"
#include "imgui-client/display_text/display_text.hpp"
#include "imgui-client/input/compat.hpp"

namespace indaba::ui {
namespace {

using Card = ConnectState::Card;

constexpr DisplayTextView default_port = ours("5000");
/// A join link: two keys, and endpoints with hosts of 253.
constexpr std::size_t max_server_bytes = 160 + client::max_endpoints * 262;
constexpr std::size_t max_port_bytes = 5;
constexpr std::size_t name_bytes =
    4 * limit::name_bytes;  // so that validate_name can report a long name

// ---- the address

struct Address {
    std::string host, port;  // an empty port was not given
};

bool is_list(std::string_view text) { return text.find(',') != text.npos; }

/// Splits "host", "host:port", "[v6]", "[v6]:port" or "v6". The host of a join link is the whole
/// link, and that of several endpoints is the whole list.
Address split(const std::string& typed) {
    const std::string text{unwrapped(typed)};
    if (looks_like_join_link(text)) {
        const auto link = parse_join_link(text);
        return {text, link ? split(link->server).port : ""};
    }
    if (is_list(text)) return {text, ""};
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        if (end == std::string::npos) return {text, ""};
        const bool has_port = text.size() > end + 1 && text[end + 1] == ':';
        return {text.substr(1, end - 1), has_port ? text.substr(end + 2) : ""};
    }
    const auto colon = text.find(':');
    if (colon == std::string::npos || text.find(':', colon + 1) != std::string::npos)
        return {text, ""};
    if (text.find_first_not_of("0123456789", colon + 1) != std::string::npos) return {text, ""};
    return {text.substr(0, colon), text.substr(colon + 1)};
}

std::string joined_endpoint(const std::string& host, const std::string& port) {
    const bool v6 = host.find(':') != std::string::npos;
    return (v6 ? "[" + host + "]" : host) + ":" + port;
}

/// Returns the endpoints of a list as one text; those without a port get `port`.
std::string joined_list(std::string_view list, const std::string& port) {
    std::string text;
    while (true) {
        const std::size_t comma = list.find(',');
        const Address each = split(std::string(list.substr(0, comma)));
        text += joined_endpoint(each.host, each.port.empty() ? port : each.port);
        if (comma == list.npos) return text;
        text += ',';
        list.remove_prefix(comma + 1);
    }
}

/// Returns the address as one text.
std::string joined(const std::string& host, const std::string& port) {
    if (looks_like_join_link(host)) return host;
    return is_list(host) ? joined_list(host, port) : joined_endpoint(host, port);
}

/// Copies a port typed into the field Server, which takes precedence.
void copy_port_from_server(ConnectState& state) {
    const std::string port = split(state.server.editor.text()).port;
    if (!port.empty() && state.port.editor.text() != port) state.port.editor.set(port);
}

// ---- values from the view state

void apply_dialog_values(const ViewState& view_state, ConnectState& state) {
    if (state.applied_version != view_state.connect.version) {
        state.applied_version = view_state.connect.version;
        const Address address = split(view_state.connect.server);
        state.server.editor.set(address.host);
        state.port.editor.set(address.port.empty() ? default_port.view()
                                                   : std::string_view(address.port));
        state.name.editor.set(view_state.connect.name);
        focus_on(state, address.host.empty() ? at_server : at_name);
    }
    if (view_state.connect.connecting || state.applied_name_error == view_state.connect.name_error)
        return;
    state.applied_name_error = state.name_error = view_state.connect.name_error;
    if (!state.name_error.empty()) focus_on(state, at_name);
}

// ---- joining

/// Returns why the host or join link cannot be used, or an empty string.
std::string server_error(const std::string& host) {
    if (host.empty()) return "Enter a server.";
    const bool is_link = looks_like_join_link(host);
    const auto link = is_link ? parse_join_link(host) : std::nullopt;
    if (is_link && !link) return damaged_join_link;
    const auto parsed = client::parse_endpoints(link ? link->server : joined(host, "5000"));
    const auto* wrong = std::get_if<std::string>(&parsed);
    return wrong ? *wrong : "";
}

std::string name_error(const std::string& name, bool may_be_empty) {
    if (name.empty()) return may_be_empty ? "" : "Enter a name.";
    const auto judged = validate_name(name);
    const auto* unfit = std::get_if<InvalidName>(&judged);
    return unfit ? unfit->why : "";
}

void join(const ViewState& view_state, ConnectState& state, Intents& intents) {
    const Address address = split(state.server.editor.text());
    const std::string typed_port{trimmed(state.port.editor.text())};
    const std::string port = typed_port.empty() ? std::string(default_port.view()) : typed_port;
    const std::string name{trimmed(state.name.editor.text())};
    state.server_error = server_error(address.host);
    state.port_error = client::parse_port(port) ? "" : "Port must be a number from 1 to 65535.";
    state.name_error = name_error(name, view_state.connect.name_known);
    if (!state.server_error.empty()) {
        focus_on(state, at_server);
    } else if (!state.port_error.empty()) {
        focus_on(state, at_port);
    } else if (!state.name_error.empty()) {
        focus_on(state, at_name);
    } else {
        state.applied_name_error.clear();  // the same error must be shown again
        intents.push_back(ConnectToServer{joined(address.host, port), name});
    }
}

// ---- the card, top to bottom

void failure(Column& column, const std::string& why) {
    const Palette& p = palette();
    const DisplayText shown = display_text(why);
    boxed(column, faded(p.danger, 0.10f), p.danger, [&](Column& inner) {
        paragraph(inner, TextStyle::label, p.danger_text, ours("FAILED TO CONNECT"));
        inner.gap(4);
        paragraph(inner, TextStyle::small, p.text, shown);
    });
    column.gap(16);
}

void warning(Column& column, const std::string& sentence) {
    const Palette& p = palette();
    const DisplayText shown = display_text(sentence);
    boxed(column, p.banner, std::nullopt,
          [&](Column& inner) { paragraph(inner, TextStyle::small, p.banner_text, shown); });
    column.gap(16);
}

// ---- fields

/// Draws Server and Port side by side, then User name. Returns true if Enter was pressed in one of
/// them.
bool fields(const ViewState& view_state, Column& column, ConnectState& state) {
    const FormField server{
        state.server,     at_server,         ours("Server"), "server", ours("host or host:port"),
        max_server_bytes, state.server_error};
    const FormField port{state.port,   at_port,        ours("Port"),    "port",
                         default_port, max_port_bytes, state.port_error};
    const FormField name{
        state.name,
        at_name,
        ours("User name"),
        "name",
        view_state.connect.name_known ? ours("your name on this server") : DisplayTextView{},
        name_bytes,
        state.name_error};
    const float height = px(label_height + field_height), gap = px(12);
    const float port_width = std::min(px(100), column.width / 3);
    const Rect first = column.next(height);
    bool enter = false;
    if (column.drawn) {
        enter |= draw_field(view_state, server, first.min, column.width - gap - port_width, state);
        enter |= draw_field(view_state, port, {first.max.x - port_width, first.min.y}, port_width,
                            state);
        copy_port_from_server(state);
    }
    error_line(column, state.server_error);
    error_line(column, state.port_error);
    if (state.focus == at_server || state.focus == at_port)
        column.focused = {first.min, {first.max.x, column.y}};
    column.gap(16);
    const Rect second = column.next(height);
    if (column.drawn) enter |= draw_field(view_state, name, second.min, column.width, state);
    error_line(column, state.name_error);
    if (state.focus == at_name) column.focused = {second.min, {second.max.x, column.y}};
    return enter;
}

// ---- buttons

/// Draws "Connecting…", which cannot be pressed, and returns true if Cancel was.
bool draw_connecting(const Rect& area, const ConnectState& state) {
    const Palette& p = palette();
    const auto [left, right] = button_pair(area);
    paint::box(left, p.field, px(8));
    paint::text_centred(left, TextStyle::strong, p.muted, ours("Connecting…"));
    return card_button(state, at_other_button, "cancel", right, ours("Cancel"), p.chosen, p.strong);
}

void card_contents(const ViewState& view_state, Column& column, ConnectState& state,
                   Intents& intents) {
    if (state.card == Card::trust) return trust_question(view_state, column, state, intents);
    if (state.importing) return import_card(view_state, column, state, intents);
    const Palette& p = palette();
    paragraph(column, TextStyle::large, p.strong, ours("Connect to a server"));
    column.gap(4);
    paragraph(column, TextStyle::small, p.muted,
              ours("Your name is visible to everyone on the server."));
    column.gap(20);
    notice(view_state, column);
    if (!view_state.connect.warning.empty()) warning(column, view_state.connect.warning);
    if (!view_state.connect.failed.empty() && !view_state.connect.connecting)
        failure(column, view_state.connect.failed);
    if (!view_state.connect.waiting.empty())
        warning(column, "Waiting: " + view_state.connect.waiting);
    const bool enter = fields(view_state, column, state);
    column.gap(24);
    const Rect area = column.next(px(44));
    const bool connecting = state.card == Card::connecting;
    if (state.focus == (connecting ? at_other_button : at_button)) column.focused = area;
    if (!column.drawn) return;
    if (connecting) {
        const bool escape = compat::key_pressed(KeyboardKey::escape);
        if (draw_connecting(area, state) || escape) intents.push_back(CancelConnect{});
    } else if (card_button(state, at_button, "join", area, ours("Join"), p.accent, p.on_accent) ||
               enter) {
        join(view_state, state, intents);
    }
}

void draw_card(const ViewState& view_state, Column& column, ConnectState& state, Intents& intents) {
    card_contents(view_state, column, state, intents);
    if (state.card == Card::server) import_link(column, state);
}

// ---- keys

/// Returns the stops of a card in the order of Tab.
std::span<const FocusStop> stops_of(Card card) {
    static constexpr std::array server{at_server, at_port, at_name, at_button, at_other_button};
    static constexpr std::array key_file{at_server, at_port, at_button, at_other_button};
    static constexpr std::array trust{at_button, at_other_button};
    static constexpr std::array connecting{at_other_button};
    switch (card) {
        case Card::server:
            return server;
        case Card::connecting:
            return connecting;
        case Card::trust:
            return trust;
        case Card::key_file:
            return key_file;
        case Card::opening_key_file:
            break;
    }
    return {};
}

Card card_of(const ViewState& view_state, const ConnectState& state) {
    if (!view_state.connect.trust.empty()) return Card::trust;
    if (state.importing)
        return view_state.connect.importing ? Card::opening_key_file : Card::key_file;
    return view_state.connect.connecting ? Card::connecting : Card::server;
}

/// Enter alone must neither trust a key nor cancel an attempt that it has begun: Tab comes first.
void enter_card(Card card, ConnectState& state) {
    if (std::exchange(state.card, card) == card) return;
    if (card == Card::trust) focus_on(state, no_stop);
    if (card == Card::connecting && state.focus == at_other_button) focus_on(state, at_button);
}

void select_field(ConnectState& state) {
    if (state.focus < at_server || state.focus > at_name) return;
    TextField* fields[] = {state.importing ? &state.key_file : &state.server,
                           state.importing ? &state.passphrase : &state.port, &state.name};
    fields[state.focus]->editor.press(Editor::Action::select_all, false);
}

/// Moves the focus to the next stop, or with Shift to the one before.
void move_focus(ConnectState& state) {
    const auto stops = stops_of(state.card);
    if (stops.empty()) return;
    focus_on(state, next_stop(stops, state.focus));
    select_field(state);
}

/// Moves the focus by Tab. Returns the focused button if Enter or Space presses it.
int pressed_button(ConnectState& state) {
    if (compat::key_pressed(KeyboardKey::tab, true)) {
        move_focus(state);
        return no_stop;
    }
    const bool on_button = state.focus == at_button || state.focus == at_other_button;
    const bool pressed = compat::key_pressed(KeyboardKey::enter) ||
                         compat::key_pressed(KeyboardKey::keypad_enter) ||
                         compat::key_pressed(KeyboardKey::space);
    return on_button && pressed ? state.focus : static_cast<int>(no_stop);
}

}  // namespace

void draw_connect(const ViewState& view_state, const Rect& screen, ConnectState& state,
                  Intents& intents) {
    apply_dialog_values(view_state, state);
    apply_import_result(view_state, state);
    enter_card(card_of(view_state, state), state);
    state.pressed = pressed_button(state);
    dialog_card(screen, px(420), state.scroll,
                [&](Column& column) { draw_card(view_state, column, state, intents); });
}

}  // namespace indaba::ui
