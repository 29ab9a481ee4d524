"""Two statements for the nodes of many keys with how many edges each has, and for the edges among them.

Each is a UNION ALL over labels or kinds, composed once per form of question; keys come as JSON lists.
"""

# ruff: noqa: S608 - SQL is composed here: names come from the schema alone, values are parameters

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from ...schema.catalog import edge_kind
from ...schema.kind import EdgeKind, Field
from ..check import check_some_fields, check_subgraph
from ..query import Edge, Node, Subgraph
from ..readers import reader
from .rows import Row, key_list, record
from .tables import quoted, text
from .walks import Plan

Ask = Callable[[str, Sequence[Any]], list[Row]]


def edges_among(ask: Ask, kinds: Sequence[EdgeKind], keys: Sequence[str], fields: Sequence[str]) -> list[Edge]:
    """The edges among the keys, by kind, source, target."""
    if not kinds:
        return []
    plan = _edges(tuple(sorted(kind.name for kind in kinds)), tuple(fields))
    return list(map(plan.read, ask(plan.sql, (key_list(keys),))))


def subgraph(
    ask: Ask,
    kinds: Sequence[EdgeKind],
    by_label: dict[str, list[str]],
    node_fields: Sequence[str],
    edge_fields: Sequence[str],
) -> Subgraph:
    """Nodes and edges of the keys, which are given by label; nodes in no promised order."""
    names = tuple(kind.name for kind in kinds)
    check_subgraph(kinds, node_fields, edge_fields)
    if not by_label:
        return Subgraph({}, {}, [])
    plan = _nodes(tuple(by_label), names, tuple(node_fields))
    nodes: dict[str, Node] = {}
    degrees: dict[str, dict[str, int]] = {}
    for row in ask(plan.sql, tuple(map(key_list, by_label.values()))):
        if row[0] is None:
            degrees.setdefault(row[1], {})[row[2]] = row[3]
        else:
            nodes[row[1]] = plan.read(row)
    edges = edges_among(ask, kinds, [key for keys in by_label.values() for key in keys], edge_fields)
    return Subgraph(nodes, degrees, edges)


@lru_cache(maxsize=256)
def _nodes(labels: tuple[str, ...], kinds: tuple[str, ...], fields: tuple[str, ...]) -> Plan:
    """Columns of a row: label, key, fields; or for the number of a node's edges: null, key, kind, number."""
    columns, _ = check_subgraph([edge_kind(name) for name in kinds], fields, ())
    width = max(2, *(len(columns[label]) for label in labels))
    branches, readers = [], {}
    for place, label in enumerate(labels, 1):
        read = f"_new(Node, ({label!r}, row[1], {record(columns[label], 2)}, ()))"
        readers[label] = reader(read)
        branches.append(
            f"SELECT {text(label)}, n.key{_chosen('n', columns[label], width)} "
            f"FROM json_each(?{place}) k CROSS JOIN {quoted(label)} n ON n.key = k.value"
        )
        met = [name for name in kinds if label in (edge_kind(name).source, edge_kind(name).target)]
        branches.append(
            f"SELECT NULL, d.key, d.kind, d.outgoing + d.incoming - d.loops{', NULL' * (width - 2)} "
            f"FROM json_each(?{place}) k CROSS JOIN _degree d ON d.key = k.value "
            f"WHERE d.kind IN ({', '.join(map(text, met))})"
        )
    return Plan(" UNION ALL ".join(branches), (), lambda row: readers[row[0]](row))


@lru_cache(maxsize=256)
def _edges(names: tuple[str, ...], fields: tuple[str, ...]) -> Plan:
    """Columns of a row: kind's place, source, target, fields.

    The plus keeps the planner from probing every pair: walking each key's few edges is four times faster.
    """
    kinds = [edge_kind(name) for name in names]
    columns = check_some_fields(kinds, fields)
    width = max(len(found) for found in columns.values())
    branches, readers = [], []
    for place, kind in enumerate(kinds):
        readers.append(reader(f"_new(Edge, ({kind.name!r}, row[1], row[2], {record(columns[kind.name], 3)}))"))
        ordered = ", ".join(f"e.{quoted(name)}" for name in kind.identity)
        branches.append(
            f"SELECT * FROM (SELECT {place}, e.source, e.target{_chosen('e', columns[kind.name], width)} "
            f"FROM json_each(?1) k CROSS JOIN {quoted(kind.name)} e ON e.source = k.value "
            f"WHERE +e.target IN (SELECT value FROM json_each(?1)) ORDER BY {ordered})"
        )
    if len(readers) == 1:
        return Plan(branches[0], (), readers[0])
    return Plan(" UNION ALL ".join(branches), (), lambda row: readers[row[0]](row))


def _chosen(alias: str, columns: Sequence[Field], width: int) -> str:
    """The columns, and nulls until there are `width`."""
    return "".join(f", {alias}.{quoted(column.name)}" for column in columns) + ", NULL" * (width - len(columns))
