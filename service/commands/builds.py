"""`builds`: lists the builds of a workspace and removes old ones."""

from __future__ import annotations

from typing import Annotated

import typer

from ..open import store_of, workspace_of
from ..output import print_json, print_table

app = typer.Typer(help="List the builds of the workspace, remove old ones.", no_args_is_help=True)


@app.command("list")
def list_(
    context: typer.Context, json: Annotated[bool, typer.Option("--json", help="As JSON on standard output.")] = False
) -> None:
    """List the builds in the workspace, the current one marked."""
    from ...assembly.build import list_builds
    from ...assembly.current import current_build

    workspace = workspace_of(context)
    current = current_build(workspace)
    rows = [
        {
            "build": build.id,
            "is_current": current is not None and build.id == current.id,
            "as_of": build.publication().as_of,
            "rows": build.visible_rows(),
        }
        for build in list_builds(workspace.builds)
    ]
    if json:
        print_json(rows)
    else:
        print_table(
            ("build", "current", "as of", "rows"),
            [(row["build"], "yes" if row["is_current"] else "", row["as_of"], row["rows"]) for row in rows],
        )


@app.command("prune")
def prune(
    context: typer.Context,
    keep: Annotated[int, typer.Option(min=1, help="How many of the newest builds stay.")] = 3,
) -> None:
    """Remove old builds; the current one and the one in the store always stay."""
    from ...assembly.build import prune as remove_old
    from ...assembly.current import current_build

    workspace = workspace_of(context)
    with workspace.lock(), store_of(context) as store, store.snapshot() as snapshot:
        held = snapshot.publication()
        current = current_build(workspace)
        named = {current and current.id, held and held.build, held and held.previous}
        removed = remove_old(workspace.builds, keep, protected={build for build in named if build})
    typer.echo(f"{len(removed)} builds removed")
