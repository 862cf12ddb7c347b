"""The command that serves the dashboards, in a process of its own."""

from __future__ import annotations

import click

from workbench.app import open_lab
from workbench.cli.output import known_lab_option


@click.command("dashboards")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="0 takes a free one.")
@click.option("--hub-url", help="Where the hub is; without it, where the lab's folder says that one runs.")
@click.option("--parent", is_flag=True, help="End when standard input closes.")
@known_lab_option
def dashboards_command(port: int, hub_url: str | None, parent: bool, folder: str) -> None:
    """Serve the dashboards to browsers on this machine that are signed in at the hub."""
    from workbench.cli.dashboard_server import serve_dashboards

    with open_lab(folder) as lab:
        serve_dashboards(
            lab,
            port=port,
            hub_url=hub_url.rstrip("/") if hub_url else None,
            end_with_stdin=parent,
            on_ready=lambda url: click.echo(f"The dashboards of {lab.name} are at {url}"),
        )
