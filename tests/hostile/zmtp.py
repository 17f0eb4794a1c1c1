"""A ZMTP peer on a raw socket that can do every step wrongly: greeting, NULL and CURVE handshakes (RFC
23, 26), frames of any flags and length. Without libzmq, nothing is checked before it is sent. Every
wait is bounded.
"""

import os
import socket
import struct
import time

import sodium

MORE, LONG, COMMAND = 1, 2, 4
PATIENCE_S = 10
GREETING = 64


def greeting(mechanism=b"NULL", version=(3, 0), as_server=0):
    return (b"\xff" + bytes(8) + b"\x7f" + bytes(version) + mechanism[:20].ljust(20, b"\0")
            + bytes([as_server]) + bytes(31))


def header(size, flags=0, long=None):
    """Returns the header of a frame of that size."""
    if long or (long is None and size > 255):
        return bytes([flags | LONG]) + struct.pack(">Q", size)
    return bytes([flags, size])


def frame(body, flags=0, long=None):
    return header(len(body), flags, long) + body


def command(name, body=b"", long=None):
    return frame(bytes([len(name)]) + name + body, COMMAND, long)


def item(name, value):
    return bytes([len(name)]) + name + struct.pack(">I", len(value)) + value


def metadata(socket_type=b"DEALER", identity=b"", **more):
    """Returns the metadata of READY and INITIATE. An underscore in a name stands for a hyphen."""
    metadata_bytes = b""
    if socket_type is not None:
        metadata_bytes += item(b"Socket-Type", socket_type)
    if identity is not None:
        metadata_bytes += item(b"Identity", identity)
    for name, value in more.items():
        metadata_bytes += item(name.replace("_", "-").encode(), value)
    return metadata_bytes


class Closed(Exception):
    """The other side has closed the connection."""


class Peer:
    """One TCP connection to the broker."""

    def __init__(self, port, receive_buffer=None, patience=PATIENCE_S):
        self.socket = socket.socket()
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.settimeout(patience)
        self.socket.connect(("127.0.0.1", port))
        self._read = b""
        self.curve = None

    # ---- bytes

    def send(self, data):
        try:
            self.socket.sendall(data)
        except TimeoutError as nothing:
            raise AssertionError("the broker stopped reading") from nothing
        except OSError as gone:
            raise Closed from gone

    def send_singly(self, data):
        """Sends each byte in its own TCP segment."""
        for at in range(len(data)):
            self.send(data[at:at + 1])

    def receive(self, size):
        while len(self._read) < size:
            try:
                some = self.socket.recv(65536)
            except TimeoutError as nothing:
                raise AssertionError("the broker sends nothing") from nothing
            except OSError as gone:
                raise Closed from gone
            if not some:
                raise Closed
            self._read += some
        taken, self._read = self._read[:size], self._read[size:]
        return taken

    def closed_within(self, seconds):
        """Reads until the broker disconnects. Returns the seconds until then, or None."""
        begun = time.monotonic()
        end = begun + seconds
        try:
            while (left := end - time.monotonic()) > 0:
                self.socket.settimeout(left)
                if not self.socket.recv(65536):
                    return time.monotonic() - begun
        except TimeoutError:
            return None
        except OSError:
            return time.monotonic() - begun
        finally:
            self.socket.settimeout(PATIENCE_S)
        return None

    def reset(self):
        """Ends the connection with RST, as a machine that crashed does."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def close(self):
        self.socket.close()

    # ---- frames

    def receive_frame(self):
        """Returns flags and body."""
        flags, size = self.receive(2)
        if flags & LONG:
            size = struct.unpack(">Q", bytes([size]) + self.receive(7))[0]
        return flags, self.receive(size)

    def receive_command(self, name):
        flags, body = self.receive_frame()
        metadata_bytes = bytes([len(name)]) + name
        if not flags & COMMAND or not body.startswith(metadata_bytes):
            raise AssertionError(f"{name} was expected, and came: {body[:40]}")
        return body[len(metadata_bytes):]

    # ---- handshakes

    def greet(self, mechanism=b"NULL", **more):
        self.send(greeting(mechanism, **more))
        return self.receive(GREETING)

    def shake_null(self, metadata_bytes=None):
        self.greet(b"NULL")
        self.send(command(b"READY", metadata() if metadata_bytes is None else metadata_bytes))
        return self.receive_command(b"READY")

    def shake_curve(self, server_key, secret, metadata_bytes=None):
        self.greet(b"CURVE")
        self.curve = Curve(server_key, secret)
        self.send(command(b"HELLO", self.curve.hello()))
        self.curve.welcome(self.receive_command(b"WELCOME"))
        self.send(command(b"INITIATE", self.curve.initiate(metadata() if metadata_bytes is None else metadata_bytes)))
        return self.curve.ready(self.receive_command(b"READY"))

    # ---- messages

    def wire(self, body, flags=0):
        """Returns the bytes of a frame, encrypted if the connection is."""
        if not self.curve:
            return frame(body, flags)
        return frame(self.curve.message(body, flags))

    def send_message(self, body, flags=0):
        self.send(self.wire(body, flags))

    def receive_message(self):
        """Returns flags and body of the next frame, which may be a command."""
        flags, body = self.receive_frame()
        return self.curve.opened(body) if self.curve else (flags & ~LONG, body)


class Curve:
    """The client's half of a CURVE connection. Every command's body can be read and changed."""

    def __init__(self, server_key, secret, transient=None):
        self.server_key, self.secret, self.public = server_key, secret, sodium.public_of(secret)
        self.transient, self._transient_secret = transient or sodium.key_pair()
        self._to_server = sodium.Box(server_key, self._transient_secret)
        self._nonce = 0

    def next_nonce(self):
        self._nonce += 1
        return struct.pack(">Q", self._nonce)

    def hello(self, version=b"\1\0", signature=bytes(64)):
        nonce = self.next_nonce()
        return (version + bytes(72) + self.transient + nonce
                + self._to_server.seal(signature, b"CurveZMQHELLO---" + nonce))

    def welcome(self, body):
        text = self._to_server.open(body[16:], b"WELCOME-" + body[:16])
        self.server_transient, self.cookie = text[:32], text[32:]
        self._session = sodium.Box(self.server_transient, self._transient_secret)

    def vouch(self, secret=None):
        nonce = os.urandom(16)
        box = sodium.Box(self.server_transient, secret or self.secret)
        return nonce + box.seal(self.transient + self.server_key, b"VOUCH---" + nonce)

    def initiate(self, metadata_bytes, public=None, cookie=None, vouch=None):
        nonce = self.next_nonce()
        text = (public or self.public) + (vouch or self.vouch()) + metadata_bytes
        return ((cookie or self.cookie) + nonce
                + self._session.seal(text, b"CurveZMQINITIATE" + nonce))

    def ready(self, body):
        return self._session.open(body[8:], b"CurveZMQREADY---" + body[:8])

    def message(self, body, flags=0, nonce=None):
        """`flags` are encrypted with the body: MORE is 1, a command is 2."""
        inside = (flags & MORE) | (2 if flags & COMMAND else 0)
        nonce = nonce or self.next_nonce()
        return (b"\x07MESSAGE" + nonce
                + self._session.seal(bytes([inside]) + body, b"CurveZMQMESSAGEC" + nonce))

    def opened(self, body):
        if not body.startswith(b"\x07MESSAGE"):
            raise AssertionError(f"no MESSAGE: {body[:40]}")
        text = self._session.open(body[16:], b"CurveZMQMESSAGES" + body[8:16])
        return (text[0] & MORE) | (COMMAND if text[0] & 2 else 0), text[1:]
