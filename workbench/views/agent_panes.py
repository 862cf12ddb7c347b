"""An agent's page: who it is, how it does, what it knows and what it works at. HTML as functions of snapshot and profile."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable
from html import escape

from workbench.core.figure import Figure
from workbench.observatory import METRICS
from workbench.observatory.service import AgentRow
from workbench.observatory.values import OF_AGENT
from workbench.views.charts.card import empty
from workbench.views.look import Look
from workbench.views.profile import Profile, Subject, Task
from workbench.views.snapshot import Snapshot
from workbench.views.tiles import changed, shortened, tile
from workbench.views.words import Line, age, agent_link, badge, basis, clock, name_of, pressed

_SIGNALS = ("breadth", "integration", "self_knowledge", "learning")
_NEAR = 5


def is_known(snapshot: Snapshot, look: Look) -> bool:
    """Whether anything was heard of the agent at the moment shown."""
    return look.agent is not None and look.agent.startswith("agent/") and ("level", look.agent) in snapshot.figures


def unknown(snapshot: Snapshot, look: Look) -> str:
    """HTML: that there is no such agent, at least not at this moment, and which there are."""
    agent = look.agent or ""
    asked = (
        f"There is no agent “<bdi>{escape(agent.removeprefix('agent/')[:100])}</bdi>”"
        if agent
        else "The address names no agent"
    )
    when = "" if snapshot.live else " at this moment"
    known = snapshot.agents(look.window)
    near = "".join(f"<li>{agent_link(one, name_of(one, snapshot.names))}</li>" for one in _near(agent, snapshot, known))
    help_ = (
        f"<p>Perhaps one of these:</p><ul>{near}</ul>"
        if near
        else '<p>There is none yet. Make one in a notebook:</p><code>lab.agent("Ada")</code>'
    )
    back = "" if snapshot.live else f"<p>{pressed('Go to the present', 'live:', 'Show the lab as it is now')}</p>"
    return f'<section class="card stranger"><h2>{asked}{when}.</h2>{help_}{back}</section>'


def who(snapshot: Snapshot, look: Look, profile: Profile) -> str:
    """HTML: who the agent is, and its level with the four signals that it is made of."""
    agent = look.agent or ""
    row = next((row for row in snapshot.agents(look.window) if row.agent == agent), None)
    name = name_of(agent, snapshot.names)
    facts = "".join(f"<dt>{title}</dt><dd>{said}</dd>" for title, said in _facts(snapshot, profile, row))
    return (
        f'<section class="card who"><div class="id"><h2><bdi>{escape(name)}</bdi></h2><code title="{escape(agent)}">{escape(agent)}</code><dl>{facts}</dl></div>'
        f'<div class="of">{_level(snapshot, look, row)}</div></section>'
    )


def figures(snapshot: Snapshot, look: Look) -> str:
    """HTML: what else is measured of the agent than its level and the signals of it, a tile each."""
    agent = look.agent or ""
    history = snapshot.history(look.window, agent)
    others = (name for name in OF_AGENT if name not in ("level", *_SIGNALS))
    inner = "".join(tile(snapshot.figure(name, agent), history) for name in others)
    return f'<section class="tiles seven" aria-label="Figures">{inner}</section>'


def exams(snapshot: Snapshot, profile: Profile) -> str:
    """HTML: how the agent did in its latest exam in each technology."""
    if not profile.subjects:
        name = json.dumps(profile.member.name if profile.member else "Ada", ensure_ascii=False)
        return _card("Exams", "", empty("Not examined yet.", "In a notebook:", f'lab.agent({name}).examine("asyncio")'))
    titles = (
        ("Technology", "", ""),
        ("Score", "", "Right first answers, of all questions"),
        ("Change", "n wide", "In percentage points, since the exam before in this technology"),
        ("Predicted", "n", "What the agent expected"),
        ("Covered", "n", "The share of the technology that it had studied"),
    )
    heads = "".join(f'<th scope="col" class="{kind}" title="{hint}">{title}</th>' for title, kind, hint in titles)
    rows = "".join(_subject(subject, snapshot) for subject in profile.subjects)
    count = f'<span class="q">{len(profile.subjects)}</span>'
    table = f'<table class="subjects"><caption class="sr">Exams by technology</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
    return _card(
        "Exams by technology",
        count,
        f'<div class="scroll" tabindex="0" role="region" aria-label="Exams by technology">{table}</div>',
    )


def tasks(snapshot: Snapshot, profile: Profile) -> str:
    """HTML: what the agent is working at."""
    if not profile.tasks:
        return _card(
            "Tasks under way",
            '<span class="q">0</span>',
            empty("Nothing is under way.", "A task shows up here when it begins."),
        )
    inner = "".join(_task(task, snapshot) for task in profile.tasks)
    return _card("Tasks under way", f'<span class="q">{len(profile.tasks)}</span>', f'<ul class="tasks">{inner}</ul>')


def memories(profile: Profile) -> str:
    """HTML: what the agent remembered last."""
    return _told("Last memories", profile.memories, "Nothing is remembered yet.", "Memories come as the agent studies.")


def deeds(profile: Profile) -> str:
    """HTML: what else the agent did last."""
    return _told("What it did", profile.deeds, "It has done nothing yet.", "The first event shows up here at once.")


def _near(agent: str, snapshot: Snapshot, known: Iterable[AgentRow]) -> list[str]:
    ids = [row.agent for row in known]
    by_name = {name_of(one, snapshot.names).casefold(): one for one in ids}
    sought = agent.removeprefix("agent/").casefold()
    names = [by_name[name] for name in difflib.get_close_matches(sought, by_name, n=_NEAR)]
    near = difflib.get_close_matches(agent, ids, n=_NEAR)
    return list(dict.fromkeys([*names, *near]))[:_NEAR] or ids[:_NEAR]


def _facts(snapshot: Snapshot, profile: Profile, row: AgentRow | None) -> list[tuple[str, str]]:
    member = profile.member
    interests = (
        "".join(f'<span class="q"><bdi>{escape(one)}</bdi></span>' for one in member.interests) if member else ""
    )
    facts = [("Interests", interests or "nothing in particular")]
    if member is None:
        facts.append(("Joined", "never; it only reports"))
    else:
        facts.append(
            ("Joined", f"{age(member.since, snapshot.moment, live=snapshot.live)} ago, at {clock(member.since)}")
        )
    if row is not None:
        seen = f" · {age(row.seen, snapshot.moment, live=snapshot.live)} ago" if row.seen else ""
        facts.append(("Last did", f"<bdi>{escape(row.doing or 'waits')}</bdi>{seen}"))
        facts.append(("Memories", f"{row.memories:,}".replace(",", "\u202f")))
    return facts


def _level(snapshot: Snapshot, look: Look, row: AgentRow | None) -> str:
    figure = snapshot.figure("level", look.agent or "lab")
    if figure.value is None:
        value = '<span class="v none">–</span> <small>not measured yet</small>'
    else:
        value = f'<span class="v">{pressed(shortened(figure.value, 2), f"explain:{figure.id}", "The events behind this figure")}</span>'
    moved = f" {changed(row.change, 2, 'more')}" if row is not None and row.change is not None else ""
    since = snapshot.history(look.window, look.agent or "lab").before("level")
    when = f" <small>since {clock(since[0])}</small>" if since and moved else ""
    bars = "".join(_signal(snapshot.figure(name, look.agent or "lab")) for name in _SIGNALS)
    return (
        f'<div class="sum"><h3>Level</h3>{badge(figure)}</div><div class="sum">{value}{moved}{when}<span class="grow"></span>'
        f'<span class="basis">{basis(figure)}</span></div>'
        f'<p>The mean of four signals, each from 0 to 1; one that was not shown yet counts 0.</p><ul class="signals">{bars}</ul>'
    )


def _signal(figure: Figure) -> str:
    metric = METRICS[figure.name]
    meaning = metric.definition.partition("\n")[0]
    meaning = meaning.removeprefix(f"{metric.title}: ")
    value = shortened(figure.value, 2) if figure.value is not None else "not shown yet"
    shown = (
        pressed(value, f"explain:{figure.id}", f"The events behind {metric.title.lower()}") if figure.events else value
    )
    return (
        f'<li><span class="name">{metric.title}</span><span class="track"><i style="width:{figure.value or 0:.0%}"></i></span>'
        f'<span class="n">{shown}</span><small>{escape(meaning[:1].upper() + meaning[1:])}</small></li>'
    )


def _subject(subject: Subject, snapshot: Snapshot) -> str:
    exam = subject.last
    score = pressed(
        f"{exam.score:.0%}", f"event:{subject.position}", f"{exam.right} of {exam.questions}: the exam's event"
    )
    before = "–" if subject.before is None else f"{changed((exam.score - subject.before) * 100, 0, 'more')} pts"
    taken = f"{subject.taken} exam{'s' * (subject.taken > 1)} · {age(subject.recorded, snapshot.moment, live=snapshot.live)} ago"
    name = escape(subject.technology)
    return (
        f'<tr data-key="{name}"><th scope="row"><bdi title="{name}">{name}</bdi><small>{taken}</small></th>'
        f'<td><div class="level"><span class="track"><i style="width:{exam.score:.0%}"></i></span>{score}</div></td>'
        f'<td class="n wide">{before}</td><td class="n">{exam.predicted:.0%}</td><td class="n">{exam.coverage:.0%}</td></tr>'
    )


def _task(task: Task, snapshot: Snapshot) -> str:
    steps, track = "", ""
    if task.total:
        share = min(1.0, task.done / task.total)
        steps = f"{task.done:,} of {task.total:,} steps".replace(",", "\u202f")
        track = f'<span class="track"><i style="width:{share:.0%}"></i></span>'
    began = pressed(
        f"began {age(task.since, snapshot.moment, live=snapshot.live)} ago",
        f"event:{task.position}",
        "The event that began it",
    )
    return f'<li data-key="{task.position}"><b><bdi>{escape(task.title)}</bdi></b>{track}<small>{began}<span>{steps}</span></small></li>'


def _told(title: str, lines: Iterable[Line], none: str, remedy: str) -> str:
    said = "".join(
        f'<div class="ev" data-key="{line.position}"><span>{pressed(clock(line.recorded, seconds=True), f"event:{line.position}", f"Event {line.position}")}</span>'
        f'<span class="say"><bdi>{escape(line.said)}</bdi></span></div>'
        for line in lines
    )
    body = (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{title}">{said}</div>'
        if said
        else empty(none, remedy)
    )
    return _card(title, "", body)


def _card(title: str, head: str, body: str) -> str:
    return f'<section class="card"><div class="head"><h2>{title}</h2>{head}</div>{body}</section>'
