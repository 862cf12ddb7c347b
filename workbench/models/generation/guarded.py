"""What goes out to servers of others, and how much may come in. Imported lazily: it brings httpx2."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx2

_SENT = frozenset({"accept", "connection", "content-length", "content-type", "host", "transfer-encoding", "user-agent"})


class TooMuch(httpx2.RequestError):
    """The server sends more than anybody would read."""


class Guarded(httpx2.AsyncHTTPTransport):
    """A transport that sends no header but those named here, and reads an answer no further than it may be long.

    The SDK would also tell the server which machine this is, and what its own environment variables hold.

    Args:
        key: the key; None where none is needed.
        most_bytes: of one answer.
        connections: at most so many at once.
    """

    def __init__(self, key: str | None, most_bytes: int, connections: int) -> None:
        super().__init__(trust_env=False, limits=httpx2.Limits(max_connections=connections))
        self._key = key
        self._most = most_bytes

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        for name in [name for name in request.headers if name.lower() not in _SENT]:
            del request.headers[name]
        request.headers["user-agent"] = "workbench"
        request.headers["accept-encoding"] = "identity"
        if self._key is not None:
            request.headers["authorization"] = f"Bearer {self._key}"
        response = await super().handle_async_request(request)
        if response.headers.get("content-encoding", "identity").lower() != "identity":
            await response.aclose()
            raise TooMuch("It sends compressed what was asked for as it is.", request=request)
        assert isinstance(response.stream, httpx2.AsyncByteStream)
        response.stream = _Bounded(response.stream, self._most, request)
        return response


class _Bounded(httpx2.AsyncByteStream):
    def __init__(self, stream: httpx2.AsyncByteStream, most: int, request: httpx2.Request) -> None:
        self._stream = stream
        self._left = most
        self._request = request

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._stream:
            self._left -= len(part)
            if self._left < 0:
                raise TooMuch("It sends more than anybody would read.", request=self._request)
            yield part

    async def aclose(self) -> None:
        await self._stream.aclose()
