"""`publish`: makes a store hold the current build."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from ...schema.errors import StorageError, UsageError
from ..open import making_of, store_of, workspace_of
from ..output import print_json, print_published
from ..progress import shown_progress

IMPORTER = "neo4j-admin"


def command(
    context: typer.Context,
    replace: Annotated[
        bool,
        typer.Option(
            "--replace", help="Compare the store row by row and write over it, even over another workspace's graph."
        ),
    ] = False,
    offline: Annotated[
        bool,
        typer.Option(
            "--offline", help="Write files for Neo4j's importer instead; for the first load of a large build."
        ),
    ] = False,
    into: Annotated[Path | None, typer.Option(help="Folder for the importer's files (with --offline).")] = None,
    run: Annotated[
        str | None, typer.Option(help="Command of the importer, such as `neo4j-admin`; it is run (with --offline).")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="As JSON on standard output.")] = False,
) -> None:
    """Make the store hold what is loaded, writing only what differs; goes on after an interrupted load or publish."""
    if offline and replace:
        raise UsageError("--replace does not go with --offline", hint="the importer fills an empty database")
    if offline:
        _write_import(context, into, run, json=json)
        return
    if into or run:
        raise UsageError("--into and --run belong to --offline", hint="add --offline, or leave them out")
    from ...pipeline import publish

    with shown_progress(quiet=json) as progress, store_of(context) as store:
        making = making_of(context)
        published = publish(workspace_of(context), store, replace=replace, making=making, progress=progress)
    if json:
        print_json(asdict(published))
    else:
        print_published(published)


def _write_import(context: typer.Context, into: Path | None, run: str | None, *, json: bool) -> None:
    import shlex

    from ...pipeline import write_import

    workspace = workspace_of(context)
    folder = into or workspace.exports / "neo4j-import"
    with shown_progress(quiet=json) as progress:
        arguments = write_import(workspace, folder, making=making_of(context), progress=progress)
    try:
        command_line = [*shlex.split(run or IMPORTER), *arguments]
    except ValueError as error:
        raise UsageError(f"--run {run!r} is no command line: {error}", hint=f"write it like {IMPORTER}") from None
    if run is not None:
        _import(command_line)
    if json:
        print_json({"folder": str(folder), "command": command_line, "is_run": run is not None})
    elif run is None:
        typer.echo("Stop the server, then run:", err=True)
        typer.echo(shlex.join(command_line))


def _import(command_line: list[str]) -> None:
    """Runs the importer; its own words go to standard error."""
    import subprocess

    try:
        status = subprocess.run(command_line, check=False, stdout=2).returncode  # noqa: S603 - the user's own
    except OSError as error:
        raise UsageError(
            f"cannot run {command_line[0]}: {error.strerror}", hint="give --run the path of neo4j-admin"
        ) from None
    if status:
        raise StorageError(f"the importer ended with status {status}", hint="its own words are above")
