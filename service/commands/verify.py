"""`verify`: whether ledger, build and store are what they say they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ..open import store_of, workspace_of
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
    """Check every ledger and build file against its manifest, and the store against the current build."""
    workspace = workspace_of(context)
    current, damages, notes = _in_workspace(workspace)
    if damages:
        notes.append("the store was not compared, since the workspace is damaged")
    elif current is None:
        notes.append(f"there is no build in {workspace.path}")
    else:
        damages, notes = _in_store(context, current)
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
    """The current build, where it can be opened, what is wrong with ledger and build, and what to do about it."""
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
    return current, damages + of_build, [*notes, *([MADE_ANEW] if of_build else [])]


def _in_store(context: typer.Context, current: Build) -> tuple[list[str], list[str]]:
    """What is wrong with the store, and what else a person should know about it."""
    from ...pipeline import is_from_here, store_damages

    workspace = workspace_of(context)
    with store_of(context) as store:
        store.ping()
        with store.snapshot() as snapshot:
            held = snapshot.publication()
        if held is None:
            return [], [f"{store.url} is empty; `publish` fills it"]
        if held.build != current.id:
            then = "`publish`" if is_from_here(workspace, held) else "it is another workspace's, `publish --replace`"
            return [], [f"{store.url} holds build {held.build}, not the current {current.id}; {then} changes it"]
        if held.state != "ready":
            return [], [f"{store.url} is half way to its build; `publish` finishes it"]
        damages = store_damages(store, current)
        return damages, [STORE] if damages else []
