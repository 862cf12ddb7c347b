"""The embedder, against sentence-transformers in float32 and against its own promises."""

from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.core.errors import BadInput
from workbench.core.ports import Vectors
from workbench.models import Description, TransformerEmbedder
from workbench.models.files import ModelFiles

TEXTS = [
    "",
    " ",
    "word",
    "How do I wait for several coroutines at once?",
    "Run awaitable objects in the sequence concurrently.\n\nIf all are completed, the result is a list.",
    "ليلى درست الخوارزميات 算法 🧪 naïve café",
    "def f(x):\n    return x ** 2  # square\n",
    "the quick brown fox " * 10,
    "an agent that remembers everything it was ever told " * 60,
    "x" * 5_000,
] + [f"paragraph {number} " + "says something about arrays and shapes " * (number % 9) for number in range(40)]


def cosines(one: Vectors, other: Vectors) -> Vectors:
    return (one * other).sum(1) / np.linalg.norm(one, axis=1) / np.linalg.norm(other, axis=1)


@pytest.mark.filterwarnings("default")
def test_agrees_with_sentence_transformers(minilm: TransformerEmbedder) -> None:
    from sentence_transformers import SentenceTransformer

    reference = SentenceTransformer(str(ModelFiles.find(minilm.name).folder), device="cpu")
    exact = reference.encode(TEXTS, show_progress_bar=False)
    assert cosines(minilm.embed(TEXTS), exact).min() >= 0.9999


def test_vectors_have_the_shape_and_length_that_the_port_promises(minilm: TransformerEmbedder) -> None:
    vectors = minilm.embed(TEXTS)
    assert vectors.shape == (len(TEXTS), minilm.dimension) == (len(TEXTS), 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_close_in_meaning_is_close(minilm: TransformerEmbedder) -> None:
    question, right, wrong = minilm.embed(
        ["wait for a task to end", "block until the job is done", "the colour of the sea"]
    )
    assert question @ right > question @ wrong + 0.2


def test_no_texts_give_no_vectors(minilm: TransformerEmbedder) -> None:
    assert minilm.embed([]).shape == (0, 384)


@settings(max_examples=15)
@given(st.lists(st.text(max_size=60), min_size=1, max_size=12), st.randoms())
def test_a_text_has_one_vector_whatever_it_comes_with(
    minilm: TransformerEmbedder, texts: list[str], random: object
) -> None:
    together = minilm.embed(texts)
    assert cosines(together, minilm.embed(texts[::-1])[::-1]).min() > 0.9999
    assert cosines(together[:1], minilm.embed(texts[:1]))[0] > 0.9999


def test_of_a_huge_text_the_beginning_is_read(minilm: TransformerEmbedder) -> None:
    huge = "an agent that remembers everything it was ever told " * 40_000
    beginning, otherwise = minilm.embed([huge[:5_000], "said nothing " + huge[:5_000]])
    assert cosines(minilm.embed([huge]), beginning[None])[0] > 0.9999
    assert beginning @ otherwise < 0.9999


@pytest.mark.parametrize("texts", ["one string", ["fine", "half a pair: \ud83d"], ["fine", 7], ["fine", None]])
def test_what_is_no_text_is_refused(minilm: TransformerEmbedder, texts: list[str]) -> None:
    with pytest.raises(BadInput):
        minilm.embed(texts)


def test_many_threads_get_what_one_gets(minilm: TransformerEmbedder) -> None:
    alone = minilm.embed(TEXTS)
    with ThreadPoolExecutor(6) as threads:
        for vectors in threads.map(lambda _: minilm.embed(TEXTS), range(6)):
            np.testing.assert_array_equal(vectors, alone)


def test_torch_keeps_its_cores_for_everybody_else(minilm: TransformerEmbedder) -> None:
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(before + 1)
    try:
        TransformerEmbedder().embed(["loads the model anew"])
        seen = [torch.get_num_threads()]
        thread = threading.Thread(target=lambda: seen.append(torch.get_num_threads()))
        thread.start()
        thread.join()
        assert seen == [before + 1] * 2
    finally:
        torch.set_num_threads(before)


def test_says_what_runs(minilm: TransformerEmbedder) -> None:
    minilm.embed(["a text loads it"])
    said = minilm.describe()
    assert (said.model, said.dimension, said.loaded) == ("all-MiniLM-L6-v2", 384, True)
    assert said.precision in ("bfloat16", "float32")
    assert said.device is not None
    fresh = TransformerEmbedder("sentence-transformers/all-MiniLM-L6-v2")
    assert fresh.describe() == Description(model="all-MiniLM-L6-v2", dimension=384, loaded=False)


def test_import_is_lazy_and_use_is_quiet() -> None:
    """In a fresh interpreter: no torch by importing or opening, no transformers for the default model, nothing on stderr."""
    program = """
import sys
from workbench.models import open_embedder
embedder = open_embedder()
heavy = {"torch", "transformers", "huggingface_hub", "asyncio"} & set(sys.modules)
assert not heavy, heavy
assert embedder.embed(["one", "two"]).shape == (2, 384)
assert "transformers" not in sys.modules
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=100, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
