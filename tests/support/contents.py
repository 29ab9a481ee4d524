"""Everything a store holds, read back through the port, to be compared with the graph that was put in."""

from typing import Any

import orjson
from research_graph.schema.catalog import edge_kinds, node_kinds
from research_graph.schema.kind import EdgeKind, FieldType, Kind, NodeKind
from research_graph.store.digest import batch_digests
from research_graph.store.port import Snapshot, Store
from research_graph.store.query import Page

from .graphs import Graph, Row, table

ALL = 100_000


def contents(store: Store) -> Graph:
    """The graph that the store holds."""
    with store.snapshot() as snapshot:
        rows = {label: _nodes(snapshot, kind) for label, kind in node_kinds().items()}
        keys = [row["key"] for found in rows.values() for row in found]
        rows |= {name: _edges(snapshot, kind, keys) for name, kind in edge_kinds().items()}
    return Graph({name: found for name, found in rows.items() if found})


def digests(kind: Kind, graph: Graph) -> dict[tuple[Any, ...], bytes]:
    """The digests that a store of this graph must give."""
    found: dict[tuple[Any, ...], bytes] = {}
    for batch in table(kind, graph.rows.get(kind.name, [])).to_batches():
        found.update(batch_digests(kind, batch))
    return found


def _nodes(snapshot: Snapshot, kind: NodeKind) -> list[Row]:
    names = [column.name for column in kind.columns]
    return [_as_built(kind, row.fields) for row in snapshot.top(kind, page=Page(ALL), fields=names)]


def _edges(snapshot: Snapshot, kind: EdgeKind, keys: list[str]) -> list[Row]:
    names = [column.name for column in kind.columns]
    return [row.fields for row in snapshot.edges_among([kind], keys, fields=names)]


def _as_built(kind: Kind, row: Row) -> Row:
    objects = {column.name for column in kind.columns if column.type is FieldType.OBJECTS}
    return {
        name: [orjson.dumps(item).decode() for item in value] if name in objects and value is not None else value
        for name, value in row.items()
    }
