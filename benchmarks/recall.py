"""Recall: how often memory finds what answers a question, beside each of its two legs alone.

    python -m benchmarks.recall --data DIR [DIR …] [--arms dense,bm25,ours] [--json]

Every DIR is in the layout of BEIR and becomes a lab of its own; figures are means over all questions of all of them. ``ours`` is
``lab.memory.recall(question)`` with its defaults, ``dense`` the cosine similarity of the same vectors, ``bm25`` the same terms
without neighbours. Nothing here is tuned on what is given.
"""

from __future__ import annotations

import argparse
import math
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from benchmarks.arms import Arms
from benchmarks.recall_data import Material, fill, open_memory_lab
from workbench.app import Lab
from workbench.memory.recall import Recall
from workbench.retrieval import Shelf
from workbench.retrieval.ranking import Sight, keyword_scores, similarities
from workbench.retrieval.terms import terms

CUTS = (5, 10, 25)
DEPTH = max(CUTS)
ARMS = ("dense", "bm25", "ours")

Answers = Callable[[str], list[str]]


def searches(lab: Lab, recall: Recall) -> dict[str, Answers]:
    """How each arm answers a question: the subjects of the best memories, best first."""

    def leg(scores: Callable[[Shelf, Sight, str], np.ndarray]) -> Answers:
        def search(question: str) -> list[str]:
            with recall.search.hold() as (shelf, at):
                found = scores(shelf, Sight.of(shelf, at, None), question)
                order = np.argsort(-found, kind="stable")[:DEPTH]
                return [shelf.places[slot].item for slot in order.tolist()]

        return search

    return {
        "dense": leg(lambda shelf, sight, question: similarities(shelf, sight, lab.embedder.embed([question])[0])),
        "bm25": leg(lambda shelf, sight, question: keyword_scores(shelf, sight, terms(question), (1.0,))),
        "ours": lambda question: [hit.memory.id for hit in lab.memory.recall(question, DEPTH)],
    }


class Scores:
    """What one arm reached, question by question.

    Attributes:
        values: of each figure, by name.
        milliseconds: how long each answer took.
    """

    def __init__(self) -> None:
        self.values: dict[str, list[float]] = defaultdict(list)
        self.milliseconds: list[float] = []

    def count(self, found: Sequence[str], relevant: Mapping[str, float], category: str | None) -> None:
        """One more answer."""
        for cut in CUTS:
            self.values[f"recall_{cut}"].append(share_found(found[:cut], relevant))
        self.values["ndcg_10"].append(ndcg(found[:10], relevant))
        if category is not None:
            self.values[f"recall_10_{category}"].append(share_found(found[:10], relevant))


def share_found(found: Sequence[str], relevant: Mapping[str, float]) -> float:
    """The share of the relevant that was found; 1 where nothing is."""
    return len(relevant.keys() & set(found)) / len(relevant) if relevant else 1.0


def ndcg(found: Sequence[str], relevant: Mapping[str, float]) -> float:
    """Normalised discounted cumulative gain (Järvelin & Kekäläinen 2002) with the judgements as gains; 1 where nothing is relevant."""
    ideal = sum(gain / math.log2(place + 2) for place, gain in enumerate(sorted(relevant.values(), reverse=True)[:10]))
    gained = sum(relevant.get(document, 0.0) / math.log2(place + 2) for place, document in enumerate(found))
    return gained / ideal if ideal else 1.0


def measure(folders: Sequence[Path], arms: Sequence[str]) -> dict[str, Scores]:
    """Ask every question of every folder, each arm in turn."""
    scores = {arm: Scores() for arm in arms}
    for folder in folders:
        material = Material.read(folder)
        with open_memory_lab() as lab:
            document_of = fill(lab, material.documents)
            recall = Recall(lab.log, lambda lab=lab: lab.embedder)  # type: ignore[misc]
            ways = searches(lab, recall)
            lab.memory.recall("to be ready", 1)
            for question in material.questions:
                for arm in arms:
                    lab.embedder.drop([question.text])  # every arm turns the question into a vector for itself
                    begun = time.perf_counter()
                    found = ways[arm](question.text)
                    scores[arm].milliseconds.append(1_000 * (time.perf_counter() - begun))
                    documents = [document_of[memory] for memory in found]
                    scores[arm].count(documents, material.relevant.get(question.id, {}), question.category)
        print(f"{material.name}: {len(document_of):,} memories, {len(material.questions):,} questions", flush=True)
    return scores


def main() -> None:
    """Run it and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", nargs="+", type=Path, required=True, metavar="DIR")
    parser.add_argument("--arms", default=",".join(ARMS))
    parser.add_argument("--json", action="store_true")
    said = parser.parse_args()
    arms = said.arms.split(",")
    if unknown := sorted(set(arms) - set(ARMS)):
        parser.error(f"there is no arm {unknown[0]}; choose from {', '.join(ARMS)}")
    bench = Arms("recall")
    for arm, scores in measure(said.data, arms).items():
        for name, values in scores.values.items():
            bench.figure(f"{arm}_{name}", float(np.mean(values)))
        bench.figure(f"{arm}_p50_ms", float(np.percentile(scores.milliseconds, 50)))
        bench.figure(f"{arm}_p95_ms", float(np.percentile(scores.milliseconds, 95)))
    bench.report()


if __name__ == "__main__":
    main()
