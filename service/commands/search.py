"""`search`: people, papers, topics, institutions and venues by words of their names."""

from __future__ import annotations

from typing import Annotated

import typer

from ..complete import kinds as offered_kinds
from ..open import snapshot_of
from ..output import print_json, print_table


def command(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help="Words of a name or title; the last one may be unfinished.")],
    kind: Annotated[
        list[str] | None,
        typer.Option(
            help="Only author, paper, topic, institution or venue; may be repeated.", autocompletion=offered_kinds
        ),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many hits.")] = 20,
    json: Annotated[bool, typer.Option("--json", help="As JSON on standard output.")] = False,
) -> None:
    """Find nodes by words of their names; exact names first, then whole words, then beginnings."""
    from ...schema.catalog import node_kinds
    from ...schema.tokens import tokens
    from ...store.query import Page
    from ..read import kind_named

    kinds = [kind_named(name) for name in kind] if kind else [each for each in node_kinds().values() if each.searchable]
    with snapshot_of(context) as (snapshot, _):
        hits = snapshot.search(kinds, tokens(text), Page(limit))
    if json:
        print_json(
            [
                {"id": hit.key, "kind": hit.kind.lower(), "name": hit.name, "match": hit.match, "rank": hit.rank}
                for hit in hits
            ]
        )
    elif hits:
        print_table(("id", "kind", "name", "rank"), [(hit.key, hit.kind.lower(), hit.name, hit.rank) for hit in hits])
    else:
        typer.echo("nothing found; try fewer or shorter words")
