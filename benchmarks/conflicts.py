"""Conflicts: how many contradictions between memories are found, and how many of those found are ones.

    python -m benchmarks.conflicts [--json] [--show]

The pairs of `data/conflicts.jsonl` were written by hand; those of a half become the memories of one lab, each by the same agent. *tune* is
what the signals and their threshold were made on; *report* was written at the same time and left alone; *fresh* was written when the
signals were done. ``ours`` is `lab.memory.conflicts` with its defaults, ``cosine`` says so of all pairs that are similar
enough, from the similarity on that is best on *tune*. ``--show`` prints what ours got wrong.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

import workbench
from benchmarks.arms import Arms
from workbench.models import open_embedder

DATA = Path(__file__).parent.parent / "data" / "conflicts.jsonl"
TUNE = "tune"
HALVES = (TUNE, "report", "fresh")
_MOST = 1_000


class Pair(msgspec.Struct, frozen=True):
    """Two memories, and whether they contradict each other.

    Attributes:
        half: of which part of the data.
        label: ``contradicts``, ``agrees`` or ``unrelated``.
        type: what makes it so.
        first, second: the texts, the older one first.
    """

    half: str
    label: str
    type: str
    first: str
    second: str

    @property
    def contradicts(self) -> bool:
        """Whether they do."""
        return self.label == "contradicts"


def read_pairs(path: Path = DATA) -> dict[str, list[Pair]]:
    """The pairs of each half."""
    pairs = [msgspec.json.decode(line, type=Pair) for line in path.read_bytes().splitlines()]
    return {half: [pair for pair in pairs if pair.half == half] for half in HALVES}


def ours(pairs: Sequence[Pair]) -> tuple[list[bool], int]:
    """Which pairs a lab reports, and how many it reports besides: of texts that belong to different pairs."""
    with workbench.open("memory:") as lab:
        agent = lab.agent("Ada")
        made = [tuple(agent.remember(text).id for text in (pair.first, pair.second)) for pair in pairs]
        found = {(each.first.id, each.second.id) for each in lab.memory.conflicts(most=_MOST).pairs}
    return [pair in found for pair in made], len(found - set(made))


def similarities(pairs: Sequence[Pair]) -> NDArray[np.float32]:
    """The cosine similarity of each pair."""
    embedder = open_embedder()
    first, second = (embedder.embed([getattr(pair, side) for pair in pairs]) for side in ("first", "second"))
    return np.asarray((first * second).sum(1))


def best_threshold(pairs: Sequence[Pair], values: NDArray[np.float32]) -> float:
    """The similarity from which on saying so gives the best F1."""
    candidates: list[float] = sorted(values.tolist())
    return max(candidates, key=lambda least: scores(pairs, (values >= least).tolist())["f1"])


def scores(pairs: Sequence[Pair], said: Sequence[bool]) -> Mapping[str, float]:
    """Precision, recall and F1 of what was said of pairs."""
    right = sum(told and pair.contradicts for pair, told in zip(pairs, said, strict=True))
    precision = right / max(1, sum(said))
    recall = right / max(1, sum(pair.contradicts for pair in pairs))
    return {"precision": precision, "recall": recall, "f1": 2 * precision * recall / max(1e-9, precision + recall)}


def show(
    half: str, pairs: Sequence[Pair], said: Sequence[bool], which: Callable[[Pair, bool], bool], title: str
) -> None:
    """Print pairs of which something is so."""
    chosen = [pair for pair, told in zip(pairs, said, strict=True) if which(pair, told)]
    print(f"{half}, {title}: {len(chosen)}")
    for pair in chosen:
        print(f"  [{pair.label}, {pair.type}] {pair.first} | {pair.second}")


def main() -> None:
    """Run it and print what came out."""
    bench = Arms("conflicts")
    halves = read_pairs()
    least = best_threshold(halves[TUNE], similarities(halves[TUNE]))
    bench.figure("cosine_least", least)
    for half, pairs in halves.items():
        said, besides = ours(pairs)
        for name, value in scores(pairs, said).items():
            bench.figure(f"{half}_ours_{name}", value)
        for name, value in scores(pairs, (similarities(pairs) >= least).tolist()).items():
            bench.figure(f"{half}_cosine_{name}", value)
        bench.figure(f"{half}_ours_besides", besides)
        if "--show" in sys.argv[1:]:
            show(half, pairs, said, lambda pair, told: pair.contradicts and not told, "missed")
            show(half, pairs, said, lambda pair, told: told and not pair.contradicts, "wrongly reported")
    bench.report()


if __name__ == "__main__":
    main()
