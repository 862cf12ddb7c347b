"""Memory: what recalling and remembering cost in a lab of 20,000 memories, beside the parts they are made of.

The other arm of recall turns the question into a vector by the same model, and asks a Chroma server, which holds the same vectors,
for the nearest: no words, no neighbours, no texts.
"""

from __future__ import annotations

import itertools
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import workbench
from benchmarks.arms import Arms
from benchmarks.embed import PACKAGES, paragraphs
from workbench.app import Agent, Lab
from workbench.core.ports import VectorStore
from workbench.stores import chroma_sidecar

MEMORIES = 20_000
_SOURCES = (*PACKAGES, "holoviews", "networkx", "pandas", "scipy")
_SESSION = 20  # memories that belong together
_QUESTIONS = 300
_FRESH = 300
_WRITERS = 3
_EACH = 2_000
_LOOK_UPS = 120

_WRITER = """
import sys
import workbench
from benchmarks.memory import saying
folder, name, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
with workbench.open(folder) as lab:
    agent = lab.agent(name)
    for number in range(count):
        agent.remember(saying(name, number))
        if number % 500 == 0:
            lab.index.catch_up()
    lab.index.catch_up()
"""


def saying(name: str, number: int) -> str:
    """What one of several writers remembers; no two say the same."""
    return f"{name} writes down number {number}, which is {number * 7_919 % 10_007} in the other book."


def recalled(agent: Agent, question: str) -> None:
    """Recall, as a person does it."""
    assert len(agent.recall(question)) == 10


def nearest(lab: Lab, vectors: VectorStore, question: str) -> None:
    """The parts alone: a vector, and the vectors nearest to it."""
    (found,) = vectors.query(lab.embedder.embed([question]), 10, {})
    assert len(found) == 10


def milliseconds(lab: Lab, questions: Iterator[str], ask: Callable[[str], None], times: list[float]) -> float:
    """How long a question takes whose vector is not known yet."""
    question = next(questions)
    lab.embedder.drop([question])
    begun = time.perf_counter()
    ask(question)
    times.append(1_000 * (time.perf_counter() - begun))
    return times[-1]


def remembered_per_second(agent: Agent, texts: list[str]) -> float:
    """How many memories a second are made, one at a time, and can be found by their vectors too."""
    begun = time.perf_counter()
    for text in texts:
        agent.remember(text)
    agent.recall(texts[-1], 1)
    return len(texts) / (time.perf_counter() - begun)


def found_of_three_writers(folder: Path) -> int:
    """Of `_LOOK_UPS` memories that three processes wrote at once, how many are the first answer to their own text."""
    names = [f"Writer {chr(65 + number)}" for number in range(_WRITERS)]
    try:
        writers = [subprocess.Popen([sys.executable, "-c", _WRITER, str(folder), name, str(_EACH)]) for name in names]
        assert [writer.wait() for writer in writers] == [0] * _WRITERS
        with workbench.open(folder) as lab:
            lab.index.catch_up()
            right = 0
            for look in range(_LOOK_UPS):
                text = saying(names[look % _WRITERS], look * 16)
                (matches,) = lab.index.query([text], 1, {})
                hits = lab.memory.recall(text, 1)
                right += lab.memory.get(matches[0].memory).text == text == hits[0].memory.text
            return right
    finally:
        chroma_sidecar(folder).stop()


def compared(lab: Lab, agent: Agent) -> dict[str, float]:
    """How long it takes to compare all memories with each other and to draw them, at first and again after one more; in seconds."""
    ways: dict[str, Callable[[], object]] = {
        "twins": lab.memory.twins,
        "conflicts": lab.memory.conflicts,
        "map": lab.memory.map,
    }
    found: dict[str, float] = {}
    for often in ("s", "again_s"):
        for name, ask in ways.items():
            begun = time.perf_counter()
            ask()
            found[f"{name}_{often}"] = time.perf_counter() - begun
        agent.recall(agent.remember(saying("Ada", len(found))).text, 1)
    return found


def main() -> None:
    """Run it and print what came out."""
    bench = Arms("memory")
    texts = paragraphs(MEMORIES + _QUESTIONS + _FRESH, _SOURCES)
    kept, questions, fresh = texts[:MEMORIES], texts[MEMORIES : MEMORIES + _QUESTIONS], texts[MEMORIES + _QUESTIONS :]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "lab"
        try:
            with workbench.open(folder) as lab:
                agent = lab.agent("Ada")
                for number, text in enumerate(kept):
                    agent.remember(text, session=f"{number // _SESSION}")
                lab.index.catch_up()
                agent.recall("to be ready")
                begun = time.perf_counter()
                with workbench.open(folder) as other:
                    other.memory.recall("to be ready")
                    opened = time.perf_counter() - begun
                asked = itertools.cycle(question[:200] for question in questions)
                ours: list[float] = []
                parts: list[float] = []
                vectors = lab.index.store
                bench.run(
                    {
                        "recall": lambda: milliseconds(lab, asked, lambda question: recalled(agent, question), ours),
                        "parts": lambda: milliseconds(
                            lab, asked, lambda question: nearest(lab, vectors, question), parts
                        ),
                    },
                    unit="ms",
                    rounds=_QUESTIONS,
                    warm=5,
                    seconds=90,
                )
                times = compared(lab, agent)
                bench.run({"remember": lambda: remembered_per_second(agent, fresh)}, unit="1/s", rounds=1, warm=0)
        finally:
            chroma_sidecar(folder).stop()
        bench.figure("recall_p95_ms", statistics.quantiles(ours, n=20)[-1], most=50)
        bench.figure("recall_vs_parts", bench.ratio("recall", "parts"), most=1.5)
        bench.figure("remember_per_s", bench.median("remember"), least=100)
        bench.figure("first_recall_s", opened)
        for name, seconds in times.items():
            bench.figure(name, seconds)
        bench.figure("found_of_120", found_of_three_writers(Path(place) / "three"), least=_LOOK_UPS)
    bench.report()


if __name__ == "__main__":
    main()
