"""The conflicts pane: pairs of memories that may contradict each other, with what speaks for it. Nothing settles them."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from workbench.memory import Memory
from workbench.memory.conflicts import Conflict
from workbench.memory.memory import may_forget
from workbench.views.drawn import Drawn
from workbench.views.memories.difference import differing
from workbench.views.memories.parts import about, choice_of_agents, memory_link, number
from workbench.views.quest import Asked
from workbench.views.snapshot import names_of

_SHOWN = 8
_TITLES = {
    "negation": "One denies it",
    "opposite": "Opposites",
    "number": "Another number",
    "date": "Another date or time",
    "value": "Another value",
    "change": "It changed",
    "model": "Says a model",
}


def conflicts(asked: Asked) -> Drawn:
    """Memories that may contradict each other, the strongest signals first."""
    quest = asked.quest
    found = asked.memories.conflicts(quest.agent, own=not quest.between or quest.agent is not None, most=_SHOWN)
    if found.compared < 2:
        return Drawn({"conflicts": ""})
    names = names_of(asked.state)
    pairs = "".join(_pair(pair, asked, names) for pair in found.pairs)
    what = (
        "Signals, and no verdict: in what is otherwise the same statement, one thing differs. It may still be no contradiction, and one that "
        "takes knowledge of the world to see is not found. Marked is what the other one does not say."
    )
    body = (
        f'<ol class="m-pairs m-clash">{pairs}</ol>'
        if pairs
        else f'<div class="empty"><strong>No signal of a contradiction.</strong><p>{number(found.compared)} memories were compared, each with every other one.</p></div>'
    )
    rest = f" The first {len(found.pairs)} of {number(found.count)} pairs." if found.count > len(found.pairs) else ""
    head = (
        f'<div class="head"><h2>May contradict each other</h2><span class="q">{number(found.count)}</span>'
        f'<span class="grow"></span>{choice_of_agents(quest)}</div>'
    )
    return Drawn({"conflicts": f'<section class="card m-twins">{head}<p>{what}{rest}</p>{body}</section>'})


def _pair(pair: Conflict, asked: Asked, names: Mapping[str, str]) -> str:
    signal = pair.signals[0]
    words = f'<span dir="auto">“{escape(signal.first)}” and “{escape(signal.second)}”</span>' if signal.first else ""
    why = f'<div class="m-why"><b>{_TITLES[signal.kind]}</b>{words}<span class="q">signal {pair.score:.2f}</span></div>'
    texts = differing(pair.first.text, pair.second.text)
    sides = "".join(
        f'<div class="m-side">{_side(memory, text, memory.id == pair.later, asked, names)}</div>'
        for memory, text in zip((pair.first, pair.second), texts, strict=True)
    )
    return f'<li data-key="{escape(pair.first.id)} {escape(pair.second.id)}">{why}{sides}</li>'


def _side(memory: Memory, text: str, later: bool, asked: Asked, names: Mapping[str, str]) -> str:
    title = f'<b class="m-title"><bdi>{escape(memory.about)}</bdi></b>' if memory.about else ""
    inner = f'{title}<span class="m-text" dir="auto">{text}</span>'
    order = "<b>Later</b>" if later else "Earlier"
    return (
        f'<div class="m-order"><span>{order}</span>{_forget(memory, asked)}</div>'
        f"{memory_link(memory.id, inner, 'm-open')}{about(memory, names)}"
    )


def _forget(memory: Memory, asked: Asked) -> str:
    """HTML: a way to ask for its being forgotten, for whoever may."""
    visitor = asked.visitor
    if (
        not asked.stand.live
        or not visitor.may_act(asked.lab.clock.now())
        or not may_forget(visitor.who or "", memory.agent)
    ):
        return ""
    return f'<button class="seg-one" data-do="forget:ask {escape(memory.id)}" aria-label="Forget this memory …">Forget …</button>'
