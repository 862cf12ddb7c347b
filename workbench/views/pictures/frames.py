"""Frames: what the observatory knows, as tidy tables, one row an observation. Every row names the figure it comes from.

Columns that several frames have:
    time: when the log took the event at `position`, or the moment of the last row's figure; aware, in UTC.
    position: the event after which the value holds.
    figure: the id of the figure, for ``lab.explain``.
    agent, name: an agent's id, and what people call it.
NaN is what could not be measured yet.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from workbench.core.errors import NotFound
from workbench.core.figure import Figure
from workbench.learning.events import ExamCompleted
from workbench.log import Log
from workbench.observatory import Observatory
from workbench.observatory.course import Window
from workbench.stats import quantile
from workbench.views.words import name_of

SIGNALS = ("breadth", "integration", "self_knowledge")
_TIMES = "datetime64[us, UTC]"


def over_time(observatory: Observatory, metric: str, window: Window = "all", agent: str | None = None) -> pd.DataFrame:
    """How a metric went in the window that ends at the view's moment. The first row may lie before it: what held at its begin.

    Columns: time, position, value (in the metric's unit), low and high (10th and 90th percentile over agents, NaN for one
    agent and for metrics of the lab alone), figure.

    Raises:
        NotFound: there is no such metric or agent, or the metric is not kept over time for an agent.
    """
    history = observatory.history(window, agent)
    now = observatory.figure(metric, agent)
    if (values := history.values.get(metric)) is None:
        raise NotFound(
            f"“{metric}” is not kept over time for one agent.",
            f"For an agent there are {', '.join(history.values)}; or ask for {metric} of the lab.",
        )
    unknown = np.full(len(history), math.nan)
    low, high = (history.values.get(f"{metric}_{end}", unknown) for end in ("low", "high"))
    columns = zip(_times(history.recorded), history.position.tolist(), values, low, high, strict=True)
    rows = [
        {"time": time, "position": at, "value": value, "low": least, "high": most, "figure": _id(now, at)}
        for time, at, value, least, most in columns
        if not math.isnan(value) and time < now.moment
    ]
    if now.value is not None:
        spread = list(now.parts.values()) if f"{metric}_low" in history.values else []
        ends = {"low": _number(quantile(spread, 0.1)), "high": _number(quantile(spread, 0.9))}
        rows.append({**_at(now), "value": now.value, **ends, "figure": now.id})
    return _table(rows, ["time", "position:int64"], ["value", "low", "high"], ["figure"])


def agents(observatory: Observatory, names: Mapping[str, str], window: Window = "1 h") -> pd.DataFrame:
    """Every agent at a glance, the highest level first.

    Columns: agent, name, level, breadth, integration, self_knowledge, learning (each 0 to 1; a signal that was not shown yet
    counts 0), momentum (1/h), change (of the level within the window), memories (how many), load (tasks under way, each by
    the share left), doing (in words), time (when it was last heard of), figure (its level).
    """
    with observatory.still() as position:
        rows = observatory.agents(window)
    table = [
        {
            "agent": row.agent,
            "name": name_of(row.agent, names),
            "level": _number(row.level),
            **{part.replace("-", "_"): value for part, value in row.parts.items()},
            "momentum": _number(row.momentum),
            "change": _number(row.change),
            "memories": row.memories,
            "load": row.load,
            "doing": row.doing,
            "time": row.seen,
            "figure": f"level:{row.agent}@{position}",
        }
        for row in rows
    ]
    numbers = ("level", *SIGNALS, "learning", "momentum", "change")
    return _table(table, ["agent", "name"], [*numbers, "memories:int64", "load"], ["doing", "time", "figure"])


def load(observatory: Observatory, names: Mapping[str, str]) -> pd.DataFrame:
    """How the load is distributed over agents, the most loaded first.

    Columns: agent, name, load (tasks under way, each by the share left), figure (the inequality of these loads).
    """
    figure = observatory.figure("cognitive_load")
    rows = [
        {"agent": agent, "name": name_of(agent, names), "load": load, "figure": figure.id}
        for agent, load in _ranked(figure.parts)
    ]
    return _table(rows, ["agent", "name"], ["load"], ["figure"])


def concepts(observatory: Observatory) -> pd.DataFrame:
    """The concepts that the lab is most occupied with: at most 20, the largest share first.

    Columns: rank (from 1), concept, share (of the last 512 memories in the lab, 0 to 1), figure.
    """
    figure = observatory.figure("concept_importance")
    rows = [
        {"rank": rank, "concept": concept, "share": share, "figure": figure.id}
        for rank, (concept, share) in enumerate(_ranked(figure.parts), 1)
    ]
    return _table(rows, ["concept"], ["rank:int64", "share"], ["figure"])[["rank", "concept", "share", "figure"]]


def pathways(observatory: Observatory) -> pd.DataFrame:
    """What the lab gains from what it studies, by technology, the most efficient first.

    Columns: technology, efficiency (exam score gained ÷ share of the material covered, from 0), figure.
    """
    figure = observatory.figure("pathway_efficiency")
    rows = [
        {"technology": technology, "efficiency": value, "figure": figure.id}
        for technology, value in _ranked(figure.parts)
    ]
    return _table(rows, ["technology"], ["efficiency"], ["figure"])


def states(observatory: Observatory, names: Mapping[str, str], window: Window = "10 min") -> pd.DataFrame:
    """Where each agent stands between three of its signals, and how it got there: its trail, then its state now.

    Columns: agent, name, time, position, breadth, integration, self_knowledge (each 0 to 1), now (true for the state at the
    view's moment, one row an agent), figure (its breadth).
    """
    trails = observatory.trails(window)
    present: dict[str, dict[str, Figure]] = {}
    for figure in observatory.stream("consciousness"):
        if figure.name in SIGNALS and figure.subject != "lab":
            present.setdefault(figure.subject, {})[figure.name] = figure
    rows: list[dict[str, Any]] = []
    for agent, figures in present.items():
        here = figures["breadth"]
        who = {"agent": agent, "name": name_of(agent, names)}
        if (trail := trails.get(agent)) is not None:
            columns = zip(_times(trail.recorded), trail.position.tolist(), *_signals(trail.values), strict=True)
            rows += [
                {**who, "time": time, "position": at, **dict(zip(SIGNALS, values, strict=True)), "now": False}
                for time, at, *values in columns
                if at < here.position
            ]
        rows.append({**who, **_at(here), **{name: _number(figures[name].value) for name in SIGNALS}, "now": True})
    for row in rows:
        row["figure"] = f"breadth:{row['agent']}@{row['position']}"
    return _table(rows, ["agent", "name", "time"], ["position:int64", *SIGNALS], ["now", "figure"])


def exams(log: Log, position: int, names: Mapping[str, str]) -> pd.DataFrame:
    """Every exam until a position, the oldest first.

    Columns: time, position, agent, name, technology, score, predicted, coverage (each 0 to 1), right, questions.
    """
    rows = [
        {
            "time": record.recorded,
            "position": record.position,
            "agent": record.event.source,
            "name": name_of(record.event.source, names),
            "technology": exam.technology,
            "score": exam.score,
            "predicted": exam.predicted,
            "coverage": exam.coverage,
            "right": exam.right,
            "questions": exam.questions,
        }
        for record in log.read(0, position, kinds=("exam.completed",))
        if isinstance(exam := record.event.data, ExamCompleted)
    ]
    numbers = ["score", "predicted", "coverage", "right:int64", "questions:int64"]
    return _table(rows, ["time", "position:int64", "agent", "name", "technology"], numbers, [])


def _table(rows: Sequence[dict[str, Any]], left: list[str], numbers: list[str], right: list[str]) -> pd.DataFrame:
    """A table whose columns have the same types with rows and without; a number is a float unless its name says other."""
    kinds = {"time": _TIMES, "now": "bool"}
    columns = [column.partition(":") for column in (*left, *numbers, *right)]
    plain = {name: kind or kinds.get(name, "float64" if name in numbers else "str") for name, _, kind in columns}
    return pd.DataFrame(rows, columns=list(plain)).astype(plain)


def _id(figure: Figure, position: int) -> str:
    return f"{figure.name}:{figure.subject}@{position}"


def _at(figure: Figure) -> dict[str, datetime | int]:
    return {"time": figure.moment, "position": figure.position}


def _times(recorded: Any) -> Any:
    return pd.to_datetime(recorded, unit="us", utc=True).astype(_TIMES)


def _signals(values: Mapping[str, Any]) -> Iterable[list[float]]:
    return (values[name].tolist() for name in SIGNALS)


def _ranked(parts: Mapping[str, float]) -> list[tuple[str, float]]:
    return sorted(parts.items(), key=lambda part: (-part[1], part[0]))


def _number(value: float | None) -> float:
    return math.nan if value is None else value
