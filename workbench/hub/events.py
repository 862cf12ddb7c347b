"""Events go out: read over HTTP, a page at a time or as a stream of lines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Annotated, Any, cast

import msgspec
from anyio import to_thread
from fastapi import APIRouter, Depends, Query, Request
from fastapi import Path as InPath
from starlette.responses import Response, StreamingResponse

from workbench.core.cloudevents import to_cloud
from workbench.core.errors import BadInput, NotFound
from workbench.core.events import Record
from workbench.core.moment import parse_moment
from workbench.hub.answers import CloudEvent, EventsPage, json_answer
from workbench.hub.auth import identity_of
from workbench.hub.lab import LabPort
from workbench.hub.openapi import NDJSON, answers
from workbench.hub.tokens import Identity

PAGE = 1_000
LARGEST = 2**53

router = APIRouter(tags=["events"])

Position = Annotated[int, Query(ge=0, le=LARGEST)]
Limit = Annotated[int | None, Query(ge=1, le=PAGE)]
Words = Annotated[str | None, Query(min_length=1, max_length=100)]
Name = Annotated[str | None, Query(min_length=1, max_length=500)]

_RESPONSES = answers(EventsPage, 422)
_RESPONSES[200]["content"][NDJSON] = {"schema": {"type": "string"}}


@router.get("/api/events", responses=_RESPONSES)
async def get_events(
    request: Request,
    identity: Annotated[Identity, Depends(identity_of)],
    after: Position = 0,
    upto: Annotated[int | None, Query(ge=0, le=LARGEST)] = None,
    kinds: Annotated[str | None, Query(max_length=2_000, description="Any of these, with commas between.")] = None,
    subject: Name = None,
    source: Name = None,
    since: Words = None,
    until: Words = None,
    limit: Limit = None,
) -> Response:
    """Events with `after` < position ≤ `upto` that fit, oldest first.

    At most `limit` of them (100 when it is not given); `next` is what to send as `after` to go on. `since` and `until` are moments at which
    the log took an event: ISO 8601, or words such as “10 minutes ago”. With `Accept: application/x-ndjson` the answer is one event a line, and
    without `limit` it is all there are.
    """
    lab: LabPort = request.app.state.lab
    chosen = await to_thread.run_sync(_choose, lab, kinds, subject, source, since, until)
    head = await to_thread.run_sync(lambda: lab.log.head)
    end = head if upto is None else min(upto, head)
    if NDJSON in request.headers.get("accept", ""):
        lines = _lines(lab.log.read(after, end, limit=limit, **chosen))
        return StreamingResponse(lines, media_type=NDJSON)
    most = limit or 100
    records = await to_thread.run_sync(lambda: list(lab.log.read(after, end, limit=most, **chosen)))
    following = records[-1].position if len(records) == most else max(after, end)
    return json_answer(EventsPage(events=[cloud_event(record) for record in records], next=following, head=head))


@router.get("/api/events/{position}", responses=answers(CloudEvent, 404, 422))
async def get_event(
    request: Request,
    identity: Annotated[Identity, Depends(identity_of)],
    position: Annotated[int, InPath(ge=1, le=LARGEST)],
) -> Response:
    """The event at a position."""
    lab: LabPort = request.app.state.lab
    records = await to_thread.run_sync(lambda: list(lab.log.read(position - 1, position)))
    if not records:
        raise NotFound(f"There is no event {position}.", f"The last one is {lab.log.head}.")
    return json_answer(cloud_event(records[0]))


def cloud_event(record: Record) -> CloudEvent:
    """A record as it is answered."""
    return cast(CloudEvent, to_cloud(record))


def _choose(
    lab: LabPort, kinds: str | None, subject: str | None, source: str | None, since: str | None, until: str | None
) -> dict[str, Any]:
    return {
        "kinds": None if kinds is None else _known(lab, kinds),
        "subject": subject,
        "source": source,
        "since": time_of(lab, "since", since),
        "until": time_of(lab, "until", until),
    }


def _known(lab: LabPort, said: str) -> frozenset[str]:
    kinds = frozenset(kind.strip() for kind in said.split(",") if kind.strip())
    if strange := sorted(kinds - lab.log.vocabulary.kinds.keys()):
        raise BadInput(f"No event is of the kind “{strange[0][:100]}”.", "All kinds are in docs/events.md.")
    return kinds


def time_of(lab: LabPort, name: str, said: str | None) -> datetime | None:
    """A time in words that was sent under a name."""
    if said is None:
        return None
    found = parse_moment(said, lab.clock.now())
    if isinstance(found, int):
        raise BadInput(f"“{name}” is a position.", "Say a time there, in ISO 8601 or words such as “10 minutes ago”.")
    return found


def _lines(records: Iterator[Record]) -> Iterator[bytes]:
    """Lines in pieces of a good size; the server takes them in a thread, one piece after the other is sent."""
    while page := list(islice(records, PAGE)):
        yield msgspec.json.Encoder().encode_lines([to_cloud(record) for record in page])
