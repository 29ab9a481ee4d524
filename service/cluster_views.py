"""What `clusters` and `quality` show: clusters of the store, runs of the workspace."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc

from ..assembly.current import current_build
from ..schema.catalog import edge_kind, node_kind
from ..schema.errors import UsageError
from ..schema.keys import is_key
from ..schema.run_tables import LEVELS, LIVE
from ..store.port import Snapshot
from ..store.query import Compare, Direction, Every, Node, Operator, Order, Page
from .read import find_node

if TYPE_CHECKING:
    from ..analytics.run import Run
    from ..ledger.workspace import Workspace

_TOLD = ("label", "size", "paper_count", "internal_share", "conductance", "is_well_connected", "seed_agreement")
_NO_RUN = "`research-graph cluster` finds communities"


def largest(snapshot: Snapshot, level: str, limit: int) -> list[dict[str, Any]]:
    """The largest live clusters of a level."""
    where = Every((Compare("level", Operator.EQ, level), Compare("status", Operator.EQ, LIVE)))
    order = (Order("size", descending=True),)
    nodes = snapshot.top(node_kind("Cluster"), page=Page(limit), where=where, order=order, fields=_TOLD)
    return [{"id": node.key, **node.fields} for node in nodes]


def cluster_of(snapshot: Snapshot, named: str, level: str) -> tuple[Node, str | None]:
    """The cluster of that id, or that a person belongs to; and the id asked for when it was redirected."""
    kind = node_kind("Cluster")
    if is_key(named.strip()) and named.strip().startswith(kind.letter):
        return find_node(snapshot, kind, named)
    author, redirected_from = find_node(snapshot, node_kind("Author"), named)
    found = snapshot.neighbors(
        edge_kind("MEMBER_OF"),
        [author.key],
        direction=Direction.OUT,
        page=Page(len(LEVELS)),
        node_fields=("level", "label"),
    ).get(author.key, [])
    keys = [row.node.key for row in found if row.node.fields["level"] == level]
    if not keys:
        others = [f"{row.node.fields['level']} {row.node.key} ({row.node.fields['label']})" for row in found]
        hint = f"they are in: {', '.join(others)}" if others else _NO_RUN
        raise UsageError(f"{author.fields['name']} ({author.key}) is in no cluster of the level {level}", hint=hint)
    node = snapshot.nodes(kind, keys)[0]
    if node is None:
        raise UsageError(f"the store has no cluster {keys[0]}", hint="run `research-graph verify`")
    return node, redirected_from


def run_named(workspace: Workspace, named: str | None) -> Run:
    """The run in force, or the one named; UsageError where there is none."""
    from ..analytics.run import Run, find_run

    if named is not None:
        return find_run(workspace.runs, named)
    current = current_build(workspace)
    if current is None or current.run is None:
        raise UsageError("there is no run yet", hint=_NO_RUN)
    return Run.open(workspace.runs / current.run)


def runs(workspace: Workspace) -> list[dict[str, Any]]:
    """All runs, newest first."""
    from ..analytics.run import list_runs

    current = current_build(workspace)
    return [
        {
            "id": run.id,
            "in_force": current is not None and current.run == run.id,
            "previous": run.manifest["previous"],
            "build": run.manifest["build"],
            "algorithm": run.manifest["settings"]["algorithm"],
            "resolution": run.manifest["resolution"],
            "groups": run.manifest["levels"]["group"]["clusters"],
            "verdict": run.manifest["verdict"],
        }
        for run in list_runs(workspace.runs)
    ]


def events(workspace: Workspace, named: str | None, level: str) -> dict[str, Any]:
    """The events of a run at a level: counts of each kind, and all of them, the largest shared membership first."""
    run = run_named(workspace, named)
    table = run.table("events")
    rows = table.filter(pc.equal(table["level"], level)).to_pylist()
    clusters = run.table("clusters")
    label_of = dict(zip(clusters["key"].to_pylist(), clusters["label"].to_pylist(), strict=True))
    for row in rows:
        row["label"] = label_of.get(row["cluster"] or row["earlier"])
    rows.sort(key=lambda row: (-row["shared"], row["cluster"] or "", row["earlier"] or ""))
    counts = Counter(row["event"] for row in rows)
    return {"run": run.id, "previous": run.manifest["previous"], "counts": dict(sorted(counts.items())), "events": rows}


def remarks(run: Run, sizes: list[dict[str, Any]]) -> list[str]:
    """What the tables of quality do not say by themselves."""
    alone = [row["alone_share"] for row in run.table("scan").to_pylist() if row["is_chosen"]]
    found = [
        f"alone share: {share:.2%} of the people who could be in a group are in none with others" for share in alone
    ]
    if any(row["seed_agreement"] is not None for row in sizes):
        found.append("seed agreement is measured for groups: only they are made again with other seeds")
    return found


def by_size(run: Run) -> list[dict[str, Any]]:
    """For each level and class of sizes: clusters, people, share well connected, mean seed agreement."""
    table = run.table("clusters")
    rows = table.filter(pc.equal(table["status"], LIVE)).to_pylist()
    found = []
    for level in LEVELS:
        for least, most in ((3, 10), (11, 30), (31, 100), (101, 1000), (1001, None)):
            some = [row for row in rows if row["level"] == level and least <= row["size"] <= (most or row["size"])]
            agreement = [row["seed_agreement"] for row in some if row["seed_agreement"] is not None]
            if some:
                found.append(
                    {
                        "level": level,
                        "size": f"{least}–{most}" if most else f"{least} and more",
                        "clusters": len(some),
                        "people": sum(row["size"] for row in some),
                        "well_connected": sum(row["is_well_connected"] for row in some) / len(some),
                        "seed_agreement": sum(agreement) / len(agreement) if agreement else None,
                    }
                )
    return found
