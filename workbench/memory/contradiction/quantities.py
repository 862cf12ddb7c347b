"""Quantities: the numbers, dates, times and units of a sentence, in a form in which they can be compared."""

from __future__ import annotations

import re
from collections.abc import Sequence

from workbench.memory.contradiction.dates import DATE_WORDS, read_date
from workbench.memory.contradiction.opposites import stem_of
from workbench.memory.contradiction.quantity import Quantity
from workbench.retrieval.terms import terms

TOKEN = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}:[0-9]{2}|[0-9]+(?:st|nd|rd|th)\b|[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?"
    r"|[0-9]+(?:\.[0-9]+)?|%|#|[^\W\d]\w*n[’']t\b|[^\W\d]\w*(?:\.\w+)*"
)

# Each unit with its size in the base unit of its kind.
_SIZES = {
    "time": "second 1 seconds 1 sec 1 s 1 ms .001 minute 60 minutes 60 min 60 hour 3600 hours 3600 h 3600 day 86400 days 86400 "
    "week 604800 weeks 604800 month 2629800 months 2629800 year 31557600 years 31557600",
    "bytes": "b 1 bytes 1 kb 1e3 mb 1e6 gb 1e9 tb 1e12 kib 1024 mib 1048576 gib 1073741824",
    "length": "mm .001 cm .01 m 1 metre 1 metres 1 meters 1 km 1e3 kilometre 1e3 kilometres 1e3 kilometers 1e3 mile 1609 miles 1609",
    "weight": "mg .001 g 1 gram 1 grams 1 kg 1e3 kilo 1e3 kilos 1e3 kilograms 1e3",
    "share": "% 1 percent 1",
    "money": "dollar 1 dollars 1 euro 1 euros 1 eur 1 usd 1 pound 1 pounds 1 francs 1 yen 1",
}
_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
)
_LARGE = {"thirty": 30.0, "forty": 40.0, "fifty": 50.0, "sixty": 60.0, "hundred": 1e2, "thousand": 1e3, "dozen": 12.0}
_PLACES = "first second third fourth fifth sixth seventh eighth ninth tenth"
_LABEL_WORDS = (
    "run port table experiment step chapter page node room line event issue item part level sensor batch test case figure "
    "section round day week lot id no number version # job shard server phase task ticket team group"
)


def _units() -> dict[str, tuple[str, float]]:
    found: dict[str, tuple[str, float]] = {}
    for kind, said in _SIZES.items():
        parts = said.split()
        found |= {unit: (kind, float(size)) for unit, size in zip(parts[::2], parts[1::2], strict=True)}
    return found


_UNITS = _units()
_NUMBERS = {word: float(value) for value, word in enumerate(_SMALL.split())} | _LARGE
_ORDINALS = {word: float(value) for value, word in enumerate(_PLACES.split(), 1)}
_LABELS = frozenset(_LABEL_WORDS.split())
_DIGITS = "0123456789"
_WORDS = {*_NUMBERS, *_ORDINALS, *DATE_WORDS, "noon", "midnight"}


def read_quantities(tokens: Sequence[str]) -> tuple[tuple[Quantity, ...], frozenset[int]]:
    """The quantities of a sentence, and which of its tokens they are made of.

    >>> found, _ = read_quantities(TOKEN.findall("It takes two minutes, until 12 May."))
    >>> [(one.kind, one.value) for one in found]
    [('time', 120.0), ('date', (None, 5, 12, None))]
    """
    found: list[Quantity] = []
    used: set[int] = set()
    at = 0
    while at < len(tokens):
        if tokens[at][0] not in _DIGITS and tokens[at].lower() not in _WORDS:  # nearly all of them
            at += 1
            continue
        quantity, size = read_date(tokens, at) or _clock(tokens, at) or _number(tokens, at) or (None, 1)
        if quantity is not None:
            found.append(quantity)
            used.update(range(at, at + size))
        at += size
    return tuple(found), frozenset(used)


def _clock(tokens: Sequence[str], at: int) -> tuple[Quantity, int] | None:
    token, after = tokens[at], tokens[at + 1].lower() if at + 1 < len(tokens) else ""
    if token.lower() in ("noon", "midnight"):
        return Quantity(kind="clock", value=720.0 if token.lower() == "noon" else 0.0, start=at, text=token), 1
    if not re.fullmatch(r"[0-9]{1,2}(:[0-9]{2})?", token) or (":" not in token and after not in ("am", "pm")):
        return None
    hour, _, minute = token.partition(":")
    hours = int(hour) % 12 + 12 * (after == "pm") if after in ("am", "pm") else int(hour)
    size = 1 + (after in ("am", "pm"))
    text = " ".join(tokens[at : at + size])
    return Quantity(kind="clock", value=60.0 * hours + int(minute or 0), start=at, text=text), size


def _number(tokens: Sequence[str], at: int) -> tuple[Quantity, int] | None:
    token, low = tokens[at], tokens[at].lower()
    before = tokens[at - 1].lower() if at else ""
    after = tokens[at + 1].lower() if at + 1 < len(tokens) else ""
    ordinal = re.fullmatch(r"([0-9]+)(st|nd|rd|th)", low)
    if ordinal or low in _ORDINALS:
        value = float(ordinal[1]) if ordinal else _ORDINALS[low]
        return Quantity(kind="ordinal", value=value, of=_next(tokens, at + 1), start=at, text=token), 1
    if token[0] in _DIGITS:
        value = float(token.replace(",", ""))
    elif low in _NUMBERS and (low != "one" or after in _UNITS):
        value = _NUMBERS[low]
    else:
        return None
    if after in _UNITS:
        kind, size = _UNITS[after]
        text = f"{token} {tokens[at + 1]}"
        return Quantity(kind=kind, value=value * size, unit=after, start=at, text=text), 2
    numbered = at == 1 and bool(terms(before)) and not terms(after)  # as in “Concerto 1 for violin”
    if before in _LABELS or numbered:
        return Quantity(kind="label", value=value, of=frozenset({stem_of(before)}), start=at, text=token), 1
    return Quantity(kind="count", value=value, of=_next(tokens, at + 1), start=at, text=token), 1


def _next(tokens: Sequence[str], at: int) -> frozenset[str]:
    """Stems of what is counted: the next two words that carry a topic."""
    return frozenset([term for token in tokens[at : at + 4] if token[0].isalpha() for term in terms(token)][:2])
