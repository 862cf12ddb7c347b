"""Behind a figure: the events it rests on, shown in place."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from workbench.core.events import Record
from workbench.views.lab import LabPort
from workbench.views.widgets.said import events

_SHOWN = 20


class Behind:
    """What is opened below a figure: nothing, or the events behind it as it was when it was pressed."""

    def __init__(self, lab: LabPort) -> None:
        self._lab = lab
        self._figure = ""
        self._records: list[Record] = []
        self._opened: set[int] = set()

    def do(self, said: str) -> None:
        """Open, close, or show the JSON of one event."""
        verb, _, rest = said.partition(":")
        if verb == "explain":
            self._figure, self._records = rest, self._lab.explain(rest)
        elif verb == "close":
            self._figure = ""
        elif verb == "event" and rest.isdecimal():
            self._opened ^= {int(rest)}

    def html(self, names: Mapping[str, str]) -> str:
        """The newest of the events, and how to get them all."""
        if not self._figure:
            return ""
        count = len(self._records)
        shown = f"The last {_SHOWN} of {count:,} events" if count > _SHOWN else f"{count:,} event{'s' * (count != 1)}"
        return (
            f'<section class="w-behind" aria-label="Events behind the figure"><div class="head"><strong>{shown}</strong>'
            f'<code>lab.explain("{escape(self._figure)}")</code><span class="grow"></span>'
            '<button class="q" data-do="close:">Close</button></div>'
            f"{events(self._records[: -_SHOWN - 1 : -1], names, self._opened)}</section>"
        )
