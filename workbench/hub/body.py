"""The body of a request, read no further than it may be long."""

from __future__ import annotations

from starlette.requests import Request

from workbench.hub.errors import TooLarge, WrongMedia

MOST_BYTES = 8 * 2**20


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


def _too_large(most: int) -> TooLarge:
    return TooLarge(f"The body has more than {most:,} bytes.", "Send less at once, in several requests.")
