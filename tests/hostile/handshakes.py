"""Peers with a wrong or forged ZMTP handshake."""

import os

import msgpack
import sodium
import zmtp
from world import case, check
from zmtp import Closed, Curve, command, frame, greeting, item, metadata

PLAIN, ENCRYPTED = ("plain",), ("encrypted",)


def altered(sent):
    """Returns the bytes with the last one changed."""
    return sent[:-1] + bytes([sent[-1] ^ 1])


@case("another mechanism")
def wrong_mechanism(world):
    for mechanism in (b"PLAIN", b"GSSAPI", b"", b"curve", b"CURVE\0X", b"X" * 20, b"\xff" * 20,
                      b"NULL" if world.encrypted else b"CURVE"):
        peer = world.peer()
        peer.send(greeting(mechanism))
        world.expect_disconnect(peer)


@case("the peer claims to be the server")
def as_server(world):
    """The flag has no meaning in NULL; in CURVE the broker stays the server."""
    peer = world.greeting_done(as_server=1)
    if world.encrypted:
        peer.curve = Curve(world.broker.key, os.urandom(32))
        peer.send(command(b"HELLO", peer.curve.hello()))
    try:
        peer.receive_frame()
    except Closed:
        pass


@case("other versions of ZMTP 3")
def later_versions(world):
    for version in ((3, 1), (3, 9), (4, 0), (255, 255)):
        peer = world.peer()
        peer.send(greeting(world.mechanism, version))
        peer.receive(zmtp.GREETING)


@case("NULL's READY where CURVE is spoken", on=ENCRYPTED)
def ready_before_hello(world):
    peer = world.greeting_done()
    peer.send(command(b"READY", metadata()))
    world.expect_disconnect(peer)


@case("CURVE's HELLO where NULL is spoken", on=PLAIN)
def hello_to_plain(world):
    peer = world.greeting_done()
    peer.send(command(b"HELLO", bytes(194)))
    world.expect_disconnect(peer)


@case("a message before the handshake")
def message_first(world):
    peer = world.greeting_done()
    peer.send(frame(b"\x81\xa1t\xa4ping"))
    world.expect_disconnect(peer)


@case("an unknown command in the handshake")
def unknown_command(world):
    for name, body in ((b"NONSENSE", b"x"), (b"", b""), (b"PING", bytes(2)), (b"X" * 255, b""),
                       (b"SUBSCRIBE", b"topic"), (b"ERROR", b"\x05hello")):
        peer = world.greeting_done()
        peer.send(command(name, body))
        world.expect_disconnect(peer, 6.5 if name == b"ERROR" else 1)
    peer = world.greeting_done()
    peer.send(frame(b"", zmtp.COMMAND))
    world.expect_disconnect(peer)


@case("HELLO of all wrong kinds", on=ENCRYPTED)
def hellos(world):
    good = Curve(world.broker.key, os.urandom(32)).hello()
    curve = Curve(world.broker.key, os.urandom(32))
    for body in (b"", good[:1], good[:-1], good + b"\0", good + bytes(60_000),
                 curve.hello(version=b"\2\0"), curve.hello(version=b"\0\0"),
                 good[:74] + bytes(32) + good[106:], altered(good),
                 Curve(sodium.key_pair()[0], os.urandom(32)).hello()):
        peer = world.greeting_done()
        peer.send(command(b"HELLO", body))
        world.expect_disconnect(peer)
    peer = world.greeting_done()
    peer.send(frame(b"\x09HELLO" + good, zmtp.COMMAND))
    world.expect_disconnect(peer)


def welcomed(world, secret=None):
    peer = world.greeting_done()
    peer.curve = Curve(world.broker.key, secret or os.urandom(32))
    peer.send(command(b"HELLO", peer.curve.hello()))
    peer.curve.welcome(peer.receive_command(b"WELCOME"))
    return peer


