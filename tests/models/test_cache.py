"""The cache: gives what the model gives, once; several processes share it; nothing about its file is fatal."""

from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import apsw
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.core.errors import BadInput
from workbench.models import CachedEmbedder, TransformerEmbedder, open_embedder

TEXTS = ["one", "two", "", "three words more"]


def test_a_text_is_computed_once(minilm: TransformerEmbedder, tmp_path: Path) -> None:
    cached = CachedEmbedder(minilm, tmp_path / "embeddings.db")
    first = cached.embed([*TEXTS, "two", "two"])
    assert (cached.hits, cached.misses) == (2, 4)
    again = cached.embed(TEXTS[::-1])
    assert (cached.hits, cached.misses) == (6, 4)
    np.testing.assert_array_equal(again[::-1], first[:4])
    np.testing.assert_array_equal(first[4], first[1])
    assert (first[:4] * minilm.embed(TEXTS)).sum(1).min() > 0.9999
    cached.close()


def test_what_one_kept_another_finds_without_loading_the_model(minilm: TransformerEmbedder, tmp_path: Path) -> None:
    kept = CachedEmbedder(minilm, tmp_path / "embeddings.db").embed(TEXTS)
    fresh = TransformerEmbedder()
    other = CachedEmbedder(fresh, tmp_path / "embeddings.db")
    np.testing.assert_array_equal(other.embed(TEXTS), kept)
    assert (other.hits, other.misses) == (4, 0)
    assert not fresh.describe().loaded
    assert other.describe() == fresh.describe()


ALIKE = ["", "a", "b", "ab", "a\0b", "é", "e\u0301"]


@settings(max_examples=20)
@given(st.lists(st.lists(st.sampled_from(ALIKE), max_size=6), max_size=5))
def test_every_call_is_answered_as_without_a_cache(minilm: TransformerEmbedder, calls: list[list[str]]) -> None:
    exact = dict(zip(ALIKE, minilm.embed(ALIKE), strict=True))
    cached = CachedEmbedder(minilm)
    seen: set[str] = set()
    for texts in calls:
        vectors = cached.embed(texts)
        seen |= set(texts)
        assert vectors.shape == (len(texts), 384)
        for text, vector in zip(texts, vectors, strict=True):
            assert exact[text] @ vector > 0.9999
    assert cached.misses == len(seen)
    assert cached.hits + cached.misses == sum(map(len, calls))


def test_models_do_not_share_vectors(minilm: TransformerEmbedder, tmp_path: Path, make_model: object) -> None:
    other = TransformerEmbedder(str(make_model("Bert")))  # type: ignore[operator]
    path = tmp_path / "embeddings.db"
    CachedEmbedder(minilm, path).embed(TEXTS)
    cached = CachedEmbedder(other, path)
    assert cached.embed(TEXTS).shape == (4, 32)
    assert cached.misses == 4


def test_many_threads_share_one(minilm: TransformerEmbedder, tmp_path: Path) -> None:
    cached = CachedEmbedder(minilm, tmp_path / "embeddings.db")
    gate = threading.Barrier(8)

    def ask(number: int) -> np.ndarray:
        gate.wait()
        return cached.embed([f"text {(number + offset) % 10}" for offset in range(5)])

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(ask, range(8)))
    alone = minilm.embed([f"text {number}" for number in range(12)])
    for number, vectors in enumerate(answers):
        wanted = [(number + offset) % 10 for offset in range(5)]
        assert (vectors * alone[wanted]).sum(1).min() > 0.9999
    assert cached.hits + cached.misses == 40


