"""`quality`: how far the clusters of a run can be trusted, in tables."""

from __future__ import annotations

from typing import Annotated

import typer

from ..open import workspace_of
from ..output import print_json, print_table
from .cluster import print_run, summary


def command(
    context: typer.Context,
    run: Annotated[str | None, typer.Option(help="Another run than the one in force: its id or the beginning.")] = None,
    json: Annotated[bool, typer.Option("--json", help="As JSON on standard output.")] = False,
) -> None:
    """Show the quality of a run: verdict, coverage, the scan of resolutions, and clusters by size."""
    from ..cluster_views import by_size, remarks, run_named

    found = run_named(workspace_of(context), run)
    scan, sizes = found.table("scan").to_pylist(), by_size(found)
    if json:
        print_json(summary(found) | {"by_size": sizes})
        return
    print_run(found)
    if scan:
        heads = list(scan[0])
        typer.secho("\nresolutions that were tried", bold=True)
        print_table([head.replace("_", " ") for head in heads], [list(row.values()) for row in scan])
    if sizes:
        typer.secho("\nclusters by size", bold=True)
        print_table([head.replace("_", " ") for head in sizes[0]], [list(row.values()) for row in sizes])
    for remark in remarks(found, sizes):
        typer.echo(remark)
