"""A generator behind an OpenAI-compatible server. Imported lazily: it brings the SDK."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import openai

from workbench.core.errors import Unavailable
from workbench.core.generation import Cancel, Prompt
from workbench.models.generation.calls import Stopped
from workbench.models.generation.failures import Failure, broken_off
from workbench.models.generation.material import chat_messages
from workbench.models.generation.painting import Nobody, Painter, ServerPainter
from workbench.models.generation.server import Server

_CHARACTERS = 16  # a token has at most, on average over a text: more is no text but a fault


class Compatible:
    """A `Generator` that an OpenAI-compatible server runs.

    Attributes:
        name: the model.
        painter: who paints, where the address names a model for it.
    """

    def __init__(self, server: Server) -> None:
        self.name = server.address.model
        self.painter: Painter = ServerPainter(server) if server.address.images else Nobody()
        self._server = server

    def check(self) -> str:
        """How it is, in words.

        Raises:
            Unavailable: it failed too often, and is left alone.
        """
        return f"{self.name} at {self._server.check()}"

    def close(self) -> None:
        """Let go of connections and threads."""
        self._server.close()

    def stream(self, prompt: Prompt, cancel: Cancel | None = None) -> Iterator[str]:
        """As `Generator.stream`. Closing it, or cancelling, closes the connection, by which the server knows."""
        with suppress(Stopped):
            yield from self._asked(prompt, cancel)

    def _asked(self, prompt: Prompt, cancel: Cancel | None) -> Iterator[str]:
        reading = _Reading(prompt, self.name)
        with self._server.asking(cancel) as call:
            try:
                piece: str | Failure | None = self._server.first(call, reading.begin)
                until = time.monotonic() + self._server.patience.whole_s
                room = prompt.most * _CHARACTERS
                pieces = 0
                while piece is not None:
                    if isinstance(piece, Failure):
                        raise self._server.failed(piece)
                    if room <= 0 or pieces >= prompt.most:
                        return  # it goes on though it was told where to stop
                    yield piece[:room]
                    room, pieces = room - len(piece), pieces + 1
                    if time.monotonic() > until:
                        raise Unavailable(f"{self.name} takes too long for one text.", "Ask for fewer tokens.")
                    piece = self._server.tried(call, reading.next, self._server.patience.idle_s)
                if not reading.finished:
                    raise self._server.failed(broken_off(self._server.address.url))
            finally:
                self._server.let_go(reading.close())


class _Reading:
    """An answer that is being read."""

    def __init__(self, prompt: Prompt, model: str) -> None:
        self.finished = False
        self._stream: openai.AsyncStream[Any] | None = None
        self._request: dict[str, Any] = {
            "model": model,
            "messages": [{"role": said.role, "content": said.text} for said in chat_messages(prompt)],
            "max_tokens": prompt.most,
            "temperature": prompt.temperature,
            "stream": True,
        }

    async def begin(self, client: openai.AsyncOpenAI) -> str | None:
        """The first piece; None when there is none."""
        await self.close()
        self._stream = await client.chat.completions.create(**self._request)
        return await self.next(client)

    async def next(self, client: openai.AsyncOpenAI) -> str | None:
        """The next piece that is not empty; None at the end."""
        assert self._stream is not None
        async for chunk in self._stream:
            # The SDK does not look whether a server sends what it should.
            choices = getattr(chunk, "choices", None)
            for choice in choices if isinstance(choices, list) else ():
                self.finished = self.finished or bool(getattr(choice, "finish_reason", None))
                said = getattr(getattr(choice, "delta", None), "content", None)
                if isinstance(said, str) and said:
                    return said
        return None

    async def close(self) -> None:
        if self._stream is not None:
            await self._stream.close()
