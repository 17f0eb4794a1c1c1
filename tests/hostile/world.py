"""What a case is made of: peers of the broker under attack, members with an admitted key, and what
must come of an attack. A case is a function of the world; it runs once a round.
"""

import hashlib
import os
import time

import msgpack

import sodium
import zmtp

LOBBY = hashlib.blake2b(b"#lobby", digest_size=16).digest()
DISCONNECT_WITHIN_S = 1.0
MEMBERS = 128  # so that none of them says too much, however often a case is repeated
MEMBERS_APART = 5
KIB = 1024
VECTORS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "protocol", "vectors")

CASES = []
PATIENT = []  # those where the broker's own patience is tested


class Skipped(Exception):
    """This case cannot be tried here."""


def case(name, on=("encrypted", "plain"), awaits=None):
    """`awaits`: the defence that is not there yet; the case is then expected to fail."""
    def add(attack):
        CASES.append((name, attack, on, awaits))
        return attack
    return add


def patient(name, within_s, on=("encrypted", "plain"), awaits=None, drip=None):
    """The attack returns a peer that the broker must cut by itself. `drip` is sent to it, a byte
    each 100 ms."""
    def add(attack):
        PATIENT.append((name, attack, on, awaits, within_s, drip))
        return attack
    return add


def check(holds, otherwise):
    if not holds:
        raise AssertionError(otherwise)


def vectors(name):
    """Name, bytes, and what must come of them."""
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
        """Through the handshake, of the kind this broker asks for."""
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
        """Joined; the accounts come round again, so that not every round makes a new one."""
        session = self.session(self.secret_of(which), **options)
        session.hello()
        session.join(f"member{self._number(which)}")
        return session

    def secret_of(self, which):
        """Of a member of this round."""
        return self._secrets[self._number(which)]

    def _number(self, which):
        """Another one in the next case: whom a flood has made poor, the next case does not meet."""
        return (self.round + which + MEMBERS_APART * self.case) % MEMBERS

    def close_all(self):
        for peer in self.peers:
            peer.close()
        self.peers = []

    # ---- what must come of it

    def note(self, what, value):
        self.noted[what] = max(value, self.noted.get(what, 0))

    def expect_disconnect(self, peer, within=DISCONNECT_WITHIN_S):
        """The broker must hang up."""
        took = peer.closed_within(within)
        check(took is not None, f"not disconnected within {within:g} s")
        self.note("disconnected after ms", round(took * 1000))

    def fill_caches(self):
        """What the journal keeps in memory has its size from then on: no attack is to be blamed."""
        author = self.session()
        author.hello()
        author.join("author")
        for number in range(1, 961):
            author.tell(t="whisper", id=number.to_bytes(16, "big"), account=author.account,
                        kind="text", body=b"x" * 16_000)  # to itself: nobody else need read it
            if number % 16 == 0:
                while not any(entry["id"] == number.to_bytes(16, "big")
                              for entry in author.hear("entries")["entries"]):
                    pass
        self.close_all()

    def a_newcomer_is_served(self):
        """One who never did any harm."""
        newcomer = self.session()
        newcomer.hello()
        newcomer.tell(t="ping")
        newcomer.hear("pong")
        newcomer.peer.close()


class Session:
    """A connection that speaks the protocol, or something like it."""

    def __init__(self, peer, account):
        self.peer, self.account, self.nonce = peer, account, None

    def tell(self, **message):
        self.peer.say(msgpack.packb(message))

    def hear(self, *types):
        """The next message of these types; the others mean nothing here."""
        end = time.monotonic() + zmtp.PATIENCE_S
        while time.monotonic() < end:
            flags, body = self.peer.hear()
            if flags & zmtp.COMMAND:
                continue
            message = msgpack.unpackb(body)
            if message["t"] in types:
                return message
        raise AssertionError(f"nothing of {types} came")

    def hello(self, **more):
        self.tell(**{**dict(t="hello", version=1, software="hostile"), "account": self.account,
                     **more})
        welcome = self.hear("welcome")
        self.nonce = welcome["nonce"]
        return welcome

    def join(self, name, **more):
        self.tell(t="join", nonce=self.nonce, name=name, **more)
        answer = self.hear("ready", "refusal")
        check(answer["t"] == "ready", answer)

    def refused(self, *codes):
        """Or told to slow down, which is a no as well."""
        refusal = self.hear("refusal")
        check(refusal["code"] in codes + ("slow_down",), f"{refusal} is none of {codes}")
        return refusal

    def refused_or_disconnected(self, *codes):
        try:
            self.refused(*codes)
        except zmtp.Closed:
            pass

    def serves(self):
        """It was refused, not put out. Who could not be written to for a moment is told `ready`
        afterwards, and no pong."""
        self.tell(t="ping")
        while self.hear("pong", "ready")["t"] == "ready":
            self.tell(t="ping")


def send_until_disconnected(peer, pieces, seconds, look=lambda: None):
    """Sends one piece after the other. How many bytes went before the broker hung up, and after how
    long; None when it did not."""
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
