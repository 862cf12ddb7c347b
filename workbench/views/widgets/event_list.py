"""The event list: the last events of a lab, as they come."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from workbench.core.events import Record
from workbench.views.lab import LabPort
from workbench.views.look import Look
from workbench.views.snapshot import Snapshot
from workbench.views.widgets.said import as_of, events, name
from workbench.views.words import name_of, sentence

_SHOWN = 20
_AS_TEXT = 8


class EventList:
    """The newest events, of some kinds and of one agent only if so wished; the reader can narrow them down further.

    Args:
        lab: whose they are.
        kinds: as ``exam.completed``; none for all.
        agent: an agent's id; None for everybody.
    """

    def __init__(self, lab: LabPort, kinds: Iterable[str] = (), agent: str | None = None) -> None:
        self.look = Look()
        self._lab = lab
        self._kinds = tuple(kinds) or tuple(sorted(lab.log.vocabulary.kinds))
        self._agent = agent
        self._kind, self._of = "", ""
        self._opened: set[int] = set()

    def html(self, snapshot: Snapshot) -> str:
        """How it looks at a moment."""
        records = self._read(snapshot, _SHOWN)
        kinds = [("", "All kinds"), *((kind, kind) for kind in self._kinds)]
        agents = [("", "Everybody"), *((agent, name_of(agent, snapshot.names)) for agent in snapshot.names)]
        of = "" if self._agent is None else f' <span class="soft">{name(self._agent, snapshot.names)}</span>'
        shown = events(records, snapshot.names, self._opened) if records else "<p>There are none of these yet.</p>"
        return (
            f'<section class="card w-list"><div class="head"><h2>Events{of}</h2>{as_of(snapshot)}<span class="grow"></span>'
            f"{_select('kind', 'Kind', kinds, self._kind) if len(self._kinds) > 1 else ''}"
            f"{_select('of', 'Who', agents, self._of) if self._agent is None else ''}</div>"
            f'<div class="w-scroll" tabindex="0" role="region" aria-label="Events">{shown}</div></section>'
        )

    def text(self, snapshot: Snapshot) -> str:
        """The same in plain text."""
        said = [
            f"  {record.position} {name_of(record.event.source, snapshot.names)} {sentence(record)}"
            for record in self._read(snapshot, _AS_TEXT)
        ]
        return "\n".join([f"The last events of {snapshot.lab}:", *(said or ["  none of these yet"])])

    def do(self, said: str) -> None:
        """Somebody pressed something, or chose."""
        verb, _, rest = said.partition(":")
        if verb == "event" and rest.isdecimal():
            self._opened ^= {int(rest)}
        elif verb == "kind" and (rest in self._kinds or not rest):
            self._kind = rest
        elif verb == "of":
            self._of = rest

    def _read(self, snapshot: Snapshot, most: int) -> list[Record]:
        kinds = (self._kind,) if self._kind else self._kinds
        every = not self._kind and len(self._kinds) == len(self._lab.log.vocabulary.kinds)
        found = self._lab.log.read(
            0,
            snapshot.position,
            kinds=None if every else kinds,
            source=self._agent or self._of or None,
            limit=most,
            backwards=True,
        )
        return list(found)


def _select(verb: str, title: str, options: list[tuple[str, str]], chosen: str) -> str:
    inner = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(shown)}</option>'
        for value, shown in options
    )
    return f'<select data-say="{verb}" aria-label="{title}">{inner}</select>'
