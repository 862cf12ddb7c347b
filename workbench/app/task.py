"""The task: what an agent of your own does, told step by step while it does it."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Self

from workbench.core.errors import WorkbenchError
from workbench.core.events import Payload
from workbench.intelligence.events import TaskCompleted, TaskFailed, TaskProgressed, TaskStarted

if TYPE_CHECKING:
    from workbench.app.lab import Lab

_LONGEST = 1_000


class Task:
    """A task under way, begun and ended by ``with``. Get one with ``agent.task("sort the mail", steps=10)``.

    Left as it should be, it is completed; left by an error, it has failed, for that reason, and the error goes on. Whatever was
    told is durable when the call that tells it returns.

    Attributes:
        id: as ``task/<id>``; the subject of its events.
        title: what it is, in words.
        done: steps done so far.
        steps: steps in all, None where that is not known.
        result: what came of it; set it before the end.
    """

    def __init__(self, lab: Lab, agent: str, title: str, steps: int | None, work: str, topic: str | None) -> None:
        self.id = lab.scribe.new("task")
        self.title = title
        self.done = 0
        self.steps = steps
        self.result = ""
        self._lab = lab
        self._agent = agent
        self._work = work
        self._topic = topic

    def step(self, steps: int = 1) -> None:
        """Tell that so many more steps are done."""
        done = self.done + steps
        self._tell(TaskProgressed(done=done, total=self.steps))
        self.done = done

    def __enter__(self) -> Self:
        self._tell(TaskStarted(title=self.title, work=self._work, topic=self._topic, total=self.steps))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._tell(TaskCompleted(done=self.done, result=self.result))
        else:
            self._tell(TaskFailed(done=self.done, reason=_reason(error)))

    def __repr__(self) -> str:
        of = "" if self.steps is None else f" of {self.steps:,}"
        return f"<Task {self.title}: {self.done:,}{of} steps done>"

    def _tell(self, data: Payload) -> None:
        self._lab.log.append([self._lab.scribe.event(self._agent, self.id, data)])


def _reason(error: BaseException) -> str:
    if isinstance(error, WorkbenchError):
        return error.problem[:_LONGEST]
    if not isinstance(error, Exception):
        return f"interrupted ({type(error).__name__})"
    said = str(error)
    return f"{type(error).__name__}{': ' if said else ''}{said}"[:_LONGEST]
