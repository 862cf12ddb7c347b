"""States over HTTP: what is measured and known, now or as of a past moment, and the events behind a figure."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from anyio import to_thread
from fastapi import APIRouter, Depends, Query, Request
from fastapi import Path as InPath
from starlette.responses import Response

from workbench.core.errors import BadInput
from workbench.core.figure import Status
from workbench.hub.answers import (
    Explanation,
    FigureAnswer,
    LearningAnswer,
    MembersAnswer,
    ObservatoryAnswer,
    figure_answer,
    json_answer,
)
from workbench.hub.auth import identity_of
from workbench.hub.events import LARGEST, PAGE, Name, Position, Words, cloud_event
from workbench.hub.lab import LabPort, PastPort
from workbench.hub.openapi import answers
from workbench.hub.streams import STREAMS
from workbench.hub.tokens import Identity

_LIVE: Status = "live"
_REPLAYED: Status = "replayed"

router = APIRouter(tags=["state"])


@router.get("/api/state/{state}", responses=answers((ObservatoryAnswer, MembersAnswer, LearningAnswer), 404, 422))
async def get_state(
    request: Request,
    identity: Annotated[Identity, Depends(identity_of)],
    state: Literal["observatory", "members", "learning"],
    at: Words = None,
) -> Response:
    """One state of the lab, now or as of a moment: a position, ISO 8601, or words such as “10 minutes ago”.

    `position` is the last event that is surely in it.
    """
    lab: LabPort = request.app.state.lab
    return json_answer(await to_thread.run_sync(_state, lab, state, at))


@router.get("/api/figures/{name}", responses=answers(FigureAnswer, 404, 422))
async def get_figure(
    request: Request,
    identity: Annotated[Identity, Depends(identity_of)],
    name: Annotated[str, InPath(max_length=100)],
    agent: Name = None,
    at: Words = None,
) -> Response:
    """One figure of an agent, or of the lab when no agent is named, now or as of a moment."""
    lab: LabPort = request.app.state.lab
    figure = await to_thread.run_sync(lambda: view_of(lab, at)[2].observatory.figure(name, agent))
    return json_answer(figure_answer(figure))


@router.get("/api/explain/{figure:path}", responses=answers(Explanation, 404, 422))
async def explain(
    request: Request,
    identity: Annotated[Identity, Depends(identity_of)],
    figure: Annotated[str, InPath(max_length=600)],
    after: Position = 0,
    limit: Annotated[int, Query(ge=1, le=PAGE)] = 100,
) -> Response:
    """The events that a figure rests on, by its id, as `level:agent/ada@4120`."""
    lab: LabPort = request.app.state.lab
    return json_answer(await to_thread.run_sync(_explain, lab, figure, after, limit))


def _state(lab: LabPort, state: str, at: str | None) -> ObservatoryAnswer | MembersAnswer | LearningAnswer:
    position, moment, view, status = view_of(lab, at)
    match state:
        case "members":
            return MembersAnswer(position=position, moment=moment, status=status, members=view.members.all())
        case "learning":
            return LearningAnswer(position=position, moment=moment, status=status, learners=view.learners.all())
    figures = [figure_answer(figure) for stream in STREAMS for figure in view.observatory.stream(stream)]
    return ObservatoryAnswer(
        position=position, moment=moment, status=status, figures=figures, agents=view.observatory.agents()
    )


def view_of(lab: LabPort, at: str | int | None) -> tuple[int, datetime, LabPort | PastPort, Status]:
    """A lab as of a moment, None for now: the last event that is surely in it, the moment, the lab, its status."""
    if at is None:
        return lab.log.head, lab.clock.now(), lab, _LIVE
    past = lab.at(at)
    return past.position, past.moment, past, _REPLAYED


def _explain(lab: LabPort, figure: str, after: int, limit: int) -> Explanation:
    position = figure.rpartition("@")[2]
    if position.isdecimal() and int(position[:18]) > LARGEST:
        raise BadInput(f"{position[:40]} is not a position.", "Positions start at 1; 0 is before everything.")
    records = lab.explain(figure)
    rest = [record for record in records if record.position > after]
    page = rest[:limit]
    return Explanation(
        figure=figure,
        events=[cloud_event(record) for record in page],
        count=len(records),
        next=page[-1].position if len(rest) > limit else None,
    )
