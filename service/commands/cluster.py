"""`cluster`: finds communities, publishes them, and says how far they can be trusted."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ...schema.run_tables import LEVELS
from ..open import making_of, store_of, workspace_of
from ..output import print_json, print_published, print_table
from ..progress import shown_progress

if TYPE_CHECKING:
    from ...analytics.run import Run


def command(
    context: typer.Context,
    algorithm: Annotated[
        str,
        typer.Option(
            help="leiden, leiden-thorough, leiden-cpm, leiden-igraph, louvain, louvain-networkx or label-propagation."
        ),
    ] = "leiden",
    resolution: Annotated[
        float | None, typer.Option(help="How fine groups are. Default: where runs of several seeds agree most.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the run; two seeds after it are asked for agreement.")] = 1,
    weight: Annotated[
        str, typer.Option(help="What of a tie counts: strength, recent_strength or paper_count.")
    ] = "strength",
    cold: Annotated[
        bool, typer.Option("--cold", help="Do not go on from the last run; ids of clusters still do where they can.")
    ] = False,
    labels: Annotated[
        Path | None, typer.Option("--from", help="Take groups from a file `key, cluster` of another engine.")
    ] = None,
    report: Annotated[Path | None, typer.Option(help="Also write a page about the run: FILE.html.")] = None,
    no_publish: Annotated[bool, typer.Option("--no-publish", help="Do not publish; `publish` goes on.")] = False,
    json: Annotated[bool, typer.Option("--json", help="As JSON on standard output.")] = False,
) -> None:
    """Find communities at three levels: field, group and core, each cluster with its quality and a lasting id.

    A run goes on from the last one: what did not change does not move. Clusters that are badly connected never reach
    the core level; a network without reliable structure gets no groups, and the run says so.
    """
    from ...analytics.clustering import Clustering
    from ...pipeline import cluster

    settings = Clustering(algorithm, resolution, seed, weight, is_cold=cold, labels=labels)
    workspace, making = workspace_of(context), making_of(context)
    with shown_progress(quiet=json) as progress, nullcontext() if no_publish else store_of(context) as store:
        done = cluster(workspace, settings, making=making, store=store, progress=progress)
    if report is not None:
        from ...analytics.report import write_report

        write_report(done.run, report, done.build)
    if json:
        print_json(summary(done.run) | {"is_new": done.is_new, "build": done.build.id})
        return
    if not done.is_new:
        typer.echo(f"nothing changed since run {done.run.id}")
    print_run(done.run)
    if done.published is not None:
        print_published(done.published)


def summary(run: Run) -> dict[str, Any]:
    """What a run says of itself, as plain data."""
    names = ("previous", "is_cold", "settings", "resolution", "is_reliable", "verdict", "levels", "network", "versions")
    told = {name: run.manifest[name] for name in names}
    return {"run": run.id, **told, "scan": run.table("scan").to_pylist()}


def print_run(run: Run) -> None:
    """What a run says of itself, in a few lines."""
    told = run.manifest
    start = f"{'cold, after' if told['is_cold'] else 'going on from'} {told['previous']}"
    typer.echo(f"run {run.id}, {start if told['previous'] else 'the first'}")
    typer.echo(f"  {told['verdict']}")
    print_table(
        ("level", "clusters", "people in one", "of those with a tie", "modularity"),
        [
            (name, level["clusters"], level["coverage"], level["coverage_of_linked"], level["modularity"])
            for name, level in ((name, told["levels"][name]) for name in LEVELS)
        ],
    )
