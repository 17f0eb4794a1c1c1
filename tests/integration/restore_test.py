"""A broker whose data directory is lost, made again from what the clients of its people export."""

import json
import os
import pathlib
import re
import resource
import shutil
import signal
import subprocess
import unittest

from cli_harness import BIN, PATIENCE_S, BrokerTest, Ended
from data_harness import DataDirectoryTest

BROKER = os.path.join(BIN, "indaba-broker")
ERASED = "the-text-that-was-taken-back"


class RestoreTest(BrokerTest):
    def path(self, *names):
        return os.path.join(self.directory, *names)

    def stop_broker(self):
        self.broker.child.send_signal(signal.SIGTERM)
        self.assertEqual(self.broker.exit_code(), 0, self.broker.out.all())

    def type_and_see(self, chat, line, pattern):
        printed = len(chat.out.matching(pattern))
        chat.type(line)
        return chat.out.wait_for(pattern, printed + 1)

    def export(self, name, *more):
        file = self.path(name + ".export")
        done = self.run_cli(name, "export", *more, file)
        self.assertEqual((done.code, done.err), (0, ""))
        return file

    def restore(self, *files, data="data", before=(), broker=BROKER, **options):
        done = subprocess.run([*before, broker, "restore", "--data", self.path(data), "--from", *files],
                              capture_output=True, timeout=PATIENCE_S + 20, check=False, **options)
        return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())

    def refused(self, *files, left=(), **options):
        done = self.restore(*files, **options)
        self.assertEqual((done.code, done.out), (1, ""))
        self.assertRegex(done.err, r"\Aindaba-broker: [^\n]+\n\Z")
        data = self.path(options.get("data", "data"))
        if os.path.exists(data):
            self.assertEqual([name for name in os.listdir(data) if name != "lock"], list(left))
        return done.err

    def lose_everything(self):
        """Loses the data directory, and the copy of the key that the test harness keeps."""
        self.stop_broker()
        shutil.rmtree(self.path("data"))
        os.remove(self.path("key"))

    def talk(self):
        """Lets Ann, Bob and Carl fill the lobby, a private room and whispers."""
        ann, bob, carl = self.chat("ann"), self.chat("bob"), self.chat("carl")
        self.type_and_see(ann, "first", "first$")
        bob.out.wait_for("ann: first$")
        self.type_and_see(bob, ERASED, ERASED)
        self.type_and_see(bob, "/edit 2 " + ERASED + " again", "again")
        self.type_and_see(bob, "/delete 2", "deleted")
        self.type_and_see(ann, "/edit 1 first of all", "first of all")
        self.type_and_see(bob, "/react 1 :+1:", "1")
        self.type_and_see(ann, "/create build", "^You are in #build now")
        self.type_and_see(ann, "for builders", "for builders$")
        self.type_and_see(ann, "/create private ops", "^You are in #ops now")
        self.type_and_see(ann, "between us", "between us$")
        self.type_and_see(ann, "/invite bob", "ann added bob to #ops")
        bob.out.wait_for("ann added bob to #ops")
        self.assertEqual([chat.end_of_input() for chat in (ann, bob, carl)], [0, 0, 0])
        self.assertEqual(self.run_cli("bob", "send", "--room", "ops", "and us"), (0, "", ""))
        for name, to, text in (("ann", "bob", "psst"), ("bob", "ann", "what"), ("carl", "ann", "for ann"),
                               ("carl", "bob", "for bob")):
            self.assertEqual(self.run_cli(name, "send", "--to", to, text), (0, "", ""))

    def read_all(self, name, others):
        """Returns what a person reads in the lobby, the rooms and the whispers."""
        def lines(*more):
            done = self.run_cli(name, "history", "--json", *more)
            return [json.loads(line) for line in done.out.splitlines()]
        return {"lobby": lines(), "build": lines("--room", "build"), "ops": lines("--room", "ops"),
                **{other: lines("--with", other) for other in others}}


