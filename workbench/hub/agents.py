"""Agents over HTTP: registered and listed."""

from __future__ import annotations

from typing import Annotated

import msgspec
from anyio import to_thread
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from workbench.core.errors import BadInput, NotFound
from workbench.hub.answers import MembersAnswer, NewAgent, json_answer
from workbench.hub.auth import identity_of, researcher
from workbench.hub.body import read_body
from workbench.hub.lab import LabPort
from workbench.hub.openapi import JSON, answers, body_of
from workbench.hub.tokens import Identity
from workbench.members import Member

_MOST_BYTES = 64 * 2**10

router = APIRouter(tags=["agents"])


@router.get("/api/agents", responses=answers(MembersAnswer))
async def get_agents(request: Request, identity: Annotated[Identity, Depends(identity_of)]) -> Response:
    """Every agent, in the order in which they joined."""
    lab: LabPort = request.app.state.lab
    head = await to_thread.run_sync(lambda: lab.log.head)
    members = await to_thread.run_sync(lab.members.all)
    return json_answer(MembersAnswer(position=head, moment=lab.clock.now(), status="live", members=members))


_POSTED = answers(Member, 404, 409, 413, 415, 422, 507, status=201)
_POSTED[200] = {**answers(Member)[200], "description": "It was there; its interests are as sent."}


@router.post("/api/agents", status_code=201, responses=_POSTED, openapi_extra=body_of("NewAgent", (JSON,)))
async def post_agent(request: Request, identity: Annotated[Identity, Depends(researcher)]) -> Response:
    """Register an agent. One that is there already is answered with 200; other interests than it had replace them."""
    lab: LabPort = request.app.state.lab
    body = await read_body(request, (JSON,), _MOST_BYTES)
    member, new = await to_thread.run_sync(_register, lab, _read(body))
    return json_answer(member, 201 if new else 200)


def _register(lab: LabPort, wanted: NewAgent) -> tuple[Member, bool]:
    try:
        lab.members.get(wanted.name)
        new = False
    except NotFound:
        new = True
    lab.agent(wanted.name, wanted.interests)
    return lab.members.get(wanted.name), new


def _read(body: bytes) -> NewAgent:
    try:
        return msgspec.json.decode(body, type=NewAgent)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise BadInput(f"The body is not an agent: {error}.", 'Send {"name": "Ada", "interests": []}.') from None
