"""Browsers that leave while something is being sent to them, and a server that leaves while something is under way."""

from __future__ import annotations

import asyncio
from typing import Any

from tornado.ioloop import IOLoop
from tornado.websocket import WebSocketClosedError


def expect_leaving(loop: IOLoop) -> None:
    """Keep quiet about sockets that are closed already."""

    def say(asyncio_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        if not isinstance(context.get("exception"), WebSocketClosedError):
            asyncio_loop.default_exception_handler(context)

    loop.asyncio_loop.set_exception_handler(say)  # type: ignore[attr-defined]


def end_tasks(loop: IOLoop) -> None:
    """Have done with what is under way on a loop that has stopped. The threads that work for it end with it; they would keep the process."""
    under = loop.asyncio_loop  # type: ignore[attr-defined]
    tasks = asyncio.all_tasks(under)
    for task in tasks:
        task.cancel()
    under.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
