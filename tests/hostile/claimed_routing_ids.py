"""Members claim the routing ids that libzmq will assign to the next clients. A member could not know
these ids: fixed_rand.cpp makes them known to this test.

A claim with a message is disconnected. A claim without a message is unseen until libzmq finds that
the id is taken and ends the process: then the broker must be back within a second, with every post
that has a receipt.
"""

import os
import struct
import time

from broker import BIN, Broker, helps_with
from frames import claims
from world import LOBBY, Skipped, World, case, check
from zmtp import Closed, metadata

FIXED_RAND = os.path.join(BIN, "libfixed_rand.so")
FIRST = 0x1000
AHEAD = range(12)  # more ids than the broker itself uses
BACK_WITHIN_S = 1.0


class PredictableIdsBroker:
    """A broker whose next routing ids are known, with one stored message."""

    def __init__(self, encrypted):
        if not os.path.exists(FIXED_RAND):
            raise Skipped("libfixed_rand.so was not built")
        supervised = ["--supervise"] if helps_with("--supervise") else []
        self.broker = Broker(encrypted, supervised, {"LD_PRELOAD": FIXED_RAND})
        self.world = World(self.broker)
        self.ann = self.world.member()
        self.post = os.urandom(16)
        self.ann.send(t="broadcast", id=self.post, room=LOBBY, kind="text", body=b"receipted")
        self.ann.receive_message("entries")
        self.ids = [b"\0" + struct.pack(">I", FIRST + ahead) for ahead in AHEAD]

    def serves_a_newcomer(self):
        """Returns the seconds until a newcomer is served, by a restarted broker, too. Fails after 1 s."""
        begun = time.monotonic()
        while True:
            try:
                newcomer = self.world.member(1)
                break
            except (Closed, ConnectionError) as gone:
                waited = time.monotonic() - begun
                check(waited < BACK_WITHIN_S, f"no newcomer is served: {gone!r}, "
                                              f"{self.broker.process.out.all()[-1:]}")
                time.sleep(0.01)
        newcomer.send(t="history", request=1, conversation=LOBBY, limit=256)
        stored = [entry["id"] for entry in newcomer.receive_message("page")["entries"]]
        check(self.post in stored, "a post with a receipt is lost")
        newcomer.peer.close()
        return time.monotonic() - begun


def squat(world, attack):
    setup = PredictableIdsBroker(world.encrypted)
    try:
        attack(setup)
        for _ in range(2 * len(AHEAD)):
            world.note("newcomer served after ms", round(setup.serves_a_newcomer() * 1000))
    finally:
        setup.world.close_all()
        setup.broker.stop()


@case("the next routing ids, claimed with a message")
def with_message(world):
    """Ids that are in use already get no answer; they are left out."""
    def attack(setup):
        for routing_id in setup.ids[-4:]:
            setup.world.expect_disconnect(claims(setup.world, routing_id).peer)
    squat(world, attack)


@case("the next routing ids, claimed without a message")
def without_message(world):
    squat(world, lambda setup: [setup.world.shaken(metadata_bytes=metadata(identity=routing_id))
                                for routing_id in setup.ids])
