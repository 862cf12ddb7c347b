"""A generator behind a server, on good days and on bad ones."""

from __future__ import annotations

import base64
import json
import logging
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.models.generation import faults
from tests.models.generation.conftest import MakePrompt
from tests.models.generation.faults import Fault, Proxy, answer, endless, stall, tokens
from workbench.core.errors import BadInput, Unavailable
from workbench.core.generation import Cancel
from workbench.models.generation.address import Address
from workbench.models.generation.breaker import Breaker
from workbench.models.generation.compatible import Compatible
from workbench.models.generation.server import Patience, Server

KEY = "sk-secret-4711"
QUICK = Patience(place_s=0.3, first_s=0.5, idle_s=0.5, pause_s=0.01, obeyed_s=2.0)
LONG = Patience(pause_s=0.01)
HELLO = answer(tokens("Hel", "lo"))

Make = Callable[..., tuple[Compatible, Proxy]]


@pytest.fixture
def make() -> Iterator[Make]:
    """A generator, and the proxy that it asks."""
    with ExitStack() as stack:

        def made(*what: Fault, patience: Patience = LONG, **how: object) -> tuple[Compatible, Proxy]:
            server = stack.enter_context(faults.proxy(*what))
            address = Address.of(f"{server.url}#tiny&images=brush")
            writer = Compatible(Server(address, KEY, patience, **how))  # type: ignore[arg-type]
            stack.callback(writer.close)
            return writer, server

        yield made


def test_a_text_comes_in_pieces_and_only_what_is_needed_is_sent(
    make: Make, prompt_of: MakePrompt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_ORG_ID", "org-of-somebody")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-somebody")
    writer, server = make(HELLO)
    assert list(writer.stream(prompt_of("Hi?", "A passage </passage> of text."))) == ["Hel", "lo"]
    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    names = {line.split(b":")[0].lower() for line in head.split(b"\r\n")[1:]}
    assert b"Bearer " + KEY.encode() in head
    assert b"somebody" not in head
    assert not [name for name in names if name.startswith((b"x-", b"openai"))]
    asked = json.loads(body)
    assert (asked["model"], asked["max_tokens"], asked["stream"]) == ("tiny", 512, True)
    assert asked["messages"][0]["content"].count("</passage>") == 1


@pytest.mark.parametrize(
    "fault",
    [
        answer("{}", "429 Too Many Requests", "application/json"),
        answer("{}", "429 Too Many Requests", "application/json", "Retry-After: 0"),
        answer("no", "500 Internal Server Error", "text/plain"),
        answer("no", "503 Service Unavailable", "text/plain"),
        faults.refuse,
    ],
)
def test_what_may_pass_is_tried_again(make: Make, prompt_of: MakePrompt, fault: Fault) -> None:
    writer, server = make(fault, fault, HELLO)
    assert "".join(writer.stream(prompt_of("Hi?"))) == "Hello"
    assert len(server.requests) == 3


