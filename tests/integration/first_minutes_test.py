"""The first minutes of somebody who has just fetched the source: ./run, in a terminal and without one.

./run takes the programs of INDABA_BIN and builds nothing. Each test has a directory of its own, with a
blank in its name, that is HOME and holds all data. No test needs a display.
"""

import fcntl
import os
import pathlib
import pty
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import termios
import time
import unittest

from cli_harness import BIN, PATIENCE_S, Lines, free_port_pair

RUN = str(pathlib.Path(__file__).resolve().parents[2] / "run")
BOUND_S = 60


class Terminal:
    """A command in a terminal of its own, and the lines that it shows."""

    def __init__(self, command, environment, cwd):
        self._master, slave = pty.openpty()
        self.child = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, cwd=cwd,
                                      env=environment, start_new_session=True,
                                      preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        os.close(slave)
        self._stream = os.fdopen(os.dup(self._master), "rb", buffering=0)
        self.out = Lines(self._stream)

    def type(self, text):
        os.write(self._master, text.encode())

    def exit_code(self):
        code = self.child.wait(BOUND_S)
        self.out.join()
        return code

    def text(self):
        return "\n".join(line.rstrip("\r") for line in self.out.all())

    def close(self):
        if self.child.poll() is None:
            self.child.kill()
        self.child.wait(BOUND_S)
        os.close(self._master)
        self.out.join()
        self._stream.close()


