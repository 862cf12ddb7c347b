"""The extractive generator: it writes nothing of its own, but quotes what answers best."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from textwrap import dedent
from typing import NamedTuple

from workbench.core.errors import Unavailable
from workbench.core.generation import Cancel, Passage, Prompt
from workbench.core.ports import Embedder
from workbench.models.generation.painting import Nobody
from workbench.models.generation.sentences import is_signature, sentences

NAME = "extractive"
_MOST = 4  # sentences quoted
_SHORTLIST = 16  # sentences that are embedded: so few that the answer begins at once
_WORTH = 0.65  # share of the best one's score that a further sentence needs
_ALIKE = 0.6  # share of common terms from which on two sentences say the same
_LONGEST = 700  # characters of one quotation
_LETTERS = 4  # characters a token has, about
_MEANING, _STANDING, _TITLE = 0.8, 0.2, 0.5
_LINK = re.compile(r"!?\[([^\[\]]+)\] ?\([^()\s]*[/#.:][^()\s]*\)")
_HEAD = re.compile(r"^[ \t]*(\|.*)\n[ \t]*\|[\s|:-]*-[\s|:-]*$", re.MULTILINE)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*\Z")
_PIECE = re.compile(r"\s*\S+\s*")
# Begins like a sentence that cannot be understood without the one before it.
_LEANS = re.compile(r"(?:it|its|this|that|these|those|they|he|she|such|otherwise|however|then|also)\b", re.IGNORECASE)

Terms = Callable[[str], Sequence[str]]


class _Candidate(NamedTuple):
    number: int  # of its passage, from 1
    order: int  # in its passage
    block: int
    text: str
    terms: frozenset[str]
    code: bool


class Extractive:
    """Quotes the few sentences of the passages that answer the last user message best, each followed by its passage's number.

    Sentences are valued by the rare terms that they share with the question, by how near they are in meaning where there is an
    embedder, and by how good their passage was found to be. A quotation is verbatim but for line breaks; of a link
    it has the words, and of a table's row what stands in each column.

    Args:
        terms: the words of a text that say what it is about.
        embedder: compares meanings, where there is one; opened on first use.

    Attributes:
        name: ``extractive``.
        painter: nobody.
    """

    def __init__(self, terms: Terms, embedder: Callable[[], Embedder] | None = None) -> None:
        self.name = NAME
        self.painter = Nobody()
        self._terms = terms
        self._embedder = embedder

    def check(self) -> str:
        """How it is, in words."""
        return "quotes what is found; no model is named"

    def close(self) -> None:
        """There is nothing to let go of."""

    def stream(self, prompt: Prompt, cancel: Cancel | None = None) -> Iterator[str]:
        """As `Generator.stream`.

        Raises:
            Unavailable: there are no passages to quote.
        """
        if not any(passage.text.strip() for passage in prompt.passages):
            raise Unavailable(
                "No model is named that could write a text, and there are no passages to quote.",
                "Name one by workbench.open(generator=…) or WORKBENCH_GENERATOR; see docs/operations.md.",
            )
        asked = next((said.text for said in reversed(prompt.messages) if said.role == "user"), "")
        for piece in _PIECE.findall(_written(self._chosen(asked, prompt))):
            if cancel:
                return
            yield piece

    def _chosen(self, asked: str, prompt: Prompt) -> list[_Candidate]:
        found = [one for number, passage in enumerate(prompt.passages, 1) for one in self._read(number, passage)]
        values = self._values(asked, prompt.passages, found)
        ranked = sorted(range(len(found)), key=lambda row: -values[row])
        room = prompt.most * _LETTERS
        chosen: list[int] = []
        for row in ranked:
            if len(chosen) >= _MOST or values[row] < _WORTH * values[ranked[0]]:
                break
            told = [*_with_before(found, row), *_code_after(found, row)]
            length = sum(len(found[each].text) for each in told)
            fresh = not any(_alike(found[row].terms, found[each].terms) for each in chosen)
            if row not in chosen and fresh and (length <= room or not chosen):
                chosen += [each for each in told if each not in chosen]
                room -= length
        best = {
            found[row].number: max(values[each] for each in chosen if found[each].number == found[row].number)
            for row in chosen
        }
        return sorted((found[row] for row in chosen), key=lambda one: (-best[one.number], one.number, one.order))

    def _read(self, number: int, passage: Passage) -> list[_Candidate]:
        read = []
        for order, one in enumerate(sentences(passage.text)):
            text = passage.text[one.start : one.end]
            quoted = dedent(text.strip("\n")) if one.code else _plain(passage.text, one.start, text)
            read.append(_Candidate(number, order, one.block, quoted, frozenset(self._terms(text)), one.code))
        said = [one for one in read if not is_signature(one.text) and not _NAME.match(one.text)] or read
        return [one for one in said if len(one.text) <= _LONGEST] or [_shortened(one) for one in said[:1]]

    def _values(self, asked: str, passages: Sequence[Passage], found: Sequence[_Candidate]) -> list[float]:
        wanted = set(self._terms(asked))
        spread = Counter(term for one in found for term in one.terms & wanted)
        weights = {term: math.log(1 + (len(found) + 1) / (spread[term] + 1)) for term in wanted}
        all_of_it = sum(weights.values()) or 1.0
        titles = {number: wanted & set(self._terms(passage.title)) for number, passage in enumerate(passages, 1)}
        highest = max((passage.score for passage in passages), default=0.0)
        values = []
        for one in found:
            shared = sum(weights[term] for term in one.terms & wanted)
            named = sum(weights[term] for term in titles[one.number] - one.terms)
            standing = passages[one.number - 1].score / highest if highest > 0 else 1 / one.number
            values.append((shared + _TITLE * named) / all_of_it + _STANDING * standing)
        if self._embedder is None or not asked.strip():
            return values
        near = sorted(range(len(found)), key=lambda row: -values[row])[:_SHORTLIST]
        question, *others = self._embedder().embed([asked, *(found[row].text for row in near)])
        closeness = {row: max(0.0, float(question @ vector)) for row, vector in zip(near, others, strict=True)}
        return [value + _MEANING * closeness.get(row, 0.0) for row, value in enumerate(values)]


def _with_before(found: Sequence[_Candidate], row: int) -> list[int]:
    """A sentence, after the one that it leans on, if it leans on one."""
    one = found[row]
    if row and _LEANS.match(one.text) and not one.code:
        before = found[row - 1]
        if (before.number, before.block, before.order) == (one.number, one.block, one.order - 1):
            return [row - 1, row]
    return [row]


def _code_after(found: Sequence[_Candidate], row: int) -> list[int]:
    """The code that a sentence announces, if it does."""
    one, after = found[row], found[row + 1 : row + 2]
    announced = after and one.text.endswith(":") and after[0].code and after[0].number == one.number
    return [row + 1] if announced else []


def _plain(text: str, start: int, sentence: str) -> str:
    """A sentence of a text on one line: links without their addresses, and a table's row with the names of its columns."""
    flat = _LINK.sub(r"\1", " ".join(sentence.split()))
    if not flat.startswith("|"):
        return flat
    heads = list(_HEAD.finditer(text, 0, start))
    names = _cells(heads[-1][1]) if heads else []
    cells = [
        f"{name}: {cell}" if name else cell for name, cell in zip_longest(names, _cells(flat), fillvalue="") if cell
    ]
    return ", ".join(cells)


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", row.strip().strip("|"))]


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= _ALIKE * max(1, min(len(one), len(other)))


def _shortened(one: _Candidate) -> _Candidate:
    return one._replace(text=one.text[: _LONGEST - 1].rsplit(maxsplit=1)[0] + "…") if len(one.text) > _LONGEST else one


def _written(chosen: Sequence[_Candidate]) -> str:
    """The quotations, each with its number; those of another passage, and code, in a paragraph of their own."""
    text = ""
    before: _Candidate | None = None
    for one in chosen:
        if before is not None:
            apart = before.number != one.number or one.code or before.code
            text += "\n\n" if apart else " "
        fenced = one.text.lstrip().startswith(("```", "~~~"))
        quoted = one.text if not one.code or fenced else f"```\n{one.text}\n```"
        text += f"{quoted}\n[{one.number}]" if one.code else f"{quoted} [{one.number}]"
        before = one
    return text
