"""The frames of the realtime protocol: what a client may say, what the hub says, and how it is encoded once for all.

docs/protocol.md describes them for those who write clients.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec

from workbench.core.cloudevents import to_cloud
from workbench.core.errors import BadInput
from workbench.core.events import Record
from workbench.core.figure import Figure
from workbench.hub.answers import figure_answer

SLOW = 4008
REFUSED = 4029
RESTART = 1012
POLICY = 1008
FAILED = 1011


class Subscribe(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="op", tag="subscribe"):
    """Send the events that fit all the filters given; the same id again replaces what it meant."""

    id: str
    kinds: list[str] | None = None
    agent: str | None = None
    channel: str | None = None


class Unsubscribe(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="op", tag="unsubscribe"
):
    """No more of that."""

    id: str


class Resume(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="op", tag="resume"):
    """Begin after a position of a history, instead of now."""

    after: int
    epoch: str


class Ping(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="op", tag="ping"):
    """Answer me."""


Ask = Subscribe | Unsubscribe | Resume | Ping

_asks: msgspec.json.Decoder[Ask] = msgspec.json.Decoder(Ask)
_encoder = msgspec.json.Encoder()
_REMEDY = (
    "Send one JSON object as text, with “op” subscribe, unsubscribe, resume or ping; docs/protocol.md has them all."
)


def parse_ask(text: str | bytes) -> Ask:
    """What a client asks.

    Raises:
        BadInput: it is not a frame of the protocol; says where.
    """
    try:
        return _asks.decode(text)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise BadInput(f"The frame is not valid: {error}.", _REMEDY) from None


class Frame(NamedTuple):
    """One message of the hub: its JSON text, and the position that it carries, None when it is no event."""

    text: bytes
    position: int | None = None


class Batch:
    """Frames that go out together, encoded for each way out at most once however many take them.

    Attributes:
        frames: in order.
        framed: all of them as WebSocket frames, ready for the wire.
    """

    __slots__ = ("_sse", "framed", "frames")

    def __init__(self, frames: Iterable[Frame]) -> None:
        self.frames = tuple(frames)
        self.framed = b"".join(text_frame(frame.text) for frame in self.frames)
        self._sse: bytes | None = None

    @property
    def sse(self) -> bytes:
        """All of them as server-sent events; an event's id is its position."""
        if self._sse is None:
            self._sse = b"".join(_server_sent(frame) for frame in self.frames)
        return self._sse


def text_frame(text: bytes) -> bytes:
    """A whole, unmasked, uncompressed WebSocket text frame (RFC 6455, 5.2).

    >>> text_frame(b"hi")
    b'\\x81\\x02hi'
    >>> text_frame(b"x" * 126)[:4]
    b'\\x81~\\x00~'
    """
    size = len(text)
    if size < 126:
        return bytes((0x81, size)) + text
    if size < 65_536:
        return b"\x81\x7e" + size.to_bytes(2, "big") + text
    return b"\x81\x7f" + size.to_bytes(8, "big") + text


def event_frame(record: Record) -> Frame:
    """An event and its place in the log."""
    return Frame(
        _encoder.encode({"type": "event", "position": record.position, "event": to_cloud(record)}), record.position
    )


def say(type_: str, **fields: Any) -> Batch:
    """One frame of the hub's own: its type, and fields of plain JSON values or Structs."""
    return Batch([Frame(_encoder.encode({"type": type_, **fields}))])


def error(code: str, problem: str, remedy: str) -> Batch:
    """Something that was asked was not done. `code` is for programs, the rest for people."""
    return say("error", code=code, problem=problem, remedy=remedy)


def figures(stream: str, epoch: str, position: int, shown: Iterable[Figure]) -> Batch:
    """The figures of one stream."""
    return say(
        "figures", stream=stream, epoch=epoch, position=position, figures=[figure_answer(figure) for figure in shown]
    )


def closing(after: int, epoch: str) -> str:
    """The reason of a close that can be resumed from: JSON, at most 123 bytes as a close frame demands."""
    return _encoder.encode({"after": after, "epoch": epoch}).decode()[:123]


def _server_sent(frame: Frame) -> bytes:
    id_ = b"" if frame.position is None else b"id: %d\n" % frame.position
    return id_ + b"data: " + frame.text + b"\n\n"
