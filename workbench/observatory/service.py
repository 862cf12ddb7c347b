"""The observatory: asks the state for figures, at the present or as of a past moment."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import msgspec

from workbench.core.clock import from_micros, to_micros
from workbench.core.errors import BadInput, NotFound
from workbench.core.figure import Figure, parse_figure_id
from workbench.core.ids import slug
from workbench.core.show import many
from workbench.log import View
from workbench.observatory.catalogue import METRICS
from workbench.observatory.course import WINDOWS, Window
from workbench.observatory.history import History, history_of
from workbench.observatory.metric import Measure, Metric, Stream
from workbench.observatory.signals import Signals
from workbench.observatory.state import ObservatoryState
from workbench.observatory.values import COURSE_OF_AGENT, COURSE_OF_LAB


class AgentRow(msgspec.Struct, frozen=True, kw_only=True):
    """One agent at a glance.

    Attributes:
        agent: as ``agent/<slug>``.
        level: 0 to 1, None before anything could be measured.
        parts: the signals of the level, each 0 to 1.
        momentum: change of the level per hour, None with too few values.
        change: of the level since the beginning of the window, None before it was measured.
        memories: how many it made.
        load: its tasks under way, each by the share left.
        doing: what it did last, in words.
        seen: when it was last heard of.
    """

    agent: str
    level: float | None
    parts: dict[str, float]
    momentum: float | None
    change: float | None
    memories: int
    load: float
    doing: str
    seen: datetime | None


class Observatory:
    """Figures of one lab, as of one view: the present, which moves, or a past moment, which does not.

    Agents are named as people name them (``"Ada"``) or by id (``"agent/ada"``); no agent means the lab.
    """

    def __init__(self, view: View[ObservatoryState]) -> None:
        self._view = view

    def __repr__(self) -> str:
        with self._view.hold() as (state, position):
            agents = many(len(state.agents), "agent")
        said = f"level(agent), figure(name, agent) of {len(METRICS)} names, agents(), history(window), stream(name)"
        return f"<Observatory of {agents} as of event {position:,}: {said}>"

    def figure(self, name: str, agent: str | None = None) -> Figure:
        """One metric of docs/metrics.md, of an agent or of the lab.

        Raises:
            NotFound: there is no such metric, no such agent, or the metric is measured of the lab only.
            BadInput: the agent's name is no name.
        """
        metric = METRICS.get(name)
        if metric is None:
            near = difflib.get_close_matches(name, METRICS, n=3)
            raise NotFound(
                f"There is no metric “{name[:100]}”.",
                f"Did you mean {' or '.join(near)}?" if near else "docs/metrics.md lists them.",
            )
        with self._view.hold() as (state, position):
            subject = "lab" if agent in (None, "lab") else _known(state, str(agent))
            if subject != "lab" and metric.of_agent is None:
                raise NotFound(f"“{name}” is measured of the lab only.", "Ask for it without an agent.")
            now = self._view.now()
            if subject == "lab":
                measure = metric.for_lab(state, to_micros(now), metric.for_agents(state))
            else:
                measure = metric.for_agent(state.agents[subject])
            return self._figure(metric, subject, measure, position, now)

    def level(self, agent: str | None = None) -> Figure:
        """The consciousness level: an index of four measured signals, 0 to 1, and no claim about sentience."""
        return self.figure("level", agent)

    def stream(self, stream: Stream) -> list[Figure]:
        """Every figure of one stream: the lab's, then each agent's."""
        metrics = [metric for metric in METRICS.values() if metric.stream == stream]
        with self._view.hold() as (state, position):
            now = self._view.now()
            read = {metric.name: metric.for_agents(state) for metric in metrics}
            figures = [
                self._figure(m, "lab", m.for_lab(state, to_micros(now), read[m.name]), position, now) for m in metrics
            ]
            for subject in state.agents:
                figures += [
                    self._figure(m, subject, read[m.name][subject], position, now) for m in metrics if read[m.name]
                ]
        return figures

    def agents(self, window: Window = "1 h") -> list[AgentRow]:
        """Every agent at a glance, the highest level first; changes are counted over the window."""
        with self._view.hold() as (state, _):
            now = self._view.now()
            rows = [_row(signals, window, now) for signals in state.agents.values()]
        return sorted(rows, key=lambda row: (-(row.level or 0.0), row.agent))

    def history(self, window: Window = "all", agent: str | None = None) -> History:
        """How figures went in the window that ends now: those of the lab, or the level of an agent and its signals.

        Raises:
            NotFound: there is no such agent.
            BadInput: the agent's name is no name.
        """
        with self._view.hold() as (state, _):
            if agent in (None, "lab"):
                return history_of(state.course, COURSE_OF_LAB, window, self._view.now())
            signals = state.agents[_known(state, str(agent))]
            return history_of(signals.course, COURSE_OF_AGENT, window, self._view.now())

    def trails(self, window: Window = "10 min") -> dict[str, History]:
        """The history of every agent, by id."""
        with self._view.hold() as (state, _):
            now = self._view.now()
            return {
                source: history_of(signals.course, COURSE_OF_AGENT, window, now)
                for source, signals in state.agents.items()
            }

    @property
    def position(self) -> int:
        """The position of the log that answers are as of."""
        with self._view.hold() as (_, position):
            return position

    @contextmanager
    def still(self) -> Iterator[int]:
        """Let all answers within be as of one position, which it gives. Keep it short: other threads wait."""
        with self._view.hold() as (_, position):
            yield position

    def _figure(self, metric: Metric, subject: str, measure: Measure, position: int, now: datetime) -> Figure:
        recorded = max((basis.recorded for basis in measure.basis), default=None)
        return Figure(
            name=metric.name,
            subject=subject,
            value=measure.value,
            unit=metric.unit,
            parts=measure.parts,
            status="replayed" if self._view.past else "live",
            position=position,
            moment=now,
            age=None if recorded is None else max(0.0, (to_micros(now) - recorded) / 1_000_000),
            basis=measure.basis,
        )


def metric_of(figure_id: str) -> tuple[Metric, str, int]:
    """The metric, the subject and the position that a figure's id names.

    Raises:
        BadInput: it is not an id of a figure of the observatory.
    """
    name, subject, position = parse_figure_id(figure_id)
    if name not in METRICS:
        raise BadInput(f"There is no metric “{name}”.", "docs/metrics.md lists them.")
    return METRICS[name], subject, position


def _known(state: ObservatoryState, agent: str) -> str:
    subject = agent if agent.startswith("agent/") else f"agent/{slug(agent)}"
    if subject not in state.agents:
        near = difflib.get_close_matches(subject, state.agents, n=3)
        names = ", ".join(near or sorted(state.agents)[:5]) or "none yet"
        raise NotFound(f"No agent “{agent[:100]}” was heard of at this moment.", f"Known: {names}.")
    return subject


def _row(signals: Signals, window: Window, now: datetime) -> AgentRow:
    span = WINDOWS[window]
    before = signals.course.samples(None if span is None else to_micros(now - span))[:1]["values"]
    level = signals.level
    return AgentRow(
        agent=signals.source,
        level=level,
        parts=signals.level_parts(),
        momentum=signals.levels.trend.get(),
        change=level - float(before[0, 0]) if level is not None and len(before) else None,
        memories=signals.memories,
        load=signals.work.load,
        doing=signals.doing,
        seen=from_micros(signals.seen) if signals.seen else None,
    )
