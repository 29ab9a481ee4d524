"""A graph in which every list has rows and most rows of a list are equal in whatever it is ordered by.

One hub of each kind, and edges of every kind between it and as many others; names, years and numbers have three values,
one of which is none where that may be.
"""

from __future__ import annotations

from typing import Any

from research_graph.schema.catalog import edge_kinds, node_kinds
from research_graph.schema.kind import EdgeKind, FieldType, NodeKind

from .graphs import Graph, edge, graph, key, node

OTHERS = 16
_NAMED = {"Paper": "title", "Cluster": "label"}
_FIXED = {
    "Cluster": {"level": "group", "status": "LIVE"},
    "MEMBER_OF": {"level": "group"},
    "DESCENDS_FROM": {"event": "split"},
}
_NAMES = ("Anna Old", "Anna Old", "Bea Anna")
_NUMBERS = (3, 3, 7)
_YEARS = (2001, None, 2001)


def hub(label: str) -> str:
    """The key of the node of that kind to which all others are tied."""
    return key(node_kinds()[label].letter, "hub")


def tied_world() -> Graph:
    """The graph."""
    labels = [kind.name for kind in node_kinds().values() if not kind.internal]
    nodes = [_node(label, name, place) for label in labels for place, name in enumerate(["hub", *range(OTHERS)])]
    edges = [one for kind in edge_kinds().values() for one in _edges(kind)]
    return graph(*nodes, *edges)


def _node(label: str, name: object, place: int) -> tuple[str, dict[str, Any]]:
    kind = node_kinds()[label]
    fields = {_NAMED.get(label, "name"): _NAMES[place % 3], "search_rank": _NUMBERS[place % 3], **_FIXED.get(label, {})}
    return node(label, key(kind.letter, name), **{**_values(kind, place), **fields})


def _edges(kind: EdgeKind) -> list[tuple[str, dict[str, Any]]]:
    here, there = node_kinds()[kind.source], node_kinds()[kind.target]
    pairs = [(hub(kind.source), key(there.letter, number)) for number in range(OTHERS)]
    if kind.directed:
        pairs += [(key(here.letter, number), hub(kind.target)) for number in range(OTHERS)]
    found = []
    for place, (source, target) in enumerate(pairs):
        found.append(edge(kind.name, source, target, **{**_values(kind, place), **_FIXED.get(kind.name, {})}))
    return found


def _values(kind: NodeKind | EdgeKind, place: int) -> dict[str, Any]:
    """One of three values for whatever is a number; what need not be there has none among them."""
    found: dict[str, Any] = {}
    for column in kind.columns:
        chosen = (_NUMBERS if column.required else _YEARS)[place % 3]
        if column.name in (*kind.identity, "search_rank"):
            continue
        if column.type is FieldType.INTEGER:
            found[column.name] = chosen
        elif column.type is FieldType.FLOAT:
            found[column.name] = None if chosen is None else float(chosen)
    return found