def test_a_server_that_asks_for_long_is_obeyed(make: Make, prompt_of: MakePrompt) -> None:
    writer, server = make(answer("{}", "429 Too Many Requests", "application/json", "Retry-After: 3600"), HELLO)
    with pytest.raises(Unavailable, match="3600 s"):
        list(writer.stream(prompt_of("Hi?")))
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (stall(), "silent"),
        (stall(": only a comment\n\n"), "silent"),
        (stall(tokens("Hel", end=False)), "silent"),
        (answer(tokens("Hel", end=False)), "broke off"),
        (answer(tokens("Hel", end=False), "200 OK", "text/event-stream", "Content-Length: 5000"), "hung up"),
        (answer(b"\xff\xfe\x00 garbage"), "is not what"),
        (answer(b"data: \xff\xfe\n\n"), "is not what"),
        (answer("data: {not json\n\n"), "is not what"),
        (answer("data: 5\n\ndata: []\n\n"), ""),
        (answer('data: {"choices": 5}\n\ndata: {"choices": ["x"]}\n\n'), "broke off"),
        (answer('data: {"error": {"message": "worn out"}}\n\n'), "worn out"),
        (answer("<html>", "200 OK", "text/html"), "broke off"),
        (answer(f"No key like {KEY}", "401 Unauthorized", "text/plain"), "refuses the key"),
        (answer(f'{{"error": {{"message": "{KEY} knows no tiny"}}}}', "404 Not Found", "application/json"), "404"),
        (answer("", "302 Found", "text/plain", "Location: http://127.0.0.1:9/"), "302"),
        (answer(b"\x1f\x8b", "200 OK", "text/event-stream", "Content-Encoding: gzip"), "more than anybody"),
    ],
)
def test_what_goes_wrong_is_said_in_time_and_without_the_key(
    make: Make, prompt_of: MakePrompt, fault: Fault, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    writer, server = make(fault, patience=QUICK)
    with caplog.at_level(logging.DEBUG), pytest.raises(Unavailable) as caught:
        list(writer.stream(prompt_of("Hi?")))
    assert said in caught.value.problem
    assert KEY not in f"{caught.value} {caplog.text} {writer.check()} {writer!r} {vars(writer)}"
    assert caught.value.__context__ is None
    assert len(server.requests) == 1


def test_what_is_refused_is_the_askers_move(make: Make, prompt_of: MakePrompt) -> None:
    writer, _ = make(answer('{"error": {"message": "too long"}}', "400 Bad Request", "application/json"))
    with pytest.raises(BadInput, match="too long"):
        list(writer.stream(prompt_of("Hi?")))


def test_an_endless_stream_ends(make: Make, prompt_of: MakePrompt) -> None:
    writer, server = make(endless(tokens("word", end=False)))
    assert "".join(writer.stream(prompt_of("Hi?", most=50))) == "word" * 50
    assert server.gone.wait(faults.PATIENT_S)
    writer, server = make(endless(tokens("w" * 900, end=False)))
    assert len("".join(writer.stream(prompt_of("Hi?", most=500)))) == 500 * 16
    writer, server = make(endless(b"x" * 100))
    with pytest.raises(Unavailable, match="more than anybody"):
        list(writer.stream(prompt_of("Hi?")))


def test_a_slow_drip_takes_no_longer_than_a_text_may(make: Make, prompt_of: MakePrompt) -> None:
    def drip(wire: socket.socket, made: Proxy) -> None:
        wire.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n")
        wire.settimeout(0.02)
        while True:
            wire.sendall(tokens("a", end=False).encode())
            try:
                if not wire.recv(1):
                    return
            except TimeoutError:
                continue

    writer, _ = make(drip, patience=QUICK._replace(whole_s=0.3))
    with pytest.raises(Unavailable, match="too long"):
        list(writer.stream(prompt_of("Hi?", most=32_768)))


@pytest.mark.parametrize("before", ["", tokens("Hel", end=False)])
def test_cancelling_and_closing_hang_up(make: Make, prompt_of: MakePrompt, before: str) -> None:
    writer, server = make(stall(before))
    cancel = Cancel()
    made: list[str] = []
    reader = threading.Thread(target=lambda: made.extend(writer.stream(prompt_of("Hi?"), cancel)))
    reader.start()
    while not server.requests:
        assert reader.is_alive()
    cancel.cancel()
    reader.join(faults.PATIENT_S)
    assert not reader.is_alive()
    assert server.gone.wait(faults.PATIENT_S)
    assert list(writer.stream(prompt_of("Hi?"), cancel)) == []


def test_closing_the_iterator_hangs_up(make: Make, prompt_of: MakePrompt) -> None:
    writer, server = make(stall(tokens("Hel", end=False)))
    pieces = writer.stream(prompt_of("Hi?"))
    assert next(pieces) == "Hel"
    pieces.close()  # type: ignore[attr-defined]
    assert server.gone.wait(faults.PATIENT_S)


def test_there_are_so_many_places_and_they_are_given_back(make: Make, prompt_of: MakePrompt) -> None:
    writer, _ = make(stall(tokens("Hel", end=False)), HELLO, patience=QUICK, places=1)
    pieces = writer.stream(prompt_of("Hi?"))
    next(pieces)
    with pytest.raises(Unavailable, match="under way"):
        list(writer.stream(prompt_of("Hi?")))
    pieces.close()  # type: ignore[attr-defined]
    assert "".join(writer.stream(prompt_of("Hi?"))) == "Hello"


def test_a_server_that_fails_is_left_alone_and_tried_later(make: Make, prompt_of: MakePrompt) -> None:
    now = [0.0]
    breaker = Breaker(failures=2, pause_s=10.0, clock=lambda: now[0])
    down = answer("no", "500 Internal Server Error", "text/plain")
    writer, server = make(down, down, down, HELLO, patience=LONG._replace(tries=1), breaker=breaker)
    for _ in range(2):
        with pytest.raises(Unavailable, match="500"):
            list(writer.stream(prompt_of("Hi?")))
    with pytest.raises(Unavailable, match="2 requests in a row"):
        list(writer.stream(prompt_of("Hi?")))
    with pytest.raises(Unavailable, match="10 s"):
        writer.check()
    now[0] = 11.0
    with pytest.raises(Unavailable, match="500"):
        list(writer.stream(prompt_of("Hi?")))
    with pytest.raises(Unavailable, match="3 requests"):
        list(writer.stream(prompt_of("Hi?")))
    assert len(server.requests) == 3
    now[0] = 22.0
    assert "".join(writer.stream(prompt_of("Hi?"))) == "Hello"
    assert "in a row" not in writer.check()


def test_nobody_listens(prompt_of: MakePrompt) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    writer = Compatible(Server(Address.of(f"http://127.0.0.1:{port}/v1#tiny"), KEY, QUICK))
    with pytest.raises(Unavailable, match="cannot be reached"):
        list(writer.stream(prompt_of("Hi?")))
    writer.close()
    with pytest.raises(Unavailable, match="closed"):
        list(writer.stream(prompt_of("Hi?")))


@pytest.mark.parametrize(
    ("begin", "media"),
    [(b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff\xe0", "image/jpeg"), (b"RIFF\0\0\0\0WEBP", "image/webp")],
)
def test_pictures_are_painted(make: Make, begin: bytes, media: str) -> None:
    coded = base64.b64encode(begin + b"dots").decode()
    writer, server = make(
        answer(json.dumps({"created": 1, "data": [{"b64_json": coded}]}), "200 OK", "application/json")
    )
    painting = writer.painter.paint("A kettle", 512, 256)
    assert painting is not None
    assert (painting.data, painting.media, painting.by) == (begin + b"dots", media, "brush")
    assert json.loads(server.requests[0].partition(b"\r\n\r\n")[2])["size"] == "512x256"
    with pytest.raises(BadInput):
        writer.painter.paint("A kettle", 0)


@pytest.mark.parametrize(
    "data", [[], 5, [{}], [{"b64_json": "%%%"}], [{"b64_json": base64.b64encode(b"<svg>").decode()}]]
)
def test_what_is_no_picture_is_not_shown(make: Make, data: object) -> None:
    writer, _ = make(answer(json.dumps({"created": 1, "data": data}), "200 OK", "application/json"))
    with pytest.raises(Unavailable, match="no PNG"):
        writer.painter.paint("A kettle")


@pytest.mark.parametrize(
    "url",
    ["http://host/v1", "http://user:pw@host/v1#m", "http://host/v1?key=1#m", "http://:80/v1#m", "http://h:x/v1#m"],
)
def test_addresses_that_are_none_are_refused_without_repeating_them(url: str) -> None:
    with pytest.raises(BadInput) as caught:
        Address.of(url)
    assert "pw" not in str(caught.value)
    with pytest.raises(BadInput):
        Server(Address.of("http://host/v1#m"), "a\nb")
