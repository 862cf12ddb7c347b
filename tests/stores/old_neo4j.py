"""A server that says it is an old Neo4j: it shakes hands as one, and after that agrees to everything."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_BOLT_4_4 = bytes((0, 0, 4, 4))
_NO_VERSION = bytes(4)


@contextmanager
def old_neo4j(agent: str, shakes: bool = True) -> Iterator[str]:
    """Its URL. With `shakes` False it speaks none of the versions of Bolt that it is offered."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_serve, args=(server, agent, shakes), daemon=True).start()
        yield f"bolt://neo4j:secret@127.0.0.1:{server.getsockname()[1]}"


def _serve(server: socket.socket, agent: str, shakes: bool) -> None:
    while True:
        try:
            wire, _ = server.accept()
        except OSError:  # closed
            return
        with wire:
            wire.recv(20)
            wire.sendall(_BOLT_4_4 if shakes else _NO_VERSION)
            while shakes and wire.recv(65_536):
                wire.sendall(_success(agent))


def _success(agent: str) -> bytes:
    """SUCCESS {server: agent, connection_id: "1"} in one chunk."""
    said = agent.encode()
    body = b"\xb1\x70\xa2\x86server\xd0" + bytes([len(said)]) + said + b"\x8dconnection_id\x811"
    return len(body).to_bytes(2) + body + b"\0\0"
