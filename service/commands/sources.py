"""`sources`: what was loaded, and what can be."""

from __future__ import annotations

from typing import Annotated

import typer

from ..open import workspace_of
from ..output import print_json, print_table


def command(
    context: typer.Context, json: Annotated[bool, typer.Option("--json", help="As JSON on standard output.")] = False
) -> None:
    """List the sources that were loaded, and apart from them what can be loaded."""
    from ...loaders.catalog import find_source, source_names

    held = workspace_of(context).open_ledger().view().sources
    known = {name: find_source(name)[0] for name in source_names()}
    loaded = [
        {
            "name": source.name,
            "title": known[source.name].title if source.name in known else "own records",
            "release": source.release,
            "records": source.records,
            "license": source.license,
        }
        for source in sorted(held, key=lambda source: source.name)
    ]
    loadable = [{"name": name, "title": found.title, "license": found.license} for name, found in known.items()]
    if json:
        print_json({"loaded": loaded, "loadable": loadable})
        return
    typer.secho(f"loaded in {workspace_of(context).path}", bold=True)
    if loaded:
        print_table(("source", "what", "release", "records", "license"), [list(row.values()) for row in loaded])
    else:
        typer.echo("nothing yet")
    typer.secho("\nwhat can be loaded: research-graph load NAME PATH", bold=True)
    print_table(("name", "what", "license"), [list(row.values()) for row in loadable])
