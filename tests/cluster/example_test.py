#!/usr/bin/env python3
"""The example of packaging/cluster-example, as its README tells to use it.

INDABA_BIN names the directory with indaba-broker and indaba-cli.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import unittest

from brokers import free_ports

BIN = os.environ.get("INDABA_BIN", os.path.join(os.getcwd(), "build", "release", "bin"))
SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "packaging", "cluster-example", "cluster.sh")
PATIENCE_S = 120
MEMORY = "/dev/shm"  # on a disk, two databases take a while


def is_free(port):
    try:
        socket.create_server(("127.0.0.1", port)).close()
        return True
    except OSError:
        return False


def first_of_free_ports():
    """Returns a port that is free together with the next two."""
    return next(port for port in iter(lambda: free_ports(1)[0], None) if is_free(port + 1) and is_free(port + 2))


def has_room(directory):
    return os.path.isdir(directory) and shutil.disk_usage(directory).free > 2 << 30


class ExampleTest(unittest.TestCase):
    def setUp(self):
        # Root becomes another user there, who must be able to read the script and the program.
        self.directory = self.open_directory(tempfile.gettempdir())
        data = self.open_directory(MEMORY if has_room(MEMORY) else tempfile.gettempdir())
        self.script = shutil.copy(SCRIPT, self.directory)
        shutil.copy(os.path.join(BIN, "indaba-broker"), self.directory)
        self.environment = {**os.environ, "INDABA_BIN": self.directory, "INDABA_PORT": str(first_of_free_ports()),
                            "INDABA_CLUSTER": os.path.join(data, "cluster")}
        self.addCleanup(self.cluster, "stop")

    def open_directory(self, where):
        directory = tempfile.mkdtemp(prefix="indaba-example-", dir=where)
        self.addCleanup(shutil.rmtree, directory, ignore_errors=True)
        os.chmod(directory, 0o1777)
        return directory

    def cluster(self, *words):
        done = subprocess.run(["bash", self.script, *words], env=self.environment, capture_output=True, text=True,
                              timeout=PATIENCE_S, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
        return done.stdout

    def start(self):
        return re.search(r"indaba://\S+", self.cluster("start")).group(0)

    def say(self, link, text):
        done = subprocess.run([os.path.join(BIN, "indaba-cli"), "--server", link, "--home", os.path.join(self.directory, "home"),
                               "--name", "ann", "send", text], capture_output=True, text=True, timeout=PATIENCE_S, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_three_brokers_survive_a_kill_and_a_promotion(self):
        link = self.start()
        self.assertEqual(link.count("127.0.0.1:"), 3, link)
        self.say(link, "one")
        self.assertIn("db1: primary, its standby follows\ndb2: standby\n", self.cluster("status"))
        self.assertEqual(self.cluster("promote"), "db2 is the primary, db1 its standby.\n")
        self.say(link, "two")
        processes = re.findall(r"process (\d+)", self.cluster("status"))
        self.assertEqual(len(processes), 3)
        os.kill(int(processes[0]), signal.SIGKILL)
        self.say(link, "three")
        self.assertEqual(self.start(), link)
        self.cluster("stop")
        self.assertEqual(self.cluster("status").count("stopped"), 5)
        self.assertEqual(self.start(), link)
        self.say(link, "four")

    def test_a_wrong_command_says_what_there_is(self):
        done = subprocess.run(["bash", self.script, "go"], capture_output=True, text=True, timeout=PATIENCE_S, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("cluster.sh promote", done.stderr)


if __name__ == "__main__":
    unittest.main()
