"""What a person sees in the window, and keeps, when something around it fails: the broker's disk, the
broker itself, the terminal that the window was started from.

    INDABA_BIN=build/dev/bin python3 tests/ui/window_faults_test.py Faults.test_a_full_disk_is_said
"""

import errno
import os
import signal
import subprocess
import unittest

from windows import BIN, PATIENCE_S, WindowTest, wait_until


def composed(text):
    return lambda report: report.within("composer") == [text]


class Faults(WindowTest):
    # ---- the broker's disk

    def small_disk(self):
        """Returns a directory on a disk of its own with 2 MiB; skips the test where nobody may mount."""
        if os.geteuid() != 0:
            self.skipTest("only the superuser can mount a small disk")
        disk = os.path.join(self.directory, "disk")
        os.mkdir(disk)
        mount = ["mount", "-t", "tmpfs", "-o", "size=2m,mode=0755", "tmpfs", disk]
        if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
            self.skipTest("this machine lets nobody mount a small disk")
        self.addCleanup(subprocess.run, ["umount", "--lazy", disk], check=True)
        return disk

    def fill(self, disk):
        """Returns the file that takes all the room that is left."""
        filler = os.path.join(disk, "filler")
        with open(filler, "wb", buffering=0) as file:
            with self.assertRaises(OSError) as full:
                while True:
                    file.write(bytes(4096))
        self.assertEqual(full.exception.errno, errno.ENOSPC)
        return filler

    def test_a_full_disk_is_said_and_what_was_typed_is_sent_once_when_there_is_room(self):
        disk = self.small_disk()
        self.start_broker(data="disk/data")
        ann = self.open_joined_windows("ann")
        (bob,) = self.line_clients("bob")
        bob.type("before")
        ann.wait_for("before")
        self.assertEqual(self.history(), [("bob", "before")])  # a new account cannot come in later
        filler = self.fill(disk)
        ann.say("typed while it is full")
        ann.wait_for("Waiting: the broker's disk is full.", "typed while it is full")
        bob.type("bob's line")
        bob.out.wait_for("disk is full")
        ann.type("half a draft")
        ann.wait_for(composed("half a draft"))
        # The text is in the home: it outlives the window.
        wait_until("the draft is kept", lambda: self.is_kept(ann, "half a draft"))
        ann.kill()
        ann.open("--server", self.server(), "--name", "ann")
        ann.wait_for("typed while it is full", "Waiting: the broker's disk is full.",
                     composed("half a draft"))
        self.picture_of(ann)
        self.assertEqual(self.history(), [("bob", "before")])
        os.remove(filler)
        wait_until("both texts are stored", lambda: len(self.history()) == 3)
        report = ann.wait_for("bob's line", lambda r: not r.shows("disk is full"))
        self.assertEqual([report.count("typed while it is full"), report.count("bob's line")], [1, 1])
        self.assertTrue(composed("half a draft")(report))
        self.assertEqual(sorted(self.history()), [("ann", "typed while it is full"),
                                                  ("bob", "before"), ("bob", "bob's line")])

    def test_a_full_home_is_said_once_and_the_text_stays_until_there_is_room(self):
        disk = self.small_disk()
        self.start_broker()
        ann = self.desktop("ann")
        ann.home = os.path.join(disk, "home")
        ann.open("--server", self.server(), "--name", "ann")
        ann.wait_ready()
        filler = self.fill(disk)
        ann.say("not lost")
        ann.wait_for("cannot be written: its disk is full.", composed("not lost"))
        ann.key("ctrl+l", "ctrl+l", "ctrl+l")
        report = ann.wait_for("settings.toml cannot be written: No space left on device.")
        self.assertEqual(report.count("settings.toml"), 1)
        os.remove(filler)
        ann.key("Return")
        wait_until("the text is stored", lambda: self.history() == [("ann", "not lost")])

    @staticmethod
    def is_kept(desktop, text):
        """Returns whether a file of the home holds `text`."""
        for name in os.listdir(desktop.home):
            if ".db" in name:
                with open(os.path.join(desktop.home, name), "rb") as file:
                    if text.encode() in file.read():
                        return True
        return False

    @staticmethod
    def picture_of(desktop):
        """Writes a picture to look at, if INDABA_PICTURES names a directory."""
        if os.environ.get("INDABA_PICTURES"):
            desktop.screenshot(os.path.join(os.environ["INDABA_PICTURES"], "disk_full.png"))

    # ---- signals, and a second start

    def test_a_window_that_a_signal_ends_keeps_the_draft_and_says_bye(self):
        self.start_broker()
        ann = self.desktop("ann")
        draft = ""
        for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT):
            ann.open("--server", self.server(), "--name", "ann")
            ann.wait_ready()
            ann.type("x")
            draft += "x"
            ann.wait_for(composed(draft))
            ann.child.send_signal(number)
            self.assertEqual(ann.exit_code(), 0)
            wait_until("others have seen the bye", lambda: "ann" not in self.who())

    def test_a_second_start_says_that_it_does_not_use_another_address(self):
        self.start_broker()
        ann = self.open_joined_windows("ann")
        for arguments, said in (((), "in front.\n"), ((self.server(),), "in front.\n"),
                                (("127.0.0.1:1",), "The address was not used")):
            second = subprocess.run(
                [os.path.join(BIN, "indaba"), "--home", ann.home, *arguments], env=ann.environment,
                capture_output=True, timeout=PATIENCE_S, check=False)
            self.assertEqual((second.returncode, second.stderr), (0, b""))
            self.assertIn(said, second.stdout.decode())
        ann.say("one window")
        ann.wait_for("one window")

    # ---- the dialogs

    def test_a_broker_that_is_killed_while_a_dialog_is_open_is_reported_there(self):
        self.start_broker()
        ann = self.desktop("ann").open()
        ann.fill_dialog(self.port, "ann")
        ann.key("Return")
        ann.wait_for("Trust this server?")
        self.broker.child.kill()
        ann.key("Tab", "Return")
        failed = ann.wait_for("FAILED TO CONNECT")
        self.assertEqual(failed.within("name"), ["ann"])
        self.start_broker(port=self.port)
        ann.key("Return")
        self.trust(ann)
        ann.wait_ready()


if __name__ == "__main__":
    unittest.main(verbosity=2)
