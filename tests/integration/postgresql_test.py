#!/usr/bin/env python3
"""A broker whose journal is in PostgreSQL, with line clients, while the server and the broker fail.

INDABA_BIN names the directory with indaba-broker, indaba-cli and postgresql_for_tests.
"""

import os
import shutil
import subprocess
import unittest

from cli_harness import BIN, PATIENCE_S, BrokerTest, Ended


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

    def test_a_second_broker_and_another_key_are_refused(self):
        second = self.command(data="second")
        self.assertEqual(second.code, 1)
        self.assertIn("Another broker serves the journal in this database.", second.err)
        self.kill_broker()
        other_key = self.command(data="second")
        self.assertEqual(other_key.code, 1)
        self.assertIn("Copy the file key of the broker that served it there.", other_key.err)
        shutil.copy(os.path.join(self.directory, "data", "key"), os.path.join(self.directory, "second", "key"))
        self.start_broker(data="second")
        self.say("ann", "from the second directory")

    def test_bad_ways_to_a_database_are_said_with_code_1(self):
        self.kill_broker()
        for database, sentence in (("postgresql://u:secret@127.0.0.1/x", "The password must not be among the words"),
                                   (self.database + " dbname=nothere", '"nothere" does not exist'),
                                   ("host=127.0.0.1 port=1 dbname=x", "Connection refused"),
                                   ("nonsense", "cannot be read. Give a URL like postgresql://HOST/DATABASE")):
            for command in ([], ["verify"], ["export", "-"]):
                done = self.command(*command, database=database)
                self.assertEqual((done.code, done.out), (1, ""), (command, database))
                self.assertIn(sentence, done.err)
                self.assertNotIn("secret", done.err)
        self.assertIn("PostgreSQL's own tools", self.command("backup", "x").err)
        self.assertIn("export and import", self.command("restore", "--from", "x").err)


if __name__ == "__main__":
    unittest.main()
