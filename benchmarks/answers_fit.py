"""Fits the numbers of `workbench.chat.confidence` anew, and says what came out; nothing of what is reported goes into it.

    python -m benchmarks.answers_fit [--data DIR …] [--questions FILE:PACKAGE,PACKAGE …] [--each N]

It learns from the half of ``data/answers.jsonl`` that is for calibration, and from other files of that form about other packages. Every DIR is in the
layout of BEIR, and N of its questions are asked. A file weighs as much as `_WEIGHT_ASKED` folders, for people ask as it does, and some of it has no answer.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression

import workbench
from benchmarks.answers import expected_calibration_error
from benchmarks.answers_data import ANSWERS, read_questions
from benchmarks.answers_exam import PACKAGES
from benchmarks.recall_data import Material, fill
from workbench.app.asks import comparing
from workbench.chat import Evidence
from workbench.chat.evidence import measure
from workbench.core.generation import Passage
from workbench.memory.recall import Recall

_CITED = 5
_WEIGHT_ASKED = 10.0


class Example(NamedTuple):
    """The evidence for a question, whether a source was found, whether there was one, and of which material it is."""

    evidence: Evidence
    held: bool
    answerable: bool
    material: str


def asked(path: Path, packages: list[str], half: str | None) -> Iterator[Example]:
    """Questions as people ask them, about the documentation of packages."""
    with workbench.open("memory:") as lab:
        for package in packages:
            lab.collections.ingest(f"package:{package}", package, show=False)
        for question in read_questions(path):
            if half in (None, question.half):
                answer = lab.ask(question.question)
                held = any(passage.title in question.sources for passage in answer.passages)
                assert answer.evidence is not None
                yield Example(answer.evidence, held, bool(question.sources), path.stem)


def answered(folder: Path, each: int) -> Iterator[Example]:
    """Some questions of a folder, which its documents answer."""
    material = Material.read(folder)
    judged = [question for question in material.questions if material.relevant.get(question.id)]
    with workbench.open("memory:") as lab:
        document_of = fill(lab, material.documents)
        compare = comparing(lab)
        search = Recall(lab.log, lambda: lab.embedder).search
        for question in random.Random(0).sample(judged, min(each, len(judged))):
            hits = lab.memory.recall(question.text, _CITED)
            passages = [
                Passage(
                    id=hit.memory.id,
                    text=hit.memory.text,
                    title="",
                    source=hit.memory.agent,
                    place="",
                    score=hit.score,
                    parts=hit.parts,
                    similarity=hit.similarity,
                )
                for hit in hits
            ]
            held = any(document_of[hit.memory.id] in material.relevant[question.id] for hit in hits)
            met = search.background(question.text, None)
            yield Example(measure(question.text, passages, met, compare), held, True, folder.name)


def fit(examples: list[Example]) -> tuple[float, dict[str, float]]:
    """The bias and the weight of each measure."""
    names = Evidence.__struct_fields__
    table = np.array([[getattr(one.evidence, name) for name in names] for one in examples])
    counts = {name: sum(one.material == name for one in examples) for name in {one.material for one in examples}}
    spoken = {one.material for one in examples if one.material.endswith("answers")}
    weights = [(_WEIGHT_ASKED if one.material in spoken else 1.0) / counts[one.material] for one in examples]
    mean, spread = table.mean(0), table.std(0) + 1e-9
    scale = len(examples) / sum(weights)
    model = LogisticRegression(max_iter=2_000)
    model.fit((table - mean) / spread, [one.held for one in examples], np.array(weights) * scale)
    found = model.coef_[0] / spread
    return float(model.intercept_[0] - (found * mean).sum()), dict(zip(names, found.tolist(), strict=True))


def main() -> None:
    """Fit, and print the numbers and how well they hold on each material."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", nargs="+", type=Path, default=[], metavar="DIR")
    parser.add_argument("--questions", nargs="+", default=[], metavar="FILE:PACKAGES")
    parser.add_argument("--each", type=int, default=60)
    said = parser.parse_args()
    examples = list(asked(ANSWERS, list(PACKAGES), "calibrate"))
    for each in said.questions:
        file, _, packages = each.partition(":")
        examples += asked(Path(file), packages.split(","), None)
    for folder in said.data:
        examples += answered(folder, said.each)
        print(folder.name, len(examples), flush=True)
    bias, weights = fit(examples)
    print(f"bias {bias:.2f}, " + ", ".join(f"{name} {weight:.2f}" for name, weight in weights.items()))
    for name in sorted({one.material for one in examples}):
        of = [one for one in examples if one.material == name]
        sure = [
            1 / (1 + np.exp(-bias - sum(weights[key] * getattr(one.evidence, key) for key in weights))) for one in of
        ]
        error = expected_calibration_error(sure, [one.held for one in of])
        print(f"{name:<28} {len(of):>5} examples, {np.mean([one.held for one in of]):.2f} hold, ece {error:.3f}")


if __name__ == "__main__":
    main()
