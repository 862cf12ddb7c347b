"""Evidence: what speaks for it that passages answer a question, measured from how they were found.

None of it grows with the material: it is about the best of a few passages, and about which words the material knows at all.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence

import msgspec

from workbench.core.generation import Passage
from workbench.models.generation.sentences import sentences
from workbench.retrieval import Background
from workbench.retrieval.terms import terms

Compare = Callable[[str, Sequence[str]], Sequence[float]]
"""The cosine similarity of each of some texts to a question."""

_COMPARED = 16
_LONGEST = 400
_WORD = re.compile(r"[\w.'/-]+")
_IDENTIFIER = re.compile(r"[A-Z].*[A-Z]|\d|_")


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """What was measured of the passages that an answer would rest on, at most five.

    Attributes:
        closest: the largest cosine similarity to the question among their sentences; of all sentences the 16 are compared that have most of
            the question's words.
        lacking: the share of the question's words that nothing in the material has, each weighed by how rare it is there.
        unknown: 1 where one of these is a name or an identifier: with a capital letter though it does not begin the question, with several, or with
            a digit or a low line; 0 otherwise.
    """

    closest: float
    lacking: float
    unknown: float


def measure(question: str, passages: Sequence[Passage], background: Background, compare: Compare) -> Evidence:
    """What speaks for passages, of which there is at least one."""
    weights = rarities(question, background)
    near = compare(question, _likely(passages, weights))
    return Evidence(
        closest=max(near, default=0.0),
        lacking=sum(weight for term, weight in weights.items() if not background.having.get(term)),
        unknown=float(any(not background.having.get(term) for name in names(question) for term in terms(name))),
    )


def rarities(question: str, background: Background) -> dict[str, float]:
    """The terms of a question, weighed by how few items have them; the weights sum to 1."""
    size = background.size
    raw = {
        term: math.log1p((size - background.having.get(term, 0) + 0.5) / (background.having.get(term, 0) + 0.5))
        for term in terms(question)
    }
    total = sum(raw.values())
    return {term: weight / total for term, weight in raw.items()} if total else {}


def names(question: str) -> list[str]:
    """The words of a question that look like names or identifiers.

    >>> names("Which index does Postgres want for a utf_8 column?")
    ['Postgres', 'utf_8']
    """
    words = _WORD.findall(question)
    return [word for at, word in enumerate(words) if (at and word[0].isupper()) or _IDENTIFIER.search(word)]


def _likely(passages: Sequence[Passage], weights: Mapping[str, float]) -> list[str]:
    """The sentences that have most of a question's words, those of better passages first among equals."""
    found = [passage.text[one.start : one.end][:_LONGEST] for passage in passages for one in sentences(passage.text)]
    shared = [sum(weights.get(term, 0.0) for term in set(terms(text))) for text in found]
    return [found[at] for at in sorted(range(len(found)), key=lambda at: -shared[at])[:_COMPARED]]
