#include <doctest/doctest.h>

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "tests/ui/headless_dialog.hpp"

using namespace indaba;
using namespace indaba::test;
using ui::KeyboardKey;

namespace {

using Joined = std::vector<std::string>;

/// Checks that no text overlaps another.
void check_apart(const UiDriver& screen) {
    const auto& texts = screen.record().texts;
    for (std::size_t a = 0; a < texts.size(); ++a)
        for (std::size_t b = a + 1; b < texts.size(); ++b) {
            const ui::Rect &one = texts[a].visible, &other = texts[b].visible;
            if (one.width() <= 0 || other.width() <= 0) continue;
            CAPTURE(texts[a].text);
            CAPTURE(texts[b].text);
            const bool apart = one.max.x <= other.min.x || other.max.x <= one.min.x ||
                               one.max.y <= other.min.y || other.max.y <= one.min.y;
            CHECK(apart);
        }
}

}  // namespace

TEST_SUITE_BEGIN("connect dialog");

TEST_CASE("server and name are typed and joined with Enter") {
    HeadlessDialog dialog;
    CHECK(dialog.screen.shows("Connect to a server"));
    CHECK(dialog.screen.shows("Your name is visible to everyone on the server."));
    CHECK(dialog.port() == "5000");
    dialog.screen.type("127.0.0.1");
    dialog.screen.press(KeyboardKey::tab);
    dialog.screen.press(KeyboardKey::tab);
    dialog.screen.type("ann");
    dialog.screen.press(KeyboardKey::enter);
    CHECK(dialog.joined() == Joined{"127.0.0.1:5000 ann"});
}

TEST_CASE("the button Join joins") {
    HeadlessDialog dialog("chat.example:6000", "ann");
    CHECK(dialog.server() == "chat.example");
    CHECK(dialog.port() == "6000");
    dialog.screen.click("join");
    CHECK(dialog.joined() == Joined{"chat.example:6000 ann"});
}

TEST_CASE("Tab moves the focus round in both directions, and Space and Enter press the button") {
    HeadlessDialog dialog("host", "ann");
    dialog.state.focus = 0;
    for (const int next : {1, 2, 3, 4, 0}) {
        dialog.screen.press(KeyboardKey::tab);
        CHECK(dialog.state.focus == next);
    }
    for (const int next : {4, 3}) {
        dialog.screen.press(KeyboardKey::tab, with_shift);
        CHECK(dialog.state.focus == next);
    }
    dialog.screen.press(KeyboardKey::space);
    dialog.screen.press(KeyboardKey::enter);
    CHECK(dialog.joined().size() == 2);
}

TEST_CASE("Tab selects the text of the field, so that typing replaces it") {
    HeadlessDialog dialog("host", "ann");
    dialog.state.focus = 0;
    dialog.screen.press(KeyboardKey::tab);
    dialog.screen.type("7000");
    CHECK(dialog.port() == "7000");
}

TEST_CASE("a click focuses a field") {
    HeadlessDialog dialog("host", "ann");
    dialog.screen.click("server");
    dialog.screen.type(".example");
    CHECK(dialog.server() == "host.example");
}

TEST_CASE("a port typed into Server replaces the one in Port") {
    HeadlessDialog dialog;
    dialog.fill(dialog.state.server, "host:6000");
    CHECK(dialog.port() == "6000");
    dialog.fill(dialog.state.server, "[::1]:7000");
    CHECK(dialog.port() == "7000");
    dialog.fill(dialog.state.name, "ann");
    dialog.screen.press(KeyboardKey::enter);
    CHECK(dialog.joined() == Joined{"[::1]:7000 ann"});
}

TEST_CASE("an IPv6 address needs no brackets without a port") {
    HeadlessDialog dialog("", "ann");
    dialog.fill(dialog.state.server, "fe80::1");
    dialog.screen.press(KeyboardKey::enter);
    CHECK(dialog.joined() == Joined{"[fe80::1]:5000 ann"});
}

