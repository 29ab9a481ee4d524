"""Tiny graphs for tests of stores: plain rows in, Arrow tables and differences out, without any assembly."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pyarrow as pa
from research_graph.schema.catalog import edge_kind, edge_kinds, node_kind, node_kinds
from research_graph.schema.difference import Difference, KindDifference
from research_graph.schema.keys import make_key
from research_graph.schema.kind import EdgeKind, FieldType, Kind, NodeKind
from research_graph.schema.publication import Publication, SourceNote
from research_graph.schema.tokens import index_tokens, search_name, sort_key
from research_graph.store.port import Store

Row = dict[str, Any]
_EMPTY = {
    FieldType.STRING: "",
    FieldType.INTEGER: 0,
    FieldType.FLOAT: 0.0,
    FieldType.BOOLEAN: False,
    FieldType.STRINGS: [],
    FieldType.OBJECTS: [],
}


@dataclass(frozen=True)
class Graph:
    """Whole rows by kind name; a kind without rows may be absent."""

    rows: Mapping[str, list[Row]] = field(default_factory=dict)

    def of(self, kind: Kind) -> dict[tuple[Any, ...], Row]:
        """The kind's rows by identity."""
        return {identity(kind, row): row for row in self.rows.get(kind.name, [])}


def key(letter: str, name: object) -> str:
    """A key made from any name; the same name gives the same key."""
    return make_key(letter, str(name))


def node(label: str, key: str, /, **fields: Any) -> tuple[str, Row]:
    """A whole node row. Missing required fields are 0, False or ''; search columns follow from name or title."""
    kind = node_kind(label)
    if kind.searchable:
        name = fields.setdefault({"Paper": "title", "Cluster": "label"}.get(label, "name"), f"{label} {key[-4:]}")
        names = [name, *(fields.get("name_variants") or [])]
        fields.setdefault("sort_key", sort_key(name))
        fields.setdefault("search_names", "|" + "|".join(dict.fromkeys(map(search_name, names))) + "|")
        fields.setdefault("search_tokens", " ".join(index_tokens(names)))
    return label, _whole(kind, {"key": key, **fields})


def edge(name: str, source: str, target: str, /, **fields: Any) -> tuple[str, Row]:
    """A whole edge row; ends of an undirected kind may be given in any order."""
    kind = edge_kind(name)
    if not kind.directed and source > target:
        source, target = target, source
    return name, _whole(kind, {"source": source, "target": target, **fields})


def graph(*rows: tuple[str, Row]) -> Graph:
    """The graph of these rows."""
    found: dict[str, list[Row]] = {}
    for name, row in rows:
        found.setdefault(name, []).append(row)
    return Graph(
        {kind.name: sorted(found[kind.name], key=partial(identity, kind)) for kind in kinds() if kind.name in found}
    )


def kinds() -> tuple[NodeKind | EdgeKind, ...]:
    """All kinds, nodes first."""
    return (*node_kinds().values(), *edge_kinds().values())


def identity(kind: Kind, row: Row) -> tuple[Any, ...]:
    """What tells the row from others of its kind."""
    return tuple(row[name] for name in kind.identity)


def table(kind: Kind, rows: Iterable[Row]) -> pa.Table:
    """Rows as the kind's Arrow table."""
    return pa.Table.from_pylist(list(rows), schema=kind.arrow)


def difference(
    old: Graph | None, new: Graph, *, base: str | None = None, build: str = "b1", batch: int = 3
) -> Difference:
    """What must change so that a store holds `new` instead of `old`, in batches of `batch` rows."""
    return Difference(base, build, tuple(_change(kind, old or Graph(), new, batch) for kind in kinds()))


def publication(graph: Graph, build: str = "b1", **fields: Any) -> Publication:
    """A publication that counts the graph's rows."""
    counts = {kind.name: len(graph.rows.get(kind.name, [])) for kind in kinds()}
    return Publication(
        build=build,
        as_of=fields.pop("as_of", "2025.1"),
        reference_year=fields.pop("reference_year", 2024),
        nodes={label: counts[label] for label, kind in node_kinds().items() if not kind.internal},
        relationships={name: counts[name] for name in edge_kinds()},
        sources=fields.pop("sources", (SourceNote("test", "2025.1", "CC0-1.0", 3),)),
        **fields,
    )


def load(store: Store, graph: Graph, build: str = "b1") -> None:
    """Makes the store hold the graph, whatever it held before."""
    store.apply(difference(None, graph, build=build), publication(graph, build))


def _whole(kind: Kind, fields: Row) -> Row:
    row = {column.name: _EMPTY[column.type] if column.required else None for column in kind.columns}
    if unknown := fields.keys() - row.keys():
        raise KeyError(f"{kind.name} has no fields {sorted(unknown)}")
    if "sources" in row:
        row["sources"] = ["test"]
    return row | fields


def _change(kind: NodeKind | EdgeKind, old: Graph, new: Graph, batch: int) -> KindDifference:
    before, after = old.of(kind), new.of(kind)
    added = [row for name, row in after.items() if name not in before]
    changed = [row for name, row in after.items() if name in before and before[name] != row]
    gone = [row for name, row in before.items() if name not in after]
    identities = [{name: row[name] for name in kind.identity} for row in gone]
    schema = pa.schema([kind.arrow.field(name) for name in kind.identity])
    return KindDifference(
        kind,
        added=len(added),
        changed=len(changed),
        removed=len(gone),
        unchanged=len(after) - len(added) - len(changed),
        upserts=partial(_batches, table(kind, added + changed), batch),
        removals=partial(_batches, pa.Table.from_pylist(identities, schema=schema), batch),
    )


def _batches(rows: pa.Table, size: int) -> Iterator[pa.RecordBatch]:
    yield from rows.to_batches(max_chunksize=size)
