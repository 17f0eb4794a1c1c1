"""Attacks that make libzmq keep memory: messages without end, and messages of peers that libzmq ignores.
They run last: memory that they used may not return to the system, and would hide other leaks.
"""

import itertools
import os

from broker import MIB
from world import case, check, send_until_disconnected
from zmtp import MORE, Closed, metadata

KEPT_BY_ONE = 10 * MIB
ENDLESS_S, ENDLESS_BYTES, PEAK = 2, 300 * MIB, 256 * MIB


@case("a flood under a routing id that is taken", on=("encrypted",))
def ignored_routing_id(world):
    """libzmq receives from such a peer up to its high-water mark, delivers nothing, and keeps the memory
    after the peer has gone. So a key has few handshakes without a hello. Without encryption there
    are no keys, and only this machine can connect."""
    world.shaken(metadata_bytes=metadata(identity=b"taken"))
    before = world.broker.memory()
    for _ in range(20):
        try:
            peer = world.shaken(world.first_secret, metadata(identity=b"taken"), patience=0.3)
            for _ in range(30):
                peer.send_message(os.urandom(60_000))
            peer.close()
        except (Closed, AssertionError, TimeoutError):
            break  # disconnected or not admitted
    world.broker.descriptors_come_back_to(world.descriptors + 1)
    kept = world.broker.memory() - before
    world.note("kept MiB", kept // MIB)
    check(kept < KEPT_BY_ONE or not world.judges_memory, f"{kept // MIB} MiB were kept")


def endless(world, part):
    """The broker must disconnect the peer and free what it received."""
    session = world.session()
    session.hello()
    peer, before = session.peer, world.broker.memory()
    together = 1 if len(part) > 1000 else 500
    pieces = (b"".join(peer.wire(part, MORE) for _ in range(together)) for _ in itertools.count())
    if not world.encrypted:
        pieces = itertools.repeat(peer.wire(part, MORE) * together)
    size = len(peer.wire(part, MORE)) * together
    pieces = itertools.islice(pieces, ENDLESS_BYTES // size)
    peak = before

    def look():
        nonlocal peak
        peak = max(peak, world.broker.memory())

    sent, took = send_until_disconnected(peer, pieces, ENDLESS_S, look)
    look()
    world.note("peak MiB", peak // MIB)
    check(took is not None, f"{sent // MIB} MiB were taken, the broker came to {peak // MIB} MiB")
    world.note("disconnected after ms", round(took * 1000))
    check(took <= 1, f"disconnected after {took:.1f} s only, {sent // MIB} MiB sent")
    check(peak <= PEAK or not world.judges_memory, f"the broker came to {peak // MIB} MiB")


@case("endless parts of 65,000 bytes")
def endless_large(world):
    endless(world, bytes(65_000))


@case("endless parts of 100 bytes")
def endless_small(world):
    endless(world, bytes(100))


@case("endless empty parts")
def endless_empty(world):
    endless(world, b"")


@case("a partial message, then silence")
def partial_message(world):
    """The peer sends 20 MB of a message and then nothing. The sweep must disconnect it."""
    session = world.session()
    session.hello()
    part = session.peer.wire(bytes(65_000), MORE)
    pieces = [part] * 300 if not world.encrypted else (
        session.peer.wire(bytes(65_000), MORE) for _ in range(300))
    _, took = send_until_disconnected(session.peer, pieces, 2.5)
    check(took is not None, "not disconnected within 2.5 s")
    world.note("disconnected after ms", round(took * 1000))