TEST_CASE("spaces around the typed values are ignored") {
    HeadlessDialog dialog;
    dialog.fill(dialog.state.server, "  host ");
    dialog.fill(dialog.state.name, " ann ");
    dialog.screen.press(KeyboardKey::enter);
    CHECK(dialog.joined() == Joined{"host:5000 ann"});
}

TEST_CASE("an empty server is an error at its field") {
    HeadlessDialog dialog("", "ann");
    dialog.screen.click("join");
    CHECK(dialog.joined().empty());
    CHECK(dialog.screen.text("Enter a server.").colour == ui::palette().danger_text);
    CHECK(dialog.state.focus == 0);
    dialog.screen.type("h");
    CHECK_FALSE(dialog.screen.shows("Enter a server."));
}

TEST_CASE("a server that is none is an error at its field, and what was typed stays") {
    for (const char* wrong : {"http://host", "host:12x", "host:1:2", "two words", "[::1",
                              "b\u00fccher.example", "indaba://", "indaba://host:6000/#abc"}) {
        CAPTURE(wrong);
        HeadlessDialog dialog("", "ann");
        dialog.fill(dialog.state.server, wrong);
        dialog.screen.press(KeyboardKey::enter);
        CHECK(dialog.joined().empty());
        CHECK_FALSE(dialog.state.server_error.empty());
        CHECK(dialog.screen.text("hole").colour == ui::palette().danger_text);  // "whole"
        CHECK(dialog.state.focus == 0);
        CHECK(dialog.server() == wrong);
        CHECK(dialog.port() == "5000");
        CHECK(dialog.name() == "ann");
    }
}

TEST_CASE("an address is taken as it is pasted") {
    for (const char* pasted : {" host:6000. ", "<host:6000>", "\"host:6000\"", "(host:6000),"}) {
        CAPTURE(pasted);
        HeadlessDialog dialog("", "ann");
        dialog.fill(dialog.state.server, pasted);
        dialog.screen.press(KeyboardKey::enter);
        CHECK(dialog.joined() == Joined{"host:6000 ann"});
    }
}

TEST_CASE("a port outside 1 to 65535 is an error at its field") {
    for (const char* wrong : {"0", "65536", "12x", "-1", "port"}) {
        CAPTURE(wrong);
        HeadlessDialog dialog("host", "ann");
        dialog.fill(dialog.state.port, wrong);
        dialog.screen.press(KeyboardKey::enter);
        CHECK(dialog.joined().empty());
        CHECK(dialog.screen.shows("Port must be a number from 1 to 65535."));
        CHECK(dialog.state.focus == 1);
    }
    for (const char* right : {"1", "65535"}) {
        HeadlessDialog dialog("host", "ann");
        dialog.fill(dialog.state.port, right);
        dialog.screen.press(KeyboardKey::enter);
        CHECK(dialog.joined() == Joined{"host:" + std::string(right) + " ann"});
    }
}

TEST_CASE("an invalid name is an error at its field, and nothing is sent") {
    HeadlessDialog dialog("host", "two words");
    dialog.screen.click("join");
    CHECK(dialog.joined().empty());
    CHECK(dialog.state.name_error.starts_with("A name"));
    CHECK(dialog.screen.text(dialog.state.name_error).colour == ui::palette().danger_text);
    dialog.fill(dialog.state.name, "ann");
    CHECK(dialog.state.name_error.empty());
    dialog.screen.press(KeyboardKey::enter);
    CHECK(dialog.joined() == Joined{"host:5000 ann"});
}

TEST_CASE("the name may be left empty only on a server that knows the account") {
    HeadlessDialog dialog("host", "");
    dialog.screen.click("join");
    CHECK(dialog.screen.shows("Enter a name."));
    dialog.view_state.connect.name_known = true;
    dialog.screen.click("join");
    CHECK(dialog.joined() == Joined{"host:5000 "});
}

