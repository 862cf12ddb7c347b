"""A lab that is opened with another model than before."""

from __future__ import annotations

from pathlib import Path

import pytest

import workbench
from tests.models.conftest import Maker
from workbench.core.errors import NotFound
from workbench.stores import chroma_sidecar


def test_its_vectors_are_made_anew_in_the_other_dimension(tmp_path: Path, make_model: Maker) -> None:
    folder, tiny = tmp_path / "lab", str(make_model("Bert"))
    try:
        with workbench.open(folder) as lab:
            memory = lab.agent("Ada").remember("Bees dance.")
            assert lab.index.query(["Bees dance."], 1, {})[0][0].memory == memory.id
        with workbench.open(folder, model=tiny) as lab:
            assert lab.embedder.dimension == 32
            assert lab.index.query(["Bees dance."], 1, {})[0][0].similarity == pytest.approx(1, abs=1e-3)
            assert lab.agent("Ada").recall("bees")[0].memory == memory
        with workbench.open(folder) as lab:
            assert lab.index.query(["Bees dance."], 1, {})[0][0].memory == memory.id
    finally:
        chroma_sidecar(folder).stop()


def test_a_model_that_is_not_there_is_said_when_it_is_needed() -> None:
    with workbench.open("memory:", model="no/such-model") as lab:
        memory = lab.agent("Ada").remember("Bees dance.")
        assert lab.memory.get(memory.id) == memory
        with pytest.raises(NotFound, match="no/such-model"):
            lab.memory.recall("bees")
