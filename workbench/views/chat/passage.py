"""The passage pane: what an answer cites, where it stands, how relevant it is, and what stands around it."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from urllib.parse import quote as quoted

import msgspec

from workbench.chat import Citation, Reply
from workbench.core.errors import NotFound, WorkbenchError
from workbench.memory import Memory
from workbench.views.chat.parts import problem
from workbench.views.chat.reply import so_far_of
from workbench.views.chat.scene import Scene
from workbench.views.lab import LabPort, StatePort
from workbench.views.words import name_of

_SHUT = (
    '<button class="icon" data-do="shut:" aria-label="Close" title="Close (Esc)"><svg viewBox="0 0 24 24" width="20" height="20" fill="none" '
    'stroke="currentColor" stroke-width="2" stroke-linecap="round" aria-hidden="true"><path d="M6 6l12 12M18 6L6 18"></path></svg></button>'
)
_PARTS = {"keywords": ("Words", "p1"), "meaning": ("Meaning", "p2"), "who": ("Name", "p3")}
_MOST = 1.1  # what a score can be


class Read(msgspec.Struct, frozen=True):
    """A cited passage, read.

    Attributes:
        text: what it says.
        facts: what is known of it, by name, as HTML.
        around: what stands right before and after it, by what that is.
        before: whether it is as it was when the answer was given, and not as it is shown now.
    """

    text: str
    facts: Mapping[str, str]
    around: tuple[tuple[str, str], ...]
    before: bool = False


def passage(scene: Scene, parts: Mapping[str, float] | None) -> str:
    """HTML: the citation that is open; nothing where none is. `parts` are those of the passage's score, None where they are not known."""
    where = scene.place.cited()
    if where is None:
        return ""
    reply = cited_reply(scene)
    one = next((each for each in reply.citations if each.number == where[1]), None) if reply else None
    if reply is None or one is None:
        return _pane(
            "Not there", problem(NotFound("There is no such citation.", "It may have been forgotten.")), "none"
        )
    try:
        read = _read(one, reply, scene)
    except WorkbenchError:
        gone = NotFound(
            "This passage cannot be read any more.", "It was removed since, or is not there at this moment."
        )
        return _pane(_title(one), f"{problem(gone)}{_relevance(one, parts)}", one.id)
    before = '<p class="m-note">As it stood when the answer was given; it has changed since.</p>' if read.before else ""
    facts = "".join(f"<dt>{name}</dt><dd>{said}</dd>" for name, said in read.facts.items() if said)
    around = "".join(
        f'<details><summary>{name}</summary><div class="c-around" dir="auto">{escape(said)}</div></details>'
        for name, said in read.around
    )
    inner = f'<div class="m-body" dir="auto">{_marked(read.text, one)}</div>{before}{_relevance(one, parts)}<dl class="m-facts">{facts}</dl>{around}'
    return _pane(_title(one), inner, f"{one.id} {where[0]}")


def cited_reply(scene: Scene) -> Reply | None:
    """The answer whose citation is open, complete or on its way; None for none."""
    where = scene.place.cited()
    if where is None:
        return None
    if scene.pen is not None and scene.pen.answer is not None and scene.pen.answer.id == where[0]:
        return so_far_of(scene.pen)
    return scene.reply(where[0])


def parts_of(lab: LabPort, reply: Reply, one: Citation, agent: str | None) -> Mapping[str, float] | None:
    """The parts of a passage's score, ranked once more as of what the answer rests on; None where it cannot be found now."""
    try:
        then = lab.at(reply.position)
        if one.id.startswith("memory/"):
            hits = then.memory.recall(reply.understood, len(reply.citations) + 5, agent=agent)
            return next((hit.parts for hit in hits if hit.memory.id == one.id), None)
        found = then.collections.find(reply.understood, len(reply.citations) + 5, collections=[one.source])
        return next((each.parts for each in found if each.id == one.id), None)
    except WorkbenchError:
        return None


