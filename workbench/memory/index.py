"""The index: finds memories by meaning. A follower of the log that can be made anew from it."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from workbench.core.events import Record
from workbench.core.ports import Embedder, Progress, VectorStore
from workbench.log import Log
from workbench.memory.events import MemoryCreated, MemoryForgotten, MemoryUpdated
from workbench.memory.memory import may_change, may_forget
from workbench.stores.lock import FileLock

_BATCH = 128
_KINDS = ("memory.created", "memory.updated", "memory.forgotten")


class Found(msgspec.Struct, frozen=True):
    """A memory that was found: its subject and the cosine similarity to what was asked, −1 to 1."""

    memory: str
    similarity: float


class Checkpoint(msgspec.Struct, frozen=True):
    """How far the index has read, in which history, with which model."""

    epoch: str = ""
    model: str = ""
    position: int = 0


class MemoryIndex:
    """Vectors of all memories in a lab, labelled by whose they are and where they come from.

    It pulls: whoever asks first brings it up to the log's head. A lock file in the lab's folder lets one process at a time
    write. The checkpoint is written after the vectors, and writing them again changes nothing, so a crash costs only time.

    Args:
        log: where memories come from.
        embedder: turns texts into vectors.
        vectors: opens the store, on first use: it may have to start a server.
        folder: where lock and checkpoint lie; None for an index that lives in this process alone.
    """

    def __init__(
        self, log: Log, embedder: Callable[[], Embedder], vectors: Callable[[], VectorStore], folder: Path | None
    ) -> None:
        self._log = log
        self._open_embedder = embedder
        self._open_vectors = vectors
        self._folder = folder
        self._checkpoint = Checkpoint()
        self._lock = threading.RLock()
        self._opened: tuple[Embedder, VectorStore] | None = None
        self._empty = False

    @property
    def store(self) -> VectorStore:
        """The store. It connects when it is first asked.

        Raises:
            BadInput: its URL is none.
        """
        return self._open_vectors()

    @property
    def position(self) -> int:
        """How far it has read."""
        return self._load().position

    def query(self, questions: Sequence[str], k: int, labels: Mapping[str, str]) -> list[list[Found]]:
        """For each question the at most `k` nearest memories that carry all of `labels`, best first.

        Labels are ``agent`` (the source) and ``origin``. Memories acknowledged before the call are found.

        Raises:
            Unavailable: the vector store is away.
        """
        self.catch_up()
        embedder, vectors = self._parts()
        answers = vectors.query(embedder.embed(questions), k, labels)
        return [[Found(match.id, match.similarity) for match in matches] for matches in answers]

    def catch_up(self) -> int:
        """Take in what the log has got since; returns the position reached."""
        head = self._log.head
        checkpoint = self._load()
        if checkpoint.position >= head and self._usable(checkpoint):
            return checkpoint.position
        with self._writing():
            checkpoint = self._load()
            if not self._usable(checkpoint):
                embedder, vectors = self._parts()
                if not self._empty:  # where it was, another process may have filled it since: that is good
                    vectors.clear()
                checkpoint = Checkpoint(self._log.epoch, embedder.name)
            head = max(head, checkpoint.position)  # another process may have come further while we waited for the lock
            self._follow(checkpoint, head)
            self._empty = False
            return head

    def rebuild(self, progress: Progress | None = None) -> int:
        """Make it anew, from nothing; returns the position reached.

        Args:
            progress: called with the position reached and the one to come to.

        Raises:
            Unavailable: the vector store is away.
        """
        with self._writing():
            embedder, vectors = self._parts()
            self._save(Checkpoint())  # broken off after this, it is begun again
            vectors.clear()
            head = self._log.head
            self._follow(Checkpoint(self._log.epoch, embedder.name), head, progress)
            self._empty = False
            return head

    def check(self) -> str:
        """How it is, in words. A server of the lab's own is not started for that.

        Raises:
            Unavailable: it should answer, and does not.
        """
        store = self.store
        if not store.runs():
            return "not running; it starts when somebody asks"
        return f"{self.position:,} of {self._log.head:,} events, in {store.place}"

    def _follow(self, checkpoint: Checkpoint, head: int, progress: Progress | None = None) -> None:
        batch: list[Record] = []
        for record in self._log.read(checkpoint.position, head, kinds=_KINDS):
            batch.append(record)
            if len(batch) == _BATCH:
                self._write(batch)
                self._save(msgspec.structs.replace(checkpoint, position=record.position))
                batch = []
                if progress is not None:
                    progress(record.position, head)
        self._write(batch)
        self._save(msgspec.structs.replace(checkpoint, position=head))
        if progress is not None:
            progress(head, head)

    def _write(self, batch: Sequence[Record]) -> None:
        texts: dict[str, tuple[str, Mapping[str, str]]] = {}
        gone: list[str] = []
        first: dict[str, Record | None] = {}
        for record in batch:
            data, subject = record.event.data, record.event.subject
            if subject not in first:
                first[subject] = self._created(subject)
            created = first[subject]
            if created is None or not isinstance(created.event.data, MemoryCreated):
                continue  # revised before it was made: somebody's mistake, not ours to stumble over
            if isinstance(data, MemoryCreated) and record.position != created.position:
                continue  # made a second time, perhaps by another agent: it stays what and whose it was
            if isinstance(data, MemoryForgotten) and may_forget(record.event.source, created.event.source):
                texts.pop(subject, None)
                gone.append(subject)
            if not may_change(record.event.source, created.event.source):
                continue
            if not isinstance(data, MemoryCreated | MemoryUpdated) or not data.text:
                continue
            labels = {"agent": created.event.source}
            if created.event.data.origin:
                labels["origin"] = created.event.data.origin
            texts[subject] = (data.text, labels)
        if texts:
            embedder, vectors = self._parts()
            points = embedder.embed([text for text, _ in texts.values()])
            vectors.upsert(list(texts), points, [labels for _, labels in texts.values()])
        if gone:
            self._parts()[1].delete(gone)

    def _created(self, subject: str) -> Record | None:
        return next(self._log.read(subject=subject, kinds=("memory.created",), limit=1), None)

    def _usable(self, checkpoint: Checkpoint) -> bool:
        embedder, _ = self._parts()
        return checkpoint.epoch == self._log.epoch and checkpoint.model == embedder.name and not self._empty

    def _parts(self) -> tuple[Embedder, VectorStore]:
        with self._lock:
            if self._opened is None:
                embedder, vectors = self._open_embedder(), self._open_vectors()
                self._empty = vectors.count() == 0  # whatever the checkpoint says: somebody may have deleted them
                self._opened = embedder, vectors
            return self._opened

    def _load(self) -> Checkpoint:
        if self._folder is None:
            return self._checkpoint
        try:
            return msgspec.json.decode((self._folder / "index.json").read_bytes(), type=Checkpoint)
        except (FileNotFoundError, msgspec.MsgspecError):
            return Checkpoint()

    def _save(self, checkpoint: Checkpoint) -> None:
        self._checkpoint = checkpoint
        if self._folder is not None:
            fresh = self._folder / "index.json.new"
            fresh.write_bytes(msgspec.json.encode(checkpoint))
            fresh.replace(self._folder / "index.json")

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._lock:
            if self._folder is None:
                yield
                return
            lock = FileLock(self._folder / "index.lock")
            lock.take(patience=math.inf)
            try:
                yield
            finally:
                lock.drop()
