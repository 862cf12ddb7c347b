"""Sentences: where in a text one can be quoted from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_FENCE = re.compile(r"\s*(```|~~~)")
_PROMPT = re.compile(r"\s*(>>>|\.\.\.|\$) ")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s")
_DIRECTIVE = re.compile(r"\s*\.\. [\w-]+::\s*\S*\s*\Z")
_RULE = re.compile(r"\s*(=+|-{3,}|\*{3,}|~{4,}|\^{3,}|\|[\s|:-]*-[\s|:-]*)\s*\Z")
# A list's mark, or what opens a field of a docstring: of “:param x: how” the sentence is “x: how”.
_ITEM = re.compile(r"\s*(?:(?:[-*+•]|\d{1,3}[.)])\s+|:(?:(?:param|type|var|keyword)\s+)?(?=[\w*., ]{1,80}:\s))")
_SIGNATURE = re.compile(r"\s*(?:[\w.]+\s+)?[A-Za-z_][\w.]*\(.*\)(?:\s*->\s*\S.*)?\s*\Z")
_CODE = re.compile(
    r"[=({\[;]|\s--?\w|\s#\s|^\s*(?:@|(?:import|from|def|class|for|if|return|await|async|with|raise|try)\b)"
)
_PROSE_END = re.compile(r"[.!?…]['\")\]”’»`]*\s*\Z")
_END = re.compile(r"[.!?…]+['\")\]”’»*_]*(?=\s+\S)|[。！？]+[”’」』）]*")
_INLINE = re.compile(r"`+[^`]*`+|https?://\S+")
_DEEP = 4  # columns from which on a block may be code

# What a full stop after them does not end; lower case, without the stop.
_SHORT_FORMS = """
al approx bzw ca cf ch co corp d.h dr e.g ed eq etc f.e fig i.e inc jr ltd max min mr mrs ms no nr p pp prof resp sec sr
st u.s vol vs z.b
"""
_ABBREVIATIONS = frozenset(_SHORT_FORMS.split())
_MAY_END = frozenset({"etc", "al", "inc", "ltd", "co", "corp", "u.s"})  # and where a sentence may end all the same


class Sentence(NamedTuple):
    """A piece of a text that can stand alone.

    Attributes:
        start, end: where in the text, in characters.
        block: which paragraph, list item or block of code it is in, from 0.
        code: whether it is a block of code rather than a sentence; a signature is one.
    """

    start: int
    end: int
    block: int
    code: bool = False


def sentences(text: str) -> list[Sentence]:
    """The sentences of a text in Markdown or plain, in order. Headings, rules and the names of a table's columns are none; a block of code is one.

    >>> said = "# Time\\nIt takes approx. 3 s, e.g. on a Mac. See `a. B`.\\n- Wait!"
    >>> [said[one.start:one.end] for one in sentences(said)]
    ['It takes approx. 3 s, e.g. on a Mac.', 'See `a. B`.', 'Wait!']
    """
    found: list[Sentence] = []
    for block, (start, end, code) in enumerate(_blocks(text)):
        if code:
            found.append(Sentence(start, end, block, True))
        else:
            found += [Sentence(first, last, block) for first, last in _split(text, start, end)]
    return found


def is_signature(text: str) -> bool:
    """Whether a text is how something is called, and nothing else.

    >>> is_signature("open(name: str) -> File"), is_signature("See open(name).")
    (True, False)
    """
    return "\n" not in text.strip() and bool(_SIGNATURE.match(text))


def _blocks(text: str) -> Iterator[tuple[int, int, bool]]:
    """Paragraphs, list items, table rows and blocks of code, with whether they are code."""
    held: list[tuple[int, int]] = []
    fence = ""
    place = 0
    for line in text.splitlines(keepends=True):
        span, place = (place, place + len(line)), place + len(line)
        mark = _FENCE.match(line)
        if fence:
            held.append(span)
            if mark and mark[1] == fence:
                yield held[0][0], span[1], True
                held, fence = [], ""
        elif mark:
            yield from _closed(text, held)
            held, fence = [span], mark[1]
        elif not line.strip() or _HEADING.match(line) or _DIRECTIVE.match(line):
            yield from _closed(text, held)
            held = []
        elif is_signature(line) and _indent(line) < _DEEP:
            yield from _closed(text, held)
            yield span[0], span[1], True
            held = []
        elif _RULE.match(line):
            yield from _closed(text, held[:-1])  # what a rule stands under is a heading
            held = []
        else:
            if held and _begins(text, held, line):
                yield from _closed(text, held)
                held = []
            held.append(span)
    if fence:
        yield held[0][0], held[-1][1], True  # somebody cut the text before the fence was closed
    else:
        yield from _closed(text, held)


def _begins(text: str, held: list[tuple[int, int]], line: str) -> bool:
    """Whether a line begins a block of its own, though no empty line is before it."""
    if line.lstrip().startswith("|") or _ITEM.match(line):
        return True
    first, before = (text[slice(*span)] for span in (held[0], held[-1]))
    if bool(_PROMPT.match(line)) != bool(_PROMPT.match(before)):
        return not _PROMPT.match(before)  # what follows a prompt is what it printed
    if _ITEM.match(first) or _indent(line) == _indent(before):
        return False
    if _indent(first) >= _DEEP and _CODE.search(first):
        return _indent(line) < _DEEP  # a program is indented as it likes
    goes_on = line.lstrip()[:1].islower() and not _CODE.search(line)  # as where somebody cut a list item
    return not goes_on or bool(_PROSE_END.search(before)) or before.rstrip().endswith(":")


def _closed(text: str, held: list[tuple[int, int]]) -> Iterator[tuple[int, int, bool]]:
    if not held:
        return
    lines = [text[slice(*span)] for span in held]
    item = _ITEM.match(lines[0])
    deep = not item and all(_indent(line) >= _DEEP for line in lines)
    prose = any(_PROSE_END.search(line) for line in lines)
    code = bool(_PROMPT.match(lines[0])) or (deep and not prose and all(_CODE.search(line) for line in lines))
    yield held[0][0] + (item.end() if item else 0), held[-1][1], code


def _split(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    kept = [found.span() for found in _INLINE.finditer(text, start, end)]
    begun = start
    for stop in _END.finditer(text, start, end):
        inside = any(first < stop.end() < last for first, last in kept)
        if not inside and _ends(text, begun, stop, end):
            yield from _trimmed(text, begun, stop.end())
            begun = stop.end()
    yield from _trimmed(text, begun, end)


def _ends(text: str, begun: int, stop: re.Match[str], end: int) -> bool:
    """Whether a stop ends a sentence, rather than an abbreviation or initials."""
    after = text[stop.end() : end].lstrip()[:1]
    if not after:
        return True
    if stop[0][0] != ".":
        return not after.islower()
    word = re.split(r"[\s(\[]", text[begun : stop.start()])[-1].lower()
    if word in _ABBREVIATIONS:
        return word in _MAY_END and after.isupper()
    initials = len(word) == 1 and word.isalpha() and word != "i"
    return not after.islower() and not initials


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    if any(letter.isalnum() for letter in piece):
        yield start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())


def _indent(line: str) -> int:
    flat = line.expandtabs(4)
    return len(flat) - len(flat.lstrip())
