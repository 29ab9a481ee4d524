"""One statement for nodes of many keys, the numbers of their edges and the edges among them; each is looked up once.

Edges name their ends by the server's own numbers, which are tied to the keys of the same answer and to nothing else:
for each edge two keys less are read and sent. Rows are lists; maps would name each value once more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ...schema.catalog import edge_kind
from ...schema.kind import EdgeKind, Field
from ..check import check_subgraph
from ..query import Direction, Subgraph
from ..readers import Row, reader
from .indexes import quoted
from .rows import record_text
from .walks import pattern

_ENDS = {"source": "a.key", "target": "n.key"}


@dataclass(frozen=True, slots=True)
class Plan:
    """A statement that gives one list with the rows of each label and one with those of each kind of edge.

    Columns of a node's row: the server's number, key, fields, numbers of edges (of the kinds that `counted` names);
    of an edge's: the server's numbers of its ends, what else tells it apart, fields.
    """

    text: str
    labels: tuple[str, ...]
    counted: tuple[tuple[str, ...], ...]
    nodes: tuple[Callable[[Row], Any], ...]
    edges: tuple[Callable[[Row], Any], ...]

    def parameters(self, keys: dict[str, list[str]]) -> dict[str, list[str]]:
        """The keys in order, so that edges come nearly in the order in which they are given out."""
        return {f"keys_{label}": sorted(keys[label]) for label in self.labels}

    def read(self, found: Sequence[Sequence[list[list[Any]]]]) -> Subgraph:
        """What the statement's list says; nodes in no promised order."""
        answer = Subgraph({}, {}, [])
        key_of: dict[int, str] = {}
        for rows, names, read in zip(found[0], self.counted, self.nodes, strict=True):
            _read_nodes(rows, names, read, answer)
            key_of.update([(row[0], row[1]) for row in rows])
        for rows, read in zip(found[1], self.edges, strict=True):
            for row in rows:
                row[0], row[1] = key_of[row[0]], key_of[row[1]]
            rows.sort()  # by what tells rows apart, so the fields at their ends are never compared
            answer.edges.extend(map(read, rows))
        return answer


@lru_cache(maxsize=256)
def plan(
    labels: tuple[str, ...],
    kinds: tuple[str, ...],
    node_fields: tuple[str, ...],
    edge_fields: tuple[str, ...],
    *,
    counts: bool,
) -> Plan:
    """The plan for nodes of these labels; `counts`: with the number of edges of these kinds that each has in all."""
    asked = [edge_kind(name) for name in sorted(kinds)]
    columns, edge_columns = check_subgraph(asked, node_fields, edge_fields)
    among = [kind for kind in asked if kind.source in labels and kind.target in labels]
    met = [[kind for kind in asked if counts and label in (kind.source, kind.target)] for label in labels]
    parts = [*map(_nodes_found, labels)]
    parts += [_edges_found(place, kind, edge_columns[kind.name]) for place, kind in enumerate(among)]
    nodes = ", ".join(_told(label, columns[label], counted) for label, counted in zip(labels, met, strict=True))
    edges = ", ".join(f"edges_{place}" for place in range(len(among)))
    return Plan(
        f"{' '.join(parts)} RETURN [[{nodes}], [{edges}]]",
        labels,
        tuple(tuple(kind.name for kind in counted) for counted in met),
        tuple(reader(f"_new(Node, ({label!r}, row[1], {record_text(columns[label], 2)}, ()))") for label in labels),
        tuple(_edge_reader(kind, edge_columns[kind.name]) for kind in among),
    )


def _read_nodes(rows: list[list[Any]], names: Sequence[str], read: Callable[[Row], Any], answer: Subgraph) -> None:
    at = -len(names) or None
    for row in rows:
        key = row[1]
        answer.nodes[key] = read(row)
        if at is not None and (met := {name: count for name, count in zip(names, row[at:], strict=True) if count}):
            answer.degrees[key] = met


def _edge_reader(kind: EdgeKind, columns: Sequence[Field]) -> Callable[[Row], Any]:
    return reader(f"_new(Edge, ({kind.name!r}, row[0], row[1], {record_text(columns, len(kind.identity))}))")


def _nodes_found(label: str) -> str:
    return (
        f"CALL () {{ UNWIND $keys_{label} AS k MATCH (n:{quoted(label)} {{key: k}}) "
        f"RETURN collect(n) AS nodes_{label} }}"
    )


def _edges_found(place: int, kind: EdgeKind, columns: Sequence[Field]) -> str:
    told = ["id(a)", "id(n)", *(f"r.{quoted(name)}" for name in kind.discriminator)]
    told += [_ENDS.get(column.name) or f"r.{quoted(column.name)}" for column in columns]
    return (
        f"CALL (*) {{ UNWIND nodes_{kind.source} AS a MATCH {pattern(kind, Direction.OUT)} "
        f"WHERE n IN nodes_{kind.target} RETURN collect([{', '.join(told)}]) AS edges_{place} }}"
    )


def _told(label: str, columns: Sequence[Field], counted: Sequence[EdgeKind]) -> str:
    told = ["id(n)", "n.key", *(f"n.{quoted(column.name)}" for column in columns)]
    told += [f"COUNT {{ (n)-[:{quoted(kind.name)}]-() }}" for kind in counted]
    return f"[n IN nodes_{label} | [{', '.join(told)}]]"