class Case(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.mkdtemp(prefix="indaba first minutes ")
        self.addCleanup(shutil.rmtree, self.directory, ignore_errors=True)
        self.port = free_port_pair()
        self.data = os.path.join(self.directory, ".local/share/indaba-broker")
        kept = {name: value for name, value in os.environ.items()
                if not name.startswith(("INDABA_", "XDG_")) and name not in ("DISPLAY", "WAYLAND_DISPLAY")}
        self.environment = {**kept, "INDABA_BIN": os.path.abspath(BIN), "HOME": self.directory,
                            "INDABA_PORT": str(self.port)}
        self.addCleanup(self.run_it, "stop")

    # ---- helpers

    def changed(self, changes):
        return {name: value for name, value in {**self.environment, **changes}.items() if value is not None}

    def run_it(self, *words, command=RUN, user=None, **changes):
        """Runs ./run without a terminal until it ends."""
        return subprocess.run([command, *words], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              cwd=self.directory, env=self.changed(changes), timeout=BOUND_S, check=False,
                              user=user)

    def do(self, *words, **changes):
        done = self.run_it(*words, **changes)
        self.assertEqual((done.returncode, done.stderr), (0, ""), words)
        return done.stdout

    def in_terminal(self, *words, **changes):
        terminal = Terminal([RUN, *words], self.changed(changes), self.directory)
        self.addCleanup(terminal.close)
        return terminal

    def joined(self, *words, name="ann", **changes):
        """Starts ./run in a terminal and joins with its terminal client."""
        terminal = self.in_terminal(*words, INDABA_NAME=name, **changes)
        terminal.out.wait_for(f"You are {name}")
        return terminal

    def without_terminal(self, **changes):
        """Starts ./run where there is neither a display nor a terminal: it becomes the broker."""
        child = subprocess.Popen([RUN], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                 stderr=subprocess.STDOUT, cwd=self.directory, env=self.changed(changes))
        lines = Lines(child.stdout)
        self.addCleanup(child.stdout.close)
        self.addCleanup(lines.join)
        self.addCleanup(child.wait, BOUND_S)
        self.addCleanup(child.kill)
        lines.wait_for("join link")
        return child

    def links(self, text):
        """Returns the links of a text, with the loopback address that these tests may use."""
        return [re.sub(r"//[^/]*:(\d+)/", r"//127.0.0.1:\1/", link)
                for link in re.findall(r"indaba://\S+", text)]

    def broker_pid(self):
        return int(pathlib.Path(self.data, "broker.pid").read_text())

    def is_running(self, pid):
        try:
            return pathlib.Path(f"/proc/{pid}/cmdline").read_bytes() != b""  # empty: ended, but not reaped
        except OSError:
            return False


class Access(Case):
    """Who is let in, by which links, and who is asked about digits."""

    def test_whoever_starts_a_broker_is_let_in_and_is_its_operator(self):
        for access in ("invite", "closed"):
            with self.subTest(access):
                ann = self.joined(INDABA_ACCESS=access)
                self.assertRegex(self.do("broker", "who"), r"ann  \(operator\)")
                ann.type("/quit\n")
                self.assertEqual(ann.exit_code(), 0)
                self.do("stop")

    def test_the_links_of_a_broker_that_wants_invites_are_invites(self):
        ann = self.joined(INDABA_ACCESS="invite")
        shown = self.links(ann.text())
        self.assertTrue(shown)
        for number, link in enumerate([shown[0], self.links(self.do("links"))[0]]):
            home = os.path.join(self.directory, f"home-{number}")
            self.do("cli", link, "--home", home, "--name", f"bob{number}", "send", "hello")
            ann.out.wait_for(f"bob{number}: hello")

    def test_the_links_of_a_closed_broker_come_with_the_way_to_let_somebody_in(self):
        ann = self.joined("--access", "closed")
        self.assertIn("./run broker allow KEY", ann.text())

    def test_a_running_broker_lets_a_new_home_of_its_owner_in(self):
        self.joined("--access", "invite")
        self.joined(name="anna", INDABA_HOME=os.path.join(self.directory, "other home"))

    def test_links_and_digits_are_printed_at_the_start_and_at_any_time(self):
        started = self.joined().text()
        links = self.do("links")
        digits = re.search(r"^  ((\d{5} ){11}\d{5})$", links, re.MULTILINE).group(1)
        self.assertIn(digits, started)
        self.assertEqual(self.links(started), self.links(links))
        newcomer = self.in_terminal("cli", "--server", f"127.0.0.1:{self.port}", "--name", "bob", "--home", "bob")
        newcomer.out.wait_for("Answer yes or no")
        self.assertIn(digits, newcomer.text())

    def test_links_without_a_broker_say_what_starts_one(self):
        done = self.run_it("links")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("./run starts one", done.stderr)

    def test_every_face_takes_a_link(self):
        self.joined()
        link = self.links(self.do("links"))[0]
        self.do("cli", link, "--home", "bob", "--name", "bob", "send", "by cli")
        self.joined(link, "--home", "cleo", name="cleo")
        for window in ([RUN, "client"], [os.path.join(BIN, "indaba")]):
            done = self.run_it(*window[1:], link, "--home", "dan", command=window[0])
            self.assertEqual(done.returncode, 1)  # no display, but the link is understood
            self.assertIn("There is no display", done.stderr)
        wrong = self.run_it("cli", "--home", "bob", "send", "see", link)
        self.assertEqual(wrong.returncode, 2)
        self.assertEqual(self.run_it("cli", "whoo").returncode, 2)


class Start(Case):
    """What ./run starts in which place, and what it says when it cannot."""

    # ---- ports and options

    def test_a_taken_port_is_said_at_once_with_advice_that_works(self):
        os.makedirs(self.data, mode=0o700)
        pathlib.Path(self.data, "broker.log").write_text("a line of an earlier start\n")
        for taken in (self.port, self.port + 1):
            with self.subTest(taken - self.port), socket.create_server(("", taken)):
                refused = self.in_terminal()
                self.assertEqual(refused.exit_code(), 1)
                self.assertRegex(refused.text(), rf"(?s){taken}.*\./run --port \d+")
                self.assertNotIn("earlier", refused.text())
                advice = re.search(r"\./run (--port \d+)$", refused.text(), re.MULTILINE).group(1).split()
                # The advised ports may be those of a test beside this one, so others are taken here.
                advice[1] = str(free_port_pair())
                self.joined(*advice).type("/quit\n")
                self.assertIn(f":{advice[1]}/", self.do("links"))
                self.do("stop")

    def test_a_wrong_option_ends_with_2_and_a_sentence(self):
        for words, sentence in ((["--prot", "5"], "--prot"), (["--port", "x"], "--port"),
                                (["--name", "ann"], "./run client"), (["dance"], "dance")):
            done = self.run_it(*words)
            self.assertEqual(done.returncode, 2, words)
            self.assertIn(sentence, done.stderr)

    def test_help_is_that_of_run(self):
        whole = self.do("--help")
        self.assertIn("./run stop", whole)
        for words in (("stop", "--help"), ("links", "-h"), ("--port", "5010", "--help")):
            self.assertEqual(self.do(*words), whole, words)

    def test_a_command_of_a_program_is_told_with_the_program(self):
        for words, told in ((("status",), "./run broker status"), (("invite", "--uses", "3"), "./run broker invite --uses 3"),
                            (("backup", "f"), "./run broker backup f"), (("send", "hi"), "./run cli send hi")):
            done = self.run_it(*words)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertTrue(done.stderr.endswith(f": {told}\n"), done.stderr)

    def test_a_home_that_is_no_absolute_path_is_named(self):
        for home in ("", "relative", None):
            for words in ((), ("links",)):
                done = self.run_it(*words, HOME=home)
                self.assertEqual((done.returncode, done.stdout), (1, ""))
                self.assertRegex(done.stderr, "HOME is (not )?set to an absolute path")

    def test_a_running_broker_does_not_ignore_options_silently(self):
        self.joined()
        refused = self.in_terminal("--access", "invite")
        self.assertEqual(refused.exit_code(), 1)
        self.assertIn("./run stop", refused.text())
        warned = self.joined(name="bob", INDABA_ACCESS="invite", INDABA_HOME=os.path.join(self.directory, "bob"))
        self.assertIn("INDABA_ACCESS is invite", warned.text())

    def test_a_broker_of_somebody_else_is_joined(self):
        other = os.path.join(self.directory, "other")
        self.joined(INDABA_DATA=other)
        joining = self.in_terminal(INDABA_HOME=os.path.join(self.directory, "bob"), INDABA_NAME="bob")
        joining.out.wait_for("Answer yes or no")
        self.assertIn("answers at port", joining.text())
        self.do("stop", INDABA_DATA=other)

    def test_the_options_in_force_are_a_file_that_config_reads(self):
        broker = [os.path.join(BIN, "indaba-broker"), "options"]
        options = ["--data", "a \"b\" \\c", "--port", "7", "--access", "closed", "--bind", "127.0.0.1",
                   "--history-for-new", "3", "--no-announce", "--limit", "posts=7+7/s"]
        shown = subprocess.run([*broker, *options], capture_output=True, text=True, check=True).stdout
        file = pathlib.Path(self.directory, "options.toml")
        file.write_text(shown)
        again = subprocess.run([*broker, "--config", str(file)], capture_output=True, text=True, check=True)
        self.assertEqual(again.stdout, shown)

    # ---- displays and terminals

    def test_an_unusable_display_leads_to_the_terminal_client(self):
        ann = self.joined(DISPLAY=":7777")
        self.assertIn("./run cli", ann.text())

    def test_without_a_terminal_run_is_the_broker_and_stop_ends_it(self):
        broker = self.without_terminal(INDABA_ACCESS="invite")
        self.joined()
        self.assertIn("was stopped", self.do("stop"))
        self.assertEqual(broker.wait(BOUND_S), 0)

    def test_the_broker_outlives_its_client_and_an_interrupt(self):
        ann = self.joined()
        ann.type("\x03")
        ann.exit_code()
        self.joined().out.wait_for("1 online")

    # ---- stop, and a broker.pid of others

    def test_stop_ends_no_process_but_its_own_broker(self):
        self.joined().type("/quit\n")
        own = self.broker_pid()
        other_data = os.path.join(self.directory, "other")
        other = subprocess.Popen([os.path.join(BIN, "indaba-broker"), "--supervise", "--port", "0", "--data", other_data],
                                 stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=self.environment)
        self.addCleanup(other.wait, BOUND_S)
        self.addCleanup(other.terminate)
        for stale in (str(other.pid), str(os.getpid()), "", "x", "999999999", "-1"):
            pathlib.Path(self.data, "broker.pid").write_text(stale)
            done = self.run_it("stop")
            self.assertEqual(done.returncode, 1, stale)  # the own broker serves, but is not known
            self.assertIsNone(other.poll())
        pathlib.Path(self.data, "broker.pid").write_text(str(own))
        self.assertIn("was stopped", self.do("stop"))
        self.assertIn("No broker", self.do("stop"))

    def test_a_start_after_a_crash_does_not_wait_for_the_dead_broker(self):
        self.joined().type("/quit\n")
        supervisor = self.broker_pid()
        broker = int(pathlib.Path(f"/proc/{supervisor}/task/{supervisor}/children").read_text())
        for each in (supervisor, broker):
            os.kill(each, signal.SIGKILL)
        deadline = time.monotonic() + PATIENCE_S
        while any(self.is_running(each) for each in (supervisor, broker)):
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.01)
        self.joined()

    def test_two_starts_at_the_same_time_share_one_broker(self):
        one, two = (self.in_terminal(INDABA_NAME=name, INDABA_HOME=os.path.join(self.directory, name))
                    for name in ("ann", "bob"))
        one.out.wait_for("You are ann")
        two.out.wait_for("You are bob")
        self.assertEqual(len(self.do("broker", "who").splitlines()), 2)

    # ---- places that cannot be written, paths, words

    def test_a_place_that_cannot_be_written_is_said_in_one_sentence(self):
        for changes, advice in (({"HOME": None}, "HOME is not set"), ({"HOME": "/dev/null"}, "INDABA_HOME=DIR"),
                                ({"INDABA_DATA": "/dev/null/data"}, "./run --data DIR")):
            refused = self.in_terminal(**changes)
            self.assertEqual(refused.exit_code(), 1, changes)
            self.assertIn(advice, refused.text())
            self.assertEqual(len(refused.text().splitlines()), 1, refused.text())
        for words in (["help"], ["build"]):
            self.assertEqual(self.run_it(*words, HOME=None).returncode, 0)

    def test_paths_are_the_callers_and_standard_output_is_the_programs(self):
        link = os.path.join(self.directory, "indaba")
        os.symlink(RUN, link)
        key = self.run_it("cli", "--home", "./h", "key", "show", command=link)
        self.assertRegex(key.stdout, r"\A[0-9a-f]{64}\n\Z")
        self.assertTrue(os.path.exists(os.path.join(self.directory, "h", "key")))
        os.symlink(self.directory, os.path.join(self.directory, "same"))
        for spelling, other in (("d", "./d/"), ("same//d/", "d")):
            client = self.joined("--data", spelling)
            client.type("/quit\n")
            client.exit_code()
            self.assertTrue(os.path.exists(os.path.join(self.directory, "d", "journal.db")))
            self.assertIn("was stopped", self.do("stop", INDABA_DATA=other))

    def test_status_counts_one_entry(self):
        self.joined().type("hello\n/quit\n")
        self.do("cli", "history")
        self.assertRegex(self.do("broker", "status"), r"in the lobby +1 entry\n")
        self.assertIn("sound: 1 entry in 1 conversation\n", self.do("broker", "verify"))


if __name__ == "__main__":
    unittest.main()
