"""`verify`: whether ledger, build and store are what they say they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ..freshness import behind_build, behind_ledger
from ..open import making_of, store_of, workspace_of
from ..output import print_json, printable

if TYPE_CHECKING:
    from ...assembly.build import Build
    from ...ledger.workspace import Workspace

DAMAGED = 4
LEDGER = "ledger: load the same files again; where a manifest is damaged, remove the source first"
STORE = "`research-graph publish --replace` writes what differs in the store"


def command(
    context: typer.Context, json: Annotated[bool, typer.Option("--json", help="As JSON on standard output.")] = False
) -> None:
    """Check every file of ledger, build and run against its manifest, and the store against the current build.

    Notes say what is behind: the build behind the ledger, the store behind the build.
    """
    workspace = workspace_of(context)
    current, damages, notes = _in_workspace(workspace)
    if damages:
        notes.append("the store was not compared, since the workspace is damaged")
    else:
        behind = behind_ledger(workspace, making_of(context), current)
        notes += [f"there is no build in {workspace.path}"] if current is None else []
        notes += [behind] if behind else []
    if current is not None and not damages:
        damages, more = _in_store(context, current)
        notes += more
    if json:
        print_json({"damages": damages, "notes": notes})
    else:
        for damage in damages:
            typer.secho(printable(damage), fg="red")
        for note in notes:
            typer.echo(f"note: {printable(note)}")
        typer.echo(f"damages: {len(damages)}" if damages else "everything is what its manifest says")
    if damages:
        raise typer.Exit(DAMAGED)


def _in_workspace(workspace: Workspace) -> tuple[Build | None, list[str], list[str]]:
    """The current build, where it can be opened, what is wrong with it, its run and the ledger, and what to do."""
    from ...assembly.build import MADE_ANEW
    from ...assembly.current import current_build
    from ...schema.errors import Damaged

    damages = [f"{damage.path}: {damage.reason}" for damage in workspace.open_ledger().verify()]
    notes = [LEDGER] if damages else []
    try:
        current = current_build(workspace)
    except Damaged as error:
        return None, [*damages, error.message], [*notes, *([error.hint] if error.hint else [])]
    of_build = [f"{path}: {reason}" for path, reason in (current.damage() if current else ())]
    of_run, hint = _in_run(workspace, current)
    notes += [MADE_ANEW] if of_build else []
    return current, damages + of_build + of_run, [*notes, *hint]


def _in_run(workspace: Workspace, current: Build | None) -> tuple[list[str], list[str]]:
    """What is wrong with the run of community detection that the current build shows, and what to do about it."""
    if current is None or current.run is None:
        return [], []
    from ...analytics.run import AGAIN, Run
    from ...schema.errors import Damaged

    try:
        found = [f"{path}: {reason}" for path, reason in Run.open(workspace.runs / current.run).damage()]
    except Damaged as error:
        found = [error.message]
    return found, [AGAIN] if found else []


def _in_store(context: typer.Context, current: Build) -> tuple[list[str], list[str]]:
    """What is wrong with the store, and what else a person should know about it."""
    from ...pipeline import store_damages

    with store_of(context) as store:
        store.ping()
        with store.snapshot() as snapshot:
            held = snapshot.publication()
        behind = behind_build(workspace_of(context), store.url, held, current)
        if behind:
            return [], [behind]
        damages = store_damages(store, current)
        return damages, [STORE] if damages else []
