"""One memory: its text, what is known of it, what stands around it, how it was worded before, and a way to have it forgotten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from workbench.core.errors import NotFound
from workbench.core.events import Record
from workbench.memory import Memory
from workbench.memory.events import MemoryCreated, MemoryForgotten, MemoryUpdated
from workbench.memory.memory import may_change, may_forget
from workbench.views.charts.card import empty
from workbench.views.memories.parts import excerpt, memory_link
from workbench.views.quest import Asked
from workbench.views.words import agent_link, clock, name_of, pressed

_LINKS = 8
_BACK = '<button class="seg-one" data-do="memory:">← Back</button>'


def opened(asked: Asked, names: Mapping[str, str]) -> tuple[str, list[int]]:
    """HTML: the memory that is opened; and the event that made it."""
    subject = asked.quest.memory or ""
    records = list(asked.lab.log.read(0, asked.upto, subject=subject))
    try:
        memory = asked.memories.get(subject)
    except NotFound:
        return _gone(asked, records), []
    around = asked.memories.around(subject)
    inner = (
        f'<wb-arrive></wb-arrive><div class="m-body" dir="auto" tabindex="0" role="region" aria-label="Text">{escape(memory.text)}</div>'
        f"{_facts(memory, names)}{_links(asked, memory)}{_around(around, memory, names)}{_wordings(records, memory)}{_forget(asked, memory, names)}"
    )
    title = (
        f"<bdi>{escape(memory.about)}</bdi>"
        if memory.about
        else f"A memory of <bdi>{escape(name_of(memory.agent, names))}</bdi>"
    )
    return (
        f'<article class="m-one" data-key="{escape(memory.id)}"><div class="head">{_BACK}<h2 tabindex="-1">{title}</h2><span class="grow"></span>{_in_graph(memory.id)}</div>{inner}</article>',
        [memory.position],
    )


def _in_graph(memory: str) -> str:
    return f'<button class="seg-one" data-do="graph:{escape(memory)}" title="Begin the graph with this memory">In the graph</button>'


def _gone(asked: Asked, records: Sequence[Record]) -> str:
    """HTML: that there is no such memory at the moment, and why, as far as that is known."""
    forgotten = next((record for record in reversed(records) if isinstance(record.event.data, MemoryForgotten)), None)
    if forgotten is not None:
        when = pressed(clock(forgotten.recorded, seconds=True), f"event:{forgotten.position}", "The event")
        said = f'<div class="empty"><strong>This memory was forgotten.</strong><p>At {when}. That it was there can still be seen in the log; what it said cannot.</p></div>'
    elif asked.stand.live:
        said = empty("There is no such memory.", "It may have been forgotten, or the address is of another lab.")
    else:
        said = empty(
            "This memory could not be read at this moment.", "It was made later, or it has been forgotten since."
        )
    return f'<div class="head">{_BACK}<h2>Not there</h2></div>{said}'


def _facts(memory: Memory, names: Mapping[str, str]) -> str:
    made = pressed(clock(memory.since, seconds=True), f"event:{memory.position}", "The event that made it")
    facts = {
        "Whose": agent_link(memory.agent, name_of(memory.agent, names)),
        "Kind": f"<bdi>{escape(memory.kind)}</bdi>",
        "Topic": _node(memory.concept, f"concept/{memory.concept}"),
        "From": f"<bdi>{escape(memory.origin)}</bdi>" if memory.origin else "",
        "Session": _node(memory.session, memory.session),
        "Tags": "".join(f'<span class="q"><bdi>{escape(tag)}</bdi></span>' for tag in memory.tags),
        "Importance": f"{memory.importance:.2f} of 1",
        "Happened": clock(memory.when) if memory.when else "",
        "Made": made,
    }
    told = "".join(f"<dt>{name}</dt><dd>{said}</dd>" for name, said in facts.items() if said)
    return f'<dl class="m-facts">{told}</dl>'


def _node(name: str | None, id: str | None) -> str:
    return pressed(f"<bdi>{escape(name)}</bdi>", f"graph:{id}", "Begin the graph with this") if name else ""


def _links(asked: Asked, memory: Memory) -> str:
    lines = []
    for link in memory.links[:_LINKS]:
        try:
            other = asked.memories.get(link)
        except NotFound:
            continue
        lines.append(f"<li>{memory_link(link, f'<bdi>{escape(other.about or other.text[:120])}</bdi>', 'm-way')}</li>")
    more = f"<li>and {len(memory.links) - _LINKS} more</li>" if len(memory.links) > _LINKS else ""
    return f'<h3>Refers to</h3><ul class="m-ways">{"".join(lines)}{more}</ul>' if lines else ""


def _around(around: Sequence[Memory], memory: Memory, names: Mapping[str, str]) -> str:
    if not around:
        return ""
    lines = []
    for other in sorted((*around, memory), key=lambda each: each.position):
        who = f"<b><bdi>{escape(name_of(other.agent, names))}</bdi></b>"
        text = f'<span class="m-text" dir="auto">{excerpt(other.text)}</span>'
        inner = (
            f"<strong>This one</strong>{text}"
            if other.id == memory.id
            else memory_link(other.id, f"{who}{text}", "m-way")
        )
        lines.append(
            f'<li data-key="{escape(other.id)}"{" aria-current=true" if other.id == memory.id else ""}>{inner}</li>'
        )
    return f'<h3>Around it in its session</h3><ol class="m-ways">{"".join(lines)}</ol>'


def _wordings(records: Sequence[Record], memory: Memory) -> str:
    """What it said from when on; of what is not its agent's doing nothing counts."""
    said = []
    for record in records:
        data = record.event.data
        if isinstance(data, MemoryCreated) and record.position == memory.position:
            said.append((record, "Made", data.text))
        elif isinstance(data, MemoryUpdated) and may_change(record.event.source, memory.agent):
            changed = [name for name in ("text", "tags", "importance") if getattr(data, name) is not None]
            said.append((record, f"New {' and '.join(changed)}", data.text or ", ".join(data.tags or ())))
    if len(said) < 2:
        return f"<h3>Wordings</h3><p>It has said the same since it was made. {pressed('Its event', f'event:{memory.position}', 'The event that made it')}.</p>"
    lines = "".join(
        f'<li data-key="{record.position}"><span>{pressed(clock(record.recorded, seconds=True), f"event:{record.position}", "This event")}</span>'
        f'<span><b>{what}</b> <span class="m-text" dir="auto">{excerpt(text)}</span></span></li>'
        for record, what, text in reversed(said)
    )
    return f'<h3>Wordings <span class="q">{len(said)}</span></h3><ol class="m-versions">{lines}</ol>'


