"""The batcher: never on the event loop, many callers in one batch, bounded."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from workbench.core.errors import BadInput, TooMany, Unavailable
from workbench.core.ports import Vectors
from workbench.models import Batcher, TransformerEmbedder


class Held:
    """The real model behind a gate, which notes how many texts came in each call and where it ran."""

    def __init__(self, embedder: TransformerEmbedder) -> None:
        self.name = embedder.name
        self.dimension = embedder.dimension
        self.gate = threading.Event()
        self.calls: list[int] = []
        self.threads: set[int] = set()
        self._embedder = embedder

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.calls.append(len(texts))
        self.threads.add(threading.get_ident())
        assert self.gate.wait(60)
        return self._embedder.embed(texts)


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not true():  # noqa: ASYNC110 (another thread makes it true)
            await asyncio.sleep(0.005)


async def test_callers_are_joined_and_each_gets_its_own(minilm: TransformerEmbedder) -> None:
    held = Held(minilm)
    batcher = Batcher(held)
    first = asyncio.create_task(batcher.aembed(["goes first"]))
    await until(lambda: bool(held.calls))
    wanted = [[f"caller {caller} text {number}" for number in range(caller % 4)] for caller in range(20)]
    rest = [asyncio.create_task(batcher.aembed(texts)) for texts in wanted]
    await until(lambda: batcher.waiting == sum(map(len, wanted)))
    held.gate.set()
    assert (await first).shape == (1, 384)
    exact = minilm.embed([text for texts in wanted for text in texts])
    answers = await asyncio.gather(*rest)
    assert [len(vectors) for vectors in answers] == [len(texts) for texts in wanted]
    assert np.einsum("ij,ij->i", np.concatenate(answers), exact).min() > 0.9999
    assert held.calls == [1, sum(map(len, wanted))]
    assert threading.get_ident() not in held.threads
    batcher.close()


async def test_waiting_texts_are_bounded(minilm: TransformerEmbedder) -> None:
    held = Held(minilm)
    batcher = Batcher(held, waiting=10)
    first = asyncio.create_task(batcher.aembed(["runs"]))
    await until(lambda: bool(held.calls))
    second = asyncio.create_task(batcher.aembed(["waits"] * 8))
    await until(lambda: batcher.waiting == 8)
    with pytest.raises(TooMany):
        await batcher.aembed(["too", "many", "texts"])
    held.gate.set()
    assert len(await first) + len(await second) == 9
    assert len(await batcher.aembed(["a call that comes alone is taken"] * 30)) == 30
    batcher.close()


async def test_a_caller_who_leaves_costs_nothing(minilm: TransformerEmbedder) -> None:
    held = Held(minilm)
    batcher = Batcher(held)
    first = asyncio.create_task(batcher.aembed(["runs"]))
    await until(lambda: bool(held.calls))
    leaver, stayer = (asyncio.create_task(batcher.aembed([text] * 3)) for text in ("leaves", "stays"))
    await until(lambda: batcher.waiting == 6)
    leaver.cancel()
    await asyncio.sleep(0)
    held.gate.set()
    assert len(await stayer) == 3
    assert len(await first) == 1
    assert held.calls == [1, 3]
    with pytest.raises(asyncio.CancelledError):
        await leaver
    batcher.close()


async def test_one_bad_text_is_its_senders_alone(minilm: TransformerEmbedder) -> None:
    batcher = Batcher(minilm)
    good, bad = await asyncio.gather(batcher.aembed(["fine"]), batcher.aembed(["\udc80"]), return_exceptions=True)
    assert isinstance(good, np.ndarray)
    assert isinstance(bad, BadInput)
    batcher.close()


async def test_a_failure_reaches_all_who_wait_and_the_next_call_works(minilm: TransformerEmbedder) -> None:
    class Failing(Held):
        def embed(self, texts: Sequence[str]) -> Vectors:
            if not self.calls:
                self.calls.append(len(texts))
                raise Unavailable("The model is away.", "Come back later.")
            return super().embed(texts)

    failing = Failing(minilm)
    failing.gate.set()
    batcher = Batcher(failing)
    with pytest.raises(Unavailable):
        await batcher.aembed(["a text"])
    assert len(await batcher.aembed(["a text"])) == 1
    batcher.close()


async def test_closing_tells_those_who_wait(minilm: TransformerEmbedder) -> None:
    held = Held(minilm)
    batcher = Batcher(held)
    first = asyncio.create_task(batcher.aembed(["runs"]))
    await until(lambda: bool(held.calls))
    second = asyncio.create_task(batcher.aembed(["waits"]))
    await until(lambda: batcher.waiting == 1)
    held.gate.set()
    closing = asyncio.create_task(asyncio.to_thread(batcher.close))
    answers = await asyncio.gather(first, second, return_exceptions=True)
    await closing
    batcher.close()
    assert isinstance(answers[0], np.ndarray)
    assert isinstance(answers[1], np.ndarray | Unavailable)
    with pytest.raises(Unavailable):
        await batcher.aembed(["late"])
