"""`sources`: what can be loaded and what was."""

from __future__ import annotations

from typing import Annotated

import typer

from ..open import workspace_of
from ..output import print_json, print_table


def command(
    context: typer.Context, json: Annotated[bool, typer.Option("--json", help="As JSON on standard output.")] = False
) -> None:
    """List the sources that can be loaded and those that were."""
    from ...loaders.catalog import find_source, source_names

    held = {source.name: source for source in workspace_of(context).open_ledger().view().sources}
    known = {name: find_source(name)[0] for name in source_names()}
    rows = [
        {
            "name": name,
            "title": known[name].title if name in known else "own records",
            "license": known[name].license if name in known else held[name].license,
            "release": held[name].release if name in held else None,
            "records": held[name].records if name in held else None,
        }
        for name in sorted(known.keys() | held.keys())
    ]
    if json:
        print_json(rows)
    else:
        print_table(("source", "what", "license", "release", "records"), [list(row.values()) for row in rows])
