"""Parts of what is shown of memories: whose and when, marks of clusters, texts with what was looked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from urllib.parse import quote

from workbench.memory import Memory
from workbench.retrieval.terms import terms
from workbench.views.quest import Quest
from workbench.views.words import agent_link, clock, name_of

COLOURS = 5
_SHAPES = (
    '<circle cx="6" cy="6" r="4.5"></circle>',
    '<rect x="2" y="2" width="8" height="8"></rect>',
    '<path d="M6 1l5.2 9.4H.8z"></path>',
    '<path d="M6 .4L11.6 6 6 11.6.4 6z"></path>',
)
_WORD = re.compile(r"\w+")
_LONGEST = 420
_BEFORE = 80
_TAGS = 4


def number(count: int) -> str:
    """A count as people read it."""
    return f"{count:,}".replace(",", "\u202f")


def mark(cluster: int) -> str:
    """SVG: the sign of a cluster: its colour, and with it a shape, as there are more clusters than colours."""
    shape = _SHAPES[cluster // COLOURS % len(_SHAPES)]
    return f'<svg class="mark-c" viewBox="0 0 12 12" width="12" height="12" fill="var(--wb-c{cluster % COLOURS + 1})" aria-hidden="true">{shape}</svg>'


def memory_link(memory: str, inner: str, kind: str = "") -> str:
    """HTML: a way to a memory; opened beside the others, or in a tab of its own."""
    return f'<a class="{kind}" href="memory?id={quote(memory, safe="/")}" data-do="memory:{escape(memory)}">{inner}</a>'


def about(memory: Memory, names: Mapping[str, str]) -> str:
    """HTML: whose a memory is, of which sort, from when, and its tags."""
    tags = "".join(f'<span class="q"><bdi>{escape(tag)}</bdi></span>' for tag in memory.tags[:_TAGS])
    rest = f'<span class="q">+{len(memory.tags) - _TAGS}</span>' if len(memory.tags) > _TAGS else ""
    return (
        f'<div class="m-about"><b>{agent_link(memory.agent, name_of(memory.agent, names))}</b>'
        f"<span><bdi>{escape(memory.kind)}</bdi></span><span>{clock(memory.moment)}</span>{tags}{rest}</div>"
    )


def choice_of_agents(quest: Quest) -> str:
    """HTML: whether memories are compared within one agent or between all; nothing where one agent is chosen."""
    if quest.agent is not None:
        return ""
    choices = (("no", "Within one agent"), ("yes", "Between agents, too"))
    inner = "".join(
        f'<button data-do="between:{value}" aria-pressed="{str(quest.between == (value == "yes")).lower()}">{said}</button>'
        for value, said in choices
    )
    return f'<div class="seg" role="group" aria-label="Which are compared">{inner}</div>'


def told(memory: Memory) -> str:
    """What a memory says beside what it is about, which often stands at the head of its text already."""
    rest = memory.text.removeprefix(memory.about).lstrip() if memory.about else memory.text
    return rest or memory.text


def excerpt(text: str, query: str = "") -> str:
    """HTML: the part of a text in which what was looked for stands first, with its words marked.

    >>> excerpt("The kettles boil.", "kettle")
    'The <mark>kettles</mark> boil.'
    """
    sought = frozenset(terms(query))
    text = " ".join(text.split())
    first = next((found.start() for found in _WORD.finditer(text) if _is(found.group(), sought)), 0)
    begin = 0 if first < _LONGEST - _BEFORE else text.rfind(" ", 0, first - _BEFORE) + 1
    shown = text[begin : begin + _LONGEST]
    before, after = "… " if begin else "", " …" if begin + _LONGEST < len(text) else ""
    return f"{before}{_marked(shown, sought)}{after}"


def _marked(text: str, sought: frozenset[str]) -> str:
    parts, at = [], 0
    for found in _WORD.finditer(text):
        if _is(found.group(), sought):
            parts += [escape(text[at : found.start()]), f"<mark>{escape(found.group())}</mark>"]
            at = found.end()
    return "".join([*parts, escape(text[at:])])


def _is(word: str, sought: frozenset[str]) -> bool:
    return bool(sought) and any(term in sought for term in terms(word))
