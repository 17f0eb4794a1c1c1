"""The broker under attack, observed from outside: alive, descriptors, memory, processor time."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "integration"))
from cli_harness import BIN, PATIENCE_S, Process, free_port_pair  # noqa: E402

MIB = 1024 * 1024


def helps_with(option):
    """Returns whether this broker has the option."""
    helped = subprocess.run([os.path.join(BIN, "indaba-broker"), "--help"], capture_output=True,
                            text=True, timeout=PATIENCE_S, check=False)
    return option in helped.stdout


class Broker:
    def __init__(self, encrypted, more=(), environment=None, descriptors=None):
        self.directory = tempfile.mkdtemp(prefix="indaba-hostile-")
        self.data = os.path.join(self.directory, "data")
        self.encrypted = encrypted
        self.process = Process(
            [*(["prlimit", f"--nofile={descriptors}:{descriptors}"] if descriptors else []),
             os.path.join(BIN, "indaba-broker"), "--data", self.data, "--bind", "127.0.0.1",
             "--port", str(free_port_pair()), *([] if encrypted else ["--insecure-plain"]), *more],
            stdin=subprocess.DEVNULL, environment=environment)
        self.pid = self.process.child.pid
        line = self.process.out.wait_for(r"listening on 127\.0\.0\.1:\d+$")
        self.port = int(re.search(r":(\d+)$", line)[1])
        self.key = None
        if encrypted:
            link = self.process.out.wait_for(r"join link indaba://")
            self.key = bytes.fromhex(link[-64:])

    def alive(self):
        return self.process.child.poll() is None

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def processor_s(self):
        """Returns the processor time of all its threads, in seconds."""
        with open(f"/proc/{self.pid}/stat", encoding="ascii") as stat:
            used = stat.read().rsplit(")", 1)[1].split()[11:13]
        return sum(map(int, used)) / os.sysconf("SC_CLK_TCK")

    def memory(self):
        """Returns the resident memory in bytes."""
        with open(f"/proc/{self.pid}/statm", encoding="ascii") as statm:
            return int(statm.read().split()[1]) * os.sysconf("SC_PAGESIZE")

    def memory_comes_back_to(self, most, seconds=3):
        """Waits until the memory has fallen to `most` bytes. Returns the memory then, or after `seconds`."""
        deadline = time.monotonic() + seconds
        while (now := self.memory()) > most and time.monotonic() < deadline:
            time.sleep(0.05)
        return now

    def descriptors_come_back_to(self, count, seconds=PATIENCE_S):
        """Waits until `count` descriptors are left. Returns their number then, or after `seconds`."""
        deadline = time.monotonic() + seconds
        while self.alive() and (now := self.descriptors()) > count:
            if time.monotonic() > deadline:
                return now
            time.sleep(0.002)
        return count

    def order(self, *words):
        done = subprocess.run([os.path.join(BIN, "indaba-broker"), *words, "--data", self.data],
                              capture_output=True, text=True, timeout=PATIENCE_S, check=False)
        if done.returncode != 0:
            raise AssertionError(f"{words}: {done.stderr}")
        return done.stdout

    def stop(self):
        """Stops the broker and verifies its journal. Returns the faults."""
        faults = []
        if not os.path.exists(self.directory):
            return faults
        if not self.alive():
            code = self.process.exit_code()
            faults.append(f"the broker is gone ({code}): {self.process.out.all()[-5:]}")
        else:
            self.process.child.terminate()
            if (code := self.process.exit_code()) != 0:
                faults.append(f"the broker ended with {code}: {self.process.out.all()[-5:]}")
        try:
            self.order("verify")
        except AssertionError as wrong:
            faults.append(str(wrong))
        self.process.close()
        shutil.rmtree(self.directory, ignore_errors=True)
        return faults
