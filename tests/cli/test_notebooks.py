"""The Jupyter server as a real process: who gets in, how far, and that nothing of it stays."""

from __future__ import annotations

import http.client
import json
import re
import signal
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from websockets.exceptions import InvalidStatus

import workbench
from tests.cli.running import Running, ask
from workbench.app import Lab
from workbench.core.announcement import announced, find_announced
from workbench.hub import make_token
from workbench.hub.auth import cookie_name
from workbench.hub.roles import Role

pytestmark = pytest.mark.timeout(240)
PAGE = "/voila/render/voila/observatory.ipynb"
CODE = "import os, sys; print(os.environ['WORKBENCH_LAB'], sys.executable)"
# What somebody may have for servers of their own; here it would open the door wide.
HOSTILE = "c.ServerApp.allow_origin = '*'\nc.ServerApp.disable_check_xsrf = True\nc.IdentityProvider.token = 'mine'\n"


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with workbench.open(tmp_path_factory.mktemp("notebooks") / "tidepool") as opened:
        opened.agent("Ada")
        yield opened


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("home")
    (place / ".jupyter").mkdir()
    for name in ("jupyter_config.py", "jupyter_server_config.py"):
        (place / ".jupyter" / name).write_text(HOSTILE)
    return place


@pytest.fixture(scope="module")
def server(lab: Lab, home: Path) -> Iterator[Running]:
    with Running("notebooks", lab=folder(lab), HOME=str(home)) as running:
        yield running


def folder(lab: Lab) -> Path:
    assert lab.folder is not None
    return lab.folder.path


def cookie(lab: Lab, role: Role, hours: float = 1) -> dict[str, str]:
    assert lab.folder is not None
    token = make_token(lab.folder.secret(), lab.log.epoch, "person/eve", role, timedelta(hours=hours))
    return {cookie_name(lab.log.epoch): token}


def start_kernel(browser: httpx.Client) -> str:
    """Start a kernel as JupyterLab does, which shows that the page which asks is ours."""
    browser.get("/lab")
    answer = browser.post("/api/kernels", json={}, headers={"X-XSRFToken": browser.cookies["_xsrf"]})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def page_kernel(browser: httpx.Client) -> str:
    """Open the page that Voila publishes; says which kernel draws it."""
    found = re.search(r'"kernelId": "([^"]+)"', browser.get(PAGE).raise_for_status().text)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("expired", [False, True], ids=["none", "expired"])
def test_without_a_cookie_that_holds_nothing_opens(server: Running, lab: Lab, expired: bool) -> None:
    cookies = cookie(lab, "admin", hours=-1) if expired else None
    with server.browser(cookies) as browser:
        for page in ("/", "/lab", "/lab/tree/tour", PAGE, "/voila", "/files/voila/observatory.ipynb"):
            there = browser.get(page, follow_redirects=True)
            assert there.status_code == 401, page
            assert "workbench open" in there.text
        for way in ({"params": {"token": "mine"}}, {"headers": {"Authorization": "token mine"}}, {}):
            for path in ("/api/contents", "/api/kernels", "/api/sessions", "/lab/api/workspaces", "/api/me"):
                assert browser.get(path, **way).status_code in (302, 403), path
        assert browser.post("/api/kernels", json={}).status_code == 403
    with server.browser(cookie(lab, "researcher")) as browser:
        kernel = start_kernel(browser)
        for path in (f"/api/kernels/{kernel}/channels", "/api/events/subscribe"):
            with pytest.raises(InvalidStatus, match=r"40[13]"):
                server.socket(path, cookies)


def test_who_is_not_signed_in_is_led_to_the_hub_under_the_name_they_used(server: Running, lab: Lab) -> None:
    assert lab.folder is not None
    with announced(lab.folder.run, "hub", "http://127.0.0.1:9"), server.browser() as browser:
        way = browser.get("/lab").headers["Location"]
        assert browser.get(way).headers["Location"] == "http://127.0.0.1:9/"
        port = urlsplit(server.url).port
        named = browser.get(way, headers={"Host": f"localhost:{port}"})
        assert named.headers["Location"] == "http://localhost:9/"
        assert browser.get("/lab", headers={"Host": f"evil.org:{port}"}).status_code == 403


@pytest.mark.parametrize("role", ["reader", "agent"])
def test_a_visitor_sees_published_pages_and_nothing_else(server: Running, lab: Lab, role: Role) -> None:
    with server.browser(cookie(lab, role)) as browser:
        there = browser.get("/lab", follow_redirects=True)
        assert there.status_code == 403
        assert "researcher" in there.text
        for path in ("/api/contents/voila/observatory.ipynb", "/api/kernels", "/api/sessions", "/api/kernelspecs"):
            assert browser.get(path).status_code in (302, 403), path
        assert browser.post("/api/kernels", json={}).status_code == 403
        tour = sorted((folder(lab) / "notebooks" / "tour").glob("*.ipynb"))[0].name
        for path in (f"tour/{tour}", f"voila/../tour/{tour}", f"voila/%2e%2e/tour/{tour}", f"voila/..%2ftour/{tour}"):
            status, place = ask_as_written(server, f"/voila/render/{path}", cookie(lab, role))
            assert (status, place.partition("?")[0]) == (302, "/home"), path


