"""The clusters that a cluster has most ties to, read from a store within bounds, every cut disclosed."""

from __future__ import annotations

from collections import defaultdict
from math import fsum
from typing import Any

from ..schema.catalog import edge_kind, node_kind
from ..store.port import Snapshot
from ..store.query import Compare, Direction, Link, Node, Operator, Order, Page, Side, Step

MEMBERS_READ = 500
"""Members whose ties are followed, those with the strongest ties inside first."""

TIES_READ = 50_000
"""Ties of all of them at most, evenly: of each the strongest."""

_STRONGEST = (Order("strength", descending=True, side=Side.EDGE),)


def neighboring(snapshot: Snapshot, cluster: Node, *, limit: int) -> dict[str, Any]:
    """Clusters of the same level by the sum of strengths of the ties between their members and this one's.

    `total` clusters were met; `truncated`: there are members or ties that were not followed, so that figures are of
    the rest: of `members_read` members at most `ties_read` ties each.
    """
    kind = edge_kind("MEMBER_OF")
    of_all = snapshot.counts(kind, [cluster.key], direction=Direction.IN).get(cluster.key, 0)
    rows = snapshot.neighbors(
        kind, [cluster.key], direction=Direction.IN, page=Page(MEMBERS_READ), order=_STRONGEST
    ).get(cluster.key, [])
    members = [row.node.key for row in rows]
    of_each = TIES_READ // max(len(members), 1)
    links, is_cut = _ties(snapshot, members, of_each)
    homes = _homes(snapshot, sorted({link.other for link in links}), cluster.fields["level"])
    between: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        if (home := homes.get(link.other)) not in (None, cluster.key):
            between[str(home)].append(link)
    strength = {key: fsum(link.fields[0] for link in ties) for key, ties in between.items()}
    ranked = sorted(strength, key=lambda key: (-strength[key], key))
    nodes = snapshot.nodes(node_kind("Cluster"), ranked[:limit], fields=("label", "size"))
    items = [
        {
            "id": node.key,
            **node.fields,
            "strength": strength[node.key],
            "ties": len(between[node.key]),
            "people_here": len({link.key for link in between[node.key]}),
            "people_there": len({link.other for link in between[node.key]}),
        }
        for node in nodes
        if node is not None
    ]
    return {
        "total": len(ranked),
        "items": items,
        "truncated": is_cut or of_all > len(members),
        "members_read": len(members),
        "members_total": of_all,
        "ties_read": of_each,
    }


def _ties(snapshot: Snapshot, members: list[str], most: int) -> tuple[list[Link], bool]:
    """The `most` strongest ties of each member, those between two members left out; whether there are more."""
    step = Step(edge_kind("CO_AUTHORED_WITH"), Direction.BOTH, tuple(members), order=_STRONGEST, fields=("strength",))
    links = snapshot.expand([step], size=most + 1) if members else []
    of_each: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        of_each[link.key].append(link)
    inside = set(members)
    kept = [link for some in of_each.values() for link in some[:most] if link.other not in inside]
    return kept, any(len(some) > most for some in of_each.values())


def _homes(snapshot: Snapshot, people: list[str], level: str) -> dict[str, str]:
    """The cluster of that level of each of the people who is in one."""
    of_level = Compare("level", Operator.EQ, level, side=Side.EDGE)
    step = Step(edge_kind("MEMBER_OF"), Direction.OUT, tuple(people), where=of_level)
    return {link.key: link.other for link in (snapshot.expand([step], size=1) if people else [])}
