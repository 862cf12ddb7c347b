"""What an event changes on a shelf."""

from __future__ import annotations

import msgspec


class Wording(msgspec.Struct, frozen=True):
    """What an item says from some event on.

    Attributes:
        item: its subject, as ``memory/<id>``.
        position: the event that said so.
        text, tags: what it says.
        terms: by which it is found.
    """

    item: str
    position: int
    text: str
    tags: frozenset[str]
    terms: tuple[str, ...]


class Ended(msgspec.Struct, frozen=True):
    """From an event on an item says nothing any more; what it said before is still found as of before.

    Attributes:
        item: its subject.
        position: the event that ended it.
    """

    item: str
    position: int


class Place(msgspec.Struct, frozen=True):
    """What stays the same of an item, however often it is worded anew.

    Attributes:
        item: its subject.
        owner: whose it is, as ``agent/<slug>``.
        kind: what sort of item.
        group: what it stands in with others, in order; None where it stands alone.
        position: the event that made it.
        when: when that happened of which it tells, in microseconds since 1970 UTC.
        links: earlier items of the same owner that it refers to.
    """

    item: str
    owner: str
    kind: str
    group: str | None
    position: int
    when: int
    links: tuple[str, ...] = ()


Change = Place | Wording | Ended | str
"""What an event changes on a shelf: an item is made, it says something, it says nothing any more, or (its subject) it is erased."""
