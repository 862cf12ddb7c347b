"""Deciding an append: which of its events are new, and whether the version that it rests on still holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from workbench.core.errors import BadInput, Conflict
from workbench.core.vocabulary import Vocabulary
from workbench.log.row import Prepared, decode
from workbench.log.seal import Said, blank, is_open

Key = tuple[str, str]


def sift(
    batch: Sequence[Prepared], stored: Callable[[Key], tuple[int, Said] | None], vocabulary: Vocabulary
) -> tuple[list[Prepared], dict[Key, int]]:
    """The events of a batch that are new, each once, and the positions of those that are there already, by id and source.

    Args:
        batch: the events offered.
        stored: gives the position of a stored event and what it says, None where there is none.
        vocabulary: decodes bodies.

    Raises:
        Conflict: an id is in use for a different event, in the log or within the batch.
    """
    fresh: dict[Key, Prepared] = {}
    known: dict[Key, int] = {}
    for prepared in batch:
        key = (prepared.id, prepared.source)
        said = (prepared.body, prepared.apart)
        if key in fresh:
            there, where = (fresh[key].body, fresh[key].apart), "earlier in this batch"
        elif (found := stored(key)) is not None:
            known[key], there = found
            where = f"at position {known[key]}"
        else:
            fresh[key] = prepared
            continue
        if not _same(there, said, known.get(key, 0), vocabulary):
            raise Conflict(
                f"The id “{prepared.id}” is that of a different event {where}.", "Give a new event a new id."
            )
    return list(fresh.values()), known


def _same(stored: Said, offered: Said, position: int, vocabulary: Vocabulary) -> bool:
    """Whether two events with one id say the same. Their `time` may differ: a client that tries again may stamp it anew.

    What was forgotten of one can no more be told from what the other says.
    """
    if stored == offered:
        return True
    a, b = decode([stored, offered], vocabulary, position)
    if is_open(stored[1]) and is_open(offered[1]):
        return a.subject == b.subject and a.data == b.data
    return a.subject == b.subject and blank(a.data) == blank(b.data)


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


def check_remembered(batch: Sequence[Prepared], forgotten: Callable[[list[str]], str | None]) -> None:
    """Refuse events that say anew what can be forgotten, of a subject that was forgotten.

    Args:
        batch: the events that are new.
        forgotten: gives one of some subjects that was forgotten, None when none was.
    """
    subjects = list({prepared.subject for prepared in batch if is_open(prepared.apart)})
    if subjects and (gone := forgotten(subjects)) is not None:
        raise Conflict(f"“{gone}” was forgotten.", "What is forgotten stays so: make a new one.")
