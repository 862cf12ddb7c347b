"""Members: who belongs to the lab, and how one joins."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from workbench.core.errors import BadInput, Conflict, NotFound
from workbench.core.ids import slug
from workbench.core.scribe import Scribe
from workbench.log import Log, View
from workbench.members.events import AgentRegistered, AgentUpdated
from workbench.members.state import Member, MembersState


class Members:
    """Queries about members, as of one view."""

    def __init__(self, view: View[MembersState]) -> None:
        self._view = view

    def all(self) -> list[Member]:
        """Every member, in the order in which they joined."""
        with self._view.hold() as (state, _):
            return list(state.members.values())

    def get(self, name: str) -> Member:
        """A member by name or id.

        Raises:
            NotFound: there is none; says which there are.
        """
        id_ = agent_id(name)
        with self._view.hold() as (state, _):
            member = state.members.get(id_)
            if member is not None:
                return member
            names = [known.name for known in state.members.values()]
        near = difflib.get_close_matches(name, names, n=3) or names[:5]
        raise NotFound(
            f"There is no agent “{name[:100]}”.",
            f"Known: {', '.join(near)}." if near else 'Make one with lab.agent("Ada").',
        )


class Registry:
    """Lets agents join. A name is registered once, however many processes try at the same time."""

    def __init__(self, log: Log, live: View[MembersState], scribe: Scribe) -> None:
        self._log = log
        self._live = live
        self._scribe = scribe

    def agent(self, name: str, interests: Sequence[str] | None = None) -> Member:
        """The agent of this name: found, or registered now. Other interests than it had replace them.

        Raises:
            BadInput: the name is no name, or is so like another agent's that the two would be confused.
        """
        id_ = agent_id(name)
        while True:
            version = self._log.version(id_)
            with self._live.hold() as (state, _):
                known = state.members.get(id_)
            payload = self._change(known, name, interests)
            if payload is None and known is not None:
                return known
            if payload is not None:
                try:
                    self._log.append([self._scribe.event(id_, id_, payload)], expected=version)
                except Conflict:
                    continue  # somebody was faster: look again

    def _change(
        self, known: Member | None, name: str, interests: Sequence[str] | None
    ) -> AgentRegistered | AgentUpdated | None:
        if known is None:
            return AgentRegistered(name=" ".join(name.split()), interests=tuple(interests or ()))
        if known.name != " ".join(name.split()) and not name.startswith("agent/"):
            raise BadInput(
                f"The name “{name}” is too like that of the agent “{known.name}”.",
                "Use that name, or one that differs in more than case and spaces.",
            )
        if interests is not None and tuple(interests) != known.interests:
            return AgentUpdated(interests=tuple(interests))
        return None


def agent_id(name: str) -> str:
    """The id of an agent, from its name or its id."""
    return name if name.startswith("agent/") else f"agent/{slug(name)}"
