"""`export`: tables of the current build as files for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ...schema.errors import UsageError
from ..complete import exports, forms
from ..open import workspace_of


def command(
    context: typer.Context,
    what: Annotated[str, typer.Argument(help="mentions, authors, collaborators or graph.", autocompletion=exports)],
    out: Annotated[Path, typer.Option(help="File to write; for graph as csv or parquet a folder.")],
    form: Annotated[
        str, typer.Option("--format", help="jsonl, parquet, csv or, for graph, graphml.", autocompletion=forms)
    ] = "jsonl",
) -> None:
    """Export the current build: who is who by mention, people, ties, or the graph as a whole."""
    from ...assembly.export import export
    from ...pipeline import checked, current_build

    build = current_build(workspace_of(context))
    if build is None:
        raise UsageError("there is no build to export", hint="load a source first")
    typer.echo(f"{export(checked(build), what, form, out):,} rows written to {out}", err=True)
