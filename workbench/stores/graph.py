"""The graph of a lab: in a server that its processes share, or in one that is named by a URL."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from workbench.core.errors import Unavailable
from workbench.stores import graph_server
from workbench.stores.bolt import Address, BoltGraph
from workbench.stores.sidecar import Sidecar

T = TypeVar("T")


class CypherGraph:
    """A `core.ports.GraphStore` that connects on first use, and again when the server was ended or crashed meanwhile.

    Reading, and clearing, may be done twice without harm, so what fails because our own server went away is tried again,
    once. The same is done for writing: what is written must be so that twice is as good as once (`MERGE`).

    Args:
        connect: opens a connection; for a sidecar this finds or starts it.
        sidecar: the server behind it; None for one that others run.
        place: where it is, for people, without who asks.
        passing: a folder that goes away with this object, and with it the server.

    Attributes:
        place: as given.
        own: whether nobody but this lab uses the server.
    """

    def __init__(
        self, connect: Callable[[], BoltGraph], place: str, sidecar: Sidecar | None = None, passing: Path | None = None
    ) -> None:
        self.place = place
        self.own = sidecar is not None
        self._connect = connect
        self._sidecar = sidecar
        self._passing = passing
        self._lock = threading.Lock()
        self._opened: BoltGraph | None = None
        self._closed = False

    def read(self, cypher: str, **parameters: Any) -> list[dict[str, Any]]:
        return self._do(lambda graph: graph.read(cypher, **parameters))

    def write(self, statements: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
        self._do(lambda graph: graph.write(statements))

    def index(self, labels: Mapping[str, str]) -> None:
        self._do(lambda graph: graph.index(labels))

    def clear(self, keep: str | None = None) -> None:
        self._do(lambda graph: graph.clear(keep))

    def runs(self) -> bool:
        """Whether there is somebody to ask. A server of our own is not started for that; another is asked.

        Raises:
            Unavailable: another's server does not answer, or refuses us.
        """
        if self._sidecar is not None:
            return self._sidecar.find() is not None
        self._do(lambda graph: graph.read("RETURN 1 AS one"))
        return True

    def close(self) -> None:
        """Let go of the connection, and of the lease on the server. Closing again does nothing."""
        with self._lock:
            self._closed = True
            self._disconnect()
            if self._sidecar is not None:
                self._sidecar.close()
                if self._passing is not None and self._passing.exists():
                    self._sidecar.stop()
                    shutil.rmtree(self._passing)

    def __repr__(self) -> str:
        return f"<CypherGraph {self.place}>"

    def _do(self, work: Callable[[BoltGraph], T]) -> T:
        graph = self._graph()
        try:
            return work(graph)
        except Unavailable:
            if self._sidecar is None:
                raise
        return work(self._graph(instead_of=graph))

    def _graph(self, instead_of: BoltGraph | None = None) -> BoltGraph:
        with self._lock:
            if self._closed:
                raise Unavailable("The graph of this lab is closed.", "Open the lab again.")
            if self._opened is not None and self._opened is instead_of:
                self._disconnect()
            if self._opened is None:
                self._opened = self._connect()
            return self._opened

    def _disconnect(self) -> None:
        if self._opened is not None:
            self._opened.close()
            self._opened = None


def open_graph(folder: Path | None, url: str | None = None) -> CypherGraph:
    """The graph of the lab in a folder; without a folder, one that ends with this process or its `close`.

    Nothing is started, imported or asked before the first use.

    Args:
        folder: the lab's folder.
        url: a server that others run, as ``bolt://user:password@host:7687/database``; user and password may also come from
            the environment, as ``WORKBENCH_GRAPH_USER`` and ``WORKBENCH_GRAPH_PASSWORD``.

    Raises:
        BadInput: the URL is none.
    """
    if url is not None:
        address = Address.of(url, os.environ)
        return CypherGraph(lambda: BoltGraph(address), address.shown)
    passing = None
    if folder is None:
        folder = passing = Path(tempfile.gettempdir()) / f"workbench-graph-{os.urandom(8).hex()}"
    sidecar = graph_sidecar(folder)
    data = folder.absolute() / "graph"
    return CypherGraph(lambda: _connect(sidecar, data), "a server of the lab's own", sidecar, passing)


def graph_sidecar(folder: Path, idle: float = 60.0) -> Sidecar:
    """The ArcadeDB server of the lab in a folder: data and password in ``graph/``, everything else in ``run/``."""
    folder = folder.absolute()
    command = [sys.executable, "-P", graph_server.__file__, str(folder / "graph"), "{port}", "{second}"]
    return Sidecar(folder / "run", "graph", command, "/api/v1/ready", idle, patience=90.0)


def _connect(sidecar: Sidecar, data: Path) -> BoltGraph:
    data.parent.mkdir(mode=0o700, exist_ok=True)  # where it is a passing one
    port = sidecar.open().second
    try:
        password = (data / graph_server.PASSWORD).read_text()
    except OSError as error:
        raise Unavailable(f"The graph server's password cannot be read: {error}.", "Run `workbench stop`.") from error
    return BoltGraph(Address(f"bolt://127.0.0.1:{port}", graph_server.DATABASE, graph_server.USER, password))
