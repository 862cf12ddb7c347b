"""The place: which conversation somebody looks at, and where in it. It stands in the page's address."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

_CONVERSATION, _AGENT, _COLLECTION = "conversation/", "agent/", "collection/"


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where somebody is.

    Attributes:
        conversation: the one that is open, as ``conversation/<id>``; None for a new one.
        branch: a question or an answer that the path shown leads through; None for what was asked last.
        cite: the citation that is open, as ``answer/<id>:2``; None for none.
        agent: whom a new conversation asks, as ``agent/ada``; None for nobody.
        collections: from which collections a new one is answered; none for all, or for none where an agent is asked.
    """

    conversation: str | None = None
    branch: str | None = None
    cite: str | None = None
    agent: str | None = None
    collections: tuple[str, ...] = ()

    @classmethod
    def read(cls, arguments: Mapping[str, str]) -> Place:
        """A place from the arguments of an address; what means nothing is as if it were not there."""
        said, agent = arguments.get("id", ""), arguments.get("of", "")
        names = arguments.get("in", "").split(",")
        return cls(
            conversation=said if said.startswith(_CONVERSATION) else None,
            branch=arguments.get("branch") or None,
            cite=arguments.get("cite") or None,
            agent=agent if agent.startswith(_AGENT) else None,
            collections=tuple(_COLLECTION + name for name in names if name),
        )

    def write(self) -> dict[str, str]:
        """The arguments that say this place; empty ones are to be left out."""
        return {
            "id": self.conversation or "",
            "branch": self.branch or "",
            "cite": self.cite or "",
            "of": self.agent or "",
            "in": ",".join(each.removeprefix(_COLLECTION) for each in self.collections),
        }

    def cited(self) -> tuple[str, int] | None:
        """The answer whose citation is open, and its number; None for none."""
        answer, _, number = (self.cite or "").rpartition(":")
        return (answer, int(number)) if answer and number.isascii() and number.isdigit() and len(number) < 5 else None
