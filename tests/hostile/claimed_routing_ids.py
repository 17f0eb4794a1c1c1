"""Members who claim the routing ids that libzmq will give to the next clients. Which those are is
told to them by a trick, see fixed_rand.cpp; nobody else could know.

Aloud, they are to be cut. In silence nobody sees the claim before libzmq itself finds the id taken
and ends the process: then the broker must be back within a second, with all it gave a receipt for.
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
AHEAD = range(12)  # more than the broker uses up by itself
BACK_WITHIN_S = 1.0


class Told:
    """A broker of its own whose next routing ids are known, and one message that was stored."""

    def __init__(self, encrypted):
        if not os.path.exists(FIXED_RAND):
            raise Skipped("libfixed_rand.so was not built")
        supervised = ["--supervise"] if helps_with("--supervise") else []
        self.broker = Broker(encrypted, supervised, {"LD_PRELOAD": FIXED_RAND})
        self.world = World(self.broker)
        self.ann = self.world.member()
        self.post = os.urandom(16)
        self.ann.tell(t="broadcast", id=self.post, room=LOBBY, kind="text", body=b"receipted")
        self.ann.hear("entries")
        self.ids = [b"\0" + struct.pack(">I", FIRST + ahead) for ahead in AHEAD]

    def serves_a_newcomer(self):
        """Within a second, also by a process that had to begin anew. How long it took."""
        begun = time.monotonic()
        while True:
            try:
                newcomer = self.world.member(1)
                break
            except (Closed, ConnectionError) as gone:
                waited = time.monotonic() - begun
                check(waited < BACK_WITHIN_S, f"nobody is served: {gone!r}, "
                                              f"{self.broker.process.out.all()[-1:]}")
                time.sleep(0.01)
        newcomer.tell(t="history", request=1, conversation=LOBBY, limit=256)
        stored = [entry["id"] for entry in newcomer.hear("page")["entries"]]
        check(self.post in stored, "what had a receipt is lost")
        newcomer.peer.close()
        return time.monotonic() - begun


def squat(world, attack):
    told = Told(world.encrypted)
    try:
        attack(told)
        for _ in range(2 * len(AHEAD)):
            world.note("newcomer served after ms", round(told.serves_a_newcomer() * 1000))
    finally:
        told.world.close_all()
        told.broker.stop()


@case("the next routing ids, claimed aloud")
def aloud(world):
    """Those that are taken already are never heard of; they are left out."""
    def attack(told):
        for routing_id in told.ids[-4:]:
            told.world.expect_disconnect(claims(told.world, routing_id).peer)
    squat(world, attack)


@case("the next routing ids, claimed in silence")
def in_silence(world):
    squat(world, lambda told: [told.world.shaken(metadata_bytes=metadata(identity=routing_id))
                               for routing_id in told.ids])
