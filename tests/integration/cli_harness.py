"""Real brokers and line clients for the process tests.

INDABA_BIN names the directory with indaba-broker and indaba-cli. Standard library only. Each wait ends
when the awaited line or exit comes, or fails after PATIENCE_S, which INDABA_PATIENCE multiplies.
"""

import collections
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest

BIN = os.environ.get("INDABA_BIN", os.path.join(os.getcwd(), "build", "release", "bin"))
PATIENCE_S = 20 * int(os.environ.get("INDABA_PATIENCE", "1"))


class Lines:
    """Collects the lines of a stream in a thread; wait_for() waits for a line that matches."""

    def __init__(self, stream):
        self._lines = []
        self._ended = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._read, args=(stream,), daemon=True)
        self._thread.start()

    def _read(self, stream):
        try:
            for line in iter(stream.readline, b""):
                with self._changed:
                    self._lines.append(line.decode().rstrip("\n"))
                    self._changed.notify_all()
        except (OSError, ValueError):
            pass
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def all(self):
        with self._changed:
            return list(self._lines)

    def matching(self, pattern):
        return [line for line in self.all() if re.search(pattern, line)]

    def wait_for(self, pattern, count=1):
        deadline = time.monotonic() + PATIENCE_S
        with self._changed:
            while True:
                found = [line for line in self._lines if re.search(pattern, line)]
                if len(found) >= count:
                    return found[count - 1]
                left = deadline - time.monotonic()
                if left <= 0 or self._ended:
                    raise AssertionError(f"no {pattern!r} ({count} times) in {self._lines}")
                self._changed.wait(left)

    def join(self):
        self._thread.join(PATIENCE_S)
        return self.all()


class Process:
    """A child process and the lines it prints; `err` is `out` unless `errors_apart`."""

    def __init__(self, arguments, stdin=subprocess.PIPE, errors_apart=False, environment=None):
        self.child = subprocess.Popen(
            arguments, stdin=stdin, stdout=subprocess.PIPE, env={**os.environ, **(environment or {})},
            stderr=subprocess.PIPE if errors_apart else subprocess.STDOUT)
        self.out = Lines(self.child.stdout)
        self.err = Lines(self.child.stderr) if errors_apart else self.out

    def type(self, *lines):
        for line in lines:
            self.child.stdin.write(line.encode() + b"\n")
        self.child.stdin.flush()

    def end_of_input(self):
        self.child.stdin.close()
        return self.exit_code()

    def exit_code(self):
        code = self.child.wait(PATIENCE_S)
        self.out.join()
        return code

    def close(self):
        if self.child.poll() is None:
            self.child.send_signal(signal.SIGCONT)
            self.child.kill()
        self.child.wait(PATIENCE_S)
        self.out.join()
        for stream in (self.child.stdin, self.child.stdout, self.child.stderr):
            if stream:
                try:
                    stream.close()
                except OSError:
                    pass


def join_link(broker):
    """Returns the join link that a broker prints when it starts, with the address 127.0.0.1."""
    line = broker.out.wait_for(r"join link indaba://127\.0\.0\.1:\d+/#[0-9a-f]{64}$")
    return re.search(r"indaba://\S+", line).group(0)


def port_of(link):
    return int(re.search(r":(\d+)/#", link).group(1))


def at_port(link, port):
    """Returns the join link with another port, for example that of a proxy."""
    return re.sub(r":\d+/#", f":{port}/#", link)


def free_port_pair():
    """Returns an even port that is free together with the next one. Both lie below the ports that the
    system gives to connections, so they are still free when a broker restarts on them."""
    while True:
        port = random.randrange(10_240, 32_000, 2)
        try:
            for each in (port, port + 1):
                socket.create_server(("", each)).close()
            return port
        except OSError:
            pass


class Proxy:
    """Forwards bytes between a client and a broker. Once the client has sent `trigger`, or after
    mute(), the broker's answers are dropped."""

    def __init__(self, broker_port, trigger=None, port=0):
        self._trigger = trigger
        self._broker_port = broker_port
        self._muted = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", port))
        self.port = self._listener.getsockname()[1]
        self._sockets = [self._listener]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
                broker = socket.create_connection(("127.0.0.1", self._broker_port))
            except OSError:
                return
            self._sockets += [client, broker]
            threading.Thread(target=self._to_broker, args=(client, broker), daemon=True).start()
            threading.Thread(target=self._to_client, args=(broker, client), daemon=True).start()

    def _to_broker(self, client, broker):
        seen = b""
        try:
            while bytes_ := client.recv(65536):
                seen = (seen + bytes_)[-200000:]
                if self._trigger and self._trigger in seen:
                    self._muted.set()
                broker.sendall(bytes_)
        except OSError:
            pass

    def _to_client(self, broker, client):
        try:
            while bytes_ := broker.recv(65536):
                if not self._muted.is_set():
                    client.sendall(bytes_)
        except OSError:
            pass

    def mute(self):
        self._muted.set()

    def close(self):
        """Closes the port and every connection through it; what is unsent is lost."""
        for each in self._sockets:
            try:
                each.shutdown(socket.SHUT_RDWR)  # wakes the threads that use it
            except OSError:
                pass
            each.close()


