"""Texts and pictures over HTTP, written and painted by the lab's generator."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response, StreamingResponse

from workbench.core.errors import WorkbenchError
from workbench.core.generation import Cancel
from workbench.hub.answers import answer_in_thread, json_answer
from workbench.hub.auth import agent
from workbench.hub.body import read_struct
from workbench.hub.errors import Problem, code_of
from workbench.hub.generate_shapes import ImageAnswer, ImageWish, TextAnswer, TextWish
from workbench.hub.lab import LabPort
from workbench.hub.openapi import JSON, answers, body_of, refusals
from workbench.hub.sse import HEARTBEAT
from workbench.hub.tokens import Identity
from workbench.hub.writings import Writing, Writings, cancel_when_gone
from workbench.models.generation import Painting

_MOST_BYTES = 2 * 2**20
_BEGIN_S = 2.0  # so long a stream waits with its status, which can still say that nothing will come
_HEARTBEAT_S = 15.0
_EVENT = {
    "type": "object",
    "properties": {"event": {"enum": ["token", "done", "error"]}, "data": {"type": "string"}},
    "required": ["event", "data"],
}
_EVENTS: dict[str, Any] = {
    "description": "Events, until `done` or `error`.",
    "content": {"text/event-stream": {"schema": _EVENT}},
}
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}

router = APIRouter(tags=["generation"])
_Who = Annotated[Identity, Depends(agent)]


@router.post(
    "/api/generate/text",
    responses=answers(TextAnswer, 413, 415, 422, 429),
    openapi_extra=body_of("TextWish", (JSON,)),
)
async def post_text(request: Request, identity: _Who) -> Response:
    """Have a text written; answered when all of it is there. Where no model is named, it is quoted from the passages given."""
    lab: LabPort = request.app.state.lab
    writing = await _begun(request, lab)
    async with _watched(request, writing.cancel):
        text = "".join([piece async for piece in writing.rest()])
    return json_answer(TextAnswer(text=text, by=lab.generator.name))


@router.post(
    "/api/generate/text/stream",
    response_class=Response,
    responses={200: _EVENTS, **refusals(413, 415, 422, 429)},
    openapi_extra=body_of("TextWish", (JSON,)),
)
async def post_text_stream(request: Request, identity: _Who) -> Response:
    """Have a text written, as server-sent events: `token` for each piece, then `done`, or `error`. Who goes away cancels it."""
    lab: LabPort = request.app.state.lab
    writing = await _begun(request, lab)
    begun: list[str | None] = []
    try:
        with suppress(TimeoutError):
            begun.append(await writing.next(_BEGIN_S))
    except BaseException:
        writing.cancel.cancel()
        raise
    events = _events(writing, begun, lab.generator.name)
    return StreamingResponse(events, media_type="text/event-stream", headers=_HEADERS)


@router.post(
    "/api/generate/image",
    responses=answers(ImageAnswer, 413, 415, 422, 429),
    openapi_extra=body_of("ImageWish", (JSON,)),
)
async def post_image(request: Request, identity: _Who) -> Response:
    """Have a picture painted, by the server and the model that the lab names for it."""
    lab: LabPort = request.app.state.lab
    writings: Writings = request.app.state.writings
    wish = await read_struct(request, ImageWish, _MOST_BYTES)
    found: list[Painting] = []

    def paint(cancel: Cancel) -> Iterator[str]:
        picture = lab.generator.painter.paint(wish.prompt, wish.width, wish.height, cancel)
        found.extend([picture] if picture is not None else [])
        return iter(())

    painting = writings.begin(paint)
    async with _watched(request, painting.cancel):
        await painting.next()
    if not found:
        return Response(status_code=499)  # its client is gone
    return await answer_in_thread(lambda: ImageAnswer(data=found[0].data, media=found[0].media, by=found[0].by))


async def _begun(request: Request, lab: LabPort) -> Writing:
    writings: Writings = request.app.state.writings
    wish = await read_struct(request, TextWish, _MOST_BYTES)
    prompt = wish.read()
    return writings.begin(lambda cancel: lab.generator.stream(prompt, cancel))


@asynccontextmanager
async def _watched(request: Request, cancel: Cancel) -> AsyncIterator[None]:
    """What is done within is cancelled when the client goes away, or when it is left before its end."""
    watch = asyncio.create_task(cancel_when_gone(request, cancel))
    try:
        yield
    finally:
        watch.cancel()
        cancel.cancel()


async def _events(writing: Writing, begun: list[str | None], by: str) -> AsyncIterator[bytes]:
    """The stream; closing it, as is done when its client goes away, ends the work."""
    try:
        piece = begun[0] if begun else ""
        while piece is not None:
            yield _event("token", {"text": piece}) if piece else HEARTBEAT
            try:
                piece = await writing.next(_HEARTBEAT_S)
            except TimeoutError:
                piece = ""
        yield _event("done", {"by": by})
    except WorkbenchError as error:
        yield _event("error", Problem(problem=error.problem, remedy=error.remedy, code=code_of(type(error))))
    finally:
        writing.cancel.cancel()


def _event(name: str, said: object) -> bytes:
    return b"event: %s\ndata: %s\n\n" % (name.encode(), msgspec.json.encode(said))
