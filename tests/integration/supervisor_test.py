"""A broker that is killed, hangs or cannot start, under `--supervise` and under a service manager.

INDABA_BIN names the directory with indaba-broker and indaba-cli. Every wait is for an event and is
bounded.
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

from cli_harness import BIN, PATIENCE_S, BrokerTest, Process, join_link, free_port_pair

BACK_WITHIN_S = 5  # within 1 s on an idle machine
WATCHDOG_TIMEOUT_S = 10


def gone(pid):
    """Returns whether the process has ended; a zombie has."""
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
        self.addCleanup(self.kill_leftover_broker, process)
        return process

    def kill_leftover_broker(self, process):
        """Kills the broker that a failed test left behind. Its process id may have been reused."""
        if process.child.poll() is None:
            process.child.kill()
        for line in process.out.matching(r"the broker is process \d+"):
            pid = int(re.search(r"process (\d+)", line).group(1))
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                with open(f"/proc/{pid}/cmdline", encoding="utf8") as words:
                    if self.directory in words.read():
                        os.kill(pid, signal.SIGKILL)

    def serving_pid(self, life=1):
        """Returns the process id of the broker after `life - 1` restarts."""
        line = self.broker.out.wait_for(r"supervisor: the broker is process \d+$", life)
        self.broker.out.wait_for(r"started: listening on 127\.", life)
        return int(line.split()[-1])

    def kill(self, life, number=signal.SIGKILL):
        os.kill(self.serving_pid(life), number)

    def supervised(self, *flags, environment=None, data="other"):
        """Starts another broker with its own flags and environment."""
        command = [os.path.join(BIN, "indaba-broker"), "--data",
                   os.path.join(self.directory, data), "--port", str(free_port_pair()), *flags]
        if environment:
            command = ["env", *(f"{name}={value}" for name, value in environment.items()), *command]
        return self.started(Process(command, stdin=subprocess.DEVNULL))

    # ---- crashes

    def test_a_killed_broker_is_restarted_within_a_second_and_loses_no_receipt(self):
        ann = self.chat("ann")
        self.assertEqual(self.run_cli("bob", "send", "before").code, 0)
        ann.out.wait_for("bob: before$")
        self.kill(1)
        killed = time.monotonic()
        self.broker.out.wait_for(
            "supervisor: the broker ended by signal 9; restarting it in 200 ms$")
        self.serving_pid(2)
        self.assertLess(time.monotonic() - killed, BACK_WITHIN_S)
        ann.out.wait_for(r"^Server connected again\.")
        ann.type("after")
        ann.out.wait_for("ann: after$")
        self.assertEqual(self.texts("bob"), ["before", "after"])

    def test_repeated_crashes_double_the_restart_delay(self):
        for life, wait_ms in enumerate((200, 400, 800), 1):
            self.kill(life, signal.SIGABRT)
            killed = time.monotonic()
            self.broker.out.wait_for(f"ended by signal 6; restarting it in {wait_ms} ms$")
            self.serving_pid(life + 1)
            self.assertGreaterEqual(time.monotonic() - killed, wait_ms / 1000)

    def test_a_hanging_broker_is_aborted_and_restarted(self):
        stopped = self.serving_pid()
        # Forwarded after the start, which may take longer than 10 s.
        self.broker.child.send_signal(signal.SIGHUP)
        self.broker.out.wait_for("reload: ")
        os.kill(stopped, signal.SIGSTOP)
        since = time.monotonic()
        self.broker.out.wait_for("supervisor: the broker does not respond; aborting it$")
        self.assertGreaterEqual(time.monotonic() - since, WATCHDOG_TIMEOUT_S / 2 - 1)
        self.broker.out.wait_for("supervisor: the broker ended by signal ")
        self.assertTrue(gone(stopped))
        self.serving_pid(2)
        self.assertEqual(self.run_cli("ann", "send", "here").code, 0)

    def test_an_idle_broker_is_not_restarted(self):
        """The wait is longer than the watchdog timeout."""
        serving = self.serving_pid()
        with self.assertRaises(subprocess.TimeoutExpired):
            self.broker.child.wait(WATCHDOG_TIMEOUT_S + 2)
        self.assertFalse(gone(serving))
        self.assertEqual(self.broker.out.matching("does not respond"), [])

    # ---- intended ends

    def test_a_configuration_error_ends_the_supervisor_at_once(self):
        os.mkdir(os.path.join(self.directory, "open"), 0o755)
        broker = self.supervised("--supervise", data="open")
        self.assertEqual(broker.exit_code(), 1)
        self.assertEqual(len(broker.out.matching("is accessible to other users")), 1)
        self.assertEqual(len(broker.out.matching("the broker is process")), 1)
        broker.out.wait_for("supervisor: the broker ended with exit code 1; the supervisor ends, too$")

    def test_a_wrong_option_exits_with_2(self):
        self.assertEqual(self.supervised("--supervise", "--nonsense").exit_code(), 2)

    def test_sigterm_is_forwarded_and_both_exit_with_0(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            serving = self.serving_pid()
            self.broker.child.send_signal(number)
            self.assertEqual(self.broker.exit_code(), 0)
            self.assertTrue(gone(serving))
            self.broker.out.wait_for("stopped: every post with a receipt is stored$")
            self.start_broker()

    def test_ctrl_c_reaches_the_broker_once(self):
        """The terminal signals the supervisor's process group, which the broker is not in."""
        self.assertNotEqual(os.getpgid(self.serving_pid()), os.getpgid(self.broker.child.pid))

    def test_a_stop_during_the_restart_delay_ends_at_once(self):
        for life in range(1, 5):
            self.kill(life)
        self.broker.out.wait_for("restarting it in 1600 ms$")
        self.broker.child.terminate()
        self.assertEqual(self.broker.exit_code(), 0)
        self.assertEqual(len(self.broker.out.matching("the broker is process")), 4)

    def test_the_broker_ends_when_its_supervisor_dies(self):
        serving = self.serving_pid()
        self.broker.child.kill()
        until(lambda: gone(serving), "the end of the broker")
        self.start_broker()  # data and port are free

    def test_sighup_is_forwarded(self):
        self.serving_pid()
        self.broker.child.send_signal(signal.SIGHUP)
        self.broker.out.wait_for("reload: the log level was read again")

    def test_sighup_at_any_moment_does_not_end_the_broker(self):
        serving = self.serving_pid()
        self.broker.child.send_signal(signal.SIGHUP)
        self.broker.out.wait_for("reload: ")
        end = time.monotonic() + 2
        while time.monotonic() < end:
            os.kill(serving, signal.SIGHUP)
        self.broker.child.terminate()
        self.assertEqual(self.broker.exit_code(), 0)
        self.assertEqual(self.broker.out.matching("failed|restarting it"), [])

    # ---- options and environment

    def test_environment_and_config_file_enable_it_without_nesting(self):
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

    def test_the_supervisor_logs_json_when_the_broker_does(self):
        broker = self.supervised("--supervise", "--log-format", "json")
        broker.out.wait_for("listening on 127")
        broker.child.terminate()
        self.assertEqual(broker.exit_code(), 0)
        lines = [json.loads(line) for line in broker.out.all()]
        said = [line["sentence"] for line in lines if line["event"] == "supervisor"]
        self.assertRegex(said[0], r"^the broker is process \d+$")
        self.assertEqual(said[1:], ["the broker ended with exit code 0; the supervisor ends, too"])

    def test_the_broker_ignores_an_inherited_notify_socket(self):
        broker = self.supervised("--supervise", environment={
            "NOTIFY_SOCKET": "@nobody", "WATCHDOG_USEC": "1", "WATCHDOG_PID": "1"})
        join_link(broker)
        with open(f"/proc/{children(broker.child.pid)[0]}/environ", encoding="utf8") as environ:
            told = dict(each.split("=", 1) for each in environ.read().split("\0") if "=" in each)
        self.assertEqual({name: told.get(name) for name in
                          ("NOTIFY_SOCKET", "WATCHDOG_PID", "WATCHDOG_USEC")},
                         {"NOTIFY_SOCKET": None, "WATCHDOG_PID": None,
                          "WATCHDOG_USEC": str(WATCHDOG_TIMEOUT_S * 1_000_000)})


