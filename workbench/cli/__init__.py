"""Floor 4: the command line, thin over the lab."""

from __future__ import annotations

import signal
import sys

import click

from workbench.cli.output import exit_code, show_error
from workbench.core.errors import BadInput, WorkbenchError


class _Commands(click.Group):
    """Loads a command when it is called for, so that `workbench --help` and light commands start quickly."""

    homes = {
        "ask": "ask",
        "collections": "collections",
        "dashboards": "dashboards",
        "demo": "demo",
        "events": "events",
        "examine": "learning",
        "index": "index",
        "ingest": "collections",
        "log": "log",
        "notebooks": "notebooks",
        "open": "hub",
        "recall": "memory",
        "remember": "memory",
        "serve": "hub",
        "society": "learning",
        "status": "status",
        "stop": "status",
        "study": "learning",
        "token": "hub",
        "voila": "notebooks",
    }

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(self.homes)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        from importlib import import_module

        if cmd_name not in self.homes:
            return None
        module = import_module(f"workbench.cli.{self.homes[cmd_name]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command


@click.group(cls=_Commands)
@click.version_option(package_name="society-workbench")
def workbench() -> None:
    """A live laboratory for societies of AI agents.

    Exit codes: 0 done, 1 unexpected, 2 wrong input, 3 not found, 4 conflict, 5 not allowed, 6 unavailable, 7 a lab that is
    damaged or not one, 130 interrupted.
    """


def main() -> None:
    """Run the command line."""
    # A shell starts what runs in the background with interrupts ignored; ours must still end in good order.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        workbench(standalone_mode=False)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except click.ClickException as error:
        if "--json" in sys.argv:
            show_error(BadInput(error.format_message(), "See `workbench --help`, or --help of the command."))
        else:
            error.show()
        sys.exit(2)
    except WorkbenchError as error:
        show_error(error)
        sys.exit(exit_code(error))
    except BrokenPipeError:  # the reader of our output left, as `head` does
        sys.stderr.close()
        sys.exit(0)


__all__ = ["main", "workbench"]
