"""Runs every known attack many times against a real broker, beside a well-behaved client.

After each attack the process must be the same, with the same number of descriptors and the same
memory, and every message of the well-behaved client must be stored and delivered once and in time.
Prints a table. Exits with 1 if a case failed whose declaration has no `awaits`.

INDABA_BIN names the directory with indaba-broker. `hostile_test.py --rounds 100` runs everything,
`--only PATTERN` some cases. Every wait is bounded.
"""

import argparse
import re
import select
import signal
import sys
import time
import traceback

import sodium
# The imports declare the cases, in this order.
import unauthenticated  # noqa: F401
import handshakes  # noqa: F401
import joined_clients  # noqa: F401
import frames  # noqa: F401
import claimed_routing_ids  # noqa: F401
import floods  # noqa: F401
import partial_messages  # noqa: F401
from background_client import LIMITS, SAY_EVERY_MS, BackgroundClient
from broker import MIB, Broker
from world import CASES, PATIENT, Skipped, World
from zmtp import Closed

MEMORY_MORE = 8 * MIB
TOGETHER = 25  # patient cases at the same time, of each
LONG_ENOUGH_S = 1  # so that the p99 has enough samples
ENOUGH = 3  # reported failures of a case


class Run:
    """One broker, encrypted or plain, and all cases for it."""

    def __init__(self, options, kind):
        self.options, self.kind = options, kind
        self.failed = False
        self.start()

    def start(self):
        self.broker = Broker(self.kind == "encrypted", LIMITS + self.options.broker)
        self.world = World(self.broker)
        self.world.crowd = 1000 if self.options.rounds >= 100 else 300
        self.world.judges_memory = self.options.memory
        if self.options.rounds >= 100:
            self.world.fill_caches()
        self.good = BackgroundClient(self.broker)
        if self.world.encrypted:
            self.broker.order("ban", sodium.public_of(self.world.banned).hex())
        self.world.a_newcomer_is_served()
        self.good.report()
        self.broker.descriptors_come_back_to(self.broker.descriptors() - 1, 1)  # the newcomer's
        self.descriptors = self.broker.descriptors()
        self.world.descriptors = self.descriptors

    def begin(self):
        """Begins a case."""
        self.world.case += 1
        self.world.noted, self.faults, self.after_first, self.rounds = {}, [], 0, 0
        self.good.report()
        self.descriptors_before = self.broker.descriptors()

    def attack(self, attack):
        """Runs one round."""
        self.world.round = self.rounds
        try:
            attack(self.world)
        except Skipped:
            raise
        except Closed:
            self.faults.append("the broker disconnected an allowed peer")
            if self.options.trace:
                traceback.print_exc()
        except (AssertionError, OSError, ValueError, KeyError) as wrong:
            self.faults.append(f"{type(wrong).__name__}: {wrong}"[:300])
        self.after_round()

    def after_round(self):
        self.world.close_all()
        self.rounds += 1
        if not self.broker.alive():
            self.faults.append("CRASH: " + " | ".join(self.broker.process.out.all()[-3:])[:300])
            return
        now = self.broker.descriptors_come_back_to(self.descriptors)
        if now > self.descriptors:
            self.faults.append(f"{now} descriptors, and there were {self.descriptors}")
            self.descriptors = now
        if self.rounds == 1:
            self.after_first = self.broker.memory()

    def stop(self):
        """The good client reads the whole history, and the broker must stop with 0."""
        faults = self.good.end() + self.broker.stop()
        for fault in faults:
            print(f"at the end: {fault}")
        self.failed |= bool(faults)

    def end(self, name, awaits):
        """Judges the case and prints its row. After a crash or an excused failure, the next cases get a new
        broker."""
        crashed = not self.broker.alive()
        good = {"count": 0, "faults": []} if crashed else self.good.report()
        memory = 0 if crashed else self.broker.memory_comes_back_to(self.after_first + MEMORY_MORE)
        self.faults += good["faults"]
        if good["count"] and good["p99"] > self.options.p99:
            self.faults.append(f"the good client's p99 was {good['p99']:.0f} ms")
        if self.options.memory and memory > self.after_first + MEMORY_MORE:
            self.faults.append(f"memory grew by {(memory - self.after_first) / MIB:.1f} MiB")
        excused = bool(awaits) and not self.options.strict
        result = "ok" if not self.faults else f"OPEN (awaits the {awaits})" if excused else "FAILED"
        if not self.faults and awaits:
            result = f"ok (awaits the {awaits})"
        self.failed |= bool(self.faults) and not excused
        self.row(name, good, memory, result)
        if crashed:
            self.good.close()
            self.broker.stop()
        elif self.faults and excused:
            self.stop()
        else:
            return
        self.start()

    def row(self, name, good, memory, result):
        latency = [f"{good[which]:7.1f}" if good["count"] else "      -"
                   for which in ("p50", "p99", "max")]
        noted = ", ".join(f"{what} {most}" for what, most in self.world.noted.items())
        now = self.broker.descriptors() if self.broker.alive() else 0
        print(f"{name:58.58} {self.rounds:4} {' '.join(latency)} {self.descriptors_before:4}"
              f" {now:4} {self.after_first / MIB:6.1f} {memory / MIB:6.1f}  {result}"
              f"{'; ' + noted if noted else ''}", flush=True)
        for fault in self.faults[:ENOUGH]:
            print(f"      {fault}", flush=True)

    # ---- the two kinds of cases

    def once(self, name, attack, awaits):
        self.begin()
        until = time.monotonic() + (LONG_ENOUGH_S if self.options.rounds >= 100 else 0)
        try:
            while self.broker.alive() and (self.rounds < self.options.rounds
                                           or time.monotonic() < until):
                self.attack(attack)
                if len(self.faults) >= (1 if awaits else ENOUGH):
                    break
        except Skipped as why:
            self.world.close_all()
            print(f"{name:58.58}    -  not tried: {why}", flush=True)
            return
        self.end(name, awaits)

    def patient(self, cases):
        """Runs all patient cases at the same time, since each takes seconds; prints one row for each."""
        self.begin()
        most = {name: 0.0 for name, *_ in cases}
        while self.rounds * TOGETHER < self.options.rounds and len(self.faults) < ENOUGH:
            waiting = []
            for name, attack, _, _, within, drip in cases:
                for _ in range(min(TOGETHER, self.options.rounds - self.rounds * TOGETHER)):
                    begun = time.monotonic()
                    waiting.append([attack(self.world), name, begun, within, drip or b""])
            self.wait_until_disconnected(waiting, most)
            self.after_round()
        self.world.noted = {"slowest disconnect s": f"{max(most.values()):.1f}"}
        at_once = min(TOGETHER, self.options.rounds)
        self.end(f"patience: {len(cases)} cases, {at_once} of each at once", None)
        for name, seconds in most.items():
            print(f"    {name:54} disconnected after at most {seconds:4.1f} s", flush=True)

    def wait_until_disconnected(self, waiting, most):
        poll = select.poll()
        by_descriptor = {}
        for each in waiting:
            descriptor = each[0].socket.fileno()
            each[0].socket.setblocking(False)
            poll.register(descriptor, select.POLLIN)
            by_descriptor[descriptor] = each
        while by_descriptor and self.broker.alive():
            now = time.monotonic()
            for descriptor, _ in poll.poll(100):
                peer, name, begun, *_ = by_descriptor[descriptor]
                if still_open(peer):
                    continue
                most[name] = max(most[name], time.monotonic() - begun)
                poll.unregister(descriptor)
                del by_descriptor[descriptor]
            for descriptor, each in list(by_descriptor.items()):
                peer, name, begun, within, drip = each
                if now > begun + within:
                    self.faults.append(f"{name}: not disconnected within {within} s")
                    poll.unregister(descriptor)
                    del by_descriptor[descriptor]
                elif drip:
                    each[4] = drip[1:]
                    try:
                        peer.socket.send(drip[:1])
                    except OSError:
                        pass  # the next poll reports it

    def run(self):
        print(f"\n{self.kind}: {self.options.rounds} rounds; the good client posts every "
              f"{SAY_EVERY_MS} ms\n{'':58} times  p50 ms  p99 ms  max ms  fds   after   1st    all"
              "   MiB", flush=True)
        wanted = re.compile(self.options.only)
        patient = [each for each in PATIENT if self.kind in each[2] and wanted.search(each[0])]
        if patient:
            self.patient(patient)
        for name, attack, on, awaits in CASES:
            if self.kind in on and wanted.search(name):
                self.once(name, attack, awaits)
        self.stop()
        return not self.failed


def still_open(peer):
    try:
        while some := peer.socket.recv(65536):
            pass
        return bool(some)
    except BlockingIOError:
        return True
    except OSError:
        return False


def run(options, kind):
    attacks = Run(options, kind)
    try:
        return attacks.run()
    finally:
        attacks.good.close()
        attacks.broker.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--only", default="", help="a pattern for names of cases")
    parser.add_argument("--kind", choices=("encrypted", "plain"), help="default: both")
    parser.add_argument("--p99", type=float, default=50, help="ms, of the good client's receipts")
    parser.add_argument("--no-memory", dest="memory", action="store_false",
                        help="memory is not judged: under a sanitizer it is the sanitizer's")
    parser.add_argument("--broker", action="append", default=[], metavar="OPTION",
                        help="given to the broker, may be repeated: --broker=--no-announce")
    parser.add_argument("--trace", action="store_true", help="print a traceback where the broker disconnected")
    parser.add_argument("--strict", action="store_true", help="nothing is excused by `awaits`")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the broker ends with us
    kinds = (options.kind,) if options.kind else ("encrypted", "plain")
    return 0 if all([run(options, kind) for kind in kinds]) else 1


if __name__ == "__main__":
    sys.exit(main())
