"""How many neighbors nodes have, from the store's maintained counters, read once for all totals of a request."""

from __future__ import annotations

from collections.abc import Sequence

from ..schema.catalog import edge_kinds
from ..schema.kind import EdgeKind
from ..store.query import Direction
from .request import Ask


def counted(ask: Ask, edge: EdgeKind, keys: Sequence[str], *, direction: Direction) -> dict[str, int]:
    """Edges of the kind by key; keys without any may be left out.

    One store call for all kinds of the same keys, apart from directed kinds among nodes of one label, whose ends
    the store's degrees do not tell apart.
    """
    if edge.directed and edge.source == edge.target:
        return ask.snapshot.counts(edge, keys, direction=direction)
    label = edge.target if direction is Direction.IN else edge.source
    asked = list(dict.fromkeys(keys))
    place = (label, *asked)
    if place not in ask.request.counters:
        kinds = [kind for kind in edge_kinds().values() if label in (kind.source, kind.target)]
        ask.request.counters[place] = ask.snapshot.degrees(kinds, asked)
    found = ask.request.counters[place]
    return {key: kinds.get(edge.name, 0) for key, kinds in found.items()}
