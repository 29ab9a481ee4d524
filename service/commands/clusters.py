"""`clusters`: lists and shows what `cluster` found, from the store; runs and their quality, from the workspace."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from ..open import snapshot_of, workspace_of
from ..output import print_json, print_table

app = typer.Typer(help="Look at communities: list, show, lineage, runs.", no_args_is_help=True)


class Level(StrEnum):
    """Levels of clusters, from coarse to fine."""

    FIELD = "field"
    GROUP = "group"
    CORE = "core"


LevelOption = Annotated[Level, typer.Option(help="field, group or core.")]
JsonOption = Annotated[bool, typer.Option("--json", help="As JSON on standard output.")]


@app.command("list")
def _list(
    context: typer.Context,
    level: LevelOption = Level.GROUP,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many, the largest first.")] = 20,
    json: JsonOption = False,
) -> None:
    """List the largest clusters of a level with their quality."""
    from ..cluster_views import largest

    with snapshot_of(context) as (snapshot, _):
        rows = largest(snapshot, level.value, limit)
    if json:
        print_json(rows)
    else:
        _print(rows, ("id", "label", "size", "internal_share", "is_well_connected", "seed_agreement"))


@app.command("show")
def _show(
    context: typer.Context,
    named: Annotated[str, typer.Argument(metavar="ID", help="A cluster's id, or a person: id, external id, name.")],
    level: LevelOption = Level.GROUP,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Rows in each list.")] = 10,
    json: JsonOption = False,
) -> None:
    """Show a cluster, or the one that a person belongs to: label, quality, people, neighboring clusters, lineage."""
    from ..cluster_views import cluster_of
    from ..profile import profile
    from .show import print_profile

    with snapshot_of(context) as (snapshot, _):
        node, redirected_from = cluster_of(snapshot, named, level.value)
        found = profile(snapshot, node, limit=limit)
    found["redirected_from"] = redirected_from
    if json:
        print_json(found)
    else:
        found["name"] = found.pop("label")
        del found["people"]  # keys of those who lead the list of members
        print_profile(found)


@app.command("lineage")
def _lineage(
    context: typer.Context,
    level: LevelOption = Level.GROUP,
    run: Annotated[str | None, typer.Option(help="Another run than the one in force: its id or the beginning.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="Rows at most, the largest shared membership first.")] = 20,
    json: JsonOption = False,
) -> None:
    """Show what became of the clusters of the run before: kept, grown, split, merged, born, died."""
    from ..cluster_views import events

    found = events(workspace_of(context), run, level.value)
    if json:
        print_json(found)
        return
    if found["previous"] is None:
        count = f"{len(found['events']):,} clusters of the level {level.value}"
        typer.echo(f"run {found['run']} is the first: its {count} come from no earlier one")
        return
    print_table(("event", "clusters"), found["counts"].items())
    _print(found["events"][:limit], ("event", "cluster", "label", "earlier", "shared", "share_of_earlier", "reason"))
    left = len(found["events"]) - limit
    if left > 0:
        typer.echo(f"{left:,} more: --limit N, or --json")


@app.command("runs")
def _runs(context: typer.Context, json: JsonOption = False) -> None:
    """List the runs in the workspace, the one in force marked."""
    from ..cluster_views import runs

    rows = runs(workspace_of(context))
    if json:
        print_json(rows)
    else:
        for row in rows:
            row["verdict"] = row["verdict"].partition(":")[0]
        _print(rows, ("id", "in_force", "previous", "build", "algorithm", "resolution", "groups", "verdict"))
        if rows:
            typer.echo("`research-graph quality --run ID` has the whole verdict of a run")


def _print(rows: list[dict[str, Any]], heads: tuple[str, ...]) -> None:
    if rows:
        print_table([head.replace("_", " ") for head in heads], [[row[head] for head in heads] for row in rows])
    else:
        typer.echo("there are none: `research-graph cluster` finds communities")
