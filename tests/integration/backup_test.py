"""Backups, `verify`, and orders on a data directory that no broker uses."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from cli_harness import PATIENCE_S
from data_harness import BROKER, DataDirectoryTest


def account_of(link):
    return re.search(r"/#([0-9a-f]{64})", link).group(1)


class Backup(DataDirectoryTest):
    def restored(self, backup):
        """Returns a data directory in which a backup is the journal."""
        data = self.path("restored")
        os.mkdir(data, 0o700)
        shutil.copy(backup, os.path.join(data, "journal.db"))
        return data

    def backed_up(self, *more, to="copy"):
        self.assertEqual(self.run_broker("backup", self.path(to), *more), (0, "", ""))
        return self.path(to)

    def test_a_backup_of_a_running_broker_is_whole_and_restores_the_key(self):
        broker = self.start()
        self.send(broker, "before")
        backup = self.backed_up()
        self.send(broker, "after")
        self.assertEqual(oct(os.stat(backup).st_mode & 0o777), "0o600")
        self.assertRegex(self.run_broker("verify", backup).out, r"\Asound: \d+ ")
        self.stop(broker)
        restored = self.start(data=self.restored(backup))
        self.assertEqual(account_of(restored.link), account_of(broker.link))
        self.assertEqual(self.texts(restored, home="home of another", name="bob"), ["before"])
        self.stop(restored)
        self.assert_no_secret_in(self.path("restored", "journal.db"), self.path("restored", "key"))

    def test_a_backup_is_restored_as_a_new_journal_with_its_key_and_clients_go_on(self):
        broker = self.start()
        self.send(broker, "before")
        backup = self.backed_up()
        self.send(broker, "lost")
        self.stop(broker)
        done = self.run_broker("restore", "--from", backup, data=self.path("new"))
        self.assertEqual((done.code, done.err), (0, ""))
        self.assertRegex(done.out, r"\ARestored: 1 entry of 1 conversation, 1 account\.\nThe broker's key is in the backup, "
                                   r".*\nIt is a new journal that continues the old one: .*\n\Z")
        restored = self.start(data=self.path("new"))
        self.assertEqual(account_of(restored.link), account_of(broker.link))
        done = self.cli(restored, "send", "on")
        self.assertEqual((done.code, done.out), (0, ""))
        self.assertNotIn("differs", done.err)
        self.assertEqual(self.texts(restored, home="home of another", name="bob"), ["before", "on"])
        self.stop(restored)
        self.assert_no_secret_in(self.path("new", "journal.db"), self.path("new", "key"))
        self.assertIn("journal.db exists already",
                      self.run_broker("restore", "--from", backup, data=self.path("new")).err)

    def assert_no_secret_in(self, journal, key):
        with open(key, encoding="ascii") as file:
            secret = bytes.fromhex(file.read())
        with open(journal, "rb") as file:
            self.assertNotIn(secret, file.read())

    def test_without_the_key_a_backup_holds_no_secret(self):
        self.served_once()
        backup = self.backed_up("--without-key")
        self.assert_no_secret_in(backup, os.path.join(self.data, "key"))
        self.assertRegex(self.refused(data=self.restored(backup)), "has a journal but no key")
        shutil.copy(os.path.join(self.data, "key"), self.path("restored"))
        self.stop(self.start(data=self.path("restored")))

    def test_a_stopped_directory_is_backed_up_and_left_as_it_is(self):
        self.served_once()
        before = sorted(os.listdir(self.data))
        self.backed_up()
        self.assertEqual(sorted(os.listdir(self.data)), before)

    def test_a_killed_brokers_directory_is_backed_up_with_its_last_message(self):
        broker = self.start()
        self.send(broker, "last")
        broker.child.kill()
        broker.exit_code()
        restored = self.start(data=self.restored(self.backed_up()))
        self.assertEqual(self.texts(restored, home="home of another", name="bob"), ["last"])
        self.stop(restored)

    def test_standard_output_takes_a_backup_too(self):
        self.served_once()
        done = subprocess.run([BROKER, "backup", "-", "--data", self.data], capture_output=True,
                              timeout=PATIENCE_S, check=True)
        with open(self.path("copy"), "wb") as file:
            file.write(done.stdout)
        self.assertRegex(self.run_broker("verify", self.path("copy")).out, r"\Asound: \d+ ")

    def test_an_existing_file_is_overwritten_on_demand_only(self):
        self.served_once()
        with open(self.path("copy"), "w", encoding="ascii") as file:
            file.write("precious")
        done = self.run_broker("backup", self.path("copy"))
        self.assertEqual((done.code, done.out), (1, ""))
        self.assertRegex(done.err, r"copy exists\. .*--force")
        with open(self.path("copy"), encoding="ascii") as file:
            self.assertEqual(file.read(), "precious")
        self.backed_up("--force")
        self.assertRegex(self.run_broker("verify", self.path("copy")).out, r"\Asound: ")

    def test_a_damaged_journal_makes_no_backup(self):
        self.served_once()
        with sqlite3.connect(os.path.join(self.data, "journal.db")) as database:
            database.execute("UPDATE entries SET body = x'00' WHERE number = 1")
        done = self.run_broker("backup", self.path("copy"))
        self.assertEqual((done.code, done.out), (1, ""))
        self.assertRegex(done.err, r"is damaged, and no backup was made: ")
        self.assertFalse(os.path.exists(self.path("copy")))
        self.assertEqual([name for name in os.listdir(self.directory) if name.startswith(".")], [])

    def test_a_full_disk_or_a_reader_that_has_gone_is_an_error(self):
        self.served_once()
        with open("/dev/full", "wb") as full:
            done = subprocess.run([BROKER, "backup", "-", "--data", self.data], stdout=full,
                                  stderr=subprocess.PIPE, timeout=PATIENCE_S, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"could not be written to standard output", done.stderr)
        done = self.run_broker("backup", self.path("no such directory", "copy"))
        self.assertEqual(done.code, 1)
        self.assertRegex(done.err, r"no such directory cannot be written: ")


class Verify(DataDirectoryTest):
    def test_read_only_media_are_verified_and_no_file_is_left_behind(self):
        self.served_once()
        user = self.as_nobody()
        for name in os.listdir(self.data):
            os.chmod(os.path.join(self.data, name), 0o400)
        os.chmod(self.data, 0o500)
        before = sorted(os.listdir(self.data))
        self.assertRegex(self.run_broker("verify", **user).out, r"\Asound: ")
        self.assertRegex(self.run_broker("status", **user).out, r"1 entry")
        self.assertEqual(sorted(os.listdir(self.data)), before)
        os.chmod(self.data, 0o700)

    def test_after_a_crash_read_only_media_are_verified_with_the_last_message(self):
        broker = self.start()
        self.send(broker, "last")
        broker.child.kill()
        broker.exit_code()
        user = self.as_nobody()
        for shared_memory in ("left behind", "removed"):
            with self.subTest(shared_memory):
                if shared_memory == "removed":
                    os.chmod(self.data, 0o700)
                    os.remove(os.path.join(self.data, "journal.db-shm"))
                os.chmod(self.data, 0o500)
                self.assertRegex(self.run_broker("verify", **user).out, r"\Asound: 1 entry ")
        os.chmod(self.data, 0o700)

    def test_a_file_that_is_no_journal_is_named(self):
        self.assertEqual(self.run_broker("verify", self.path("nothing")).code, 1)
        with open(self.path("text"), "w", encoding="ascii") as file:
            file.write("no journal" * 1000)
        done = self.run_broker("verify", self.path("text"))
        self.assertEqual(done.code, 1)
        self.assertIn("is not an Indaba journal", done.err)


class OrdersWithoutABroker(DataDirectoryTest):
    def order(self, *arguments, code=0):
        done = self.run_broker(*arguments)
        self.assertEqual(done.code, code, done)
        return done

    def test_status_and_who_read_the_journal(self):
        self.served_once()
        done = self.order("status")
        self.assertRegex(done.out, r"\Abroker +not running\n")
        self.assertRegex(done.out, r"(?m)^in the lobby +1 entry$")
        self.assertRegex(done.err, r"\ANo broker runs on .*data; this is about its journal\.\n\Z")
        self.assertRegex(self.order("who").out, r"[0-9a-f]{64}  ann")

    def test_orders_hold_once_the_broker_runs(self):
        self.served_once()
        self.order("ban", "ann")
        broker = self.start()
        self.assertNotEqual(self.cli(broker, "send", "again").code, 0)
        self.stop(broker)
        self.order("unban", "ann")
        broker = self.start()
        self.send(broker, "again")
        self.stop(broker)

    def test_an_invite_is_made_before_the_start(self):
        self.served_once()
        done = self.order("invite", "--access", "invite", "--port", "21987", "--bind", "127.0.0.1")
        self.assertRegex(done.out, r"indaba://127\.0\.0\.1:21987/#[0-9a-f]{64}\S+")
        self.assertIn("closed", self.order("invite", "--access", "closed", code=1).err)

    def test_links_and_kick_need_a_broker(self):
        self.served_once()
        self.assertIn("No broker runs", self.order("links", code=1).err)
        self.assertIn("No broker runs", self.order("kick", "ann", code=1).err)

    def test_orders_at_the_same_time_wait_for_each_other(self):
        self.served_once()
        killed = self.start()  # leaves its control socket behind
        killed.child.kill()
        killed.exit_code()
        orders = [subprocess.Popen([BROKER, order, "ann", "--data", self.data],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
                  for order in ("ban", "op", "allow", "unban", "ban", "unban")]
        ends = [(order.communicate(timeout=PATIENCE_S)[1], order.returncode) for order in orders]
        self.assertEqual([code for _, code in ends], [0] * 6, ends)

    def test_an_order_that_is_wrong_says_so(self):
        self.served_once()
        self.assertIn("No account has that name", self.order("ban", "nobody", code=1).err)


if __name__ == "__main__":
    unittest.main()
