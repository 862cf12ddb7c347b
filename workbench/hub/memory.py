"""Memories over HTTP: made, read, revised, forgotten and recalled."""

from __future__ import annotations

from typing import Annotated

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Depends, Query, Request
from fastapi import Path as InPath
from starlette.responses import Response

from workbench.core.errors import NotFound, Unavailable
from workbench.hub.answers import answer_in_thread
from workbench.hub.auth import agent, identity_of
from workbench.hub.body import read_struct
from workbench.hub.events import Words, time_of
from workbench.hub.lab import LabPort, PastPort
from workbench.hub.memory_shapes import MemoryAnswer, MemoryChange, NewMemory, Question, RecallAnswer
from workbench.hub.openapi import JSON, answers, body_of, refusals
from workbench.hub.standing import check_speaks, sees, speaker, whose
from workbench.hub.state import view_of
from workbench.hub.tokens import Identity
from workbench.memory import Hit, Memory

THREADS = 8
_MOST_BYTES = 2 * 2**20

router = APIRouter(tags=["memory"])

Id = Annotated[str, InPath(max_length=500)]
Reason = Annotated[str, Query(max_length=1_000)]

_FORGOTTEN = {204: {"description": "It is forgotten."}, **refusals(404, 422, 507)}


@router.post(
    "/api/memory",
    status_code=201,
    responses=answers(Memory, 404, 413, 415, 422, 507, status=201),
    openapi_extra=body_of("NewMemory", (JSON,)),
)
async def post_memory(request: Request, identity: Annotated[Identity, Depends(agent)]) -> Response:
    """Remember something; answered when it is durable. A token of the role agent remembers for itself, from researcher on for any agent."""
    lab: LabPort = request.app.state.lab
    new = await read_struct(request, NewMemory, _MOST_BYTES)
    return await answer_in_thread(lambda: _remember(lab, identity, new), 201)


@router.post(
    "/api/memory/recall",
    responses=answers(RecallAnswer, 404, 413, 415, 422),
    openapi_extra=body_of("Question", (JSON,)),
)
async def recall(request: Request, identity: Annotated[Identity, Depends(identity_of)]) -> Response:
    """The memories that answer a question best, now or as of a moment; `parts` say what each score is the sum of.

    A token of the role agent is answered from its own memories alone: what others remember moves no score.
    """
    lab: LabPort = request.app.state.lab
    threads: CapacityLimiter = request.app.state.recalls
    question = await read_struct(request, Question, _MOST_BYTES)
    return await answer_in_thread(lambda: _recall(lab, identity, question), threads=threads)


@router.get("/api/memory/{memory:path}", responses=answers(MemoryAnswer, 404, 422))
async def get_memory(
    request: Request, identity: Annotated[Identity, Depends(identity_of)], memory: Id, at: Words = None
) -> Response:
    """One memory, now or as it was worded at a moment. Its id may be given without `memory/` before it."""
    lab: LabPort = request.app.state.lab
    return await answer_in_thread(lambda: _get(lab, identity, memory, at))


@router.patch(
    "/api/memory/{memory:path}",
    responses=answers(Memory, 404, 413, 415, 422, 507),
    openapi_extra=body_of("MemoryChange", (JSON,)),
)
async def patch_memory(request: Request, identity: Annotated[Identity, Depends(agent)], memory: Id) -> Response:
    """Revise a memory; what is not given stays as it was."""
    lab: LabPort = request.app.state.lab
    change = await read_struct(request, MemoryChange, _MOST_BYTES)
    return await answer_in_thread(lambda: _update(lab, identity, memory, change))


@router.delete("/api/memory/{memory:path}", status_code=204, responses=_FORGOTTEN)
async def delete_memory(
    request: Request, identity: Annotated[Identity, Depends(agent)], memory: Id, reason: Reason = ""
) -> Response:
    """Have a memory forgotten: it is found no more, and what it said can be read no more. That it was there stays in the log."""
    lab: LabPort = request.app.state.lab
    threads: CapacityLimiter = request.app.state.recalls
    await to_thread.run_sync(_forget, lab, identity, memory, reason, limiter=threads)
    return Response(status_code=204)


def _remember(lab: LabPort, identity: Identity, new: NewMemory) -> Memory:
    return lab.remembering.remember(
        speaker(identity, new.agent, lab),
        new.text,
        kind=new.kind,
        concept=new.concept,
        about=new.about,
        tags=new.tags,
        when=new.when,
        importance=new.importance,
        session=new.session,
        links=new.links,
    )


def _recall(lab: LabPort, identity: Identity, question: Question) -> RecallAnswer:
    agent = whose(identity, question.agent, lab)
    position, moment, view, status = view_of(lab, question.at)
    hits = _hits(lab, view, agent, question)
    return RecallAnswer(position=position, moment=moment, status=status, hits=hits)


def _hits(lab: LabPort, view: LabPort | PastPort, agent: str | None, question: Question) -> list[Hit]:
    since, until = time_of(lab, "since", question.since), time_of(lab, "until", question.until)
    try:
        return view.memory.recall(
            question.query,
            question.k,
            agent=agent,
            kinds=question.kinds,
            tags=question.tags,
            since=since,
            until=until,
            session=question.session,
            explain=question.explain,
        )
    except NotFound as error:  # the model: nothing that the asker has named
        raise Unavailable(error.problem, error.remedy) from error


def _get(lab: LabPort, identity: Identity, memory: str, at: str | None) -> MemoryAnswer:
    position, moment, view, status = view_of(lab, at)
    return MemoryAnswer(position=position, moment=moment, status=status, memory=_seen(view, identity, memory))


def _update(lab: LabPort, identity: Identity, memory: str, change: MemoryChange) -> Memory:
    found = _seen(lab, identity, memory)
    check_speaks(identity, found.agent)
    return lab.remembering.update(
        found.id, by=found.agent, text=change.text, tags=change.tags, importance=change.importance
    )


def _forget(lab: LabPort, identity: Identity, memory: str, reason: str) -> None:
    found = _seen(lab, identity, memory)
    check_speaks(identity, found.agent)
    by = identity.who if identity.who.startswith("person/") else found.agent
    lab.remembering.forget(found.id, by=by, reason=reason)


def _seen(view: LabPort | PastPort, identity: Identity, memory: str) -> Memory:
    """A memory that somebody may see; for them there is no other."""
    found = view.memory.get(memory if "/" in memory else f"memory/{memory}")
    if not sees(identity, found.agent):
        raise NotFound(f"There is no memory “{memory[:100]}” of yours.", "A token of the role agent sees its own.")
    return found