def test_several_processes_share_one(minilm: TransformerEmbedder, tmp_path: Path) -> None:
    """They open it at the same time and keep the same and different keys in it at once."""
    program = """
import sys
from pathlib import Path
from workbench.models.cache_file import CacheFile
file = CacheFile(Path(sys.argv[1]))
for number in range(200):
    file.put({f"shared {number}".encode(): b"same", f"{sys.argv[2]} {number}".encode(): b"own"})
"""
    path = tmp_path / "embeddings.db"
    running = [
        subprocess.Popen([sys.executable, "-c", program, str(path), str(number)], stderr=subprocess.PIPE, text=True)
        for number in range(3)
    ]
    for process in running:
        _, errors = process.communicate(timeout=90)
        assert (process.returncode, errors) == (0, "")
    connection = apsw.Connection(str(path))
    assert connection.execute("SELECT count(*) FROM vectors").get == 4 * 200
    assert connection.execute("PRAGMA integrity_check").get == "ok"


@pytest.mark.parametrize("damage", ["garbage", "middle", "short", "foreign", "schema"])
def test_a_damaged_file_is_begun_anew(minilm: TransformerEmbedder, tmp_path: Path, damage: str) -> None:
    path = tmp_path / "embeddings.db"
    before = CachedEmbedder(minilm, path)
    kept = before.embed([*TEXTS, *map(str, range(50))])
    before.close()
    raw = path.read_bytes()
    if damage == "garbage":
        path.write_bytes(b"no database at all, " * 500)
    elif damage == "middle":
        path.write_bytes(raw[:4096] + b"\xa5" * (len(raw) - 8192) + raw[-4096:])
    elif damage == "short":
        path.write_bytes(raw[: len(raw) // 2])
    else:
        path.unlink()
        with apsw.Connection(str(path)) as connection:
            connection.execute("CREATE TABLE vectors (strange)")
            if damage == "schema":
                connection.pragma("application_id", 0x574B4245)
    after = CachedEmbedder(minilm, path)
    np.testing.assert_allclose(after.embed(TEXTS), kept[:4], atol=0.02)
    after.embed(TEXTS)
    assert after.misses == 4 or damage in ("middle", "short")  # some pages may have been whole
    assert after.hits >= 4
    assert path.with_name("embeddings.db.damaged").exists()
    again = CachedEmbedder(TransformerEmbedder(), path)
    again.embed(TEXTS)
    assert (again.hits, again.misses) == (4, 0)


@pytest.mark.parametrize("blob", [b"", b"\0" * 4 * 384, b"\xff" * 4 * 384, b"\0" * 4 * 383])
def test_a_damaged_vector_is_computed_again(minilm: TransformerEmbedder, tmp_path: Path, blob: bytes) -> None:
    path = tmp_path / "embeddings.db"
    cached = CachedEmbedder(minilm, path)
    kept = cached.embed(TEXTS)
    with apsw.Connection(str(path)) as connection:
        connection.execute("UPDATE vectors SET vector = ?", (blob,))
    np.testing.assert_array_equal(cached.embed(TEXTS), kept)
    cached.embed(TEXTS)
    assert (cached.hits, cached.misses) == (4, 8)


def test_where_nothing_can_be_kept_it_computes(
    minilm: TransformerEmbedder, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    cached = CachedEmbedder(minilm, tmp_path / "no" / "such" / "folder" / "embeddings.db")
    for _ in range(2):
        assert cached.embed(TEXTS).shape == (4, 384)
    assert (cached.hits, cached.misses) == (0, 8)
    assert len([record for record in caplog.records if "cannot be used" in record.message]) == 1


def test_bad_texts_are_refused_and_not_counted(minilm: TransformerEmbedder) -> None:
    cached = CachedEmbedder(minilm)
    with pytest.raises(BadInput, match="Text 1"):
        cached.embed(["fine", "\udc80"])
    assert (cached.hits, cached.misses) == (0, 0)


def test_open_embedder_gives_a_cache_over_shared_weights(tmp_path: Path) -> None:
    one, other = open_embedder(cache=tmp_path / "embeddings.db"), open_embedder("all-MiniLM-L6-v2")
    one.embed(["loaded by one"])
    assert other.describe().loaded
    assert (tmp_path / "embeddings.db").exists()
