"""One answer: its text with badges for what it cites, how sure it is, who wrote it, and what can be done with it."""

from __future__ import annotations

from html import escape

from workbench.chat import Citation, Reply
from workbench.core.show import many
from workbench.views.chat.parts import KINDS, icon, sign, sure, ways
from workbench.views.chat.path import Turn
from workbench.views.chat.pens import Pen
from workbench.views.chat.scene import Scene
from workbench.views.chat.written import written

PIECES = ' data-region="writing"'
"""Marks the element of an answer that is being written, where pieces of it are told by themselves."""
_EXTRACTIVE = "extractive"
_GONE = "This answer was forgotten: what it said, or what it cited, can be read no more."


def text(reply: Reply, open_: str | None) -> str:
    """HTML: what an answer says. `open_` is the citation that is open, as in the address."""
    if not reply.text.strip():
        return f'<p class="soft">{"Stopped before anything was written." if reply.stopped else _GONE}</p>'
    known = {one.number: one for one in reply.citations}

    def badge(number: int) -> str | None:
        one = known.get(number)
        return None if one is None else _badge(one, reply, open_)

    return written(reply.text, badge)


def given(turn: Turn, reply: Reply, scene: Scene) -> str:
    """HTML: an answer that is complete."""
    acts = ""
    if scene.live and scene.acts and not scene.writing:
        acts = icon("again", f"again:{turn.exchange.id}", "Answer again")
    beside = ways("Answer", turn.answers, reply.id or "")
    return (
        f'{_understood(reply.question, reply.understood)}<div class="c-text" dir="auto">{text(reply, scene.place.cite)}</div>'
        f'{_sources(reply, scene.place.cite)}<div class="c-foot">{_kind(reply)}{_confidence(reply)}{_writer(reply)}<span class="grow"></span>{beside}{acts}</div>'
    )


def coming(pen: Pen, scene: Scene) -> str:
    """HTML: an answer that is being written. The text is a region of its own, so that a piece costs a piece."""
    so_far = so_far_of(pen)
    inner = text(so_far, scene.place.cite) if so_far and so_far.text else ""
    understood = _understood(so_far.question, so_far.understood) if so_far else ""
    return (
        f'{understood}<div class="c-text" dir="auto"{PIECES} aria-busy="true">{inner}</div>'
        '<div class="c-foot"><span class="c-dots" aria-hidden="true"><i></i><i></i><i></i></span>'
        f'<span class="soft">{"Stopping …" if pen.stopped else "Writing …" if inner else "Looking it up …"}</span></div>'
    )


def so_far_of(pen: Pen) -> Reply | None:
    """What is there of an answer that is being written; None while what it is answered from is looked for."""
    answer = pen.answer
    if answer is None:
        return None
    return answer.as_reply(pen.written, answer.outlook, stopped=pen.stopped)


def told(reply: Reply) -> str:
    """An answer in a few words, for who does not see it."""
    stopped = ", stopped" if reply.stopped else ""
    return (
        f"{KINDS[reply.kind][2]}{stopped}, confidence {reply.confidence:.0%}, {many(len(reply.citations), 'source')}."
    )


def _badge(one: Citation, reply: Reply, open_: str | None) -> str:
    where = f"{reply.id}:{one.number}"
    pressed = str(where == open_).lower()
    said = f"Source {one.number}: {one.title or one.place or one.id}"
    return f'<button class="c-cite" data-do="cite:{escape(where)}" aria-pressed="{pressed}" aria-label="{escape(said)}" title="{escape(said)}">{one.number}</button>'


def _sources(reply: Reply, open_: str | None) -> str:
    if not reply.citations:
        return ""
    lines = "".join(_source(one, reply, open_) for one in sorted(reply.citations, key=lambda one: one.number))
    return f'<ul class="c-sources" aria-label="Sources">{lines}</ul>'


def _source(one: Citation, reply: Reply, open_: str | None) -> str:
    where = f"{reply.id}:{one.number}"
    return (
        f'<li><button data-do="cite:{escape(where)}" aria-pressed="{str(where == open_).lower()}"><b>{one.number}</b><bdi>{escape(one.title or one.place or one.id)}</bdi>'
        f'<small title="Cosine similarity to the question"><span class="sr">relevance </span>{one.relevance:.2f}</small></button></li>'
    )


def _understood(question: str, understood: str) -> str:
    if not understood or understood.split() == question.split():
        return ""
    return f'<p class="c-understood">Understood as: <span dir="auto">{escape(understood)}</span></p>'


def _kind(reply: Reply) -> str:
    name, mood, said = KINDS[reply.kind]
    stopped = f'<span class="c-kind warn">{sign("stop")} Stopped</span>' if reply.stopped else ""
    return f'<span class="c-kind {mood}">{sign(name)} {said}</span>{stopped}'


def _confidence(reply: Reply) -> str:
    title = "How probable it is that a passage which it offers holds the answer"
    return (
        f'<span class="c-sure" title="{title}"><i class="track" aria-hidden="true"><i style="width:{reply.confidence:.0%}"></i></i>'
        f"<span>Confidence {reply.confidence:.0%}, {sure(reply.confidence)}</span></span>"
    )


def _writer(reply: Reply) -> str:
    if reply.generator == _EXTRACTIVE:
        return '<span title="No model is named that writes; see docs/operations.md">Quoted verbatim (extractive)</span>'
    return f"<span>Written by <bdi>{escape(reply.generator)}</bdi></span>"
