"""Questions over HTTP: asked once, or in conversations, which each member has for themselves."""

from __future__ import annotations

from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Depends, Query, Request
from fastapi import Path as InPath
from starlette.responses import Response

from workbench.chat import Answer, Conversation, Reply
from workbench.hub.answer_stream import respond
from workbench.hub.answers import answer_in_thread
from workbench.hub.auth import agent, identity_of
from workbench.hub.body import read_struct
from workbench.hub.chat_shapes import (
    Again,
    ConversationAnswer,
    ConversationChange,
    ConversationsAnswer,
    EditedQuestion,
    NewConversation,
    NextQuestion,
    RagQuery,
    Stopped,
)
from workbench.hub.events import Words
from workbench.hub.lab import LabPort
from workbench.hub.openapi import JSON, answers, body_of, refusals
from workbench.hub.standing import sees_all, whose
from workbench.hub.state import view_of
from workbench.hub.tokens import Identity

_PREFIX = "conversation/"
_HOME = "/api/rag/conversations"
_ONE = "/api/rag/conversations/{conversation:path}"

router = APIRouter(tags=["answers"])

Who = Annotated[Identity, Depends(agent)]
Id = Annotated[str, InPath(max_length=500)]
Most = Annotated[int, Query(ge=1, le=1_000)]
Reason = Annotated[str, Query(max_length=1_000)]
_FORGOTTEN = {204: {"description": "It is forgotten."}, **refusals(404, 422, 507)}
_REPLIED = answers(Reply, 404, 413, 415, 422, 507)


@router.post("/api/rag/query", responses=answers(Reply, 404, 413, 415, 422), openapi_extra=body_of("RagQuery", (JSON,)))
async def post_query(request: Request, identity: Annotated[Identity, Depends(identity_of)]) -> Response:
    """An answer with numbered citations, now or as of a moment; nothing of it is kept. As JSON, or while it is written as server-sent
    events, for a client that accepts `text/event-stream`: `sources`, then `token`s, then `done` or `error`.
    """
    lab: LabPort = request.app.state.lab
    query = await read_struct(request, RagQuery)
    return await respond(request, lambda: _query(lab, identity, query))


@router.get(_HOME, responses=answers(ConversationsAnswer, 404, 422))
async def get_conversations(request: Request, identity: Who, at: Words = None, limit: Most = 100) -> Response:
    """The conversations of whoever asks, the one that was spoken in last first, now or as of a moment."""
    lab: LabPort = request.app.state.lab

    def listed() -> ConversationsAnswer:
        position, moment, view, status = view_of(lab, at)
        found = list(view.conversations.list(identity.who, limit))
        return ConversationsAnswer(position=position, moment=moment, status=status, conversations=found)

    return await answer_in_thread(listed)


@router.post(
    _HOME,
    status_code=201,
    responses=answers(Conversation, 404, 413, 415, 422, 507, status=201),
    openapi_extra=body_of("NewConversation", (JSON,)),
)
async def post_conversation(request: Request, identity: Who) -> Response:
    """Start a conversation. What is asked and answered in it is kept, and whose it is sees it here."""
    lab: LabPort = request.app.state.lab
    new = await read_struct(request, NewConversation)

    def started() -> Conversation:
        agent_, collections = _material(lab, identity, new.agent, new.collections)
        return lab.conversations.start(identity.who, collections=collections, agent=agent_, title=new.title)

    return await answer_in_thread(started, 201)


@router.get(_ONE, responses=answers(ConversationAnswer, 404, 422))
async def get_conversation(request: Request, identity: Who, conversation: Id, at: Words = None) -> Response:
    """One conversation with all its branches, now or as of a moment. Its id may be given without `conversation/` before it."""
    lab: LabPort = request.app.state.lab

    def got() -> ConversationAnswer:
        position, moment, view, status = view_of(lab, at)
        found = view.conversations.get(_id(conversation), identity.who)
        return ConversationAnswer(position=position, moment=moment, status=status, conversation=found)

    return await answer_in_thread(got)


