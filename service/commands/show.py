"""`show`: a person, paper, topic, institution or venue with what is around it."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from ..complete import kinds
from ..open import snapshot_of
from ..output import print_json, print_table, printable, shown


def command(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(help="author, paper, topic, institution or venue.", autocompletion=kinds)],
    named: Annotated[
        str, typer.Argument(metavar="ID", help="Our id, an external id such as orcid:…, or a whole name.")
    ],
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Rows in each list.")] = 10,
    papers: Annotated[
        int | None, typer.Option(min=1, max=1000, help="Rows in lists of papers, where that is another number.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="As JSON on standard output.")] = False,
) -> None:
    """Show a node: its fields, then its papers, people, topics and institutions, each list with its full length."""
    from ..profile import profile
    from ..read import find_node, kind_named

    with snapshot_of(context) as (snapshot, _):
        node, redirected_from = find_node(snapshot, kind_named(kind), named)
        found = profile(snapshot, node, limit=limit, papers=papers)
    found["redirected_from"] = redirected_from
    if json:
        print_json(found)
    else:
        print_profile(found)


def print_profile(found: dict[str, Any]) -> None:
    """A profile as a page of text."""
    name = printable(found.get("name") or found.get("title") or found.get("label") or "")
    typer.secho(f"{name}  ({found['kind']} {found['id']})", bold=True)
    if found["redirected_from"]:
        typer.echo(f"{found['redirected_from']} was merged or split; this is the one that answers for it now")
    facts = {
        name: value
        for name, value in found.items()
        if name not in ("id", "kind", "name", "title", "label", "redirected_from", "versions")
        and not isinstance(value, dict)
        and value not in (None, [], "")
    }
    for name, value in facts.items():
        told = ", ".join(map(shown, value)) if isinstance(value, list) else shown(value)
        typer.echo(f"  {name.replace('_', ' ')}: {told}")
    for name, part in found.items():
        if isinstance(part, dict) and part.get("items"):
            _print_list(name, part)


def _print_list(name: str, part: dict[str, Any]) -> None:
    rows = part["items"]
    typer.secho(f"\n{name.replace('_', ' ')} ({_size(part)})", bold=True)
    heads = [head for head in rows[0] if any(row[head] not in (None, [], "") for row in rows)]
    print_table(
        [head.replace("_", " ") for head in heads],
        [["; ".join(row[head]) if isinstance(row[head], list) else row[head] for head in heads] for row in rows],
    )


def _size(part: dict[str, Any]) -> str:
    """How long a list is, and what of it is left out."""
    here, total = len(part["items"]), part["total"]
    size = f"showing {here} of {shown(total)}" if total > here else shown(total)
    read, papers = part.get("papers_read", 0), part.get("papers_total", 0)
    if papers > read:
        return f"{size}, on the newest {read} of {shown(papers)} papers"
    if part.get("truncated"):
        return f"{size}, at least: not all members and ties were looked through"
    return size
