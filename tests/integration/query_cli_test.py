"""`indaba-cli history`, `who` and `key`: what a command reads and prints."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest

from cli_harness import BIN, PATIENCE_S, BrokerTest


class QueryTest(BrokerTest):
    def test_history_prints_every_field_of_an_entry(self):
        self.say("ann", "hi")
        account = self.run_cli("ann", "key", "show").out.strip()
        (entry,) = self.history("bob")
        self.assertRegex(entry.pop("at"), r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
        self.assertRegex(entry.pop("id"), "^[0-9a-f]{32}$")
        self.assertRegex(entry.pop("conversation_id"), "^[0-9a-f]{32}$")
        self.assertEqual(entry, {
            "type": "entry", "conversation": "#lobby", "room": "#lobby", "with": None,
            "with_account": None, "number": 1, "from": "ann", "from_account": account,
            "kind": "text", "text": "hi", "folded": "hi", "edited": False, "erased": False,
            "erased_by": None, "reply_to": None, "edit_of": None, "erase_of": None,
            "react_to": None, "emoji": None, "off": None, "change": None})

    def test_history_prints_the_requested_range(self):
        lines = [f"line {number}" for number in range(1, 601)]
        self.assertEqual(self.run_cli("ann", stdin="\n".join(lines).encode()).code, 0)
        for arguments, expected in (
                ((), lines[-50:]),
                (("--limit", "3"), lines[-3:]),
                (("--after", "0", "--limit", "3"), lines[:3]),
                (("--after", "597"), lines[597:]),
                (("--before", "4"), lines[:3]),
                (("--before", "100", "--limit", "2"), lines[97:99]),
                (("--after", "10", "--before", "20", "--limit", "4"), lines[10:14]),
                (("--after", "10", "--before", "13"), lines[10:12]),
                (("--after", "600"), []),
                (("--after", "9999999999"), []),
                (("--before", "1"), []),
                (("--before", "0"), []),
                (("--after", "0", "--limit", "100000"), lines),
                (("--room", "lobby", "--limit", "1"), lines[-1:]),
                (("--with", "ann"), []),
        ):
            self.assertEqual(self.texts("bob", *arguments), expected, arguments)
        self.assertEqual(self.run_cli("bob", "history", "--with", "nobody").code, 1)
        self.assertEqual(self.run_cli("bob", "history", "--room", "#nowhere").code, 1)
        for wrong in (("--limit", "0"), ("--after", "-1"), ("--before", "x")):
            self.assertEqual(self.run_cli("bob", "history", *wrong).code, 2, wrong)

    def test_control_characters_of_peers_are_escaped(self):
        evil = "a\x1b[2Jb\x07c\rd\u009be\n[08:00] bob: forged"
        self.assertEqual(self.run_cli("ann", "send", "-", stdin=evil.encode()).code, 0)
        for arguments in (("history",), ("history", "--json")):
            shown = self.run_cli("bob", *arguments).out
            self.assertEqual(re.findall("[\x00-\x09\x0b-\x1f\x7f-\x9f]", shown), [], arguments)
            self.assertNotRegex(shown, "(?m)^\\[08:00\\] bob: forged")
        self.assertEqual(self.texts("bob"), [evil.replace("\r", "\n")])

    def test_who_lists_the_people_online_and_not_itself(self):
        bob = self.chat("bob")
        self.chat("Ann")
        self.chat("carl")
        bob.out.wait_for("carl joined")
        self.assertEqual(self.run_cli("zoe", "who").out, "Ann\nbob\ncarl\n")
        self.assertEqual(self.run_cli("bob", "who").out, "Ann\nbob (you)\ncarl\n")
        people = [json.loads(line) for line in self.run_cli("bob", "who", "--json").out.splitlines()]
        self.assertEqual([(p["type"], p["name"], p["you"]) for p in people],
                         [("person", "Ann", False), ("person", "bob", True),
                          ("person", "carl", False)])

    def test_an_id_may_be_written_as_a_uuid(self):
        for written in ("0190C0DE-0000-7000-8000-00000000002a", "0190c0de00007000800000000000002A"):
            self.assertEqual(self.run_cli("ann", "send", "--id", written, "once"), (0, "", ""))
        self.assertEqual(self.texts("ann"), ["once"])

    def test_a_home_keeps_its_key(self):
        shown = self.run_cli("ann", "key", "show")
        self.assertEqual(shown.code, 0)
        self.assertRegex(shown.out, "^[0-9a-f]{64}\n$")
        self.assertEqual(self.run_cli("ann", "key", "show"), shown)
        self.assertNotEqual(self.run_cli("bob", "key", "show").out, shown.out)

    def test_server_and_name_of_the_last_run_are_used_again(self):
        self.say("ann", "one")
        done = subprocess.run(
            [os.path.join(BIN, "indaba-cli"), "send", "two"], capture_output=True,
            timeout=PATIENCE_S, check=False,
            env={**os.environ, "INDABA_HOME": os.path.join(self.directory, "home-ann")})
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertEqual([(e["from"], e["text"]) for e in self.history("ann")],
                         [("ann", "one"), ("ann", "two")])


class CommandLineTest(unittest.TestCase):
    def test_a_wrong_command_line_is_told_with_what_to_write(self):
        home = tempfile.mkdtemp(prefix="indaba-test-")
        self.addCleanup(shutil.rmtree, home)
        link = "indaba://127.0.0.1:1/#" + 64 * "0"
        for words, advice in (
                (["--home", "", "key", "show"], "--home: must not be empty"),  # a script's unset variable
                (["send", "hello", "world"], 'world: a text of several words stands in quotes: send "hello there"'),
                (["send", "look", link], "stands in quotes"),
                (["who", link], "a join link stands before the command"),
                (["chatt"], "chatt: is neither a command nor a join link"),
                (["--server", "127.0.0.1:21100:", "ping"],
                 "--server: A server is a host, host:port, or a whole join link."),
                (["--server", "a.example,b.example:0", "ping"], '"b.example:0" is not a host or host:port.'),
                (["--server", ",".join(f"h{i}" for i in range(17)), "ping"], "at most 16 endpoints"),
                (["indaba://a.example,b.example/#12", "ping"], "This join link is not whole."),
                (["history", "--after", "5", "--before", "6"], "no number is between"),
                (["send", "--id", "0190c0de-0000-7000-8000", "x"], "32 hexadecimal digits, or is a UUID")):
            with self.subTest(words=words):
                done = subprocess.run(
                    [os.path.join(BIN, "indaba-cli"), *words], capture_output=True, text=True,
                    timeout=PATIENCE_S, check=False, env={**os.environ, "HOME": home, "XDG_DATA_HOME": home})
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertIn(advice, done.stderr)
                self.assertEqual(os.listdir(home), [])


class FullDiskTest(unittest.TestCase):
    def test_a_command_exits_with_1_when_its_output_cannot_be_written(self):
        home = tempfile.mkdtemp(prefix="indaba-test-")
        self.addCleanup(shutil.rmtree, home)
        with open("/dev/full", "wb") as full:
            ended = subprocess.run([os.path.join(BIN, "indaba-cli"), "--home", home, "key", "show"],
                                   stdout=full, stderr=subprocess.PIPE, timeout=PATIENCE_S, check=False)
        self.assertEqual(ended.returncode, 1)
        self.assertIn(b"could not be written", ended.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
