"""A full disk, as newcomers and the operator meet it. A limit of the size of files stands for the disk."""

import os
import resource
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from cli_harness import BrokerTest, Process
from data_harness import DataDirectoryTest

FULL = "The broker's disk is full. Nothing can be stored until its operator makes room."


class Newcomer(BrokerTest):
    def setUp(self):
        super().setUp()
        data = os.path.join(self.directory, "data")
        self.limit(max(os.path.getsize(os.path.join(data, name)) for name in os.listdir(data)))

    def limit(self, size):
        resource.prlimit(self.broker.child.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    def fill(self):
        """Writes until the disk is full, also for what is short."""
        for size in (10_000, 1_000, 1):
            while self.run_cli("ann", "send", "--timeout", "3", "x" * size).code == 0:
                pass

    def test_the_end_of_a_command_names_the_full_disk(self):
        self.fill()
        done = self.run_cli("bob", "send", "--timeout", "3", "hi")
        self.assertEqual(done.code, 3)
        self.assertIn(FULL, done.err)

    def test_chat_says_what_it_waits_for_and_comes_in_when_there_is_room(self):
        self.fill()
        bob = self.started(Process(self.arguments("bob", "chat")))
        bob.out.wait_for("Waiting: " + FULL)
        self.limit(resource.RLIM_INFINITY)
        bob.out.wait_for("You are bob")


class Backup(DataDirectoryTest):
    def test_a_backup_without_room_names_the_file_that_was_asked_for(self):
        self.served_once()
        done = self.run_broker("backup", self.path("copy"), before=["prlimit", "--fsize=8192"])
        self.assertEqual((done.code, done.out), (1, ""))
        self.assertIn(f"{self.path('copy')} cannot be written: its disk is full.", done.err)
        self.assertFalse(os.path.exists(self.path("copy")))


if __name__ == "__main__":
    unittest.main(verbosity=2)
