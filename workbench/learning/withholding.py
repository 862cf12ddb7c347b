"""Withholding: keeping the sentences that an exam may ask out of what is studied."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

FEWEST_WORDS = 4

_WORD = re.compile(r"[^\W_]+")
_BEFORE = re.compile(r"(?:^|[.!?:;|#>(\[\"'`*•–—-]|\n)\s*[\"'(\[`*]*$")
_AFTER = re.compile(r"[\"')\]`*]*\s*(?:$|[.!?:;|]|\n)")
_STOP = re.compile(r"[\"')\]`*]*[ \t]*[.!?]?[ \t]*")


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text as they count when sentences are compared: case, punctuation and underscores do not.

    >>> words_of("Wait for `add_edge`!")
    ('wait', 'for', 'add', 'edge')
    """
    return tuple(word.casefold() for word in _WORD.findall(text))


class Withheld:
    """Sentences that no studied text may hold. Those of fewer than `FEWEST_WORDS` words are too common to count."""

    def __init__(self, sentences: Iterable[str]) -> None:
        self._sentences = {words for each in sentences if len(words := words_of(each)) >= FEWEST_WORDS}
        self._lengths: dict[tuple[str, ...], list[int]] = {}
        for words in sorted(self._sentences, key=len, reverse=True):
            lengths = self._lengths.setdefault(words[:FEWEST_WORDS], [])
            if len(words) not in lengths:
                lengths.append(len(words))

    def clear(self, text: str) -> str:
        """A text without the withheld sentences; a few words that only happen to stand inside a longer one stay.

        >>> Withheld(["Add two numbers together."]).clear("Note: add *two*\\nnumbers together. They may be negative.")
        'Note: They may be negative.'
        """
        found = list(_WORD.finditer(text))
        words = [match.group().casefold() for match in found]
        kept, upto, at = [], 0, 0
        while at < len(words):
            begin = found[at].start()
            ends = ((length, found[at + length - 1].end()) for length in self._fitting(words, at))
            alone = next(((length, end) for length, end in ends if self._stands_alone(text, begin, end)), None)
            if alone is None:
                at += 1
                continue
            length, end = alone
            kept.append(text[upto:begin])
            stop = _STOP.match(text, end)
            upto = stop.end() if stop else end
            at += length
        return "".join([*kept, text[upto:]])

    def _fitting(self, words: list[str], at: int) -> Iterator[int]:
        """How many words from here on are a withheld sentence, the longest first."""
        for length in self._lengths.get(tuple(words[at : at + FEWEST_WORDS]), ()):
            if at + length <= len(words) and tuple(words[at : at + length]) in self._sentences:
                yield length

    @staticmethod
    def _stands_alone(text: str, begin: int, end: int) -> bool:
        return bool(_BEFORE.search(text[max(0, begin - 12) : begin]) and _AFTER.match(text, end))