def ask_as_written(server: Running, path: str, cookies: dict[str, str]) -> tuple[int, str]:
    """Ask for a path as it stands; browsers and httpx would take `..` out of it."""
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=60)
    ((name, value),) = cookies.items()
    connection.request("GET", path, headers={"Cookie": f"{name}={value}"})
    answer = connection.getresponse()
    connection.close()
    return answer.status, answer.headers["Location"] or ""


def test_a_pages_kernel_takes_no_code(server: Running, lab: Lab, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    for role in ("reader", "researcher"):
        cookies = cookie(lab, role)  # type: ignore[arg-type]
        with server.browser(cookies) as browser:
            kernel = page_kernel(browser)
            assert browser.get(f"/api/kernels/{kernel}").json()["id"] == kernel
        with server.socket(f"/api/kernels/{kernel}/channels", cookies) as socket:
            header = {"msg_id": "1", "msg_type": "execute_request", "session": "s", "username": "", "version": "5.3"}
            code = {"code": f"open({str(seen)!r}, 'w')", "silent": False, "store_history": False}
            message = {"header": header, "parent_header": {}, "metadata": {}, "content": code}
            for channel in ("shell", "control"):
                socket.send(json.dumps({**message, "channel": channel}))
            assert ask(socket, "kernel_info_request")["status"] == "ok"  # the kernel has had its turn
        assert not seen.exists()
    with server.browser(cookie(lab, "researcher")) as browser:
        own = start_kernel(browser)
    with pytest.raises(InvalidStatus, match="403"):
        server.socket(f"/api/kernels/{own}/channels", cookie(lab, "reader"))


def test_a_researcher_works_in_the_lab(server: Running, lab: Lab) -> None:
    cookies = cookie(lab, "researcher")
    with server.browser(cookies) as browser:
        assert browser.get("/", follow_redirects=True).url.path == "/lab"
        names = {entry["name"] for entry in browser.get("/api/contents").json()["content"]}
        assert {"tour", "voila", "jobs"} <= names
        assert set(browser.get("/api/kernelspecs").json()["kernelspecs"]) == {"python3"}
        assert browser.post("/api/kernels", json={}).status_code == 403, "no sign that one of our pages asks"
        evil = {"X-XSRFToken": browser.cookies["_xsrf"], "Origin": "http://evil.org"}
        assert browser.post("/api/kernels", json={}, headers=evil).status_code in (403, 404)
        kernel = start_kernel(browser)
    path = f"/api/kernels/{kernel}/channels"
    with pytest.raises(InvalidStatus, match="403"):
        server.socket(path, cookies, origin="http://evil.org")
    with server.socket(path, cookies, origin=server.url) as socket:
        answer = ask(socket, "execute_request", code=CODE, silent=False, store_history=False)
    assert answer["printed"].split() == [str(folder(lab)), sys.executable]


def test_it_keeps_out_of_the_home_folder(server: Running, home: Path) -> None:
    assert {path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file()} <= {
        ".jupyter/jupyter_config.py",
        ".jupyter/jupyter_server_config.py",
    }


def test_a_port_in_use_is_said(server: Running, lab: Lab) -> None:
    with pytest.raises(AssertionError, match="cannot be used"):
        Running("notebooks", "--port", str(urlsplit(server.url).port), lab=folder(lab))


@pytest.mark.parametrize("how", [None, signal.SIGKILL], ids=["with its parent", "killed"])
def test_kernels_end_with_it(lab: Lab, how: signal.Signals | None) -> None:
    assert lab.folder is not None
    with Running("notebooks", lab=folder(lab)) as running:
        told = find_announced(lab.folder.run, "notebooks")
        assert told is not None
        assert told.url == running.url
        with running.browser(cookie(lab, "researcher")) as browser:
            start_kernel(browser)
        assert running.family()
        assert running.end(how) == (-signal.SIGKILL if how == signal.SIGKILL else 0)


def test_one_notebook_is_published_where_nobody_works(lab: Lab, tmp_path: Path) -> None:
    assert lab.folder is not None
    mine, other = tmp_path / "my page.ipynb", tmp_path / "other.ipynb"
    cell = {"cell_type": "markdown", "source": "# Mine", "metadata": {}, "id": "a"}
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    for place in (mine, other):
        place.write_text(
            json.dumps({"cells": [cell], "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5})
        )
    with Running("voila", str(mine), lab=folder(lab)) as running:
        assert find_announced(lab.folder.run, "voila") is not None
        with running.browser(cookie(lab, "admin")) as browser:
            page = browser.get("/", follow_redirects=True)
            assert page.status_code == 200
            assert "Mine" in page.text
            assert lab.name in page.text
            assert re.search(r"https?://(?!127\.0\.0\.1)", page.text) is None
            assert browser.get("/voila/render/other.ipynb").status_code == 302
            assert browser.get("/lab").status_code in (302, 404)
            assert browser.post("/api/kernels", json={}).status_code in (403, 404)
            assert browser.get("/api/contents").status_code in (302, 403, 404)
        assert running.end(signal.SIGTERM) == 0
    with pytest.raises(AssertionError, match="There is no notebook"):
        Running("voila", str(tmp_path / "none.ipynb"), lab=folder(lab))
