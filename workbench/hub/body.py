"""The body of a request, read no further than it may be long."""

from __future__ import annotations

from typing import TypeVar

import msgspec
from anyio import to_thread
from starlette.requests import Request

from workbench.core.errors import BadInput
from workbench.hub.errors import TooLarge, WrongMedia

MOST_BYTES = 8 * 2**20
S = TypeVar("S", bound=msgspec.Struct)


async def read_body(request: Request, media: tuple[str, ...], most: int = MOST_BYTES) -> bytes:
    """The whole body.

    Args:
        media: the media types that may be declared; none declared is as good.
        most: bytes it may have.

    Raises:
        TooLarge: it has more; the rest is not read.
        WrongMedia: it is declared to be something else.
    """
    declared = request.headers.get("content-type", media[0]).partition(";")[0].strip().lower()
    if declared not in media:
        raise WrongMedia(f"A body of the type “{declared[:100]}” is not read here.", f"Send {' or '.join(media)}.")
    return await read_any(request, most)


async def read_any(request: Request, most: int) -> bytes:
    """The whole body, whatever it is.

    Raises:
        TooLarge: it has more bytes than it may; the rest is not read.
    """
    length = request.headers.get("content-length", "0")
    if length.isdecimal() and (len(length) > 18 or int(length) > most):
        raise _too_large(most)
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > most:
            raise _too_large(most)
        parts.append(part)
    return b"".join(parts)


async def read_struct(request: Request, shape: type[S], most: int = MOST_BYTES) -> S:
    """The whole body, which is JSON of a shape.

    Raises:
        BadInput: it is not; says where.
        TooLarge, WrongMedia: as `read_body`.
    """
    body = await read_body(request, ("application/json",), most)
    return await to_thread.run_sync(_decode, body, shape)


def _decode(body: bytes, shape: type[S]) -> S:
    try:
        return msgspec.json.decode(body, type=shape)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise BadInput(f"The body is not as it should be: {error}.", "Correct it; see /api/docs.") from None


def _too_large(most: int) -> TooLarge:
    return TooLarge(f"The body has more than {most:,} bytes.", "Send less at once, in several requests.")
