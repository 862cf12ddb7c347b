"""The agent that a notebook holds: who it is, and what it can do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from workbench.app.progress import progress_bar
from workbench.app.report import report
from workbench.app.session import Session
from workbench.app.show import show_agent
from workbench.app.task import Task
from workbench.app.widgets import agent_card
from workbench.core.errors import Unavailable
from workbench.core.figure import Figure
from workbench.learning import Depth, Exam, Study
from workbench.memory import Hit, Memory

if TYPE_CHECKING:
    from workbench.app.lab import Lab
    from workbench.app.widgets import At, Pane


class Agent:
    """One agent of a lab. Get one with ``lab.agent("Ada")``.

    Attributes:
        id: as ``agent/ada``; the source of the agent's events.
        name: as people write it.
    """

    def __init__(self, lab: Lab, id_: str, name: str) -> None:
        self.id = id_
        self.name = name
        self._lab = lab

    @property
    def interests(self) -> tuple[str, ...]:
        """Technologies it wants to study, most wanted first."""
        return self._lab.members.get(self.id).interests

    def study(self, technology: str, depth: Depth = "basic", *, limit: int | None = None, show: bool = True) -> Study:
        """Study an installed Python package: remember what it does not know yet of its documentation.

        Args:
            technology: the package, as ``asyncio``.
            depth: how much of it: ``basic``, ``standard`` or ``deep``.
            limit: at most this many objects this time.
            show: whether to show a progress bar.

        Raises:
            NotFound: no such package is installed, or it has no documentation.
        """
        with progress_bar(f"{self.name} studies {technology}", show) as progress:
            return self._lab.learning.study(self.id, technology, depth, limit=limit, progress=progress)

    def examine(self, technology: str, *, show: bool = True) -> Exam:
        """Examine the agent on the whole of a technology; what it did not study it cannot know.

        Raises:
            NotFound: no such package is installed, or it has nothing that can be asked about.
        """
        with progress_bar(f"{self.name} is examined in {technology}", show) as progress:
            return self._lab.learning.examine(self.id, technology, progress=progress)

    def remember(
        self,
        text: str,
        *,
        kind: str = "observation",
        concept: str | None = None,
        about: str | None = None,
        tags: Sequence[str] = (),
        when: datetime | None = None,
        importance: float = 0.5,
        session: str | None = None,
        links: Sequence[Memory | str] = (),
    ) -> Memory:
        """Make a memory; durable when this returns. See `Remembering.remember`."""
        return self._lab.remembering.remember(
            self.id,
            text,
            kind=kind,
            concept=concept,
            about=about,
            tags=tags,
            when=when,
            importance=importance,
            session=session,
            links=links,
        )

    def update(
        self,
        memory: Memory | str,
        *,
        text: str | None = None,
        tags: Sequence[str] | None = None,
        importance: float | None = None,
    ) -> Memory:
        """Revise one of its memories; what is not given stays as it was. See `Remembering.update`."""
        return self._lab.remembering.update(_id(memory), by=self.id, text=text, tags=tags, importance=importance)

    def forget(self, memory: Memory | str, *, reason: str = "") -> None:
        """Forget one of its memories: it is found no more, and read no more. See `Remembering.forget`."""
        self._lab.remembering.forget(_id(memory), by=self.id, reason=reason)

    def recall(
        self,
        query: str,
        k: int = 10,
        *,
        kinds: Sequence[str] = (),
        tags: Sequence[str] = (),
        since: datetime | None = None,
        until: datetime | None = None,
        explain: bool = False,
    ) -> list[Hit]:
        """Its memories that answer a query best, best first. See `Memories.recall`."""
        return self._lab.memory.recall(
            query, k, agent=self.id, kinds=kinds, tags=tags, since=since, until=until, explain=explain
        )

    def session(self, goal: str, **state: str) -> Session:
        """Begin a session: work with a working state, named texts, that can be handed to another member.

        >>> import workbench
        >>> with workbench.open("memory:") as lab:
        ...     ada, boris = lab.agent("Ada"), lab.agent("Boris")
        ...     session = ada.session("sort the mail", done="A to F")
        ...     session.hand_off("Boris", note="The rest is in the hall.")
        ...     boris.take(session).state
        {'done': 'A to F'}

        Raises:
            BadInput: there is no goal, or the state is too large.
        """
        return Session(self._lab, self._lab.sessions.start(self.id, goal, state).id, self.id)

    def sessions(self) -> list[Session]:
        """The open sessions that it has or that were handed to it, in the order in which they were started."""
        return [Session(self._lab, one.id, self.id) for one in self._lab.sessions.open(self.id)]

    def take(self, session: Session | str, *, note: str = "") -> Session:
        """Go on with a session that was handed to it. See `LiveSessions.take`."""
        return Session(self._lab, self._lab.sessions.take(_id(session), self.id, note).id, self.id)

    def task(self, title: str, *, steps: int | None = None, work: str = "task", topic: str | None = None) -> Task:
        """A task that this agent does, told while your own code does it.

        >>> import workbench
        >>> with workbench.open("memory:") as lab:
        ...     with lab.agent("Ada").task("sort the mail", steps=2) as task:
        ...         task.step()
        ...         print(task)
        <Task sort the mail: 1 of 2 steps done>

        Args:
            title: what it is, in words.
            steps: how many steps it will take, where that is known.
            work: what sort of work, as ``study``.
            topic: what it is about, as ``asyncio``.
        """
        return Task(self._lab, self.id, title, steps, work, topic)

    def report(self, kind: str, subject: str | None = None, /, **data: Any) -> str:
        """Say that something happened: any kind of event in docs/events.md, in its words; durable when this returns.

        >>> import workbench
        >>> with workbench.open("memory:") as lab:
        ...     ada = lab.agent("Ada")
        ...     decision = ada.report("decision.recorded", question="Tea or coffee?", choice="tea")
        ...     same = ada.report("decision.resolved", decision, good=True)
        ...     print(lab.log.head, decision == same)
        3 True

        Args:
            kind: as ``insight.raised``.
            subject: what it is about; without it, something new, such as a decision that is made now.
            data: the fields of this kind of event.

        Returns:
            The subject, for what is said about it later.

        Raises:
            BadInput: there is no such kind, a field does not fit, or the kind is about something that is there already.
        """
        return report(self._lab, self.id, kind, subject, data)

    def token(self) -> str:
        """A secret with which a program in any language may report to the lab's hub as this agent, for 30 days.

        Raises:
            Unavailable: the lab is in memory, where no hub can serve it.
        """
        if self._lab.folder is None:
            raise Unavailable("A lab in memory has no hub.", 'Open a folder, as workbench.open("my-lab").')
        from workbench.hub import make_token  # most notebooks need none of the hub

        return make_token(self._lab.folder.secret(), self._lab.log.epoch, self.id, "agent")

    @property
    def level(self) -> Figure:
        """The agent's consciousness level now: an index of measured signals, 0 to 1."""
        return self._lab.observatory.level(self.id)

    def card(self, at: At = None) -> Pane:
        """This agent in a notebook cell: live, as of a moment, or where a transport bar stands."""
        return agent_card(self._lab, self.id, at)

    def __repr__(self) -> str:
        return f"<Agent {self.name} ({self.id}) in {self._lab.name}>"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return show_agent(self._lab, self.id)


def _id(thing: Memory | Session | str) -> str:
    return thing if isinstance(thing, str) else thing.id
