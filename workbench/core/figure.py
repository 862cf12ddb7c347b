"""The figure: a number that is shown to people, with all that is needed to trust or to doubt it."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Literal

import msgspec

from workbench.core.errors import BadInput
from workbench.core.show import Html, ago, bar, bundle, card, code, large, line, many, safe, table, who

Status = Literal["live", "replayed", "forecast", "fallback"]

_PARTS = 8

_ID = re.compile(r"([a-z_]{1,60}):([!-~]{1,500})@([0-9]{1,18})")


class Basis(msgspec.Struct, frozen=True, kw_only=True):
    """Some of the events that a figure rests on: those of `kinds`, said by `source`, from `first` to `last`.

    Attributes:
        kinds: their kinds.
        source: who said them, None for anyone.
        first, last: the positions of the first and the last of them.
        events: how many they are.
        recorded: when the log took the last one, in microseconds since 1970 UTC.
        positions: all of them, where kinds and source alone would name too many.
    """

    kinds: tuple[str, ...]
    source: str | None
    first: int
    last: int
    events: int
    recorded: int
    positions: tuple[int, ...] | None = None


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One measured value.

    Attributes:
        name: the metric, as in docs/metrics.md.
        subject: whom it is about: ``agent/<slug>`` or ``lab``.
        value: None while too little has happened to measure it.
        unit: the unit, as ``1`` for a plain number or ``1/min``.
        parts: what it is made of or spread over, by name: signals, agents, technologies or concepts.
        status: ``live`` from the present state, ``replayed`` as of a past moment, ``forecast`` of what is to come,
            ``fallback`` the last known value while the present state cannot be read.
        position: the position of the log it is as of.
        moment: the moment it is as of.
        age: seconds from the last event it rests on to `moment`; None without events.
        basis: the events it rests on.
    """

    name: str
    subject: str
    value: float | None
    unit: str
    parts: dict[str, float] = {}
    status: Status
    position: int
    moment: datetime
    age: float | None = None
    basis: tuple[Basis, ...] = ()

    @property
    def id(self) -> str:
        """Names this figure as of its position: ``level:agent/ada@4120``."""
        return f"{self.name}:{self.subject}@{self.position}"

    @property
    def events(self) -> int:
        """How many events it rests on."""
        return sum(basis.events for basis in self.basis)

    @property
    def first(self) -> int | None:
        """The position of the first event it rests on, None without events."""
        return min((basis.first for basis in self.basis), default=None)

    @property
    def last(self) -> int | None:
        """The position of the last event it rests on, None without events."""
        return max((basis.last for basis in self.basis), default=None)

    def __str__(self) -> str:
        if self.value is None:
            return f"{self.name} of {self.subject}: not measured yet"
        unit = "" if self.unit == "1" else f" {self.unit}"
        return f"{self.name} of {self.subject}: {self.value:.3g}{unit} ({self.status}, {self.events} events)"

    def __repr__(self) -> str:
        value = "not measured yet" if self.value is None else f"{self.value:.3g}"
        return f"<Figure {who(self.id)}: {value}, {self.status}, {many(self.events, 'event')}>"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return bundle(_text(self), _html(self))


def _text(figure: Figure) -> str:
    parts = ", ".join(f"{who(name)} {value:.3g}" for name, value in _largest(figure))
    lines = [who(str(figure)), f"  {_biography(figure)}", f"  of {parts}{_rest(figure)}" if parts else ""]
    return "\n".join([*filter(None, lines), f'  lab.explain("{figure.id}")'])


def _html(figure: Figure) -> Html:
    subject = "the lab" if figure.subject == "lab" else who(figure.subject)
    title = Html(f"{safe(figure.name.replace('_', ' ').capitalize())} of {safe(subject)}")
    value = "not measured yet" if figure.value is None else f"{figure.value:.3g}"
    unit = figure.unit if figure.value is not None and figure.unit != "1" else ""
    rows = [(who(name), _bar(figure, part), f"{part:.3g}") for name, part in _largest(figure)]
    inner = [large(value, unit), line(_biography(figure))]
    if rows:
        inner += [table(rows), line(_rest(figure))]
    return card(title, *inner, line("Its events: ", code(f'lab.explain("{figure.id}")')), note=figure.status)


def _biography(figure: Figure) -> str:
    as_of = f"as of event {figure.position:,}, {figure.moment:%Y-%m-%d %H:%M:%S %Z}"
    if not figure.events:
        return f"rests on no events yet, {as_of}"
    age = "" if figure.age is None else f", the last one {ago(figure.age)} old"
    return f"rests on {many(figure.events, 'event')} from {figure.first:,} to {figure.last:,}{age}, {as_of}"


def _largest(figure: Figure) -> list[tuple[str, float]]:
    return sorted(figure.parts.items(), key=lambda part: -part[1])[:_PARTS]


def _rest(figure: Figure) -> str:
    return f" and {len(figure.parts) - _PARTS:,} more parts" if len(figure.parts) > _PARTS else ""


def _bar(figure: Figure, part: float) -> Html:
    return bar(part) if all(0 <= other <= 1 for other in figure.parts.values()) else Html("")


def parse_figure_id(text: str) -> tuple[str, str, int]:
    """The name, subject and position in a figure's id.

    Raises:
        BadInput: it is not one.

    >>> parse_figure_id("level:agent/ada@4120")
    ('level', 'agent/ada', 4120)
    """
    found = _ID.fullmatch(text)
    if not found:
        raise BadInput(f"“{text[:100]}” is not a figure's id.", "It looks like level:agent/ada@4120.")
    return found[1], found[2], int(found[3])
