"""Sidecars for the tests of servers: a small server, and a process that uses it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stores.processes import SERVER, Make, working_for
from workbench.stores import Sidecar


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """Makes sidecars for one folder; whatever they started must be gone when they are stopped."""
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "go").touch()
    made: list[Sidecar] = []

    def sidecar(server: str = SERVER, **options: float) -> Sidecar:
        command = [sys.executable, "-c", server, str(tmp_path / "run"), "{port}"]
        made.append(Sidecar(tmp_path / "run", "test", command, "/", **options))
        return made[-1]

    yield sidecar
    for each in made:
        each.close()
        each.stop()
    assert working_for(tmp_path) == []
