"""The twins pane: pairs of memories that say nearly the same, side by side. Nothing merges them."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from workbench.core.errors import NotFound
from workbench.memory import Memory
from workbench.memory.near import ALIKE
from workbench.memory.twins import Twins
from workbench.views.drawn import Drawn
from workbench.views.memories.parts import about, choice_of_agents, excerpt, memory_link, number, told
from workbench.views.quest import Asked
from workbench.views.snapshot import names_of

_SHOWN = 8


def twins(asked: Asked) -> Drawn:
    """Memories that say nearly the same, the most alike first."""
    quest, memories = asked.quest, asked.memories
    found = memories.twins(quest.agent, own=not quest.between or quest.agent is not None, most=_SHOWN)
    if found.compared < 2:
        return Drawn({"twins": ""})
    names = names_of(asked.state)
    pairs = "".join(_pair(pair, asked, names) for pair in found.pairs)
    among = "of one agent" if quest.agent is not None or not quest.between else "of all agents"
    what = f"Two memories {among} are shown here when the cosine similarity of their vectors is at least {ALIKE}. Nothing merges them: that is for whoever remembers."
    body = (
        f'<ol class="m-pairs">{pairs}</ol>'
        if pairs
        else f'<div class="empty"><strong>No two say nearly the same.</strong><p>{number(found.compared)} were compared, each with every other one.</p></div>'
    )
    rest = (
        f" The {len(found.pairs)} most alike of {number(found.count)} pairs." if found.count > len(found.pairs) else ""
    )
    head = f'<div class="head"><h2>Nearly the same</h2><span class="q">{number(found.count)}</span><span class="grow"></span>{choice_of_agents(asked.quest)}</div>'
    return Drawn({"twins": f'<section class="card m-twins">{head}<p>{what}{rest}</p>{body}</section>'})


def _pair(pair: Twins, asked: Asked, names: Mapping[str, str]) -> str:
    try:
        sides = [asked.memories.get(each) for each in (pair.first, pair.second)]
    except NotFound:  # forgotten meanwhile
        return ""
    said = "the same text" if sides[0].text == sides[1].text else f"similarity {pair.similarity:.3f}"
    inner = "".join(f'<div class="m-side">{_side(side, names)}</div>' for side in sides)
    return f'<li data-key="{escape(pair.first)} {escape(pair.second)}"><span class="q">{said}</span>{inner}</li>'


def _side(memory: Memory, names: Mapping[str, str]) -> str:
    title = f'<b class="m-title"><bdi>{escape(memory.about)}</bdi></b>' if memory.about else ""
    inner = f'{title}<span class="m-text" dir="auto">{excerpt(told(memory))}</span>'
    return f"{memory_link(memory.id, inner, 'm-open')}{about(memory, names)}"
