"""Commands of memory: remember, recall."""

from __future__ import annotations

from datetime import datetime

import click

from workbench.app import Lab, Past, open_lab
from workbench.cli.output import json_option, known_lab_option, lab_option, show
from workbench.core.errors import BadInput
from workbench.core.moment import parse_moment
from workbench.core.show import cut, who
from workbench.memory import Hit, Memory
from workbench.memory.remembering import check_text

_PARTS = {"keywords": "words", "meaning": "meaning", "who": "who ", "links": "links", "reading": "reading"}
_ALWAYS = ("keywords", "meaning", "who")
_WIDTH = 100


@click.command("remember")
@click.argument("agent")
@click.argument("text")
@click.option("--kind", default="observation", show_default=True, help="What sort of memory.")
@click.option("--tag", "tags", multiple=True, help="A word to find it by; may be given more than once.")
@click.option("--when", help="When it happened, where that is not now, as “yesterday 14:00”.")
@click.option("--session", help="The session it belongs to, as session/<id>.")
@lab_option
@json_option
def remember_command(
    agent: str,
    text: str,
    kind: str,
    tags: tuple[str, ...],
    when: str | None,
    session: str | None,
    folder: str,
    as_json: bool,
) -> None:
    """Have AGENT remember TEXT."""
    with open_lab(folder) as lab:
        moment = _time(lab, when)
        check_text(text)  # before an agent is registered for it
        memory = lab.agent(agent).remember(text, kind=kind, tags=tags, when=moment, session=session)
        show(memory, f"{agent} remembers {memory.id}.", as_json)


@click.command("recall")
@click.argument("query")
@click.option("--agent", help="Only what this agent remembers.")
@click.option("--k", type=click.IntRange(1, 1_000), default=10, show_default=True, help="At most so many.")
@click.option("--kind", "kinds", multiple=True, help="Only memories of this sort; may be given more than once.")
@click.option("--tag", "tags", multiple=True, help="Only memories with this tag; with all of those given.")
@click.option("--since", help="Only what happened at this moment or later, as “10 minutes ago”.")
@click.option("--until", help="Only what happened before this moment.")
@click.option("--session", help="Only what was remembered in this session.")
@click.option("--at", "moment", help="As of this moment: a position, a time, or words.")
@click.option("--explain", is_flag=True, help="Show also what was remembered right before and after each.")
@known_lab_option
@json_option
def recall_command(
    query: str,
    agent: str | None,
    k: int,
    kinds: tuple[str, ...],
    tags: tuple[str, ...],
    since: str | None,
    until: str | None,
    session: str | None,
    moment: str | None,
    explain: bool,
    folder: str,
    as_json: bool,
) -> None:
    """Show the memories that answer QUERY best, best first, with what their scores are the sum of."""
    with open_lab(folder) as lab:
        view: Lab | Past = lab if moment is None else lab.at(moment)
        hits = view.memory.recall(
            query,
            k,
            agent=view.members.get(agent).id if agent else None,
            kinds=kinds,
            tags=tags,
            since=_time(lab, since),
            until=_time(lab, until),
            session=session,
            explain=explain,
        )
        show(hits, "\n".join(_lines(hits)), as_json)


def _time(lab: Lab, said: str | None) -> datetime | None:
    if said is None:
        return None
    found = parse_moment(said, lab.clock.now())
    if isinstance(found, int):
        raise BadInput(f"{found} is a position.", "Say a time there, as “10 minutes ago”.")
    return found


def _lines(hits: list[Hit]) -> list[str]:
    if not hits:
        return ["Nothing is remembered that fits."]
    shown = [name for name in _PARTS if name in _ALWAYS or any(hit.parts.get(name) for hit in hits)]
    head = "score  = " + " + ".join(_PARTS[name] for name in shown) + "  "
    lines = [f"{head}{'whose':<18}{'when':<18}what"]
    for hit in hits:
        parts = " + ".join(f"{hit.parts.get(name, 0.0):{len(_PARTS[name])}.2f}" for name in shown)
        lines.append(f"{hit.score:5.2f}  = {parts}  {_said(hit.memory)}")
        lines += [f"{'around it':>{len(head) - 2}}  {_said(near)}" for near in hit.neighbours]
    return lines


def _said(memory: Memory) -> str:
    when = memory.moment.astimezone().strftime("%Y-%m-%d %H:%M")
    return f"{cut(who(memory.agent), 16):<16}  {when}  {cut(memory.text, _WIDTH)}"
