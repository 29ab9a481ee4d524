"""What can be exported as one table: mentions, authors, collaborators, clusters; each with the key of its rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from ..schema.catalog import edge_kind, node_kind
from ..schema.errors import UsageError
from ..schema.kind import EdgeKind, NodeKind
from ..schema.run_tables import LIVE
from .build import BATCH, Build
from .export_forms import Batches

SEARCH_COLUMNS = {"search_names", "search_tokens", "search_rank", "sort_key"}
_MENTION = ("source", "record", "position", "name", "author", "evidence", "confidence")
_TIE = ("paper_count", "strength", "recent_strength", "first_year", "last_year", "is_close")


@dataclass(frozen=True, slots=True)
class Exported:
    """A table: `key` tells its rows apart and is their order, `person` names the author of a row.

    `shows_run`: its manifest says by which run of community detection the graph was clustered.
    """

    key: tuple[str, ...]
    person: str
    rows: Callable[[Build], tuple[pa.Schema, Batches]]
    shows_run: bool = False


def shown_schema(kind: NodeKind | EdgeKind) -> pa.Schema:
    """A kind's columns but for those that only serve search."""
    return pa.schema([column for column in kind.arrow if column.name not in SEARCH_COLUMNS])


def _mentions(build: Build) -> tuple[pa.Schema, Batches]:
    return _whole(build.keys().tables["mentions"].select(_MENTION))


def _authors(build: Build) -> tuple[pa.Schema, Batches]:
    schema = shown_schema(node_kind("Author"))
    return schema, build.batches(node_kind("Author"), schema.names)


def _collaborators(build: Build) -> tuple[pa.Schema, Batches]:
    """Every tie from both its ends."""
    ties = build.table(edge_kind("CO_AUTHORED_WITH"), ["source", "target", *_TIE])
    there = ties.rename_columns(["author", "collaborator", *_TIE])
    back = ties.select(["target", "source", *_TIE]).rename_columns(there.column_names)
    return _whole(_sorted(pa.concat_tables([there, back]), COLLABORATORS))


def _clusters(build: Build) -> tuple[pa.Schema, Batches]:
    """Who is in which cluster of the run in force; UsageError where there was no run yet."""
    if build.run is None:
        raise UsageError(f"build {build.id} has no clusters", hint="find them first: `research-graph cluster`")
    known = build.table(node_kind("Cluster"), ["key", "status", "run"])
    live = known.filter(pc.equal(known["status"], LIVE))
    members = build.table(edge_kind("MEMBER_OF"), ["source", "target", "level", "strength"])
    place = pc.index_in(members["target"], value_set=live["key"].combine_chunks())
    table = pa.table(
        {
            "author": members["source"],
            "cluster": members["target"],
            "level": members["level"],
            "strength": members["strength"],
            "run": live["run"].take(place),
        }
    )
    return _whole(_sorted(table.filter(pc.is_valid(place)), CLUSTERS))


def _sorted(table: pa.Table, key: tuple[str, ...]) -> pa.Table:
    return table.take(pc.sort_indices(table, [(name, "ascending") for name in key]))


def _whole(table: pa.Table) -> tuple[pa.Schema, Batches]:
    return table.schema, iter(table.to_batches(BATCH))


CLUSTERS = ("author", "level")
COLLABORATORS = ("author", "collaborator")

TABLES = {
    "mentions": Exported(("source", "record", "position"), "author", _mentions),
    "authors": Exported(("key",), "key", _authors),
    "collaborators": Exported(COLLABORATORS, "author", _collaborators, shows_run=True),
    "clusters": Exported(CLUSTERS, "author", _clusters, shows_run=True),
}
