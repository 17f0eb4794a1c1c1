"""Signals that end a program by default, sent to a broker that serves.

INDABA_BIN names the directory with indaba-broker and indaba-cli. Every wait is for an event and is
bounded.
"""

import os
import resource
import signal
import unittest

from cli_harness import BrokerTest

STRAY = ("SIGPIPE", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGVTALRM", "SIGPROF", "SIGXCPU", "SIGXFSZ",
         "SIGIO", "SIGPWR", "SIGSTKFLT", "SIGTTOU", "SIGRTMIN", "SIGRTMAX", "SIGURG", "SIGWINCH")


class Signals(BrokerTest):
    def test_a_stray_signal_ends_nothing(self):
        for name in STRAY:
            with self.subTest(signal=name):
                self.broker.child.send_signal(getattr(signal, name))
                self.assertEqual(self.run_cli("ann", "send", name).code, 0)
        self.assertEqual(self.texts("ann"), list(STRAY))
        self.broker.child.terminate()
        self.assertEqual(self.broker.exit_code(), 0)

    def test_sighup_reloads_and_stops_nothing(self):
        self.broker.child.send_signal(signal.SIGHUP)
        self.broker.out.wait_for("reload: ")
        self.broker.child.terminate()
        self.assertEqual(self.broker.exit_code(), 0)

    def test_sigquit_stops_it_like_sigterm(self):
        self.broker.child.send_signal(signal.SIGQUIT)
        self.assertEqual(self.broker.exit_code(), 0)
        self.broker.out.wait_for("stopped: every post with a receipt is stored$")


class SupervisedSignals(Signals):
    def broker_arguments(self):
        return ["--supervise"]


class SizeOfFiles(BrokerTest):
    def test_a_limit_of_the_size_of_files_does_not_end_it_without_a_line(self):
        """The journal cannot grow any more."""
        data = os.path.join(self.directory, "data")
        size = max(os.path.getsize(os.path.join(data, name)) for name in os.listdir(data))
        resource.prlimit(self.broker.child.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
        self.run_cli("ann", "send", "--timeout", "3", "x" * 10_000)
        if self.broker.child.poll() is None:
            self.broker.child.terminate()
        self.assertIn(self.broker.exit_code(), (0, 70))
        self.broker.out.wait_for("stopped: ")


if __name__ == "__main__":
    unittest.main(verbosity=2)
