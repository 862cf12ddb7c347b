"""Commands that learn: study, examine, society."""

from __future__ import annotations

import sys
import time

import click

from workbench.app import open_lab
from workbench.cli.output import json_option, known_lab_option, lab_option, show, show_error
from workbench.core.errors import Unavailable
from workbench.core.parent import end_with_parent
from workbench.learning import DEPTHS, Depth

_PATIENCE_SECONDS = 3.0


@click.command("study")
@click.argument("agent")
@click.argument("technology")
@click.option("--depth", type=click.Choice(DEPTHS), default=DEPTHS[0], show_default=True)
@click.option("--limit", type=click.IntRange(min=1), help="At most this many objects this time.")
@lab_option
@json_option
def study_command(agent: str, technology: str, depth: Depth, limit: int | None, folder: str, as_json: bool) -> None:
    """Have AGENT study TECHNOLOGY, an installed Python package."""
    with open_lab(folder) as lab:
        study = lab.agent(agent).study(technology, depth, limit=limit, show=not as_json)
        words = f"{agent} remembered {study.studied} objects of {study.technology} {study.version}"
        show(study, f"{words}; {study.known} were known before.", as_json)


@click.command("examine")
@click.argument("agent")
@click.argument("technology")
@known_lab_option
@json_option
def examine_command(agent: str, technology: str, folder: str, as_json: bool) -> None:
    """Examine AGENT on the whole of TECHNOLOGY."""
    with open_lab(folder) as lab:
        exam = lab.agent(lab.members.get(agent).id).examine(technology, show=not as_json)
        show(exam, str(exam), as_json)


@click.command("society")
@click.option("--pace", type=click.FloatRange(min=0), default=1.0, show_default=True, help="Seconds between two steps.")
@click.option("--steps", type=click.IntRange(min=1), help="End after so many; without it, go on.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of the agents' choices.")
@click.option("--parent", is_flag=True, help="End when standard input closes.")
@known_lab_option
@json_option
def society_command(pace: float, steps: int | None, seed: int, parent: bool, folder: str, as_json: bool) -> None:
    """Let the lab's agents study what they are interested in, taking turns."""
    if parent:
        end_with_parent()
    taken = 0
    with open_lab(folder) as lab:
        society = lab.society(seed)
        while steps is None or taken < steps:
            try:
                step = society.step()
            except Unavailable as error:  # a store or a disk that may be back later: the society waits for it
                show_error(error)
                time.sleep(_PATIENCE_SECONDS)
                continue
            if step is None and steps is not None:
                break
            if step is not None:
                taken += 1
                show(step, f"{step.agent} {step.action}" + (f": {step.exam}" if step.exam else ""), as_json)
                sys.stdout.flush()
            time.sleep(pace if step else max(pace, 1.0))
