"""What commands print: words for people, JSON for programs, errors with a remedy."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
import msgspec

from workbench.core import errors
from workbench.core.folder import Folder

_LAB: dict[str, Any] = {"default": "lab", "envvar": "WORKBENCH_LAB", "show_default": True}
F = TypeVar("F", bound=Callable[..., Any])

_CODES: tuple[tuple[type[errors.WorkbenchError], int], ...] = (
    (errors.BadInput, 2),
    (errors.NotFound, 3),
    (errors.Conflict, 4),
    (errors.Unauthenticated, 5),
    (errors.Forbidden, 5),
    (errors.Unavailable, 6),
    (errors.TooMany, 6),
    (errors.BadLab, 7),
)


def lab_option(command: F) -> F:
    """`--lab`: which lab, with `WORKBENCH_LAB` as its default; made when it is missing."""
    return click.option("--lab", "folder", **_LAB, help="The lab's folder; made when it is missing.")(command)


def known_lab_option(command: F) -> F:
    """`--lab` of a command that has nothing to do where no lab is: a name mistyped must not make one."""
    return click.option("--lab", "folder", **_LAB, callback=_known, help="The lab's folder.")(command)


def _known(context: click.Context, option: click.Parameter, folder: str) -> str:
    return str(Folder.find(Path(folder)).path)


def json_option(command: F) -> F:
    """`--json`: one JSON document on standard output instead of words."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(command)


def show(answer: object, words: str, as_json: bool) -> None:
    """Print an answer as JSON or in words."""
    click.echo(msgspec.json.encode(answer).decode() if as_json else words)


def show_error(error: errors.WorkbenchError) -> None:
    """Print what went wrong and what to do, on standard error; as JSON when `--json` was asked for."""
    if "--json" in sys.argv:
        shown = {"error": type(error).__name__, "problem": error.problem, "remedy": error.remedy}
        click.echo(msgspec.json.encode(shown).decode(), err=True)
    else:
        click.echo(f"{click.style('Error:', fg='red', bold=True)} {error.problem}\n{error.remedy}", err=True)


def exit_code(error: errors.WorkbenchError) -> int:
    """The exit code that a class of error has."""
    return next((code for kind, code in _CODES if isinstance(error, kind)), 1)
