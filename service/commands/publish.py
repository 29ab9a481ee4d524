"""`publish`: makes a store hold the current build."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from ..open import store_of, workspace_of
from ..output import print_json, print_published
from ..progress import shown_progress


def command(
    context: typer.Context,
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
    """Make the store hold the current build, writing only what differs; repeatable after an interruption."""
    if offline:
        _write_import(context, into, run)
        return
    from ...pipeline import publish

    with shown_progress(quiet=json) as progress, store_of(context) as store:
        published = publish(workspace_of(context), store, progress=progress)
    if json:
        print_json(asdict(published))
    else:
        print_published(published)


def _write_import(context: typer.Context, into: Path | None, run: str | None) -> None:
    import shlex
    import subprocess

    from ...pipeline import write_import

    workspace = workspace_of(context)
    arguments = write_import(workspace, into or workspace.exports / "neo4j-import")
    command_line = [*shlex.split(run or "neo4j-admin"), *arguments]
    if run is None:
        typer.echo("Stop the server, then run:", err=True)
        typer.echo(shlex.join(command_line))
        return
    status = subprocess.run(command_line, check=False).returncode  # noqa: S603 - the user names the command
    if status:
        typer.secho(f"error: the importer ended with status {status}", err=True, fg="red")
        raise SystemExit(4)
