"""Signals: what speaks for two texts contradicting each other. One thing differs in what is otherwise the same claim."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from workbench.memory.contradiction.changes import change_of
from workbench.memory.contradiction.claims import Claim, Reading
from workbench.memory.contradiction.opposites import Pair, take_alike, take_exclusive, take_opposites
from workbench.memory.contradiction.quantity import Quantity
from workbench.memory.contradiction.signal import Signal

_DETAIL = 0.25  # what a word weighs that one claim has more, beside one that both have
_SWAPPED = 1.0  # the same for a word in place of which the other has another one
_CONTEXT = 0.5  # of the words of the shorter text, the share that both must have
_VALUE = 0.75
_COPULAS = frozenset(("is", "are", "was", "were"))
_FRONT = 3  # a number or date so near the beginning says of what or when the sentence is


def compare(first: Reading, second: Reading, least: float) -> Signal | None:
    """The strongest signal between two texts, None where none reaches a score.

    Each sentence is compared with the one of the other text to which it is most alike: the whole, or a part with a part. In texts that
    have little in common beside it, only a change counts.
    """
    both = len(first.stems & second.stems)
    if not both:
        return None
    together = both >= _CONTEXT * min(len(first.stems), len(second.stems))
    found = _differences(first, second) if together else _changes(first, second)
    return max((signal for signal in found if signal.score >= least), key=lambda signal: signal.score, default=None)


def _changes(first: Reading, second: Reading) -> Iterator[Signal]:
    for sentence in first.sentences:
        for other in second.sentences:
            if (signal := change_of(sentence[0], other[0])) is not None:
                yield signal


def _differences(first: Reading, second: Reading) -> Iterator[Signal]:
    for sentence in first.sentences:
        pairs = ((one, two) for other in second.sentences for one, two in product(sentence, other))
        compared = (_between(one, two) for one, two in pairs if _worth_it(one, two))
        _, found = max(compared, key=lambda each: each[0], default=(0.0, None))
        if found is not None:
            yield found


def _worth_it(one: Claim, two: Claim) -> bool:
    """Whether two claims have enough in common to be compared."""
    shared = len(one.stems & two.stems)
    enough = 0 if one.whole and two.whole else 1
    return (shared > enough and 2 * shared >= min(len(one.stems), len(two.stems))) or not one.names.isdisjoint(
        two.names
    )


def _between(one: Claim, two: Claim) -> tuple[float, Signal | None]:
    """How much alike two claims are apart from what differs; and the signal, if just one thing does."""
    mine, yours = set(one.stems - two.stems), set(two.stems - one.stems)
    common = len(one.stems & two.stems) + len(take_alike(mine, yours))
    turned = _turned(mine, yours, one.small - two.small, two.small - one.small)
    kinds = take_exclusive(mine, yours)
    differ = _differing(one.quantities, two.quantities)
    swapped, more = min(len(mine), len(yours)), abs(len(mine) - len(yours))
    likeness = common / (common + _SWAPPED * swapped + _DETAIL * more) if common else 0.0
    found: list[Signal] = []
    if (_denials(one, two, mine, yours) + len(turned)) % 2:
        found.append(_polar(one, two, turned, likeness))
    for first, second in kinds:
        found.append(Signal(kind="value", score=likeness, first=one.shown[first], second=two.shown[second]))
    for left, right in differ:
        kind = "date" if left.kind in ("date", "clock") else "number"
        found.append(Signal(kind=kind, score=likeness, first=left.text, second=right.text))
    if (_named(mine) and _named(yours)) or _elsewhere(differ) or len(turned) > 1:
        return likeness, None
    if not found:
        return likeness, change_of(one, two) or _ending(one, two, mine, yours, likeness)
    alone = len(found) == 1 and (not turned or found[0].kind in ("opposite", "negation"))
    return likeness, found[0] if alone else None


def _ending(one: Claim, two: Claim, mine: set[str], yours: set[str], likeness: float) -> Signal | None:
    """That two claims are the same but for their last word, as “The colour is green” and “The colour is blue”."""
    if len(mine) != 1 or len(yours) != 1 or one.words[:-1] != two.words[:-1] or one.words[-1] == two.words[-1]:
        return None
    if not _COPULAS & set(one.words[:-1]):
        return None
    return Signal(kind="value", score=_VALUE, first=one.shown[min(mine)], second=two.shown[min(yours)])


def _denials(one: Claim, two: Claim, mine: set[str], yours: set[str]) -> int:
    """How many denials concern what the other claims too: “doesn't dislike” says nothing against a text that does not speak of disliking."""
    return sum(said not in mine for said in one.denied) + sum(said not in yours for said in two.denied)


def _named(stems: set[str]) -> bool:
    """Whether one of some words is a name of which every letter counts."""
    return any("_" in stem or "." in stem or len(stem) == 1 for stem in stems)


def _polar(one: Claim, two: Claim, turned: Sequence[Pair], likeness: float) -> Signal:
    if turned:
        first, second = turned[0]
        return Signal(kind="opposite", score=likeness, first=one.shown[first], second=two.shown[second])
    return Signal(kind="negation", score=likeness, first="", second="")


def _turned(mine: set[str], yours: set[str], small: frozenset[str], other: frozenset[str]) -> list[Pair]:
    """The opposites between two claims, common words such as “on” among them; they are taken out."""
    left, right = mine | small, yours | other
    found = take_opposites(left, right)
    mine &= left
    yours &= right
    return found


def _differing(one: Sequence[Quantity], two: Sequence[Quantity]) -> list[tuple[Quantity, Quantity]]:
    """Quantities that stand in the same slot and are not the same."""
    left, right = list(one), list(two)
    for quantity in one:
        same = next((other for other in right if quantity.same(other) and quantity.comparable(other)), None)
        if same is not None:
            left.remove(quantity)
            right.remove(same)
    found = []
    for quantity in left:
        other = next((other for other in right if quantity.comparable(other) and not quantity.same(other)), None)
        if other is not None:
            right.remove(other)
            found.append((quantity, other))
    return found


def _elsewhere(differ: Sequence[tuple[Quantity, Quantity]]) -> bool:
    """Whether a number or a date that differs says that the sentences are about two things or two times."""
    return any(
        max(left.start, right.start) < _FRONT and left.kind in ("date", "label", "ordinal") for left, right in differ
    )