TEST_CASE("a failure shows its reason and keeps the typed values") {
    HeadlessDialog dialog;
    dialog.fill(dialog.state.server, "no-such-host");
    dialog.fill(dialog.state.name, "ann");
    dialog.screen.press(KeyboardKey::enter);
    dialog.fails("The host no-such-host is unknown.");
    CHECK(dialog.screen.text("FAILED TO CONNECT").colour == ui::palette().danger_text);
    CHECK(dialog.screen.shows("The host no-such-host is unknown."));
    CHECK(dialog.server() == "no-such-host");
    CHECK(dialog.name() == "ann");
    dialog.screen.press(KeyboardKey::enter);
    CHECK(dialog.joined().size() == 2);
}

TEST_CASE("the error of a refused name stays at its field until the name changes") {
    HeadlessDialog dialog("host", "grace");
    dialog.state.focus = 0;
    dialog.screen.press(KeyboardKey::enter);
    dialog.name_refused("The name \"grace\" is taken.");
    CHECK(dialog.screen.text("is taken").colour == ui::palette().danger_text);
    CHECK(dialog.state.focus == 2);
    CHECK(dialog.name() == "grace");
    dialog.screen.type("2");
    CHECK_FALSE(dialog.screen.shows("is taken"));
    CHECK(dialog.name() == "grace2");
}

TEST_CASE("the same refusal is shown again after another attempt") {
    HeadlessDialog dialog("host", "grace");
    dialog.screen.press(KeyboardKey::enter);
    dialog.name_refused("The name is taken.");
    dialog.screen.press(KeyboardKey::enter);
    dialog.name_refused("The name is taken.");
    CHECK(dialog.joined().size() == 2);
    CHECK(dialog.screen.shows("The name is taken."));
}

TEST_CASE("while connecting, the fields cannot be changed and Cancel works") {
    HeadlessDialog dialog("host", "ann");
    dialog.screen.press(KeyboardKey::enter);
    dialog.connecting();
    CHECK(dialog.screen.shows("Connecting\u2026"));
    CHECK_FALSE(dialog.screen.has("join"));
    dialog.screen.type("x");
    dialog.screen.click("server");
    dialog.screen.type("x");
    dialog.screen.press(KeyboardKey::enter);
    CHECK(dialog.name() == "ann");
    CHECK(dialog.server() == "host");
    CHECK(dialog.joined().size() == 1);
    CHECK_FALSE(dialog.cancelled());
    dialog.screen.click("cancel");
    CHECK(dialog.cancelled());
}

TEST_CASE("Esc cancels connecting") {
    HeadlessDialog dialog("host", "ann");
    dialog.connecting();
    dialog.screen.press(KeyboardKey::escape);
    CHECK(dialog.cancelled());
}

TEST_CASE("the dialog takes over values only when their version changes") {
    HeadlessDialog dialog("host", "ann");
    dialog.view_state.connect.server = "other:1";
    dialog.screen.frames(2);
    CHECK(dialog.server() == "host");
    ++dialog.view_state.connect.version;
    dialog.screen.frames(2);
    CHECK(dialog.server() == "other");
    CHECK(dialog.port() == "1");
}

TEST_CASE("long sentences wrap inside the card and no text overlaps") {
    for (const float scale : {1.0f, 1.5f}) {
        CAPTURE(scale);
        HeadlessDialog dialog("host", "two words", 1280, 1100, scale);
        dialog.view_state.connect.warning =
            "The settings were damaged. They were set aside as settings.toml.damaged, and the "
            "window begins with new ones.";
        dialog.fails(
            "The server at a-very-long-host-name.department.example:5000 does not answer "
            "as an Indaba broker would: " +
            std::string(120, 'x'));
        dialog.fill(dialog.state.port, "x");
        dialog.screen.press(KeyboardKey::enter);
        dialog.screen.frame();
        CHECK(dialog.screen.shows("FAILED TO CONNECT"));
        CHECK(dialog.screen.shows("settings.toml.damaged"));
        const float half = ui::px(210) - ui::px(20);
        for (const auto& text : dialog.screen.record().texts) {
            CAPTURE(text.text);
            CHECK(text.area.min.x >= 640 - half);
            CHECK(text.area.max.x <= 640 + half);
        }
        check_apart(dialog.screen);
    }
}

