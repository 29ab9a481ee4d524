"""`export`: tables of the current build as files for other programs, whole or as what changed since earlier files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ...schema.errors import UsageError
from ..complete import exports, forms
from ..open import workspace_of

if TYPE_CHECKING:
    from ...assembly.build import Build
    from ...ledger.workspace import Workspace

APPLY = "apply"


def command(
    context: typer.Context,
    what: Annotated[
        str,
        typer.Argument(
            help="mentions, authors, collaborators, clusters or graph; or apply OLD DIFFERENCE.", autocompletion=exports
        ),
    ],
    out: Annotated[Path, typer.Option(help="File to write; for graph as csv or parquet a folder.")],
    files: Annotated[
        list[Path] | None, typer.Argument(help="For apply: an earlier export and a difference since it.")
    ] = None,
    form: Annotated[
        str, typer.Option("--format", help="jsonl, parquet, csv or, for graph, graphml.", autocompletion=forms)
    ] = "jsonl",
    since: Annotated[
        Path | None, typer.Option(help="An earlier export in the same form: write only what changed since.")
    ] = None,
    ego: Annotated[
        str | None, typer.Option(help="For graph as graphml: only this author, by id, and the people around.")
    ] = None,
    radius: Annotated[int, typer.Option(min=1, max=2, help="For --ego: how many ties away people are at most.")] = 1,
) -> None:
    """Export the current build: who is who by mention, people, ties, clusters, or the graph as a whole.

    `export apply OLD DIFFERENCE --out NEW` makes the new export out of an earlier one and a difference since it.
    """
    from ...assembly.current import checked, current_build
    from ...assembly.export import apply_difference, export, export_difference, export_ego

    if len(files or ()) != (2 if what == APPLY else 0):
        hint = "as in `research-graph export apply OLD DIFFERENCE --out NEW`"
        raise UsageError("apply takes two files, everything else none", hint=hint)
    if what == APPLY and files:
        with _told(out) as told:
            told.append(apply_difference(files[0], files[1], out))
        return
    if ego is not None and (what, form, since) != ("graph", "graphml", None):
        raise UsageError("--ego is for graph as graphml", hint=f"export graph --format graphml --ego {ego}")
    workspace = workspace_of(context)
    found = current_build(workspace)
    if found is None:
        raise UsageError("there is no build to export", hint="load a source first")
    build = checked(found)
    with _told(out) as told:
        if ego is not None:
            told.append(export_ego(build, ego, out, radius=radius))
        elif since is not None:
            counts = export_difference(build, what, form, out, since=since, run=_run(workspace, build))
            told.append(sum(counts.values()))
            typer.echo(", ".join(f"{count:,} {change}" for change, count in counts.items()), err=True)
        else:
            told.append(export(build, what, form, out, run=_run(workspace, build)))


@contextmanager
def _told(out: Path) -> Iterator[list[int]]:
    """Says how many rows (put into the list) were written and where, and which folder had to be made for that."""
    is_there, rows = out.parent.is_dir(), list[int]()
    yield rows
    if not is_there:
        typer.echo(f"new folder {out.parent}", err=True)
    manifest = out / "manifest.json" if out.is_dir() else out.with_name(f"{out.name}.manifest.json")
    typer.echo(f"{sum(rows):,} rows written to {out}, manifest {manifest}", err=True)


def _run(workspace: Workspace, build: Build) -> dict[str, Any] | None:
    """What the run that the build shows says of itself; None where there is no run or its folder is gone."""
    if build.run is None:
        return None
    from ...analytics.run import Run
    from ...schema.errors import Damaged

    try:
        return dict(Run.open(workspace.runs / build.run).manifest)
    except Damaged:
        return None
