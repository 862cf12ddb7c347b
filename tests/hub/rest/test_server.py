"""The server as a process: found, polite to requests under way, gone when it should be, and honest through kill -9."""

from __future__ import annotations

import json
import random
import signal
import socket
import threading
import time
from pathlib import Path

import httpx
import psutil
import pytest

from tests.hub.rest.hubs import Process, batch, bearer, hub_process, memory, token_of
from workbench.app import open_lab
from workbench.core.errors import Unavailable
from workbench.hub.server import serve


def test_it_is_found_by_a_file_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "lab"
    with hub_process(folder) as process:
        place = folder / "run" / "hub.json"
        assert json.loads(place.read_text()) == {"url": process.url, "pid": process.child.pid}
        assert place.stat().st_mode & 0o777 == 0o600
        assert httpx.get(f"{process.url}/api/health/ready").status_code == 200
        connections = psutil.Process(process.child.pid).net_connections(kind="inet")
        assert {c.laddr.ip for c in connections if c.status == psutil.CONN_LISTEN} == {"127.0.0.1"}
        assert process.end() == 0
        assert not place.exists()


@pytest.mark.parametrize("sig", [signal.SIGTERM, signal.SIGINT])
def test_a_request_under_way_is_finished(tmp_path: Path, sig: int) -> None:
    folder, body = tmp_path / "lab", batch(500)
    token = token_of(folder)
    with hub_process(folder) as process:
        host, _, port = process.url.removeprefix("http://").partition(":")
        with socket.create_connection((host, int(port))) as line:
            head = f"POST /api/events HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\nContent-Length: {len(body)}\r\n\r\n"
            line.sendall(head.encode() + body[:1000])
            time.sleep(0.2)
            ending = threading.Thread(target=process.end, args=(sig,))
            ending.start()
            time.sleep(0.5)
            assert process.child.poll() is None
            line.sendall(body[1000:])
            answer = b""
            while part := line.recv(65536):
                answer += part
            ending.join()
        assert answer.startswith(b"HTTP/1.1 201"), answer[:500]
        assert process.child.returncode == 0
    with open_lab(folder) as lab:
        assert lab.log.head == 500


def test_it_does_not_outlive_its_parent(tmp_path: Path) -> None:
    with hub_process(tmp_path / "lab") as process:
        assert process.child.stdin is not None
        process.child.stdin.close()
        assert process.child.wait(timeout=20) == 0


def test_tokens_are_not_written_down(tmp_path: Path) -> None:
    folder = tmp_path / "lab"
    token = token_of(folder)
    with hub_process(folder) as process:
        assert httpx.get(f"{process.url}/", params={"token": token}).status_code == 303
        assert httpx.get(f"{process.url}/", params={"token": token + "x"}).status_code == 401
        assert httpx.get(f"{process.url}/api/events", params={"token": token}).status_code == 401
        process.end()
        assert process.child.stdout is not None
        assert token not in process.child.stdout.read().decode()
    assert token not in (tmp_path / "lab.out").read_text()


def test_an_address_in_use_is_said(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, open_lab("memory:") as lab:
        with pytest.raises(Unavailable, match="cannot listen"):
            serve(lab, port=taken.getsockname()[1])
        with pytest.raises(Unavailable, match="cannot listen"):
            serve(lab, host="203.0.113.1")


def test_the_hub_that_came_later_keeps_its_file(tmp_path: Path) -> None:
    folder = tmp_path / "lab"
    with hub_process(folder) as first, hub_process(folder) as second:
        first.end()
        assert json.loads((folder / "run" / "hub.json").read_text())["url"] == second.url


@pytest.mark.parametrize("seed", range(3))
def test_kill_9_loses_nothing_that_was_acknowledged(tmp_path: Path, seed: int) -> None:
    folder, chance = tmp_path / "lab", random.Random(seed)
    token = token_of(folder)
    acknowledged: dict[str, int] = {}
    for life in range(2):
        process = Process(folder)
        writers = [
            threading.Thread(target=_write, args=(process.url, token, f"{life}-{writer}", acknowledged))
            for writer in range(4)
        ]
        for writer in writers:
            writer.start()
        time.sleep(0.3 + chance.random() * 0.5)
        process.end(signal.SIGKILL)
        for writer in writers:
            writer.join()
        process.close()
    assert len(acknowledged) > 100
    with open_lab(folder) as lab:
        found = {record.event.id: record.position for record in lab.log.read()}
        assert list(found.values()) == list(range(1, lab.log.head + 1))
        assert {id_: found.get(id_) for id_ in acknowledged} == acknowledged


def _write(url: str, token: str, name: str, acknowledged: dict[str, int]) -> None:
    """Report as fast as the hub answers, until it is gone."""
    with httpx.Client(base_url=url, headers=bearer(token)) as client:
        number = 0
        while True:
            events = [memory(f"{name}-{number + i}") for i in range(20)]
            number += 20
            try:
                answer = client.post("/api/events", json=events)
            except httpx.HTTPError:
                return
            assert answer.status_code == 201
            for event, position in zip(events, answer.json()["positions"], strict=True):
                acknowledged[event["id"]] = position
