"""Puts the real window into each of its states: no text overlaps another, and each can be looked at.

    INDABA_BIN=build/dev/bin python3 tests/ui/screens.py [--pictures DIRECTORY] [Screens.test_dialogs...]

With --pictures it also writes a PNG of each state (needs ImageMagick's `import`).
"""

import hashlib
import os
import socket
import subprocess
import sys
import unittest

from windows import TALL, WindowTest, has_person, overlaps, wait_until

PICTURES = None

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
# The colour of a person comes from the key; these keys give five people five colours.
KEYS = {"ada": 11, "grace": 7, "linus": 7, "margaret": 3, "dennis": 2}
CODE = """Seen here as well, on the second try:
```console
$ ./test journal --seed 7
journal_test: FAILED, lock held for 5,000 ms
```"""


class Screens(WindowTest):
    def picture(self, desktop, name, on_top=None):
        """Checks what the window shows; `on_top`: the first text of the dialog that covers it."""
        desktop.tool("mousemove", "2", "2")
        desktop.wait_quiet(0.3)
        self.assertEqual(overlaps(desktop.report(), on_top), [], name)
        if PICTURES:
            desktop.screenshot(os.path.join(PICTURES, name + ".png"))

    @staticmethod
    def width_of(report, mark):
        return report.marks[mark][2] - report.marks[mark][0]

    def give_keys(self):
        for name, number in KEYS.items():
            home = os.path.join(self.directory, "home-" + name)
            os.makedirs(home, mode=0o700)
            with open(os.open(os.path.join(home, "key"), os.O_CREAT | os.O_WRONLY, 0o600),
                      "w", encoding="ascii") as key:
                key.write(hashlib.sha256(f"{name} {number}".encode()).hexdigest() + "\n")

    def busy_morning(self, **options):
        """Returns Grace's window after a morning of talk, a whisper, and somebody who left."""
        self.start_broker()
        self.give_keys()
        grace = self.desktop("grace", **options)
        grace.open("--server", self.server(), "--name", "grace")
        grace.wait_ready()
        others = [name for name in KEYS if name != "grace"]
        clients = dict(zip(others, self.line_clients(*others)))
        wait_until("all have joined", lambda: len(self.who()) == len(KEYS))
        stored, whispers = 0, 0
        for name, text in MORNING:
            if name == "grace":
                grace.say(text)
            else:
                clients[name].type(text)
            if text.startswith("/w"):
                whispers += 1
                grace.wait_for(lambda r: len(r.marked("whisper:")) == whispers)
            else:
                stored += 1
                wait_until("the message is stored", lambda: len(self.history()) == stored)
        clients["dennis"].type("/quit")
        grace.wait_for("left")
        return grace

    def test_dialogs(self):
        ada = self.desktop("ada").open()
        self.picture(ada, "connect")
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            ada.fill_dialog(unused.getsockname()[1], "ada")
            ada.click("join")
            ada.wait_for("FAILED TO CONNECT")
            self.picture(ada, "failed")
        self.start_broker()
        self.line_clients("grace")
        ada.fill_dialog(self.port, "grace")
        ada.click("join")
        ada.wait_for("Trust this server?")
        self.picture(ada, "trust")
        self.trust(ada)
        ada.wait_for("Somebody has this name")
        self.picture(ada, "name_taken")
        ada.click("have-key")
        ada.wait_for("Passphrase")
        self.picture(ada, "import_key")
        ada.click("back")
        ada.fill_dialog(self.port, "ada")
        ada.click("join")
        ada.wait_ready()
        self.picture(ada, "empty")

    def test_rooms(self):
        self.start_broker()
        ada = self.open_joined_windows("ada")
        bob, ken = self.line_clients("bob", "ken")
        ada.wait_for(has_person("ken"))
        bob.type("/create reading Papers and books worth an evening")
        bob.out.wait_for("made the room #reading")
        bob.type("/create private release What ships, and when")
        bob.out.wait_for("made the private room #release")
        bob.type("/invite ada")
        bob.out.wait_for("added ada")
        ada.key("ctrl+shift+l")
        ada.wait_for("Private · What ships, and when", "Papers and books worth an evening")
        self.picture(ada, "rooms_dark", on_top="All rooms")
        ada.key("ctrl+l")
        self.picture(ada, "rooms_light", on_top="All rooms")
        ada.key("ctrl+l")
        ada.type("backups")
        ada.wait_for("No such room")
        self.picture(ada, "rooms_none", on_top="All rooms")
        ada.key("Return")
        ada.wait_for("This title is free.")
        ada.key("Tab", "Tab", "Tab", "Tab")
        ada.type("ke")
        ada.wait_for(lambda r: "offer:ken" in r.marks)
        self.picture(ada, "create_room_offers", on_top="Create a room")
        ada.key("Return")
        ada.wait_for(lambda r: "remove:ken" in r.marks)
        self.picture(ada, "create_room", on_top="Create a room")
        ada.key("Return")
        ken.out.wait_for("ada added ken to #backups")
        ada.wait_for(lambda r: "room-title" not in r.marks)
        ada.say("Who restored what?")
        ada.say("And when?")
        ada.tool("mousemove", "600", "500")
        self.picture(ada, "room_made")

    def test_busy_morning(self):
        grace = self.busy_morning(size="1600x1000")
        grace.resize("1280x800")
        self.picture(grace, "busy_dark")
        grace.key("F1")
        grace.wait_for("Ctrl+Q")
        self.picture(grace, "help", on_top="Keys")
        grace.key("Escape")
        grace.key("ctrl+l")
        self.picture(grace, "busy_light")
        grace.click("person:margaret")
        grace.wait_for("in front of everyone")
        grace.type("Of course, at ten?")
        self.picture(grace, "whisper_light")
        grace.key("ctrl+l")
        self.picture(grace, "whisper_dark")
        grace.key("Escape")
        grace.resize("720x480")
        self.picture(grace, "busy_small")
        grace.resize("1600x1000")
        width = self.width_of(grace.report(), "quit")
        grace.key(*["ctrl+equal"] * 5)
        grace.wait_for(lambda r: self.width_of(r, "quit") > 1.4 * width)
        self.picture(grace, "busy_150_percent")
        grace.key("ctrl+0")
        grace.resize("1280x800")
        grace.type("Typed while the server is away")
        self.end_broker()
        grace.wait_for("Server disconnected.")
        grace.key("Return")
        self.picture(grace, "disconnected")

    def fill_room(self, grace):
        """Makes a room with 301 messages, of which Grace is a member. Returns who wrote them."""
        ken, *_ = self.line_clients("ken")
        ken.type("/create build Nightly builds. Red means stop.")
        ken.out.wait_for("made the room #build")
        ken.type("/invite grace")
        ken.out.wait_for("added grace")
        ken.type(*[f"Round {number} of the journal test is green." for number in range(300)])
        ken.type("So a year of ours is about 400 MB; the journal can stay one file.")
        grace.wait_for(lambda r: "room:build" in r.marks, "301")
        return ken

    def red_build(self, clients):
        """Lets the others talk in the room #build, to which Grace is called."""
        ada, ken, linus, margaret, *_ = clients
        ada.type("/create build Nightly builds. Red means stop.")
        ada.out.wait_for("made the room #build")
        for name in ("grace", "linus", "lise", "ken", "dennis", "barbara"):
            ada.type("/invite " + name)
            ada.out.wait_for("added " + name)
        for title, text in (("client", "The file menu is gone; nobody missed it."),
                            ("design", "@grace, look at the new icons, please.")):
            margaret.type("/create " + title, "/invite grace")
            margaret.out.wait_for("added grace to #" + title)
            margaret.type(text)
        ada.type("The nightly build is red since `3f2c1a9`. A journal test waits for a lock that nobody frees; I would "
                 "*not ship* before we know why.")
        ada.out.wait_for("The nightly build is red")
        for client in (ken, linus):
            client.type("/join build")
            client.out.wait_for("The nightly build is red")
            client.type("/react 8 👀")
        ken.type("/react 8 👍", "@grace is this the branch?")
        ken.out.wait_for("is this the branch")
        done = subprocess.run(self.cli("linus", "send", "--room", "build", "-"), input=CODE.encode(), check=True,
                              capture_output=True, timeout=60)
        self.assertEqual(done.stderr, b"")

    def test_readme(self):
        self.start_broker()
        self.give_keys()
        grace = self.desktop("grace")
        grace.open("--server", self.server(), "--name", "grace")
        grace.wait_ready()
        clients = self.line_clients("ada", "ken", "linus", "margaret", "lise", "barbara", "dennis")
        margaret = clients[3]
        margaret.type("/w grace " + MARGARET)
        grace.wait_for(lambda r: r.marked("whisper:"))
        self.red_build(clients)
        for client in clients[5:]:
            client.type("/quit")
        grace.wait_for(lambda r: "room:build" in r.marks and "ONLINE — 6" in r.texts())
        grace.wait_quiet(0.3)
        grace.click("room:build")
        grace.wait_for("lock held for 5,000 ms")
        grace.say("Found it: the writer keeps its statement open after a refusal. Fixed in my branch.")
        clients[0].out.wait_for("Fixed in my branch")
        clients[0].type("/reply 14 Then let us merge it. 🚀")
        grace.wait_for("Then let us merge it")
        grace.type("Yes, please try it as well, @li")
        grace.wait_for("lise")
        self.picture(grace, "readme", on_top="lise")

    def test_search(self):
        grace = self.busy_morning()
        self.fill_room(grace)
        grace.key("ctrl+shift+f")
        grace.wait_for(lambda r: "search-field" in r.marks, "from:ann")
        self.picture(grace, "search_empty")
        grace.type("jour")
        grace.wait_for("The newest 50 messages", "400 MB")
        self.picture(grace, "search_results")
        grace.key("Down", "Down", "Return")
        grace.wait_for("3 of 50+", "#build")
        self.picture(grace, "search_gone_to")
        grace.key("ctrl+a")
        grace.type("in:#lobby the from:ada")
        grace.wait_for("newest first")
        self.picture(grace, "search_filters")
        grace.key("ctrl+l")
        self.picture(grace, "search_light")
        grace.key("ctrl+a")
        grace.type("from:zoe before:soon jurnal")
        grace.wait_for("Nobody is known as zoe.")
        self.picture(grace, "search_problems")
        grace.key("ctrl+l", "ctrl+a")
        grace.type("nothing like it")
        grace.wait_for("No messages")
        self.picture(grace, "search_nothing")
        grace.key("ctrl+a")
        grace.type("round 7 journal")
        grace.wait_for("newest first")
        grace.resize("900x640")
        self.picture(grace, "search_900")
        grace.key("Return")
        grace.wait_for("1 of 11", "Round 80")
        self.picture(grace, "search_900_gone_to")

    def test_go_to(self):
        grace = self.busy_morning(size="1600x1000")
        grace.resize("1280x800")
        grace.key("ctrl+m")
        grace.wait_for("Go to a date or message…")
        self.picture(grace, "go_to_menu", on_top="Go to a date or message…")
        grace.key("Return")
        grace.wait_for("Number or link")
        self.picture(grace, "go_to_dark", on_top="Go to")
        grace.type("home")
        grace.key("Return")
        grace.wait_for("Enter the number")
        self.picture(grace, "go_to_problem", on_top="Go to")
        grace.resize("480x360")
        self.picture(grace, "go_to_small", on_top="Go to")
        grace.resize("1600x1000")
        grace.key("Escape", "ctrl+l", *["ctrl+equal"] * 5, "ctrl+g")
        grace.wait_for("Number or link")
        self.picture(grace, "go_to_light_150_percent", on_top="Go to")
        grace.key("Tab", "Return")
        grace.wait_for(lambda r: "Number or link" not in r.texts())
        grace.key("ctrl+g")
        grace.type("5000")
        grace.key("Return")
        grace.wait_for("There is no number 5,000")

    def test_settings(self):
        grace = self.busy_morning()
        grace.key("ctrl+comma")
        sections = (("keys", "Send the message"), ("local-copy", "on this computer"),
                    ("about", "MIT License"))
        for theme in ("dark", "light", "high-contrast"):
            grace.wait_for("Text size")
            grace.click("theme:" + theme)
            self.picture(grace, f"settings_appearance_{theme}", on_top="Settings")
            for section, words in sections:
                grace.click("section:" + section)
                grace.wait_for(words)
                self.picture(grace, f"settings_{section}_{theme}", on_top="Settings")
            grace.click("section:local-copy")
            grace.wait_for(lambda r: "keep:days" in r.marks)
            grace.click("keep:days")
            grace.wait_for("The server keeps them.")
            self.picture(grace, f"settings_delete_{theme}", on_top="Settings")
            grace.click("section:appearance")
        grace.wait_for("Text size")
        grace.resize("480x640")
        grace.wait_for(lambda r: "settings-back" in r.marks)
        self.picture(grace, "settings_narrow_section", on_top="Appearance")
        grace.click("settings-back")
        grace.wait_for("Local copy")
        self.picture(grace, "settings_narrow", on_top="Settings")

    def test_high_contrast(self):
        grace = self.busy_morning()
        self.fill_room(grace)
        grace.key("ctrl+comma")
        grace.wait_for("Text size")
        grace.click("theme:high-contrast")
        grace.key("Escape")
        self.picture(grace, "busy_high_contrast")
        grace.click("person:margaret")
        grace.wait_for("in front of everyone")
        grace.type("Of course, at ten?")
        self.picture(grace, "whisper_high_contrast")
        grace.key("Escape", "ctrl+shift+l")
        grace.wait_for("Nightly builds.")
        self.picture(grace, "rooms_high_contrast", on_top="All rooms")
        grace.key("Escape", "ctrl+shift+f")
        grace.wait_for(lambda r: "search-field" in r.marks)
        grace.type("journal")
        grace.wait_for("The newest 50 messages", "400 MB")
        grace.key("Return")
        grace.wait_for(" of 50+", "Nightly builds.")
        self.picture(grace, "search_high_contrast")
        self.end_broker()
        grace.wait_for("Server disconnected.")
        self.picture(grace, "disconnected_high_contrast")

    def test_find(self):
        grace = self.busy_morning()
        ken = self.fill_room(grace)
        ken.type("The *nightly* journal is `journal.db`, see https://journal.example/journal.",
                 "היומן journal שלנו journal היומן")
        grace.click("room:build")
        grace.wait_for(lambda r: "new-pill" in r.marks)
        grace.click("new-pill")
        grace.wait_for("journal.example")
        grace.key("ctrl+f")
        grace.wait_for(lambda r: "find-field" in r.marks)
        self.picture(grace, "find_empty")
        grace.type("journal")
        grace.wait_for("1 of 303", "in this room")
        self.picture(grace, "find_hits")
        grace.key("F3", "F3")
        grace.wait_for("3 of 303")
        grace.key("ctrl+l")
        self.picture(grace, "find_light")
        grace.key(*["Return"] * 40)
        grace.wait_for("43 of 303")
        grace.key("ctrl+l")
        self.picture(grace, "find_older")
        ken.type("One more journal.")
        grace.wait_for("44 of 304")
        grace.key("ctrl+a")
        grace.type("nothing like it")
        grace.wait_for("Nothing found")
        self.picture(grace, "find_nothing")
        grace.resize("480x640")
        grace.key("ctrl+a")
        grace.type("round 7")
        grace.wait_for("1 of 11")
        self.picture(grace, "find_480")
        grace.key("Escape")
        grace.wait_for(lambda r: "find-field" not in r.marks)

    def test_many_people_and_messages(self):
        self.start_broker()
        ada = self.open_joined_windows("ada", size=TALL)
        grace, *_ = self.line_clients(
            "grace", "linus", "margaret", "dennis", "barbara", "ken", "edsger", "donald", "niklaus",
            "frances", "alan", "john", "kathleen", "radia")
        ada.wait_for(has_person("radia"))
        self.picture(ada, "people_15")
        grace.type(*[f"Line {number} of many, each as long as people write them."
                     for number in range(300)])
        ada.wait_for("Line 299 ")
        ada.key("Prior", "Prior", "Prior")
        grace.type("something new")
        ada.wait_for("new")
        self.picture(ada, "scrolled_up")

    def test_scripts_and_hostile_texts(self):
        self.start_broker()
        ada = self.open_joined_windows("ada")
        peer, other, wide = self.line_clients("山田太郎", "Жанна", "W" * 32)
        for text in ("你好，世界。我们在这里谈论发布的事情，今天下午三点开会，请大家准时参加，谢谢！",
                     "こんにちは。リリースは木曜日です。", "안녕하세요, 반갑습니다!",
                     "😀 🎉 👍 ❤ 🚀 🐧 ☕ 1️⃣ 👩‍👩‍👧 🇩🇪"):
            peer.type(text)
        other.type("Привет! Ελληνικά, ñandú, Łódź, e\u0301, ½ × √2 → ∞ ✓ “quoted” — … €")
        ada.paste("Typed: 漢字, é and 🎈")
        ada.wait_for("quoted")
        self.picture(ada, "scripts")
        ada.wait_for(has_person("W" * 32))
        self.send("W" * 32, "x" * 600)
        self.send("W" * 32, "a\n" * 6 + "[09:00] ada: forged")
        self.send("W" * 32, "e" + "\u0301" * 400 + " tower, \u202e reversed \u202c, "
                            "\ue000\uf008 private, \x1b[31m control, \u200b\u2066 nothing")
        wide.type("the end")
        ada.wait_for("the end")
        self.picture(ada, "hostile")


if __name__ == "__main__":
    arguments = sys.argv[1:]
    if arguments[:1] == ["--pictures"]:
        PICTURES = arguments[1]
        os.makedirs(PICTURES, exist_ok=True)
        arguments = arguments[2:]
    unittest.main(argv=[sys.argv[0], *arguments], verbosity=2)