@router.patch(
    _ONE,
    responses=answers(Conversation, 404, 413, 415, 422, 507),
    openapi_extra=body_of("ConversationChange", (JSON,)),
)
async def patch_conversation(request: Request, identity: Who, conversation: Id) -> Response:
    """Call it something else."""
    lab: LabPort = request.app.state.lab
    change = await read_struct(request, ConversationChange)
    return await answer_in_thread(lambda: lab.conversations.rename(_id(conversation), change.title, identity.who))


@router.delete(_ONE, status_code=204, responses=_FORGOTTEN)
async def delete_conversation(request: Request, identity: Who, conversation: Id, reason: Reason = "") -> Response:
    """Have it forgotten: what was asked and answered in it can be read no more, by anybody."""
    lab: LabPort = request.app.state.lab
    await to_thread.run_sync(lambda: lab.conversations.forget(_id(conversation), identity.who, reason=reason))
    return Response(status_code=204)


@router.post(_ONE + "/ask", responses=_REPLIED, openapi_extra=body_of("NextQuestion", (JSON,)))
async def post_question(request: Request, identity: Who, conversation: Id) -> Response:
    """Ask in it, after its latest answer or another one. Answered as `/api/rag/query` does."""
    lab: LabPort = request.app.state.lab
    said = await read_struct(request, NextQuestion)
    return await respond(
        request, lambda: lab.conversations.ask(_id(conversation), said.question, identity.who, after=said.after)
    )


@router.post(_ONE + "/edit", responses=_REPLIED, openapi_extra=body_of("EditedQuestion", (JSON,)))
async def post_edit(request: Request, identity: Who, conversation: Id) -> Response:
    """Ask one of its questions in other words: a branch beside it. Answered as `/api/rag/query` does."""
    lab: LabPort = request.app.state.lab
    said = await read_struct(request, EditedQuestion)
    return await respond(
        request, lambda: lab.conversations.edit(_id(conversation), said.question, said.text, identity.who)
    )


@router.post(_ONE + "/regenerate", responses=_REPLIED, openapi_extra=body_of("Again", (JSON,)))
async def post_regenerate(request: Request, identity: Who, conversation: Id) -> Response:
    """Have one of its questions answered once more, beside the answers that it has. Answered as `/api/rag/query` does."""
    lab: LabPort = request.app.state.lab
    said = await read_struct(request, Again)
    return await respond(request, lambda: lab.conversations.regenerate(_id(conversation), said.question, identity.who))


@router.post(_ONE + "/stop", responses=answers(Stopped, 404, 422))
async def post_stop(request: Request, identity: Who, conversation: Id) -> Response:
    """Want no more of what is being answered in it; what was written stays."""
    lab: LabPort = request.app.state.lab
    return await answer_in_thread(lambda: Stopped(stopped=lab.conversations.stop(_id(conversation), identity.who)))


def _query(lab: LabPort, identity: Identity, query: RagQuery) -> Answer:
    agent_, collections = _material(lab, identity, query.agent, query.collections)
    view = view_of(lab, query.at)[2]
    return view.ask(query.question, collections=collections, agent=agent_, k=query.k)


def _material(
    lab: LabPort, identity: Identity, said: str | None, collections: tuple[str, ...] | None
) -> tuple[str | None, tuple[str, ...] | None]:
    """What somebody is answered from: whose memories, and which collections.

    Raises:
        Forbidden: they see only their own memories, and ask of another's.
        NotFound: there is no agent of that name.
    """
    if sees_all(identity) or said is not None:
        return (None if said is None else whose(identity, said, lab)), collections
    if collections is not None:
        return None, collections
    return identity.who, tuple(each.id for each in lab.collections.list()) or None


def _id(conversation: str) -> str:
    return conversation if conversation.startswith(_PREFIX) else _PREFIX + conversation
