"""A server of others that writes or paints, as all who ask it in this process share it. Imported lazily: it brings the SDK."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple, TypeVar

import httpx2
import openai

from workbench.core.errors import BadInput, Unavailable
from workbench.core.generation import Cancel
from workbench.models.generation.address import Address
from workbench.models.generation.breaker import Breaker
from workbench.models.generation.calls import Call, Calls
from workbench.models.generation.failures import SORTS, Failure, understood
from workbench.models.generation.guarded import Guarded

_MOST_BYTES = 64 * 2**20
T = TypeVar("T")


class Patience(NamedTuple):
    """How long one waits for a server, in seconds, and how often one tries.

    Attributes:
        place_s: for one of the places among simultaneous requests.
        connect_s: for a connection.
        first_s: from the request until the first piece of the text, or until a picture is there.
        idle_s: from one piece to the next.
        whole_s: for the whole text.
        tries: requests, until the first piece.
        pause_s: before the second try, about; twice that before the next.
        obeyed_s: a server that asks to be left alone for no longer is asked again after that.
    """

    place_s: float = 30.0
    connect_s: float = 5.0
    first_s: float = 60.0
    idle_s: float = 30.0
    whole_s: float = 600.0
    tries: int = 3
    pause_s: float = 0.5
    obeyed_s: float = 10.0


class Server:
    """Asks one OpenAI-compatible server, so many times at once and no more, and leaves it alone while it fails.

    Args:
        address: where it is.
        key: the key that it wants; None for none. It is never shown.
        patience: how long one waits.
        places: simultaneous requests.
        breaker: counts its failures.
    """

    def __init__(
        self,
        address: Address,
        key: str | None = None,
        patience: Patience | None = None,
        places: int = 8,
        breaker: Breaker | None = None,
    ) -> None:
        if key is not None and not (key.isascii() and key.isprintable() and key.strip() == key and key):
            raise BadInput("The generator's key cannot be sent in a header.", "Set WORKBENCH_GENERATOR_KEY anew.")
        self.address = address
        self.patience = patience or Patience()
        self.breaker = breaker or Breaker()
        self._key = key
        self._most = places
        self._calls = Calls()
        self._places = asyncio.Semaphore(places)
        self._under_way = 0
        self._client: openai.AsyncOpenAI | None = None

    def check(self) -> str:
        """How it is, in words. Asks it nothing.

        Raises:
            Unavailable: it failed too often.
        """
        failing = self.breaker.check()
        return f"{self.address.url}: {self._under_way} of {self._most} requests" + (f"; {failing}" if failing else "")

    @contextmanager
    def asking(self, cancel: Cancel | None) -> Iterator[Call]:
        """A request, with a place among the simultaneous ones.

        Raises:
            Stopped: it was cancelled.
            Unavailable: it is left alone, or has too much to do.
        """
        self.breaker.enter()
        call = Call(self._calls)
        place = _Place()
        try:
            if cancel is not None:
                cancel.then(call.stop)
            call.run(self._take(place))
            yield call
            self.breaker.succeeded()
        finally:
            call.stop()
            self.breaker.left()
            self._calls.submit(self._give(place))

    def first(self, call: Call, ask: Callable[[openai.AsyncOpenAI], Coroutine[Any, Any, T]]) -> T:
        """The first that comes of a request; it is tried again where that may help.

        Raises:
            BadInput: the server refuses what it is asked.
            Unavailable: it fails.
        """
        for number in range(1, self.patience.tries + 1):
            begun = self.tried(call, ask, self.patience.first_s)
            if not isinstance(begun, Failure):
                return begun
            last = number == self.patience.tries or (begun.wait_s or 0.0) > self.patience.obeyed_s
            if last or not begun.again:
                raise self.failed(begun)
            pause = self.patience.pause_s * random.uniform(0.5, 1.5)
            call.run(asyncio.sleep(pause * 2 ** (number - 1) if begun.wait_s is None else begun.wait_s + pause))
        raise AssertionError("The last try ends in a text or an error.")

    def tried(
        self, call: Call, ask: Callable[[openai.AsyncOpenAI], Coroutine[Any, Any, T]], within_s: float
    ) -> T | Failure:
        """What comes of one step, or why nothing does."""
        try:
            return call.run(self._within(ask, within_s))
        except SORTS as error:
            return understood(error, self.address.url, self.address.model, self._key)

    def failed(self, failure: Failure) -> Exception:
        """The error to raise, once the failure is counted. Raised where no foreign error is handled, which might show the key."""
        if failure.broken:
            self.breaker.failed(failure.error.problem)
        elif isinstance(failure.error, BadInput):
            self.breaker.succeeded()
        if failure.wait_s is not None and failure.wait_s > self.patience.obeyed_s:
            return Unavailable(failure.error.problem, f"It asks to be left alone for {failure.wait_s:.0f} s.")
        return failure.error

    def let_go(self, ending: Coroutine[Any, Any, None]) -> None:
        """Have something ended in the background, such as a connection."""
        self._calls.submit(ending)

    def close(self) -> None:
        """Let go of connections and threads."""
        self._calls.close(self._client.close() if self._client is not None else None)

    def __repr__(self) -> str:
        return f"<Server {self.address.url}>"

    async def _within(self, ask: Callable[[openai.AsyncOpenAI], Coroutine[Any, Any, T]], seconds: float) -> T:
        async with asyncio.timeout(seconds):
            return await ask(self._opened())

    def _opened(self) -> openai.AsyncOpenAI:
        if self._client is None:
            # Places limit how many there are; connections that are being closed may be more for a moment.
            transport = Guarded(self._key, _MOST_BYTES, 4 * self._most)
            timeout = httpx2.Timeout(None, connect=self.patience.connect_s)
            web = httpx2.AsyncClient(transport=transport, timeout=timeout, trust_env=False, follow_redirects=False)
            # The key is put into the headers by the transport; the SDK looks for one of its own unless it is given some.
            self._client = openai.AsyncOpenAI(
                api_key="none", base_url=self.address.url, max_retries=0, timeout=timeout, http_client=web
            )
        return self._client

    async def _take(self, place: _Place) -> None:
        try:
            async with asyncio.timeout(self.patience.place_s):
                await self._places.acquire()
        except TimeoutError:
            raise Unavailable(
                f"{self._most} requests to {self.address.url} are under way.", "Try again when one has ended."
            ) from None
        place.taken = True
        self._under_way += 1

    async def _give(self, place: _Place) -> None:
        if place.taken:
            self._under_way -= 1
            self._places.release()


class _Place:
    """A place among the simultaneous requests. Written in the loop alone: who waits for it may be gone when it is taken."""

    taken = False
