#!/usr/bin/env python3
"""A broker whose journal is in PostgreSQL, with line clients, while the server and the broker fail.

INDABA_BIN names the directory with indaba-broker, indaba-cli and postgresql_for_tests.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import unittest

from cli_harness import BIN, PATIENCE_S, BrokerTest, Ended, Process, join_link

BROKER = os.path.join(BIN, "indaba-broker")


class Server:
    """A PostgreSQL server of the test's own."""

    def __init__(self):
        self._child = subprocess.Popen([os.path.join(BIN, "postgresql_for_tests")], text=True,
                                       stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def __call__(self, command):
        self._child.stdin.write(command + "\n")
        self._child.stdin.flush()
        answer = self._child.stdout.readline().rstrip("\n")
        assert answer, f"{command}: no answer"
        return answer

    def close(self):
        self._child.stdin.close()
        self._child.wait(PATIENCE_S)
        self._child.stdout.close()


class PostgresqlTest(BrokerTest):
    def setUp(self):
        self.server = Server()
        self.addCleanup(self.server.close)
        self.database = self.server("database")
        super().setUp()

    def broker_arguments(self):
        return ["--journal", self.database]

    def path(self, name):
        return os.path.join(self.directory, name)

    def command(self, *arguments, data="data", database=None):
        done = subprocess.run([os.path.join(BIN, "indaba-broker"), *arguments, "--data", os.path.join(self.directory, data),
                               "--journal", database or self.database],
                              capture_output=True, text=True, timeout=PATIENCE_S, check=False)
        return Ended(done.returncode, done.stdout, done.stderr)

    def test_people_talk_and_everything_is_there_after_a_kill(self):
        ann = self.chat("ann")
        bob = self.chat("bob")
        ann.type("hi bob")
        bob.out.wait_for("ann: hi bob$")
        bob.type("/w ann psst")
        ann.out.wait_for("psst$")
        self.assertFalse(os.path.exists(os.path.join(self.directory, "data", "journal.db")))
        self.kill_broker()
        ann.type("meanwhile")
        self.start_broker()
        bob.out.wait_for("ann: meanwhile$")
        self.assertEqual(self.texts("bob"), ["hi bob", "meanwhile"])
        self.assertEqual(self.command("verify"), (0, "sound: 3 entries in 2 conversations\n", ""))

    def test_a_server_that_is_away_for_a_while_loses_and_doubles_nothing(self):
        ann = self.chat("ann")
        self.chat("bob")
        ann.type("before")
        ann.out.wait_for("ann: before$")
        for fault, cure in (("kill", "start"), ("stop", "start"), ("pause", "resume")):
            self.server(fault)
            ann.type(f"during {fault}")
            self.server(cure)
            ann.out.wait_for(f"ann: during {fault}$")
        self.assertEqual(self.texts("bob"), ["before", "during kill", "during stop", "during pause"])
        self.assertIsNone(self.broker.child.poll())

    def test_orders_work_with_and_without_a_broker(self):
        self.say("ann", "hi")
        self.assertEqual(self.command("ban", "ann").code, 0)
        self.assertIn("does not let you in", self.run_cli("ann", "send", "again").err)
        self.kill_broker()
        self.assertEqual(self.command("unban", "ann").code, 0)
        self.assertIn("ann", self.command("who").out)
        self.start_broker()
        self.say("ann", "again")

    def test_a_journal_moves_into_the_database_and_back(self):
        self.say("ann", "one", "two")
        self.kill_broker()
        dump, file = os.path.join(self.directory, "dump"), os.path.join(self.directory, "file")
        self.assertEqual(self.command("export", dump), (0, "", ""))
        other = self.server("database")
        done = self.command("import", dump, database=other)
        self.assertEqual((done.code, done.err), (0, ""))
        self.assertTrue(done.out.startswith("Imported: 2 entries of 1 conversation, 1 account.\n"), done.out)
        self.assertEqual(self.command("export", dump + "2", database=other).code, 0)
        done = subprocess.run([os.path.join(BIN, "indaba-broker"), "import", dump + "2", "--data", file],
                              capture_output=True, timeout=PATIENCE_S, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        done = subprocess.run([os.path.join(BIN, "indaba-broker"), "export", dump + "3", "--data", file],
                              capture_output=True, timeout=PATIENCE_S, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        first, third = (open(name, "rb") for name in (dump, dump + "3"))
        with first, third:
            self.assertEqual(first.read(), third.read())
        self.database = other
        self.start_broker()
        self.assertEqual(self.texts("ann"), ["one", "two"])
        self.say("ann", "three")

    def dump(self):
        """Returns an export of the journal."""
        self.assertEqual(self.command("export", self.path("dump")), (0, "", ""))
        return self.path("dump")

    def journal_ids(self):
        """Returns the ids of the journal and of those that it continues, from the readable form of an export."""
        journal = json.loads(self.command("export", "-", "--json").out.splitlines()[0])
        return [journal["id"], *journal["parents"]]

    def test_a_database_that_was_set_back_is_restored_and_a_client_goes_on(self):
        ann = self.chat("ann")
        ann.type("before")
        ann.out.wait_for("ann: before$")
        before, dump = self.journal_ids(), self.dump()
        ann.type("lost")
        ann.out.wait_for("ann: lost$")
        self.kill_broker()
        ann.type("on its way")
        self.database = self.server("database")
        done = self.command("restore", "--from", dump)
        self.assertEqual((done.code, done.err), (0, ""))
        self.assertTrue(done.out.startswith("Restored: 1 entry of 1 conversation, 1 account.\n"), done.out)
        after = self.journal_ids()
        self.assertEqual(after[1:], before)
        self.assertNotEqual(after[0], before[0])
        self.assertEqual(self.command("verify"), (0, "sound: 1 entry in 1 conversation\n", ""))
        self.start_broker()
        ann.out.wait_for("The server has a new journal that continues the previous one.")
        ann.out.wait_for("ann: on its way$")
        self.assertEqual(self.texts("bob"), ["before", "on its way"])
        self.assertIn("has a journal already", self.command("restore", "--from", dump).err)

    def test_a_backup_of_a_file_is_restored_into_the_database_with_its_key(self):
        self.kill_broker()
        shutil.rmtree(self.path("data"))
        os.remove(self.path("key"))
        in_file = self.started(Process([BROKER, "--data", self.path("file"), "--port", str(self.port)],
                                       stdin=subprocess.DEVNULL))
        self.link = join_link(in_file)
        self.say("ann", "kept")
        done = subprocess.run([BROKER, "backup", self.path("copy"), "--data", self.path("file")],
                              capture_output=True, timeout=PATIENCE_S, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        in_file.child.kill()
        in_file.child.wait(PATIENCE_S)
        self.database = self.server("database")
        done = self.command("restore", "--from", self.path("copy"))
        self.assertEqual((done.code, done.err), (0, ""))
        self.assertIn("join links stay valid", done.out)
        old_link = self.link
        self.start_broker()
        self.assertEqual(self.link, old_link)
        self.say("ann", "goes on")
        self.assertEqual(self.texts("bob"), ["kept", "goes on"])
        self.assertEqual(len(self.journal_ids()), 2)

    def test_a_room_that_was_changed_in_the_database_is_named_by_verify_with_code_1(self):
        ann = self.chat("ann")
        ann.type("/create build")
        ann.out.wait_for("^You are in #build now")
        self.assertEqual(ann.end_of_input(), 0)
        self.assertEqual(self.command("verify").code, 0)
        self.server("sql UPDATE indaba.members SET owner = false RETURNING 'done'")
        verified = self.command("verify")
        self.assertEqual((verified.code, verified.out), (1, ""))
        self.assertRegex(verified.err, r"\Aindaba-broker: the journal is damaged: conversation [0-9a-f]{32}: "
                                       r"its members, title or topic are not what its entries say\n\Z")
        self.assertIn("was not exported", self.command("export", "-").err)

    def test_a_second_broker_needs_the_same_key(self):
        self.say("ann", "from the first directory")
        other_key = self.command(data="second")
        self.assertEqual(other_key.code, 1)
        self.assertIn("Copy the file key of the broker that served it there.", other_key.err)
        shutil.copy(os.path.join(self.directory, "data", "key"), os.path.join(self.directory, "second", "key"))
        self.port = 0
        self.start_broker(data="second")
        self.say("ann", "from the second directory")
        self.assertEqual(self.texts("ann"), ["from the first directory", "from the second directory"])

    def test_bad_ways_to_a_database_are_said_with_code_1(self):
        self.kill_broker()
        for database, sentence in (("postgresql://u:secret@127.0.0.1/x", "The password must not be among the words"),
                                   (self.database + " dbname=nothere", '"nothere" does not exist'),
                                   ("host=127.0.0.1 port=1 dbname=x", "Connection refused"),
                                   ("nonsense", "cannot be read. Give a URL like postgresql://HOST/DATABASE")):
            for command in ([], ["verify"], ["export", "-"]):
                done = self.command(*command, database=database, data="new")
                self.assertEqual((done.code, done.out), (1, ""), (command, database))
                self.assertIn(sentence, done.err)
                self.assertNotIn("secret", done.err)
        for data, code in (("new", 1), ("data", 70)):  # a broker that has served is started again
            done = self.command("--require-standby", data=data)
            self.assertEqual(done.code, code)
            self.assertIn("no synchronous standby that follows it, as --require-standby demands", done.err)
        self.assertIn("PostgreSQL's own tools", self.command("backup", "x").err)
        self.assertIn("Connection refused",
                      self.command("restore", "--from", self.dump(), database="host=127.0.0.1 port=1 dbname=x").err)

    def test_a_supervised_broker_that_starts_without_its_database_is_started_again(self):
        self.kill_broker()
        self.start_broker("--supervise")
        self.server("stop")
        started = re.search(r"the broker is process (\d+)", self.broker.out.wait_for("the broker is process"))
        os.kill(int(started.group(1)), signal.SIGKILL)
        self.broker.out.wait_for("cannot be opened")
        self.broker.out.wait_for("ended with exit code 70")
        self.server("start")
        self.broker.out.wait_for(r"listening on 127\.0\.0\.1:", count=2)
        self.say("ann", "again")


if __name__ == "__main__":
    unittest.main()
