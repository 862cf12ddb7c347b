"""A docstring taken apart: the first sentence, which says what the object is, and the rest."""

from __future__ import annotations

import inspect
import re
from typing import NamedTuple

from workbench.learning.markup import plain, quoted

LONGEST = 20_000
_LINES_OF_A_CALL = 20

_RULE = re.compile(r"^\s*([=\-~^\"'*#+_.:`])\1{2,}\s*$")
_DIRECTIVE = re.compile(r"^(\s*)\.\. ([\w:+-]+)::[ \t]*(.*)$", re.MULTILINE)
_FOOTNOTE = re.compile(r"^(\s*)\.\. \[[^\]\n]*\][ \t]+", re.MULTILINE)
_COMMENT = re.compile(r"^\s*\.\. [^\n]*$\n?", re.MULTILINE)
_SECTION = re.compile(
    r"^(args|arguments|attributes|parameters|other parameters|keyword args|keyword arguments|params|returns?|yields?|raises"
    r"|examples?|notes?|references|see also|warnings?|usage)\s*:?$",
    re.IGNORECASE,
)
_NO_PROSE = re.compile(r"^(>>>|\.\. |:\w[\w ]*:(?!`)|@\w+|[-*+•] |\d+[.)] |```|[|+][-=|+ ])")
_END = re.compile(r"[.!?]+[\"')\]”’]*(?=\s+[^a-z\s]|\s*$)")
# After a call: an arrow and a sentence; or at most an arrow and a type, then the end of the line or a colon, dash or stop.
_SAYS = re.compile(r"[ \t]*-{1,2}>[ \t]*(?=[^\s.\[|]+(?:[ \t]+[^\s\[|]+){3})")
_RETURNS = re.compile(r"[ \t]*(?:(?:-{1,2}|=)>[^\n]*?)?[ \t]*(?:(?::|--?|–|—)(?=\s)|\.(?=\s)|(?=\n|$))")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[\"'])(?:e\.g|i\.e|a\.k\.a|w\.r\.t|cf|vs|viz|resp|approx|incl|excl|et al|figs?|eqs?|secs?|vol|dr|mrs?|ms|prof)\.$",
    re.IGNORECASE,
)


class Split(NamedTuple):
    """A docstring in three parts.

    Attributes:
        signature: the call that its first line repeated, "" when it repeated none.
        summary: the first sentence as plain words on one line, "" when it does not begin with prose.
        body: the rest, at most `LONGEST` characters, code in single backticks.
    """

    signature: str
    summary: str
    body: str


def split(documentation: str, name: str) -> Split:
    """Take a docstring apart.

    Args:
        documentation: as written, in plain text, reStructuredText, numpydoc or Google style.
        name: the last part of the object's path; a first line that is a call of it is no sentence.

    >>> split("wait(fs) -> set\\n\\nWait for the futures, e.g. tasks. Returns two sets.", "wait")
    Split(signature='wait(fs) -> set', summary='Wait for the futures, e.g. tasks.', body='Returns two sets.')
    """
    text = inspect.cleandoc(documentation[: 4 * LONGEST].encode("utf-8", "replace").decode())
    signatures = []
    while (call := _leading_call(text, name)) is not None and call[0]:
        signatures.append(call[0])
        text = call[1].lstrip()
    lines = _without_title(text.splitlines())
    size = _prose(lines)
    prose = "\n".join(lines[:size])
    end = _sentence_end(prose)
    summary = _without_name(plain(prose[:end]), name)
    if not re.search(r"\w", summary):
        summary, end = "", 0
    rest = "\n".join([prose[end:].lstrip(), *lines[size:]])
    return Split("\n".join(signatures), summary, _tidy(rest)[:LONGEST].rstrip())


def _leading_call(text: str, name: str) -> tuple[str, str] | None:
    """The call at the start of a text and what follows it, when it stands there as a signature and not in a sentence."""
    start = re.match(rf"(?:[A-Za-z_][\w.]*\.)?{re.escape(name)}[ ]?(?=\()", text)
    if start is None:
        return None
    depth = 0
    for at in range(start.end(), len(text)):
        character = text[at]
        depth += (character in "([{") - (character in ")]}")
        if depth == 0:
            break
        if character == "\n" and text.count("\n", 0, at) >= _LINES_OF_A_CALL:
            return None
    else:
        return None
    rest = text[at + 1 :]
    ending = _SAYS.match(rest) or _RETURNS.match(rest)
    if ending is None:
        return None
    call = text[: at + 1] + ending[0].rstrip(" \t.:-–—>")
    return " ".join(call.split()), rest[ending.end() :]


def _without_title(lines: list[str]) -> list[str]:
    """Without the lines that draw a title, so that the title's words stand as a paragraph of their own."""
    while lines and (not lines[0].strip() or _RULE.match(lines[0]) or lines[0].startswith(".. _")):
        lines = lines[1:]
    if len(lines) > 1 and _RULE.match(lines[1]) and not _SECTION.match(lines[0].strip()):
        lines = [lines[0], "", *lines[2:]]
    return lines


def _prose(lines: list[str]) -> int:
    """How many lines the opening paragraph has; 0 when the text opens with something else."""
    for number, line in enumerate(lines):
        stripped = line.strip()
        underlined = number + 1 < len(lines) and _RULE.match(lines[number + 1])
        if not stripped or _NO_PROSE.match(stripped) or _SECTION.match(stripped) or underlined:
            return number
    return len(lines)


def _sentence_end(text: str) -> int:
    for found in _END.finditer(text):
        if found.end() == len(text) or not _ABBREVIATION.search(text[max(0, found.start() - 12) : found.start() + 1]):
            return found.end()
    return len(text)


def _without_name(summary: str, name: str) -> str:
    """Without a leading “name -- ”, which is a label and no part of the sentence."""
    return re.sub(rf"^(?:[A-Za-z_][\w.]*\.)?{re.escape(name)}(?:\(\))?(?:\s+(?:--?|–|—)|:)\s+", "", summary)


def _tidy(text: str) -> str:
    text = _COMMENT.sub("", _DIRECTIVE.sub(r"\1\2: \3", _FOOTNOTE.sub(r"\1", text)))
    text = re.sub(r"::[ \t]*$", ":", text, flags=re.MULTILINE)
    kept = [line.rstrip() for line in quoted(text).splitlines() if not _RULE.match(line)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()
