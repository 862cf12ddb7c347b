"""A study: an agent works through what it does not know yet of a technology, batch by batch."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

import msgspec

from workbench.core.errors import Unavailable, WorkbenchError
from workbench.core.events import Event
from workbench.core.scribe import Scribe
from workbench.core.show import bundle, card, facts, large, many
from workbench.intelligence.events import TaskCompleted, TaskFailed, TaskProgressed, TaskStarted
from workbench.learning.linking import links
from workbench.learning.material import Material, Piece
from workbench.learning.state import DOCUMENTATION, STUDY, origin_of
from workbench.log import Log
from workbench.memory.events import MemoryCreated

BATCH = 8


class Study(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a study.

    Attributes:
        technology, version, depth: what was studied.
        task: its task, as ``task/<id>``.
        studied: how many objects were remembered this time.
        known: how many of that depth the agent knew before.
        left_out: how many objects have no material, by reason.
    """

    technology: str
    version: str
    depth: str
    task: str
    studied: int
    known: int
    left_out: dict[str, int]

    def __str__(self) -> str:
        return f"{self.technology} {self.version}, {self.depth}: {many(self.studied, 'object')} studied, {self.known:,} known before"

    def __repr__(self) -> str:
        return f"<Study {self}>"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        left_out = {f"left out, {reason}": f"{count:,}" for reason, count in self.left_out.items()}
        inner = large(many(self.studied, "object") + " studied"), facts({"known before": f"{self.known:,}", **left_out})
        return bundle(str(self), card(f"Study of {self.technology} {self.version}", *inner, note=self.depth))


class Studying:
    """A study under way. Each `batch` remembers the next few objects; both memories and progress are durable when it returns.

    Args:
        log, scribe: where to report.
        agent: who studies.
        material: what is studied.
        todo: the objects to go through, in order.
        known: the memories of this technology's objects so far, by path.
        embed: called after each batch, so that what was remembered can be found.
    """

    def __init__(
        self,
        log: Log,
        scribe: Scribe,
        agent: str,
        material: Material,
        todo: Sequence[Piece],
        known: dict[str, str],
        embed: Callable[[], object],
    ) -> None:
        self.task = scribe.new("task")
        self.total = len(todo)
        self.done = 0
        self._log = log
        self._scribe = scribe
        self._agent = agent
        self._material = material
        self._todo = list(todo)
        self._known = dict(known)
        self._embed = embed

    @property
    def finished(self) -> bool:
        """Whether everything was gone through."""
        return self.done >= self.total

    def start(self) -> None:
        """Report that the study begins."""
        technology = self._material.technology
        title = f"studies {technology}"
        self._report(TaskStarted(title=title, work=STUDY, topic=technology, total=self.total))

    def batch(self) -> int:
        """Remember the next objects; returns how many are done."""
        pieces = self._todo[self.done : self.done + BATCH]
        events = [self._memory(piece) for piece in pieces]
        done = self.done + len(pieces)
        events.append(self._event(TaskProgressed(done=done, total=self.total)))
        self._log.append(events)
        self.done = done
        with suppress(Unavailable):  # the memories are durable; the index takes them in when its store is back
            self._embed()
        return self.done

    def complete(self) -> None:
        """Report that the study is done."""
        self._report(TaskCompleted(done=self.done, result=f"remembered {self.done} objects"))

    def run(self) -> Iterator[int]:
        """From start to end; yields how many objects are done after each batch. A failure is reported before it is raised."""
        self.start()
        try:
            while not self.finished:
                yield self.batch()
        except BaseException as error:
            reason = error.problem if isinstance(error, WorkbenchError) else f"interrupted ({type(error).__name__})"
            self._report(TaskFailed(reason=reason, done=self.done))
            raise
        self.complete()

    def _memory(self, piece: Piece) -> Event:
        subject = self._scribe.new("memory")
        found = tuple(dict.fromkeys(self._known[path] for path in links(piece.text, self._known)))
        self._known[piece.path] = subject
        data = MemoryCreated(
            text=piece.text,
            kind=DOCUMENTATION,
            concept=piece.concept,
            about=piece.path,
            origin=origin_of(self._material.technology),
            links=found,
        )
        return self._scribe.event(self._agent, subject, data)

    def _event(self, data: TaskStarted | TaskProgressed | TaskCompleted | TaskFailed) -> Event:
        return self._scribe.event(self._agent, self.task, data)

    def _report(self, data: TaskStarted | TaskCompleted | TaskFailed) -> None:
        self._log.append([self._event(data)])
