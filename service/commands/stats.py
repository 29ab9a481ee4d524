"""`stats`: what the store holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ..open import snapshot_of
from ..output import print_json, print_table

if TYPE_CHECKING:
    from ...schema.publication import Publication


def command(
    context: typer.Context, json: Annotated[bool, typer.Option("--json", help="As JSON on standard output.")] = False
) -> None:
    """Count nodes and relationships in the store and name its sources."""
    with snapshot_of(context) as (_, held):
        _print(held, json=json)


def _print(held: Publication, *, json: bool) -> None:
    sources = [{"name": each.name, "release": each.release, "records": each.records} for each in held.sources]
    if json:
        print_json({"build": held.build, "nodes": held.nodes, "relationships": held.relationships, "sources": sources})
        return
    state = "" if held.state == "ready" else f" ({held.state})"
    recency = f"recency refers to {held.reference_year}" if held.reference_year else "no paper has a year"
    typer.echo(f"build {held.build}{state}, as of {held.as_of or 'unknown'}, {recency}")
    print_table(("node", "count"), held.nodes.items())
    print_table(("relationship", "count"), held.relationships.items())
    print_table(
        ("source", "release", "records", "license"), [(s.name, s.release, s.records, s.license) for s in held.sources]
    )
