"""Claims: what each sentence of a text says, and what each part of it says, taken apart for comparison."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from workbench.memory.contradiction.opposites import OPPOSED, stem_of
from workbench.memory.contradiction.quantities import TOKEN, read_quantities
from workbench.memory.contradiction.quantity import Quantity
from workbench.retrieval.terms import terms

_SENTENCES = 12  # of a text are read
_LONGEST = 60  # words of a sentence are read
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[^\W\d_])|\n\s*\n|\n(?=\s*[-*•])")
_CODE = re.compile(r">>>|\.\.\. |(?:[=\[\]{}<>|\\][^=\[\]{}<>|\\]*){4}")
_CONDITION = re.compile(r"\s*(?:if|when|unless|until|whenever)\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[,;:()–—]\s+|\s(?:but|because|although|though|while|even when)\s", re.IGNORECASE)
_NEGATIVE_WORDS = "no not never cannot none nobody nothing neither nor"
_AFTER_NO_WORDS = (
    "more less later fewer earlier matter question doubt only sooner longer"  # “no more than” denies nothing
)
_ENDING_WORDS = "stop stops stopped quit quits ceased"
_SAYING_WORDS = "say says said tell tells told mention mentions mentioned"
_NEGATIVE = frozenset(_NEGATIVE_WORDS.split())
_AFTER_NO = frozenset(_AFTER_NO_WORDS.split())
_NO_LONGER = "longer"  # but this does
_ENDING = frozenset(_ENDING_WORDS.split())
_SAYING = frozenset(_SAYING_WORDS.split())


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence, or a part of one.

    Attributes:
        whole: whether it is a whole sentence.
        stems: of the words that carry its topic, without its quantities.
        small: words too common to carry a topic that have an opposite, as “on”.
        denied: for each word that denies something the stem of what it denies; empty where nothing follows.
        quantities: its numbers, dates and times, without those in brackets.
        words: all of its words in lower case, in order.
        names: stems of words that are written with a capital letter.
        shown: for each stem and small word how it stands in the text.
    """

    whole: bool
    stems: frozenset[str]
    small: frozenset[str]
    denied: tuple[str, ...]
    quantities: tuple[Quantity, ...]
    words: tuple[str, ...]
    names: frozenset[str]
    shown: dict[str, str]


Sentence = tuple[Claim, ...]
"""What a whole sentence claims, and after it what its parts claim."""


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What a text claims.

    Attributes:
        sentences: one by one.
        stems: those of all of them.
    """

    sentences: tuple[Sentence, ...]
    stems: frozenset[str]


def read_claims(text: str) -> Reading:
    """What a text claims, of a long one the beginning. Code claims nothing.

    >>> ((claim,),) = read_claims("The cache isn't kept for 2 hours.").sentences
    >>> sorted(claim.stems), claim.denied, [quantity.text for quantity in claim.quantities]
    (['cach', 'kept'], ('kept',), ['2 hours'])
    """
    said = (each for each in _SENTENCE.split(text)[:_SENTENCES] if not _CODE.search(each))
    sentences = tuple(found for each in said if (found := tuple(_parts(each))))
    return Reading(sentences=sentences, stems=frozenset().union(*(sentence[0].stems for sentence in sentences)))


def _parts(sentence: str) -> Iterator[Claim]:
    whole = _claim(TOKEN.findall(sentence)[:_LONGEST], True)
    if not whole.stems:
        return
    yield whole
    clauses = _CLAUSE.split(sentence)
    if len(clauses) > 1:
        for clause in clauses:
            if _CONDITION.match(clause):  # says nothing by itself
                continue
            part = _claim(TOKEN.findall(clause)[:_LONGEST], False)
            if len(part.stems) > 1:
                yield part


def _claim(tokens: Sequence[str], whole: bool) -> Claim:
    quantities, used = read_quantities(tokens)
    stems, small, names, shown = set[str](), set[str](), set[str](), dict[str, str]()
    denied: list[str] = []
    denying = 0
    for at, token in enumerate(tokens):
        low = token.lower().replace("’", "'")
        after = tokens[at + 1].lower() if at + 1 < len(tokens) else ""
        before = tokens[at - 1].lower() if at else ""
        if (
            at in used
            or not low[0].isalpha()
            or low in _SAYING
            or token == "None"
            or (before == "no" and low in _AFTER_NO)
        ):
            continue
        if low.endswith("n't") or low in _NEGATIVE or (low in _ENDING and after.endswith("ing")):
            denying += after not in _AFTER_NO or after == _NO_LONGER
            continue
        stem = _stem(token, low, at)
        if stem is None:
            if low in OPPOSED:
                small.add(low)
                shown.setdefault(low, token)
            continue
        denied += [stem] * denying
        denying = 0
        stems.add(stem)
        shown.setdefault(stem, token)
        if token[0].isupper():
            names.add(stem)
    return Claim(
        whole=whole,
        stems=frozenset(stems),
        small=frozenset(small),
        denied=(*denied, *[""] * denying),
        quantities=quantities,
        words=tuple(token.lower() for token in tokens),
        names=frozenset(names),
        shown=shown,
    )


def _stem(token: str, low: str, at: int) -> str | None:
    """By which stem a word counts; None for one that carries no topic."""
    if "." in low or "_" in low:
        return low  # the name of something, of which each letter counts
    if len(token) == 1:
        return low if token.isupper() and at and low != "i" else None
    return stem_of(low) if terms(low) else None
