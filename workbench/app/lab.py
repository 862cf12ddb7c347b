"""The lab: one society with its log, its states and its stores."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property, partial
from types import TracebackType
from typing import Any, Self, TypeVar

from workbench.app.agent import Agent
from workbench.app.asks import Asks
from workbench.app.collections import open_collections
from workbench.app.past import Past
from workbench.app.servers import Servers
from workbench.app.show import name_lab, show_lab
from workbench.app.shown import Shown
from workbench.app.writing import Writing
from workbench.core.announcement import find_announced
from workbench.core.clock import Clock
from workbench.core.errors import BadInput, NotFound
from workbench.core.events import Record
from workbench.core.figure import Basis, Figure
from workbench.core.folder import Folder
from workbench.core.generation import Message, Prompt
from workbench.core.ids import Ids
from workbench.core.moment import parse_moment
from workbench.core.scribe import Scribe
from workbench.knowledge import DocumentsState, open_search
from workbench.learning import Learners, Learning, LearningState, Society
from workbench.log import Fold, Log, Snapshots, State
from workbench.members import Members, MembersState, Registry
from workbench.memory import Graph, GraphIndex, LiveSessions, Memories, MemoryIndex, Recall, Remembering, SessionsState
from workbench.models import CachedEmbedder, open_embedder, open_reranker
from workbench.models.generation import Generation, Writer
from workbench.observatory import Observatory, ObservatoryState
from workbench.observatory.service import metric_of
from workbench.stores import Vectors, open_graph, open_vectors

S = TypeVar("S", bound=State)


class Lab(Asks, Shown):
    """One lab, open in this process. Others may have it open too; all see one order of events.

    Attributes:
        name: its name.
        folder: where it lies; None in memory.
        log: everything that happened.
        clock: where its times come from.
        members: who belongs to it.
        observatory: what is measured.
        memory: what its agents remember.
        remembering: makes, revises and forgets memories.
        sessions: who works at what, and what is handed from one to another.
        index: the vectors of all memories.
        graph: how that hangs together, in Cypher too.
        collections: the documents that it keeps, to be found in passages.
        learners: what they have studied, and how they were examined.
        learning: studies and exams.
    """

    def __init__(
        self, name: str, folder: Folder | None, log: Log, clock: Clock, ids: Ids, model: str, servers: Servers
    ) -> None:
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
        self._sessions = self._fold(SessionsState)
        self.members = Members(self._members)
        self.observatory = Observatory(self._observatory)
        self._registry = Registry(log, self._members, self.scribe)
        self._vectors_url = servers.vectors
        self._vectors: Vectors | None = None
        reranker = partial(open_reranker, servers.reranker) if servers.reranker else None
        self._recall = Recall(log, lambda: self.embedder, reranker)
        self.memory = Memories(self._recall)
        self.index = self._index()
        self.remembering = Remembering(
            log,
            self.memory,
            self.index,
            lambda texts: self.embedder.drop(texts),
            self.scribe,
            self._unquote,
        )
        self._graph = open_graph(folder.path if folder else None, servers.graph)
        self.graph = Graph(log, GraphIndex(log, self._graph, folder.run if folder else None))
        self.sessions = LiveSessions(log, self._sessions, self.scribe)
        self._documents = self._fold(DocumentsState)
        self._passages = open_search(log, lambda: self.embedder, reranker)
        self.collections = open_collections(
            log, self._documents, self._passages, lambda: self.embedder, self.scribe, self._unquote
        )
        # With vectors of its own, kept nowhere: what is forgotten is dropped from the cache by whole texts, not by sentences.
        self._writing = Writing(servers.generator, lambda: self.sentences)
        self.learners = Learners(self._learning)
        self.learning = Learning(log, self.learners, self.index, self.scribe)

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
        states = self._observatory, self._members, self._learning, self._sessions, self._documents
        return Past(self.name, self.log, states, self._recall, self._passages, self.graph.index, position, when, self)

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

    def generate(self, asked: str | Sequence[Message] | Prompt, **how: Any) -> Generation:
        """Have a text written: iterate what this gives for the pieces as they come, or take its `text`. What else can be said:
        `passages` to answer from, `most` tokens (512), a `temperature` (0).

        Raises:
            BadInput: nothing is asked, or more than may be.
        """
        return self._writing.generate(asked, **how)

    @property
    def generator(self) -> Writer:
        """Who writes; opened on first use."""
        return self._writing.generator

    @property
    def hub(self) -> str | None:
        """Where this lab's hub answers now, as ``http://127.0.0.1:8000``; None while none runs."""
        server = find_announced(self.folder.run, "hub") if self.folder else None
        return server.url if server else None

    def close(self) -> None:
        """Let go of files, threads and sidecars. Everything acknowledged is already durable."""
        if self._vectors is not None:
            self._vectors.close()
        self._graph.close()
        self._writing.close()
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
        return name_lab(self)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return show_lab(self)

    @cached_property
    def embedder(self) -> CachedEmbedder:
        """The model that turns texts into vectors; loaded on first use."""
        return open_embedder(self._model, self.folder.path / "embeddings.db" if self.folder else None)

    def _unquote(self, forgotten: Sequence[str]) -> None:
        self.conversations.forget_quotes(forgotten)

    def _fold(self, make: type[S]) -> Fold[S]:
        return Fold(self.log, make, self._snapshots, self.clock)

    def _index(self) -> MemoryIndex:
        return MemoryIndex(
            self.log, lambda: self.embedder, self._open_vectors, self.folder.run if self.folder else None
        )

    def _open_vectors(self) -> Vectors:
        if self._vectors is None:
            # A server may hold several labs, and one lab's own holds nothing else.
            collection = "memories" if self._vectors_url is None else f"memories-{self.log.epoch}"
            self._vectors = open_vectors(self.folder.path if self.folder else None, collection, self._vectors_url)
        return self._vectors

    def _recorded(self, position: int) -> datetime:
        record = next(self.log.read(position - 1, position), None)
        return record.recorded if record else self.clock.now()

    def _read(self, basis: Basis) -> list[Record]:
        if basis.positions is not None:
            return [record for position in basis.positions for record in self.log.read(position - 1, position)]
        return list(self.log.read(basis.first - 1, basis.last, kinds=basis.kinds, source=basis.source))
