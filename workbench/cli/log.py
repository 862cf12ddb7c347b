"""Commands about the log itself: verify, export, import."""

from __future__ import annotations

from typing import BinaryIO

import click

from workbench.app import open_lab
from workbench.app.progress import progress_bar
from workbench.cli.output import json_option, known_lab_option, lab_option, show
from workbench.log import export_lines, import_lines, verify


@click.group("log")
def log_command() -> None:
    """Verify, export or import the lab's history."""


@log_command.command("verify")
@known_lab_option
@json_option
def verify_command(folder: str, as_json: bool) -> None:
    """Check every event against the hash chain. Keep the hash that it prints elsewhere, to compare later."""
    with open_lab(folder) as lab, progress_bar("Verifying", not as_json) as progress:
        verified = verify(lab.log, progress)
    show(verified, f"{verified.events} events, none changed. Hash {verified.hash}", as_json)


@log_command.command("export")
@click.option("--output", type=click.File("wb"), default="-", help="A file; standard output when not given.")
@known_lab_option
@json_option
def export_command(output: BinaryIO, folder: str, as_json: bool) -> None:
    """Write every event as CloudEvents, one JSON object a line. (That is JSON already: --json changes nothing.)"""
    with open_lab(folder) as lab:
        output.write(b"")  # makes the file also when there are no events
        for line in export_lines(lab.log):
            output.write(line + b"\n")


@log_command.command("import")
@click.argument("file", type=click.File("rb"), default="-")
@lab_option
@json_option
def import_command(file: BinaryIO, folder: str, as_json: bool) -> None:
    """Append the events of an export. Those that are there already stay as they are."""
    with open_lab(folder) as lab:
        new = import_lines(lab.log, file)
        show({"new": new, "head": lab.log.head}, f"{new} new events; the log has {lab.log.head} now.", as_json)