def _read(one: Citation, reply: Reply, scene: Scene) -> Read:
    if one.id.startswith("memory/"):
        return _memory(one, scene)
    try:
        return _document(one, scene.state)
    except NotFound:
        return msgspec.structs.replace(_document(one, scene.lab.at(reply.position)), before=True)


def _document(one: Citation, state: StatePort) -> Read:
    stored = state.collections.get(one.id)
    count = state.collections.document(stored.document).passages
    facts = {
        "Document": f"<bdi>{escape(stored.name)}</bdi>",
        "Place": f"<bdi>{escape(stored.place)}</bdi>",
        "Passage": f"{stored.number:,} of {count:,}",
        "Collection": f"<bdi>{escape(stored.collection.partition('/')[2])}</bdi>",
    }
    sides = (("Right before it", stored.before), ("Right after it", stored.after))
    return Read(stored.text, facts, tuple((name, each.text) for name, each in sides if each is not None))


def _memory(one: Citation, scene: Scene) -> Read:
    memory = scene.state.memory.get(one.id)
    link = f'<a class="c-link" href="memory?id={quoted(one.id, safe="/")}">Open it on the memory page</a>'
    facts = {
        "Remembered by": f"<bdi>{escape(name_of(memory.agent, scene.names))}</bdi>",
        "Place": f"<bdi>{escape(one.place)}</bdi>",
        "Kind": f"<bdi>{escape(memory.kind)}</bdi>",
        "Memory": link if scene.page else f"<code>{escape(one.id)}</code>",
    }
    around = sorted(scene.state.memory.around(one.id), key=lambda each: each.position)
    sides = [
        _side(name, near)
        for name, near in (
            ("Right before it", [each for each in around if each.position < memory.position][-1:]),
            ("Right after it", [each for each in around if each.position > memory.position][:1]),
        )
        if near
    ]
    return Read(memory.text, facts, tuple(sides))


def _side(name: str, near: list[Memory]) -> tuple[str, str]:
    return name, near[0].text


def _marked(text: str, one: Citation) -> str:
    """A text with the span that is quoted marked."""
    begin, end = one.start, one.start + len(one.quote)
    if text[begin:end] != one.quote:  # what cannot be seen was left out of the quotation
        begin = text.find(one.quote)
        end = begin + len(one.quote)
    if begin < 0 or not one.quote:
        return escape(text)
    return f"{escape(text[:begin])}<mark>{escape(text[begin:end])}</mark>{escape(text[end:])}"


def _relevance(one: Citation, parts: Mapping[str, float] | None) -> str:
    said = f"<span>Relevance <b>{one.relevance:.2f}</b></span> <small>cosine similarity to the question</small>"
    if parts is None:
        return f'<div class="c-relevance">{said}</div>'
    known = [(name, *_PARTS[name]) for name in _PARTS if parts.get(name)]
    bars = "".join(f'<i class="m-part {kind}" style="width:{parts[name] / _MOST:.2%}"></i>' for name, _, kind in known)
    words = "".join(
        f'<span><i class="m-part {kind}" aria-hidden="true"></i>{title} <b>{parts[name]:.2f}</b></span>'
        for name, title, kind in known
    )
    score = sum(parts[name] for name, _, _ in known)
    return (
        f'<div class="c-relevance">{said}<div class="m-bar" aria-hidden="true">{bars}</div>'
        f'<div class="key"><span>Score <b>{score:.2f}</b></span>{words}</div></div>'
    )


def _title(one: Citation) -> str:
    return f'<span class="c-number">{one.number}</span> <bdi>{escape(one.title or one.place or "Passage")}</bdi>'


def _pane(title: str, inner: str, key: str) -> str:
    return (
        f'<aside class="c-passage" role="dialog" aria-modal="false" aria-labelledby="c-passage-title" data-key="{escape(key)}"><wb-dialog></wb-dialog>'
        f'<header><h2 id="c-passage-title" tabindex="-1">{title}</h2>{_SHUT}</header><div class="inside" tabindex="0" role="region" aria-label="Passage">{inner}</div></aside>'
    )
