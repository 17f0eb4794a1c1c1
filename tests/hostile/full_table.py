#!/usr/bin/env python3
"""Attacks on a broker that may open 200 descriptors only, by strangers who try to use all of them. Joined
clients are served throughout, and a newcomer is served within a second afterwards.

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
HELD_S = 3.0  # how long the silent connections stay


class Table:
    def __init__(self, options):
        self.options = options
        self.broker = Broker(True, LIMITS, descriptors=DESCRIPTORS)
        self.good = BackgroundClient(self.broker)
        self.world = World(self.broker)
        self.good.report()
        self.inside = self.broker.descriptors()

    def connect_silently(self, beside=0):
        """Opens a connection, whether or not the broker accepts it."""
        peer = socket.socket()
        peer.setblocking(False)
        peer.connect_ex(("127.0.0.1", self.broker.port + beside))
        return peer

    def newcomer(self, seconds=WELL_WITHIN_S):
        """Joins as clients do, with retries. Returns the seconds it took."""
        begun = time.monotonic()
        while True:
            try:
                self.world.a_newcomer_is_served()
                return time.monotonic() - begun
            except (Closed, OSError, AssertionError) as refused:
                check(time.monotonic() - begun < seconds, f"no newcomer is admitted: {refused!r}")
                time.sleep(0.02)
            finally:
                self.world.close_all()

    def judge(self, what, used, lasted):
        """Fails unless everything is as before the attack."""
        served = self.newcomer()
        check(self.broker.descriptors_come_back_to(self.inside, 1) == self.inside,
              f"{self.broker.descriptors()} descriptors, and there were {self.inside}")
        good = self.good.report()
        check(not good["faults"], good["faults"])
        print(f"{what:44} {lasted:5.1f} s, processor {100 * used / lasted:3.0f} %, the good client's "
              f"p50 {good['p50']:.0f} p99 {good['p99']:.0f} ms, a newcomer after "
              f"{served * 1000:.0f} ms", flush=True)
        check(good["p99"] <= self.options.p99, f"the good client's p99 was {good['p99']:.0f} ms")

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
        """Silent connections reconnect as soon as they are disconnected."""
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
        """Connects twice as many accounts as fit, each with its own key. Returns how many were admitted."""
        admit = 0
        for which in range(2 * DESCRIPTORS):
            try:
                session = self.world.session(self.world.secret_of(which))
                come_in(session, which)
                admit += 1
            except (Closed, OSError, AssertionError):
                pass
        print(f"    {admit} of {2 * DESCRIPTORS} were admitted")
        return admit

    def hello_only(self):
        """These connections say hello and do not join: the oldest is evicted for a new one."""
        check(self.admit(lambda session, _: session.hello()) > DESCRIPTORS, "few were admitted")
        self.newcomer(HELD_S)
        self.world.close_all()

    def members(self):
        """These connections join, so they are kept as long as there is room."""
        def come_in(session, which):
            session.hello()
            session.join(f"member{which}")
        admit = self.admit(come_in)
        self.one_more()
        check(30 < admit < DESCRIPTORS, f"{admit} were admitted")
        self.world.close_all()

    def one_more(self):
        """A line client that finds no room exits with an error that says so."""
        with tempfile.TemporaryDirectory() as home:
            done = subprocess.run(
                [os.path.join(BIN, "indaba-cli"), "send", "--home", home, "--name", "late",
                 "--server", f"indaba://127.0.0.1:{self.broker.port}/#{self.broker.key.hex()}", "x"],
                capture_output=True, text=True, timeout=30, check=False)
        check(done.returncode == 3 and "It may be full" in done.stderr, done)

    def announcer(self):
        """The attack is on the announcer's port."""
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
        self.attack(f"{2 * DESCRIPTORS} that say hello and do not join", self.hello_only)
        self.attack(f"{2 * DESCRIPTORS} members", self.members)
        faults = self.good.end() + self.broker.stop()
        check(not faults, faults)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--p99", type=float, default=50, help="ms, of the good client's receipts")
    table = Table(parser.parse_args())
    try:
        table.run()
    finally:
        table.good.close()
        table.broker.stop()


if __name__ == "__main__":
    sys.exit(main())
