"""The session that a notebook holds: a stretch of work whose state outlasts the one who does it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from workbench.memory import Hit, Memory, SessionState

if TYPE_CHECKING:
    from workbench.app.agent import Agent
    from workbench.app.lab import Lab


class Session:
    """One session in the hands of one member. Get one with ``ada.session("sort the mail")`` or ``boris.take(session)``.

    It asks the lab anew each time, so it shows what others did since. Whatever was told is durable when the call returns.

    Attributes:
        id: as ``session/<id>``.
        member: in whose name it speaks.
    """

    def __init__(self, lab: Lab, id_: str, member: str) -> None:
        self.id = id_
        self.member = member
        self._lab = lab

    @property
    def now(self) -> SessionState:
        """All that is known of it: goal, holder, working state, who had it."""
        return self._lab.sessions.get(self.id)

    @property
    def state(self) -> dict[str, str]:
        """The working state, named texts."""
        return self.now.state

    def save(self, **texts: str | None) -> None:
        """Keep texts in the working state under their names; None takes one out.

        Raises:
            Forbidden: its member does not hold it.
            Conflict: it has ended.
            BadInput: nothing is given, or it is too large.
        """
        kept = {name: text for name, text in texts.items() if text is not None}
        self._lab.sessions.save(self.id, self.member, kept, [name for name in texts if name not in kept])

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
        links: Sequence[Memory | str] = (),
    ) -> Memory:
        """Make a memory of its member that belongs to it. See `Remembering.remember`."""
        return self._lab.remembering.remember(
            self.member,
            text,
            kind=kind,
            concept=concept,
            about=about,
            tags=tags,
            when=when,
            importance=importance,
            session=self.id,
            links=links,
        )

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
        """What was remembered in it, by whoever had it, that answers a query best. See `Memories.recall`."""
        return self._lab.memory.recall(
            query, k, kinds=kinds, tags=tags, since=since, until=until, session=self.id, explain=explain
        )

    def hand_off(self, to: Agent | str, *, note: str = "", **texts: str) -> None:
        """Hand it to an agent, by name, or to a person, as ``person/eve``; texts are kept in the working state first.

        Its member holds it until that one takes it.

        Raises:
            NotFound: there is no such agent.
            Forbidden: its member does not hold it.
            Conflict: it has ended.
        """
        said = to if isinstance(to, str) else to.id
        member = said if said.startswith("person/") else self._lab.members.get(said).id
        self._lab.sessions.hand_off(self.id, self.member, member, note, texts)

    def end(self, outcome: str = "") -> None:
        """Say that the work is over, and what came of it.

        Raises:
            Forbidden: its member does not hold it.
            Conflict: it has ended already.
        """
        self._lab.sessions.end(self.id, self.member, outcome)

    def forget(self, *, reason: str = "") -> None:
        """Have all that was said in it forgotten, for good. See `LiveSessions.forget`."""
        self._lab.sessions.forget(self.id, self.member, reason)

    def __repr__(self) -> str:
        return f"<Session {self.id}: its lab is closed>" if self._lab.log.wake.closed else repr(self.now)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/plain": repr(self)} if self._lab.log.wake.closed else self.now._repr_mimebundle_()
