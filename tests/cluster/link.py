"""A TCP connection between two brokers that can be cut, or stop to carry anything."""

import select
import socket
import threading

POLL_S = 0.05


class Link:
    """Listens on a free port of 127.0.0.1 and forwards each connection to `port`."""

    def __init__(self, port):
        self._to = port
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._open = []
        self.bytes = 0  # carried until now
        self.carries = threading.Event()
        self.carries.set()
        self._accepts = threading.Event()
        self._accepts.set()
        self._closed = False
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while not self._closed:
            try:
                here, _ = self._listener.accept()
            except OSError:
                return
            try:
                if not self._accepts.is_set():
                    raise OSError("cut")
                there = socket.create_connection(("127.0.0.1", self._to), 5)
            except OSError:
                here.close()
                continue
            with self._lock:
                self._open.append((here, there))
            threading.Thread(target=self._forward, args=(here, there), daemon=True).start()

    def _forward(self, here, there):
        try:
            while True:
                readable, _, _ = select.select([here, there], [], [], 1)
                while readable and not self.carries.wait(POLL_S):
                    if here.fileno() < 0 or there.fileno() < 0:
                        return
                for one in readable:
                    bytes_ = one.recv(65536)
                    if not bytes_:
                        return
                    (there if one is here else here).sendall(bytes_)
                    self.bytes += len(bytes_)
        except (OSError, ValueError):
            pass
        finally:
            self._close_pair((here, there))

    def _close_pair(self, pair):
        for one in pair:
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            one.close()
        with self._lock:
            if pair in self._open:
                self._open.remove(pair)

    def cut(self):
        """Closes all connections, and each new one at once."""
        self._accepts.clear()
        with self._lock:
            pairs = list(self._open)
        for pair in pairs:
            self._close_pair(pair)

    def stall(self):
        """Keeps the connections, and forwards nothing until mend()."""
        self.carries.clear()

    def mend(self):
        self._accepts.set()
        self.carries.set()

    def close(self):
        self._closed = True
        self._listener.close()
        self.cut()
