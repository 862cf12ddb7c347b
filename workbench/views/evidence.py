"""Evidence: what a figure rests on, or one event with its kin. Looked up in the log; the drawer shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from workbench.core.errors import BadInput, NotFound, WorkbenchError
from workbench.core.events import Record
from workbench.core.figure import Figure
from workbench.observatory.metric import Metric
from workbench.observatory.service import metric_of
from workbench.views.lab import LabPort
from workbench.views.snapshot import names_of

EXPLAIN, EVENT = "explain", "event"
_KIN = 200
_WHOLE_LIVES = ("agent/", "person/", "lab")


class Behind(msgspec.Struct, frozen=True, eq=False):
    """A figure and the events that it rests on.

    Attributes:
        figure: the figure, as of its position.
        metric: what it measures.
        records: its events, the newest first.
        names: agents' names by id, as of its position.
    """

    figure: Figure
    metric: Metric
    records: Sequence[Record]
    names: Mapping[str, str]


class One(msgspec.Struct, frozen=True, eq=False):
    """One event.

    Attributes:
        record: the event.
        kin: what else happened to the thing it is about, up to now, the newest first, at most 200.
        names: agents' names by id.
    """

    record: Record
    kin: Sequence[Record]
    names: Mapping[str, str]


class Nothing(msgspec.Struct, frozen=True):
    """Why there is nothing to show, and what can be done about it."""

    problem: str
    remedy: str


Evidence = Behind | One | Nothing


def look_up(lab: LabPort, said: str, moment: datetime | None = None) -> Evidence:
    """What ``explain:<figure id>`` or ``event:<position>`` names. Reads the log, so not for an event loop.

    Args:
        lab: the lab.
        said: what was pressed.
        moment: the moment that the page shows; without one, a figure is as it was when the log took its last event.
    """
    verb, _, argument = said.partition(":")
    try:
        if verb == EXPLAIN:
            return _behind(lab, argument, moment)
        if verb == EVENT:
            return _one(lab, argument)
        raise BadInput(f"“{said[:100]}” names neither a figure nor an event.", "Press a figure, a point or a line.")
    except WorkbenchError as error:
        return Nothing(error.problem, error.remedy)


def _behind(lab: LabPort, figure_id: str, moment: datetime | None) -> Behind:
    metric, subject, position = metric_of(figure_id)
    past = lab.at(position)
    if moment is not None and past.moment < moment and lab.log.position_at(moment) == position:
        past = lab.at(moment)  # a rate goes on falling after the last event: it is the one on the page that was pressed
    figure = past.observatory.figure(metric.name, subject)
    return Behind(figure, metric, lab.explain(figure)[::-1], names_of(past))


def _one(lab: LabPort, said: str) -> One:
    head = lab.log.head
    position = int(said) if said.isascii() and said.isdigit() and len(said) < 19 else 0
    record = next(lab.log.read(position - 1, position), None) if 0 < position <= head else None
    if record is None:
        raise NotFound(
            f"There is no event {said[:40]}.", f"Events go from 1 to {head}." if head else "None happened yet."
        )
    subject = record.event.subject
    kin = [] if subject.startswith(_WHOLE_LIVES) else lab.log.read(subject=subject, limit=_KIN, backwards=True)
    return One(record, [other for other in kin if other.position != position], names_of(lab))
