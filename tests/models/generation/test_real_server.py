"""A generator behind a real OpenAI-compatible server: `transformers serve`, which runs the model that was taught one answer."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.models.generation import faults
from tests.models.generation.conftest import MakePrompt
from tests.models.generation.tiny import ANSWER, ASKED
from workbench.core.errors import BadInput, Unavailable
from workbench.core.generation import Cancel
from workbench.models.generation import open_generator
from workbench.retrieval.terms import terms

pytestmark = pytest.mark.slow
_STARTS_S = 90.0


@pytest.fixture(scope="module")
def port(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Where the server listens."""
    said = tmp_path_factory.mktemp("serve") / "log"
    command = [str(Path(sys.executable).parent / "transformers"), "serve", str(tiny), "--device", "cpu"]
    with said.open("wb") as out:
        server = subprocess.Popen(
            [*command, "--host", "127.0.0.1", "--port", "0"],
            stdout=out,
            stderr=out,
            env={**os.environ, "HF_HUB_OFFLINE": "1"},
        )
    try:
        until = time.monotonic() + _STARTS_S
        while not (found := re.search(r"running on http://127\.0\.0\.1:(\d+)", said.read_text())):
            assert server.poll() is None, said.read_text()
            assert time.monotonic() < until, said.read_text()
            time.sleep(0.1)
        yield int(found[1])
    finally:
        server.terminate()
        server.wait()


def test_it_writes_what_the_model_was_taught(port: int, tiny: Path, prompt_of: MakePrompt) -> None:
    writer = open_generator(f"http://127.0.0.1:{port}/v1#{tiny}", terms=terms)
    pieces = list(writer.stream(prompt_of(ASKED, most=100)))
    assert "".join(pieces) == ANSWER
    assert len(pieces) > 3
    assert "".join(writer.stream(prompt_of(ASKED, most=10))) == ANSWER[:10]
    writer.close()


def test_it_writes_through_a_proxy_that_fails_first(port: int, tiny: Path, prompt_of: MakePrompt) -> None:
    busy = faults.answer("{}", "503 Service Unavailable", "application/json", "Retry-After: 0")
    with faults.proxy(busy, faults.handing_on(port)) as proxy:
        writer = open_generator(f"{proxy.url}#{tiny}", terms=terms)
        assert "".join(writer.stream(prompt_of(ASKED, most=100))) == ANSWER
        assert len(proxy.requests) == 2
        writer.close()


def test_cancelling_ends_it_and_the_next_is_written(port: int, tiny: Path, prompt_of: MakePrompt) -> None:
    writer = open_generator(f"http://127.0.0.1:{port}/v1#{tiny}", terms=terms)
    cancel = Cancel()
    pieces = writer.stream(prompt_of(ASKED, most=100), cancel)
    assert ANSWER.startswith(next(pieces))
    cancel.cancel()
    assert list(pieces) == []
    assert "".join(writer.stream(prompt_of(ASKED, most=100))) == ANSWER
    writer.close()


def test_a_model_that_it_does_not_serve_is_an_error(port: int, prompt_of: MakePrompt) -> None:
    writer = open_generator(f"http://127.0.0.1:{port}/v1#nobody/no-model", terms=terms)
    with pytest.raises((Unavailable, BadInput)):
        list(writer.stream(prompt_of(ASKED)))
    writer.close()
