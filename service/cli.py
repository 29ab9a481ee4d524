"""The command line: finds the commands and ends each of them alike: errors as one line, a hint and an exit status."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Annotated

import typer

from .. import __version__
from . import commands
from .ending import Commands
from .invocation import Invocation

app = typer.Typer(
    name="research-graph",
    help="One research graph out of many sources: load, identify, publish, ask.",
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"research-graph {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    context: typer.Context,
    workspace: Annotated[
        Path | None, typer.Option(help="Folder of the ledger and the builds (setting RESEARCH_GRAPH_WORKSPACE).")
    ] = None,
    store: Annotated[
        str | None, typer.Option(help="sqlite:///FILE or neo4j://HOST:7687 (setting RESEARCH_GRAPH_STORE).")
    ] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show log lines and the whole trace of an error.")] = False,
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and end.")
    ] = False,
) -> None:
    context.obj = Invocation(workspace, store, debug)


def _add_commands() -> None:
    """A module with `app` is a group of commands, one with `command` is a command; its file name is its name."""
    for module in iter_modules(commands.__path__):
        found = import_module(f"{commands.__name__}.{module.name}")
        name = module.name.replace("_", "-")
        if hasattr(found, "app"):
            app.add_typer(found.app, name=name)
        else:
            app.command(name)(found.command)


_add_commands()


def main() -> None:
    """The console script: exit status 0, 2 usage or settings, 3 source, 4 store or workspace."""
    app(prog_name="research-graph")
