"""The own copy of a home: indaba-cli fills it, searches it without a broker, and exports it."""

import json
import os
import pathlib
import random
import sqlite3
import subprocess
import unittest

from cli_harness import BrokerTest

KILLS = int(os.environ.get("INDABA_KILLS", "3"))
STAMP = r"\[\d{4}-\d\d-\d\d \d\d:\d\d\] "


class CopyTest(BrokerTest):
    def copy_of(self, name):
        return next(pathlib.Path(self.directory, "home-" + name).glob("*.copy"))

    def fill(self, name):
        """Completes the copy of a home. Returns what was said on the way."""
        self.exports = getattr(self, "exports", 0) + 1
        done = self.run_cli(name, "export", os.path.join(self.directory, f"{self.exports}.export"))
        self.assertEqual(done.code, 0, done.err)
        return done.err

    def found(self, name, *query, more=()):
        done = self.run_cli(name, "search", "--json", *more, "--", *query)
        self.assertEqual((done.code, done.err), (0, ""))
        return [json.loads(line) for line in done.out.splitlines()]

    def texts_found(self, name, *query):
        return [entry["folded"] for entry in self.found(name, *query)]

    def test_messages_are_found_without_a_broker(self):
        self.say("ann", "The journal is read only", "see https://example.org/journal", "`journal.cpp`")
        self.run_cli("bob", "send", "--to", "ann", "my journal, quietly")
        self.fill("ann")
        self.kill_broker()
        self.assertEqual(len(self.found("ann", "jour")), 4)
        self.assertEqual(self.texts_found("ann", '"read only"'), ["The journal is read only"])
        self.assertEqual(self.texts_found("ann", "from:bob"), ["my journal, quietly"])
        self.assertEqual(self.texts_found("ann", "journal", "-only", "in:lobby"),
                         ["`journal.cpp`", "see https://example.org/journal"])
        self.assertEqual(self.texts_found("ann", "has:link"), ["see https://example.org/journal"])
        self.assertEqual(self.texts_found("ann", "in:@bob"), ["my journal, quietly"])
        self.assertEqual(self.texts_found("ann", "nothing"), [])
        shown = self.run_cli("ann", "search", "journal", "--limit", "2")
        self.assertEqual(shown.code, 0)
        self.assertRegex(shown.out, f"^{STAMP}bob whispers: my journal, quietly\n{STAMP}ann: `journal.cpp`\n$")

    def test_what_cannot_be_searched_is_said(self):
        self.say("ann", "hi")
        done = self.run_cli("ann", "search", "hi")
        self.assertEqual((done.code, done.out), (1, ""))
        self.assertRegex(done.err, "^This home has no copy of 127.0.0.1:\\d+ yet. `indaba-cli chat`")
        self.fill("ann")
        for query, sentence in (("from:zoe hi", "Nobody is known as zoe."), ("in:#attic", "No room attic is known here."),
                                ("before:soon", "Write the day as"), ("has:cat", "Write has:link")):
            done = self.run_cli("ann", "search", query)
            self.assertEqual((done.code, done.out), (1, ""))
            self.assertIn(sentence, done.err)

    def test_a_chat_keeps_what_others_say_and_edits_and_forgets_what_they_delete(self):
        ann, bob = self.chat("ann"), self.chat("bob")
        bob.type("thewordthatgoes", "staying")
        ann.out.wait_for("staying")
        bob.out.wait_for("staying")  # he can edit only what has come back
        bob.type("/edit 2 stayed", "/delete 1")
        ann.out.wait_for("deleted message 1")
        self.assertEqual(ann.end_of_input(), 0)
        self.assertEqual(bob.end_of_input(), 0)
        for name in ("ann", "bob"):
            self.assertEqual(self.texts_found(name, "stayed"), ["stayed"])
            self.assertEqual(self.texts_found(name, "thewordthatgoes"), [])
            home = pathlib.Path(self.directory, "home-" + name)
            self.assertEqual([file.name for file in home.rglob("*")
                              if file.is_file() and b"thewordthat" in file.read_bytes()], [])

    def settings_of(self, name):
        return pathlib.Path(self.directory, "home-" + name, "settings.toml")

    def copies_of(self, name):
        return [file.name for file in pathlib.Path(self.directory, "home-" + name).glob("*.copy*")
                if not file.name.endswith(".lock")]

    def test_a_home_may_keep_nothing(self):
        self.say("ann", "a secret word")
        self.fill("ann")
        self.assertNotEqual(self.copies_of("ann"), [])
        chat = self.run_cli("ann", "--keep-local", "none", "chat", stdin=b"")
        self.assertEqual((chat.code, self.copies_of("ann")), (0, []))
        self.fill("ann")
        self.settings_of("ann").write_text('keep_local = "none"\n' + self.settings_of("ann").read_text())
        found = self.run_cli("ann", "search", "secret")
        self.assertEqual((found.code, found.out, self.copies_of("ann")), (1, "", []))
        self.assertRegex(found.err, r"^This home keeps no own copy \(--keep-local none\), so there is nothing to search")
        target = os.path.join(self.directory, "none.export")
        for more in ((), ("--offline",)):
            written = self.run_cli("ann", "export", target, *more)
            self.assertEqual((written.code, written.out, os.path.exists(target)), (1, "", False))
            self.assertRegex(written.err, r"^This home keeps no own copy \(--keep-local none\), .* nothing to export")
        chat = self.run_cli("ann", "chat", stdin=b"a word\n")
        self.assertEqual((chat.code, self.copies_of("ann")), (0, []))
        self.assertEqual(self.run_cli("ann", "--keep-local", "all", "export", target).code, 0)
        self.assertNotEqual(self.copies_of("ann"), [])
        self.assertIn('keep_local = "none"', self.settings_of("ann").read_text().replace("'", '"'))

    def test_a_home_may_keep_some_days(self):
        self.say("ann", *[f"text {number}" for number in range(5)])
        self.fill("bob")
        copy = self.copy_of("bob")
        with sqlite3.connect(copy) as changed:
            changed.execute("UPDATE entries SET at = at - 10 * 86400000 WHERE number <= 3")
        changed.close()
        target = os.path.join(self.directory, "days.export")
        done = self.run_cli("bob", "--keep-local", "20", "export", target)
        self.assertEqual(done.out, f"5 entries of 1 conversations are in {target}.\n")
        os.remove(target)
        done = self.run_cli("bob", "--keep-local", "9", "export", target)
        self.assertEqual(done.out, f"2 entries of 1 conversations are in {target}.\n")
        with sqlite3.connect(copy) as changed:
            self.assertEqual(changed.execute("SELECT first, last FROM ranges").fetchall(), [(4, 5)])
            self.assertEqual(changed.execute("SELECT number FROM left_out").fetchall(), [(3,)])
        changed.close()
        for wrong in ("0", "some", "-1", "36501"):
            done = self.run_cli("bob", f"--keep-local={wrong}", "who")
            self.assertEqual(done.code, 2)
            self.assertIn("must be all, none, or a number of days from 1 to 36500", done.err)

    def test_two_programs_of_a_home_keep_one_copy(self):
        chat, tail = self.chat("ann"), self.tail("ann")
        tail.out.wait_for("connected")
        for number in range(30):
            chat.type(f"word{number}x")
        tail.out.wait_for("word29x")
        self.assertEqual(len(self.found("ann", "in:lobby", more=("--limit", "99"))) <= 30, True)
        self.assertEqual(chat.end_of_input(), 0)
        tail.child.terminate()
        tail.exit_code()
        self.assertEqual(len(self.found("ann", "in:lobby", more=("--limit", "99"))), 30)

    def test_an_export_has_all_and_an_offline_one_what_is_here(self):
        self.say("ann", *[f"text {number}" for number in range(5)])
        target = os.path.join(self.directory, "all.export")
        done = self.run_cli("bob", "export", target)
        self.assertEqual((done.code, done.err), (0, ""))
        self.assertEqual(done.out, f"5 entries of 1 conversations are in {target}.\n")
        self.assertEqual(os.stat(target).st_mode & 0o777, 0o600)
        with sqlite3.connect(target) as exported:
            self.assertEqual(exported.execute("SELECT count(*) FROM entries").fetchone(), (5,))
        again = self.run_cli("bob", "export", target)
        self.assertEqual((again.code, again.err), (1, f"{target} exists already.\n"))
        self.kill_broker()
        other = os.path.join(self.directory, "offline.export")
        self.assertEqual(self.run_cli("bob", "export", other).code, 3)
        self.assertFalse(os.path.exists(other))
        self.assertEqual(self.run_cli("bob", "export", "--offline", other).code, 0)
        self.assertEqual(self.run_cli("carl", "export", "--offline", other).code, 1)

    def test_a_client_that_is_killed_while_it_fills_loses_and_doubles_nothing(self):
        lines = "".join(f"line{number}x of many\n" for number in range(1500))
        self.assertEqual(self.run_cli("ann", "chat", stdin=lines.encode()).code, 0)
        for _ in range(KILLS):
            tail = self.tail("bob")
            tail.out.wait_for("connected")
            try:
                tail.child.wait(random.uniform(0.01, 0.3))
            except subprocess.TimeoutExpired:
                tail.child.kill()
            tail.child.wait()
        target = os.path.join(self.directory, "all.export")
        self.assertEqual(self.run_cli("bob", "export", target).code, 0)
        with sqlite3.connect(target) as exported:
            self.assertEqual(exported.execute("SELECT count(*), count(DISTINCT number), max(number) FROM entries")
                             .fetchone(), (1500, 1500, 1500))
            self.assertEqual(exported.execute("SELECT first, last FROM ranges").fetchall(), [(1, 1500)])
            self.assertEqual(exported.execute("PRAGMA integrity_check").fetchone(), ("ok",))
        self.assertEqual(len(self.found("bob", "many", more=("--limit", "9999"))), 1500)
        self.assertEqual(self.texts_found("bob", "line77x"), ["line77x of many"])

    def test_a_damaged_copy_is_set_aside_and_fetched_again(self):
        self.say("ann", "one", "two")
        self.fill("ann")
        copy = self.copy_of("ann")
        copy.write_bytes(b"damaged" * 1000)
        self.assertRegex(self.fill("ann"), "^.* was damaged and is kept as .*-1. The messages are fetched again.\n$")
        self.assertEqual(self.texts_found("ann", "in:lobby"), ["two", "one"])
        self.assertTrue(pathlib.Path(str(copy) + ".damaged-1").exists())

    def test_a_server_that_was_set_back_sets_the_copy_aside(self):
        self.say("ann", "kept")
        self.copy_journal()
        self.say("ann", "lost later")
        self.fill("bob")
        self.restore_older_journal()
        self.say("ann", "said instead")
        self.fill("bob")
        self.assertEqual(self.texts_found("bob", "in:lobby"), ["said instead", "kept"])
        self.assertEqual(self.texts_found("bob", "lost"), [])
        self.assertTrue(pathlib.Path(str(self.copy_of("bob")) + ".damaged-1").exists())


if __name__ == "__main__":
    unittest.main()
