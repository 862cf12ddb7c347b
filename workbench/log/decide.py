"""Deciding an append: which of its events are new, and whether the version that it rests on still holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from workbench.core.errors import BadInput, Conflict
from workbench.core.vocabulary import Vocabulary
from workbench.log.row import Prepared, decode

Key = tuple[str, str]


def sift(
    batch: Sequence[Prepared], stored: Callable[[Key], tuple[int, bytes] | None], vocabulary: Vocabulary
) -> tuple[list[Prepared], dict[Key, int]]:
    """The events of a batch that are new, each once, and the positions of those that are there already, by id and source.

    Args:
        batch: the events offered.
        stored: gives the position and the body of a stored event, None where there is none.
        vocabulary: decodes bodies.

    Raises:
        Conflict: an id is in use for a different event, in the log or within the batch.
    """
    fresh: dict[Key, Prepared] = {}
    known: dict[Key, int] = {}
    for prepared in batch:
        key = (prepared.id, prepared.source)
        if key in fresh:
            there, where = fresh[key].body, "earlier in this batch"
        elif (found := stored(key)) is not None:
            known[key], there = found
            where = f"at position {known[key]}"
        else:
            fresh[key] = prepared
            continue
        if not _same(there, prepared.body, known.get(key, 0), vocabulary):
            raise Conflict(
                f"The id “{prepared.id}” is that of a different event {where}.", "Give a new event a new id."
            )
    return list(fresh.values()), known


def _same(stored: bytes, offered: bytes, position: int, vocabulary: Vocabulary) -> bool:
    """Whether two bodies with one id say the same. Their `time` may differ: a client that tries again may stamp it anew."""
    if stored == offered:
        return True
    a, b = decode([stored, offered], vocabulary, position)
    return a.subject == b.subject and a.data == b.data


def one_subject(batch: Sequence[Prepared]) -> str:
    """The subject that a batch with an expected version is about."""
    subjects = {prepared.subject for prepared in batch}
    if len(subjects) != 1:
        raise BadInput(
            f"Events about {len(subjects)} subjects were appended with one expected version.",
            "Append them apart, or without `expected`.",
        )
    return subjects.pop()


def check_version(subject: str, found: int, expected: int) -> None:
    """Refuse an append whose subject has moved on."""
    if found != expected:
        raise Conflict(
            f"“{subject}” is at version {found}, not {expected}.",
            "Somebody else changed it: read it again and decide again.",
        )
