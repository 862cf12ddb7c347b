"""A proxy on loopback that does to a request what servers do on bad days, and else hands it on."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Fault = Callable[[socket.socket, "Proxy"], None]
PATIENT_S = 30.0  # a test that waits so long has failed


class Proxy:
    """Each connection meets the next of the faults; when there are no more, the last one again.

    Attributes:
        url: where it listens, with the path of an API.
        requests: the heads and bodies that came.
        gone: set when a client has hung up while it was being answered.
    """

    def __init__(self, *faults: Fault) -> None:
        self.requests: list[bytes] = []
        self.gone = threading.Event()
        self._faults = list(faults)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/v1"
        self._threads: list[threading.Thread] = []
        self._open: list[socket.socket] = []
        self._accepting = threading.Thread(target=self._accept)
        self._accepting.start()

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._accepting.join()
        for wire in self._open:
            with suppress(OSError):
                wire.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        while True:
            try:
                wire, _ = self._listening.accept()
            except OSError:
                return
            fault = self._faults.pop(0) if len(self._faults) > 1 else self._faults[0]
            self._open.append(wire)
            thread = threading.Thread(target=self._meet, args=(wire, fault))
            self._threads.append(thread)
            thread.start()

    def _meet(self, wire: socket.socket, fault: Fault) -> None:
        with wire, suppress(OSError):
            self.requests.append(_request(wire))
            fault(wire, self)


@contextmanager
def proxy(*faults: Fault) -> Iterator[Proxy]:
    """A proxy with these faults."""
    made = Proxy(*faults)
    try:
        yield made
    finally:
        made.close()


def answer(body: str | bytes, status: str = "200 OK", media: str = "text/event-stream", *headers: str) -> Fault:
    """A whole answer, after which the connection is closed."""
    coded = body.encode() if isinstance(body, str) else body
    head = "\r\n".join([f"HTTP/1.1 {status}", f"Content-Type: {media}", "Connection: close", *headers])

    def fault(wire: socket.socket, _: Proxy) -> None:
        wire.sendall(head.encode() + b"\r\n\r\n" + coded)
        wire.shutdown(socket.SHUT_WR)
        wire.recv(1)

    return fault


def tokens(*said: str, end: bool = True) -> str:
    """Pieces of a text as chunks; with an end or without."""
    chunks = [
        f'data: {{"choices":[{{"index":0,"delta":{{"content":"{piece}"}},"finish_reason":null}}]}}\n\n'
        for piece in said
    ]
    last = 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'
    return "".join(chunks) + (last if end else "")


def stall(before: str | bytes = b"") -> Fault:
    """Send something, then nothing more until the client hangs up."""
    coded = before.encode() if isinstance(before, str) else before

    def fault(wire: socket.socket, made: Proxy) -> None:
        wire.settimeout(PATIENT_S)
        try:
            if coded:
                wire.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n" + coded)
            hung_up = not wire.recv(1)
        except ConnectionError:  # it hung up before it had read what was sent
            hung_up = True
        if hung_up:
            made.gone.set()

    return fault


def endless(piece: str | bytes) -> Fault:
    """The same again and again, until the client hangs up."""
    coded = (piece.encode() if isinstance(piece, str) else piece) * 500

    def fault(wire: socket.socket, made: Proxy) -> None:
        wire.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n")
        try:
            while True:
                wire.sendall(coded)
        except OSError:
            made.gone.set()

    return fault


def refuse(wire: socket.socket, _: Proxy) -> None:
    """Hang up without a word."""


def handing_on(port: int) -> Fault:
    """What a real server on this port answers."""

    def fault(wire: socket.socket, made: Proxy) -> None:
        with socket.create_connection(("127.0.0.1", port)) as server:
            server.sendall(made.requests[-1].replace(b"\r\n", b"\r\nConnection: close\r\n", 1))
            while part := server.recv(65_536):
                try:
                    wire.sendall(part)
                except OSError:
                    made.gone.set()
                    raise

    return fault


def _request(wire: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        part = wire.recv(65_536)
        if not part:
            return data
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(
        (int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0
    )
    while len(body) < length:
        body += wire.recv(65_536)
    return head + b"\r\n\r\n" + body
