"""Brokers on data directories of their own, for the tests of files, backups and orders without a broker."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import unittest

from cli_harness import BIN, PATIENCE_S, Ended, Process, join_link

BROKER = os.path.join(BIN, "indaba-broker")
NOBODY = 65534


class DataDirectoryTest(unittest.TestCase):
    """A test case with a directory for data directories, and helpers that start brokers on them."""

    def setUp(self):
        self.directory = tempfile.mkdtemp(prefix="indaba-data-test-")
        self.addCleanup(shutil.rmtree, self.directory, ignore_errors=True)
        self.data = self.path("data")

    def path(self, *names):
        return os.path.join(self.directory, *names)

    def start(self, *more, data=None):
        """Starts a broker that serves."""
        process = Process([BROKER, "--data", data or self.data, "--port", "0", *more],
                          stdin=subprocess.DEVNULL)
        self.addCleanup(process.close)
        process.link = join_link(process)
        return process

    def stop(self, process):
        process.child.send_signal(signal.SIGTERM)
        self.assertEqual(process.exit_code(), 0, process.out.all())

    def served_once(self, data=None, text="kept"):
        """Makes a data directory with one message."""
        broker = self.start(data=data)
        self.send(broker, text)
        self.stop(broker)

    def cli(self, broker, *arguments, home="home", name="ann"):
        done = subprocess.run(
            [os.path.join(BIN, "indaba-cli"), "--server", broker.link, "--home", self.path(home),
             "--name", name, *arguments],
            capture_output=True, timeout=PATIENCE_S, check=False)
        return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())

    def send(self, broker, text, home="home"):
        self.assertEqual(self.cli(broker, "send", text, home=home), (0, "", ""))

    def texts(self, broker, home="home", name="ann"):
        done = self.cli(broker, "history", "--json", home=home, name=name)
        self.assertEqual((done.code, done.err), (0, ""))
        return [json.loads(line)["text"] for line in done.out.splitlines()]

    def run_broker(self, *arguments, data=None, before=(), **options):
        """Runs the broker to its end."""
        broker = options.pop("broker", BROKER)
        done = subprocess.run([*before, broker, *arguments, "--data", data or self.data],
                              capture_output=True, timeout=PATIENCE_S + 20, check=False, **options)
        return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())

    def refused(self, *arguments, **options):
        """Returns the sentence of a start that is refused."""
        done = self.run_broker("--port", "0", *arguments, **options)
        self.assertEqual((done.code, done.out), (1, ""))
        self.assertRegex(done.err, r"\Aindaba-broker: [^\n]+\n\Z")
        return done.err

    def as_nobody(self):
        """Gives the files to an ordinary user and returns what runs a copy of the broker as that user. A
        person who is no superuser runs it as themselves."""
        if os.geteuid() != 0:
            return {}
        copy = self.path("indaba-broker")
        shutil.copy(BROKER, copy)
        for root, directories, files in os.walk(self.directory):
            for name in [*directories, *files, ""]:
                os.chown(os.path.join(root, name), NOBODY, NOBODY, follow_symlinks=False)
        return {"before": ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"],
                "broker": copy, "cwd": self.directory, "env": {**os.environ, "TMPDIR": self.directory}}
