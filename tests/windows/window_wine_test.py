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


class WineWindow(WindowTest):
    def picture(self, desktop, name):
        if PICTURES:
            desktop.screenshot(os.path.join(PICTURES, f"{name}.png"))

    def stored(self, *lines):
        wait_until(lambda: f"{lines} stored, but {self.history()}", lambda: self.history() == list(lines))

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
        ann.wait_for("漢字", in_composer("Message"))
        shown = ann.picture()
        self.assertGreater(len({pixel for row in shown.rows() for pixel in zip(*[iter(row)] * 3)}), 50, "an empty picture")
        self.picture(ann, "joined")
        ann.quit()

    def test_an_address_asks_for_the_fingerprint(self):
        self.start_broker()
        ann = self.desktop("ann").open()
        ann.fill("server", "127.0.0.1")
        ann.fill("port", str(self.port))
        ann.fill("name", "ann")
        ann.click("join")
        ann.wait_for("Trust this server?")
        self.picture(ann, "fingerprint")
        self.trust(ann)
        ann.wait_ready()
        ann.say("trusted")
        self.stored(("ann", "trusted"))
        ann.quit()

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
