"""The demo: a hub, the dashboards, notebooks, a small society that studies, and our documentation to be asked, from one command."""

from __future__ import annotations

import signal
import sys
import time
from pathlib import Path

import click
import httpx

from workbench.app import Lab, open_lab
from workbench.cli.children import Children
from workbench.cli.output import json_option, show
from workbench.cli.ports import lasting_ports
from workbench.core.errors import Unavailable
from workbench.core.share import readme, shared
from workbench.stores import chroma_sidecar, graph_sidecar

# Packages that are installed wherever Workbench is; each begins with a small one, so that the first exam comes soon.
SOCIETY = {
    "Ada": ("concurrent", "asyncio", "anyio", "websockets"),
    "Boris": ("json", "networkx", "msgspec"),
    "Chidi": ("collections", "click", "rich", "panel"),
    "Devi": ("statistics", "random", "numpy"),
    "Emre": ("http", "logging", "httpx", "fastapi", "starlette"),
    "Fatou": ("sqlite3", "email", "bokeh"),
}
DOCUMENTATION = "workbench"  # the collection of what is written about Workbench
_PATIENCE = 600.0  # as long as the processes live: a long log is folded anew after an update


@click.command("demo")
@click.option("--lab", "folder", default="lab", envvar="WORKBENCH_LAB", show_default=True, help="The lab's folder.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="Of the hub; 0 takes that of last time, or a free one."
)
@click.option("--pace", type=click.FloatRange(min=0), default=1.0, show_default=True, help="Seconds between two steps.")
@json_option
def demo_command(folder: str, port: int, pace: float, as_json: bool) -> None:
    """Open a lab with a small society that studies, and print one URL at which to watch it. Ctrl-C ends everything."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ended politely is ended as by Ctrl-C
    with open_lab(folder) as lab:
        if not lab.members.all():
            for name, interests in SOCIETY.items():
                lab.agent(name, interests)
        assert lab.folder is not None
        place, run = str(lab.folder.path), lab.folder.run
        ports = lasting_ports(run, ("hub", "dashboards", "notebooks"), hub=port)
        hub, dashboards = f"http://127.0.0.1:{ports['hub']}", f"http://127.0.0.1:{ports['dashboards']}"
        try:
            with Children(run) as extras, Children(run) as children:
                children.start("hub", ["serve", "--lab", place, "--port", _port(hub), "--dashboards-url", dashboards])
                children.start(
                    "dashboards", ["dashboards", "--lab", place, "--port", _port(dashboards), "--hub-url", hub]
                )
                children.start("society", ["society", "--lab", place, "--pace", str(pace)])
                _wait_for(hub, f"{hub}/api/health/ready", children)
                _wait_for(dashboards, dashboards, children)
                _announce(lab, hub, as_json)
                extras.start("notebooks", ["notebooks", "--lab", place, "--port", str(ports["notebooks"])])
                extras.start("documentation", _ingest(run, place), errand=True)
                _watch(children, extras)
        except KeyboardInterrupt:
            click.echo("\nStopping …", err=True)
        finally:
            for sidecar in (chroma_sidecar, graph_sidecar):
                sidecar(lab.folder.path).stop()
    click.echo("Everything is stopped; the lab is whole. The same command goes on from here.", err=True)


def _watch(children: Children, extras: Children) -> None:
    """Go on until one ends that the demo cannot do without."""
    while True:
        children.check()
        try:
            extras.check()
        except Unavailable as missing:
            click.echo(f"The demo goes on. {missing.problem}", err=True)
        time.sleep(0.5)


def _ingest(run: Path, place: str) -> list[str]:
    """The command that takes our documentation in. Where it is there already, it ends at once."""
    introduction = run / "README.md"  # in a wheel it is no file
    introduction.write_text(readme(), encoding="utf-8")
    return ["ingest", DOCUMENTATION, str(shared("docs")), str(introduction), "--lab", place]


def _announce(lab: Lab, hub: str, as_json: bool) -> None:
    from workbench.hub import make_token

    assert lab.folder is not None
    token = make_token(lab.folder.secret(), lab.log.epoch, "person/you", "researcher")
    url = f"{hub}/?token={token}"
    words = f"""
  {click.style(lab.name, bold=True)} is open: {len(lab.members.all())} agents, {lab.log.head} events.

  Watch it here:  {click.style(url, fg="cyan", bold=True)}

  In a notebook:  import workbench; lab = workbench.open("{lab.folder.path}"); lab.watch()
  Ctrl-C ends everything and keeps the lab.
"""
    show({"url": url, "hub": hub, "token": token, "lab": str(lab.folder.path)}, words, as_json)
    sys.stdout.flush()


def _wait_for(server: str, url: str, children: Children) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        children.check()
        try:
            if httpx.get(url, timeout=2).status_code < 500:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.05)
    raise Unavailable(f"{server} did not answer within {_PATIENCE:.0f} s.", "Look at the logs in the lab's run folder.")


def _port(url: str) -> str:
    return url.rpartition(":")[2]