TEST_CASE("a hostile sentence of a server is shown without control characters") {
    HeadlessDialog dialog("host", "ann");
    dialog.fails("line one\nline \x1b[31mtwo \u202e" + std::string(3000, 'w'));
    CHECK(dialog.screen.shows("line one"));
    CHECK_FALSE(dialog.screen.shows("\u202e"));
    CHECK_FALSE(dialog.screen.shows("\x1b"));
}

TEST_CASE("in a window of 480 pixels every field and button can be reached") {
    HeadlessDialog dialog("host", "two words", 420, 480);
    dialog.view_state.connect.warning = std::string(300, 'x');
    dialog.fails("The server does not answer. " + std::string(200, 'y'));
    dialog.screen.press(KeyboardKey::tab);  // from the name to the button
    dialog.screen.frames(2);
    CHECK(dialog.screen.mark("join").max.y <= 480);
    dialog.screen.press(KeyboardKey::tab);
    dialog.screen.frames(2);
    CHECK(dialog.screen.mark("server").min.y >= 0);
    CHECK(dialog.screen.mark("server").max.y <= 480);
    dialog.screen.hover_at({200, 200});
    dialog.screen.wheel(-100);
    dialog.screen.click("join");
    CHECK(dialog.state.name_error.starts_with("A name"));
}

TEST_CASE("an unknown key is shown, and Enter alone does not trust it") {
    HeadlessDialog dialog("chat.example:5000", "ann");
    dialog.view_state.connect.trust =
        "81077 56335 78737 92508 64780 06719 01264 38182 01875 67043 85180 24311";
    dialog.screen.frames(2);
    CHECK(dialog.screen.shows("Trust this server?"));
    CHECK(dialog.screen.shows("81077 56335 78737 92508"));
    CHECK(dialog.screen.shows("01875 67043 85180 24311"));
    check_apart(dialog.screen);
    dialog.screen.press(KeyboardKey::enter);
    CHECK(dialog.wanted.empty());
    dialog.screen.press(KeyboardKey::tab);
    dialog.screen.press(KeyboardKey::enter);
    REQUIRE(dialog.wanted.size() == 1);
    CHECK(std::holds_alternative<ui::TrustServer>(dialog.wanted.front()));
    dialog.screen.press(KeyboardKey::escape);
    CHECK(dialog.cancelled());
}

TEST_CASE("a join link typed into Server is kept whole and sets the port") {
    HeadlessDialog dialog;
    const std::string link =
        "indaba://chat.example:6000/#" + std::string(64, 'a') + "/" + std::string(64, 'b');
    dialog.fill(dialog.state.server, link);
    CHECK(dialog.port() == "6000");
    dialog.fill(dialog.state.name, "ann");
    dialog.screen.press(KeyboardKey::enter);
    CHECK(dialog.joined() == Joined{link + " ann"});
}

TEST_CASE(
    "several endpoints are taken, in a link and as a list; those without a port get the Port") {
    const std::string link = "indaba://a.example:6000,b.example:7000/#" + std::string(64, 'a');
    for (const auto& each : std::vector<std::pair<std::string, std::string>>{
             {link, link},
             {"<" + link + ">.", link},
             {"a.example:6000,b.example:7000", "a.example:6000,b.example:7000"},
             {" a.example , [::1]:7000, ::2 ", "a.example:5000,[::1]:7000,[::2]:5000"}}) {
        CAPTURE(each.first);
        HeadlessDialog dialog("", "ann");
        dialog.fill(dialog.state.server, each.first);
        dialog.screen.press(KeyboardKey::enter);
        CHECK(dialog.joined() == Joined{each.second + " ann"});
    }
    HeadlessDialog dialog("a.example:5000,b.example:5001", "ann");
    CHECK(dialog.server() == "a.example:5000,b.example:5001");
    dialog.fill(dialog.state.server, "a.example,b.example:5001");
    dialog.fill(dialog.state.port, "6000");
    dialog.screen.press(KeyboardKey::enter);
    CHECK(dialog.joined() == Joined{"a.example:6000,b.example:5001 ann"});
}

