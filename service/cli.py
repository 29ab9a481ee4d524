"""The command line: finds the commands, reads the settings, turns errors into one line, a hint and an exit status."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Annotated

import typer

from .. import __version__
from ..schema.errors import OutOfSpace, ResearchGraphError
from . import commands
from .cli_types import Invocation
from .log import configure_logs
from .settings import read_settings

app = typer.Typer(
    name="research-graph",
    help="One research graph out of many sources: load, identify, publish, ask.",
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
    debug: Annotated[bool, typer.Option("--debug", help="Show the whole trace of an error.")] = False,
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and end.")
    ] = False,
) -> None:
    settings = read_settings(workspace=workspace, store=store)
    configure_logs(level="debug" if debug else settings.log_level, form=settings.log_format)
    context.obj = Invocation(settings, debug)


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
    debug = "--debug" in sys.argv
    try:
        app()
    except ResearchGraphError as error:
        _fail(error, debug=debug)
    except KeyboardInterrupt:
        typer.secho("stopped; run the same command again to go on", err=True)
        raise SystemExit(130) from None
    except BrokenPipeError:
        sys.stderr.close()
        raise SystemExit(141) from None
    except OSError as error:
        _fail(_from_os(error), debug=debug)


def _from_os(error: OSError) -> ResearchGraphError:
    """An operating system's error that nothing below translated."""
    place = f"{error.filename}: " if error.filename else ""
    if error.errno == 28:
        return OutOfSpace(f"{place}no space left on the device", hint="free some room and run the command again")
    wrapped = ResearchGraphError(f"{place}{error.strerror or error}", hint="check the path and its rights")
    wrapped.__cause__ = error
    return wrapped


def _fail(error: ResearchGraphError, *, debug: bool) -> None:
    if debug:
        raise error
    typer.secho(f"error: {error.message}", err=True, fg="red")
    if error.hint:
        typer.secho(f"hint: {error.hint}", err=True)
    raise SystemExit(error.exit_status)
