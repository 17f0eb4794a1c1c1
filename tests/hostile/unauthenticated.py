"""Connections without a handshake and without a key."""

import os

import zmq

import handshakes
import zmtp
from world import case, patient

HTTP = b"GET / HTTP/1.1\r\nHost: indaba\r\nUser-Agent: curl\r\n\r\n"
TLS = bytes.fromhex("16030100c8010000c40303") + bytes(range(32)) + bytes(161)
SSH = b"SSH-2.0-OpenSSH_9.2p1\r\n"
HANDSHAKE_S = 6.5  # libzmq's own timeout is 5 s
HELLO_S = 12  # the broker's timeout for hello is 10 s
# Without encryption, libzmq takes a first byte other than 0xff for ZMTP 1.0 since 4.3.5. That version
# has no handshake, so only the broker's timeout for hello applies.
NO_GREETING_S = HELLO_S if zmq.zmq_version_info() >= (4, 3, 5) else HANDSHAKE_S


def thrown(world, data):
    peer = world.peer()
    try:
        peer.send(data)
    except zmtp.Closed:
        pass
    return peer


@case("garbage, then a disconnect")
def garbage(world):
    thrown(world, os.urandom(100 * 1024)).close()
    thrown(world, os.urandom(9)).reset()


@case("garbage that begins like a greeting")
def garbage_greeting(world):
    thrown(world, b"\xff" + os.urandom(100 * 1024)).close()
    thrown(world, zmtp.greeting()[:10] + os.urandom(100 * 1024)).reset()


@case("zeros and ones, 100 KB")
def one_byte_many_times(world):
    for each in (b"\x00", b"\xff", b"\x01"):
        thrown(world, each * 100 * 1024).close()


@case("HTTP, TLS, ssh, then a disconnect", on=("encrypted",))
def other_protocols(world):
    for each in (HTTP, TLS, SSH):
        thrown(world, each).close()


@case("HTTP, TLS, ssh to a plain broker, then a disconnect", on=("plain",), awaits="refusal of ZMTP 1.0")
def other_protocols_plain(world):
    """Without encryption libzmq takes TLS for ZMTP 1.0 and keeps 9 KiB of each connection."""
    for _ in range(25):
        other_protocols(world)


@case("a few hundred silent connections")
def silent_crowd(world):
    """The well-behaved client beside them must not notice."""
    for _ in range(world.crowd):
        world.peer()
    world.a_newcomer_is_served()


@case("a hundred silent connections after the handshake")
def shaken_crowd(world):
    for _ in range(100):
        world.shaken()
    world.a_newcomer_is_served()


@case("connect churn: 100 come and go")
def churn(world):
    for number in range(100):
        peer = world.shaken() if number % 2 else world.peer()
        peer.close() if number % 3 else peer.reset()


@case("connect churn of a member: 20 join and disconnect")
def member_churn(world):
    for number in range(20):
        world.member().peer.reset()


# ---- timeouts: the broker must disconnect the peer ----------------------------------------------

def patient_without_greeting(name):
    """Declares an attack whose first byte is no greeting of ZMTP 2.0 or later."""
    def add(attack):
        patient(name, HANDSHAKE_S, on=("encrypted",))(attack)
        return patient(name, NO_GREETING_S, on=("plain",))(attack)
    return add


@patient("silence", HANDSHAKE_S)
def silence(world):
    return world.peer()


@patient_without_greeting("HTTP and silence")
def http(world):
    return thrown(world, HTTP)


@patient_without_greeting("TLS and silence")
def tls(world):
    return thrown(world, TLS)


@patient_without_greeting("ssh and silence")
def ssh(world):
    return thrown(world, SSH)


@patient_without_greeting("garbage and silence")
def garbage_and_silence(world):
    return thrown(world, b"\x7e" + os.urandom(1000))


@patient("half a greeting", HANDSHAKE_S)
def half_greeting(world):
    return thrown(world, zmtp.greeting(world.mechanism)[:11])


@patient("a greeting, a byte each 100 ms", HANDSHAKE_S, drip=zmtp.greeting(b"CURVE"))
def drip(world):
    return world.peer()


@patient("a greeting and no more", HANDSHAKE_S)
def only_greeting(world):
    return thrown(world, zmtp.greeting(world.mechanism))


@patient("half a READY", HANDSHAKE_S, on=("plain",))
def half_ready(world):
    return thrown(world, zmtp.greeting() + zmtp.command(b"READY", zmtp.metadata())[:9])


@patient("HELLO and no more", HANDSHAKE_S, on=("encrypted",))
def only_hello(world):
    peer = world.greeting_done()
    peer.send(zmtp.command(b"HELLO", zmtp.Curve(world.broker.key, os.urandom(32)).hello()))
    return peer


@patient("a key that is banned, and silence", HANDSHAKE_S, on=("encrypted",))
def banned_and_silent(world):
    """The peer got an error. If it stays, it is disconnected like one without a handshake."""
    peer = handshakes.welcomed(world, world.banned)
    peer.send(zmtp.command(b"INITIATE", peer.curve.initiate(zmtp.metadata())))
    return peer


@patient("a handshake and no hello", HELLO_S)
def no_hello(world):
    return world.shaken()


@patient("hello and no join", HELLO_S)
def no_join(world):
    session = world.session()
    session.hello()
    return session.peer


@patient("ZMTP 1.0", HELLO_S)
def version_1(world):
    """Sends the long form of an anonymous greeting and a message at once."""
    return thrown(world, b"\x01\x00" + b"\x06\x00\x81\xa1\x74\xa1\x78")


@patient("ZMTP 2.0", HELLO_S)
def version_2(world):
    return thrown(world, b"\xff" + bytes(8) + b"\x7f" + b"\x01" + b"\x05" + b"\x00\x00"
                  + zmtp.frame(b"\x81\xa1t\xa4ping"))