TEST_CASE("the cards have room for the endpoints of a large server") {
    std::string server, failed;
    for (int i = 0; i < 16; ++i) {
        const std::string endpoint = "broker-" + std::to_string(i) + ".chat.example:5000";
        server += (i == 0 ? "" : ",") + endpoint;
        failed += endpoint + ": No server is listening there. ";
    }
    HeadlessDialog dialog(server, "ann");
    const auto check_card = [&] {
        dialog.screen.frames(2);
        check_apart(dialog.screen);
        for (const auto& text : dialog.screen.record().texts) CHECK(text.visible.max.x <= 1280);
    };
    check_card();
    dialog.fails(failed);
    CHECK(dialog.screen.shows("broker-0.chat.example:5000: No server is listening there."));
    check_card();
    dialog.view_state.connect.server = server;
    dialog.view_state.connect.trust =
        "81077 56335 78737 92508 64780 06719 01264 38182 01875 67043 85180 24311";
    check_card();
    CHECK(dialog.screen.shows("Trust this server?"));
    CHECK(dialog.screen.shows("broker-15.chat.example"));
}

TEST_CASE("what is wrong with several endpoints is said at the field Server") {
    for (const auto& each : std::vector<std::pair<std::string, std::string>>{
             {"a.example,two words", "\"two words:5000\" is not a host or host:port."},
             {"a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q",
              "A server has at most 16 endpoints; these are more."},
             {"indaba://a.example,b.example:0/#" + std::string(64, 'a'),
              "\"b.example:0\" is not a host or host:port."}}) {
        CAPTURE(each.first);
        HeadlessDialog dialog("", "ann");
        dialog.fill(dialog.state.server, each.first);
        dialog.screen.press(KeyboardKey::enter);
        CHECK(dialog.joined().empty());
        CHECK(dialog.state.server_error == each.second);
    }
}

TEST_CASE("importing a key needs file and passphrase, and errors are shown at the passphrase") {
    HeadlessDialog dialog("chat.example", "ann");
    dialog.screen.click("have-key");
    CHECK(dialog.screen.shows("I already have a key"));
    check_apart(dialog.screen);
    dialog.screen.type("/media/ann.key");
    dialog.screen.press(KeyboardKey::tab);
    dialog.screen.type("correct horse");
    CHECK_FALSE(dialog.screen.shows("correct horse"));
    dialog.screen.press(KeyboardKey::enter);
    REQUIRE(dialog.wanted.size() == 1);
    const auto wanted = std::get<ui::ImportKey>(dialog.wanted.front());
    CHECK(wanted.file == "/media/ann.key");
    CHECK(wanted.passphrase == "correct horse");
    dialog.view_state.connect.import_error =
        "The passphrase is another one, or the file is damaged.";
    ++dialog.view_state.connect.import_version;
    dialog.screen.frames(2);
    CHECK(dialog.screen.shows("The passphrase is another one"));
    dialog.view_state.connect.import_error.clear();
    dialog.view_state.connect.notice = "The key was imported.";
    ++dialog.view_state.connect.import_version;
    dialog.screen.frames(2);
    CHECK(dialog.screen.shows("Connect to a server"));
    CHECK(dialog.screen.shows("The key was imported."));
    CHECK(dialog.state.passphrase.editor.text().empty());
}

TEST_SUITE_END();
