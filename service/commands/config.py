"""`config`: the settings in force."""

from __future__ import annotations

from typing import Annotated

import typer

from ..open import invocation
from ..output import print_json, print_table
from ..settings import in_force


def command(
    context: typer.Context, json: Annotated[bool, typer.Option("--json", help="As JSON on standard output.")] = False
) -> None:
    """Show every setting, its value (secrets masked) and what it does."""
    rows = in_force(invocation(context).settings)
    if json:
        print_json({name: value for name, value, _ in rows})
    else:
        print_table(("setting", "value", "meaning"), rows)
