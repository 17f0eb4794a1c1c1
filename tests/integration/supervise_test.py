"""A broker that is killed, hangs or cannot start, under `--supervise` and under a service manager.

INDABA_BIN names the directory with indaba-broker and indaba-cli. Every wait is for something to
happen and is bounded.
"""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import time
import unittest

from cli_test import BIN, PATIENCE_S, BrokerTest, Process, join_link, quiet_port

BACK_WITHIN_S = 5  # by itself within 1 s; a busy machine gets more
SILENT_AT_MOST_S = 10


def gone(pid):
    """Also when nobody has asked for its exit code yet."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def until(happened, what):
    deadline = time.monotonic() + PATIENCE_S
    while not happened():
        if time.monotonic() > deadline:
            raise AssertionError("never: " + what)
        time.sleep(0.005)


def children(pid):
    done = subprocess.run(["ps", "--ppid", str(pid), "-o", "pid="], capture_output=True, text=True,
                          check=False)
    return [int(each) for each in done.stdout.split()]


class Supervised(BrokerTest):
    def broker_arguments(self):
        return ["--supervise"]

    def started(self, process):
        super().started(process)
        self.addCleanup(self.end_what_is_left, process)
        return process

    def end_what_is_left(self, process):
        """A broker that a failed test left behind; by now its number may be another's."""
        if process.child.poll() is None:
            process.child.kill()
        for line in process.out.matching(r"the broker is process \d+"):
            pid = int(re.search(r"process (\d+)", line).group(1))
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                with open(f"/proc/{pid}/cmdline", encoding="utf8") as words:
                    if self.directory in words.read():
                        os.kill(pid, signal.SIGKILL)

    def served_by(self, life=1):
        """The process that serves, in its `life`-th life."""
        line = self.broker.out.wait_for(r"supervisor: the broker is process \d+$", life)
        self.broker.out.wait_for(r"started: listening on 127\.", life)
        return int(line.split()[-1])

    def kill(self, life, number=signal.SIGKILL):
        os.kill(self.served_by(life), number)

    def supervised(self, *flags, environment=None, data="other"):
        """One more, of which a test knows how it was started."""
        command = [os.path.join(BIN, "indaba-broker"), "--data",
                   os.path.join(self.directory, data), "--port", str(quiet_port()), *flags]
        if environment:
            command = ["env", *(f"{name}={value}" for name, value in environment.items()), *command]
        return self.started(Process(command, stdin=subprocess.DEVNULL))

    # ---- a broker that dies

    def test_a_killed_broker_is_back_within_a_second_and_nothing_with_a_receipt_is_lost(self):
        ann = self.chat("ann")
        self.assertEqual(self.run_cli("bob", "send", "before").code, 0)
        ann.out.wait_for("bob: before$")
        self.kill(1)
        killed = time.monotonic()
        self.broker.out.wait_for(
            "supervisor: the broker ended by signal 9; starting it again in 200 ms$")
        self.served_by(2)
        self.assertLess(time.monotonic() - killed, BACK_WITHIN_S)
        ann.out.wait_for(r"^Server connected again\.")
        ann.type("after")
        ann.out.wait_for("ann: after$")
        self.assertEqual(self.texts("bob"), ["before", "after"])

    def test_who_dies_again_soon_is_waited_for_longer(self):
        for life, wait_ms in enumerate((200, 400, 800), 1):
            self.kill(life, signal.SIGABRT)
            killed = time.monotonic()
            self.broker.out.wait_for(f"ended by signal 6; starting it again in {wait_ms} ms$")
            self.served_by(life + 1)
            self.assertGreaterEqual(time.monotonic() - killed, wait_ms / 1000)

    def test_a_broker_that_hangs_is_ended_and_started_again(self):
        stopped = self.served_by()
        # Handed on when the start is over, which may take longer than 10 s.
        self.broker.child.send_signal(signal.SIGHUP)
        self.broker.out.wait_for("reload: ")
        os.kill(stopped, signal.SIGSTOP)
        since = time.monotonic()
        self.broker.out.wait_for("supervisor: the broker hangs; aborting it$")
        self.assertGreaterEqual(time.monotonic() - since, SILENT_AT_MOST_S / 2 - 1)
        self.broker.out.wait_for("supervisor: the broker ended by signal ")
        self.assertTrue(gone(stopped))
        self.served_by(2)
        self.assertEqual(self.run_cli("ann", "send", "here").code, 0)

    def test_a_broker_with_nothing_to_do_is_left_alone(self):
        """Longer than one that is silent would live."""
        serving = self.served_by()
        with self.assertRaises(subprocess.TimeoutExpired):
            self.broker.child.wait(SILENT_AT_MOST_S + 2)
        self.assertFalse(gone(serving))
        self.assertEqual(self.broker.out.matching("hangs"), [])

    # ---- an end that is meant

    def test_what_the_operator_must_mend_first_ends_it_at_once(self):
        os.mkdir(os.path.join(self.directory, "open"), 0o755)
        broker = self.supervised("--supervise", data="open")
        self.assertEqual(broker.exit_code(), 1)
        self.assertEqual(len(broker.out.matching("can be opened by others")), 1)
        self.assertEqual(len(broker.out.matching("the broker is process")), 1)
        broker.out.wait_for("supervisor: the broker ended with 1; so does its supervisor$")

    def test_a_wrong_option_is_usage(self):
        self.assertEqual(self.supervised("--supervise", "--nonsense").exit_code(), 2)

    def test_a_signal_to_stop_is_handed_on_and_ends_both_with_0(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            serving = self.served_by()
            self.broker.child.send_signal(number)
            self.assertEqual(self.broker.exit_code(), 0)
            self.assertTrue(gone(serving))
            self.broker.out.wait_for("stopped: all that has a receipt is stored$")
            self.start_broker()

    def test_what_is_typed_at_the_terminal_reaches_the_broker_once(self):
        """The terminal signals the group of the supervisor, of which the broker is no part."""
        self.assertNotEqual(os.getpgid(self.served_by()), os.getpgid(self.broker.child.pid))

    def test_a_stop_while_the_broker_is_down_ends_it_at_once(self):
        for life in range(1, 5):
            self.kill(life)
        self.broker.out.wait_for("starting it again in 1600 ms$")
        self.broker.child.terminate()
        self.assertEqual(self.broker.exit_code(), 0)
        self.assertEqual(len(self.broker.out.matching("the broker is process")), 4)

    def test_a_broker_ends_with_its_supervisor(self):
        serving = self.served_by()
        self.broker.child.kill()
        until(lambda: gone(serving), "the end of the broker")
        self.start_broker()  # data and port are free

    def test_a_request_to_reload_is_handed_on(self):
        self.served_by()
        self.broker.child.send_signal(signal.SIGHUP)
        self.broker.out.wait_for("reload: the log level was read again")

    def test_signals_at_any_moment_do_not_end_the_broker(self):
        serving = self.served_by()
        self.broker.child.send_signal(signal.SIGHUP)
        self.broker.out.wait_for("reload: ")
        end = time.monotonic() + 2
        while time.monotonic() < end:
            os.kill(serving, signal.SIGHUP)
        self.broker.child.terminate()
        self.assertEqual(self.broker.exit_code(), 0)
        self.assertEqual(self.broker.out.matching("failed|starting it again"), [])

    # ---- how it is asked for

    def test_environment_and_file_can_ask_for_it_and_the_broker_does_not_supervise_another(self):
        file = os.path.join(self.directory, "broker.toml")
        with open(file, "w", encoding="ascii") as config:
            config.write("supervise = true\n")
        for flags, environment in (([], {"INDABA_SUPERVISE": "1"}), (["--config", file], None)):
            broker = self.supervised(*flags, environment=environment)
            join_link(broker)
            serving = children(broker.child.pid)
            self.assertEqual(len(serving), 1)
            self.assertEqual(children(serving[0]), [])
            broker.child.terminate()
            self.assertEqual(broker.exit_code(), 0)

    def test_its_lines_are_json_when_the_brokers_are(self):
        broker = self.supervised("--supervise", "--log-format", "json")
        broker.out.wait_for("listening on 127")
        broker.child.terminate()
        self.assertEqual(broker.exit_code(), 0)
        lines = [json.loads(line) for line in broker.out.all()]
        said = [line["sentence"] for line in lines if line["event"] == "supervisor"]
        self.assertRegex(said[0], r"^the broker is process \d+$")
        self.assertEqual(said[1:], ["the broker ended with 0; so does its supervisor"])

    def test_the_broker_hears_of_its_own_supervisor_alone(self):
        broker = self.supervised("--supervise", environment={
            "NOTIFY_SOCKET": "@nobody", "WATCHDOG_USEC": "1", "WATCHDOG_PID": "1"})
        join_link(broker)
        with open(f"/proc/{children(broker.child.pid)[0]}/environ", encoding="utf8") as environ:
            told = dict(each.split("=", 1) for each in environ.read().split("\0") if "=" in each)
        self.assertEqual({name: told.get(name) for name in
                          ("NOTIFY_SOCKET", "WATCHDOG_PID", "WATCHDOG_USEC")},
                         {"NOTIFY_SOCKET": None, "WATCHDOG_PID": None,
                          "WATCHDOG_USEC": str(SILENT_AT_MOST_S * 1_000_000)})


class Watched(BrokerTest):
    """By a service manager that is this test."""

    def setUp(self):
        self.environment = []
        self.ear = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.addCleanup(self.ear.close)
        self.ear.settimeout(PATIENCE_S)
        super().setUp()

    def start_broker(self, data="data"):
        """Each test starts its own."""

    def watch(self, name, bound_to, **environment):
        self.ear.bind(bound_to)
        self.broker = self.started(Process(
            ["env", f"NOTIFY_SOCKET={name}", *(f"{n}={v}" for n, v in environment.items()),
             os.path.join(BIN, "indaba-broker"), "--port", str(self.port), "--data",
             os.path.join(self.directory, "data")], stdin=subprocess.DEVNULL))

    def watch_here(self, **environment):
        path = os.path.join(self.directory, "notify")
        self.watch(path, path, **environment)

    def heard(self):
        return self.ear.recv(256).decode()

    def stop(self):
        self.broker.child.terminate()
        while (word := self.heard()) == "WATCHDOG=1":
            pass
        self.assertEqual(word, "STOPPING=1")
        self.assertEqual(self.broker.exit_code(), 0)

    def test_it_tells_that_it_serves_that_it_lives_and_that_it_stops(self):
        self.watch_here(WATCHDOG_USEC=1_000_000)
        self.assertEqual(self.heard(), "READY=1")
        socket.create_connection(("127.0.0.1", self.port), PATIENCE_S).close()
        self.assertEqual(self.heard(), "WATCHDOG=1")
        before = time.monotonic()
        for _ in range(4):
            self.assertEqual(self.heard(), "WATCHDOG=1")
        self.assertGreater(time.monotonic() - before, 1.5)  # no more often than twice as asked
        self.stop()

    def test_the_socket_may_have_a_name_in_no_directory(self):
        name = "indaba-test-" + os.path.basename(self.directory)
        self.watch("@" + name, "\0" + name)
        self.assertEqual(self.heard(), "READY=1")
        self.stop()

    def silent(self):
        self.ear.settimeout(2)
        with self.assertRaises(TimeoutError):
            self.heard()
        self.ear.settimeout(PATIENCE_S)

    def test_nobody_who_did_not_ask_is_given_signs_of_life(self):
        self.watch_here()
        self.assertEqual(self.heard(), "READY=1")
        self.silent()
        self.stop()

    def test_signs_of_life_asked_of_another_process_are_not_given(self):
        self.watch_here(WATCHDOG_USEC=500_000, WATCHDOG_PID=1)
        self.assertEqual(self.heard(), "READY=1")
        self.silent()
        self.stop()

    def test_a_manager_that_is_gone_is_no_trouble(self):
        self.watch(os.path.join(self.directory, "nobody"),
                   os.path.join(self.directory, "notify"), WATCHDOG_USEC=20_000)
        link = join_link(self.broker)
        self.assertTrue(re.search(r"#[0-9a-f]{64}$", link))
        self.broker.child.terminate()
        self.assertEqual(self.broker.exit_code(), 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
