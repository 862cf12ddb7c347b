"""The vectors of a lab: in the server that its processes share, or in this process for a lab in memory."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from workbench.core import ports
from workbench.core.errors import BadInput, Unavailable
from workbench.stores import chroma_server
from workbench.stores.chroma import ChromaVectors
from workbench.stores.chroma_client import ChromaClient
from workbench.stores.sidecar import Sidecar

T = TypeVar("T")


class Vectors:
    """A `core.ports.VectorStore` that connects on first use, and again when the server was ended or crashed meanwhile.

    Every command may be given twice without harm, so one that fails because the server went away is given again, once.

    Args:
        connect: opens a connection; for a sidecar this finds or starts it.
        collection: the name of the collection.
        place: where it is, for people.
        sidecar: the server behind it, which then may be connected to again; None where it is not ours to start.

    Attributes:
        place: as given.
    """

    def __init__(
        self, connect: Callable[[], ChromaClient], collection: str, place: str, sidecar: Sidecar | None = None
    ) -> None:
        self.place = place
        self._connect = connect
        self._collection = collection
        self._sidecar = sidecar
        self._lock = threading.Lock()
        self._opened: tuple[ChromaClient, ChromaVectors] | None = None
        self._closed = False

    def upsert(self, ids: Sequence[str], vectors: ports.Vectors, labels: Sequence[Mapping[str, str]]) -> None:
        self._do(lambda store: store.upsert(ids, vectors, labels))

    def delete(self, ids: Sequence[str]) -> None:
        self._do(lambda store: store.delete(ids))

    def query(self, vectors: ports.Vectors, k: int, labels: Mapping[str, str]) -> list[list[ports.Match]]:
        return self._do(lambda store: store.query(vectors, k, labels))

    def count(self) -> int:
        return self._do(lambda store: store.count())

    def clear(self) -> None:
        self._do(lambda store: store.clear())

    def runs(self) -> bool:
        """Whether there is somebody to ask. A server of our own is not started for that; another is asked.

        Raises:
            Unavailable: another's server does not answer.
        """
        if self._sidecar is not None:
            return self._sidecar.find() is not None
        self.count()
        return True

    def close(self) -> None:
        """Let go of the connection, and of the lease on the server. Closing again does nothing."""
        with self._lock:
            self._closed = True
            self._disconnect()
            if self._sidecar is not None:
                self._sidecar.close()

    def _do(self, work: Callable[[ChromaVectors], T]) -> T:
        store = self._store()
        try:
            return work(store)
        except Unavailable:
            if self._sidecar is None:
                raise
        return work(self._store(instead_of=store))

    def _store(self, instead_of: ChromaVectors | None = None) -> ChromaVectors:
        with self._lock:
            if self._closed:
                raise Unavailable("The vectors of this lab are closed.", "Open the lab again.")
            if self._opened is not None and self._opened[1] is instead_of:
                self._disconnect()
            if self._opened is None:
                client = self._connect()
                self._opened = client, ChromaVectors(client, self._collection)
            return self._opened[1]

    def _disconnect(self) -> None:
        if self._opened is not None:
            self._opened[0].close()
            self._opened = None


def open_vectors(folder: Path | None, collection: str, url: str | None = None) -> Vectors:
    """The vectors of the lab in a folder: in a server that is there already, or else in one of its own. Without a folder and a URL,
    vectors in this process that nobody else sees.

    Nothing is started or imported before the first use.

    Args:
        folder: the lab's folder.
        collection: 3 to 512 of ``A–Z a–z 0–9 . _ -``, a letter or digit first and last.
        url: of a Chroma server, as ``http://chroma.lan:8000``.

    Raises:
        BadInput: the URL is none.
    """
    if url is not None:
        host, port, secure = _place(url)
        return Vectors(
            lambda: ChromaClient.at(host, port, secure=secure), collection, f"the Chroma server at {host}:{port}"
        )
    if folder is None:
        return Vectors(ChromaClient.in_process, collection, "this process")
    sidecar = chroma_sidecar(folder)
    return Vectors(
        lambda: ChromaClient.at("127.0.0.1", sidecar.open().port),
        collection,
        "a Chroma server of the lab's own",
        sidecar,
    )


def _place(url: str) -> tuple[str, int, bool]:
    try:
        said = urlsplit(url)
        port = said.port
    except ValueError:
        port = said = None
    if said is None or said.scheme not in ("http", "https") or not said.hostname or said.path not in ("", "/"):
        raise BadInput(f"“{url[:200]}” is not the URL of a Chroma server.", "Give one as http://127.0.0.1:8000.")
    return said.hostname, port or (443 if said.scheme == "https" else 8000), said.scheme == "https"


def chroma_sidecar(folder: Path, idle: float = 60.0) -> Sidecar:
    """The Chroma server of the lab in a folder: data in ``chroma/``, everything else in ``run/``.

    Chroma's own server has no passwords, so its port, on the loopback alone, is open to every user of this machine.
    """
    folder = folder.absolute()
    command = [sys.executable, "-P", chroma_server.__file__, str(folder / "chroma"), "{port}"]
    return Sidecar(folder / "run", "chroma", command, "/api/v2/heartbeat", idle)
