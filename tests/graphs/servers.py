"""Fixtures: graph servers, each started once a worker, emptied for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.graphs.neo4j_server import Missing, neo4j_server
from workbench.stores import graph_sidecar, open_graph


@pytest.fixture(scope="session")
def neo4j_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real Neo4j; a test that asks for it is skipped where there is no Java or Maven."""
    try:
        with neo4j_server(tmp_path_factory.mktemp("neo4j")) as url:
            yield url
    except Missing as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="session")
def arcade_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with a sidecar that stays when its users leave."""
    folder = tmp_path_factory.mktemp("arcade")
    sidecar = graph_sidecar(folder, idle=600.0)
    sidecar.open()
    yield folder
    sidecar.close()
    sidecar.stop()


@pytest.fixture(params=["ArcadeDB", "Neo4j"])
def graph_url(request: pytest.FixtureRequest) -> str:
    """Where an empty graph server listens, with user and password: the sidecar's too, so that both are reached alike."""
    url: str = request.getfixturevalue("neo4j_url" if request.param == "Neo4j" else "arcade_url")
    graph = open_graph(None, url)
    graph.clear()
    graph.close()
    return url


@pytest.fixture(scope="session")
def arcade_url(arcade_folder: Path) -> str:
    """The sidecar's address."""
    port = graph_sidecar(arcade_folder).open().second
    password = (arcade_folder / "graph" / "password").read_text()
    return f"bolt://root:{password}@127.0.0.1:{port}/lab"
