"""The broker's data directory: every start with a file of it missing, empty, foreign, damaged or replaced; key
and journal that belong together; one broker at a time; other users."""

import os
import shutil
import sqlite3
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from data_harness import BROKER, NOBODY, DataDirectoryTest



def missing(path):
    os.remove(path)


def empty(path):
    open(path, "wb").close()


def foreign(path):
    with open(path, "wb") as file:
        file.write(b"The list of what is to be bought: bread, milk, tea.\n" * 400)


def foreign_database(path):
    os.remove(path)
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE bought (what TEXT)")


def directory(path):
    os.remove(path)
    os.mkdir(path)


def half_written(path):
    os.truncate(path, os.path.getsize(path) // 2)


def readable_by_others(path):
    os.chmod(path, 0o644)


def dangling_link(path):
    os.remove(path)
    os.symlink("nowhere", path)


class EveryStart(DataDirectoryTest):
    """What a start says to a file that is not as it was left."""

    REFUSED = [
        ("key", missing, r"has a journal but no key: .*data/key is missing\. .*--new-key"),
        ("key", empty, r"data/key is damaged.*--new-key"),
        ("key", foreign, r"data/key is damaged.*--new-key"),
        ("key", half_written, r"data/key is damaged.*--new-key"),
        ("key", directory, r"data/key"),
        ("key", dangling_link, r"data/key"),
        ("key", readable_by_others, r"data/key .*chmod 600"),
        ("journal.db", missing, r"has a key but no journal: .*data/journal\.db is missing or empty.*--new-journal"),
        ("journal.db", empty, r"has a key but no journal.*--new-journal"),
        ("journal.db", foreign, r"data/journal\.db is not an Indaba journal"),
        ("journal.db", foreign_database, r"data/journal\.db is not an Indaba journal: it belongs to another program"),
        ("journal.db", directory, r"data/journal\.db cannot be opened"),
        ("journal.db", dangling_link, r"has a key but no journal"),
        ("journal.db", half_written, r"data/journal\.db"),
        ("lock", directory, r"lock"),
    ]
    TAKEN = [
        ("journal.db", readable_by_others),
        ("lock", missing),
        ("lock", foreign),
        ("lock", readable_by_others),
    ]

    def test_a_start_that_would_lose_something_is_refused_and_changes_nothing(self):
        self.served_once()
        for name, change, sentence in self.REFUSED:
            with self.subTest(f"{name}: {change.__name__}"):
                data = self.path("case", "data")
                os.mkdir(self.path("case"))
                shutil.copytree(self.data, data)
                change(os.path.join(data, name))
                before = self.contents(data)
                self.assertRegex(self.refused(data=data), sentence)
                self.assertEqual(self.contents(data), before)
                shutil.rmtree(self.path("case"))

    def test_a_start_takes_what_loses_nothing(self):
        self.served_once()
        for name, change in self.TAKEN:
            with self.subTest(f"{name}: {change.__name__}"):
                data = self.path("case", "data")
                os.mkdir(self.path("case"))
                shutil.copytree(self.data, data)
                change(os.path.join(data, name))
                broker = self.start(data=data)
                self.assertEqual(self.texts(broker), ["kept"])
                self.stop(broker)
                shutil.rmtree(self.path("case"))

    def test_a_stale_control_socket_is_replaced(self):
        self.served_once()
        foreign(os.path.join(self.data, "control"))
        broker = self.start()
        self.assertEqual(self.run_broker("links").code, 0)
        self.stop(broker)

    def test_other_users_cannot_read_the_journal(self):
        self.served_once()
        os.chmod(os.path.join(self.data, "journal.db"), 0o644)
        broker = self.start()
        self.send(broker, "more")
        modes = {name: oct(os.stat(os.path.join(self.data, name)).st_mode & 0o777)
                 for name in ("key", "journal.db", "journal.db-wal", "journal.db-shm")}
        self.assertEqual(set(modes.values()), {"0o600"}, modes)
        self.stop(broker)

    def test_a_directory_that_cannot_be_written_is_named(self):
        self.served_once()
        user = self.as_nobody()
        os.chmod(self.data, 0o500)
        self.assertRegex(self.refused(**user), r"data.* cannot be written")
        os.chmod(self.data, 0o700)

    @staticmethod
    def contents(data):
        """Returns the bytes of the files, but for those that each start makes anew."""
        result = {}
        for name in sorted(os.listdir(data)):
            path = os.path.join(data, name)
            if name == "lock" or name.endswith(("-wal", "-shm")):
                continue
            if os.path.isfile(path):
                with open(path, "rb") as file:
                    result[name] = file.read()
            else:
                result[name] = os.path.islink(path) and os.readlink(path)
        return result


class KeyAndJournal(DataDirectoryTest):
    def key(self, data=None):
        with open(os.path.join(data or self.data, "key"), encoding="ascii") as file:
            return file.read()

    def test_a_new_key_is_made_on_demand_and_once(self):
        self.served_once()
        old = self.key()
        os.remove(os.path.join(self.data, "key"))
        broker = self.start("--new-key")
        self.assertNotEqual(self.key(), old)
        self.stop(broker)
        new = self.key()
        self.stop(self.start("--new-key"))
        self.assertEqual(self.key(), new)

    def test_a_damaged_key_is_kept_aside(self):
        self.served_once()
        half_written(os.path.join(self.data, "key"))
        damaged = self.key()
        self.stop(self.start("--new-key"))
        (aside,) = [name for name in os.listdir(self.data) if name.startswith("key.damaged-")]
        with open(os.path.join(self.data, aside), encoding="ascii") as file:
            self.assertEqual(file.read(), damaged)

    def test_a_new_journal_is_begun_on_demand_with_the_same_key(self):
        self.served_once()
        old = self.key()
        os.remove(os.path.join(self.data, "journal.db"))
        broker = self.start("--new-journal")
        self.assertEqual(self.key(), old)
        self.stop(broker)

    def test_a_key_of_another_broker_is_refused(self):
        self.served_once()
        self.served_once(data=self.path("other"))
        shutil.copy(self.path("other", "key"), self.data)
        self.assertRegex(self.refused(), r"is not the key with which this journal was served.*--new-key")
        self.stop(self.start("--new-key"))
        self.stop(self.start())

    def test_a_first_start_that_was_interrupted_is_continued(self):
        # The journal is there and the key is not: the state between the two steps of a first start.
        self.stop(self.start())
        os.remove(os.path.join(self.data, "key"))
        with sqlite3.connect(os.path.join(self.data, "journal.db")) as database:
            database.execute("DELETE FROM meta WHERE name = 'broker'")
        self.stop(self.start())

    def test_a_supervised_broker_begins_no_empty_journal_after_its_own_was_removed(self):
        for asked in ([], ["--new-journal"]):
            with self.subTest(asked=asked):
                data = self.path("data" + "".join(asked))
                broker = self.start("--supervise", *asked, data=data)
                self.send(broker, "said", home="home" + "".join(asked))
                os.remove(os.path.join(data, "journal.db"))
                self.cli(broker, "send", "--timeout", "1", "lost", home="home" + "".join(asked))
                self.assertEqual(broker.exit_code(), 1, broker.out.all())
                self.assertTrue(broker.out.matching("has a key but no journal"), broker.out.all())

    def test_a_supervised_broker_whose_directory_is_gone_does_not_start_anew(self):
        broker = self.start("--supervise")
        self.send(broker, "said")
        shutil.rmtree(self.data)
        self.cli(broker, "send", "--timeout", "1", "lost")
        self.assertEqual(broker.exit_code(), 1, broker.out.all())
        self.assertFalse(os.path.exists(self.data))


class OneBroker(DataDirectoryTest):
    def test_without_the_lock_file_a_second_broker_is_refused_too(self):
        broker = self.start()
        os.remove(os.path.join(self.data, "lock"))
        self.assertIn("Another broker uses", self.refused())
        self.stop(broker)


class OtherUsers(DataDirectoryTest):
    @unittest.skipUnless(os.geteuid() == 0, "only the superuser can run a program as another user")
    def test_orders_of_another_user_are_told_whom_to_ask(self):
        broker = self.start()
        shutil.copy(BROKER, self.path("indaba-broker"))
        os.chmod(self.directory, 0o755)
        stranger = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
        for order in (["who"], ["status"], ["verify"], ["ban", "ann"], ["backup", self.path("copy")]):
            with self.subTest(order=order[0]):
                done = self.run_broker(*order, before=stranger, broker=self.path("indaba-broker"),
                                       cwd="/")
                self.assertEqual((done.code, done.out), (1, ""))
                self.assertRegex(done.err, r"Permission denied: .*data belongs to the user root\. Run this as "
                                           r"that user: sudo -u root ")
        self.stop(broker)

    def test_a_directory_that_is_not_there_is_named(self):
        for order in (["who"], ["status"], ["verify"], ["ban", "ann"], ["backup", self.path("copy")]):
            with self.subTest(order=order[0]):
                done = self.run_broker(*order, data=self.path("nowhere"))
                self.assertEqual((done.code, done.out), (1, ""))
                self.assertIn("nowhere", done.err)
                self.assertFalse(os.path.exists(self.path("nowhere")))


if __name__ == "__main__":
    unittest.main()
