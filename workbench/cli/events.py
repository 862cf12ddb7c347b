"""The command that shows events."""

from __future__ import annotations

import click
import msgspec

from workbench.app import open_lab
from workbench.cli.output import json_option, known_lab_option
from workbench.core.cloudevents import to_cloud
from workbench.core.errors import BadInput
from workbench.core.events import Record, kind_of
from workbench.core.moment import parse_moment
from workbench.log import Selection


@click.command("events")
@click.option("--kind", "kinds", multiple=True, help="Only this kind; may be given more than once.")
@click.option("--agent", help="Only what this agent said.")
@click.option("--subject", help="Only what is about this.")
@click.option("--since", help="Recorded at this moment or later, as “10 minutes ago”, or after this position.")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="The last so many.")
@click.option("--follow", is_flag=True, help="Go on with those to come.")
@known_lab_option
@json_option
def events_command(
    kinds: tuple[str, ...],
    agent: str | None,
    subject: str | None,
    since: str | None,
    limit: int,
    follow: bool,
    folder: str,
    as_json: bool,
) -> None:
    """Show events, oldest first: a line each, or a line of CloudEvents JSON each."""
    with open_lab(folder) as lab:
        if strange := sorted(set(kinds) - lab.log.vocabulary.kinds.keys()):
            raise BadInput(f"No event is of the kind “{strange[0]}”.", "All kinds are in docs/events.md.")
        source = lab.members.get(agent).id if agent else None
        head = lab.log.head
        moment = 0 if since is None else parse_moment(since, lab.clock.now())
        after, start = (moment, None) if isinstance(moment, int) else (0, moment)
        wanted = Selection(kinds=frozenset(kinds) or None, source=source, subject=subject, since=start)
        last = list(lab.log.read(after, head, **msgspec.structs.asdict(wanted), limit=limit, backwards=True))
        for record in reversed(last):
            _show(record, as_json)
        if not follow:
            return
        for record in lab.log.follow(max(after, head)):
            if wanted.matches(record):
                _show(record, as_json)


def _show(record: Record, as_json: bool) -> None:
    if as_json:
        click.echo(msgspec.json.encode(to_cloud(record)))
        return
    said = msgspec.json.encode(record.event.data).decode()
    time = record.recorded.astimezone().strftime("%Y-%m-%d %H:%M:%S")
    click.echo(f"{record.position:>8}  {time}  {record.event.source:<16} {kind_of(record.event.data):<20} {said[:120]}")
