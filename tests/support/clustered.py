"""A small build that shows a run: five people in a row of ties, two live clusters, one that has ended."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
from research_graph.assembly.assemble import assemble
from research_graph.assembly.build import Build
from research_graph.assembly.parameters import Parameters
from research_graph.assembly.run_said import RunSaid
from research_graph.schema.catalog import edge_kind, node_kind
from research_graph.schema.run_tables import RUN_TABLES
from support.assembled import assembled, paper
from support.plain_identity import keys_of
from support.views import view_of

WORLD = {
    "zoo": [
        paper("P1", "A", "B", year=2018),
        paper("P2", "B", "C", year=2019),
        paper("P3", "C", "D", year=2020),
        paper("P4", "D", "E", year=2021),
    ]
}
RUN: dict[str, Any] = {
    "id": "0123456789abcdef0123",
    "previous": None,
    "build": "fedcba98765432100123",
    "settings": {"algorithm": "leiden", "resolution": None, "seed": 7, "weight": "strength", "labels": None},
    "resolution": 2.5,
    "is_reliable": True,
    "verdict": "seeds agree",
    "levels": {},
    "network": {},
    "versions": {"numpy": "2.0"},
}
_ONE, _TWO, _GONE = "C0000000000000001", "C0000000000000002", "C0000000000000003"
_MEMBERS = {
    ("A", "field"): _ONE,
    ("B", "field"): _ONE,
    ("C", "field"): _ONE,
    ("D", "group"): _TWO,
    ("B", "group"): _TWO,
}


def clustered_build(builds: Path) -> Build:
    """The build of WORLD with a run that puts A, B, C into one field and B, D into one group."""
    plain = assembled(builds, WORLD)
    keys = {row["name"]: row["key"] for row in plain.table(node_kind("Author"), ["key", "name"]).to_pylist()}
    members = sorted((keys[name], level, cluster) for (name, level), cluster in _MEMBERS.items())
    rows = [{"author": author, "level": level, "cluster": key, "strength": 0.1} for author, level, key in members]
    clusters = [
        {"key": key, "level": level, "label": key, "status": status, "size": size, "run": run, "people": []}
        for key, level, status, size, run in (
            (_ONE, "field", "LIVE", 3, None),
            (_TWO, "group", "LIVE", 2, None),
            (_GONE, "group", "ENDED", 4, "an earlier run"),
        )
    ]
    said = {
        "clusters": pa.Table.from_pylist(clusters, RUN_TABLES["clusters"]),
        "members": pa.Table.from_pylist(rows, RUN_TABLES["members"]),
        "descents": RUN_TABLES["descents"].empty_table(),
    }
    view = view_of(WORLD)
    return assemble(view, keys_of(view), parameters=Parameters(), builds=builds, run=RunSaid(RUN["id"], said))


def members_of(build: Build) -> list[dict[str, Any]]:
    """The rows of its export of clusters, by author and level."""
    found = [
        {
            "author": row["source"],
            "cluster": row["target"],
            "level": row["level"],
            "strength": row["strength"],
            "run": RUN["id"],
        }
        for row in build.table(edge_kind("MEMBER_OF")).to_pylist()
    ]
    return sorted(found, key=lambda row: (row["author"], row["level"]))
