"""The realtime routes: sockets and server-sent events. docs/protocol.md describes what they speak."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Header, Query, Request, WebSocket
from starlette.responses import Response

from workbench.core.errors import BadInput, NotFound, WorkbenchError
from workbench.hub import frames
from workbench.hub.answers import json_answer
from workbench.hub.auth import identity_of, websocket_identity
from workbench.hub.errors import problem_response
from workbench.hub.fanout import Fanout
from workbench.hub.frames import Subscribe
from workbench.hub.listener import FanoutStats, Listener
from workbench.hub.openapi import answers
from workbench.hub.socket import Socket
from workbench.hub.sockets import Place
from workbench.hub.sse import SseResponse, SseWire
from workbench.hub.streams import STREAMS, Streams, StreamsStats
from workbench.hub.subscription import Filter, make_filter, notify_kinds
from workbench.hub.tokens import Identity
from workbench.hub.wire import wire_of
from workbench.observatory.metric import Stream

router = APIRouter(tags=["realtime"])
_Who = Annotated[Identity, Depends(identity_of)]
_NOTHING: frozenset[str] = frozenset()


@router.websocket("/ws/realtime")
async def realtime_socket(websocket: WebSocket) -> None:
    """Every event that the client subscribes to."""
    await _converse(websocket, "/ws/realtime", None)


@router.websocket("/ws/notifications")
async def notifications_socket(websocket: WebSocket) -> None:
    """Events that people want to be told of; subscribed to from the start, under the id “notifications”."""
    fanout: Fanout = websocket.app.state.fanout
    await _converse(websocket, "/ws/notifications", notify_kinds(fanout.log.vocabulary))


@router.websocket("/api/ws/{stream}")
async def stream_socket(websocket: WebSocket, stream: str) -> None:
    """The figures of one stream of the observatory."""
    fanout: Fanout = websocket.app.state.fanout
    streams: Streams = websocket.app.state.streams
    with ExitStack() as stack:
        try:
            known = _stream(stream)
            place = _enter(websocket, f"/api/ws/{known}", fanout, stack)
        except WorkbenchError as error:
            await websocket.send_denial_response(problem_response(error))
            return
        await websocket.accept()
        place.wire = wire = wire_of(websocket)
        stack.callback(wire.release)
        stack.callback(streams.leave, known, wire)
        await streams.watch(known, wire)
        await Socket(fanout, place, wire, _NOTHING).run(websocket)


@router.get("/api/sse/realtime", response_class=Response, include_in_schema=False)  # endless: no tool could try it
async def realtime_events(
    request: Request,
    identity: _Who,
    kinds: Annotated[
        list[str] | None, Query(description="any of these kinds; repeat it, or separate by commas")
    ] = None,
    agent: Annotated[str | None, Query(description="said by or about this member, as agent/ada")] = None,
    channel: Annotated[str | None, Query(description="the first part of a kind, as memory")] = None,
    after: Annotated[str | None, Query(description="begin after this position, instead of now")] = None,
    epoch: Annotated[str | None, Query(description="the history that the position belongs to")] = None,
    last_event_id: Annotated[str | None, Header(description="as `after`; what EventSource sends")] = None,
) -> Response:
    """Events as server-sent events. Each has its position as its id, so that a reader which connects again goes on there."""
    fanout: Fanout = request.app.state.fanout
    asked = None if kinds is None else [kind for part in kinds for kind in part.split(",")]
    chosen = make_filter(fanout.log.vocabulary, kinds=asked, agent=agent, channel=channel)
    start = _position(last_event_id if last_event_id is not None else after)
    wire = SseWire()
    wire.send(
        frames.say("welcome", epoch=fanout.epoch, position=fanout.position, heartbeat_s=fanout.limits.heartbeat_s)
    )
    if start is not None:
        lost = await fanout.lost(start, epoch or fanout.epoch)
        if lost is not None:
            wire.send(lost)
            start = None
    return SseResponse(wire, _listening(fanout, identity, wire, chosen, start))


@router.get("/api/sse/{stream}", response_class=Response, include_in_schema=False)
async def stream_events(request: Request, identity: _Who, stream: str) -> Response:
    """The figures of one stream (consciousness, performance or knowledge) as server-sent events."""
    known, wire = _stream(stream), SseWire()
    return SseResponse(wire, _watching(request.app.state.fanout, request.app.state.streams, identity, known, wire))


class StatusAnswer(FanoutStats, frozen=True, kw_only=True):
    """What goes on at the realtime endpoints."""

    streams: StreamsStats


@router.get("/websocket/status", responses=answers(StatusAnswer))
async def status(request: Request, identity: _Who) -> Response:
    """Connections by endpoint, subscriptions, what was delivered and dropped, what is buffered, epoch and position."""
    fanout: Fanout = request.app.state.fanout
    streams: Streams = request.app.state.streams
    return json_answer(StatusAnswer(**msgspec.structs.asdict(fanout.stats()), streams=streams.stats()))


async def _converse(websocket: WebSocket, endpoint: str, within: frozenset[str] | None) -> None:
    fanout: Fanout = websocket.app.state.fanout
    with ExitStack() as stack:
        try:
            after = _position(websocket.query_params.get("after"))
            place = _enter(websocket, endpoint, fanout, stack)
        except WorkbenchError as error:
            await websocket.send_denial_response(problem_response(error))
            return
        await websocket.accept()
        place.wire = wire = wire_of(websocket)
        stack.callback(wire.release)
        socket = Socket(fanout, place, wire, within)
        place.listener = socket.listener
        socket.welcome()
        try:
            if after is not None:
                await socket.resume(after, websocket.query_params.get("epoch", fanout.epoch))
            if within is not None:
                socket.subscribe(Subscribe(id="notifications"))
        except WorkbenchError as error:
            socket.complain(error)
        await socket.run(websocket)


def _enter(websocket: WebSocket, endpoint: str, fanout: Fanout, stack: ExitStack) -> Place:
    return stack.enter_context(fanout.sockets.place(endpoint, websocket_identity(websocket)))


@asynccontextmanager
async def _listening(
    fanout: Fanout, identity: Identity, wire: SseWire, chosen: Filter, start: int | None
) -> AsyncIterator[None]:
    with fanout.sockets.place("/api/sse/realtime", identity) as place:
        place.wire, place.subscriptions = wire, 1
        given = fanout.position if start is None else start
        listener = Listener(wire, frozenset({chosen}), given)
        catching_up = asyncio.create_task(fanout.catch_up(listener))
        try:
            yield
        finally:
            catching_up.cancel()
            fanout.leave(listener)
            wire.release()


@asynccontextmanager
async def _watching(
    fanout: Fanout, streams: Streams, identity: Identity, stream: Stream, wire: SseWire
) -> AsyncIterator[None]:
    with fanout.sockets.place(f"/api/sse/{stream}", identity) as place:
        place.wire = wire
        try:
            await streams.watch(stream, wire)
            yield
        finally:
            streams.leave(stream, wire)
            wire.release()


def _stream(name: str) -> Stream:
    for stream in STREAMS:
        if stream == name:
            return stream
    raise NotFound(f"There is no stream “{name[:100]}”.", f"There are: {', '.join(STREAMS)}.")


def _position(text: str | None) -> int | None:
    if text is None or text == "":
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 18):
        raise BadInput(f"“{text[:100]}” is not a position.", "Positions are whole numbers; 0 is before everything.")
    return int(text)
