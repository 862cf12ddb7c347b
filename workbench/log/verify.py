"""Verification: is this history the one that was written?"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from workbench.core.errors import BadLab
from workbench.log.contract import Log
from workbench.log.row import START, Row, decode, link
from workbench.log.seal import fits

_PAGE = 5_000
_TYPES = [int, str, int, str, str, str, bytes, bytes]  # and last bytes or nothing


class Verified(msgspec.Struct, frozen=True):
    """A history without a flaw: how many events, and the hash that stands for all of them."""

    events: int
    hash: str


class Tampered(BadLab):
    """The history was changed after it was written.

    Attributes:
        position: the first event that does not fit.
    """

    def __init__(self, position: int, flaw: str) -> None:
        super().__init__(
            f"The history does not hold at position {position}: {flaw}.",
            "Compare with a backup or an export; everything before that position is as it was written.",
        )
        self.position = position


def verify(log: Log, progress: Callable[[int, int], None] | None = None) -> Verified:
    """Check that positions have no gap, that every hash follows from its row and the one before, that columns say what bodies say,
    and that what is kept apart is what was sealed, unless it was forgotten.

    A history that was chained anew throughout, or cut short at its end, is consistent in itself: to notice one, keep the
    answer of an earlier verification elsewhere.

    Args:
        log: any log.
        progress: called with (events checked, events in all).

    Raises:
        Tampered: with the first position that does not fit.
    """
    position, recorded, previous = START
    total = log.head
    while rows := log.rows(position, total, _PAGE):
        for index, row in enumerate(rows):
            if flaw := _flaw(row, position, recorded, previous):
                _check_columns(rows[:index], log)  # there may be an earlier flaw of the other sort
                raise Tampered(position + 1, flaw)
            position, recorded, previous = row.position, row.recorded, row.hash
        _check_columns(rows, log)
        if progress is not None:
            progress(position, total)
    if position != total:
        raise Tampered(position + 1, "it is missing")
    return Verified(total, previous.hex())


def _flaw(row: Row, position: int, recorded: int, previous: bytes) -> str | None:
    if row.position != position + 1:
        return "it is missing"
    if [type(value) for value in row[:-1]] != _TYPES or not isinstance(row.apart, bytes | None):
        return "a column is not of its type"
    if row.recorded < recorded:
        return "it was recorded before its predecessor"
    if row.hash != link(previous, row.recorded, row.body):
        return "its hash does not follow from what it says"
    return None


def _check_columns(rows: list[Row], log: Log) -> None:
    if not rows:
        return
    events = decode([(row.body, None) for row in rows], log.vocabulary, rows[0].position)
    for row, event in zip(rows, events, strict=True):
        if (row.id, row.kind, row.subject, row.source) != (
            event.id,
            log.vocabulary.kind(event),
            event.subject,
            event.source,
        ):
            raise Tampered(row.position, "its columns do not say what its body says")
        if not fits(event, row.apart):
            raise Tampered(row.position, "what it sealed does not fit its seal")