@case("INITIATE of all wrong kinds", on=ENCRYPTED)
def initiates(world):
    def wrong(make):
        peer = welcomed(world)
        peer.send(command(b"INITIATE", make(peer.curve)))
        world.expect_disconnect(peer)

    other = os.urandom(32)
    wrong(lambda curve: b"")
    wrong(lambda curve: curve.initiate(metadata())[:120])
    wrong(lambda curve: curve.initiate(metadata())[:-1])
    wrong(lambda curve: curve.initiate(metadata()) + b"\0")
    wrong(lambda curve: bytes(60_000))
    wrong(lambda curve: curve.initiate(metadata(), cookie=os.urandom(96)))
    wrong(lambda curve: curve.initiate(metadata(), vouch=os.urandom(96)))
    # Another peer's public key with a vouch of one's own key.
    wrong(lambda curve: curve.initiate(metadata(), public=sodium.public_of(other)))
    wrong(lambda curve: curve.initiate(metadata(), vouch=curve.vouch(other)))


@case("INITIATE before HELLO", on=ENCRYPTED)
def initiate_first(world):
    earlier = welcomed(world)
    peer = world.greeting_done()
    peer.send(command(b"INITIATE", earlier.curve.initiate(metadata())))
    world.expect_disconnect(peer)


@case("HELLO twice", on=ENCRYPTED)
def hello_twice(world):
    peer = welcomed(world)
    peer.send(command(b"HELLO", peer.curve.hello()))
    world.expect_disconnect(peer)


@case("INITIATE replayed", on=ENCRYPTED)
def initiate_replayed(world):
    """The INITIATE is replayed on the same connection and by an eavesdropper on another one."""
    peer = welcomed(world)
    initiate = command(b"INITIATE", peer.curve.initiate(metadata()))
    hello = command(b"HELLO", Curve(world.broker.key, os.urandom(32)).hello())
    peer.send(initiate)
    peer.receive_command(b"READY")
    peer.send(initiate)
    world.expect_disconnect(peer)
    eavesdropper = world.greeting_done()
    eavesdropper.send(hello)
    eavesdropper.receive_command(b"WELCOME")
    eavesdropper.send(initiate)
    world.expect_disconnect(eavesdropper)


@case("messages replayed, altered, out of order", on=ENCRYPTED)
def messages_replayed(world):
    def wrong(make):
        session = world.session()
        session.hello()
        for each in make(session.peer.curve):
            session.peer.send(frame(each))
        world.expect_disconnect(session.peer)

    ping = b"\x81\xa1t\xa4ping"
    wrong(lambda curve: [curve.message(ping)] * 2)
    wrong(lambda curve: [curve.message(ping), curve.message(ping, nonce=bytes(8))])
    wrong(lambda curve: [altered(curve.message(ping))])
    wrong(lambda curve: [b"\x07MESSAGE"])
    wrong(lambda curve: [b"\x07MESSAGE" + bytes(8)])
    wrong(lambda curve: [b""])
    wrong(lambda curve: [ping])


@case("a key that is banned", on=ENCRYPTED)
def banned(world):
    peer = welcomed(world, world.banned)
    peer.send(command(b"INITIATE", peer.curve.initiate(metadata())))
    check(peer.receive_command(b"ERROR") == b"\x03400", "no ERROR 400")
    peer.send(command(b"INITIATE", peer.curve.initiate(metadata())))
    world.expect_disconnect(peer)


@case("metadata of all wrong kinds")
def strange_metadata(world):
    """The peer is disconnected or harmless, and the next client is served."""
    whole = metadata()
    for metadata_bytes in (whole[:-1], whole[:5], b"\xff" * 50, b"\x00" + bytes(4),
                 b"\x04Name\xff\xff\xff\xff", b"\x04Name\x7f\xff\xff\xff", b"\x04Name\x00\x00",
                 item(b"N" * 255, b"v" * 30_000) + whole, whole + whole,
                 b"".join(item(b"%d" % each, b"") for each in range(5000)) + whole,
                 item(b"Socket-Type", b"DEALER" * 5000), b""):
        try:
            world.shaken(metadata_bytes=metadata_bytes)
        except (Closed, AssertionError):
            pass
    world.a_newcomer_is_served()


@case("another's User-Id in the metadata")
def forged_user_id(world):
    """The account is the proved key, not the one in the metadata."""
    victim = os.urandom(32)
    session = world.session(metadata_bytes=metadata(User_Id=victim.hex().encode()))
    welcome = session.hello(account=victim) if world.encrypted else session.hello()
    check(welcome["account"] == session.account, "the account is not the proved key")


