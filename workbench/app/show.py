"""How a lab, its past and its agents say in a notebook what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.core.show import Html, ago, bar, bundle, card, code, facts, folded, large, line, many, table, who

if TYPE_CHECKING:
    from workbench.app.lab import Lab
    from workbench.app.past import Past
    from workbench.members import Members
    from workbench.observatory import Observatory

_AGENTS = 8
_FIRST = 'ada = lab.agent("Ada", interests=["asyncio"])'


def name_lab(lab: Lab) -> str:
    """A lab on one line."""
    if lab.log.wake.closed:
        return f"<Lab {lab.name}: closed>"
    return f"<Lab {lab.name}: {many(len(lab.members.all()), 'agent')}, {many(lab.log.head, 'event')}>"


def show_lab(lab: Lab) -> dict[str, str]:
    """A lab as it is now: who is in it, how they are, and what to do next."""
    if lab.log.wake.closed:
        return bundle(name_lab(lab), card(f"Lab {lab.name}", line("It was closed."), note="closed"))
    newest = next(iter(lab.log.read(limit=1, backwards=True)), None)
    age = f", the last one {ago((lab.clock.now() - newest.recorded).total_seconds())} old" if newest else ""
    where = str(lab.folder.path) if lab.folder else "in this process only; gone when it ends"
    counts = f"{many(len(lab.members.all()), 'agent')}, {many(lab.log.head, 'event')}{age}"
    begin = "An empty lab. Begin with " if newest is None else "See it live: "
    hint = _FIRST if newest is None else "lab.watch()"
    rows = _agents(lab.members, lab.observatory)
    text = "\n".join([f"Lab {lab.name}: {counts}", f"  {where}", *_lines(rows), f"  {begin}{hint}"])
    inner = line(counts), line(where), _table(rows), _more(lab.members), line(begin, code(hint))
    return bundle(text, card(f"Lab {lab.name}", *inner))


def show_past(past: Past) -> dict[str, str]:
    """A lab as it was."""
    when = f"{past.moment:%Y-%m-%d %H:%M:%S %Z}, after event {past.position:,}"
    rows = _agents(past.members, past.observatory)
    nobody = line("Nobody had joined yet.") if not rows else Html("")
    html = card("The lab as it was", line(when), nobody, _table(rows), _more(past.members), note="replayed")
    return bundle("\n".join([repr(past), *_lines(rows)]), html)


def show_agent(lab: Lab, agent: str) -> dict[str, str]:
    """An agent: its level, what that is made of, and what it learned."""
    member = lab.members.get(agent)
    level = lab.observatory.level(agent)
    row = next(row for row in lab.observatory.agents() if row.agent == agent)
    value = "not measured yet" if level.value is None else f"{level.value:.2f}"
    studied = {name: len(paths) for name, paths in lab.learners.get(agent).studied.items()}
    said = {
        "interests": ", ".join(member.interests),
        "studied": ", ".join(f"{name} ({count:,})" for name, count in studied.items()),
        "memories": f"{row.memories:,}",
        "last did": row.doing,
        "since": f"{member.since:%Y-%m-%d %H:%M:%S %Z}",
    }
    known = {name: value for name, value in said.items() if value}
    text = [f"{member.name} ({who(agent)}) in {lab.name}: level {value}", *(f"  {k}: {v}" for k, v in known.items())]
    signals = [(name.replace("_", " "), bar(part), f"{part:.2f}") for name, part in level.parts.items()]
    basis = line(f"level, {level.status}, rests on {many(level.events, 'event')}")
    html = card(member.name, large(value), basis, table(signals), facts(known), note=who(agent))
    return bundle("\n".join(text), html)


def _agents(members: Members, observatory: Observatory) -> list[tuple[str, float | None, int, str]]:
    """The agents of the highest levels: name, level, memories, what each did last."""
    names = {member.id: member.name for member in members.all()}
    rows = observatory.agents()[:_AGENTS]
    return [(names.get(row.agent, who(row.agent)), row.level, row.memories, row.doing or "waits") for row in rows]


def _lines(rows: list[tuple[str, float | None, int, str]]) -> list[str]:
    return [
        f"  {name}: level {_level(level)}, {many(memories, 'memory', 'memories')}, {doing}"
        for name, level, memories, doing in rows
    ]


def _table(rows: list[tuple[str, float | None, int, str]]) -> Html:
    cells = [(name, bar(level or 0.0), _level(level), f"{memories:,}", doing) for name, level, memories, doing in rows]
    return table(cells, ("Agent", "Level", "", "Memories", "Last did")) if rows else Html("")


def _level(level: float | None) -> str:
    return "–" if level is None else f"{level:.2f}"


def _more(members: Members) -> Html:
    names = [member.name for member in members.all()]
    return folded(f"All {len(names):,} agents", line(", ".join(names))) if len(names) > _AGENTS else Html("")
