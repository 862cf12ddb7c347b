"""The figure card: one figure with its biography, and the events behind it."""

from __future__ import annotations

from html import escape

from workbench.core.clock import from_micros
from workbench.core.errors import NotFound
from workbench.core.figure import Figure
from workbench.observatory import METRICS
from workbench.views.lab import LabPort
from workbench.views.look import Look
from workbench.views.snapshot import Snapshot
from workbench.views.widgets.behind import Behind
from workbench.views.widgets.said import as_of, basis, change, name, spark, value
from workbench.views.words import age, name_of


class FigureCard:
    """A metric of the lab or of an agent: value, change, course, age, status, and on what it rests.

    Args:
        lab: whose it is.
        metric: its name, as in docs/metrics.md.
        subject: ``lab``, or an agent's id.
    """

    def __init__(self, lab: LabPort, metric: str, subject: str) -> None:
        self.look = Look(tab=METRICS[metric].stream, agent=None if subject == "lab" else subject)
        self._lab = lab
        self._metric = METRICS[metric]
        self._subject = subject
        self._behind = Behind(lab)

    def html(self, snapshot: Snapshot) -> str:
        """How it looks at a moment."""
        of = "" if self._subject == "lab" else f' <span class="soft">{name(self._subject, snapshot.names)}</span>'
        head = f'<div class="head"><h2>{self._metric.title}{of}</h2><span class="grow"></span>{as_of(snapshot)}</div>'
        figure = self._figure(snapshot)
        if figure is None:
            return f'<section class="card w-figure">{head}<p>Nobody had heard of this agent yet.</p></section>'
        history = snapshot.histories.get((self.look.window, self._subject))
        newest = max((part.recorded for part in figure.basis), default=None)
        told = age(from_micros(newest), snapshot.moment, live=snapshot.live) if newest is not None else ""
        since = f" · {told} old" if told else ""
        meant = escape(self._metric.definition.partition("\n")[0])
        return (
            f'<section class="card w-figure">{head}<div class="w-main"><div>{value(figure)}'
            f'<div class="w-change">{change(figure, history)}</div></div>{spark(figure, history)}</div>'
            f'<p>{meant}</p><div class="head">{basis(figure)}<span class="basis">{since}</span></div>'
            f"{self._behind.html(snapshot.names)}</section>"
        )

    def text(self, snapshot: Snapshot) -> str:
        """The same in plain text."""
        figure, of = self._figure(snapshot), name_of(self._subject, snapshot.names)
        return f"{self._metric.title} of {of}: nobody had heard of it yet" if figure is None else str(figure)

    def do(self, said: str) -> None:
        """Somebody pressed something."""
        self._behind.do(said)

    def _figure(self, snapshot: Snapshot) -> Figure | None:
        """The figure; asked for where pages show it nowhere, so that the snapshot lacks it."""
        if (found := snapshot.figures.get((self._metric.name, self._subject))) is not None:
            return found
        state = self._lab if snapshot.live else self._lab.at(snapshot.moment)
        try:
            return state.observatory.figure(self._metric.name, self._subject)
        except NotFound:
            return None
