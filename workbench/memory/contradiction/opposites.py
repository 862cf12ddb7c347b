"""Opposites: words that cannot both be true of one thing, and words that mean the same for our purpose."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from workbench.retrieval.terms import terms, words

# One pair of opposites a line; each side lists words and forms that count as one.
_PAIRS = """
on | off
enabled enable active activated | disabled disable inactive deactivated
open opens opened | close closes closed shut
lock locked | unlock unlocked
start starts started begin begins began | stop stops stopped end ends ended
allow allows allowed permit permitted | forbid forbids forbidden prohibit prohibited deny denied ban banned
accept accepts accepted approve approved | reject rejects rejected refuse refused decline declined
succeed succeeds succeeded success successful pass passes passed | fail fails failed failure unsuccessful
like likes liked love loves loved enjoy enjoys enjoyed | dislike dislikes hate hates hated detest detests loathe
rise rises rose risen increase increases increased grow grows grew | fall falls fell fallen decrease decreases decreased shrink shrank drop dropped
big bigger biggest large larger largest | small smaller smallest little
long longer | short shorter
high higher highest | low lower lowest
fast faster fastest quick quicker | slow slower slowest
more | less fewer
most | least fewest
many | few
all every each | none
always | never rarely seldom
before | after
first | last
early earlier | late later
old older oldest | new newer newest young younger
hot warm warmer | cold cool colder cooler
expensive costly | cheap inexpensive
easy simple easier | difficult hard harder complicated
safe | dangerous unsafe
true | false
right correct | wrong incorrect
good better best | bad worse worst
full | empty
public | private
present there | absent
inside indoors | outside outdoors
left | right
top | bottom
front | back
up | down
above over | below under
day daytime | night nighttime
arrive arrives arrived | leave leaves left depart departs
buy buys bought | sell sells sold
win wins won | lose loses lost
add adds added | remove removes removed delete deletes deleted
include includes included | exclude excludes excluded omit omits omitted
required mandatory obligatory | optional voluntary
manually manual | automatically automatic
synchronous synchronously | asynchronous asynchronously
ascending | descending
minimum min | maximum max
online | offline
alive | dead
single unmarried | married
happy glad | sad
healthy well | ill sick
quiet | loud noisy
light bright | dark
wet | dry
near close | far
same identical | different
possible | impossible
remember remembers remembered | forget forgets forgot forgotten
encrypted | plaintext
read-only | writable
"""

# Of each of these a thing is one only. Nothing here turns the sense of a sentence round, as an opposite does.
_KINDS = """
red green blue yellow white black brown orange purple violet pink grey gray turquoise
celsius fahrenheit kelvin
dollar euro pound yen franc krona
north south east west
spring summer autumn winter
breakfast lunch dinner
metric imperial
vegetarian carnivore
"""

Pair = tuple[str, str]

_PREFIXES = ("un", "dis", "in", "im", "ir", "non")
_SHORTEST = 4


@lru_cache(maxsize=65_536)
def stem_of(word: str) -> str:
    """The stem of a word in lower case; words that carry no topic stay as they are."""
    found = terms(word)
    return found[0] if len(found) == 1 else word


def _sides() -> dict[str, list[tuple[int, int]]]:
    found: dict[str, list[tuple[int, int]]] = {}
    for number, line in enumerate(_PAIRS.strip().splitlines()):
        for side, said in enumerate(line.split("|")):
            for stem in {stem_of(word) for word in said.split()}:
                found.setdefault(stem, []).append((number, side))
    return found


_SIDES = _sides()
_KIND = {stem_of(word): number for number, line in enumerate(_KINDS.strip().splitlines()) for word in words(line)}
OPPOSED = frozenset(_SIDES)
"""Stems that have an opposite; some of them are too common to be terms."""


def opposite(first: str, second: str) -> bool:
    """Whether two stems say the opposite of each other.

    >>> opposite("reject", "accept"), opposite("unlock", "lock"), opposite("kettl", "tea")
    (True, True, False)
    """
    others = {(number, 1 - side) for number, side in _SIDES.get(first, ())}
    return not others.isdisjoint(_SIDES.get(second, ())) or _denies(first, second) or _denies(second, first)


def take_opposites(mine: set[str], yours: set[str]) -> list[Pair]:
    """The pairs of opposites between two sets of stems; they are taken out."""
    left = {stem for stem in mine if stem in _SIDES or _could_deny(stem, yours) or _denied_in(stem, yours)}
    return _take(mine, yours, left, opposite) if left else []


def take_alike(mine: set[str], yours: set[str]) -> list[Pair]:
    """The pairs between two sets of stems that stand on the same side of a pair of opposites; they are taken out."""
    return _take(mine, yours, mine & OPPOSED, _alike)


def take_exclusive(mine: set[str], yours: set[str]) -> list[Pair]:
    """The pairs between two sets of stems that are two of a kind of which a thing is one only; they are taken out.

    >>> take_exclusive({"green", "door"}, {"blue", "euro"})
    [('green', 'blue')]
    """
    return _take(mine, yours, {stem for stem in mine if stem in _KIND}, _exclusive)


def _take(mine: set[str], yours: set[str], left: set[str], related: Callable[[str, str], bool]) -> list[Pair]:
    found = []
    for one in sorted(left):
        two = next((other for other in sorted(yours) if related(one, other)), None)
        if two is not None:
            mine.discard(one)
            yours.discard(two)
            found.append((one, two))
    return found


def _alike(first: str, second: str) -> bool:
    return not set(_SIDES.get(first, ())).isdisjoint(_SIDES.get(second, ()))


def _exclusive(first: str, second: str) -> bool:
    return first != second and _KIND[first] == _KIND.get(second)


def _could_deny(stem: str, others: set[str]) -> bool:
    return any(stem.startswith(prefix) and stem[len(prefix) :] in others for prefix in _PREFIXES)


def _denied_in(stem: str, others: set[str]) -> bool:
    return any(prefix + stem in others for prefix in _PREFIXES)


def _denies(word: str, other: str) -> bool:
    return len(other) >= _SHORTEST and any(word == prefix + other for prefix in _PREFIXES)
