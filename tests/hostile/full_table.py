#!/usr/bin/env python3
"""A broker that may open 200 files and connections, and strangers who would have them all: those
inside are served all the while, and a newcomer is within a second after.

    full_table.py [--p99 MS]

INDABA_BIN names the directory with indaba-broker.
"""

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time

from background_client import LIMITS, BackgroundClient
from broker import BIN, Broker
from world import World, check
from zmtp import Closed

DESCRIPTORS = 200
SILENT = 1_000
CHURN = 10_000
WELL_WITHIN_S = 1.0
HELD_S = 3.0  # as long as the silent ones stay


class Table:
    def __init__(self, options):
        self.options = options
        self.broker = Broker(True, LIMITS, descriptors=DESCRIPTORS)
        self.good = BackgroundClient(self.broker)
        self.world = World(self.broker)
        self.good.report()
        self.inside = self.broker.descriptors()

    def connect_silently(self, beside=0):
        """A connection, whether or not the broker takes it."""
        peer = socket.socket()
        peer.setblocking(False)
        peer.connect_ex(("127.0.0.1", self.broker.port + beside))
        return peer

    def newcomer(self, seconds=WELL_WITHIN_S):
        """Comes in as clients do: tries again. How long it took."""
        begun = time.monotonic()
        while True:
            try:
                self.world.a_newcomer_is_served()
                return time.monotonic() - begun
            except (Closed, OSError, AssertionError) as refused:
                check(time.monotonic() - begun < seconds, f"nobody is let in: {refused!r}")
                time.sleep(0.02)
            finally:
                self.world.close_all()

    def judge(self, what, used, lasted):
        """Everything must be as before."""
        served = self.newcomer()
        check(self.broker.descriptors_come_back_to(self.inside, 1) == self.inside,
              f"{self.broker.descriptors()} descriptors, and there were {self.inside}")
        good = self.good.report()
        check(not good["faults"], good["faults"])
        print(f"{what:44} {lasted:5.1f} s, processor {100 * used / lasted:3.0f} %, the good one's "
              f"p50 {good['p50']:.0f} p99 {good['p99']:.0f} ms, a newcomer after "
              f"{served * 1000:.0f} ms", flush=True)
        check(good["p99"] <= self.options.p99, f"the good one's p99 was {good['p99']:.0f} ms")

    def attack(self, what, attack):
        used, begun = self.broker.processor_s(), time.monotonic()
        attack()
        lasted = time.monotonic() - begun
        self.judge(what, self.broker.processor_s() - used, lasted)

    # ---- attacks

    def silent(self):
        peers = [self.connect_silently() for _ in range(SILENT)]
        end = time.monotonic() + HELD_S
        served = 0
        while time.monotonic() < end:
            self.newcomer(HELD_S)
            served += 1
            time.sleep(0.05)
        for peer in peers:
            peer.close()
        print(f"    {served} newcomers were served meanwhile")

    def silent_again(self):
        """Each comes again as soon as it is refused."""
        peers = [self.connect_silently() for _ in range(SILENT)]
        end = time.monotonic() + HELD_S
        attempts = SILENT
        while time.monotonic() < end:
            for at, peer in enumerate(peers):
                try:
                    gone = peer.recv(1) == b""
                except BlockingIOError:
                    gone = False
                except OSError:
                    gone = True
                if gone:
                    peer.close()
                    peers[at] = self.connect_silently()
                    attempts += 1
        for peer in peers:
            peer.close()
        print(f"    {attempts} connections")

    def churn(self):
        for _ in range(CHURN // 100):
            for peer in [self.connect_silently() for _ in range(100)]:
                peer.close()

    def admit(self, come_in):
        """Of twice as many as there can be, each with a key of their own."""
        admit = 0
        for which in range(2 * DESCRIPTORS):
            try:
                session = self.world.session(self.world.secret_of(which))
                come_in(session, which)
                admit += 1
            except (Closed, OSError, AssertionError):
                pass
        print(f"    {admit} of {2 * DESCRIPTORS} were let in")
        return admit

    def hello_only(self):
        """Through the handshake and hello, and no further: each makes way for who comes later."""
        check(self.admit(lambda session, _: session.hello()) > DESCRIPTORS, "few were let in")
        self.newcomer(HELD_S)
        self.world.close_all()

    def members(self):
        """These are held, up to what there is room for."""
        def come_in(session, which):
            session.hello()
            session.join(f"member{which}")
        admit = self.admit(come_in)
        self.one_more()
        check(30 < admit < DESCRIPTORS, f"{admit} were let in")
        self.world.close_all()

    def one_more(self):
        """A person, who is told."""
        with tempfile.TemporaryDirectory() as home:
            done = subprocess.run(
                [os.path.join(BIN, "indaba-cli"), "send", "--home", home, "--name", "late",
                 "--server", f"indaba://127.0.0.1:{self.broker.port}/#{self.broker.key.hex()}", "x"],
                capture_output=True, text=True, timeout=30, check=False)
        check(done.returncode == 3 and "It may be full" in done.stderr, done)

    def announcer(self):
        """The port beside, where the broker tells its key."""
        for _ in range(CHURN // 500):
            peers = [self.connect_silently(1) for _ in range(250)]
            for peer in peers:
                peer.close()
        peers = [self.connect_silently(1) for _ in range(SILENT)]
        self.newcomer(HELD_S)
        for peer in peers:
            peer.close()

    def run(self):
        self.attack(f"{SILENT} silent connections", self.silent)
        self.attack(f"{SILENT} that come again and again", self.silent_again)
        self.attack(f"{CHURN} connections that come and go", self.churn)
        self.attack(f"{CHURN // 2 + SILENT} at the port beside", self.announcer)
        self.attack(f"{2 * DESCRIPTORS} that say hello and stay", self.hello_only)
        self.attack(f"{2 * DESCRIPTORS} members", self.members)
        faults = self.good.end() + self.broker.stop()
        check(not faults, faults)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--p99", type=float, default=50, help="ms, of the good one's receipts")
    table = Table(parser.parse_args())
    try:
        table.run()
    finally:
        table.good.close()
        table.broker.stop()


if __name__ == "__main__":
    sys.exit(main())
