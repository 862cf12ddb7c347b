"""Pairs of memories over HTTP: those that say nearly the same, and those that may contradict each other."""

from __future__ import annotations

from typing import Annotated

from anyio import CapacityLimiter
from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from workbench.hub.answers import answer_in_thread
from workbench.hub.auth import identity_of
from workbench.hub.events import Name, Words
from workbench.hub.lab import LabPort
from workbench.hub.memory_shapes import ConflictsAnswer, TwinsAnswer
from workbench.hub.openapi import answers
from workbench.hub.standing import whose
from workbench.hub.state import view_of
from workbench.hub.tokens import Identity

router = APIRouter(tags=["memory"])

Own = Annotated[bool, Query(description="whether each is compared with memories of the same agent only")]
Most = Annotated[int, Query(ge=1, le=1_000)]


@router.get("/api/memory/twins", responses=answers(TwinsAnswer, 404, 422))
async def get_twins(
    request: Request,
    identity: Annotated[Identity, Depends(identity_of)],
    agent: Name = None,
    own: Own = True,
    most: Most = 50,
    at: Words = None,
) -> Response:
    """Memories that say nearly the same, the most alike first, now or as of a moment."""
    lab: LabPort = request.app.state.lab
    threads: CapacityLimiter = request.app.state.recalls
    return await answer_in_thread(lambda: _twins(lab, identity, agent, own, most, at), threads=threads)


@router.get("/api/memory/conflicts", responses=answers(ConflictsAnswer, 404, 422))
async def get_conflicts(
    request: Request,
    identity: Annotated[Identity, Depends(identity_of)],
    agent: Name = None,
    own: Own = True,
    most: Most = 50,
    at: Words = None,
) -> Response:
    """Memories that may contradict each other, the strongest signals first, now or as of a moment. Signals, and no verdict."""
    lab: LabPort = request.app.state.lab
    threads: CapacityLimiter = request.app.state.recalls
    return await answer_in_thread(lambda: _conflicts(lab, identity, agent, own, most, at), threads=threads)


def _twins(lab: LabPort, identity: Identity, agent: str | None, own: bool, most: int, at: str | None) -> TwinsAnswer:
    who = whose(identity, agent, lab)
    position, moment, view, status = view_of(lab, at)
    found = view.memory.twins(who, own=own, most=most)
    return TwinsAnswer(
        position=position, moment=moment, status=status, pairs=found.pairs, count=found.count, compared=found.compared
    )


def _conflicts(
    lab: LabPort, identity: Identity, agent: str | None, own: bool, most: int, at: str | None
) -> ConflictsAnswer:
    who = whose(identity, agent, lab)
    position, moment, view, status = view_of(lab, at)
    found = view.memory.conflicts(who, own=own, most=most)
    return ConflictsAnswer(
        position=position, moment=moment, status=status, pairs=found.pairs, count=found.count, compared=found.compared
    )
