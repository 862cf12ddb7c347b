"""Pictures, painted by an OpenAI-compatible server."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from workbench.core.errors import BadInput, Unavailable
from workbench.core.generation import Cancel
from workbench.models.generation.calls import Stopped

if TYPE_CHECKING:
    from workbench.models.generation.server import Server

_MOST_BYTES = 32 * 2**20
_MOST_SIDE = 4_096  # pixels
_MEDIA = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))


class Painting(msgspec.Struct, frozen=True, kw_only=True):
    """A picture.

    Attributes:
        data: the file.
        media: its type: ``image/png``, ``image/jpeg`` or ``image/webp``.
        by: who painted it.
    """

    data: bytes
    media: str
    by: str

    def __repr__(self) -> str:
        return f"<Painting by {self.by}: {self.media}, {len(self.data):,} bytes>"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, object]:
        return {"text/plain": repr(self), self.media: base64.b64encode(self.data).decode()}


class Painter(Protocol):
    """Paints pictures."""

    def paint(
        self, words: str, width: int = 1_024, height: int = 1_024, cancel: Cancel | None = None
    ) -> Painting | None:
        """A picture of what the words say; None when it was cancelled.

        Raises:
            BadInput: the size cannot be had, or the words were refused.
            Unavailable: nobody paints here, or who does is away, or sends no picture.
        """
        ...


class Nobody:
    """A `Painter` where none was named."""

    def paint(
        self, words: str, width: int = 1_024, height: int = 1_024, cancel: Cancel | None = None
    ) -> Painting | None:
        """Raises `Unavailable`."""
        raise Unavailable(
            "No model is named that could paint.",
            "Name one by WORKBENCH_GENERATOR=http://host:port/v1#model&images=model; see docs/operations.md.",
        )


class ServerPainter:
    """A `Painter` behind an OpenAI-compatible server; its requests count with those for texts."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def paint(
        self, words: str, width: int = 1_024, height: int = 1_024, cancel: Cancel | None = None
    ) -> Painting | None:
        """As `Painter.paint`."""
        if not words.strip() or not (1 <= width <= _MOST_SIDE and 1 <= height <= _MOST_SIDE):
            raise BadInput(
                "Nothing is asked, or a size that cannot be had.",
                f"Say what to paint, in 1 to {_MOST_SIDE:,} pixels a side.",
            )
        name = self._server.address.images
        asked: dict[str, Any] = {"model": name, "prompt": words, "n": 1, "size": f"{width}x{height}"}
        if not name.startswith(
            "gpt-image"
        ):  # these send the picture itself without being asked to, and refuse being asked
            asked["response_format"] = "b64_json"
        try:
            with self._server.asking(cancel) as call:
                return _checked(self._server.first(call, lambda client: client.images.generate(**asked)), name)
        except Stopped:
            return None


def _checked(answer: Any, name: str) -> Painting:
    """The picture in an answer.

    Raises:
        Unavailable: there is none, or none that is safe to show.
    """
    pictures = getattr(answer, "data", None)
    coded = getattr(pictures[0], "b64_json", None) if isinstance(pictures, list) and pictures else None
    try:
        data = base64.b64decode(coded, validate=True) if isinstance(coded, str) else b""
    except binascii.Error:
        data = b""
    media = _media(data)
    if media is None or len(data) > _MOST_BYTES:
        raise Unavailable(
            f"{name} sends no PNG, JPEG or WebP picture of at most {_MOST_BYTES // 2**20} MiB.", "Name another model."
        )
    return Painting(data=data, media=media, by=name)


def _media(data: bytes) -> str | None:
    """The type of a picture, by how its file begins: what a server says of it does not count."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((media for begin, media in _MEDIA if data.startswith(begin)), None)
