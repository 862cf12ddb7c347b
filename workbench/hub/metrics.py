"""Numbers about the hub itself, in Prometheus' text format."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Depends, Request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from workbench.hub.auth import identity_of
from workbench.hub.openapi import answers
from workbench.hub.tokens import Identity

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_SAID = answers(str)
_SAID[200] = {"description": "Prometheus' text format.", "content": {"text/plain": {"schema": {"type": "string"}}}}

router = APIRouter(tags=["health"])


class Metrics:
    """The numbers of one hub, in a registry of its own.

    Attributes:
        latency: seconds from a request's start until its answer is sent, by route, method and status.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry(auto_describe=False)
        self.latency = Histogram(
            "workbench_request_seconds",
            "Seconds from a request's start until its answer is sent.",
            ("method", "route", "status"),
            registry=self.registry,
            buckets=_BUCKETS,
        )
        ProcessCollector(registry=self.registry)

    def watch(self, name: str, help_: str, read: Callable[[], float | dict[str, float]], label: str = "") -> None:
        """Ask for a number, or for one by each value of `label`, whenever the numbers are asked for; ``…_total`` only grows."""
        self.registry.register(_Watched(name, help_, read, label))

    def text(self) -> bytes:
        """All of them. Blocks."""
        return generate_latest(self.registry)


class Timing:
    """ASGI middleware that measures every HTTP request."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._latency = metrics.latency

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            # The route's template, never the path: paths are the clients' to choose, and each would be kept for ever.
            route = getattr(scope.get("route"), "path", "none")
            self._latency.labels(_method(scope["method"]), route, str(status)).observe(time.perf_counter() - started)


class _Watched(Collector):
    def __init__(self, name: str, help_: str, read: Callable[[], float | dict[str, float]], label: str) -> None:
        self._name = name
        self._help = help_
        self._read = read
        self._label = label

    def describe(self) -> Iterator[Metric]:
        yield self._family()

    def collect(self) -> Iterator[Metric]:
        family = self._family()
        found = self._read()
        for key, value in (found if isinstance(found, dict) else {"": found}).items():
            family.add_metric([key] if self._label else [], value)
        yield family

    def _family(self) -> CounterMetricFamily | GaugeMetricFamily:
        make = CounterMetricFamily if self._name.endswith("_total") else GaugeMetricFamily
        return make(self._name, self._help, labels=[self._label] if self._label else [])


@router.get("/api/metrics", responses=_SAID)
async def metrics(request: Request, identity: Annotated[Identity, Depends(identity_of)]) -> Response:
    """Counts, latencies and what the process uses, in Prometheus' text format."""
    found: Metrics = request.app.state.metrics
    return Response(await to_thread.run_sync(found.text), media_type=CONTENT_TYPE_LATEST)


def _method(method: str) -> str:
    return method if method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS") else "other"
