"""Collections over HTTP: documents are sent in, listed, searched, opened and removed. No path of the hub's machine is ever read for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Depends, Query, Request
from fastapi import Path as InPath
from starlette.responses import Response

from workbench.core.errors import NotFound, Unavailable
from workbench.core.generation import Passage
from workbench.hub.answers import answer_in_thread
from workbench.hub.auth import agent, identity_of, researcher
from workbench.hub.body import read_any, read_struct
from workbench.hub.collection_shapes import (
    CollectionsAnswer,
    DocumentsAnswer,
    FoundAnswer,
    PassageAnswer,
    PassagesAnswer,
    Search,
)
from workbench.hub.events import Words
from workbench.hub.lab import LabPort
from workbench.hub.openapi import JSON, answers, body_of, refusals
from workbench.hub.state import view_of
from workbench.hub.tokens import Identity
from workbench.knowledge import Ingestion

THREADS = 2  # reading and embedding keep a processor busy
_MOST_BYTES = 32 * 2**20
_MOST_QUESTION = 2**20
_PAGE = 1_000
T = TypeVar("T")

router = APIRouter(tags=["collections"])

Name = Annotated[str, InPath(max_length=500)]
Id = Annotated[str, InPath(max_length=500)]
Called = Annotated[str, Query(min_length=1, max_length=500)]
Reason = Annotated[str, Query(max_length=1_000)]

_REMOVED: dict[int | str, dict[str, Any]] = {204: {"description": "It is removed."}, **refusals(404, 422, 507)}
_ANY = {
    "requestBody": {"required": True, "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}},
}


@router.get("/api/rag/collections", responses=answers(CollectionsAnswer, 404, 422))
async def get_collections(
    request: Request, identity: Annotated[Identity, Depends(identity_of)], at: Words = None
) -> Response:
    """All collections that hold something, now or as of a moment."""
    lab: LabPort = request.app.state.lab
    return await answer_in_thread(lambda: _collections(lab, at))


@router.post(
    "/api/rag/find",
    responses=answers(FoundAnswer, 404, 413, 415, 422),
    openapi_extra=body_of("Search", (JSON,)),
)
async def find(request: Request, identity: Annotated[Identity, Depends(identity_of)]) -> Response:
    """The passages that answer a question best, now or as of a moment; `parts` say what each score is the sum of."""
    lab: LabPort = request.app.state.lab
    threads: CapacityLimiter = request.app.state.recalls
    wanted = await read_struct(request, Search, _MOST_QUESTION)
    return await answer_in_thread(lambda: _find(lab, wanted), threads=threads)


@router.get("/api/rag/collections/{collection}", responses=answers(DocumentsAnswer, 404, 422))
async def get_documents(
    request: Request, identity: Annotated[Identity, Depends(identity_of)], collection: Name, at: Words = None
) -> Response:
    """The documents of a collection, now or as of a moment."""
    lab: LabPort = request.app.state.lab
    return await answer_in_thread(lambda: _documents(lab, collection, at))


@router.post(
    "/api/rag/collections/{collection}",
    status_code=201,
    responses=answers(Ingestion, 404, 413, 422, 507, status=201),
    openapi_extra=_ANY,
)
async def post_document(
    request: Request, identity: Annotated[Identity, Depends(agent)], collection: Name, name: Called
) -> Response:
    """Send in a document, new or changed: the body is its bytes, Content-Type says what it is, and `name` what it is called.

    The collection is made when it is missing. Answered when everything is durable and can be found. Sent again unchanged, nothing happens.
    """
    lab: LabPort = request.app.state.lab
    threads: CapacityLimiter = request.app.state.ingestions
    body = await read_any(request, _MOST_BYTES)
    media = request.headers.get("content-type", "")
    return await answer_in_thread(lambda: _ingest(lab, identity, collection, name, media, body), 201, threads)


@router.delete("/api/rag/collections/{collection}", status_code=204, responses=_REMOVED)
async def delete_collection(
    request: Request, identity: Annotated[Identity, Depends(researcher)], collection: Name, reason: Reason = ""
) -> Response:
    """Have a collection removed with all its documents: what they said can be read no more, by anybody."""
    lab: LabPort = request.app.state.lab
    threads: CapacityLimiter = request.app.state.ingestions
    await to_thread.run_sync(
        lambda: lab.collections.drop(collection, by=_remover(identity), reason=reason), limiter=threads
    )
    return Response(status_code=204)


@router.get("/api/rag/documents/{document}", responses=answers(PassagesAnswer, 404, 422))
async def get_document(
    request: Request,
    identity: Annotated[Identity, Depends(identity_of)],
    document: Id,
    at: Words = None,
    after: Annotated[int, Query(ge=0, le=10**9)] = 0,
    limit: Annotated[int, Query(ge=1, le=_PAGE)] = 100,
) -> Response:
    """A document with its passages, now or as of a moment. Its id is given without `document/` before it."""
    lab: LabPort = request.app.state.lab
    return await answer_in_thread(lambda: _document(lab, document, at, after, limit))


@router.delete("/api/rag/documents/{document}", status_code=204, responses=_REMOVED)
async def delete_document(
    request: Request, identity: Annotated[Identity, Depends(agent)], document: Id, reason: Reason = ""
) -> Response:
    """Have a document removed: what it said can be read no more, by anybody. An agent removes those that it added."""
    lab: LabPort = request.app.state.lab
    threads: CapacityLimiter = request.app.state.ingestions
    await to_thread.run_sync(
        lambda: lab.collections.remove(f"document/{document}", by=_remover(identity), reason=reason), limiter=threads
    )
    return Response(status_code=204)


@router.get("/api/rag/passages/{passage}", responses=answers(PassageAnswer, 404, 422))
async def get_passage(
    request: Request, identity: Annotated[Identity, Depends(identity_of)], passage: Id, at: Words = None
) -> Response:
    """One passage with those right before and after it, now or as of a moment. Its id is given without `passage/` before it."""
    lab: LabPort = request.app.state.lab
    return await answer_in_thread(lambda: _passage(lab, passage, at))


def _collections(lab: LabPort, at: str | None) -> CollectionsAnswer:
    position, moment, view, status = view_of(lab, at)
    return CollectionsAnswer(position=position, moment=moment, status=status, collections=view.collections.list())


def _documents(lab: LabPort, collection: str, at: str | None) -> DocumentsAnswer:
    position, moment, view, status = view_of(lab, at)
    found = view.collections.documents(collection)
    return DocumentsAnswer(position=position, moment=moment, status=status, documents=found)


def _document(lab: LabPort, document: str, at: str | None, after: int, limit: int) -> PassagesAnswer:
    position, moment, view, status = view_of(lab, at)
    found = view.collections.document(f"document/{document}")
    passages = view.collections.passages(found.id, after, limit)
    last = after + len(passages)
    return PassagesAnswer(
        position=position,
        moment=moment,
        status=status,
        document=found,
        passages=passages,
        next=last if passages and last < found.passages else None,
    )


def _passage(lab: LabPort, passage: str, at: str | None) -> PassageAnswer:
    position, moment, view, status = view_of(lab, at)
    found = view.collections.get(f"passage/{passage}")
    return PassageAnswer(position=position, moment=moment, status=status, passage=found)


def _find(lab: LabPort, wanted: Search) -> FoundAnswer:
    position, moment, view, status = view_of(lab, wanted.at)
    chosen = None if wanted.collections is None else view.collections.known(wanted.collections)

    def found() -> list[Passage]:
        return view.collections.find(wanted.question, wanted.k, collections=chosen)

    return FoundAnswer(position=position, moment=moment, status=status, passages=_with_model(found))


def _ingest(lab: LabPort, identity: Identity, collection: str, name: str, media: str, body: bytes) -> Ingestion:
    return _with_model(
        lambda: lab.collections.ingest(body, collection, name=name, media=media, by=identity.who, show=False)
    )


def _with_model(act: Callable[[], T]) -> T:
    try:
        return act()
    except NotFound as error:  # the model: nothing that the asker has named
        raise Unavailable(error.problem, error.remedy) from error


def _remover(identity: Identity) -> str:
    """In whose name a document is removed: that of an agent at work, else the person's, else the lab's."""
    return identity.who if identity.role == "agent" or identity.who.startswith("person/") else "lab"
