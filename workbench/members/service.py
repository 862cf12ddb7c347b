"""Members: who belongs to the lab, and how one joins."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Sequence

from workbench.core.errors import BadInput, Conflict, NotFound
from workbench.core.ids import slug
from workbench.core.scribe import Scribe
from workbench.log import Log, View
from workbench.members.events import AgentRegistered, AgentUpdated
from workbench.members.state import Member, MembersState

_PREFIX = "agent/"
_LONGEST_ID = 400


class Members:
    """Queries about members, as of one view."""

    def __init__(self, view: View[MembersState]) -> None:
        self._view = view

    def __repr__(self) -> str:
        names = [member.name for member in self.all()]
        return f"<Members: {', '.join(names[:8]) or 'nobody yet'}{f' and {len(names) - 8:,} more' if len(names) > 8 else ''}>"

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
            near = difflib.get_close_matches(id_, state.members, n=3) or list(state.members)[:5]
            names = [state.members[known].name for known in near]
        raise NotFound(
            f"There is no agent “{name[:100]}”.",
            f"Known: {', '.join(names)}." if names else 'Make one with lab.agent("Ada").',
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
            NotFound: an id was given, and no agent has it.
        """
        if isinstance(interests, str):
            raise BadInput("Interests are a list of names, not one text.", f"Give interests=[{interests[:100]!r}].")
        id_ = agent_id(name)
        while True:
            version = self._log.version(id_)
            known = self._known(id_)
            payload = _change(known, name, interests)
            if payload is not None:
                try:
                    self._log.append([self._scribe.event(id_, id_, payload)], expected=version)
                except Conflict:
                    continue  # somebody was faster: look again
                known = self._known(id_)
            if known is not None:
                return known

    def _known(self, id_: str) -> Member | None:
        with self._live.hold() as (state, _):
            return state.members.get(id_)


def agent_id(name: str) -> str:
    """The id of an agent, from its name or its id.

    Raises:
        BadInput: the name is no name.
    """
    if name.startswith(_PREFIX):
        return name
    id_ = _PREFIX + slug(name)
    if len(id_) > _LONGEST_ID:
        raise BadInput(
            f"The name “{name[:40]}…” takes {len(id_)} characters when it is written as an address.",
            f"Use a shorter one: {_LONGEST_ID} fit, and most letters beyond the Latin ones take 6 or more.",
        )
    return id_


def _change(known: Member | None, name: str, interests: Sequence[str] | None) -> AgentRegistered | AgentUpdated | None:
    """What must happen so that there is such an agent; None for nothing."""
    shown = unicodedata.normalize("NFC", " ".join(name.split()))
    if known is None:
        if name.startswith(_PREFIX):
            raise NotFound(f"There is no agent of the id “{name[:100]}”.", 'Make one by its name: lab.agent("Ada").')
        return AgentRegistered(name=shown, interests=tuple(interests or ()))
    if known.name != shown and not name.startswith(_PREFIX):
        raise BadInput(
            f"The name “{shown}” is too like that of the agent “{known.name}”.",
            "Use that name, or one that differs in more than case and spaces.",
        )
    if interests is not None and tuple(interests) != known.interests:
        return AgentUpdated(interests=tuple(interests))
    return None
