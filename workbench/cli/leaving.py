"""Browsers that leave while something is being sent to them: no error, and no reason to fill the log."""

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
