"""A picture of every state of the real window, to be looked at.

    INDABA_BIN=build/dev/bin python3 tests/ui/screens.py DIRECTORY [STATE...]

States are the names of the tests below without `test_`; all of them when none is named.
"""

import hashlib
import os
import socket
import sys
import unittest

from windows import TALL, WindowTest, has_person, wait_until

OUT = "."

MARGARET = ("Can you look at my change before the meeting? I do not want to ask in front of "
            "everyone.")
MORNING = (
    ("linus", "Nice. Which high-water mark did you use in the end?"),
    ("ada", "Good morning! 👋 Before we ship: the reconnect back-off should be capped, otherwise "
            "clients that slept over night wait for minutes until they try again. I would start "
            "at 250 ms, double it, add some jitter and stop growing at 10 s."),
    ("ada", "And the user list must be sent again after the reconnect — it may have changed."),
    ("grace", "Agreed, both are in the branch. The banner shows the time that is left."),
    ("margaret", "/w grace " + MARGARET),
    ("linus", "Works for me 👍 — see https://example.org/chat/issues/42 for the trace."),
    ("linus", "Грейс, ты посмотришь? Καλημέρα from Athens, by the way."),
    ("ada", "On it. 🚀"),
    ("dennis", "/w grace until later"),
)
# A person's colour comes from the key: with these keys five people have five of them.
KEYS = {"ada": 11, "grace": 7, "linus": 7, "margaret": 3, "dennis": 2}


class Screens(WindowTest):
    def picture(self, desk, name):
        desk.tool("mousemove", "2", "2")
        desk.wait_quiet(0.3)
        path = os.path.join(OUT, name + ".png")
        desk.screenshot(path)
        print(path)

    def fill_dialog(self, desk, port, name):
        desk.fill("server", "127.0.0.1")
        desk.fill("port", str(port))
        desk.fill("name", name)

    def give_keys(self):
        for name, number in KEYS.items():
            home = os.path.join(self.directory, "home-" + name)
            os.makedirs(home, mode=0o700)
            with open(os.open(os.path.join(home, "key"), os.O_CREAT | os.O_WRONLY, 0o600),
                      "w", encoding="ascii") as key:
                key.write(hashlib.sha256(f"{name} {number}".encode()).hexdigest() + "\n")

    def busy(self, *arguments, **options):
        """Grace at her window in the middle of a morning."""
        self.start_broker()
        self.give_keys()
        grace = self.desk("grace", **options)
        grace.open("--server", self.server(), "--name", "grace", *arguments)
        grace.wait_ready()
        others = [name for name in KEYS if name != "grace"]
        chats = dict(zip(others, self.chats(*others)))
        wait_until("everybody is here", lambda: len(self.who()) == len(KEYS))
        lobby, whispers = 0, 0
        for name, text in MORNING:
            if name == "grace":
                grace.say(text)
            else:
                chats[name].type(text)
            if text.startswith("/w"):
                whispers += 1
                grace.wait_for(lambda r: len(r.marked("whisper:")) == whispers)
            else:
                lobby += 1
                wait_until("it is stored", lambda: len(self.history()) == lobby)
        chats["dennis"].type("/quit")
        grace.wait_for("left")
        return grace

    # ---- the dialog

    def test_connect(self):
        self.picture(self.desk("ada").open(), "connect")

    def test_failed(self):
        with socket.socket() as nobody:
            nobody.bind(("127.0.0.1", 0))
            ada = self.desk("ada").open()
            self.fill_dialog(ada, nobody.getsockname()[1], "ada")
            ada.click("join")
            ada.wait_for("FAILED TO CONNECT")
            self.picture(ada, "failed")

    def test_name_taken(self):
        self.start_broker()
        self.chats("grace")
        ada = self.desk("ada").open()
        self.fill_dialog(ada, self.port, "grace")
        ada.click("join")
        ada.wait_for("Somebody has this name")
        self.picture(ada, "name_taken")

    # ---- the conversation

    def test_empty(self):
        self.start_broker()
        self.picture(self.sit_down("ada"), "empty")

    def test_busy(self):
        grace = self.busy()
        self.picture(grace, "busy_dark")
        self.switch_theme(grace)
        self.picture(grace, "busy_light")
        grace.click("person:margaret")
        grace.wait_for("in front of everyone")
        grace.type("Of course, at ten?")
        self.picture(grace, "whisper_light")
        self.switch_theme(grace)
        self.picture(grace, "whisper")

    def switch_theme(self, desk):
        desk.key("ctrl+l")

    def test_help(self):
        grace = self.busy()
        grace.key("F1")
        grace.wait_for("Ctrl+Q")
        self.picture(grace, "help")

    def test_150_percent(self):
        grace = self.busy("--scale", "1.5", size="1600x1000")
        self.picture(grace, "busy_150")

    def test_small(self):
        grace = self.busy(size="720x480")
        self.picture(grace, "busy_small")

    def test_lost(self):
        grace = self.busy()
        grace.type("Typed while nobody listens")
        self.end_broker()
        grace.wait_for("Server disconnected.")
        grace.say("")
        self.picture(grace, "lost")

    def test_15_people(self):
        self.start_broker()
        ada = self.sit_down("ada", size="1280x900")
        names = ["grace", "linus", "margaret", "dennis", "barbara", "ken", "edsger", "donald",
                 "niklaus", "frances", "alan", "john", "kathleen", "radia"]
        self.chats(*names)
        ada.wait_for("15")
        self.picture(ada, "people_15")

    def test_unicode(self):
        self.start_broker()
        ada = self.sit_down("ada")
        peer, other = self.chats("山田太郎", "Жанна")
        for text in ("你好，世界。我们在这里谈论发布的事情，今天下午三点开会，请大家准时参加，谢谢！",
                     "こんにちは。リリースは木曜日です。", "안녕하세요, 반갑습니다!",
                     "😀 🎉 👍 ❤ 🚀 🐧 ☕ 1️⃣ 👩‍👩‍👧 🇩🇪"):
            peer.type(text)
        other.type("Привет! Ελληνικά, ñandú, Łódź, e\u0301, ½ × √2 → ∞ ✓ “quoted” — … €")
        ada.paste("Typed: 漢字, é and 🎈")
        ada.wait_for("quoted")
        self.picture(ada, "unicode")

    def test_hostile(self):
        self.start_broker()
        ada = self.sit_down("ada")
        peer, _ = self.chats("漢" * 32, "W" * 32)
        ada.wait_for(has_person("W" * 32))
        self.send("漢" * 32, "x" * 600)
        self.send("漢" * 32, "a\n" * 6 + "[09:00] ada: forged")
        self.send("W" * 32, "e" + "\u0301" * 400 + " tower, \u202e reversed \u202c, "
                            "\ue000\uf008 private, \x1b[31m control, \u200b\u2066 nothing")
        peer.type("the end")
        ada.wait_for("the end")
        self.picture(ada, "hostile")

    def test_long(self):
        self.start_broker()
        ada = self.sit_down("ada", size=TALL)
        (grace,) = self.chats("grace")
        grace.type(*[f"Line {number} of many, each as long as people write them."
                     for number in range(300)])
        ada.wait_for("Line 299 ")
        ada.key("Prior", "Prior", "Prior")
        grace.type("something new")
        ada.wait_for("new")
        self.picture(ada, "long")


if __name__ == "__main__":
    OUT = sys.argv[1]
    os.makedirs(OUT, exist_ok=True)
    states = ["Screens.test_" + state for state in sys.argv[2:]]
    unittest.main(argv=[sys.argv[0], *(states or ["Screens"])], verbosity=1)
