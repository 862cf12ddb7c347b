"""What the REST side answers, as types; the OpenAPI page is made from them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal, NotRequired, TypedDict

import msgspec
from anyio import CapacityLimiter, to_thread
from starlette.responses import Response

from workbench.core.figure import Figure, Status
from workbench.learning.state import Learner
from workbench.members import Member
from workbench.observatory.service import AgentRow


class CloudEvent(TypedDict):
    """An event of the log in the shape of CloudEvents 1.0; `sequence` is its position."""

    specversion: Literal["1.0"]
    id: str
    source: str
    type: str
    subject: str
    time: datetime
    datacontenttype: Literal["application/json"]
    data: dict[str, Any]
    sequence: str
    recordedtime: NotRequired[datetime]


class Taken(msgspec.Struct, kw_only=True):
    """The position of each event that was sent, in the order given. They are durable."""

    positions: tuple[int, ...]


class EventsPage(msgspec.Struct, kw_only=True):
    """Events in the order of the log.

    Attributes:
        events: those that were asked for.
        next: what to send as `after` to go on.
        head: the position of the last event there was.
    """

    events: list[CloudEvent]
    next: int
    head: int


class Explanation(msgspec.Struct, kw_only=True):
    """The events that a figure rests on.

    Attributes:
        figure: its id.
        events: those of them that were asked for, in order.
        count: how many there are in all.
        next: what to send as `after` to go on; None when these were the last.
    """

    figure: str
    events: list[CloudEvent]
    count: int
    next: int | None


class FigureAnswer(msgspec.Struct, kw_only=True):
    """One measured value; docs/metrics.md says what each metric means.

    Attributes:
        id: names it as of its position; `/api/explain/{id}` gives the events behind it.
        value: None while too little has happened to measure it.
        parts: what it is made of or spread over, by name.
        age: seconds from the last event it rests on to `moment`.
        events: how many events it rests on; `first` and `last` are positions.
    """

    id: str
    name: str
    subject: str
    value: float | None
    unit: str
    parts: dict[str, float | None]
    status: Status
    position: int
    moment: datetime
    age: float | None
    events: int
    first: int | None
    last: int | None


class AsOf(msgspec.Struct, kw_only=True):
    """Of which moment an answer is."""

    position: int
    moment: datetime
    status: Status


class MembersAnswer(AsOf, kw_only=True):
    """Who belongs to the lab, in the order in which they joined."""

    members: list[Member]


class ObservatoryAnswer(AsOf, kw_only=True):
    """Every figure of the lab and of each agent, and the agents at a glance."""

    figures: list[FigureAnswer]
    agents: list[AgentRow]


class LearningAnswer(AsOf, kw_only=True):
    """What each agent studied and how it was examined, by agent."""

    learners: dict[str, Learner]


class NewAgent(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """An agent to register.

    Attributes:
        name: as people write it.
        interests: technologies it wants to study, most wanted first; None leaves them as they are.
    """

    name: str
    interests: tuple[str, ...] | None = None


class PartAnswer(msgspec.Struct, kw_only=True):
    """One component of the hub.

    Attributes:
        state: ``waiting`` for those before it, ``starting``, ``up``, ``failing`` or ``stopped``.
        since: since when.
        detail: more about it, in words.
    """

    state: Literal["waiting", "starting", "up", "failing", "stopped"]
    since: datetime
    detail: str


class HealthAnswer(msgspec.Struct, kw_only=True):
    """How the hub is: `ok` when every component is up."""

    status: Literal["ok", "failing", "starting", "stopping"]
    lab: str
    head: int | None
    components: dict[str, PartAnswer]


class LiveAnswer(msgspec.Struct, kw_only=True):
    """The process answers."""

    status: Literal["live"]


class ReadyAnswer(msgspec.Struct, kw_only=True):
    """The hub can do its work."""

    status: Literal["ready"]


def figure_answer(figure: Figure) -> FigureAnswer:
    """A figure as it is answered."""
    return FigureAnswer(
        id=figure.id,
        name=figure.name,
        subject=figure.subject,
        value=figure.value,
        unit=figure.unit,
        parts=dict(figure.parts),
        status=figure.status,
        position=figure.position,
        moment=figure.moment,
        age=figure.age,
        events=figure.events,
        first=figure.first,
        last=figure.last,
    )


async def answer_in_thread(
    make: Callable[[], object], status: int = 200, threads: CapacityLimiter | None = None
) -> Response:
    """An answer in JSON that takes a while to make, or is long, so that others are served meanwhile."""
    return await to_thread.run_sync(lambda: json_answer(make(), status), limiter=threads)


def json_answer(answer: object, status: int = 200) -> Response:
    """An answer in JSON."""
    return Response(msgspec.json.encode(answer), status, media_type="application/json")
