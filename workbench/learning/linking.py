"""Links: which objects a text mentions."""

from __future__ import annotations

import re
from collections.abc import Mapping

_MENTION = re.compile(r"(`?)([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)(?=(`|\(|))")
_DISTINCTIVE = re.compile(r"[^_]_[^_]|[A-Za-z]\d|[a-z][A-Z]|[A-Z]{2}[a-z]|[A-Z][a-z]+[A-Z]")
_MOST_OF_ONE_NAME = 100


def is_distinctive(name: str) -> bool:
    """Whether a name can be told from an ordinary word: it has an underscore, a digit or capitals inside.

    >>> [is_distinctive(name) for name in ("wait_for", "log1p", "DiGraph", "SSLContext", "wait", "Graph", "URL")]
    [True, True, True, True, False, False, False]
    """
    return _DISTINCTIVE.search(name) is not None


def links(text: str, known: Mapping[str, str]) -> tuple[str, ...]:
    """Which of the known paths a text mentions, each once, in the order of their first mention.

    A mention is a path or the end of one (``tasks.wait_for``), a name after the technology's (``asyncio.wait_for``), or a
    single name that is distinctive, stands in backticks or is called. What could mean several known paths means none.
    The time is proportional to the text plus the known paths.

    Args:
        known: its keys are the paths, as ``asyncio.tasks.wait_for``; the values are not looked at.

    >>> links("Like `wait`, or asyncio.wait_for.", {"asyncio.tasks.wait": "1", "asyncio.tasks.wait_for": "2"})
    ('asyncio.tasks.wait', 'asyncio.tasks.wait_for')
    """
    mentions: dict[str, bool] = {}
    for before, mention, after in _MENTION.findall(text):
        marked = bool((before and after == "`") or after == "(")
        mentions[mention] = mentions.get(mention, False) or marked
    wanted = {mention.rpartition(".")[2] for mention in mentions}
    by_name: dict[str, list[str]] = {}
    for path in known:
        name = path.rpartition(".")[2]
        if name in wanted:
            by_name.setdefault(name, []).append(path)
    found = (_meant(mention, marked, by_name, known) for mention, marked in mentions.items())
    return tuple(dict.fromkeys(path for path in found if path is not None))


def _meant(mention: str, marked: bool, by_name: Mapping[str, list[str]], known: Mapping[str, str]) -> str | None:
    if mention in known and "." in mention:
        return mention
    qualifier, _, name = mention.rpartition(".")
    paths = by_name.get(name, [])
    if len(paths) > _MOST_OF_ONE_NAME:
        return None
    if qualifier:
        ends = [path for path in paths if path.endswith(f".{mention}")]
        root = mention.partition(".")[0]
        ends = ends or [path for path in paths if path.startswith(f"{root}.") and qualifier == root]
        if ends:
            return ends[0] if len(ends) == 1 else None
    if (marked or is_distinctive(name)) and len(paths) == 1:
        return paths[0]
    return None
