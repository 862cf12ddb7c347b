"""Commands around the hub: serve, token, open."""

from __future__ import annotations

import sys
import webbrowser
from datetime import timedelta
from pathlib import Path

import click

from workbench.app import open_lab
from workbench.cli.output import json_option, known_lab_option, lab_option, show
from workbench.cli.status import running_servers
from workbench.core.errors import BadInput, Unavailable
from workbench.core.folder import Folder
from workbench.core.ids import slug
from workbench.hub.roles import ROLES, Role
from workbench.hub.streams import CADENCE_S

_MOST_HOURS = 87_660


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="0 takes a free one.")
@click.option(
    "--every",
    nargs=3,
    type=click.FloatRange(min=0.1),
    default=tuple(CADENCE_S.values()),
    show_default=True,
    help="Seconds between two pushes of the streams consciousness, performance and knowledge.",
)
@click.option("--dashboards-url", help="Where the dashboards are, to link to them.")
@click.option("--parent", is_flag=True, help="End when standard input closes.")
@lab_option
@json_option
def serve_command(
    host: str,
    port: int,
    every: tuple[float, float, float],
    dashboards_url: str | None,
    parent: bool,
    folder: str,
    as_json: bool,
) -> None:
    """Serve the lab to programs and browsers: REST, WebSocket and SSE."""
    from workbench.hub.server import serve

    def ready(url: str) -> None:
        show({"url": url, "lab": folder}, f"{lab.name} is served at {url}", as_json)
        sys.stdout.flush()

    with open_lab(folder) as lab:
        serve(
            lab,
            host=host,
            port=port,
            dashboards_url=dashboards_url,
            cadence_s=dict(zip(CADENCE_S, every, strict=True)),
            end_with_stdin=parent,
            on_ready=ready,
        )


@click.command("token")
@click.option("--role", type=click.Choice(ROLES), default="researcher", show_default=True)
@click.option(
    "--for", "name", default="you", show_default=True, help="Whose it is; for the role agent, the agent's name."
)
@click.option(
    "--hours", type=click.FloatRange(min=0, min_open=True), default=720.0, show_default=True, help="How long it holds."
)
@known_lab_option
@json_option
def token_command(role: Role, name: str, hours: float, folder: str, as_json: bool) -> None:
    """Make a token with which a program or a browser may use the hub."""
    from workbench.hub import make_token

    if not hours <= _MOST_HOURS:  # false for NaN too
        raise BadInput(f"A token cannot hold for {hours:g} hours.", f"Say at most {_MOST_HOURS}, ten years.")
    with open_lab(folder) as lab:
        assert lab.folder is not None
        sort = "agent" if role == "agent" else "person"
        subject = name if "/" in name else f"{sort}/{slug(name)}"
        token = make_token(lab.folder.secret(), lab.log.epoch, subject, role, timedelta(hours=hours))
    show({"token": token, "role": role, "sub": subject, "hours": hours}, token, as_json)


@click.command("open")
@known_lab_option
@json_option
def open_command(folder: str, as_json: bool) -> None:
    """Open the running hub in the browser, signed in."""
    from workbench.hub import make_token

    place = Folder.open(Path(folder))
    hub = running_servers(place.path).get("hub")
    if hub is None:
        raise Unavailable(
            "No hub runs for this lab.", "Start one with `workbench serve`, or all with `workbench demo`."
        )
    with open_lab(folder) as lab:
        token = make_token(place.secret(), lab.log.epoch, "person/you", "researcher")
    url = f"{hub['url']}/?token={token}"
    opened = webbrowser.open(url)
    show({"url": url, "opened": opened}, url, as_json)
