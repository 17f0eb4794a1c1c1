#!/usr/bin/env python3
"""Several brokers, many clients and a database with a synchronous standby, while everything fails in turn.

    faults.py [--seconds 300] [--clients 300] [--writers 8] [--rate 40] [--brokers 3] [--pause 20] [--kill-every 10] [--seed N] [--keep]

INDABA_BIN names the directory with the programs: indaba-broker, indaba-cli, indaba-load, postgresql_pair_for_tests. A random
broker is killed every --kill-every seconds and started again; people race for names and titles. Beside that, once or twice each: a broker stopped in the
middle of a batch, the primary killed and its standby promoted while the former primary comes back, the primary stopped, the
standby stopped, the connections between brokers cut, and stalled. Stopped is SIGSTOP for --pause seconds. At the end all
that clients were told is compared with the database and with what each broker tells. Exit code 0: nothing was lost, doubled
or false, and nobody waited for too long (INDABA_PATIENCE multiplies what is too long).
"""

import argparse
import contextlib
import os
import random
import shutil
import sys
import tempfile
import time

import verdict
from brokers import Brokers
from databases import Databases
from load import Load
from races import Races

BIN = os.environ.get("INDABA_BIN", os.path.join(os.getcwd(), "build", "release", "bin"))
RESTART_S = 1  # a supervisor starts a broker again after this time
ENTRIES = "sql SELECT coalesce(sum(number), 0) FROM indaba.conversations"
LOCKS = "sql BEGIN; SELECT id FROM indaba.conversations FOR NO KEY UPDATE; SELECT pg_sleep(0.5); COMMIT"


class Run:
    """Lets things fail, one after another, and keeps what was done when."""

    def __init__(self, brokers, databases, load, options):
        self.brokers, self.databases, self.load, self.options = brokers, databases, load, options
        self.episodes = []
        self.kills = []  # (time, endpoint)
        self._next_kill = time.monotonic() + options.kill_every
        self._random = random.Random(options.seed)

    def play(self):
        faults = [self.broker_stopped, self.primary_lost, self.links_cut, self.standby_stopped, self.primary_stopped,
                  self.links_stalled, self.primary_lost, self.broker_stopped]
        if len(self.brokers.all) == 1:
            faults = [self.primary_lost, self.standby_stopped, self.primary_stopped, self.primary_lost]
        for number, fault in enumerate(faults):
            begin = time.monotonic()
            left = self.load.ends_at - begin - sum(self._length(each) for each in faults[number:])
            self.wait(max(left / (len(faults) - number + 1), 1))
            print(f"{time.strftime('%H:%M:%S')} {fault.__name__}", flush=True)
            fault()
        self.wait(max(self.load.ends_at - time.monotonic(), 0))
        for one in self.brokers.all:
            if one.ended_at is not None:
                one.start()

    def _length(self, fault):
        return 6 if fault == self.primary_lost else self.options.pause + 2

    def wait(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._keep_brokers_running()
            time.sleep(0.02)

    def _keep_brokers_running(self):
        now = time.monotonic()
        for one in self.brokers.all:
            one.notice_end()
            if one.ended_at is not None and now >= one.ended_at + RESTART_S:
                one.start()
        if now >= self._next_kill:
            self._next_kill = now + self.options.kill_every
            self.kill_a_broker()

    def kill_a_broker(self, one=None):
        running = self.brokers.running()
        if not running:
            return
        one = one or self._random.choice(running)
        self.kills.append((time.monotonic(), one.endpoint))
        one.kill()

    def _episode(self, kind, begin, **more):
        self.episodes.append({"kind": kind, "begin": begin, "end": time.monotonic(), **more})

    # ---- the faults ---------------------------------------------------------------------------------------------------

    def broker_stopped(self):
        """Stops a broker whose transaction holds the lock of the lobby. The test takes the lock first, so that a broker
        waits for it, and is answered when it is stopped already."""
        one = self._broker_with_some_writers()
        self.databases.begin("primary " + LOCKS)
        time.sleep(0.4)  # long enough for somebody to post at each
        begin = time.monotonic()
        one.stop()
        self._next_kill = max(self._next_kill, begin + min(self.options.pause, self.options.kill_every))
        self.databases.end("the lock")
        held = self.databases("primary sql SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction' "
                              f"AND application_name = '{one.name}'")
        self.wait(self.options.pause)
        one.go_on()
        self._episode("broker stopped", begin, endpoint=one.endpoint, in_a_batch=held != "0")

    def _broker_with_some_writers(self):
        """Returns a broker that has writers, while others have some too. Clients stay where they are, so that kills may
        have driven all of them to one broker; another kill spreads them."""
        for _ in range(10):
            self.wait(1)
            at = self.load.writers_by_endpoint()
            found = [one for one in self.brokers.running() if 0 < at[one.endpoint] < sum(at.values())]
            if found:
                return self._random.choice(found)
            self.kill_a_broker(max(self.brokers.running(), key=lambda one: at[one.endpoint]))
        raise RuntimeError("All writers stay at one broker.")

    def primary_lost(self):
        begin = time.monotonic()
        self.databases("primary kill")
        self.databases("promote")
        # The former primary demands no standby: whoever used it would get receipts that nobody else has.
        self.databases("standby start_alone")
        before = self.databases("standby " + ENTRIES)
        self.databases("primary sql SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                       "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()")
        self.kill_a_broker()
        self.wait(4)
        after = self.databases("standby " + ENTRIES)
        self.databases("rejoin")
        self._episode("primary lost", begin, written_to_the_former=int(after) - int(before))

    def primary_stopped(self):
        self._pause("primary")

    def standby_stopped(self):
        self._pause("standby")

    def _pause(self, role):
        self.databases(role + " pause")
        begin = time.monotonic()
        self.wait(self.options.pause)
        self._episode(role + " stopped", begin)
        self.databases(role + " resume")

    def links_cut(self):
        self._links("cut", lambda link: link.cut())

    def links_stalled(self):
        self._links("stalled", lambda link: link.stall())

    def _links(self, what, fault):
        self._broker_with_some_writers()  # what they write has to reach people at other brokers
        begin = time.monotonic()
        for one in self.brokers.all:
            fault(one.link)
        self.wait(self.options.pause / 2)
        for one in self.brokers.all:
            one.link.mend()
        self._episode("links " + what, begin)


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--clients", type=int, default=300)
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--rate", type=float, default=40, help="messages a second, of all writers together")
    parser.add_argument("--brokers", type=int, default=3)
    parser.add_argument("--pause", type=float, default=20)
    parser.add_argument("--kill-every", type=float, default=10)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    parser.add_argument("--keep", action="store_true", help="keep the logs and events, and say where they are")
    return parser.parse_args()


def main():
    options = parse_options()
    print(f"seed {options.seed}", flush=True)
    with contextlib.ExitStack() as stack:
        directory = tempfile.mkdtemp(prefix="indaba-cluster-")
        if options.keep:
            print(f"logs in {directory}", flush=True)
        else:
            stack.callback(shutil.rmtree, directory, ignore_errors=True)
        databases = stack.enter_context(contextlib.closing(Databases(BIN)))
        brokers = stack.enter_context(contextlib.closing(Brokers(BIN, directory, options.brokers, databases)))
        load = stack.enter_context(contextlib.closing(Load(BIN, directory, brokers.join_link, options)))
        races = stack.enter_context(contextlib.closing(Races(BIN, directory, brokers)))
        run = Run(brokers, databases, load, options)
        run.play()
        races.close()
        return verdict.judge(run, races, BIN, directory)


if __name__ == "__main__":
    sys.exit(main())
