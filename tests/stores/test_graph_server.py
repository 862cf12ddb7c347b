"""The graph server of a lab: started on demand, shared, for its owner alone, and gone when nobody needs it."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.stores.old_neo4j import old_neo4j
from tests.stores.processes import until, working_for
from workbench.core.errors import BadInput, Unavailable
from workbench.stores import CypherGraph, graph_sidecar, open_graph
from workbench.stores.bolt import Address

pytestmark = pytest.mark.slow

ONE = "RETURN 1 AS one"
COUNT = "MATCH (n) RETURN count(n) AS n"


@pytest.fixture
def graph(tmp_path: Path) -> Iterator[CypherGraph]:
    graph = open_graph(tmp_path)
    yield graph
    graph.close()
    graph_sidecar(tmp_path).stop()
    assert working_for(tmp_path) == []


def test_nothing_is_started_before_it_is_needed(graph: CypherGraph, tmp_path: Path) -> None:
    assert not graph.runs()
    assert "own" in repr(graph)
    assert list(tmp_path.iterdir()) == []
    assert working_for(tmp_path) == []


def test_what_was_written_outlives_the_server_whichever_way_it_ends(graph: CypherGraph, tmp_path: Path) -> None:
    sidecar = graph_sidecar(tmp_path)
    graph.write([("CREATE (:A {id: 1})", {})])
    sidecar.stop()
    assert graph.read(COUNT) == [{"n": 1}]
    graph.write([("CREATE (:A {id: 2})", {})])
    running = sidecar.find()
    assert running is not None
    os.kill(running.server, signal.SIGKILL)
    until(lambda: not psutil.pid_exists(running.pid))
    assert graph.read(COUNT) == [{"n": 2}]


def test_two_share_one_server(graph: CypherGraph, tmp_path: Path) -> None:
    other = open_graph(tmp_path)
    graph.write([("CREATE (:A {id: 1})", {})])
    assert other.read(COUNT) == [{"n": 1}]
    assert graph.runs()
    assert len([pid for pid in working_for(tmp_path) if psutil.Process(pid).name() == "java"]) == 1
    other.close()


def test_a_deleted_folder_is_an_empty_graph(graph: CypherGraph, tmp_path: Path) -> None:
    graph.write([("CREATE (:A {id: 1})", {})])
    graph_sidecar(tmp_path).stop()
    shutil.rmtree(tmp_path / "graph")
    assert graph.read(COUNT) == [{"n": 0}]


def test_it_is_for_its_owner_alone(graph: CypherGraph, tmp_path: Path) -> None:
    graph.read(ONE)
    password = tmp_path / "graph" / "password"
    assert password.stat().st_mode & 0o777 == 0o600
    assert len(password.read_text()) >= 32
    for file in (tmp_path / "graph").rglob("*"):
        assert file.stat().st_mode & 0o077 == 0, file
    running = graph_sidecar(tmp_path).find()
    assert running is not None
    server = psutil.Process(running.server)
    assert password.read_text() not in " ".join(server.cmdline())
    listening = [wire.laddr for wire in server.net_connections() if wire.status == psutil.CONN_LISTEN]
    assert {address.ip.removeprefix("::ffff:") for address in listening} == {"127.0.0.1"}
    assert {address.port for address in listening} == {running.port, running.second}
    assert password.read_text() not in (tmp_path / "run" / "graph.log").read_text()
    for user, secret in (("root", "wrong"), ("root", ""), ("", "")):
        stranger = open_graph(None, f"bolt://{user}:{secret}@127.0.0.1:{running.second}")
        with pytest.raises(Unavailable, match="refuses the user or the password"):
            stranger.read(ONE)
        stranger.close()


def test_without_a_folder_it_ends_with_who_opened_it() -> None:
    graph = open_graph(None)
    graph.write([("CREATE (:A {id: 1})", {})])
    passing = graph._passing
    assert passing is not None
    assert passing.stat().st_mode & 0o077 == 0
    assert working_for(passing) != []
    graph.close()
    assert not passing.exists()
    assert working_for(passing) == []


@pytest.mark.parametrize("agent", ["Neo4j/4.4.48", "Neo4j/3.5.35"])
def test_an_old_neo4j_says_which_it_is_and_which_is_needed(agent: str) -> None:
    with old_neo4j(agent) as url:
        graph = open_graph(None, url)
        with pytest.raises(Unavailable, match=rf"Neo4j {agent[6:]}.*5\.0 or newer"):
            graph.read(ONE)
        with pytest.raises(Unavailable, match=agent[6:]):
            graph.runs()
        graph.close()


def test_a_server_that_speaks_no_known_bolt_says_what_is_needed() -> None:
    with old_neo4j("", shakes=False) as url:
        graph = open_graph(None, url)
        with pytest.raises(Unavailable, match=r"5\.0 or newer"):
            graph.read(ONE)
        graph.close()


def test_an_address_is_read_and_shown_without_who_asks() -> None:
    address = Address.of("neo4j+s://al%40ice:p%2Fw@db.example:7688/my-lab", {})
    assert address == Address("neo4j+s://db.example:7688", "my-lab", "al@ice", "p/w")
    assert address.shown == "neo4j+s://db.example:7688/my-lab"
    assert repr(address) == "<Address neo4j+s://db.example:7688/my-lab>"
    assert Address.of("bolt://[::1]", {}) == Address("bolt://[::1]:7687", None, "neo4j", "")
    environment = {"WORKBENCH_GRAPH_USER": "al%ice", "WORKBENCH_GRAPH_PASSWORD": "p%2Fw"}
    assert Address.of("bolt://host", environment)[2:] == ("al%ice", "p%2Fw")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "host:7687",
        "http://host",
        "bolt://",
        "bolt://host:port",
        "bolt://host:99999",
        "bolt://[::1",
        "bolt://h?x=secret",
    ],
)
def test_what_is_no_address_is_refused_at_once(url: str) -> None:
    with pytest.raises(BadInput) as caught:
        open_graph(None, url)
    assert "secret" not in str(caught.value)
