"""`verify`: whether ledger, build and store are what they say they are."""

from __future__ import annotations

from typing import Annotated

import typer

from ..open import store_of, workspace_of
from ..output import print_json


def command(
    context: typer.Context, json: Annotated[bool, typer.Option("--json", help="As JSON on standard output.")] = False
) -> None:
    """Check every ledger and build file against its manifest, and the store against the current build."""
    from ...pipeline import current_build, store_damages

    workspace = workspace_of(context)
    damages = [f"{damage.path}: {damage.reason}" for damage in workspace.open_ledger().verify()]
    current = current_build(workspace)
    if current is not None:
        damages += [f"{path}: {reason}" for path, reason in current.damage()]
        if not damages:
            with store_of(context) as store:
                damages += store_damages(store, current)
    if json:
        print_json({"damages": damages})
    else:
        for damage in damages:
            typer.secho(damage, fg="red")
        typer.echo("everything is what its manifest says" if not damages else f"{len(damages)} damages")
    if damages:
        raise SystemExit(4)
