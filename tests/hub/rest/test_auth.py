"""Who gets in: by header, by cookie, and from which pages."""

from __future__ import annotations

from http.cookies import SimpleCookie
from typing import Any

import httpx
import pytest
from fastapi import WebSocket
from fastapi.testclient import TestClient

from tests.hub.rest.hubs import URL, hub, memory, token_for
from workbench.app import Lab
from workbench.core.errors import Unauthenticated, WorkbenchError
from workbench.hub.app import create_app
from workbench.hub.auth import cookie_name, identity_from_cookies, same_host, websocket_identity

HERE = {"origin": URL}


async def sign_in(client: httpx.AsyncClient, role: Any = "researcher") -> httpx.Response:
    app = client.app  # type: ignore[attr-defined]
    answer = await client.get("/", params={"token": token_for(app, role)})
    client.cookies.update(answer.cookies)
    return answer


@pytest.mark.parametrize(
    "path",
    [
        "/api/events",
        "/api/events/1",
        "/api/agents",
        "/api/state/members",
        "/api/figures/level",
        "/api/explain/level:lab@0",
        "/api/health",
        "/api/metrics",
        "/api/docs",
        "/api/openapi.json",
    ],
)
async def test_without_a_token_nothing_is_told(lab: Lab, path: str) -> None:
    async with hub(lab, role=None) as client:
        answer = await client.get(path)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith("Bearer")
        assert answer.json()["code"] == "unauthenticated"
        assert "token" in answer.json()["remedy"]


async def test_a_reader_reads_and_does_nothing_else(lab: Lab) -> None:
    async with hub(lab, "reader") as client:
        assert (await client.get("/api/events")).status_code == 200
        refused = await client.post("/api/agents", json={"name": "Ada"})
        assert refused.status_code == 403
        assert "researcher" in refused.json()["problem"]
        assert (await client.post("/api/events", json=memory(1))).status_code == 403


async def test_an_agent_may_not_register_agents(lab: Lab) -> None:
    async with hub(lab, "agent", "agent/ada") as client:
        assert (await client.post("/api/agents", json={"name": "Boris"})).status_code == 403


async def test_the_cookie_is_shut_to_scripts_and_holds_for_every_port(lab: Lab) -> None:
    async with hub(lab, role=None) as client:
        answer = await sign_in(client)
        assert answer.status_code == 303
        assert answer.headers["location"] == "/"
        (morsel,) = SimpleCookie(answer.headers["set-cookie"]).values()
        assert morsel["httponly"]
        assert morsel["samesite"] == "lax"
        assert morsel["path"] == "/"
        assert not morsel["domain"]
        assert (await client.get("/api/agents")).status_code == 200


async def test_another_server_of_the_lab_reads_the_cookie(lab: Lab) -> None:
    async with hub(lab, role=None) as client:
        await sign_in(client, "overseer")
        gate = client.app.state.gate  # type: ignore[attr-defined]
        identity = identity_from_cookies(dict(client.cookies), gate.secret, gate.epoch)
        assert identity is not None
        assert identity.role == "overseer"
        assert identity_from_cookies({}, gate.secret, gate.epoch) is None
        assert identity_from_cookies(dict(client.cookies), gate.secret, "another") is None
        with pytest.raises(Unauthenticated):
            identity_from_cookies({cookie_name(gate.epoch): "x"}, gate.secret, gate.epoch)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (HERE, 201),
        ({"origin": "http://127.0.0.1:5006"}, 201),
        ({"sec-fetch-site": "same-origin"}, 201),
        ({}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://localhost:8000"}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "http://127.0.0.1.evil.example"}, 403),
        ({"origin": "https://evil.example", "sec-fetch-site": "same-origin"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
    ],
)
async def test_a_cookie_changes_things_from_our_pages_only(lab: Lab, headers: dict[str, str], status: int) -> None:
    async with hub(lab, role=None) as client:
        await sign_in(client)
        answer = await client.post("/api/events", json=memory(1), headers=headers)
        assert answer.status_code == status
        assert lab.log.head == (status == 201)


async def test_a_header_changes_things_from_anywhere(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/events", json=memory(1), headers={"origin": "https://elsewhere.example"})
    assert answer.status_code == 201


@pytest.mark.parametrize(
    ("origin", "host", "same"),
    [
        ("http://127.0.0.1:1", "127.0.0.1:2", True),
        ("http://[::1]:1", "[::1]:2", True),
        ("http://localhost", "localhost:2", True),
        ("http://127.0.0.1:1", "localhost:1", False),
        ("https://lab.example", "lab.example", False),
        ("http://lab.example", "lab.example", True),
        ("http://lab.example:80", "lab.example", True),
        ("http://lab.example:81", "lab.example", False),
        ("http://lab.example:x", "lab.example", False),
        ("file://lab.example", "lab.example", False),
        ("", "lab.example", False),
        ("http://", "", False),
    ],
)
def test_which_origins_are_this_host(origin: str, host: str, same: bool) -> None:
    assert same_host(origin, host) is same


@pytest.mark.parametrize(
    ("by", "origin", "welcome"),
    [
        ("header", None, True),
        ("header", URL, True),
        ("header", "https://evil.example", False),
        ("cookie", URL, True),
        ("cookie", "http://127.0.0.1:5006", True),
        ("cookie", None, False),
        ("cookie", "https://evil.example", False),
        ("nothing", URL, False),
    ],
)
def test_who_may_open_a_socket(lab: Lab, by: str, origin: str | None, welcome: bool) -> None:
    app = create_app(lab)

    @app.websocket("/probe")
    async def probe(websocket: WebSocket) -> None:
        await websocket.accept()
        try:
            await websocket.send_text(websocket_identity(websocket).who)
        except WorkbenchError:
            await websocket.send_text("nobody")
        await websocket.close()

    token = token_for(app)
    headers = {} if origin is None else {"origin": origin}
    if by == "header":
        headers["authorization"] = f"Bearer {token}"
    if by == "cookie":
        headers["cookie"] = f"{cookie_name(lab.log.epoch)}={token}"
    with (
        TestClient(app, base_url=URL) as client,
        client.websocket_connect("ws://127.0.0.1:8000/probe", headers=headers) as socket,
    ):
        assert socket.receive_text() == ("person/eve" if welcome else "nobody")
