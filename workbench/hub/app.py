"""The application: routes over a lab, and the components behind them in the order in which they need each other."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from importlib.metadata import PackageNotFoundError, version

from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI

from workbench.hub import (
    agents,
    answer_stream,
    chat,
    collections,
    docs_pages,
    events,
    generate,
    health,
    home,
    intake,
    memory,
    memory_pairs,
    metrics,
    openapi,
    page,
    realtime,
    sessions,
    state,
)
from workbench.hub.auth import Gate
from workbench.hub.components import Component, Components
from workbench.hub.errors import install_errors
from workbench.hub.fanout import Fanout
from workbench.hub.front import Front
from workbench.hub.intake import Intake
from workbench.hub.lab import LabPort
from workbench.hub.limits import Limits
from workbench.hub.metrics import Metrics, Timing
from workbench.hub.streams import CADENCE_S, Streams
from workbench.hub.writings import Writings
from workbench.observatory.metric import Stream

_PATIENCE_SECONDS = 5.0
_TAGS = [
    {"name": "events", "description": "Everything that happened: report it, read it."},
    {"name": "agents", "description": "Who belongs to the lab."},
    {"name": "memory", "description": "What agents remember, and the sessions that they hand to each other."},
    {"name": "answers", "description": "Questions answered with sources, and conversations."},
    {"name": "collections", "description": "Documents, to be found passage by passage."},
    {"name": "generation", "description": "Texts that are written, and pictures that are painted."},
    {"name": "state", "description": "What is measured and known, now or as of any past moment."},
    {"name": "health", "description": "How the hub is."},
]


def create_app(
    lab: LabPort,
    *,
    dashboards_url: str | None = None,
    limits: Limits | None = None,
    cadence_s: Mapping[Stream, float] = CADENCE_S,
) -> FastAPI:
    """The hub of a lab as an ASGI application.

    Args:
        lab: an open lab; it stays open when the application ends.
        dashboards_url: where the dashboards are, for the home page.
        limits: of realtime connections.
        cadence_s: seconds between two pushes of each stream.
    """
    app = FastAPI(
        title="Workbench",
        version=_version(),
        description="The hub of a lab. Errors are always an object with “problem”, “remedy” and “code”.",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        openapi_tags=_TAGS,
        lifespan=_lifespan,
    )
    app.state.lab = lab
    app.state.dashboards_url = dashboards_url
    app.state.limits = limits or Limits()
    app.state.gate = Gate(lab.folder.secret() if lab.folder else secrets.token_hex(32).encode(), lab.log.epoch)
    app.state.intake = Intake(lab.log, lab.clock)
    app.state.recalls = CapacityLimiter(memory.THREADS)  # they are slow: the rest must not wait for a thread
    app.state.asks = CapacityLimiter(answer_stream.THREADS)
    app.state.ingestions = CapacityLimiter(collections.THREADS)
    app.state.writings = Writings()
    app.state.metrics = Metrics()
    app.state.fanout = Fanout(lab.log, app.state.limits)
    app.state.streams = Streams(lab.observatory, lab.log, cadence_s)
    app.state.components = Components(_components(app))
    install_errors(app)
    memories = (memory_pairs, memory)  # in this order: the latter takes any name for a memory's id
    answering = (collections, chat, generate)
    watched = (health, metrics, realtime)
    for part in (events, intake, agents, state, sessions, *memories, *answering, *watched, openapi, home, page):
        app.include_router(part.router)
    app.include_router(docs_pages.router)
    openapi.describe(app, lab.log.vocabulary, app.state.intake.reader)
    _watch(app)
    app.add_middleware(Front, components=app.state.components)
    app.add_middleware(Timing, metrics=app.state.metrics)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Start the components; when that takes long, go on with it while the hub already answers that it is starting."""
    components: Components = app.state.components
    starting = asyncio.create_task(components.start())
    await asyncio.wait({starting}, timeout=_PATIENCE_SECONDS)
    if starting.done():
        await starting
    try:
        yield
    finally:
        starting.cancel()
        with suppress(asyncio.CancelledError, Exception):
            await starting
        await components.stop()


def _components(app: FastAPI) -> tuple[Component, ...]:
    lab: LabPort = app.state.lab

    async def read_log() -> None:
        await to_thread.run_sync(health.check_log, lab)

    async def fold_states() -> None:
        await to_thread.run_sync(lambda: (lab.members.all(), lab.observatory.position))

    async def start_fanout() -> None:
        await app.state.fanout.start()

    async def start_streams() -> None:
        await app.state.streams.start()

    async def nothing() -> None:
        return None

    def check_log() -> str:
        app.state.intake.check()
        return health.check_log(lab)

    return (
        Component("log", read_log, nothing, check_log),
        Component("states", fold_states, nothing),
        Component("fanout", start_fanout, app.state.fanout.stop),
        Component("streams", start_streams, app.state.streams.stop),
        Component("vectors", nothing, nothing, lab.index.check, vital=False),
        Component("graph", nothing, nothing, lab.graph.check, vital=False),
        Component("generator", nothing, nothing, lambda: lab.generator.check(), vital=False),
    )


def _version() -> str:
    try:
        return version("society-workbench")
    except PackageNotFoundError:  # run from a checkout that was never installed
        return "0"


def _watch(app: FastAPI) -> None:
    lab, numbers = app.state.lab, app.state.metrics
    fanout: Fanout = app.state.fanout
    numbers.watch("workbench_head", "The position of the last event.", lambda: lab.log.head)
    numbers.watch("workbench_events_taken_total", "Events taken over HTTP.", lambda: app.state.intake.taken)
    numbers.watch("workbench_connections", "Realtime connections.", lambda: fanout.stats().connections, "endpoint")
    numbers.watch("workbench_subscriptions", "Subscriptions of all connections.", lambda: fanout.stats().subscriptions)
    numbers.watch("workbench_deliveries_total", "Events given to connections.", lambda: fanout.stats().delivered)
    numbers.watch("workbench_dropped_total", "Connections ended for being slow.", lambda: fanout.stats().dropped)
    numbers.watch(
        "workbench_embeddings_total", "Texts embedded, by the cache's answer.", lambda: _embedded(lab), "cache"
    )
    numbers.watch("workbench_buffered_bytes", "Given and not taken yet.", lambda: fanout.stats().buffered_bytes)


def _embedded(lab: object) -> dict[str, float]:
    """Hits and misses of the embedding cache. Asking must not make it: until somebody embeds something there is none."""
    embedder = vars(lab).get("embedder")
    return {} if embedder is None else {"hit": getattr(embedder, "hits", 0), "miss": getattr(embedder, "misses", 0)}
