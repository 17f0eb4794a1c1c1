"""The brokers of one server, each a process of its own that is killed, stopped and started again."""

import os
import random
import re
import shutil
import signal
import socket
import subprocess
import time

from link import Link

START_S = 60


def free_ports(count):
    """Returns ports that lie below those which the system gives to connections, so that they stay free."""
    ports = set()
    while len(ports) < count:
        port = random.randrange(10_240, 32_000)
        try:
            socket.create_server(("127.0.0.1", port)).close()
            ports.add(port)
        except OSError:
            pass
    return list(ports)


class Broker:
    def __init__(self, program, directory, number, connection):
        self.number = number
        self.port, self.peers = free_ports(2)
        self.data = os.path.join(directory, f"broker{number}")
        self.log = self.data + ".log"
        self.name = f"broker{number}"
        self.link = Link(self.peers)
        self.is_stopped = False
        self.ended_at = None  # when it was noticed or done; None: it runs
        self.failed_starts = []
        self._connection = f"{connection} application_name={self.name}"
        self._program = program
        self._child = None
        self._log_start = 0

    @property
    def endpoint(self):
        return f"127.0.0.1:{self.port}"

    def start(self):
        self._log_start = os.path.getsize(self.log) if os.path.exists(self.log) else 0
        with open(self.log, "ab") as log:
            self._child = subprocess.Popen(
                [self._program, "--data", self.data, "--journal", self._connection, "--require-standby", "--peers",
                 f"127.0.0.1:{self.peers}", "--bind", "127.0.0.1", "--port", str(self.port), "--no-announce",
                 "--limit", "posts=off", "--limit", "bytes=off"], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.ended_at = None

    def said(self):
        """Returns what it has logged since its last start."""
        with open(self.log, encoding="utf-8", errors="replace") as log:
            log.seek(self._log_start)
            return log.read()

    def wait_until_it_listens(self):
        end = time.monotonic() + START_S
        while "listening on" not in self.said():
            if time.monotonic() > end or self._child.poll() is not None:
                raise RuntimeError(f"{self.name} does not start: {self.said()}")
            time.sleep(0.02)

    def key(self):
        return re.search(r"indaba://\S+/#([0-9a-f]{64})", self.said()).group(1)

    def kill(self):
        self._child.kill()
        self._child.wait()
        self.ended_at = time.monotonic()

    def stop(self):
        os.kill(self._child.pid, signal.SIGSTOP)
        self.is_stopped = True

    def go_on(self):
        if self._child.poll() is None:
            os.kill(self._child.pid, signal.SIGCONT)
        self.is_stopped = False

    def notice_end(self):
        """Notes that it has ended by itself."""
        if self.ended_at is None and not self.is_stopped and self._child.poll() is not None:
            self.ended_at = time.monotonic()
            self.failed_starts.append((self._child.returncode, self.said().strip().split("\n")[-1]))

    def close(self):
        self.link.close()
        if self._child and self._child.poll() is None:
            self.go_on()
            self._child.kill()
            self._child.wait()


class Brokers:
    """All brokers, each with the key of the first one. Connections between them go through links: a trigger in the
    database puts the port of the link in the place of the port where a broker listens for the others."""

    def __init__(self, programs, directory, count, databases):
        program = os.path.join(programs, "indaba-broker")
        self.all = [Broker(program, directory, number + 1, databases.connection) for number in range(count)]
        first = self.all[0]
        first.start()
        first.wait_until_it_listens()
        databases("primary sql " + self._detour())
        first.kill()
        for one in self.all[1:]:
            os.mkdir(one.data, 0o700)
            shutil.copy(os.path.join(first.data, "key"), one.data)
        for one in self.all:
            one.start()
        for one in self.all:
            one.wait_until_it_listens()
        self.join_link = f"indaba://{','.join(one.endpoint for one in self.all)}/#{first.key()}"

    def _detour(self):
        cases = " ".join(f"WHEN '127.0.0.1:{one.peers}' THEN '127.0.0.1:{one.link.port}'" for one in self.all)
        return ("CREATE FUNCTION public.detour() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"NEW.peers := CASE NEW.peers {cases} ELSE NEW.peers END; RETURN NEW; END $$; "
                "CREATE TRIGGER detour BEFORE INSERT OR UPDATE ON indaba.leases FOR EACH ROW "
                "EXECUTE FUNCTION public.detour()")

    def running(self):
        return [one for one in self.all if one.ended_at is None and not one.is_stopped]

    def link_of(self, broker):
        """Returns a join link that names one broker alone."""
        return re.sub(r"//[^/]*/", f"//{broker.endpoint}/", self.join_link)

    def close(self):
        for one in self.all:
            one.close()