@case("socket types that do not belong here")
def socket_types(world):
    for kind in (b"PUB", b"SUB", b"XPUB", b"XSUB", b"PUSH", b"PULL", b"PAIR", b"REP", b"", b"X",
                 b"dealer", b"DEALER\0"):
        peer = world.greeting_done()
        metadata_bytes = metadata(kind)
        if world.encrypted:
            peer.curve = Curve(world.broker.key, os.urandom(32))
            peer.send(command(b"HELLO", peer.curve.hello()))
            peer.curve.welcome(peer.receive_command(b"WELCOME"))
            peer.send(command(b"INITIATE", peer.curve.initiate(metadata_bytes)))
        else:
            peer.send(command(b"READY", metadata_bytes))
        world.expect_disconnect(peer)


@case("REQ and ROUTER, which ZeroMQ lets through")
def other_peers(world):
    session = world.session(metadata_bytes=metadata(b"REQ"))
    session.peer.send(session.peer.wire(b"", zmtp.MORE) + session.peer.wire(b"\x81\xa1t\xa4ping"))
    session.refused_or_disconnected("bad_message")
    world.session(metadata_bytes=metadata(b"ROUTER")).hello()


@case("every byte in a segment of its own")
def single_bytes(world):
    """A slow but correct handshake is served."""
    peer = world.peer()
    peer.send_singly(greeting(world.mechanism))
    peer.receive(zmtp.GREETING)
    if world.encrypted:
        peer.curve = Curve(world.broker.key, os.urandom(32))
        peer.send_singly(command(b"HELLO", peer.curve.hello()))
        peer.curve.welcome(peer.receive_command(b"WELCOME"))
        peer.send_singly(command(b"INITIATE", peer.curve.initiate(metadata())))
        peer.curve.ready(peer.receive_command(b"READY"))
    else:
        peer.send_singly(command(b"READY", metadata()))
        peer.receive_command(b"READY")
    peer.send_singly(peer.wire(msgpack.packb(
        dict(t="hello", version=1, software="slow", account=os.urandom(32)))))
    flags, body = peer.receive_message()
    check(msgpack.unpackb(body)["t"] == "welcome", body)


def steps(world):
    """Goes the way of a good client and yields after each step."""
    peer = world.peer()
    yield peer
    hello = greeting(world.mechanism)
    peer.send(hello[:1])
    yield peer
    peer.send(hello[1:11])
    yield peer
    peer.send(hello[11:])
    yield peer
    peer.receive(zmtp.GREETING)
    if world.encrypted:
        peer.curve = Curve(world.broker.key, os.urandom(32))
        first, last = command(b"HELLO", peer.curve.hello()), None
        peer.send(first[:50])
        yield peer
        peer.send(first[50:])
        yield peer
        peer.curve.welcome(peer.receive_command(b"WELCOME"))
        last = command(b"INITIATE", peer.curve.initiate(metadata()))
    else:
        last = command(b"READY", metadata())
    peer.send(last[:20])
    yield peer
    peer.send(last[20:])
    yield peer
    peer.receive_command(b"READY")
    yield peer
    peer.send(peer.wire(b"\x81\xa1t\xa4ping") * (1 if world.encrypted else 3))
    yield peer
    peer.send(peer.wire(b"half of a message", zmtp.MORE))
    yield peer
    peer.send(peer.wire(bytes(60_000))[:30_000])
    yield peer


@case("a disconnect after each step, with FIN and with RST")
def gone_after_each_step(world):
    number = 0
    while True:
        for end in (zmtp.Peer.close, zmtp.Peer.reset):
            way = steps(world)
            for _ in range(number + 1):
                peer = next(way, None)
                if peer is None:
                    return world.close_all()
            end(peer)
        number += 1


@case("a member disconnects after each step")
def member_gone(world):
    for end in (zmtp.Peer.close, zmtp.Peer.reset):
        session = world.member()
        session.send(t="sync")
        session.send(t="who", request=1)
        end(session.peer)
        session = world.member()
        session.send(t="bye")
        end(session.peer)
        session = world.member()
        session.send(t="broadcast", id=os.urandom(16), room=bytes(16), kind="text", body=b"x")
        session.peer.send(session.peer.wire(b"x" * 1000)[:500])
        end(session.peer)
