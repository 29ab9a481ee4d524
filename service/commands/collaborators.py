"""`collaborators`: whom an author writes with, closest first, with the papers that say so."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from ..open import snapshot_of
from ..output import print_json, printable, shown, span
from .clusters import JsonOption, Level, LevelOption

GUESS = "guesses: no shared paper, but recent work with the same people"


def command(
    context: typer.Context,
    named: Annotated[str, typer.Argument(metavar="AUTHOR", help="A person: our id, an external id, or a whole name.")],
    limit: Annotated[int, typer.Option(min=1, max=1000, help="People in each list.")] = 10,
    papers: Annotated[int, typer.Option(min=0, max=100, help="Newest shared papers shown with each.")] = 2,
    close_only: Annotated[bool, typer.Option("--close-only", help="Only close collaborators.")] = False,
    suggested: Annotated[
        bool, typer.Option("--suggested", help="Also suggest people without a shared paper; these are guesses.")
    ] = False,
    level: LevelOption = Level.GROUP,
    json: JsonOption = False,
) -> None:
    """Show close collaborators, by recent strength, and others, by strength, each with shared papers and cluster.

    What close means is one published definition, docs/collaborators.md; its parameters are told first.
    """
    from ...schema.catalog import node_kind
    from ..collaborators import Asked, collaborators
    from ..read import find_node

    asked = Asked(limit, papers, level.value, close_only=close_only, suggested=suggested)
    with snapshot_of(context) as (snapshot, held):
        author, redirected_from = find_node(snapshot, node_kind("Author"), named)
        found = collaborators(snapshot, held, author, asked)
    found["redirected_from"] = redirected_from
    if json:
        print_json(found)
    else:
        print_collaborators(found)


def print_collaborators(found: dict[str, Any]) -> None:
    """Everybody in a few lines, after the definition."""
    _print_head(found)
    if found["redirected_from"]:
        typer.echo(f"{found['redirected_from']} was merged or split; this is the one that answers for it now")
    years = span(found["first_year"], found["last_year"])
    typer.echo(f"  {shown(found['paper_count'])} papers{years and f', {years}'}")
    if found["level"]:
        _print_cluster(found, found["level"])
    else:
        typer.echo("  clusters: none yet, `research-graph cluster` finds them")
    definition = found["definition"]
    for name in ("close", "strength", "recent_strength"):
        typer.echo(f"  {name.replace('_', ' ')}: {definition[name]}")
    if found["papers_read"] < found["paper_count"]:
        typer.echo(f"  shared papers are looked for among the newest {shown(found['papers_read'])}")
    _print_ties("close collaborators", "by recent strength", found["close"], found["level"])
    if "others" in found:
        _print_ties("other collaborators", "by strength", found["others"], found["level"])
    if "suggested" in found:
        _print_suggested(found["suggested"], found["level"])


def _print_head(person: dict[str, Any]) -> None:
    typer.secho(f"{printable(person['name'])}  (author {person['id']})", bold=True)


def _print_cluster(person: dict[str, Any], level: str | None) -> None:
    if level is None:
        return
    cluster = person["cluster"]
    told = f"{printable(cluster['label'])}  (cluster {cluster['id']})" if cluster else "none"
    typer.echo(f"  {level}: {told}")


def _print_ties(title: str, order: str, part: dict[str, Any], level: str | None) -> None:
    here, total = len(part["items"]), part["total"]
    size = f"showing {here} of {shown(total)}, {order}" if here < total else f"{shown(total)}, {order}"
    typer.secho(f"\n{title} ({size if total else 'none'})", bold=True)
    for tie in part["items"]:
        typer.echo()
        _print_head(tie)
        years = span(tie["first_year"], tie["last_year"])
        typer.echo(f"  {tie['why']}, strength {shown(tie['strength'])}{years and f'; {years}'}")
        _print_cluster(tie, level)
        for paper in tie["papers"]:
            typer.echo(f"    {shown(paper['year'])}  {paper['id']}  {printable(paper['title'])}")


def _print_suggested(part: dict[str, Any], level: str | None) -> None:
    typer.secho(f"\nsuggested collaborators ({GUESS if part['items'] else 'none'})", bold=True)
    if part["truncated"]:
        typer.echo(f"of each person involved only the {part['most_ties']} most recent ties were followed")
    for item in part["items"]:
        typer.echo()
        _print_head(item)
        through = ", ".join(printable(each["name"]) for each in item["through"])
        rest = item["through_count"] - len(item["through"])
        typer.echo(f"  score {shown(item['score'])}, through {through}{f' and {rest} more' if rest else ''}")
        _print_cluster(item, level)
