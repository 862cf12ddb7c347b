"""Asking from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import workbench
from workbench.cli import workbench as command

BEES = "Why do bees dance to each other about flowers?"


@pytest.fixture
def folder(tmp_path: Path) -> str:
    with workbench.open(tmp_path / "lab") as lab:
        lab.agent("Ada").remember("Bees dance to tell each other where flowers are.", about="bees.dance")
        lab.collections.ingest(b"Bees dance to each other about flowers at noon.", "bees", name="noon.txt", show=False)
    return str(tmp_path / "lab")


def asked(folder: str, *arguments: str) -> str:
    done = CliRunner().invoke(command, ["ask", BEES, "--lab", folder, *arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_an_answer_shows_its_sources_and_how_sure_it_is(folder: str) -> None:
    said = asked(folder, "--agent", "Ada")
    assert "[1]" in said and "bees.dance" in said and "noon" not in said
    assert "confidence" in said.splitlines()[-1] and "extractive" in said.splitlines()[-1]


def test_collections_are_named_or_all(folder: str) -> None:
    for arguments in ((), ("--collection", "bees")):
        reply = json.loads(asked(folder, "--json", *arguments))
        assert {one["source"] for one in reply["citations"]} == {"collection/bees"}
    both = json.loads(asked(folder, "--json", "--collection", "bees", "--agent", "Ada"))
    assert {one["source"] for one in both["citations"]} == {"collection/bees", "agent/ada"}


def test_a_past_moment_is_answered_from_what_was_known(folder: str) -> None:
    reply = json.loads(asked(folder, "--json", "--agent", "Ada", "--at", "1"))
    assert (reply["kind"], reply["position"], reply["citations"]) == ("refused", 1, [])