class UnderServiceManager(BrokerTest):
    """The test is the service manager."""

    def setUp(self):
        self.environment = []
        self.notify_socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.addCleanup(self.notify_socket.close)
        self.notify_socket.settimeout(PATIENCE_S)
        super().setUp()

    def start_broker(self, data="data"):
        """Each test starts its own broker."""

    def start_notifying(self, name, bound_to, **environment):
        self.notify_socket.bind(bound_to)
        self.broker = self.started(Process(
            ["env", f"NOTIFY_SOCKET={name}", *(f"{n}={v}" for n, v in environment.items()),
             os.path.join(BIN, "indaba-broker"), "--port", str(self.port), "--data",
             os.path.join(self.directory, "data")], stdin=subprocess.DEVNULL))

    def start_notifying_here(self, **environment):
        path = os.path.join(self.directory, "notify")
        self.start_notifying(path, path, **environment)

    def next_notification(self):
        return self.notify_socket.recv(256).decode()

    def stop(self):
        self.broker.child.terminate()
        while (word := self.next_notification()) == "WATCHDOG=1":
            pass
        self.assertEqual(word, "STOPPING=1")
        self.assertEqual(self.broker.exit_code(), 0)

    def test_it_notifies_ready_watchdog_and_stopping(self):
        self.start_notifying_here(WATCHDOG_USEC=1_000_000)
        self.assertEqual(self.next_notification(), "READY=1")
        socket.create_connection(("127.0.0.1", self.port), PATIENCE_S).close()
        self.assertEqual(self.next_notification(), "WATCHDOG=1")
        before = time.monotonic()
        for _ in range(4):
            self.assertEqual(self.next_notification(), "WATCHDOG=1")
        self.assertGreater(time.monotonic() - before, 1.5)  # no more often than twice as asked
        self.stop()

    def test_an_abstract_notify_socket_works(self):
        name = "indaba-test-" + os.path.basename(self.directory)
        self.start_notifying("@" + name, "\0" + name)
        self.assertEqual(self.next_notification(), "READY=1")
        self.stop()

    def assert_no_notification(self):
        self.notify_socket.settimeout(2)
        with self.assertRaises(TimeoutError):
            self.next_notification()
        self.notify_socket.settimeout(PATIENCE_S)

    def test_without_watchdog_usec_no_watchdog_notifications_are_sent(self):
        self.start_notifying_here()
        self.assertEqual(self.next_notification(), "READY=1")
        self.assert_no_notification()
        self.stop()

    def test_watchdog_pid_of_another_process_disables_notifications(self):
        self.start_notifying_here(WATCHDOG_USEC=500_000, WATCHDOG_PID=1)
        self.assertEqual(self.next_notification(), "READY=1")
        self.assert_no_notification()
        self.stop()

    def test_a_missing_notify_socket_is_ignored(self):
        self.start_notifying(os.path.join(self.directory, "nobody"),
                   os.path.join(self.directory, "notify"), WATCHDOG_USEC=20_000)
        link = join_link(self.broker)
        self.assertTrue(re.search(r"#[0-9a-f]{64}$", link))
        self.broker.child.terminate()
        self.assertEqual(self.broker.exit_code(), 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
