"""`search`: people, papers, topics, institutions, venues and clusters by words of their names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ..complete import kinds as offered_kinds
from ..open import snapshot_of
from ..output import print_json, print_table, span

if TYPE_CHECKING:
    from ...store.query import Hit
    from ..hits import Group

_FIELDS = ("year", "first_year", "last_year", "citation_count_claimed", "citation_count_in_graph")
_DATED = {"Author": ("years",), "Paper": ("year",), "Cluster": ("years",)}
"""Kinds with years, and the head of their column."""


def command(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help="Words of a name or title; the last one may be unfinished.")],
    kind: Annotated[
        list[str] | None,
        typer.Option(
            help="Only author, paper, topic, institution, venue or cluster; may be repeated.",
            autocompletion=offered_kinds,
        ),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many hits, of all kinds together.")] = 20,
    json: Annotated[bool, typer.Option("--json", help="As JSON on standard output.")] = False,
) -> None:
    """Find nodes by words of their names, or initials of given names; every kind that has hits gets its part.

    The kind that matches best comes first. Within a kind exact names come first, then whole words, then beginnings;
    equal ones by citations (papers), members (clusters) or papers (all others). In JSON these are `match`, from 0 to 2,
    and `rank`.
    """
    from ...schema.catalog import node_kinds
    from ...schema.tokens import tokens
    from ..hits import search_by_kind
    from ..read import kind_named

    kinds = [kind_named(name) for name in kind] if kind else [each for each in node_kinds().values() if each.searchable]
    with snapshot_of(context) as (snapshot, _):
        groups = search_by_kind(snapshot, dict.fromkeys(kinds), tokens(text), limit=limit, fields=_FIELDS)
    if json:
        print_json(
            [
                {"id": hit.key, "kind": hit.kind.lower(), "name": hit.name, "match": hit.match, "rank": hit.rank}
                for group in groups
                for hit in group.hits
            ]
        )
    elif groups:
        for group in groups:
            _print(group, is_alone=len(groups) == 1)
    else:
        typer.echo("nothing found; try fewer or shorter words")


def _print(group: Group, *, is_alone: bool) -> None:
    from ..pages.words import kind as called

    name = group.kind.name
    more = "a larger --limit" if is_alone else f"--kind {name.lower()}"
    size = f"the best {len(group.hits)}" if group.hits else "none shown"
    size = f"{size}; {more} shows more" if group.is_cut else str(len(group.hits))
    typer.secho(f"{called(name.upper(), 2)} ({size})", bold=True)
    if group.hits:
        counted = {"Paper": "citations", "Cluster": "members"}.get(name, "papers")
        heads = ("id", "name", *_DATED.get(name, ()), counted)
        print_table(heads, [_row(hit) for hit in group.hits])
    typer.echo()


def _row(hit: Hit) -> tuple[object, ...]:
    found = hit.fields
    if hit.kind == "Paper":
        claimed, counted = found["citation_count_claimed"], found["citation_count_in_graph"]
        return hit.key, hit.name, str(found["year"] or "–"), counted if claimed is None else claimed
    if hit.kind in _DATED:
        return hit.key, hit.name, span(found["first_year"], found["last_year"]) or "–", hit.rank
    return hit.key, hit.name, hit.rank
