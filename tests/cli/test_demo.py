"""The first of the README's two commands, from start to end and on again."""

from __future__ import annotations

import re
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import workbench
from tests.cli.demo import Demo
from workbench.core.share import shared
from workbench.log import verify
from workbench.stores import chroma_sidecar

pytestmark = pytest.mark.timeout(300)
COMMAND = [sys.executable, "-m", "workbench"]
NAMES = {path.name for path in shared("docs").glob("*.md")} | {"README.md"}
DOCUMENTS = len(NAMES)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "lab"
    chroma_sidecar(tmp_path / "lab").stop()


def test_it_shows_a_society_that_studies_and_goes_on_where_it_ended(place: Path) -> None:
    with Demo(COMMAND, place) as demo:
        assert demo.home.status_code == 200
        assert "token" not in str(demo.home.url)
        demo.wait_until("exam.completed")
        level = demo.get("/api/figures/level").json()
        assert level["status"] == "live"
        assert level["value"] > 0
        assert level["events"] > 0
        (dashboards,) = set(re.findall(r'href="(http://127\.0\.0\.1:\d+/observatory)"', demo.home.text))
        page = demo.browser.get(dashboards)
        assert page.status_code == 200
        assert "Observatory" in page.text
        demo.wait_until("document.ingested", DOCUMENTS)
        answer = demo.ask("How do I forget a memory?")
        assert answer["kind"] == "answered"
        assert {citation["source"] for citation in answer["citations"]} == {"collection/workbench"}
        assert "forget" in answer["text"]
        assert demo.end(signal.SIGINT) == 0
    with workbench.open(place) as lab:
        head = lab.log.head
        assert verify(lab.log).events == head
        assert len(lab.members.all()) == 6
        assert {document.name for document in lab.collections.documents("workbench")} == NAMES
    with Demo(COMMAND, place) as demo:
        again = set(re.findall(r'href="(http://127\.0\.0\.1:\d+/observatory)"', demo.home.text))
        assert again == {dashboards}, "pages left open find their server again"
        assert demo.get("/api/health").json()["head"] >= head
        assert len(demo.get("/api/agents").json()["members"]) == 6
        demo.wait_until_said("documentation", ", 0 of them new")
        assert demo.end(signal.SIGTERM) == 0
    with workbench.open(place) as lab:
        kinds = ["document.added", "document.ingested"]
        assert len(list(lab.log.read(kinds=kinds))) == 2 * DOCUMENTS, "taken in once, however often it is started"


@pytest.mark.slow
def test_killed_at_once_it_leaves_no_process_and_a_whole_lab(place: Path) -> None:
    with Demo(COMMAND, place) as demo:
        demo.wait_until("memory.created")
        notebooks = demo.notebooks()
        assert demo.browser.get(f"{notebooks}/lab").status_code == 200, "signed in by the hub's cookie"
        mark = {"X-XSRFToken": demo.browser.cookies["_xsrf"]}
        assert demo.browser.post(f"{notebooks}/api/kernels", json={}, headers=mark).status_code == 201
        demo.end(signal.SIGKILL)  # kernels too
    with workbench.open(place) as lab:
        assert verify(lab.log).events == lab.log.head
