"""The graph: neighbourhoods of two hops in a lab of 5,000 nodes and 20,000 relations, beside the same Cypher through the bare driver.

Measures the server that a lab starts by itself, and a real Neo4j where there is Java (see `tests/graphs/neo4j_server.py`).
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import quantiles
from typing import Any
from urllib.parse import urlsplit

import neo4j

import workbench
from benchmarks.arms import Arms
from tests.graphs.neo4j_server import Missing, neo4j_server
from workbench.app import Lab
from workbench.memory.events import MemoryCreated
from workbench.memory.graph_near import neighbours_cypher
from workbench.stores import graph_sidecar

AGENTS, CONCEPTS, MEMORIES, RELATIONS = 60, 740, 4_200, 20_000
ROUNDS = 800
WARM = 300


def fill(lab: Lab) -> None:
    """Memories of which each is an agent's, about a concept, and refers to two or three earlier ones."""
    dice = random.Random(0)
    links = RELATIONS - 2 * MEMORIES
    events = []
    for number in range(MEMORIES):
        many = min(number, links // MEMORIES + (dice.random() < links % MEMORIES / MEMORIES))
        data = MemoryCreated(
            text=f"memory {number}",
            concept=f"concept {dice.randrange(CONCEPTS)}",
            links=tuple(f"memory/{earlier}" for earlier in dice.sample(range(number), many)),
        )
        events.append(lab.scribe.event(f"agent/{dice.randrange(AGENTS)}", f"memory/{number}", data))
    lab.log.append(events)
    begun = time.perf_counter()
    lab.graph.index.catch_up()
    seconds = time.perf_counter() - begun
    (size,) = lab.graph.query("MATCH (n) WITH count(n) AS nodes MATCH ()-[r]->() RETURN nodes, count(r) AS relations")
    print(f"{size['nodes']:,} nodes and {size['relations']:,} relations, made in {seconds:.1f} s")


def measure(bench: Arms, name: str, lab: Lab, url: str) -> None:
    """One server: our neighbourhoods beside the driver's, of the same memories in turn."""
    fill(lab)
    dice = random.Random(1)
    ids = [f"memory/{dice.randrange(MEMORIES)}" for _ in range(WARM + ROUNDS)]
    cypher = neighbours_cypher("Memory", 2)
    parts = urlsplit(url)
    address, database = f"bolt://{parts.hostname}:{parts.port}", parts.path.strip("/") or None
    took: dict[str, list[float]] = {}

    def arm(name: str, ask: Callable[[str], object]) -> Callable[[], float]:
        turn, times = iter(ids), took.setdefault(name, [])

        def once() -> float:
            id, begun = next(turn), time.perf_counter()
            ask(id)
            times.append((time.perf_counter() - begun) * 1e3)
            return times[-1]

        return once

    with neo4j.GraphDatabase.driver(address, auth=(parts.username or "", parts.password or "")) as driver:

        def bare(id: str) -> list[dict[str, Any]]:
            read: dict[str, Any] = {"default_access_mode": neo4j.READ_ACCESS, "notifications_min_severity": "OFF"}
            with driver.session(database=database, **read) as session:
                return session.run(cypher, id=id).data()

        assert len(lab.graph.neighbours(ids[0], 2)) == sum(len(row["ids"]) for row in bare(ids[0])) > 0
        arms = {f"{name}_ours": arm("ours", lambda id: lab.graph.neighbours(id, 2)), f"{name}_bare": arm("bare", bare)}
        bench.run(arms, unit="ms", rounds=ROUNDS, warm=WARM, seconds=60)
    bench.figure(f"{name}_vs_bare", bench.ratio(f"{name}_ours", f"{name}_bare"), most=1.1)
    for which, times in took.items():
        bench.figure(f"{name}_{which}_p95_ms", quantiles(times[WARM:], n=20)[-1])


@contextmanager
def own_server(folder: Path) -> Iterator[tuple[Lab, str]]:
    """A lab with a server of its own, and how others reach that."""
    with workbench.open(folder) as lab:
        lab.graph.index.position  # noqa: B018 — starts it
        running = graph_sidecar(folder).find()
        assert running is not None
        password = (folder / "graph" / "password").read_text()
        yield lab, f"bolt://root:{password}@127.0.0.1:{running.second}/lab"
    graph_sidecar(folder).stop()


def main() -> None:
    """Run it and print what came out."""
    bench = Arms("graph")
    with tempfile.TemporaryDirectory(prefix="workbench-benchmark-") as folder, ExitStack() as stack:
        with own_server(Path(folder) / "lab") as (lab, url):
            measure(bench, "arcadedb", lab, url)
        try:
            (Path(folder) / "neo4j").mkdir()
            url = stack.enter_context(neo4j_server(Path(folder) / "neo4j"))
        except Missing as reason:
            print(f"Neo4j is not measured: {reason}", file=sys.stderr)
        else:
            with workbench.open("memory:", graph=url) as lab:
                measure(bench, "neo4j", lab, url)
    bench.report()


if __name__ == "__main__":
    main()
