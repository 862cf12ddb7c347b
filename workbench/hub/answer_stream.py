"""An answer over HTTP: as a whole in JSON, or as server-sent events while it is written, when that is what the client accepts.

A stream is `sources` (`SourcesAnswer`), any number of `token` (`Token`), then `done` (`Reply`) or `error` (`Problem`). Who leaves stops the answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable

import msgspec
from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from workbench.chat import Answer
from workbench.core.errors import WorkbenchError
from workbench.hub.answers import json_answer
from workbench.hub.chat_shapes import SourceAnswer, SourcesAnswer, Token
from workbench.hub.errors import problem_of

THREADS = 8
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


async def respond(request: Request, ask: Callable[[], Answer]) -> Response:
    """What an answer is sent as.

    Args:
        request: says what the client accepts.
        ask: asks; called in a thread.
    """
    threads: CapacityLimiter = request.app.state.asks
    answer = await to_thread.run_sync(ask, limiter=threads)
    if "text/event-stream" in request.headers.get("accept", ""):
        return StreamingResponse(stream_of(answer, threads), media_type="text/event-stream", headers=_HEADERS)
    return await to_thread.run_sync(lambda: json_answer(answer.reply), limiter=threads)


async def stream_of(answer: Answer, threads: CapacityLimiter) -> AsyncGenerator[bytes, None]:
    """The events of an answer. It is written in a thread that does not wait for the client, and ends soon when the client leaves."""
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[bytes | None] = asyncio.Queue()

    def put(event: bytes | None) -> None:
        loop.call_soon_threadsafe(queue.put_nowait, event)

    def write() -> None:
        try:
            for piece in answer:
                put(_event("token", Token(text=piece)))
            put(_event("done", answer.reply))
        except WorkbenchError as error:
            put(_event("error", problem_of(error)))
        finally:
            put(None)

    yield _event("sources", _sources(answer))
    writing = asyncio.ensure_future(to_thread.run_sync(write, limiter=threads))
    try:
        while (event := await queue.get()) is not None:
            yield event
        await writing
    finally:
        if not answer.complete:
            answer.cancel.cancel()


def _event(name: str, data: object) -> bytes:
    return b"event: %s\ndata: %s\n\n" % (name.encode(), msgspec.json.encode(data))


def _sources(answer: Answer) -> SourcesAnswer:
    return SourcesAnswer(
        id=answer.id,
        understood=answer.understood,
        confidence=answer.confidence,
        outlook=answer.outlook,
        generator=answer.generator,
        position=answer.position,
        sources=[
            SourceAnswer(
                number=number,
                id=passage.id,
                title=passage.title,
                source=passage.source,
                place=passage.place,
                text=passage.text,
                relevance=min(max(passage.similarity, 0.0), 1.0),
            )
            for number, passage in enumerate(answer.passages, 1)
        ],
    )
