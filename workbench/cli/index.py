"""Commands about what is made from the log and can be made anew: the vectors of memories, and the graph."""

from __future__ import annotations

from typing import Any

import click

from workbench.app import open_lab
from workbench.app.progress import progress_bar
from workbench.cli.output import json_option, known_lab_option, show
from workbench.core.errors import Unavailable
from workbench.memory import GraphIndex, MemoryIndex

_NAMES = ("vectors", "graph")


@click.group("index")
def index_command() -> None:
    """How far the lab's indexes are; make them anew."""


@index_command.command("status")
@known_lab_option
@json_option
def status_command(folder: str, as_json: bool) -> None:
    """How far the vectors and the graph have read, where they are, and whether they answer. Starts no server."""
    with open_lab(folder) as lab:
        answer: dict[str, Any] = {"head": lab.log.head, "vectors": _index(lab.index), "graph": _index(lab.graph.index)}
    words = [f"the log has {answer['head']:,} events", *(f"{name}: {_words(answer[name])}" for name in _NAMES)]
    show(answer, "\n".join(words), as_json)


@index_command.command("rebuild")
@click.argument("names", nargs=-1, type=click.Choice(_NAMES))
@known_lab_option
@json_option
def rebuild_command(names: tuple[str, ...], folder: str, as_json: bool) -> None:
    """Make indexes anew from the log: the named ones, or all."""
    done: dict[str, int] = {}
    with open_lab(folder) as lab:
        rebuild = {"vectors": lab.index.rebuild, "graph": lab.graph.index.rebuild}
        for name in names or _NAMES:
            with progress_bar(name.capitalize(), not as_json) as progress:
                done[name] = rebuild[name](progress)
    show(done, "\n".join(f"{name}: made anew up to event {position:,}" for name, position in done.items()), as_json)


def _index(index: MemoryIndex | GraphIndex) -> dict[str, Any]:
    """What is known of one; how far a graph is stands in the graph itself, so nobody knows while its server does not run."""
    store = index.store
    said: dict[str, Any] = {"place": store.place, "runs": False, "position": None, "problem": None}
    try:
        if store.runs():
            said |= {"runs": True, "position": index.position}
    except Unavailable as error:
        said["problem"] = error.problem
    return said


def _words(said: dict[str, Any]) -> str:
    position = "" if said["position"] is None else f"made up to event {said['position']:,}, "
    if said["problem"]:
        return f"{position}in {said['place']}: {said['problem']}"
    return f"{position}in {said['place']}, which {'answers' if said['runs'] else 'starts when somebody asks'}"