class Restore(RestoreTest):
    def test_two_exports_make_the_server_again(self):
        self.talk()
        before = {name: self.read_all(name, others)
                  for name, others in (("ann", ["bob", "carl"]), ("bob", ["ann", "carl"]))}
        files = [self.export("ann"), self.export("bob")]
        self.lose_everything()
        done = self.restore(*files)
        self.assertEqual((done.code, done.err), (0, ""))
        self.assertRegex(done.out, r"\ARestored: \d+ entries of 6 conversations, 3 accounts\.\nThe broker has a new key, (\d{5} ?){12}\.")
        self.assertNotIn("restored up to", done.out)
        self.assertNotIn("not restored", done.out)
        verified = subprocess.run([BROKER, "verify", "--data", self.path("data")], capture_output=True,
                                  timeout=PATIENCE_S, check=False)
        self.assertRegex(verified.stdout.decode(), r"\Asound: \d+ entries in 6 conversations")
        old_link = self.link
        self.start_broker()
        self.assertNotEqual(self.link, old_link)
        digits = re.search(r"new key, ([\d ]+)\.", done.out).group(1)
        self.broker.out.wait_for("the key is " + digits)
        for name, others in (("ann", ["bob", "carl"]), ("bob", ["ann", "carl"])):
            self.accept_new_key(name)
            self.assertEqual(self.read_all(name, others), before[name])
        self.go_on()
        self.check_rules_hold()
        self.stop_broker()
        self.assertEqual([file.name for file in pathlib.Path(self.path("data")).iterdir()
                          if file.is_file() and ERASED.encode() in file.read_bytes()], [])

    def test_an_open_chat_goes_on_with_the_restored_journal(self):
        ann = self.chat("ann")  # in an empty lobby, of which it has everything
        self.say("bob", "before")
        ann.out.wait_for("bob: before$")
        file = self.export("bob")
        self.type_and_see(ann, "lost", "ann: lost$")
        self.kill_broker()
        ann.type("on its way")
        os.mkdir(self.path("again"), 0o700)
        shutil.copy(self.path("key"), self.path("again"))
        self.assertEqual(self.restore(file, data="again").code, 0)
        self.start_broker(data="again")
        ann.out.wait_for("The server has a new journal that continues the previous one.")
        ann.out.wait_for("ann: on its way$")
        self.type_and_see(ann, "and on", "ann: and on$")
        self.assertEqual(ann.end_of_input(), 0)
        self.assertEqual(self.texts("bob"), ["before", "on its way", "and on"])

    def accept_new_key(self, name):
        """Removes the old key by hand, as the client tells, after it has refused the new one."""
        refused = self.run_cli(name, "history")
        self.assertNotEqual(refused.code, 0)
        self.assertIn(f"The key of 127.0.0.1:{self.port} has changed.", refused.err)
        os.remove(self.path("home-" + name, "known_brokers"))

    def go_on(self):
        ann, bob = self.chat("ann"), self.chat("bob")
        self.type_and_see(ann, "on we go", "ann: on we go$")
        bob.out.wait_for("ann: on we go$")
        self.type_and_see(bob, "here we are", "bob: here we are$")
        ann.out.wait_for("bob: here we are$")
        self.assertEqual([chat.end_of_input() for chat in (ann, bob)], [0, 0])

    def check_rules_hold(self):
        """Checks that the room, its title, its members and the names are what they were."""
        self.accept_new_key("carl")
        self.assertEqual(self.run_cli("carl", "history", "--room", "ops").code, 1)
        self.assertEqual(self.run_cli("ann", "send", "--room", "ops", "back"), (0, "", ""))
        self.assertEqual(self.run_cli("zoe", "send", "hi", home="home-zoe"), (0, "", ""))
        self.assertNotEqual(self.run_cli("bob", "send", "hi", home="home-of-another-bob").code, 0)
        bob = self.chat("bob")
        self.type_and_see(bob, "/create Build", "A room has this title")
        bob.end_of_input()


class Refused(RestoreTest):
    def setUp(self):
        super().setUp()
        self.say("ann", *[f"text {number} " + "x" * 1000 for number in range(20)])
        self.good = self.export("ann")

    def test_a_running_broker_and_a_journal_are_left_alone(self):
        self.assertIn("Another broker uses", self.restore(self.good).err)
        self.stop_broker()
        self.assertIn("journal.db exists already", self.restore(self.good).err)
        self.start_broker()
        self.assertEqual(len(self.texts("ann")), 20)

    def test_bad_files_are_named(self):
        with open(self.path("text"), "w", encoding="ascii") as file:
            file.write("no export" * 1000)
        damaged = self.path("damaged")
        shutil.copy(self.good, damaged)
        with open(damaged, "r+b") as file:
            file.seek(file.read().index(b"text 10 "))
            file.write(b"?" * 5000)
        for bad in (self.path("text"), self.path("none"), damaged, self.directory):
            with self.subTest(bad):
                self.assertIn(os.path.basename(bad), self.refused(bad, data="new"))

    def test_an_unreadable_file_is_named(self):
        user = DataDirectoryTest.as_nobody(self)
        os.chmod(self.good, 0)
        error = self.refused(self.good, data="new", **user)
        self.assertRegex(error, r"ann\.export cannot be opened\. Check its name, and that this user may read it\.")

    def test_exports_of_two_servers_do_not_mix(self):
        os.rename(self.good, self.path("first"))
        self.lose_everything()
        self.start_broker()
        os.remove(self.path("home-ann", "known_brokers"))
        self.say("ann", "on another server")
        self.assertIn("different servers", self.refused(self.path("first"), self.export("ann"), data="new"))

    def test_a_full_disk_leaves_nothing(self):
        limit = 20_000
        error = self.refused(self.good, data="new",
                             preexec_fn=lambda: (signal.signal(signal.SIGXFSZ, signal.SIG_IGN),
                                                 resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))))
        self.assertIn("disk is full", error)
        self.assertEqual(self.restore(self.good, data="new").code, 0)

    def test_an_option_without_files_is_wrong_usage(self):
        done = subprocess.run([BROKER, "restore", "--data", self.path("new")], capture_output=True,
                              timeout=PATIENCE_S, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertFalse(os.path.exists(self.path("new")))
        helped = subprocess.run([BROKER, "restore", "--help"], capture_output=True, timeout=PATIENCE_S, check=False)
        self.assertIn(b"not signed", helped.stdout)


if __name__ == "__main__":
    unittest.main()
