"""What a stranger gets wrong: each is told what to do, and nothing is left half-done."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import workbench
from workbench.app import Lab
from workbench.core.errors import BadInput, BadLab, Forbidden, WorkbenchError
from workbench.core.events import Payload
from workbench.core.moment import parse_moment
from workbench.hub.intake import Intake
from workbench.hub.roles import Role
from workbench.hub.tokens import Identity
from workbench.members.events import AgentRegistered, AgentUpdated
from workbench.memory.events import MemoryUpdated


@pytest.fixture
def lab() -> Iterator[Lab]:
    with workbench.open("memory:") as lab:
        yield lab


def command(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    said = [sys.executable, "-m", "workbench", *arguments]
    return subprocess.run(said, cwd=folder, capture_output=True, text=True, timeout=100)


@pytest.mark.parametrize(
    "arguments",
    [
        ("status",),
        ("stop",),
        ("open",),
        ("token",),
        ("events",),
        ("examine", "Ada", "json"),
        ("recall", "bees"),
        ("society",),
        ("dashboards",),
        ("log", "verify"),
        ("log", "export"),
    ],
    ids=" ".join,
)
def test_a_lab_mistyped_is_not_made(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = command(tmp_path, *arguments, "--lab", "mistyped")
    assert done.returncode == 3, done.stderr
    assert "There is no lab at" in done.stderr
    assert "--lab" in done.stderr.splitlines()[-1]
    assert not (tmp_path / "mistyped").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("study",),
        ("no-such-command",),
        ("token", "--role", "boss"),
        ("token", "--hours", "nan", "--lab", "here"),
        ("token", "--hours", "1e12", "--lab", "here"),
        ("events", "--kind", "insigt.raised", "--lab", "here"),
        ("log", "export", "--lab", "here", "--output", "no/such/folder"),
        ("log", "import", "no-such-file"),
    ],
    ids=" ".join,
)
def test_wrong_arguments_are_json_when_json_was_asked_for(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    workbench.open(tmp_path / "here").close()
    done = command(tmp_path, *arguments, "--json")
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    said = json.loads(done.stderr)
    assert said["error"] == "BadInput"
    assert said["problem"]
    assert said["remedy"]


def _remove(log: Path) -> None:
    log.unlink()


def _empty(log: Path) -> None:
    log.write_bytes(b"")


@pytest.mark.parametrize("lose", [_remove, _empty])
def test_a_lost_log_is_not_begun_anew(tmp_path: Path, lose: Callable[[Path], None]) -> None:
    with workbench.open(tmp_path / "lab") as lab:
        lab.agent("Ada")
        lab.observatory.level()
    assert (tmp_path / "lab" / "snapshots.db").exists()
    kept = (tmp_path / "lab" / "log.db").read_bytes()
    lose(tmp_path / "lab" / "log.db")
    with pytest.raises(BadLab, match="backup"):
        workbench.open(tmp_path / "lab")
    (tmp_path / "lab" / "log.db").write_bytes(kept)
    with workbench.open(tmp_path / "lab") as lab:
        assert lab.log.head == 1


def test_a_url_makes_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadInput, match="URL"):
        workbench.open("http://127.0.0.1:8000")
    assert list(tmp_path.iterdir()) == []


def test_a_copy_of_a_lab_is_a_lab(tmp_path: Path) -> None:
    with workbench.open(tmp_path / "lab") as lab:
        lab.agent("Ada")
    shutil.copytree(tmp_path / "lab", tmp_path / "copy")
    with workbench.open(tmp_path / "copy") as copy:
        assert [member.name for member in copy.members.all()] == ["Ada"]


@pytest.mark.parametrize("said", [3.5, None, True, [], "when pigs fly"])
def test_what_is_no_moment_is_said(said: Any) -> None:
    with pytest.raises(BadInput, match="not a moment"):
        parse_moment(said, datetime.now().astimezone())


@pytest.mark.parametrize(
    "call",
    [
        lambda lab: lab.agent(5),
        lambda lab: lab.agent("Ada").remember("x", tags="abc"),
        lambda lab: lab.agent("Ada").study("json", limit=0, show=False),
        lambda lab: lab.agent("Ada").study("json", limit=-4, show=False),
    ],
)
def test_a_wrong_argument_changes_nothing(lab: Lab, call: Callable[[Lab], object]) -> None:
    lab.agent("Ada")
    with pytest.raises(BadInput):
        call(lab)
    assert lab.log.head == 1


def test_a_wrong_source_is_explained_in_words(lab: Lab) -> None:
    intake = Intake(lab.log, lab.clock)
    body = b'{"type": "insight.raised", "source": "Agent Ada!", "data": {"text": "x"}}'
    with pytest.raises(BadInput, match="agent/<name>") as caught:
        intake.reader.read(body)
    assert "regex" not in str(caught.value)


@pytest.mark.parametrize(
    ("role", "subject", "data", "may"),
    [
        ("agent", "agent/boris", AgentRegistered(name="Boris"), False),
        ("agent", "agent/ada", AgentRegistered(name="Boris"), False),
        ("agent", "agent/eve", AgentUpdated(interests=("x",)), False),
        ("agent", "agent/ada", AgentUpdated(interests=("x",)), True),
        ("researcher", "agent/boris", AgentRegistered(name="Boris"), True),
    ],
)
async def test_an_agent_registers_nobody_by_events_either(
    lab: Lab, role: Role, subject: str, data: Payload, may: bool
) -> None:
    from workbench.core.cloudevents import to_cloud_event

    lab.agent("Eve")
    event = lab.scribe.event("agent/ada", subject, data)
    who = Identity(who="agent/ada", role=role, expires=lab.clock.now(), token="t")
    body = json.dumps(to_cloud_event(event)).encode()
    try:
        await Intake(lab.log, lab.clock).take(body, who)
    except WorkbenchError as error:
        assert isinstance(error, Forbidden)
        assert "researcher" in error.remedy
        assert not may
    assert lab.log.head == 1 + may


def test_nobody_rewrites_what_another_remembers(lab: Lab) -> None:
    ada, eve = lab.agent("Ada"), lab.agent("Eve")
    made = ada.remember("The sky is blue.")
    lab.log.append([lab.scribe.event(eve.id, made.id, MemoryUpdated(text="The sky is green."))])
    assert lab.memory.get(made.id).text == "The sky is blue."
    assert [hit.memory.text for hit in ada.recall("the sky")] == ["The sky is blue."]
    lab.log.append([lab.scribe.event(ada.id, made.id, MemoryUpdated(text="The sky is grey."))])
    assert lab.memory.get(made.id).text == "The sky is grey."
