"""Events come in: reported over HTTP, checked, and answered when they are durable."""

from __future__ import annotations

import time
from typing import Annotated

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from workbench.core.clock import Clock
from workbench.core.cloudbatch import CloudReader
from workbench.core.errors import Forbidden, Unavailable
from workbench.core.events import Event
from workbench.core.ids import Ids
from workbench.hub.answers import Taken, json_answer
from workbench.hub.auth import agent
from workbench.hub.body import read_body
from workbench.hub.errors import TooLarge
from workbench.hub.openapi import JSON, answers, body_of
from workbench.hub.roles import reaches
from workbench.hub.tokens import Identity
from workbench.log import Log
from workbench.members.events import AgentRegistered, AgentUpdated

MOST_EVENTS = 10_000
MEDIA = (JSON, "application/cloudevents+json", "application/cloudevents-batch+json")
_THREADS = 32
_TROUBLE_SECONDS = 10.0

router = APIRouter(tags=["events"])


class Intake:
    """Takes events into a log.

    Attributes:
        reader: reads them from bytes.
        taken: how many were taken since the hub started, those that were there already included.
    """

    def __init__(self, log: Log, clock: Clock) -> None:
        self.reader = CloudReader(log.vocabulary, Ids(clock).new, clock.now)
        self.taken = 0
        self._log = log
        self._threads = CapacityLimiter(_THREADS)
        self._trouble: tuple[float, str] | None = None

    async def take(self, body: bytes, identity: Identity) -> tuple[int, ...]:
        """The positions of the events in a body, all of them durable.

        Each request waits for the disk in a thread of its own, so that the log can commit several as one group.

        Raises:
            BadInput, Forbidden, Conflict, DiskFull, Unavailable: nothing was taken.
        """
        positions = await to_thread.run_sync(self._take, body, identity, limiter=self._threads)
        self.taken += len(positions)
        return positions

    def check(self) -> None:
        """Nothing, unless an append failed a moment ago.

        Raises:
            Unavailable: one did; says why.
        """
        if self._trouble is not None and time.monotonic() - self._trouble[0] < _TROUBLE_SECONDS:
            raise Unavailable(self._trouble[1], "Try again in a moment.")

    def _take(self, body: bytes, identity: Identity) -> tuple[int, ...]:
        events = self.reader.read(body)
        if len(events) > MOST_EVENTS:
            raise TooLarge(
                f"There are {len(events):,} events in one request.", f"Send at most {MOST_EVENTS:,} at once."
            )
        _check_sources(events, identity)
        try:
            positions = self._log.append(events).positions
        except Unavailable as error:
            self._trouble = (time.monotonic(), error.problem)
            raise
        self._trouble = None
        return positions


@router.post(
    "/api/events",
    status_code=201,
    responses=answers(Taken, 409, 413, 415, 422, 507, status=201),
    openapi_extra=body_of("ReportedEvent", MEDIA, many=True),
)
async def post_events(request: Request, identity: Annotated[Identity, Depends(agent)]) -> Response:
    """Report events: one CloudEvents object, or an array of them; all are taken or none.

    Answered only when they are durable. An `id` and `time` that are missing are filled in; an event that is sent again with the
    same `id` and `source` is not taken again and gets the position that it has. A token with the role agent may report only as
    whom it is for and registers nobody; from researcher on also for any agent.
    """
    intake: Intake = request.app.state.intake
    positions = await intake.take(await read_body(request, MEDIA), identity)
    return json_answer(Taken(positions=positions), 201)


def _check_sources(events: list[Event], identity: Identity) -> None:
    anyone = reaches(identity.role, "researcher")
    for source in {event.source for event in events}:
        if source != identity.who and not (anyone and source.startswith("agent/")):
            may = f"“{identity.who}” or any agent" if anyone else f"“{identity.who}”"
            raise Forbidden(
                f"An event says that it comes from “{source}”; this token may not speak for it.",
                f"Its source may be {may}.",
            )
    for event in () if anyone else events:
        mine = event.subject == identity.who
        if isinstance(event.data, AgentRegistered) or (isinstance(event.data, AgentUpdated) and not mine):
            raise Forbidden(
                f"An event says who “{event.subject[:100]}” is; this token may not say so.",
                "A token of the role researcher registers agents, with POST /api/agents.",
            )
