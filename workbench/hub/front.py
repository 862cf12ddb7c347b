"""What every answer passes: headers that keep browsers from doing harm, and a word of patience while the hub starts."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from workbench.core.errors import Unavailable
from workbench.hub.components import Components
from workbench.hub.errors import problem_response

# Pages, scripts and styles are ours alone; the API page needs inline styles. Dashboards on other ports may frame us.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'self' http://127.0.0.1:* http://localhost:*"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-site",
    "Cache-Control": "no-store",
}
_ALWAYS = ("/api/health", "/api/docs/")


class Front:
    """ASGI middleware: adds the headers; answers 503 until every component has come up once."""

    def __init__(self, app: ASGIApp, components: Components) -> None:
        self._app = app
        self._components = components

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return

        async def adding(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        if self._components.started or scope["path"].startswith(_ALWAYS):
            await self._app(scope, receive, adding)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1013, "reason": "the hub is starting"})
        else:
            patience = Unavailable("The hub is starting.", "Try again in a moment; /api/health/ready says when.")
            await problem_response(patience)(scope, receive, adding)