def _forget(asked: Asked, memory: Memory, names: Mapping[str, str]) -> str:
    visitor = asked.visitor
    if not visitor.may_act(asked.lab.clock.now()) or not may_forget(visitor.who or "", memory.agent):
        return '<p class="m-note">A person with the role researcher can have it forgotten, and so can the agent itself.</p>'
    if not asked.stand.live:
        return f'<p class="m-note">A memory is forgotten at the present, and then at all moments. {pressed("Go to the present", "live:", "Show the lab as it is now")}.</p>'
    if not asked.quest.doubt:
        return '<div class="m-forget"><button class="plain" data-do="forget:ask">Forget …</button></div>'
    who = f"<bdi>{escape(name_of(memory.agent, names))}</bdi>"
    return (
        '<div class="m-forget ask" role="alertdialog" aria-labelledby="forget-title" aria-describedby="forget-what"><wb-arrive></wb-arrive>'
        f'<h2 id="forget-title" tabindex="-1">Forget this for good?</h2><div id="forget-what"><p>Its text goes, with every wording that it had, and so do its vector and its '
        f"place on the map: nobody finds or reads it again, {who} included, at no moment of the past either. It cannot be taken back.</p>"
        "<p>That it was there stays in the log: whose it was, its kind and topic, when it was made, and that you had it forgotten. "
        "What others wrote about it in their own memories stays, too.</p></div>"
        f'<div class="m-acts"><button class="plain danger" data-do="forget:yes {escape(memory.id)}">Forget it for good</button>'
        '<button class="plain" data-do="forget:no">Keep it</button></div></div>'
    )
