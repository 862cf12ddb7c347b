"""The commands that serve notebooks: JupyterLab to work in, and pages by Voila to look at."""

from __future__ import annotations

from pathlib import Path

import click

from workbench.app import open_lab
from workbench.cli.output import known_lab_option

_port_option = click.option("--port", type=click.IntRange(0, 65535), default=0, help="0 takes a free one.")
_parent_option = click.option("--parent", is_flag=True, help="End when standard input closes.")


@click.command("notebooks")
@_port_option
@_parent_option
@known_lab_option
def notebooks_command(port: int, parent: bool, folder: str) -> None:
    """Serve JupyterLab with the lab's notebooks, and its Voila pages, to browsers that are signed in at the hub."""
    from workbench.cli.notebook_server import serve_notebooks

    with open_lab(folder) as lab:
        serve_notebooks(
            lab,
            port=port,
            end_with_stdin=parent,
            on_ready=lambda url: click.echo(f"The notebooks of {lab.name} are at {url}"),
        )


@click.command("voila")
@click.argument("notebook", required=False, type=click.Path(path_type=Path))
@_port_option
@_parent_option
@known_lab_option
def voila_command(notebook: Path | None, port: int, parent: bool, folder: str) -> None:
    """Publish a notebook as a page, by Voila, to browsers that are signed in at the hub. Visitors run no code of their own.

    Without NOTEBOOK, the pages of the lab's folder notebooks/voila.
    """
    from workbench.cli.notebook_server import serve_notebooks

    with open_lab(folder) as lab:
        serve_notebooks(
            lab,
            port=port,
            workshop=False,
            page=notebook,
            end_with_stdin=parent,
            on_ready=lambda url: click.echo(f"The page of {lab.name} is at {url}"),
        )
