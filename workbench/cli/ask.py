"""Command of answers: ask."""

from __future__ import annotations

import click

from workbench.app import Lab, Past, open_lab
from workbench.chat import MOST_CITED, Answer
from workbench.cli.output import json_option, known_lab_option, show
from workbench.core.show import cut

_WIDTH = 100


@click.command("ask")
@click.argument("question")
@click.option(
    "--collection", "collections", multiple=True, help="A collection to answer from; may be given more than once."
)
@click.option("--agent", help="Answer from what this agent remembers.")
@click.option(
    "--k", type=click.IntRange(1, MOST_CITED), default=MOST_CITED, show_default=True, help="Cite at most so many."
)
@click.option("--at", "moment", help="As of this moment: a position, a time, or words.")
@known_lab_option
@json_option
def ask_command(
    question: str,
    collections: tuple[str, ...],
    agent: str | None,
    k: int,
    moment: str | None,
    folder: str,
    as_json: bool,
) -> None:
    """Answer QUESTION with citations: from all collections, or from those and the agent that are named."""
    with open_lab(folder) as lab:
        view: Lab | Past = lab if moment is None else lab.at(moment)
        answer = view.ask(question, collections=collections or None, agent=agent, k=k)
        if not as_json:
            for piece in answer:
                click.echo(piece, nl=False)
            click.echo()
        show(answer.reply, "\n".join(_lines(answer)), as_json)


def _lines(answer: Answer) -> list[str]:
    cited = [
        f"[{one.number}] {one.relevance:4.2f}  {one.title or one.place}  {cut(one.quote, _WIDTH)}"
        for one in answer.citations
    ]
    return ["", *cited, f"{answer.kind}, confidence {answer.confidence:.0%}, by {answer.generator}"]
