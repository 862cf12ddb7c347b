"""Citing: which passages a text names, and which span of each it rests on."""

from __future__ import annotations

import re

from workbench.chat.events import Citation
from workbench.chat.neutral import NUMBER, neutral, one_line
from workbench.core.generation import Passage
from workbench.models.generation.sentences import sentences
from workbench.retrieval.terms import terms

SEE_ALSO = "See also"
_LONGEST_QUOTE = 600
_LONGEST_NAME = 300


def cited(text: str, most: int) -> list[int]:
    """The numbers that a text cites, of the passages 1 to `most`, in order, each once."""
    numbers = (int(number) for number in NUMBER.findall(text))
    return list(dict.fromkeys(number for number in numbers if 1 <= number <= most))


def citation(number: int, passage: Passage, claim: str) -> Citation:
    """A passage as it is cited.

    Args:
        number: how the text names it.
        passage: what is cited.
        claim: what rests on it; the span that says most of it is quoted.
    """
    start, quote = best_span(passage.text, claim)
    return Citation(
        number=number,
        id=passage.id,
        title=one_line(passage.title, _LONGEST_NAME),
        source=passage.source,
        place=one_line(passage.place, _LONGEST_NAME),
        quote=neutral(quote)[:_LONGEST_QUOTE],
        start=start,
        relevance=min(max(passage.similarity, 0.0), 1.0),
    )


def see_also(text: str, most: int) -> str:
    """A line that names the passages which a text does not cite, of those from 1 to `most`; empty where it cites all."""
    named = cited(text, most)
    others = "".join(f" [{number}]" for number in range(1, most + 1) if number not in named)
    return f"\n\n{SEE_ALSO}{others}" if others else ""


def claim_of(text: str, number: int) -> str:
    """What a text says right before it cites a number: the words since the citation or the line break before; empty where it only
    names the passage.
    """
    before = text.partition(f"[{number}]")[0]
    while before.rstrip().endswith("]"):  # “so it is [1] [2]”: both are cited for the same
        before = before.rstrip().rpartition("[")[0]
    said = re.split(r"\[\d{1,4}\]|\n", before.rstrip())[-1].strip()
    return "" if said == SEE_ALSO else said


def best_span(text: str, claim: str) -> tuple[int, str]:
    """Where the sentence of a text begins that has most of a claim's words, and the sentence; the first of equals."""
    wanted = frozenset(terms(claim))
    spans = [(one.start, text[one.start : one.end]) for one in sentences(text)] or [(0, text)]
    return max(spans, key=lambda span: len(wanted.intersection(terms(span[1]))))
