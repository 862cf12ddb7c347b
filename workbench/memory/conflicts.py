"""Conflicts: memories that may contradict each other, with what speaks for it. They are found and shown; nothing settles them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import numpy as np

from workbench.core.show import Html, bundle, card, cut, line, many, safe, table, who
from workbench.memory.contradiction import Reading, Signal, compare, read_claims
from workbench.memory.memory import Memory
from workbench.memory.near import Near
from workbench.models import NliModel

LEAST = 0.7
"""From which score on a signal counts. Chosen on one half of `data/conflicts.jsonl`; the other half says what it is worth."""

_LIKELY = 0.5  # from which probability on a model's word counts
_CLOSEST = 16  # for each memory so many earlier ones are compared with it word by word, those most alike
_FIRST_PERSON = re.compile(r"\b(?:i|i'm|i’m|my|me|mine|we|our|us)\b", re.IGNORECASE)
_SAID = {
    "negation": "one denies what the other says",
    "opposite": "words that are opposites",
    "number": "another number in the same place",
    "date": "another date or time in the same place",
    "value": "another value in the same place",
    "change": "one says that something is so, the other that this changed",
    "model": "a model that was named takes it for a contradiction",
}


Close = tuple[int, int, float]
"""Two memories that are near: the numbers of the newer and the older one, and their cosine similarity."""


class Clash(msgspec.Struct, frozen=True, kw_only=True):
    """Two memories that may contradict each other, by their subjects; `Conflict` is the same with what they say.

    Attributes:
        first, second: their subjects, the older one first.
        similarity: their cosine similarity.
        signals: what speaks for it, the strongest first.
    """

    first: str
    second: str
    similarity: float
    signals: tuple[Signal, ...]

    @property
    def score(self) -> float:
        """That of the strongest signal."""
        return self.signals[0].score


class Conflict(msgspec.Struct, frozen=True, kw_only=True):
    """Two memories that may contradict each other.

    Attributes:
        first, second: the memories, the older one first.
        later: the subject of the one that tells of the later moment: if both were true in their time, it is the one that still is.
        similarity: their cosine similarity.
        score: 0 to 1, that of the strongest signal. A rank, no probability.
        signals: what speaks for it, the strongest first.
        why: the same in words.
    """

    first: Memory
    second: Memory
    later: str
    similarity: float
    score: float
    signals: tuple[Signal, ...]
    why: str

    def __repr__(self) -> str:
        return f"<Conflict {self.score:.2f} {cut(self.first.text, 50)} ⚡ {cut(self.second.text, 50)}: {self.why}>"


class Conflicts(msgspec.Struct, frozen=True, kw_only=True):
    """All pairs among some memories that may contradict each other. Signals, and no verdict: many say the same in other words
    or speak of different things, and what only knowledge of the world contradicts is not found.

    Attributes:
        pairs: the strongest signals first, at most as many as were asked for.
        count: how many pairs there are.
        compared: how many memories were compared, each with every other one.
        near: how many pairs of them were near enough to be compared word by word.
    """

    pairs: tuple[Conflict, ...]
    count: int
    compared: int
    near: int

    def __repr__(self) -> str:
        return f"<Conflicts: {many(self.count, 'pair')} among {many(self.compared, 'memory', 'memories')}>"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        rows = [(pair.why, _side(pair, pair.first), _side(pair, pair.second)) for pair in self.pairs]
        note = f"{many(self.count, 'pair')} among {many(self.compared, 'memory', 'memories')}"
        text = "\n".join([repr(self), *(f"  {pair!r}" for pair in self.pairs)])
        return bundle(text, card("May contradict each other", table(rows), note=note))


def conflict_of(clash: Clash, first: Memory, second: Memory) -> Conflict:
    """A clash with what its two memories say."""
    later = max(first, second, key=lambda each: (each.moment, each.position))
    return Conflict(
        first=first,
        second=second,
        later=later.id,
        similarity=clash.similarity,
        score=clash.score,
        signals=clash.signals,
        why="; ".join(map(say, clash.signals)),
    )


def say(signal: Signal) -> str:
    """What a signal says, in words."""
    words = f": “{signal.first}” and “{signal.second}”" if signal.first and signal.second else ""
    return f"{_SAID[signal.kind]}{words}"


def find_clashes(near: Near, pairs: Sequence[Close], said: Mapping[str, Memory]) -> list[tuple[int, Clash]]:
    """Pairs of memories in which something speaks for a contradiction, each with the number of the newer one.

    Two that are said to be about different things are not compared, nor what two agents each say of themselves.

    Args:
        near: pairs of memories that are near.
        pairs: those of them to be compared, from `closest`.
        said: what they say.
    """
    claims: dict[str, Reading] = {}

    def claimed(memory: Memory) -> Reading:
        if memory.id not in claims:
            claims[memory.id] = read_claims(memory.text)
        return claims[memory.id]

    found = []
    for newer, older, similarity in pairs:
        first, second = said.get(near.memories[older]), said.get(near.memories[newer])
        if first is None or second is None or first.text == second.text or not _of_one_thing(first, second):
            continue
        signal = compare(claimed(first), claimed(second), LEAST)
        if signal is not None:
            alike = min(round(similarity, 6), 1.0)
            found.append((newer, Clash(first=first.id, second=second.id, similarity=alike, signals=(signal,))))
    return found


def nearest(nears: Sequence[Near], most: int) -> list[tuple[str, str, float]]:
    """The pairs that are most alike, by their subjects, the older one first, and how similar they are."""
    pairs = [
        (-similarity, near.memories[older], near.memories[newer])
        for near in nears
        for newer, older, similarity in closest(near)
    ]
    return [(first, second, -value) for value, first, second in sorted(pairs)[:most]]


def judge(
    clashes: Sequence[Clash], pairs: Sequence[tuple[str, str, float]], said: Mapping[str, Memory], model: NliModel
) -> list[Clash]:
    """The clashes, and those of some pairs that a model takes for contradictions; where it agrees it is one more signal."""
    known = {(clash.first, clash.second): clash for clash in clashes}
    read = [(first, second, value) for first, second, value in pairs if first in said and second in said]
    read = [
        each
        for each in read
        if said[each[0]].text != said[each[1]].text and _of_one_thing(said[each[0]], said[each[1]])
    ]
    chances = model.contradiction([(said[first].text, said[second].text) for first, second, _ in read])
    for (first, second, value), chance in zip(read, chances, strict=True):
        if chance >= _LIKELY:
            clash = known.get((first, second)) or Clash(
                first=first, second=second, similarity=min(round(value, 6), 1.0), signals=()
            )
            signals = (*clash.signals, Signal(kind="model", score=chance, first="", second=""))
            signals = tuple(sorted(signals, key=lambda signal: -signal.score))
            known[first, second] = msgspec.structs.replace(clash, signals=signals)
    return list(known.values())


def closest(near: Near, begin: int = 0) -> list[Close]:
    """For each memory after so many the earlier ones that are most alike: newer, older, similarity."""
    start = int(np.searchsorted(near.newer, begin))
    newer, older, similarity = near.newer[start:], near.older[start:], near.similarity[start:]
    order = np.lexsort((-similarity, newer))
    newer, older, similarity = newer[order], older[order], similarity[order]
    place = np.arange(len(newer)) - np.searchsorted(newer, newer)
    kept = place < _CLOSEST
    return list(zip(newer[kept].tolist(), older[kept].tolist(), similarity[kept].tolist(), strict=True))


def strongest(clashes: Sequence[Clash], most: int) -> list[Clash]:
    """The clashes with the highest scores, of equals those that are more alike."""
    return sorted(clashes, key=lambda each: (-round(each.score, 6), -round(each.similarity, 6)))[:most]


def _of_one_thing(first: Memory, second: Memory) -> bool:
    if first.about and second.about and first.about != second.about:
        return False
    return first.agent == second.agent or not (_FIRST_PERSON.search(first.text) or _FIRST_PERSON.search(second.text))


def _side(pair: Conflict, memory: Memory) -> Html:
    when = f"{who(memory.agent)}, {memory.moment:%Y-%m-%d %H:%M}{', the later one' if memory.id == pair.later else ''}"
    return Html(f"{safe(cut(memory.text, 200))}{line(when)}")
