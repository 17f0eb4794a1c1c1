"""This version's programs on the data of an older version: tests/data/2f090fb, written by commit 2f090fb.

INDABA_BIN names the directory with indaba-broker and indaba-cli. Every test works on a copy of its own.
"""

import json
import os
import re
import shutil
import sqlite3
import stat
import subprocess
import tempfile
import time
import unittest

BIN = os.environ.get("INDABA_BIN", os.path.join(os.getcwd(), "build", "release", "bin"))
DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data", "2f090fb")
TIMEOUT_S = 20


def expected(name):
    with open(os.path.join(DATA, "expected", name), encoding="utf-8") as file:
        return file.read()


def entries(json_lines):
    return [json.loads(line) for line in json_lines.splitlines()]


class OldDataTest(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.mkdtemp(prefix="indaba-old-data-")
        self.addCleanup(shutil.rmtree, self.directory, ignore_errors=True)
        shutil.copytree(DATA, self.directory, dirs_exist_ok=True)
        for directory, _, files in os.walk(self.directory):  # git keeps no modes
            os.chmod(directory, stat.S_IRWXU)
            for file in files:
                os.chmod(os.path.join(directory, file), stat.S_IRUSR | stat.S_IWUSR)

    def path(self, name):
        return os.path.join(self.directory, name)

    def start_broker(self):
        log = open(self.path("log"), "w+", encoding="utf-8")
        self.addCleanup(log.close)
        broker = subprocess.Popen(
            [os.path.join(BIN, "indaba-broker"), "--data", self.path("broker"), "--bind", "127.0.0.1", "--port", "0"],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.addCleanup(broker.wait, TIMEOUT_S)
        self.addCleanup(broker.terminate)
        deadline = time.monotonic() + TIMEOUT_S
        while time.monotonic() < deadline and broker.poll() is None:
            with open(self.path("log"), encoding="utf-8") as lines:
                if link := re.search(r"indaba://127\.0\.0\.1:\d+/#[0-9a-f]{64}\n", lines.read()):
                    self.link = link.group(0).strip()
                    return broker
            time.sleep(0.05)
        with open(self.path("log"), encoding="utf-8") as lines:
            raise AssertionError(f"the broker does not listen: {lines.read()}")

    def broker_command(self, *words):
        done = subprocess.run([os.path.join(BIN, "indaba-broker"), *words, "--data", self.path("broker")],
                              capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout

    def run_cli(self, home, *words, name=None, server=None):
        return subprocess.run(
            [os.path.join(BIN, "indaba-cli"), "--server", server or self.link, "--home", self.path("home-" + home),
             "--name", name or home, *words],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=2 * TIMEOUT_S, check=False)

    def cli(self, home, *words, **options):
        done = self.run_cli(home, *words, **options)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def history(self, home, *words):
        """Returns the fields that the older version printed: later ones only add some."""
        printed = entries(self.cli(home, "history", "--json", "--after", "0", "--limit", "1000", *words))
        fields = entries(expected("lobby.ann.jsonl"))[0]
        return [{name: entry[name] for name in fields} for entry in printed]

    def check_history(self):
        self.assertEqual(self.history("ann"), entries(expected("lobby.ann.jsonl")))
        self.check_whispers()

    def check_whispers(self):
        self.assertEqual(self.history("ann", "--with", "bob"), entries(expected("whisper.ann-bob.jsonl")))
        self.assertEqual(self.history("bob", "--with", "ann"), entries(expected("whisper.bob-ann.jsonl")))
        self.assertEqual(self.history("bob", "--with", "cleo"), entries(expected("whisper.bob-cleo.jsonl")))

    # ---- the broker

    def test_verify_accepts_the_journal(self):
        self.assertEqual(self.broker_command("verify"), expected("verify.txt"))

    def test_the_history_is_the_same(self):
        self.start_broker()
        self.check_history()

    def test_names_the_ban_and_the_rebind_still_hold(self):
        self.start_broker()
        self.cli("dora", "send", "dory is the name", name="dory")
        self.cli("frank2", "send", "with the new key", name="frank")
        self.assertEqual(self.run_cli("mallory", "send", "is banned").returncode, 3)
        self.assertNotEqual(self.run_cli("frank", "send", "with the retired key").returncode, 0)
        self.run_cli("bob", "send", "the name is taken", name="cleo")
        self.assertEqual([(entry["from"], entry["text"]) for entry in self.history("bob")[42:44]],
                         [("dory", "dory is the name"), ("frank", "with the new key")])
        self.assertNotIn("cleo", [entry["from"] for entry in self.history("bob")[44:]])

    def test_the_operator_may_still_give_orders(self):
        self.start_broker()
        chat = subprocess.Popen(
            [os.path.join(BIN, "indaba-cli"), "--server", self.link, "--home", self.path("home-ann"), "--name", "ann", "chat"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.addCleanup(chat.communicate, timeout=TIMEOUT_S)
        self.addCleanup(chat.terminate)
        next(line for line in chat.stdout if "second line in the outbox" in line)  # the home has it
        next(line for line in chat.stdout if "second line in the outbox" in line)  # the broker, too
        print("/rename cleo cleopatra", file=chat.stdin, flush=True)
        deadline = time.monotonic() + TIMEOUT_S
        while "cleopatra" not in (names := {entry["from"] for entry in self.history("bob")}):
            self.assertLess(time.monotonic(), deadline, names)

    def test_the_old_invite_admits_a_new_account(self):
        self.start_broker()
        secret = re.search(r"indaba://\S+/([0-9a-f]{64})", expected("invite.txt")).group(1)
        self.cli("new", "send", "invited", name="newcomer", server=f"{self.link}/{secret}")

    def test_a_journal_of_format_1_is_upgraded_and_keeps_its_history(self):
        journal = sqlite3.connect(self.path("broker/journal.db"), isolation_level=None)
        journal.executescript("""
            DROP TABLE standings; DROP TABLE invites;
            CREATE TABLE old (key INTEGER PRIMARY KEY, account BLOB NOT NULL UNIQUE, name TEXT, lobby_first INTEGER) STRICT;
            INSERT INTO old SELECT key, account, name, lobby_first FROM accounts;
            DROP TABLE accounts; ALTER TABLE old RENAME TO accounts;
            PRAGMA user_version = 1;""")
        journal.close()
        broker = self.start_broker()
        lobby = [{**entry, "from": entry["from"].removesuffix(" (old key)")}  # format 1 has no rebinds
                 for entry in entries(expected("lobby.ann.jsonl"))]
        self.assertEqual(self.history("ann"), lobby)
        self.check_whispers()
        self.cli("mallory", "send", "format 1 has no bans")
        self.broker_command("ban", "mallory")
        self.assertEqual(self.run_cli("mallory", "send", "is banned").returncode, 3)
        broker.terminate()
        self.assertEqual(broker.wait(TIMEOUT_S), 0)
        self.assertEqual(self.broker_command("verify"), "sound: 48 entries in 3 conversations\n")
        journal = sqlite3.connect(self.path("broker/journal.db"))
        self.assertEqual(journal.execute("PRAGMA user_version").fetchone(), (4,))
        journal.close()

    # ---- the home

    def test_the_key_and_the_pinned_broker_are_the_same(self):
        self.start_broker()
        with open(self.path("home-ann/known_brokers"), encoding="utf-8") as file:
            self.assertIn(re.search("#([0-9a-f]{64})", self.link).group(1), file.read())
        self.assertEqual(self.cli("ann", "key", "fingerprint", "bob"), expected("fingerprint.bob-by-ann.txt"))

    def test_the_outbox_is_sent_once_and_in_order(self):
        self.start_broker()
        self.cli("ann", "chat")
        self.cli("ann", "chat")
        self.assertEqual([entry["text"] for entry in self.history("cleo")[42:]],
                         ["typed while the broker was away – Größe", "second line in the outbox"])

    def test_a_tail_continues_after_its_position(self):
        self.start_broker()
        lines = entries(self.cli("ann", "tail", "--json", "--as", "my-bot", "--count", "1"))
        self.assertEqual([line["number"] for line in lines if line["type"] == "entry"], [37])

    def test_read_positions_and_the_draft_are_kept(self):
        self.start_broker()
        shown = self.cli("ann", "chat")  # sends the two posts of the outbox
        self.assertNotIn("Unread", shown)
        [name] = [name for name in os.listdir(self.path("home-ann")) if name.endswith(".db")]
        store = sqlite3.connect(self.path("home-ann/" + name))
        self.assertEqual(store.execute("SELECT text FROM drafts").fetchall(), [("a draft to bob that ann never sent",)])
        self.assertEqual(sorted(store.execute("SELECT number FROM read_positions").fetchall()), [(4,), (44,)])
        store.close()
        self.assertEqual([name for name in os.listdir(self.path("home-ann")) if "damaged" in name], [])


if __name__ == "__main__":
    unittest.main()
