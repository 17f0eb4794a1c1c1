"""The window for Windows, under Wine and Xvfb, beside line clients and a broker on this machine.

INDABA_KILLS is the number of kills (3). INDABA_PICTURES names a directory for pictures that people look at.
"""

import os
import random
import signal
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "ui"))

from windows import BIN, PATIENCE_S, WindowTest, has_person, wait_until  # noqa: E402

KILLS = int(os.environ.get("INDABA_KILLS", "3"))
PICTURES = os.environ.get("INDABA_PICTURES")
STRANGE = "Müller 日本"


def in_composer(text):
    return lambda report: text in " ".join(report.within("composer"))


def colourful_pixels(picture, area):
    """Returns how many pixels are not about as red as green and blue, as all text is."""
    pixels = (pixel for row in picture.rows(area) for pixel in zip(*[iter(row)] * 3))
    return sum(max(pixel) - min(pixel) > 100 for pixel in pixels)


class WineWindow(WindowTest):
    def picture(self, desktop, name):
        if PICTURES:
            desktop.screenshot(os.path.join(PICTURES, f"{name}.png"))

    def stored(self, *lines):
        wait_until(lambda: f"{lines} stored, but {self.history()}", lambda: self.history() == list(lines))

    @staticmethod
    def wine(*arguments):
        subprocess.run(["wine", *arguments], timeout=PATIENCE_S, check=True, capture_output=True)

    def test_a_window_joins_by_a_link_talks_and_listens(self):
        self.start_broker()
        ann = self.open_joined_windows("ann")
        (bob,) = self.line_clients("bob")
        ann.wait_for(has_person("bob"))
        bob.type("hi ann", "ünï 日本")
        ann.wait_for("hi ann", "ünï 日本")
        ann.say("hi bob")
        bob.out.wait_for("ann: hi bob$")
        text = "two\nlines, 漢字, é and 🎈"
        ann.paste(text)
        ann.wait_for(in_composer("🎈"))
        ann.key("Return")
        self.stored(("bob", "hi ann"), ("bob", "ünï 日本"), ("ann", "hi bob"), ("ann", text))
        (last,) = [each for each in ann.wait_for("漢字", in_composer("Message")).seen if "🎈" in each["text"]]
        wait_until("the balloon has its colour", lambda: colourful_pixels(ann.picture(), last["visible"]) > 30)
        self.picture(ann, "joined")
        ann.quit()

    def test_an_address_asks_for_the_fingerprint(self):
        self.start_broker()
        ann = self.desktop("ann").open()
        ann.fill_dialog(self.port, "ann")
        ann.click("join")
        ann.wait_for("Trust this server?")
        self.picture(ann, "fingerprint")
        self.trust(ann)
        ann.wait_ready()
        ann.say("trusted")
        self.stored(("ann", "trusted"))
        ann.quit()

    def test_what_the_program_prints_reaches_a_pipe(self):
        for option, code, said in (("--version", 0, b"indaba "), ("--help", 0, b"Usage: indaba "),
                                   ("--nonsense", 2, b"not expected: --nonsense\n")):
            done = subprocess.run([os.path.join(BIN, "indaba"), option], timeout=PATIENCE_S, check=False, capture_output=True)
            printed, nothing = (done.stderr, done.stdout) if code else (done.stdout, done.stderr)
            self.assertEqual((done.returncode, nothing), (code, b""))
            self.assertIn(said, printed)

    def test_a_server_that_is_not_there_is_said(self):
        self.start_broker()
        self.end_broker()
        ann = self.desktop("ann").open("--server", self.link, "--name", "ann")
        ann.wait_for("No server is listening there")
        ann.quit()

    def test_what_is_typed_while_the_server_is_away_is_stored_once_and_a_draft_is_kept(self):
        self.start_broker()
        ann = self.desktop("ann")
        ann.home = os.path.join(self.directory, STRANGE)
        ann.open("--server", self.link, "--name", "ann")
        ann.wait_ready()
        ann.say("before")
        self.stored(("ann", "before"))
        self.broker.child.kill()
        self.broker.exit_code()
        ann.wait_for(lambda report: report.connection == "lost")
        ann.say("meanwhile")
        ann.type("a draft")
        ann.wait_for(in_composer("a draft"))
        self.start_broker(port=self.port)
        ann.wait_ready()
        self.stored(("ann", "before"), ("ann", "meanwhile"))
        ann.quit()
        ann.open()
        ann.wait_ready()
        ann.wait_for("meanwhile", in_composer("a draft"))
        ann.quit()
        self.stored(("ann", "before"), ("ann", "meanwhile"))

    def test_the_end_of_the_session_keeps_the_draft(self):
        self.start_broker()
        ann = self.open_joined_windows("ann")
        (bob,) = self.line_clients("bob")
        ann.wait_for(has_person("bob"))
        ann.type("not yet said")
        ann.wait_for(in_composer("not yet said"))
        subprocess.run(["wineboot", "--end-session"], env=ann.environment, timeout=PATIENCE_S, check=True, capture_output=True)
        ann.exit_code()  # Wine may end a program that has agreed
        bob.out.wait_for(r"^ann left\.$")
        ann.open()
        ann.wait_ready()
        ann.wait_for(in_composer("not yet said"))
        ann.quit()

    def test_a_link_is_opened_by_the_browser(self):
        """Wine hands an address to xdg-open; this one leaves it in a file."""
        address, opened = "https://example.org/a?b=c&d=%C3%A9#f", os.path.join(self.directory, "opened")
        browser = os.path.join(self.directory, "xdg-open")
        with open(browser, "w", encoding="ascii") as script:
            script.write(f"#!/bin/sh\nprintf %s \"$*\" >'{opened}.new'\nmv '{opened}.new' '{opened}'\n")
        os.chmod(browser, 0o700)
        self.start_broker()
        ann = self.desktop("ann")
        ann.environment["PATH"] = self.directory + os.pathsep + ann.environment["PATH"]
        ann.open("--server", self.link, "--name", "ann")
        ann.wait_ready()
        ann.say(f"see {address}")
        (link,) = ann.wait_for(lambda report: report.marked("link#")).marked("link#")
        ann.click("link#" + link)
        wait_until("the browser is called", lambda: os.path.exists(opened))
        with open(opened, encoding="utf-8") as file:
            self.assertEqual(file.read(), address)
        ann.quit()

    def test_the_title_bar_is_held_and_its_menu_closes_the_window(self):
        key = "HKCU\\Software\\Wine\\X11 Driver"
        self.wine("reg", "add", key, "/v", "Managed", "/d", "N", "/f")  # there is no window manager: Wine draws the title bar
        self.addCleanup(self.wine, "reg", "delete", key, "/v", "Managed", "/f")
        self.start_broker()
        ann = self.open_joined_windows("ann")
        (bob,) = self.line_clients("bob")
        ann.wait_for(has_person("bob"))
        ann.tool("mousemove", "400", "14", "mousedown", "1", "mousemove", "410", "20", "mousemove", "440", "50")
        wait_until("the window follows", lambda: "Position: 0,0" not in ann.tool("getwindowgeometry", ann.window))
        bob.type("while it is held")
        ann.wait_for("while it is held")
        ann.tool("mouseup", "1")
        ann.say("let go")
        bob.out.wait_for("ann: let go$")
        ann.key("alt+space", "c")  # Close, in the window's menu
        self.assertEqual(ann.exit_code(), 0)

    def test_altgr_types_characters_and_starts_nothing(self):
        self.start_broker()
        ann = self.desktop("ann")
        subprocess.run(["setxkbmap", "de"], env=ann.environment, timeout=PATIENCE_S, check=True)
        ann.open("--server", self.link, "--name", "ann")
        ann.wait_ready()
        for number, key in enumerate(("q", "e", "7", "8", "less"), 1):
            ann.tool("keydown", "ISO_Level3_Shift", "key", key)
            ann.wait_for(in_composer("@€{[|"[:number]))  # Wine asks what is held when the window takes the key
            ann.tool("keyup", "ISO_Level3_Shift")
        ann.key("Return")
        self.stored(("ann", "@€{[|"))
        ann.quit()

    def test_what_another_program_types_is_only_text(self):
        self.start_broker()
        ann = self.open_joined_windows("ann")
        text = "“Ĝ” 😜"  # their UTF-16 ends like the places of Enter and Ctrl
        units = text.encode("utf-16-be").hex(" ", 2).split()
        subprocess.run([os.path.join(BIN, "typing_program"), *units], env=ann.environment, timeout=PATIENCE_S, check=True)
        ann.wait_for(lambda report: report.within("composer") == [text])
        self.assertEqual(self.history(), [])
        ann.quit()

    def test_a_second_start_of_a_home_brings_the_first_to_the_front(self):
        self.start_broker()
        ann = self.open_joined_windows("ann")
        second = subprocess.run([os.path.join(BIN, "window_under_test"), "--report", os.path.join(self.directory, "second"),
                                 "--home", ann.home], env=ann.environment, timeout=PATIENCE_S, check=False)
        self.assertEqual(second.returncode, 0)
        ann.say("the only one")
        self.stored(("ann", "the only one"))
        ann.quit()

    def test_a_window_that_is_killed_under_load_loses_and_doubles_nothing(self):
        """What is stored are the first lines that were typed, in order and once."""
        signal.alarm(100 + 20 * KILLS)
        dice = random.Random(20261130)
        self.start_broker()
        (bob,) = self.line_clients("bob")
        ann = self.desktop("ann")
        typed = []
        for kill in range(KILLS):
            ann.open("--server", self.link, "--name", "ann")
            ann.wait_ready()
            ann.key("ctrl+a", "BackSpace")  # a draft of the round before
            lines = [f"{kill}-{number}x" for number in range(12)]
            bob.type(*(f"noise {kill}-{number}" for number in range(50)))
            typing = subprocess.Popen(["xdotool", "-"], stdin=subprocess.PIPE, env=ann.environment)
            typing.stdin.write("".join(f"type --delay 4 {line}\nkey Return\n" for line in lines).encode())
            typing.stdin.close()
            bob.out.wait_for(f"ann: {lines[dice.randrange(10)]}$")
            ann.kill()
            typing.wait(PATIENCE_S)
            typed.append(lines)
        ann.open("--server", self.link, "--name", "ann")
        ann.wait_ready()
        ann.key("ctrl+a", "BackSpace")
        ann.say("the end")
        bob.out.wait_for("ann: the end$")
        stored = [text for name, text in self.history() if name == "ann"]
        for lines in typed:
            of_it = [text for text in stored if text in set(lines)]
            self.assertEqual(of_it, lines[:len(of_it)])
            self.assertGreater(len(of_it), 0)
        self.assertEqual(len(stored), len(set(stored)))
        ann.quit()


if __name__ == "__main__":
    unittest.main(verbosity=2)
