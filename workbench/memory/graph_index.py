"""The graph's follower: keeps the graph of a lab up to date from its log, and can make it anew."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from workbench.core.errors import Conflict, Unavailable
from workbench.core.ports import GraphStore, Progress
from workbench.log import Log
from workbench.memory.graph_rows import KINDS, LABELS, Rows, Statement
from workbench.stores.lock import FileLock

_BATCH = 500
_PATIENCE = 120.0
_TRUST_SECONDS = 1.0
_NAME = "lab"
_NOBODYS = ""  # the epoch of a graph that is being emptied
_READ = "MATCH (c:Checkpoint {name: $name}) RETURN c.epoch AS epoch, c.position AS position"
_WRITE = "MERGE (c:Checkpoint {name: $name}) SET c.epoch = $epoch, c.position = $position"


class Reached(msgspec.Struct, frozen=True):
    """How far the graph has read, in which history."""

    epoch: str
    position: int


class GraphIndex:
    """Members, memories, sessions and concepts of a lab with their relations, in a graph.

    It pulls: whoever asks first brings it up to the log's head. How far it is stands in the graph itself, written in one
    transaction with what it says, so that the two never differ; whoever empties the graph has it made anew. A lock file in
    the lab's folder lets one process at a time write.

    Args:
        log: what it follows.
        store: where the graph is. It is asked for nothing before the first use.
        folder: where the lock lies; None for a graph that this process alone knows.

    Attributes:
        store: as given.
    """

    def __init__(self, log: Log, store: GraphStore, folder: Path | None) -> None:
        self.store = store
        self._log = log
        self._folder = folder
        self._lock = threading.RLock()
        self._seen: Reached | None = None
        self._looked = 0.0

    @property
    def position(self) -> int:
        """How far it has read; asks the store.

        Raises:
            Unavailable: the store is away.
        """
        reached = self._look()
        return reached.position if reached and reached.epoch == self._log.epoch else 0

    def read(self, cypher: str, **parameters: Any) -> list[dict[str, Any]]:
        """What the graph answers, with everything in it that was acknowledged before.

        Raises:
            BadInput: the Cypher is refused, or writes.
            Conflict: the graph holds something else; see `catch_up`.
            Unavailable: the store is away.
        """
        self.catch_up()
        return self.store.read(cypher, **parameters)

    def catch_up(self, progress: Progress | None = None) -> int:
        """Take in what the log has got since; returns the position reached.

        Args:
            progress: told how far it is, of how much.

        Raises:
            Conflict: the store is shared and holds another lab's graph, or what no lab wrote.
            Unavailable: the store is away.
        """
        head = self._log.head
        if self._is_at(head):
            return head
        with self._writing():
            reached = self._look()
            if reached is None or reached.epoch != self._log.epoch:
                reached = self._begin(reached, anew=False)
            return self._follow(reached, max(head, reached.position), progress)

    def rebuild(self, progress: Progress | None = None) -> int:
        """Make it anew, from nothing; returns the position reached.

        Raises:
            Conflict: the store is shared and holds what no lab wrote.
            Unavailable: the store is away.
        """
        head = self._log.head
        with self._writing():
            return self._follow(self._begin(self._look(), anew=True), head, progress)

    def _is_at(self, head: int) -> bool:
        """Whether all is in it. What the graph said of itself is believed for a second: somebody may have emptied it."""
        if time.monotonic() - self._looked > _TRUST_SECONDS:
            self._look()
        seen = self._seen
        return seen is not None and seen.epoch == self._log.epoch and seen.position >= head

    def _look(self) -> Reached | None:
        rows = self.store.read(_READ, name=_NAME)
        self._see(Reached(**rows[0]) if rows else None)
        return self._seen

    def _see(self, reached: Reached | None) -> None:
        self._seen, self._looked = reached, time.monotonic()

    def _begin(self, found: Reached | None, anew: bool) -> Reached:
        """An empty graph, where what is there may be deleted."""
        store = self.store
        if not store.own:
            if found is None and store.read("MATCH (n) RETURN 1 AS one LIMIT 1"):
                raise Conflict("The graph database holds what no lab wrote.", "Give the lab a database of its own.")
            if found is not None and found.epoch not in (_NOBODYS, self._log.epoch) and not anew:
                raise Conflict(
                    "The graph database holds another lab's graph.",
                    "Give the lab a database of its own, or replace it by `workbench index rebuild graph`.",
                )
        # First of all, so that a rebuild which is cut short is neither taken for the whole nor for somebody else's.
        store.write([(_WRITE, {"name": _NAME, "epoch": _NOBODYS, "position": 0})])
        store.clear(keep="Checkpoint")
        store.index(LABELS)
        return Reached(self._log.epoch, 0)

    def _follow(self, reached: Reached, head: int, progress: Progress | None) -> int:
        records = self._log.read(reached.position, head, kinds=KINDS)
        while batch := list(islice(records, _BATCH)):
            self._write(Rows(self.store, batch).statements(), batch[-1].position)
            if progress is not None:
                progress(batch[-1].position, head)
        self._write([], head)
        if progress is not None:
            progress(head, head)
        return head

    def _write(self, statements: list[Statement], position: int) -> None:
        reached = Reached(self._log.epoch, position)
        self.store.write([*statements, (_WRITE, {"name": _NAME, "epoch": reached.epoch, "position": position})])
        self._see(reached)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._lock:
            if self._folder is None:
                yield
                return
            lock = FileLock(self._folder / "graph-index.lock")
            if not lock.take(patience=_PATIENCE):
                raise Unavailable("Another process has been writing the graph for long.", "Call again later.")
            try:
                yield
            finally:
                lock.drop()
