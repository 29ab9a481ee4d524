"""`build`: makes a build, compares builds. What `builds` does is also found here, unlisted."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from ..open import making_of, workspace_of
from ..output import print_json, print_table
from ..progress import shown_progress
from . import builds


class _Listed(TyperGroup):
    """A group whose hidden commands work and are listed nowhere."""

    def list_commands(self, ctx: Any) -> list[str]:
        return [name for name in super().list_commands(ctx) if not self.commands[name].hidden]


app = typer.Typer(
    help="Make a build of what the ledger holds; compare builds.", invoke_without_command=True, cls=_Listed
)


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


app.command("list", hidden=True)(builds.list_)
app.command("prune", hidden=True)(builds.prune)
