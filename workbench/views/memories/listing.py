"""The listing: the memories that answer what is looked for, or the one that is opened. HTML as functions of a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from workbench.memory import Hit, Memory
from workbench.memory.map import Cluster
from workbench.memory.service import Counts
from workbench.views.charts.card import empty
from workbench.views.drawn import Drawn
from workbench.views.memories.one import opened
from workbench.views.memories.parts import about, excerpt, mark, memory_link, number, told
from workbench.views.quest import Asked, Quest
from workbench.views.snapshot import names_of
from workbench.views.words import name_of, pressed

_SHOWN = 12
_PARTS = (
    ("keywords", "Words", 1),
    ("meaning", "Meaning", 2),
    ("who", "Name", 3),
    ("links", "Links", 4),
    ("reading", "Reading", 5),
)
_MOST = 1.1  # what a score can be: 1 and 0.1 for the name
_HINTS = {
    "Words": "the words that it has in common with the question, weighed by how rare they are (BM25)",
    "Meaning": "how near it lies to the question in meaning",
    "Name": "0.1 when the question names whose it is",
    "Links": "a part of what is missing to the best of those that it refers to or that refer to it",
    "Reading": "how well it answers as the reranker says, which reads it together with the question",
}


def listing(asked: Asked) -> Drawn:
    """The left side of the page, and which points of the map are lit."""
    quest, memories = asked.quest, asked.memories
    names, counts = names_of(asked.state), memories.counts()
    filters = _filters(quest, counts, names)
    said = f'<p class="m-said" role="status"><wb-arrive></wb-arrive>{escape(quest.said)}</p>' if quest.said else ""
    if quest.memory is not None:
        shown, lit = opened(asked, names)
    elif not counts.all:
        shown, lit = _nothing_yet(asked), []
    elif quest.query.strip():
        hits = memories.recall(quest.query, _SHOWN, agent=quest.agent, kinds=(quest.kind,) if quest.kind else ())
        shown, lit = _hits(asked, hits, names), [hit.memory.position for hit in hits]
    elif quest.cluster is not None:
        cluster = next((one for one in memories.clusters() if one.id == quest.cluster), None)
        shown, lit = _of_cluster(asked, cluster, names)
    else:
        found = memories.newest(_SHOWN, agent=quest.agent, kind=quest.kind)
        shown, lit = _newest(asked, found, names), []
    return Drawn(
        {"filters": filters, "list": f'<section class="card m-list" aria-label="Memories">{said}{shown}</section>'},
        {"map": {"lit": lit, "here": lit[0] if quest.memory is not None and lit else None}},
    )


def _filters(quest: Quest, counts: Counts, names: Mapping[str, str]) -> str:
    if not counts.all:
        return ""
    agents = sorted(((name_of(agent, names), agent, count) for agent, count in counts.agents.items()), key=_folded)
    kinds = sorted((kind, kind, count) for kind, count in counts.kinds.items())
    return _choice("of", "Whose", "Everybody’s", agents, quest.agent) + _choice(
        "kind", "Kind", "Any kind", kinds, quest.kind
    )


def _folded(choice: tuple[str, str, int]) -> tuple[str, str]:
    return choice[0].casefold(), choice[1]


def _choice(verb: str, label: str, every: str, choices: Sequence[tuple[str, str, int]], chosen: str | None) -> str:
    if chosen is not None and chosen not in {value for _, value, _ in choices}:
        choices = [*choices, (chosen.removeprefix("agent/"), chosen, 0)]
    options = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(name)} ({number(count)})</option>'
        for name, value, count in choices
    )
    return (
        f'<label class="m-choice"><span>{label}</span><select data-say="{verb}">'
        f'<option value=""{"" if chosen else " selected"}>{every}</option>{options}</select></label>'
    )


def _nothing_yet(asked: Asked) -> str:
    when = "yet" if asked.stand.live else "at this moment"
    code = 'ada = lab.agent("Ada")\nada.remember("The kettle boils at 100 °C at sea level.")'
    back = "" if asked.stand.live else f"<p>{pressed('Go to the present', 'live:', 'Show the lab as it is now')}</p>"
    shown = empty(f"Nothing was remembered {when}.", "In a notebook that has this lab open as lab:", code)
    return f'<div class="head"><h2>Memories</h2></div>{shown}{back}'


def _hits(asked: Asked, hits: Sequence[Hit], names: Mapping[str, str]) -> str:
    quest = asked.quest
    if not hits:
        rest = " with this filter" if quest.agent or quest.kind else ""
        return f'<div class="head"><h2>Nothing found</h2></div>{empty(f"No memory can be ranked{rest}.", "Choose everybody’s memories, or any kind.")}'
    key = "".join(
        f'<span title="{_HINTS[title]}"><i class="m-part p{colour}"></i>{title}</span>'
        for part, title, colour in _PARTS
        if part in ("keywords", "meaning", "who") or any(hit.parts.get(part) for hit in hits)
    )
    lines = "".join(_hit(hit, quest.query, names) for hit in hits)
    return (
        f'<div class="head"><h2>Best answers</h2><span class="q">{len(hits)}</span><span class="grow"></span>'
        f'<span class="key" aria-label="Parts of a score">{key}</span></div><ol class="m-lines">{lines}</ol>'
        '<p class="m-note">The best that there are, however well they fit: compare the scores. They are comparable within one answer only.</p>'
    )


def _hit(hit: Hit, query: str, names: Mapping[str, str]) -> str:
    return _line(hit.memory, names, excerpt(told(hit.memory), query), _score(hit))


def _score(hit: Hit) -> str:
    bars = "".join(
        f'<i class="m-part p{colour}" style="width:{hit.parts.get(part, 0.0) / _MOST:.2%}"></i>'
        for part, _, colour in _PARTS
    )
    said = "".join(
        f"<span>{title} <b>{hit.parts.get(part, 0.0):.2f}</b></span>"
        for part, title, _ in _PARTS
        if hit.parts.get(part) or part in ("keywords", "meaning")
    )
    return (
        f'<div class="m-score"><span class="m-bar" aria-hidden="true">{bars}</span><span class="m-sum"><span class="sr">Score </span>{hit.score:.2f}</span>'
        f'<span class="m-parts">{said}</span></div>'
    )


def _of_cluster(asked: Asked, cluster: Cluster | None, names: Mapping[str, str]) -> tuple[str, list[int]]:
    back = '<button class="seg-one" data-do="cluster:">All memories</button>'
    if cluster is None:
        said = empty("This cluster is no more.", "Clusters change as memories come. Choose one that is on the map.")
        return f'<div class="head"><h2>No such cluster</h2><span class="grow"></span>{back}</div>{said}', []
    quest, found = asked.quest, []
    for each in cluster.memories:
        memory = asked.memories.get(each)
        if quest.agent in (None, memory.agent) and quest.kind in (None, memory.kind):
            found.append(memory)
        if len(found) == _SHOWN:
            break
    lines = "".join(_line(memory, names, excerpt(told(memory))) for memory in found)
    more = f'<p class="m-note">The {len(found)} nearest to the middle of {number(cluster.size)}.</p>'
    head = (
        f'<div class="head">{mark(cluster.id)}<h2><bdi>{escape(cluster.name)}</bdi></h2><span class="q">{number(cluster.size)}</span>'
        f'<span class="grow"></span>{back}</div><p>Its words: {escape(", ".join(cluster.words))}.</p>'
    )
    return f'{head}<ol class="m-lines">{lines}</ol>{more}', [memory.position for memory in found]


def _newest(asked: Asked, found: Sequence[Memory], names: Mapping[str, str]) -> str:
    title = "Remembered last" if asked.stand.live else "Had been remembered last"
    if not found:
        return f'<div class="head"><h2>{title}</h2></div>{empty("Nothing of this sort.", "Choose everybody’s memories, or any kind.")}'
    lines = "".join(_line(memory, names, excerpt(told(memory))) for memory in found)
    return f'<div class="head"><h2>{title}</h2></div><ol class="m-lines">{lines}</ol>'


def _line(memory: Memory, names: Mapping[str, str], text: str, score: str = "") -> str:
    title = f'<b class="m-title"><bdi>{escape(memory.about)}</bdi></b>' if memory.about else ""
    inner = f'{title}<span class="m-text" dir="auto">{text}</span>'
    return f'<li data-key="{escape(memory.id)}">{memory_link(memory.id, inner, "m-open")}{about(memory, names)}{score}</li>'
