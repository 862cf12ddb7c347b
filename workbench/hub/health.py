"""Health: whether the process lives, whether it can do its work, and how each component is."""

from __future__ import annotations

import os
import shutil
from typing import Annotated, Literal

from anyio import to_thread
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from workbench.core.errors import Unavailable
from workbench.hub.answers import HealthAnswer, LiveAnswer, PartAnswer, ReadyAnswer, json_answer
from workbench.hub.auth import identity_of
from workbench.hub.components import Components
from workbench.hub.lab import LabPort
from workbench.hub.openapi import answers
from workbench.hub.tokens import Identity

ROOM_BYTES = 64 * 2**20

router = APIRouter(tags=["health"])


@router.get("/api/health/live", responses=answers(LiveAnswer, public=True))
async def live() -> Response:
    """Whether the process answers. Needs no token."""
    return json_answer(LiveAnswer(status="live"))


@router.get("/api/health/ready", responses=answers(ReadyAnswer, 503, public=True))
async def ready(request: Request) -> Response:
    """Whether every vital component is up, the log can be read and written, and the disk has room. Needs no token."""
    await to_thread.run_sync(_components(request).check_ready)
    return json_answer(ReadyAnswer(status="ready"))


@router.get("/api/health", responses=answers(HealthAnswer))
async def health(request: Request, identity: Annotated[Identity, Depends(identity_of)]) -> Response:
    """How each component is, and since when."""
    components = _components(request)
    await to_thread.run_sync(components.look)
    lab: LabPort = request.app.state.lab
    return json_answer(
        HealthAnswer(
            status=_status(components),
            lab=lab.name,
            head=await to_thread.run_sync(_head, lab),
            components={
                part.name: PartAnswer(state=part.state, since=part.since, detail=part.detail) for part in components.all
            },
        )
    )


def check_log(lab: LabPort) -> str:
    """That the log can be read and written and the disk has room; says where it stands. Blocks.

    Raises:
        Unavailable: it cannot.
    """
    head = lab.log.head
    if lab.folder is None:
        return f"{head} events, in memory"
    if not os.access(lab.folder.log, os.R_OK | os.W_OK):
        raise Unavailable(f"{lab.folder.log.name} may not be written.", "Check its owner and permissions.")
    free = shutil.disk_usage(lab.folder.path).free
    if free < ROOM_BYTES:
        raise Unavailable(f"The disk has {free / 2**20:.0f} MiB left.", "Free some disk space.")
    return f"{head:,} events, {free / 2**30:.1f} GiB free"


def _components(request: Request) -> Components:
    components: Components = request.app.state.components
    return components


def _head(lab: LabPort) -> int | None:
    try:
        return lab.log.head
    except Unavailable:
        return None


def _status(components: Components) -> Literal["ok", "failing", "starting", "stopping"]:
    if components.stopping:
        return "stopping"
    if not components.started:
        return "starting"
    return "ok" if all(part.state == "up" for part in components.all) else "failing"
