"""The line client for Windows, under Wine, in conversations with a broker on this machine.

What it has in common with the line client for POSIX is tested by borrowed_tests.py. INDABA_KILLS is the number of
kills (3).
"""

import os
import pathlib
import random
import re
import signal
import socket
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "integration"))

import wine_noise  # noqa: E402
from cli_harness import BIN, PATIENCE_S, BrokerTest, at_port, free_port_pair  # noqa: E402

KILLS = int(os.environ.get("INDABA_KILLS", "3"))
STRANGE = "Müller 日本"


class Joining(BrokerTest):
    def cli(self, home, *more, **options):
        return subprocess.run([os.path.join(BIN, "indaba-cli"), "--home", os.path.join(self.directory, home), *more],
                              capture_output=True, text=True, timeout=PATIENCE_S + 20, check=False, **options)

    def test_an_address_asks_for_the_fingerprint_and_trust_answers(self):
        words = self.broker.out.wait_for("the key is ").split("the key is ")[1]
        address = ["--server", f"127.0.0.1:{self.port}", "--name", "ann"]
        asked = self.cli("ann", *address, "send", "hi")
        self.assertEqual((asked.returncode, asked.stdout), (3, ""))
        self.assertIn(words, asked.stderr)
        self.assertIn("--trust", asked.stderr)
        trusted = self.cli("ann", *address, "--trust", "send", "hi")
        self.assertEqual((trusted.returncode, trusted.stdout), (0, ""))
        again = self.cli("ann", "send", "again")
        self.assertEqual((again.returncode, again.stdout, again.stderr), (0, "", ""))
        self.assertEqual(self.texts("bob"), ["hi", "again"])

    def test_a_server_with_another_key_is_refused(self):
        self.say("ann", "hi")
        wrong = re.sub("#.*", "#" + "ab" * 32, self.link)
        for trust in ((), ("--trust",)):
            refused = self.cli("ann", "--server", wrong, *trust, "send", "secret")
            self.assertNotEqual(refused.returncode, 0)
            self.assertNotEqual(refused.stderr, "")
        self.assertEqual(self.texts("ann"), ["hi"])

    def test_nobody_there_is_said_at_once(self):
        nobody = at_port(self.link, free_port_pair())
        for home in ("new", "newer"):
            done = self.cli(home, "--server", nobody, "--name", "ann", "send", "hi")
            self.assertEqual((done.returncode, done.stdout), (3, ""))
            self.assertIn("Could not connect", done.stderr)
        self.assertNotEqual(self.cli("new", "--server", nobody, "ping").returncode, 0)
        self.assertEqual(self.cli("new", "--server", self.link, "ping").returncode, 0)

    def test_a_text_may_begin_with_a_stroke(self):
        self.say("ann", "/who", "/quit now")
        self.assertEqual(self.texts("ann"), ["/who", "/quit now"])

    def test_what_is_said_while_a_chat_is_idle_is_printed(self):
        ann = self.chat("ann")
        for text in ("one", "ünï 🎉 日本"):
            self.say("bob", text)
            ann.out.wait_for(f"bob: {text}$")
        self.assertEqual(ann.end_of_input(), 0)


