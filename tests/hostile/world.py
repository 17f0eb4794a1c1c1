"""The building blocks of a case: peers of the broker under attack, members with an admitted key, and the
expected outcomes. A case is a function of the world; it runs once a round.
"""

import hashlib
import os
import time

import msgpack

import sodium
import zmtp

LOBBY = hashlib.blake2b(b"#lobby", digest_size=16).digest()
DISCONNECT_WITHIN_S = 1.0
MEMBERS = 128  # so many that none reaches its limits in repeated cases
MEMBERS_APART = 5
KIB = 1024
VECTORS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "protocol", "vectors")

CASES = []
PATIENT = []  # the cases that test a timeout


class Skipped(Exception):
    """This case cannot run here."""


def case(name, on=("encrypted", "plain"), awaits=None):
    """Declares a case. With `awaits`, a defence that is missing, the case is expected to fail."""
    def add(attack):
        CASES.append((name, attack, on, awaits))
        return attack
    return add


def patient(name, within_s, on=("encrypted", "plain"), awaits=None, drip=None):
    """Declares an attack that returns a peer which the broker must disconnect within `within_s` by itself.
    `drip` is sent to the broker, one byte every 100 ms."""
    def add(attack):
        PATIENT.append((name, attack, on, awaits, within_s, drip))
        return attack
    return add


def check(holds, otherwise):
    if not holds:
        raise AssertionError(otherwise)


def vectors(name):
    """Yields name, bytes and expected outcome."""
    with open(os.path.join(VECTORS, name), encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("#") or not line.strip():
                continue
            what, written, outcome = (part.strip() for part in line.split("|"))
            frame = b""
            for word in written.split():
                digits, _, times = word.partition("*")
                frame += bytes.fromhex(digits) * int(times or 1)
            yield what, frame, outcome


class World:
    def __init__(self, broker):
        self.broker = broker
        self.encrypted = broker.key is not None
        self.mechanism = b"CURVE" if self.encrypted else b"NULL"
        self.peers = []
        self.noted = {}
        self.round = self.case = 0
        self._secrets = [os.urandom(32) for _ in range(MEMBERS)]
        self.first_secret = self._secrets[0]
        self.banned = os.urandom(32)

    # ---- peers

    def peer(self, **options):
        peer = zmtp.Peer(self.broker.port, **options)
        self.peers.append(peer)
        return peer

    def greeting_done(self, **more):
        peer = self.peer()
        peer.greet(self.mechanism, **more)
        return peer

    def shaken(self, secret=None, metadata_bytes=None, **options):
        """Returns a peer after the handshake that this broker requires."""
        peer = self.peer(**options)
        if self.encrypted:
            peer.shake_curve(self.broker.key, secret or os.urandom(32), metadata_bytes)
        else:
            peer.shake_null(metadata_bytes)
        return peer

    def session(self, secret=None, metadata_bytes=None, **options):
        secret = secret or os.urandom(32)
        return Session(self.shaken(secret, metadata_bytes, **options), sodium.public_of(secret))

    def member(self, which=0, **options):
        """Returns a joined session. The accounts repeat, so that not every round creates one."""
        session = self.session(self.secret_of(which), **options)
        session.hello()
        session.join(f"member{self._number(which)}")
        return session

    def secret_of(self, which):
        """Returns the secret key of a member of this round."""
        return self._secrets[self._number(which)]

    def _number(self, which):
        """Returns another member in each case, since a flood uses up the limits of its account."""
        return (self.round + which + MEMBERS_APART * self.case) % MEMBERS

    def close_all(self):
        for peer in self.peers:
            peer.close()
        self.peers = []

    # ---- expected outcomes

    def note(self, what, value):
        self.noted[what] = max(value, self.noted.get(what, 0))

    def expect_disconnect(self, peer, within=DISCONNECT_WITHIN_S):
        """Fails unless the broker disconnects the peer."""
        took = peer.closed_within(within)
        check(took is not None, f"not disconnected within {within:g} s")
        self.note("disconnected after ms", round(took * 1000))

    def fill_caches(self):
        """Fills the caches of the journal, so that their growth is not attributed to an attack."""
        author = self.session()
        author.hello()
        author.join("author")
        for number in range(1, 961):
            author.send(t="whisper", id=number.to_bytes(16, "big"), account=author.account,
                        kind="text", body=b"x" * 16_000)  # to itself: no other client reads it
            if number % 16 == 0:
                while not any(entry["id"] == number.to_bytes(16, "big")
                              for entry in author.receive_message("entries")["entries"]):
                    pass
        self.close_all()

    def a_newcomer_is_served(self):
        """A client with a new key joins no conversation and gets its pong."""
        newcomer = self.session()
        newcomer.hello()
        newcomer.send(t="ping")
        newcomer.receive_message("pong")
        newcomer.peer.close()


class Session:
    """A connection that speaks the protocol, or nearly so."""

    def __init__(self, peer, account):
        self.peer, self.account, self.nonce = peer, account, None

    def send(self, **message):
        self.peer.send_message(msgpack.packb(message))

    def receive_message(self, *types):
        """Returns the next message of these types and drops all others."""
        end = time.monotonic() + zmtp.PATIENCE_S
        while time.monotonic() < end:
            flags, body = self.peer.receive_message()
            if flags & zmtp.COMMAND:
                continue
            message = msgpack.unpackb(body)
            if message["t"] in types:
                return message
        raise AssertionError(f"no message of {types} was received")

    def hello(self, **more):
        self.send(**{**dict(t="hello", version=1, software="hostile"), "account": self.account,
                     **more})
        welcome = self.receive_message("welcome")
        self.nonce = welcome["nonce"]
        return welcome

    def join(self, name, **more):
        self.send(t="join", nonce=self.nonce, name=name, **more)
        answer = self.receive_message("ready", "refusal")
        check(answer["t"] == "ready", answer)

    def refused(self, *codes):
        """Expects one of these codes, or `slow_down`."""
        refusal = self.receive_message("refusal")
        check(refusal["code"] in codes + ("slow_down",), f"{refusal} is none of {codes}")
        return refusal

    def refused_or_disconnected(self, *codes):
        try:
            self.refused(*codes)
        except zmtp.Closed:
            pass

    def serves(self):
        """Expects that the session goes on. A slow consumer gets `ready` instead of the first pong; then the
        ping is repeated."""
        self.send(t="ping")
        while self.receive_message("pong", "ready")["t"] == "ready":
            self.send(t="ping")


def send_until_disconnected(peer, pieces, seconds, look=lambda: None):
    """Sends one piece after the other. Returns the bytes sent before the broker disconnected, and the
    seconds until then: None if it did not."""
    sent, begun = 0, time.monotonic()
    peer.socket.settimeout(seconds)
    try:
        for piece in pieces:
            peer.send(piece)
            sent += len(piece)
            look()
            if time.monotonic() - begun > seconds:
                break
        else:
            return sent, peer.closed_within(max(0.01, begun + seconds - time.monotonic()))
    except zmtp.Closed:
        return sent, time.monotonic() - begun
    except AssertionError:
        pass
    return sent, None
