"""`build`: makes a build, compares builds, lists and prunes them."""

from __future__ import annotations

from typing import Annotated

import typer

from ..open import making_of, store_of, workspace_of
from ..output import print_json, print_table
from ..progress import shown_progress

app = typer.Typer(help="Make a build of what the ledger holds; compare builds.", invoke_without_command=True)


@app.callback()
def _build(
    context: typer.Context,
    again: Annotated[
        bool, typer.Option("--again", help="Make it even when nothing changed, to mend a damaged one; ids stay.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="As JSON on standard output.")] = False,
) -> None:
    if context.invoked_subcommand:
        return
    from ...pipeline import build

    with shown_progress(quiet=json) as progress:
        built = build(workspace_of(context), again=again, making=making_of(context), progress=progress)
    if json:
        print_json({"build": built.id})
    else:
        typer.echo(f"build {built.id}")


@app.command("diff")
def _diff(
    context: typer.Context,
    a: Annotated[str, typer.Argument(help="A build's id, or the beginning of it.")],
    b: Annotated[str, typer.Argument(help="Another build's id.")],
    canonical: Annotated[
        bool, typer.Option("--canonical", help="Name entities by their smallest member, so that keys do not matter.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="As JSON on standard output.")] = False,
) -> None:
    """Count what build B added, changed and removed against build A, kind by kind."""
    from ...assembly.build import find_build
    from ...assembly.current import checked
    from ...assembly.difference import compare

    builds = workspace_of(context).builds
    found = compare(checked(find_build(builds, a)), checked(find_build(builds, b)), canonical=canonical)
    if json:
        print_json(found)
    else:
        print_table(
            ("kind", "added", "changed", "removed"),
            [(kind, row["added"], row["changed"], row["removed"]) for kind, row in found.items()],
        )


@app.command("list")
def _list(
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
def _prune(
    context: typer.Context,
    keep: Annotated[int, typer.Option(min=1, help="How many of the newest builds stay.")] = 3,
) -> None:
    """Remove old builds; the current one and the one in the store always stay."""
    from ...assembly.build import prune
    from ...assembly.current import current_build

    workspace = workspace_of(context)
    with workspace.lock(), store_of(context) as store, store.snapshot() as snapshot:
        held = snapshot.publication()
        current = current_build(workspace)
        named = {current and current.id, held and held.build, held and held.previous}
        removed = prune(workspace.builds, keep, protected={build for build in named if build})
    typer.echo(f"{len(removed)} builds removed")
