"""Opening a lab: its folder, its log, its clock."""

from __future__ import annotations

import os
from pathlib import Path

from workbench.app.lab import Lab
from workbench.app.servers import Servers
from workbench.app.words import VOCABULARY
from workbench.app.writing import Named
from workbench.core.clock import Clock, StepClock, WallClock
from workbench.core.errors import BadInput
from workbench.core.folder import Folder
from workbench.core.ids import Ids
from workbench.log import Log, MemoryLog, SqliteLog
from workbench.log.seal import random_salts, seeded_salts

IN_MEMORY = "memory:"


def open_lab(
    path: str | Path | None = None,
    *,
    seed: int | None = None,
    model: str = "all-MiniLM-L6-v2",
    vectors: str | None = None,
    graph: str | None = None,
    generator: str | None = None,
    reranker: str | None = None,
) -> Lab:
    """Open a lab: a folder, made when it is missing. Several processes may have one lab open.

    Args:
        path: the folder, or ``"memory:"`` for a lab that lives and ends with this process. Without it, the folder that the
            environment variable ``WORKBENCH_LAB`` names, as in notebooks that ``workbench notebooks`` serves; else ``lab``.
        seed: makes a *stepped* lab: it has its own clock, which starts in the year 2000 and moves only with the society's
            steps, and seeded ids, so that the same seed and steps give the same log, hash for hash.
        model: the embedding model, by name.
        vectors: the URL of a Chroma server that holds the vectors, as ``http://127.0.0.1:8000``. Without it the one that the
            environment variable ``WORKBENCH_VECTORS`` names; else the lab starts one of its own.
        graph: the graph server, as ``bolt://user:password@host:7687``. Without it, the one that the environment variable
            ``WORKBENCH_GRAPH`` names; else a server of the lab's own, started when somebody asks.
        generator: who writes texts: ``transformers:<folder or model>``, or an OpenAI-compatible server and a model of it, as
            ``http://127.0.0.1:8000/v1#model``, whose key is in the environment variable ``WORKBENCH_GENERATOR_KEY``. Without
            it, whom ``WORKBENCH_GENERATOR`` names; else ``extractive``, which needs nothing and quotes what was found.
        reranker: a cross-encoder that orders the best memories and passages anew, by name or folder, as
            ``cross-encoder/ms-marco-MiniLM-L6-v2``. Without it, the one that the environment variable ``WORKBENCH_RERANKER``
            names; else none.

    Raises:
        BadInput: the path is a URL, or that of a server is none.
        BadLab: the folder holds something else, is damaged, or was made by a newer version.
    """
    path = path or os.environ.get("WORKBENCH_LAB") or "lab"
    if "://" in str(path):
        raise BadInput(
            f"“{path}” is a URL, and a lab is opened by its folder.", "Name the folder; see docs/operations.md."
        )
    clock: Clock = WallClock() if seed is None else StepClock()
    ids = Ids(clock) if seed is None else Ids.seeded(clock, seed)
    folder = None if str(path) == IN_MEMORY else Folder.open(Path(path))
    salts = random_salts if seed is None else seeded_salts(seed)
    log: Log = SqliteLog(folder.log, VOCABULARY, clock, salts) if folder else MemoryLog(VOCABULARY, clock, salts)
    if isinstance(clock, StepClock):
        for record in log.read(limit=1, backwards=True):
            clock.advance(max(0.0, (record.recorded - clock.now()).total_seconds()))
    reranker = reranker or os.environ.get("WORKBENCH_RERANKER") or None
    servers = Servers(
        vectors=vectors or os.environ.get("WORKBENCH_VECTORS") or None,
        graph=graph or os.environ.get("WORKBENCH_GRAPH") or None,
        generator=Named(
            generator or os.environ.get("WORKBENCH_GENERATOR") or None,
            os.environ.get("WORKBENCH_GENERATOR_KEY") or None,
        ),
        reranker=reranker,
    )
    return Lab(folder.name if folder else "in memory", folder, log, clock, ids, model, servers)
