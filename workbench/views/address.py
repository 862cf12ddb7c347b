"""The address of a page: what stands behind its question mark, so that a link shows what I see."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC
from typing import get_args
from urllib.parse import quote, urlencode

import msgspec

from workbench.core.clock import to_micros
from workbench.core.errors import BadInput
from workbench.members import agent_id
from workbench.observatory.course import Window
from workbench.views.lab import LabPort
from workbench.views.look import Look, Tab
from workbench.views.quest import Quest, View
from workbench.views.walk import Walk
from workbench.views.wish import Stand

LONGEST = 1_000
_USUAL = Look()
_UNASKED = Quest()
_MEMORY = "memory/"


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """What an address says.

    Attributes:
        look: what is looked at.
        at: the moment, in words, as a position or in ISO 8601; empty for the present.
        quest: what is looked for among memories.
        open: what the drawer shows, as ``explain:level:lab@4120``; empty while it is shut.
    """

    look: Look = _USUAL
    at: str = ""
    quest: Quest = Quest()
    open: str = ""

    @classmethod
    def read(cls, arguments: Mapping[str, str]) -> Address:
        """An address from the arguments of its query; what means nothing is as if it were not there."""
        said = arguments.get("id", "")
        tab, window = arguments.get("tab", ""), arguments.get("window", "")
        look = Look(
            tab=tab if tab in get_args(Tab) else _USUAL.tab,  # type: ignore[arg-type]
            window=window if window in get_args(Window) else _USUAL.window,  # type: ignore[arg-type]
            agent=None if said.startswith(_MEMORY) else _agent(said),
        )
        return cls(look=look, at=arguments.get("at", ""), quest=_quest(arguments), open=arguments.get("open", ""))

    def write(self) -> str:
        """The query of this address; what is as usual is left out."""
        quest = self.quest
        said = {
            "id": quest.memory or self.look.agent or "",
            "q": quest.query,
            "of": quest.agent or "",
            "kind": quest.kind or "",
            "cluster": "" if quest.cluster is None else str(quest.cluster),
            "view": quest.view if quest.view != _UNASKED.view else "",
            "nodes": quest.walk.write(),
            "between": "yes" if quest.between else "",
            "tab": self.look.tab if self.look.tab != _USUAL.tab else "",
            "window": self.look.window if self.look.window != _USUAL.window else "",
            "at": self.at,
            "open": self.open,
        }
        return urlencode({name: value for name, value in said.items() if value}, safe=":@/,", quote_via=quote)


def _quest(arguments: Mapping[str, str]) -> Quest:
    said, cluster, view = (arguments.get(name, "") for name in ("id", "cluster", "view"))
    return Quest(
        query=arguments.get("q", "")[:LONGEST],
        agent=_agent(arguments.get("of", "")),
        kind=arguments.get("kind") or None,
        cluster=int(cluster) if cluster.isascii() and cluster.isdigit() and len(cluster) < 7 else None,
        memory=said if said.startswith(_MEMORY) else None,
        view=view if view in get_args(View) else _UNASKED.view,  # type: ignore[arg-type]
        walk=Walk.read(arguments.get("nodes", "")),
        between=arguments.get("between") == "yes",
    )


def _agent(said: str) -> str | None:
    """Whose page it is: by id, or by the name as people write it."""
    if not said or said.startswith("agent/"):
        return said or None
    with suppress(BadInput):
        return agent_id(said)
    return said


def moment_of(stand: Stand, lab: LabPort) -> str:
    """A moment as an address says it: the position of the event that it is of, or the time between two events."""
    if stand.live:
        return ""
    rows = lab.log.rows(stand.position - 1, stand.position, 1)
    if rows and rows[0].recorded == to_micros(stand.moment):
        return str(stand.position)
    return stand.moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
