"""A journal that moves to another data directory: `indaba-broker export` and `import`."""

import json
import os
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import unittest

from cli_harness import PATIENCE_S, Ended
from data_harness import BROKER, DataDirectoryTest


def limit_files(size):
    """Returns what makes the disk of a child full after `size` bytes of a file."""
    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    return limit


class MovingTest(DataDirectoryTest):
    def exported(self, name="dump", **options):
        self.assertEqual(self.run_broker("export", self.path(name), **options), (0, "", ""))
        return self.path(name)

    def no_import(self, file, sentence, data="new", left=("lock",), **options):
        """Checks that an import is refused with a sentence, and what is then in the directory."""
        done = self.run_broker("import", file, data=self.path(data), **options)
        self.assertEqual((done.code, done.out), (1, ""))
        self.assertRegex(done.err, rf"\Aindaba-broker: [^\n]*{sentence}[^\n]*\n\Z")
        exists = os.path.isdir(self.path(data))
        self.assertEqual(sorted(os.listdir(self.path(data))) if exists else [], list(left))

    def no_export(self, *arguments, sentence, **options):
        done = self.run_broker("export", *arguments, **options)
        self.assertEqual((done.code, done.out), (1, ""))
        self.assertRegex(done.err, rf"\Aindaba-broker: [^\n]*{sentence}[^\n]*\n\Z")
        hidden = [name for name in os.listdir(self.directory) if name.startswith(".")]
        self.assertEqual(hidden, [])

    def long_journal(self):
        self.served_once()
        broker = self.start()
        for number in range(12):
            self.send(broker, f"text {number} " + "x" * 12_000)
        self.stop(broker)


class Moved(MovingTest):
    def test_a_running_brokers_journal_is_served_elsewhere_and_clients_notice_nothing(self):
        broker = self.start()
        self.send(broker, "before")
        dump = self.exported()
        self.send(broker, "after")
        self.stop(broker)
        self.assertEqual(os.stat(dump).st_mode & 0o777, 0o600)
        done = self.run_broker("import", dump, data=self.path("new"))
        self.assertEqual((done.code, done.err), (0, ""))
        self.assertRegex(done.out, r"\AImported: 1 entry of 1 conversation, 1 account\.\n"
                                   r"The broker's key is not in an export: copy the file key .*\n"
                                   r"It is the same journal to clients\. Never start .*\n\Z")
        self.assertRegex(self.refused(data=self.path("new")), "has a journal but no key")
        shutil.copy(os.path.join(self.data, "key"), self.path("new"))
        moved = self.start(data=self.path("new"))
        self.assertEqual(self.texts(moved, home="home of bob", name="bob"), ["before"])
        self.assertNotEqual(self.cli(moved, "send", "hi", home="home of another", name="ann").code, 0)
        self.assertEqual(self.cli(moved, "send", "here", home="home of bob", name="bob"), (0, "", ""))
        self.stop(moved)
        self.assertEqual(oct(os.stat(self.path("new", "journal.db")).st_mode & 0o777), "0o600")
        self.assertRegex(self.run_broker("verify", data=self.path("new")).out, r"\Asound: 2 entries")

    def test_a_client_that_knows_the_journal_goes_on(self):
        self.served_once()
        dump = self.exported()
        os.rename(self.data, self.path("old"))
        os.mkdir(self.data, 0o700)
        shutil.copy(self.path("old", "key"), self.data)
        self.assertEqual(self.run_broker("import", dump).code, 0)
        broker = self.start()
        self.send(broker, "on")  # prints nothing: no warning of another history
        self.assertEqual(self.texts(broker), ["kept", "on"])
        self.stop(broker)

    def test_a_killed_brokers_journal_is_exported_with_its_last_message(self):
        broker = self.start()
        self.send(broker, "last")
        broker.child.kill()
        broker.exit_code()
        before = sorted(os.listdir(self.data))
        with open(self.exported(), "rb") as file:
            self.assertIn(b"last", file.read())
        self.assertEqual(sorted(os.listdir(self.data)), before)

    def test_export_and_import_join_in_a_pipe(self):
        self.served_once()
        exporting = subprocess.Popen([BROKER, "export", "-", "--data", self.data], stdout=subprocess.PIPE)
        with exporting.stdout as pipe:
            done = self.run_broker("import", "-", data=self.path("new"), stdin=pipe)
        self.assertEqual((exporting.wait(PATIENCE_S), done.code, done.err), (0, 0, ""))
        again = self.exported("again", data=self.path("new"))
        with open(again, "rb") as one, open(self.exported(), "rb") as other:
            self.assertEqual(one.read(), other.read())

    def test_an_export_is_restored_from_a_pipe_as_a_journal_that_continues_it(self):
        self.served_once()
        exporting = subprocess.Popen([BROKER, "export", "-", "--data", self.data], stdout=subprocess.PIPE)
        with exporting.stdout as pipe:
            done = self.run_broker("restore", "--from", "-", data=self.path("new"), stdin=pipe)
        self.assertEqual((exporting.wait(PATIENCE_S), done.code, done.err), (0, 0, ""))
        self.assertRegex(done.out, r"\ARestored: 1 entry .*\nThe broker's key is not in it: copy the file key ")
        old, new = (json.loads(self.run_broker("export", "-", "--json", data=data).out.splitlines()[0])
                    for data in (self.data, self.path("new")))
        self.assertEqual((new["parents"], new["key"]), ([old["id"]], old["key"]))
        self.assertNotEqual(new["id"], old["id"])

    def test_the_readable_form_is_json_in_each_line(self):
        self.served_once(text="h\u00e9 \"quoted\"")
        done = self.run_broker("export", "-", "--json")
        self.assertEqual((done.code, done.err), (0, ""))
        records = [json.loads(line) for line in done.out.splitlines()]
        self.assertEqual([record["t"] for record in records],
                         ["journal", "account", "name", "conversation", "entry", "read", "end"])
        self.assertEqual(records[4]["content"], "h\u00e9 \"quoted\"")
        self.assertEqual(records[-1]["records"], 6)


