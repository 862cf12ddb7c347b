"""The server process: uvicorn around the application, found by others through a file in the lab's folder."""

from __future__ import annotations

import asyncio
import gc
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import FrameType

import uvicorn
from fastapi import FastAPI

from workbench.core.announcement import announced
from workbench.core.errors import Unavailable
from workbench.core.parent import end_with_parent
from workbench.hub.app import create_app
from workbench.hub.components import Components
from workbench.hub.lab import LabPort
from workbench.hub.limits import Limits
from workbench.hub.streams import CADENCE_S
from workbench.hub.wire import server_options
from workbench.observatory.metric import Stream

_GRACE_SECONDS = 8


def serve(
    lab: LabPort,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    dashboards_url: str | None = None,
    cadence_s: Mapping[Stream, float] = CADENCE_S,
    end_with_stdin: bool = False,
    on_ready: Callable[[str], None] = lambda url: None,
) -> None:
    """Serve a lab until SIGINT or SIGTERM, then finish the requests under way and return.

    Args:
        lab: an open lab; it stays open.
        host: the address to listen on; by default this machine only.
        port: 0 takes a free one.
        dashboards_url: where the dashboards are, for the home page.
        cadence_s: seconds between two pushes of each stream.
        end_with_stdin: stop also when standard input is closed, as it is when the process that holds it ends.
        on_ready: called with the hub's URL when it answers.

    Raises:
        Unavailable: the address is in use or not ours, or a component did not start.
    """
    listening = _listen(host, port)
    url = _url(host, listening)
    limits = Limits()
    app = create_app(lab, dashboards_url=dashboards_url, limits=limits, cadence_s=cadence_s)
    config = uvicorn.Config(
        app,
        http="httptools",
        lifespan="on",
        access_log=False,  # it would write down addresses, and with them tokens
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        **server_options(limits),
    )
    run = lab.folder.run if lab.folder else None
    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner, listening, _calm_collector():
        runner.run(_run(app, uvicorn.Server(config), listening, url, run, end_with_stdin, on_ready))


async def _run(
    app: FastAPI,
    server: uvicorn.Server,
    listening: socket.socket,
    url: str,
    run: Path | None,
    end_with_stdin: bool,
    on_ready: Callable[[str], None],
) -> None:
    loop, stop = asyncio.get_running_loop(), asyncio.Event()

    def end(sig: int = 0, frame: FrameType | None = None) -> None:
        if stop.is_set():
            server.force_exit = True  # asked a second time
        loop.call_soon_threadsafe(stop.set)

    # Ours first, so that sockets hear where to resume before uvicorn closes them.
    server.handle_exit = end  # type: ignore[method-assign]
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    while not server.started and not serving.done():  # noqa: ASYNC110 — uvicorn has no event for it
        await asyncio.sleep(0.01)
    if not server.started:
        await serving
        raise Unavailable("The hub did not start.", "What it said above tells why.")
    with announced(run, "hub", url) if run else nullcontext():
        if end_with_stdin:
            end_with_parent(end)
        on_ready(url)
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait({serving, stopped}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        await _say_goodbye(app.state.components)
        server.should_exit = True
        await serving


async def _say_goodbye(components: Components) -> None:
    """End what lasts, so that only requests remain, which are finished."""
    components.stopping = True
    for component in reversed(components.all):
        if component.name in ("streams", "fanout"):
            await component.stop()


@contextmanager
def _calm_collector() -> Iterator[None]:
    """A batch of events is thousands of objects at once and none of them garbage; looking through them at Python's usual pace costs a fifth."""
    usual = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except (OSError, OverflowError) as error:
        raise Unavailable(
            f"The hub cannot listen on {host}:{port}: {error}.", "Choose another port; --port 0 takes a free one."
        ) from None


def _url(host: str, listening: socket.socket) -> str:
    name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://{f'[{name}]' if ':' in name else name}:{listening.getsockname()[1]}"
