"""Who asks: the token in a header or in a cookie, and where a browser's request comes from.

A cookie is sent along by the browser whoever made it ask. So what changes something, and every socket, must also come from
a page of ours: its origin has to be this host. A header is put there by a program that has the token, and needs no more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection, Request
from starlette.websockets import WebSocket

from workbench.core.errors import Forbidden, Unauthenticated
from workbench.core.hosts import is_loopback
from workbench.hub.roles import Role, reaches
from workbench.hub.tokens import Identity, check_token

_SAFE = ("GET", "HEAD", "OPTIONS")
_HOW = "Send “Authorization: Bearer <token>”, or open the URL that `workbench open` prints."


class Gate:
    """Checks tokens of one lab.

    Attributes:
        secret: the key that signs them.
        epoch: the identity of the lab's log.
    """

    def __init__(self, secret: bytes, epoch: str) -> None:
        self.secret = secret
        self.epoch = epoch

    def identity(self, connection: HTTPConnection) -> Identity:
        """Who asks, by header or else by cookie.

        Raises:
            Unauthenticated: there is no token, or it is not valid.
            Forbidden: a page of another site asks in somebody's name.
        """
        scheme, _, token = connection.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and token.strip():
            return check_token(token.strip(), self.secret, self.epoch)
        found = identity_from_cookies(connection.cookies, self.secret, self.epoch)
        if found is None:
            raise Unauthenticated("There is no token.", _HOW)
        if connection.scope["type"] == "websocket" or connection.scope["method"] not in _SAFE:
            _check_page(connection)
        return found


def gate_of(connection: HTTPConnection) -> Gate:
    """The gate of the application that a connection came to."""
    gate: Gate = connection.app.state.gate
    return gate


def identity_of(request: Request) -> Identity:
    """Who asks, whatever their role; this and the next two are FastAPI dependencies."""
    return gate_of(request).identity(request)


def agent(request: Request) -> Identity:
    """Who asks, when they may report what they did."""
    return _admit(request, "agent")


def researcher(request: Request) -> Identity:
    """Who asks, when they may work with the lab: register agents, report in their name."""
    return _admit(request, "researcher")


def websocket_identity(websocket: WebSocket) -> Identity:
    """Who opens a socket, by header or by cookie. Call it before accepting.

    Raises:
        Unauthenticated: there is no token, or it is not valid.
        Forbidden: the page that opens it is not of this host.
    """
    if websocket.headers.get("origin") is not None:
        _check_page(websocket)
    return gate_of(websocket).identity(websocket)


def allow(identity: Identity, needed: Role) -> None:
    """Let pass who has the role.

    Raises:
        Forbidden: the role is too low.
    """
    if not reaches(identity.role, needed):
        raise Forbidden(
            f"This needs the role {needed}; the token of {identity.who} has {identity.role}.",
            f"Ask for a token made with `workbench token --role {needed}`.",
        )


def identity_from_cookies(cookies: Mapping[str, str], secret: bytes, epoch: str) -> Identity | None:
    """Who asks, by the lab's cookie; None without one. For any server on the hub's host: a cookie holds for all its ports.

    Raises:
        Unauthenticated: the cookie's token is not valid (any more).
    """
    token = cookies.get(cookie_name(epoch))
    return check_token(token, secret, epoch) if token else None


def cookie_name(epoch: str) -> str:
    """The name of a lab's cookie: labs on one host must not put out each other's."""
    return f"workbench-{hashlib.sha256(epoch.encode()).hexdigest()[:12]}"


def same_host(origin: str, host: str, scheme: str = "http") -> bool:
    """Whether a page's origin is the host that it asks: the same port too, except on loopback, where dashboards have their own.

    >>> same_host("http://127.0.0.1:5006", "127.0.0.1:8000")
    True
    >>> same_host("https://lab.org:9000", "lab.org:8000"), same_host("https://evil.org", "127.0.0.1:8000")
    (False, False)
    """
    try:
        page, own = urlsplit(origin), urlsplit(f"{scheme}://{host}")
        if page.scheme not in ("http", "https") or not page.hostname or page.hostname != own.hostname:
            return False
        return is_loopback(page.hostname) or _port(page.scheme, page.port) == _port(scheme, own.port)
    except ValueError:
        return False


def _admit(request: Request, needed: Role) -> Identity:
    identity = identity_of(request)
    allow(identity, needed)
    return identity


def _port(scheme: str, port: int | None) -> int:
    return port or (443 if scheme in ("https", "wss") else 80)


def _check_page(connection: HTTPConnection) -> None:
    origin = connection.headers.get("origin")
    if origin is None:
        fits = connection.headers.get("sec-fetch-site") == "same-origin"
    else:
        fits = same_host(origin, connection.headers.get("host", ""), connection.url.scheme)
    if not fits:
        raise Forbidden(
            "A page of another host, or of none, asks in the name of this browser's user.",
            "Ask from a page of this hub, or send the token as “Authorization: Bearer <token>”.",
        )