class Killed(MovingTest):
    def killed_import(self):
        """Kills an import in the middle, and checks that it left no journal."""
        with open(self.exported(), "rb") as file:
            dump = file.read()
        importing = subprocess.Popen([BROKER, "import", "-", "--data", self.path("new")], stdin=subprocess.PIPE)
        # The pipe holds 64 KiB: most of this was read when it is written.
        importing.stdin.write(dump[:-1000])
        importing.stdin.flush()
        importing.kill()
        importing.stdin.close()
        self.assertEqual(importing.wait(PATIENCE_S), -signal.SIGKILL)
        self.assertFalse(os.path.exists(self.path("new", "journal.db")))
        self.assertEqual(len(os.listdir(self.path("new"))), 2)  # the lock, and what was written

    def test_after_a_killed_import_the_next_one_leaves_only_the_journal(self):
        self.long_journal()
        self.killed_import()
        done = self.run_broker("import", self.path("dump"), data=self.path("new"))
        self.assertRegex(done.out, r"\AImported: 13 entries ")
        self.assertRegex(self.run_broker("verify", data=self.path("new")).out, r"\Asound: 13 ")
        self.assertEqual(sorted(os.listdir(self.path("new"))), ["journal.db", "lock"])

    def test_after_a_killed_import_a_start_removes_what_it_left_and_nothing_else(self):
        self.long_journal()
        self.killed_import()
        for name in (".indaba-AbCdEf", ".new-journal.mine"):  # a backup into the directory makes the first
            os.mkdir(self.path("new", name))
        self.stop(self.start(data=self.path("new")))
        self.assertEqual(sorted(os.listdir(self.path("new"))),
                         [".indaba-AbCdEf", ".new-journal.mine", "journal.db", "key", "lock"])


