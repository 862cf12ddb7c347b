"""The API keeps its own description: whatever is thrown at it, no 5xx, and answers are as described."""

from __future__ import annotations

import base64
import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.hub.rest.hubs import batch, bearer, hub_process, token_of
from tests.models.generation import faults
from workbench.app import Lab
from workbench.app.words import VOCABULARY
from workbench.hub.app import create_app

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance"
SECONDS = 20


@pytest.fixture
def model_url() -> Iterator[str]:
    """A server that writes one text and paints one picture, whatever it is asked."""
    coded = base64.b64encode(b"\x89PNG\r\n\x1a\n").decode()
    picture = faults.answer(json.dumps({"created": 1, "data": [{"b64_json": coded}]}), media="application/json")
    text = faults.answer(faults.tokens("A ", "text."))

    def either(wire: socket.socket, proxy: faults.Proxy) -> None:
        (picture if b"/images/" in proxy.requests[-1].partition(b"\r\n")[0] else text)(wire, proxy)

    with faults.proxy(either) as proxy:
        yield f"{proxy.url}#tiny&images=brush"


@pytest.mark.timeout(180)
def test_schemathesis_finds_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, model_url: str) -> None:
    # Without a model to write and paint, 503 is the right answer.
    monkeypatch.setenv("WORKBENCH_GENERATOR", model_url)
    folder, description = tmp_path / "lab", tmp_path / "openapi.json"
    headers = bearer(token_of(folder))
    with hub_process(folder) as process:
        description.write_bytes(httpx.get(f"{process.url}/api/openapi.json", headers=headers).content)
        httpx.post(f"{process.url}/api/agents", headers=headers, json={"name": "Ada"})
        httpx.post(f"{process.url}/api/events", headers=headers, content=batch(20))
        command = [sys.executable, "-m", "schemathesis.cli", "run", str(description), "--url", process.url]
        command += ["--header", f"Authorization: {headers['Authorization']}", "--checks", CHECKS]
        command += ["--phases", "coverage,fuzzing", "--max-examples", "25", "--max-time", str(SECONDS)]
        command += ["--request-timeout", str(SECONDS)]  # the first recall loads the model
        command += ["--generation-deterministic", "--no-color", "--warnings", "off"]
        ran = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=3 * SECONDS)
        assert ran.returncode == 0, ran.stdout[-8_000:] + ran.stderr[-2_000:]
        # It got further than the door: some of what it made up was valid and was taken.
        assert httpx.get(f"{process.url}/api/events", headers=headers).json()["head"] > 21


def test_every_kind_is_described_as_it_is_sent(lab: Lab) -> None:
    schemas = create_app(lab).openapi()["components"]["schemas"]
    reported = {branch["$ref"].rpartition("/")[2] for branch in schemas["ReportedEvent"]["anyOf"]}
    assert {kind for name in reported for kind in schemas[name]["properties"]["type"]["enum"]} == set(VOCABULARY.kinds)
    for payload in VOCABULARY.payloads:
        assert "type" not in schemas[payload.__name__]["properties"]


def test_every_route_that_answers_is_described(lab: Lab) -> None:
    paths: dict[str, Any] = create_app(lab).openapi()["paths"]
    for path in (
        "/api/events",
        "/api/agents",
        "/api/memory/{memory}",
        "/api/memory/sessions",
        "/api/state/{state}",
        "/api/explain/{figure}",
        "/api/health",
        "/api/metrics",
    ):
        assert "401" in paths[path]["get"]["responses"]
        assert paths[path]["get"]["security"] == [{"token": []}]
    assert "security" not in paths["/api/health/live"]["get"]
    assert set(paths["/api/events"]["post"]["responses"]) >= {
        "201",
        "401",
        "403",
        "409",
        "413",
        "415",
        "422",
        "503",
        "507",
    }
