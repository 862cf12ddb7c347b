"""Texts over HTTP: written, streamed, refused, and stopped when nobody waits."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from tests.hub.rest.hubs import hub, hub_process, token_of
from tests.models.generation import faults
from tests.models.generation.faults import tokens
from workbench.app import Lab
from workbench.core.errors import Unavailable
from workbench.core.generation import Cancel, Prompt
from workbench.hub.writings import Writings
from workbench.models.generation.painting import Nobody

KETTLE = {"text": "The kettle boils in three minutes. Its lid is red.", "title": "Kettle"}
WISH = {"prompt": "How long until the kettle boils?", "passages": [KETTLE]}


class Slow:
    """Writes one word, then waits until it is cancelled."""

    name = "slow"
    painter = Nobody()

    def __init__(self, error: Exception | None = None) -> None:
        self.ended = threading.Event()
        self.error = error

    def stream(self, prompt: Prompt, cancel: Cancel | None = None) -> Iterator[str]:
        assert cancel is not None
        yield "One"
        if self.error:
            raise self.error
        cancel.then(self.ended.set)
        assert self.ended.wait(30)

    def check(self) -> str:
        return "slow"

    def close(self) -> None:
        return None


async def test_a_text_is_quoted_from_the_passages_given(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/generate/text", json=WISH)
    assert answer.status_code == 200, answer.text
    assert answer.json() == {"text": "The kettle boils in three minutes. [1]", "by": "extractive"}


async def test_without_model_and_passages_the_remedy_is_told(client: httpx.AsyncClient) -> None:
    for path in ("/api/generate/text", "/api/generate/text/stream"):
        answer = await client.post(path, json={"messages": [{"role": "user", "text": "Why?"}]})
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
        assert "WORKBENCH_GENERATOR" in answer.json()["remedy"]
    answer = await client.post("/api/generate/image", json={"prompt": "A kettle"})
    assert answer.status_code == 503
    assert "images=" in answer.json()["remedy"]


async def test_a_stream_gives_the_pieces_and_then_says_that_it_is_done(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/generate/text/stream", json=WISH)
    assert answer.headers["content-type"].startswith("text/event-stream")
    events = [event.split("\n") for event in answer.text.strip().split("\n\n")]
    assert events[0] == ["event: token", 'data: {"text":"The "}']
    assert events[-1] == ["event: done", 'data: {"by":"extractive"}']


async def test_what_goes_wrong_within_a_stream_is_an_event(
    client: httpx.AsyncClient, lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Lab, "generator", Slow(Unavailable("It broke off.", "Try again.")))
    text = (await client.post("/api/generate/text/stream", json=WISH)).text
    assert text.endswith(
        'event: error\ndata: {"problem":"It broke off.","remedy":"Try again.","code":"unavailable"}\n\n'
    )
    assert (await client.post("/api/generate/text", json=WISH)).status_code == 503


@pytest.mark.parametrize(
    "wish",
    [
        {},
        {"prompt": " "},
        {"prompt": "a", "messages": [{"role": "user", "text": "b"}]},
        {"prompt": "a", "most": 0},
        {"x": 1},
    ],
)
async def test_what_asks_for_nothing_is_refused(client: httpx.AsyncClient, wish: dict[str, object]) -> None:
    for path in ("/api/generate/text", "/api/generate/text/stream", "/api/generate/image"):
        assert (await client.post(path, json=wish)).status_code in (422, 503)
    assert (await client.post("/api/generate/text", json=wish)).status_code == 422


async def test_a_reader_has_nothing_written(lab: Lab) -> None:
    async with hub(lab, role="reader") as client:
        assert (await client.post("/api/generate/text", json=WISH)).status_code == 403


async def test_health_tells_of_the_generator(client: httpx.AsyncClient) -> None:
    said = (await client.get("/api/health")).json()["components"]["generator"]
    assert (said["state"], said["detail"]) == ("up", "quotes what is found; no model is named")


async def test_a_text_that_nobody_waits_for_is_stopped_and_too_many_are_refused() -> None:
    slow = Slow()
    writings = Writings(most=1)
    writing = writings.begin(lambda cancel: slow.stream(Prompt(messages=()), cancel))
    assert await writing.next() == "One"
    with pytest.raises(Exception, match="being written"):
        writings.begin(lambda cancel: iter(()))
    with pytest.raises(TimeoutError):
        await writing.next(0.01)
    writing.cancel.cancel()
    assert await asyncio.wait_for(writing.next(), 30) is None
    assert slow.ended.is_set()


@pytest.mark.parametrize(
    ("path", "before"), [("text", ""), ("text/stream", ""), ("text/stream", tokens("One", end=False))]
)
def test_who_goes_away_stops_the_work_down_to_the_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, before: str
) -> None:
    with faults.proxy(faults.stall(before)) as model:
        monkeypatch.setenv("WORKBENCH_GENERATOR", f"{model.url}#tiny")
        token = token_of(tmp_path / "lab")
        with hub_process(tmp_path / "lab") as process:
            url = urlsplit(process.url)
            body = json.dumps({"prompt": "Why?"}).encode()
            head = f"POST /api/generate/{path} HTTP/1.1\r\nHost: {url.netloc}\r\nAuthorization: Bearer {token}\r\n"
            with socket.create_connection((str(url.hostname), url.port or 80), timeout=faults.PATIENT_S) as wire:
                wire.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
                seen = b""
                while not model.requests or (before and b"One" not in seen):
                    seen += wire.recv(4_096) if before else b""
            assert model.gone.wait(faults.PATIENT_S)
