"""The catalogue of pictures: what can be drawn, by name."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from workbench.core.errors import BadInput, NotFound
from workbench.log import Log
from workbench.members import Members
from workbench.observatory import METRICS, Observatory
from workbench.observatory.course import WINDOWS, Window
from workbench.observatory.metric import Metric
from workbench.views.pictures import frames
from workbench.views.pictures.as_of import AsOf
from workbench.views.pictures.axis import MOST_BARS, Axis
from workbench.views.pictures.picture import Picture, Shape, Theme
from workbench.views.words import name_of

if TYPE_CHECKING:
    import pandas as pd

    from workbench.views.pictures.canvas import Canvas


class Scene(NamedTuple):
    """What pictures are taken of: a lab, at the present or at a past moment.

    Attributes:
        lab: the lab's name.
        observatory, members: as of the moment.
        log: all that happened; pictures read it up to the moment only.
    """

    lab: str
    observatory: Observatory
    members: Members
    log: Log


class _Plan(NamedTuple):
    """How one kind of picture is made."""

    title: str
    said: Callable[[pd.DataFrame], str]
    read: Callable[[Scene, Mapping[str, str], Window, int], pd.DataFrame]
    shape: Callable[[pd.DataFrame], Shape]


def picture(
    scene: Scene, name: str, *, agent: str | None = None, window: Window = "all", theme: Theme = "light"
) -> Picture:
    """A picture of a lab.

    Args:
        scene: what it is of.
        name: a metric of docs/metrics.md, to see how it went over time, or ``agents``, ``load``, ``concepts``, ``pathways``,
            ``states``, ``exams``.
        agent: whose level or signal, for a metric over time; the lab's without.
        window: how far back, as ``"1 h"``.
        theme: ``light`` or ``dark``.

    Raises:
        NotFound: there is no such picture or agent, or the metric is not kept over time for an agent.
        BadInput: the window or the theme is none, or a picture of the whole lab was asked for one agent.
    """
    _among(window, list(WINDOWS), "window")
    _among(theme, ["light", "dark"], "theme")
    names = {member.id: member.name for member in scene.members.all()}
    with scene.observatory.still():  # a title, its table and its moment belong together
        if name in METRICS:
            now = scene.observatory.figure(name, agent)
            plan = _over_time(METRICS[name], window, now.subject, names)
        elif name not in _PLANS:
            raise _unknown(name)
        elif agent is not None:
            raise BadInput(f"“{name}” is a picture of the whole lab.", "Ask for it without an agent.")
        else:
            now = scene.observatory.figure("level")
            plan = _PLANS[name]
        table = plan.read(scene, names, window, now.position)
    return Picture(
        name=name,
        title=plan.title,
        said=plan.said(table),
        table=table,
        as_of=AsOf.of(scene.lab, now),
        theme=theme,
        shape=plan.shape(table),
    )


def _over_time(metric: Metric, window: Window, subject: str, names: Mapping[str, str]) -> _Plan:
    axis = Axis(metric.name, metric.title, metric.unit, metric.low, metric.high)
    of_lab = subject == "lab"

    def read(scene: Scene, names: Mapping[str, str], window: Window, position: int) -> pd.DataFrame:
        return frames.over_time(scene.observatory, metric.name, window, None if of_lab else subject)

    def said(table: pd.DataFrame) -> str:
        when = "from the beginning" if window == "all" else f"the last {window}"
        banded = bool(table["low"].notna().any())
        return f"{'Mean of agents, and from the 10th to the 90th percentile' if banded else 'How it went'}, {when}"

    title = metric.title if of_lab else f"{metric.title} of {name_of(subject, names)}"
    return _Plan(title, said, read, _always("line", axis))


def _always(shape: str, *about: Any) -> Callable[[pd.DataFrame], Shape]:
    return lambda table: partial(_draw, shape, about)


def _spread(axis: Axis, table: pd.DataFrame) -> Shape:
    """A value of each agent: as bars while there are few, else how many have which."""
    return partial(_draw, "bars", ("name", axis)) if len(table) <= MOST_BARS else partial(_draw, "histogram", (axis,))


def _draw(shape: str, about: tuple[Any, ...], table: pd.DataFrame, canvas: Canvas) -> Any:
    from workbench.views.pictures import clouds, shapes  # HoloViews takes a second to import

    draw: dict[str, Callable[..., Any]] = {
        "line": shapes.line,
        "bars": shapes.bars,
        "histogram": shapes.histogram,
        "states": clouds.states,
        "foresight": clouds.foresight,
    }
    return draw[shape](table, canvas, *about)


def _agents(table: pd.DataFrame) -> str:
    measured = int(table["level"].notna().sum())
    return f"Level of {_count(measured, 'agent')}: the mean of breadth, integration, self-knowledge and learning"


def _load(table: pd.DataFrame) -> str:
    return f"Tasks under way of {_count(len(table), 'agent')}, each counted by the share that is left"


def _pathways(table: pd.DataFrame) -> str:
    shown = f", the first {MOST_BARS} of {len(table):,}" if len(table) > MOST_BARS else ""
    return f"Exam score gained for each whole of the material covered, by technology{shown}; 1: all was found again"


def _states(table: pd.DataFrame) -> str:
    here = table[table["now"]]
    unseen = int(here[["breadth", "integration"]].isna().any(axis=1).sum())
    missing = f"; {_count(unseen, 'agent')} not measured yet" if unseen else ""
    return f"Where agents stand and came from; the larger the dot, the better an agent knows itself{missing}"


def _exams(table: pd.DataFrame) -> str:
    return f"{_count(len(table), 'exam')}: above the line an agent did better than it had predicted"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"


_LEVEL = Axis("level", "Level", "1", 0, 1)
_LOAD = Axis("load", "Load", "tasks", 0)
_SHARE = Axis("share", "Share of the last memories", "1", 0, 1, percent=True)
_EFFICIENCY = Axis("efficiency", "Score ÷ coverage", "1", 0)
_PLANS = {
    "agents": _Plan(
        "Agents",
        _agents,
        lambda scene, names, window, position: frames.agents(scene.observatory, names, window),
        partial(_spread, _LEVEL),
    ),
    "load": _Plan(
        "Cognitive load",
        _load,
        lambda scene, names, window, position: frames.load(scene.observatory, names),
        partial(_spread, _LOAD),
    ),
    "concepts": _Plan(
        "Concepts that matter",
        lambda table: "Share of the last 512 memories in the lab that are about each",
        lambda scene, names, window, position: frames.concepts(scene.observatory),
        _always("bars", "concept", _SHARE),
    ),
    "pathways": _Plan(
        "Learning pathways",
        _pathways,
        lambda scene, names, window, position: frames.pathways(scene.observatory),
        _always("bars", "technology", _EFFICIENCY),
    ),
    "states": _Plan(
        "States of agents",
        _states,
        lambda scene, names, window, position: frames.states(scene.observatory, names, window),
        _always("states"),
    ),
    "exams": _Plan(
        "Exams and predictions",
        _exams,
        lambda scene, names, window, position: frames.exams(scene.log, position, names),
        _always("foresight"),
    ),
}
NAMES = (*METRICS, *_PLANS)


def _among(said: object, known: list[str], what: str) -> None:
    if said not in known:
        raise BadInput(f"“{str(said)[:100]}” is not a {what}.", f"Choose from {', '.join(known)}.")


def _unknown(name: str) -> NotFound:
    near = difflib.get_close_matches(str(name), NAMES, n=3)
    remedy = f"Did you mean {' or '.join(near)}?" if near else f"There are {', '.join(NAMES)}."
    return NotFound(f"There is no picture “{str(name)[:100]}”.", remedy)
