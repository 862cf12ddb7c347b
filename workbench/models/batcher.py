"""The batcher: embedding for event loops, the texts of many callers in one batch."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np

from workbench.core.errors import TooMany, Unavailable
from workbench.core.ports import Embedder, Vectors
from workbench.models.texts import check_texts

_WAITING = 4_096  # texts that may wait
_BATCH = 256  # texts that are taken together, so that a caller never waits long for others' texts


class Batcher:
    """The asynchronous face of an `Embedder`. Works in one thread of its own; any number of event loops may call it.

    Args:
        embedder: does the work.
        waiting: texts that may wait at once; a call that comes alone is taken whatever its size.
    """

    def __init__(self, embedder: Embedder, waiting: int = _WAITING) -> None:
        self._embedder = embedder
        self._bound = waiting
        self._lock = threading.Lock()
        self._calls: deque[tuple[list[str], Future[Vectors]]] = deque()
        self._texts = 0
        self._working = False
        self._closed = False
        self._thread = ThreadPoolExecutor(1, "embed")

    @property
    def waiting(self) -> int:
        """Texts that wait now."""
        return self._texts

    async def aembed(self, texts: Sequence[str]) -> Vectors:
        """As `Embedder.embed`, off the event loop. What others ask meanwhile travels in the same batch.

        Raises:
            BadInput: a text cannot be embedded; nobody else's call suffers.
            TooMany: as many texts wait as may.
            Unavailable: the batcher is closed, or the model cannot be loaded.
        """
        from asyncio import (
            wrap_future,
        )  # whoever gets here has asyncio already; who only imports us need not wait for it

        check_texts(texts)
        return await wrap_future(self._enqueue(list(texts)))

    def close(self) -> None:
        """End the thread once the batch that runs is done; whoever waits gets `Unavailable`. Harmless when repeated."""
        with self._lock:
            self._closed = True
            dropped, self._calls = self._calls, deque()
            self._texts = 0
        for _, answer in dropped:
            if answer.set_running_or_notify_cancel():
                answer.set_exception(_closed())
        self._thread.shutdown()

    def _enqueue(self, texts: list[str]) -> Future[Vectors]:
        answer: Future[Vectors] = Future()
        with self._lock:
            if self._closed:
                raise _closed()
            if self._texts and self._texts + len(texts) > self._bound:
                raise TooMany(f"{self._texts:,} texts wait to be embedded already.", "Try again in a few seconds.")
            self._calls.append((texts, answer))
            self._texts += len(texts)
            if not self._working:
                self._working = True
                self._thread.submit(self._work)
        return answer

    def _work(self) -> None:
        while calls := self._take():
            live = [(texts, answer) for texts, answer in calls if answer.set_running_or_notify_cancel()]
            joined = [text for texts, _ in live for text in texts]
            try:
                vectors = self._embedder.embed(joined)
            except BaseException as error:
                for _, answer in live:
                    answer.set_exception(error)
                continue
            ends = np.cumsum([len(texts) for texts, _ in live])
            for (texts, answer), end in zip(live, ends, strict=True):
                answer.set_result(vectors[end - len(texts) : end])

    def _take(self) -> list[tuple[list[str], Future[Vectors]]]:
        """The next calls, at least one while any wait."""
        taken: list[tuple[list[str], Future[Vectors]]] = []
        size = 0
        with self._lock:
            while self._calls and (not taken or size + len(self._calls[0][0]) <= _BATCH):
                taken.append(self._calls.popleft())
                size += len(taken[-1][0])
            self._texts -= size
            self._working = bool(taken)
        return taken


def _closed() -> Unavailable:
    return Unavailable("The embedding service was closed.", "Open the lab again.")
