"""Sessions over HTTP: started, saved, handed from one to another, ended, forgotten, and read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Depends, Query, Request
from fastapi import Path as InPath
from starlette.responses import Response

from workbench.core.errors import NotFound
from workbench.hub.answers import answer_in_thread
from workbench.hub.auth import agent, identity_of
from workbench.hub.body import read_struct
from workbench.hub.events import Name, Words
from workbench.hub.lab import LabPort, PastPort
from workbench.hub.memory_shapes import (
    Ending,
    HandOff,
    NewSession,
    SessionAnswer,
    SessionChange,
    SessionsAnswer,
    Taking,
)
from workbench.hub.openapi import JSON, answers, body_of, refusals
from workbench.hub.standing import check_speaks, sees, speaker, whose
from workbench.hub.state import view_of
from workbench.hub.tokens import Identity
from workbench.memory import SessionState

_PREFIX = "session/"

router = APIRouter(tags=["memory"])

Id = Annotated[str, InPath(max_length=500)]
Reason = Annotated[str, Query(max_length=1_000)]
Most = Annotated[int, Query(ge=1, le=1_000)]
_CHANGED = answers(SessionState, 404, 409, 413, 415, 422, 507)


@router.get("/api/memory/sessions", responses=answers(SessionsAnswer, 404, 422))
async def get_sessions(
    request: Request,
    identity: Annotated[Identity, Depends(identity_of)],
    member: Name = None,
    at: Words = None,
    limit: Most = 100,
) -> Response:
    """Open sessions, the `limit` last started, now or as of a moment: all, or those that a member has or that wait for it.

    A token of the role agent sees those that it has or that wait for it.
    """
    lab: LabPort = request.app.state.lab
    return await answer_in_thread(lambda: _list(lab, identity, member, at, limit))


@router.post(
    "/api/memory/sessions",
    status_code=201,
    responses=answers(SessionState, 404, 413, 415, 422, 507, status=201),
    openapi_extra=body_of("NewSession", (JSON,)),
)
async def post_session(request: Request, identity: Annotated[Identity, Depends(agent)]) -> Response:
    """Start a session, held by who starts it. In all that is said of sessions, `by` names an agent that a researcher speaks for."""
    lab: LabPort = request.app.state.lab
    new = await read_struct(request, NewSession)
    return await answer_in_thread(lambda: lab.sessions.start(speaker(identity, new.by, lab), new.goal, new.state), 201)


@router.get("/api/memory/sessions/{session:path}", responses=answers(SessionAnswer, 404, 422))
async def get_session(
    request: Request, identity: Annotated[Identity, Depends(identity_of)], session: Id, at: Words = None
) -> Response:
    """One session with its working state, now or as of a moment. Its id may be given without `session/` before it."""
    lab: LabPort = request.app.state.lab
    return await answer_in_thread(lambda: _get(lab, identity, session, at))


@router.patch(
    "/api/memory/sessions/{session:path}", responses=_CHANGED, openapi_extra=body_of("SessionChange", (JSON,))
)
async def patch_session(request: Request, identity: Annotated[Identity, Depends(agent)], session: Id) -> Response:
    """Save its working state. Its holder alone may."""
    lab: LabPort = request.app.state.lab
    said = await read_struct(request, SessionChange)
    return await _told(
        lab, identity, session, said.by, lambda id_, by: lab.sessions.save(id_, by, said.state, said.dropped)
    )


@router.post(
    "/api/memory/sessions/{session:path}/hand-off", responses=_CHANGED, openapi_extra=body_of("HandOff", (JSON,))
)
async def post_hand_off(request: Request, identity: Annotated[Identity, Depends(agent)], session: Id) -> Response:
    """Hand it to another agent or a person, who has it once they take it. Its holder alone may."""
    lab: LabPort = request.app.state.lab
    said = await read_struct(request, HandOff)

    def hand_off(id_: str, by: str) -> SessionState:
        to = said.to if said.to.startswith("person/") else lab.members.get(said.to).id
        return lab.sessions.hand_off(id_, by, to, said.note, said.state)

    return await _told(lab, identity, session, said.by, hand_off)


@router.post("/api/memory/sessions/{session:path}/take", responses=_CHANGED, openapi_extra=body_of("Taking", (JSON,)))
async def post_take(request: Request, identity: Annotated[Identity, Depends(agent)], session: Id) -> Response:
    """Go on with it. Only that one may to whom it was handed."""
    lab: LabPort = request.app.state.lab
    said = await read_struct(request, Taking)
    return await _told(lab, identity, session, said.by, lambda id_, by: lab.sessions.take(id_, by, said.note))


@router.post("/api/memory/sessions/{session:path}/end", responses=_CHANGED, openapi_extra=body_of("Ending", (JSON,)))
async def post_end(request: Request, identity: Annotated[Identity, Depends(agent)], session: Id) -> Response:
    """Say that the work is over. Its holder alone may."""
    lab: LabPort = request.app.state.lab
    said = await read_struct(request, Ending)
    return await _told(lab, identity, session, said.by, lambda id_, by: lab.sessions.end(id_, by, said.outcome))


@router.delete(
    "/api/memory/sessions/{session:path}",
    status_code=204,
    responses={204: {"description": "It is forgotten."}, **refusals(404, 409, 422, 507)},
)
async def delete_session(
    request: Request, identity: Annotated[Identity, Depends(agent)], session: Id, reason: Reason = ""
) -> Response:
    """Have all that was said in it forgotten, for good: by who holds or started it, or by a researcher. That it was there stays in the log."""
    lab: LabPort = request.app.state.lab
    await to_thread.run_sync(_forget, lab, identity, session, reason)
    return Response(status_code=204)


async def _told(
    lab: LabPort, identity: Identity, session: str, by: str | None, say: Callable[[str, str], SessionState]
) -> Response:
    def told() -> SessionState:
        found = _seen(lab, identity, session)
        return say(found.id, speaker(identity, by, lab))

    return await answer_in_thread(told)


def _list(lab: LabPort, identity: Identity, member: str | None, at: str | None, limit: int) -> SessionsAnswer:
    wanted = whose(identity, member, lab)
    position, moment, view, status = view_of(lab, at)
    return SessionsAnswer(position=position, moment=moment, status=status, sessions=view.sessions.open(wanted, limit))


def _get(lab: LabPort, identity: Identity, session: str, at: str | None) -> SessionAnswer:
    position, moment, view, status = view_of(lab, at)
    return SessionAnswer(position=position, moment=moment, status=status, session=_seen(view, identity, session))


def _forget(lab: LabPort, identity: Identity, session: str, reason: str) -> None:
    found = _seen(lab, identity, session)
    by = identity.who
    if by not in (found.holder, found.holders[0].member):
        check_speaks(identity, found.holder)
        by = by if by.startswith("person/") else found.holder
    lab.sessions.forget(found.id, by, reason)


def _seen(view: LabPort | PastPort, identity: Identity, session: str) -> SessionState:
    """A session that somebody may see, for they have it, had it or can take it; for them there is no other."""
    found = view.sessions.get(session if session.startswith(_PREFIX) else _PREFIX + session)
    if not sees(identity, found.waiting, *(holding.member for holding in found.holders)):
        raise NotFound(f"There is no session “{session[:100]}” of yours.", "A token of the role agent sees its own.")
    return found