class Refused(MovingTest):
    def test_a_directory_with_a_journal_or_a_broker_is_left_alone(self):
        broker = self.start()
        self.send(broker, "kept")
        dump = self.exported()
        self.assertIn("Another broker uses", self.run_broker("import", dump).err)
        self.stop(broker)
        self.assertIn("journal.db exists already", self.run_broker("import", dump).err)
        broker = self.start()
        self.assertEqual(self.texts(broker), ["kept"])
        self.stop(broker)

    def test_another_key_is_refused_before_anything_is_written(self):
        self.served_once()
        dump = self.exported()
        os.mkdir(self.path("new"), 0o700)
        with open(self.path("new", "key"), "w", encoding="ascii", opener=lambda name, flags: os.open(name, flags, 0o600)) as key:
            key.write("1" * 64 + "\n")
        self.no_import(dump, "every client would warn of an impostor", left=("key", "lock"))

    def test_files_that_are_no_dump_are_named(self):
        self.long_journal()
        with open(self.exported(), "rb") as file:
            dump = file.read()
        newer = dump.replace(b"\xa7version\x01", b"\xa7version\x02", 1)
        for name, content, sentence in (
                ("empty", b"", "it is empty"),
                ("cut", dump[:-40], "it ends too early"),
                ("longer", dump + b"?", "bytes follow its end"),
                ("damaged", dump.replace(b"text 5", b"tex? 5"), r"conversation [0-9a-f]{32}: entry 7 is not what was stored"),
                ("signed off", dump[:-5] + b"?????", "its hash is not that of its records"),
                ("newer", newer, r"a newer version of Indaba wrote it \(its format is 2"),
                ("foreign", b"#!/bin/sh\n" * 100, "not what indaba-broker export writes")):
            with self.subTest(name):
                with open(self.path(name), "wb") as file:
                    file.write(content)
                self.no_import(self.path(name), rf"{name} cannot be imported: .*{sentence}.* Nothing was imported\.",
                               left=() if name in ("empty", "newer", "foreign") else ("lock",))
                shutil.rmtree(self.path("new"), ignore_errors=True)
        self.no_import(self.path("none"), "none cannot be imported: No such file", left=())
        self.no_import(self.directory, "it is a directory", left=())
        self.no_import(os.path.join(self.data, "journal.db"), "it is a database", left=())

    def test_a_full_disk_leaves_nothing(self):
        self.long_journal()
        self.no_export(self.path("full"), sentence="full cannot be written: its disk is full",
                       preexec_fn=limit_files(20_000))
        self.assertFalse(os.path.exists(self.path("full")))
        with open("/dev/full", "wb") as full:
            done = subprocess.run([BROKER, "export", "-", "--data", self.data], stdout=full, stderr=subprocess.PIPE,
                                  timeout=PATIENCE_S, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"could not be written to standard output completely", done.stderr)
        dump = self.exported()
        for size in (20_000, 200_000):  # for the empty journal, for the entries
            self.no_import(dump, "disk is full.* Nothing was imported", preexec_fn=limit_files(size))

    def test_directories_that_cannot_be_written_or_read_are_named(self):
        self.served_once()
        dump = self.exported()
        self.no_export(self.path("no such", "file"), sentence="no such cannot be written: No such file")
        self.no_export(self.path("x"), sentence="There is no broker's data directory", data=self.path("none"))
        user = self.as_nobody()
        os.mkdir(self.path("closed"), 0o500)
        os.chown(self.path("closed"), *(os.stat(dump).st_uid, os.stat(dump).st_gid))
        self.no_export(self.path("closed", "file"), sentence="closed cannot be written: Permission denied", **user)
        self.no_import(dump, "closed", data="closed", left=(), **user)
        os.chmod(dump, 0)
        self.no_import(dump, "dump cannot be imported: Permission denied", left=(), **user)

    def test_an_existing_file_is_overwritten_on_demand_only(self):
        self.served_once()
        with open(self.path("dump"), "w", encoding="ascii") as file:
            file.write("precious")
        self.no_export(self.path("dump"), sentence=r"dump exists\. .*--force")
        with open(self.path("dump"), encoding="ascii") as file:
            self.assertEqual(file.read(), "precious")
        self.assertEqual(self.run_broker("export", self.path("dump"), "--force"), (0, "", ""))
        self.assertEqual(self.run_broker("import", self.path("dump"), data=self.path("new")).code, 0)

    def test_a_damaged_or_older_journal_is_not_exported(self):
        self.served_once()
        with sqlite3.connect(os.path.join(self.data, "journal.db")) as database:
            database.execute("UPDATE entries SET body = x'00' WHERE number = 1")
        self.no_export(self.path("dump"), sentence=r"is damaged, and was not exported: conversation [0-9a-f]{32}: entry 1 ")
        with sqlite3.connect(os.path.join(self.data, "journal.db")) as database:
            database.execute("PRAGMA user_version = 3")
        self.no_export(self.path("dump"), sentence="an earlier version of Indaba")
        self.assertFalse(os.path.exists(self.path("dump")))

    def test_a_file_is_required(self):
        for command in ("export", "import"):
            done = subprocess.run([BROKER, command, "--data", self.path("new")], capture_output=True,
                                  timeout=PATIENCE_S, check=False)
            self.assertEqual(Ended(done.returncode, done.stdout, b""), (2, b"", b""))
            self.assertFalse(os.path.exists(self.path("new")))
            helped = subprocess.run([BROKER, command, "--help"], capture_output=True, timeout=PATIENCE_S, check=True)
            self.assertTrue(re.search(rb"(?m)^ *FILE ", helped.stdout), helped.stdout)


if __name__ == "__main__":
    unittest.main()
