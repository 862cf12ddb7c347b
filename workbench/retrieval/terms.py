"""Terms: the words of a text in the form in which keyword search compares them."""

from __future__ import annotations

import re
import threading
from datetime import datetime
from functools import lru_cache
from typing import Any

_WORD = re.compile(r"\w+")
_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\d_A-Z]+|\d+")  # of HTTPServer_v2: HTTP, Server, v, 2
_MANY = 65_536

# Words that carry no topic: articles, pronouns, auxiliaries, question words, and what is left of contractions.
_COMMON_WORDS = """
a about an and any are as at be been being but by can could d did do does for from had has have he her hers him his
how i if in into is it its just ll m me my no not of on or our re s she should so some t than that the their them then
there these they this those to up us ve was we were what when where which while who whom whose why will with would you
your
"""
_COMMON = frozenset(_COMMON_WORDS.split())


def words(text: str) -> list[str]:
    """Every word of a text, in lower case, as it stands.

    >>> words("Ada's über-kettle")
    ['ada', 's', 'über', 'kettle']
    """
    return _WORD.findall(text.casefold())


def terms(text: str) -> list[str]:
    """The words that say what a text is about, each reduced to its stem by the English Snowball stemmer.

    A word that is made of several, as names in programs are, counts as a whole and by its parts: who asks seldom knows it.

    >>> terms("When did the bees dance to their flowers?")
    ['bee', 'danc', 'flower']
    >>> terms("BoundedSemaphore eof_received")
    ['boundedsemaphor', 'bound', 'semaphor', 'eof_receiv', 'eof', 'receiv']
    """
    return [term for word in _WORD.findall(text) for term in _terms_of(word)]


def day_terms(moment: datetime) -> list[str]:
    """The words by which people name a day.

    >>> day_terms(datetime(2026, 3, 8))
    ['8', 'march', '2026']
    """
    return terms(f"{moment.day} {moment:%B} {moment.year}")


@lru_cache(maxsize=_MANY)
def _terms_of(word: str) -> tuple[str, ...]:
    parts = _PART.findall(word)
    said = [*words(word), *(part.casefold() for part in parts if len(parts) > 1)]
    with _lock:  # one stemmer is not for two threads at once
        return tuple(_stemmer().stemWord(each) for each in said if each not in _COMMON)


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    import Stemmer  # type: ignore[import-not-found]  # it carries no types

    return Stemmer.Stemmer("english")


_lock = threading.Lock()