class Homes(BrokerTest):
    def test_a_home_may_have_any_characters_and_300_of_them(self):
        long_home = os.path.join("long", *["x" * 49] * 6)
        for home in (STRANGE, long_home):
            with self.subTest(home=home):
                name = "ann" if home == STRANGE else "long"
                self.assertEqual(self.run_cli(name, "send", "ü", home=home), (0, "", ""))
                chat = self.chat(name, home=home)
                chat.type("größer")
                chat.out.wait_for(f"{name}: größer$")
                self.assertEqual(chat.end_of_input(), 0)
                found = self.run_cli(name, "search", "größer", home=home)
                self.assertEqual((found.code, found.err), (0, ""))
                self.assertIn("größer", found.out)
                files = set(os.listdir(os.path.join(self.directory, home)))
                self.assertLessEqual({"key", "lock", "settings.toml", "known_brokers"}, files)

    def test_a_home_has_one_chat_and_many_readers(self):
        ann = self.chat("ann")
        second = self.run_cli("ann", "chat")
        self.assertEqual(second.code, 1)
        self.assertIn("Another indaba already runs in this home", second.err)
        self.assertEqual(self.run_cli("ann", "send", "beside it"), (0, "", ""))
        ann.out.wait_for("ann: beside it$")
        self.assertEqual(ann.end_of_input(), 0)
        self.assertEqual(self.chat("ann").end_of_input(), 0)

    def test_a_key_that_others_may_read_is_refused_and_kept(self):
        self.say("ann", "hi")
        key = os.path.join(self.directory, "home-ann", "key")
        with open(key, encoding="ascii") as file:
            before = file.read()
        os.chmod(key, 0o644)  # Wine shows it as an entry for Everyone
        refused = self.run_cli("ann", "send", "secret")
        self.assertEqual((refused.code, refused.out), (1, ""))
        self.assertIn("icacls", refused.err)
        with open(key, encoding="ascii") as file:
            self.assertEqual(file.read(), before)
        os.chmod(key, 0o600)
        self.assertEqual(self.run_cli("ann", "send", "again"), (0, "", ""))

    def test_the_home_of_a_user_is_in_local_application_data(self):
        done = subprocess.run([os.path.join(BIN, "indaba-cli"), "key", "show"], capture_output=True, timeout=PATIENCE_S,
                              check=False)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        users = pathlib.Path(os.environ["WINEPREFIX"], "drive_c", "users")
        self.assertNotEqual(list(users.glob("*/AppData/Local/indaba/key")), [])


class Ending(BrokerTest):
    def test_a_chat_whose_reader_has_gone_exits_with_the_next_line(self):
        with subprocess.Popen(self.arguments("ann", "chat"), stdin=subprocess.PIPE, stdout=subprocess.PIPE) as ann:
            self.assertIn(b"You are ann", ann.stdout.readline())
            ann.stdout.close()
            self.say("bob", "one more line")
            self.assertEqual(ann.wait(PATIENCE_S), 0)

    def test_an_interrupt_leaves_politely(self):
        ann, bob = self.chat("ann"), self.chat("bob")
        ann.out.wait_for(r"^bob joined\.$")
        bob.child.send_signal(signal.SIGINT)
        self.assertEqual(bob.exit_code(), 0)
        ann.out.wait_for(r"^bob left\.$")

    def test_a_chat_that_is_killed_under_load_loses_and_doubles_nothing(self):
        """After each kill the journal has the first lines that were typed, in order and once, with all that were printed."""
        dice = random.Random(20261130)
        talker = self.chat("bob")
        typed, printed = [], []
        for kill in range(KILLS):
            ann = self.chat("ann")
            lines = [f"{kill}-{number}" for number in range(300)]
            typed.append(lines)
            ann.type(*lines)
            talker.type(*(f"noise {kill}-{number}" for number in range(50)))
            ann.out.wait_for(f"ann: {lines[dice.randrange(60)]}$")
            ann.child.kill()
            ann.exit_code()
            shown = [line.split("ann: ")[1] for line in ann.out.matching(r"\] ann: ")]
            printed.append([line for line in shown if line in set(lines)])
        last = self.chat("ann")
        last.type("the end")
        last.out.wait_for("ann: the end$")
        self.assertEqual(last.end_of_input(), 0)
        stored = [entry["text"] for entry in self.history("ann", "--after", "0", "--limit", "100000")
                  if entry["from"] == "ann"]
        for lines, shown in zip(typed, printed):
            of_it = [text for text in stored if text in set(lines)]
            self.assertEqual(of_it, lines[:len(of_it)])
            self.assertEqual(shown, lines[:len(shown)])
            self.assertGreaterEqual(len(of_it), len(shown))
        self.assertEqual(len(stored), len(set(stored)))


class Network(BrokerTest):
    def test_a_broker_that_accepts_and_says_nothing_is_not_waited_for_without_end(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            done = self.run_cli("ann", "send", "--timeout", "3", "hi", port=silent.getsockname()[1])
        self.assertEqual((done.code, done.out), (3, ""))


if __name__ == "__main__":
    wine_noise.install()
    unittest.main(verbosity=2)