Ended = collections.namedtuple("Ended", "code out err")


class BrokerTest(unittest.TestCase):
    """A test case with a broker of its own, and helpers that start clients."""

    def setUp(self):
        self.directory = tempfile.mkdtemp(prefix="indaba-cli-test-")
        self.addCleanup(shutil.rmtree, self.directory, ignore_errors=True)
        self.broker = None
        self.port = free_port_pair()
        self.start_broker()

    def start_broker(self, *more, data="data"):
        """Starts a broker on the same port with the same key, whatever data directory it uses."""
        data, key = os.path.join(self.directory, data), os.path.join(self.directory, "key")
        new_journal = []
        if os.path.exists(key) and not os.path.exists(data):
            os.mkdir(data, 0o700)
            shutil.copy(key, data)
            new_journal = ["--new-journal"]
        self.broker = self.started(Process(
            [os.path.join(BIN, "indaba-broker"), "--data", data, "--port", str(self.port),
             "--limit", "posts=200+500/s",  # tests send hundreds of lines at once
             *new_journal, *more, *self.broker_arguments()], stdin=subprocess.DEVNULL))
        self.link = join_link(self.broker)
        shutil.copy(os.path.join(data, "key"), key)
        self.port = port_of(self.link)

    def broker_arguments(self):
        return []

    def start_plain_broker(self):
        self.broker = self.started(Process(
            [os.path.join(BIN, "indaba-broker"), "--insecure-plain", "--port", "0", "--data",
             os.path.join(self.directory, "plain")], stdin=subprocess.DEVNULL))
        line = self.broker.out.wait_for(r"listening on 127\.0\.0\.1:\d+$")
        return int(re.search(r":(\d+)$", line).group(1))

    def kill_broker(self):
        self.broker.child.kill()
        self.broker.child.wait(PATIENCE_S)

    def started(self, process):
        self.addCleanup(process.close)
        return process

    def arguments(self, name, *more, port=None, home=None):
        server = at_port(self.link, port) if port else self.link
        return [os.path.join(BIN, "indaba-cli"), "--server", server,
                "--home", os.path.join(self.directory, home or "home-" + name), "--name", name,
                *more]

    def chat(self, name, more=(), **options):
        chat = self.started(Process(self.arguments(name, "chat", *more, **options)))
        chat.out.wait_for("You are ")
        return chat

    def tail(self, name, *more):
        tail = self.started(Process(self.arguments(name, "tail", "--json", *more),
                                    stdin=subprocess.DEVNULL, errors_apart=True))
        return tail

    def run_cli(self, name, *more, stdin=b"", **options):
        done = subprocess.run(self.arguments(name, *more, **options), input=stdin,
                              capture_output=True, timeout=PATIENCE_S + 20, check=False)
        return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())

    def history(self, name, *more):
        done = self.run_cli(name, "history", "--json", *more)
        self.assertEqual((done.code, done.err), (0, ""))
        return [json.loads(line) for line in done.out.splitlines()]

    def texts(self, name, *more):
        return [entry["text"] for entry in self.history(name, *more)]

    def say(self, name, *texts):
        for text in texts:
            self.assertEqual(self.run_cli(name, "send", text), (0, "", ""))

    def copy_journal(self):
        """Copies the data directory of the stopped broker, then starts the broker again."""
        self.kill_broker()
        shutil.copytree(os.path.join(self.directory, "data"),
                        os.path.join(self.directory, "backup"),
                        ignore=shutil.ignore_patterns("control"))
        self.start_broker()

    def restore_older_journal(self):
        """Restarts the broker with the copy that copy_journal() made."""
        self.kill_broker()
        shutil.rmtree(os.path.join(self.directory, "data"))
        os.rename(os.path.join(self.directory, "backup"), os.path.join(self.directory, "data"))
        self.start_broker()
