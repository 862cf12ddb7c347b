"""The lab: one society with its log, its states and its stores."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from workbench.app.agent import Agent
from workbench.app.words import VOCABULARY
from workbench.core.clock import Clock, StepClock, WallClock
from workbench.core.errors import BadInput, NotFound
from workbench.core.events import Record
from workbench.core.figure import Basis, Figure
from workbench.core.folder import Folder
from workbench.core.ids import Ids
from workbench.core.moment import parse_moment
from workbench.core.scribe import Scribe
from workbench.learning import Learners, Learning, LearningState, Society
from workbench.log import Fold, Log, MemoryLog, Snapshots, SqliteLog, State
from workbench.members import Members, MembersState, Registry
from workbench.memory import Memories, MemoryIndex
from workbench.models import CachedEmbedder, open_embedder
from workbench.observatory import Observatory, ObservatoryState
from workbench.observatory.service import metric_of
from workbench.stores import Vectors, open_vectors

IN_MEMORY = "memory:"
S = TypeVar("S", bound=State)


class Past:
    """A lab as it was at one moment. It answers the same questions and never changes.

    Attributes:
        position: the last event that had been recorded.
        moment: the moment it is as of.
    """

    def __init__(
        self, position: int, moment: datetime, observatory: Observatory, members: Members, learners: Learners
    ) -> None:
        self.position = position
        self.moment = moment
        self.observatory = observatory
        self.members = members
        self.learners = learners

    def __repr__(self) -> str:
        return f"<Past lab at event {self.position}, {self.moment:%Y-%m-%d %H:%M:%S %Z}>"


class Lab:
    """One lab, open in this process. Others may have it open too; all see one order of events.

    Attributes:
        name: its name.
        folder: where it lies; None in memory.
        log: everything that happened.
        clock: where its times come from.
        members: who belongs to it.
        observatory: what is measured.
        memory: what its agents remember.
        learners: what they have studied, and how they were examined.
        learning: studies and exams.
    """

    def __init__(self, name: str, folder: Folder | None, log: Log, clock: Clock, ids: Ids, model: str) -> None:
        self.name = name
        self.folder = folder
        self.log = log
        self.clock = clock
        self._model = model
        self._snapshots = Snapshots(folder.path / "snapshots.db" if folder else None)
        self.scribe = Scribe(clock, ids)
        self._members = self._fold(MembersState)
        self._observatory = self._fold(ObservatoryState)
        self._learning = self._fold(LearningState)
        self.members = Members(self._members)
        self.observatory = Observatory(self._observatory)
        self._registry = Registry(log, self._members, self.scribe)
        self._vectors: Vectors | None = None
        self.memory = Memories(log, self._index(), self.scribe)
        self.learners = Learners(self._learning)
        self.learning = Learning(log, self.learners, self.memory.index, self.scribe)

    def agent(self, name: str, interests: Sequence[str] | None = None) -> Agent:
        """The agent of this name: found, or registered now. Other interests than it had replace them.

        Raises:
            BadInput: the name is no name, or is so like another agent's that the two would be confused.
        """
        if not isinstance(name, str):
            raise BadInput(f"A name is a text, not {name!r}.", 'Give one, as lab.agent("Ada").')
        member = self._registry.agent(name, interests)
        return Agent(self, member.id, member.name)

    def society(self, seed: int = 0) -> Society:
        """The agents of this lab as a society that studies by itself, step by step."""
        return Society(self.learning, self.members, self.clock, seed)

    def at(self, moment: str | int | datetime) -> Past:
        """The lab as it was: at a position, at a time, or in words such as “10 minutes ago”.

        Raises:
            BadInput: the moment means nothing.
            NotFound: the moment is yet to come.
        """
        now = self.clock.now()
        said = parse_moment(moment, now)
        if isinstance(said, datetime) and said > now:
            raise NotFound(f"{said:%Y-%m-%d %H:%M:%S %Z} is yet to come.", "Ask for a moment that has been.")
        position = said if isinstance(said, int) else self.log.position_at(said)
        if position > (head := self.log.head):
            raise NotFound(f"Event {position} has not happened yet.", f"The last one is {head}.")
        when = said if isinstance(said, datetime) else self._recorded(position)
        return Past(
            position,
            when,
            Observatory(self._observatory.at(position, when)),
            Members(self._members.at(position, when)),
            Learners(self._learning.at(position, when)),
        )

    def explain(self, figure: Figure | str) -> list[Record]:
        """The events that a figure rests on, in order. A figure can be given by its id.

        Raises:
            BadInput: the id is not one.
            NotFound: it names an agent that nobody had heard of, or a position yet to come.
        """
        if isinstance(figure, str):
            metric, subject, position = metric_of(figure)
            figure = self.at(position).observatory.figure(metric.name, subject)
        records = {record.position: record for basis in figure.basis for record in self._read(basis)}
        return [records[position] for position in sorted(records)]

    def watch(self) -> Any:
        """A live view of this lab for a notebook cell."""
        from workbench.views.strip import LiveStrip

        return LiveStrip(self)

    def close(self) -> None:
        """Let go of files, threads and sidecars. Everything acknowledged is already durable."""
        if self._vectors is not None:
            self._vectors.close()
        if "embedder" in vars(self):
            self.embedder.close()
        self._snapshots.close()
        self.log.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Lab {self.name}: {len(self.members.all())} agents, {self.log.head} events>"

    @cached_property
    def embedder(self) -> CachedEmbedder:
        """The model that turns texts into vectors; loaded on first use."""
        return open_embedder(self._model, self.folder.path / "embeddings.db" if self.folder else None)

    def _fold(self, make: type[S]) -> Fold[S]:
        return Fold(self.log, make, self._snapshots, self.clock)

    def _index(self) -> MemoryIndex:
        return MemoryIndex(
            self.log, lambda: self.embedder, self._open_vectors, self.folder.run if self.folder else None
        )

    def _open_vectors(self) -> Vectors:
        if self._vectors is None:
            self._vectors = open_vectors(self.folder.path if self.folder else None, "memories")
        return self._vectors

    def _recorded(self, position: int) -> datetime:
        record = next(self.log.read(position - 1, position), None)
        return record.recorded if record else self.clock.now()

    def _read(self, basis: Basis) -> list[Record]:
        if basis.positions is not None:
            return [record for position in basis.positions for record in self.log.read(position - 1, position)]
        return list(self.log.read(basis.first - 1, basis.last, kinds=basis.kinds, source=basis.source))


def open_lab(path: str | Path = "lab", *, seed: int | None = None, model: str = "all-MiniLM-L6-v2") -> Lab:
    """Open a lab: a folder, made when it is missing. Several processes may have one lab open.

    Args:
        path: the folder, or ``"memory:"`` for a lab that lives and ends with this process.
        seed: makes a *stepped* lab: it has its own clock, which starts in the year 2000 and moves only with the society's
            steps, and seeded ids, so that the same seed and steps give the same log, hash for hash.
        model: the embedding model, by name.

    Raises:
        BadInput: the path is a URL.
        BadLab: the folder holds something else, is damaged, or was made by a newer version.
    """
    if "://" in str(path):
        raise BadInput(
            f"“{path}” is a URL, and a lab is opened by its folder.", "Name the folder; see docs/operations.md."
        )
    clock: Clock = WallClock() if seed is None else StepClock()
    ids = Ids(clock) if seed is None else Ids.seeded(clock, seed)
    folder = None if str(path) == IN_MEMORY else Folder.open(Path(path))
    log: Log = SqliteLog(folder.log, VOCABULARY, clock) if folder else MemoryLog(VOCABULARY, clock)
    if isinstance(clock, StepClock):
        for record in log.read(limit=1, backwards=True):
            clock.advance(max(0.0, (record.recorded - clock.now()).total_seconds()))
    return Lab(folder.name if folder else "in memory", folder, log, clock, ids, model)
