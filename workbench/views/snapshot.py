"""The snapshot: all that pages show of one moment, taken once and shared by everybody who looks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Literal, TypeVar

import msgspec

from workbench.core.errors import BadInput, NotFound
from workbench.core.figure import Figure
from workbench.log import Log
from workbench.observatory import Observatory
from workbench.observatory.course import Window
from workbench.observatory.history import History
from workbench.observatory.service import AgentRow
from workbench.views.lab import StatePort
from workbench.views.look import Look
from workbench.views.profile import Profile, read_profile
from workbench.views.recent import ExamMark
from workbench.views.words import Line

HubState = Literal["up", "away", "none"]
T = TypeVar("T")


class Snapshot(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """What pages show of one moment.

    Attributes:
        version: grows with every snapshot of a feed.
        looks: those that it was taken for.
        lab: the lab's name.
        live: whether it is of the present.
        moment: the moment it is of: when it was taken, by the lab's clock, or the past moment asked for.
        position: the last event it knows.
        head: the last event there is.
        begin, newest: when the log took the first event, and the last one at that moment; None where there is none.
        hub: whether the hub answers; `none` where there is none to ask.
        figures: by metric and subject.
        rows: for each window, every agent at a glance, the highest level first.
        names: agents' names by id.
        histories: how figures went, by window and subject.
        trails: for each window, how each agent's level and signals went.
        profiles: of the agents whose pages are looked at.
        exams: the last exams, oldest first.
        happened: the last events in words, newest first.
        drawn: what was drawn of it.
    """

    version: int
    looks: frozenset[Look]
    lab: str
    live: bool
    moment: datetime
    position: int
    head: int
    begin: datetime | None
    newest: datetime | None
    hub: HubState
    figures: Mapping[tuple[str, str], Figure]
    rows: Mapping[Window, list[AgentRow]]
    names: Mapping[str, str]
    histories: Mapping[tuple[Window, str], History]
    trails: Mapping[Window, Mapping[str, History]]
    profiles: Mapping[str, Profile]
    exams: tuple[ExamMark, ...]
    happened: tuple[Line, ...]
    drawn: dict[object, object] = {}

    def figure(self, name: str, subject: str = "lab") -> Figure:
        """A figure of the lab or of an agent."""
        return self.figures[name, subject]

    def history(self, window: Window, subject: str = "lab") -> History:
        """How the figures of the lab went, or an agent's level and its signals."""
        return self.histories[window, subject]

    def agents(self, window: Window) -> list[AgentRow]:
        """Every agent at a glance, the highest level first; changes are counted over the window."""
        return self.rows[window]

    def holds(self, look: Look) -> bool:
        """Whether it has all of what somebody looks at that there is."""
        return look in self.looks

    def shared(self, key: object, draw: Callable[[], T]) -> T:
        """What was drawn of it under a key: by the first who asks, for all."""
        if key not in self.drawn:
            self.drawn[key] = draw()
        return self.drawn[key]  # type: ignore[return-value]


class Measured(msgspec.Struct, frozen=True):
    """What a snapshot has from the observatory, for a number of looks."""

    figures: dict[tuple[str, str], Figure]
    rows: dict[Window, list[AgentRow]]
    histories: dict[tuple[Window, str], History]

    @classmethod
    def of(cls, observatory: Observatory, looks: Collection[Look]) -> Measured:
        """All that these looks need. What there is nothing of, as an agent that nobody has heard of or can have, is left out."""
        measured = cls({}, {}, {})
        for name, subject in {pair for look in looks for pair in look.figures}:
            with suppress(NotFound, BadInput):
                measured.figures[name, subject] = observatory.figure(name, subject)
        for span, subject in {pair for look in looks for pair in look.histories}:
            with suppress(NotFound, BadInput):
                measured.histories[span, subject] = observatory.history(span, subject)
        for window in {look.window for look in looks}:
            measured.rows[window] = observatory.agents(window)
        return measured


def profiles_of(log: Log, looks: Collection[Look], upto: int) -> dict[str, Profile]:
    """What the log has, up to a position, of the agents whose pages are looked at."""
    return {look.agent: read_profile(log, look.agent, upto) for look in looks if look.agent is not None}


def names_of(lab: StatePort) -> dict[str, str]:
    """Agents' names by id."""
    return {member.id: member.name for member in lab.members.all()}
