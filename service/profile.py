"""What `show` tells about a node: its fields and its closest neighbors of each kind, every cut disclosed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ..schema.catalog import edge_kind, node_kind
from ..store.neighboring import neighboring
from ..store.port import Snapshot
from ..store.query import Direction, Neighbor, Node, Order, Page, Side

HIDDEN = {"key", "sort_key", "search_names", "search_tokens", "search_rank"}
NEWEST = (Order("year", descending=True), Order("sort_key"))
STRONGEST = (Order("strength", descending=True, side=Side.EDGE),)
MOST_PAPERS = (Order("paper_count", descending=True, side=Side.EDGE),)
LATEST = (Order("last_year", descending=True, side=Side.EDGE), *MOST_PAPERS)
LARGEST = (Order("paper_count", descending=True),)
BEST_RANKED = (Order("rank", side=Side.EDGE), Order("sort_key"))
_TIES = ("strength", "ties", "people_here", "people_there")
PRINTED_FROM = 200
"""Newest papers from which the affiliations are read that are printed on an author's papers."""


def profile(snapshot: Snapshot, node: Node, *, limit: int, papers: int | None = None) -> dict[str, Any]:
    """The node as plain data: id, kind, fields, and lists of at most `limit` neighbors with their totals.

    `papers`: how many papers at most, where that is another number.
    """
    found: dict[str, Any] = {"id": node.key, "kind": node.kind.lower()}
    found.update({name: value for name, value in node.fields.items() if name not in HIDDEN})
    found.update(_PARTS[node.kind](snapshot, node, _Limits(limit, papers or limit)))
    return found


@dataclass(frozen=True, slots=True)
class _Limits:
    """Rows of a list at most."""

    rows: int
    papers: int


def _list(
    snapshot: Snapshot,
    key: str,
    edge: str,
    direction: Direction,
    *,
    limit: int,
    order: Sequence[Order],
    edge_fields: Sequence[str] = (),
    node_fields: Sequence[str] = ("name",),
) -> dict[str, Any]:
    """One list of neighbors: {total, items}; an item has the neighbor's id and the fields asked for."""
    kind = edge_kind(edge)
    total = snapshot.counts(kind, [key], direction=direction).get(key, 0)
    rows = snapshot.neighbors(
        kind,
        [key],
        direction=direction,
        page=Page(limit),
        order=order,
        edge_fields=edge_fields,
        node_fields=node_fields,
    ).get(key, [])
    return {"total": total, "items": [{"id": row.node.key, **row.node.fields, **row.edge} for row in rows]}


def _author(snapshot: Snapshot, node: Node, limits: _Limits) -> dict[str, Any]:
    key, limit, kind = node.key, limits.rows, edge_kind("AUTHORED")
    total = snapshot.counts(kind, [key], direction=Direction.OUT).get(key, 0)
    authored = snapshot.neighbors(
        kind,
        [key],
        direction=Direction.OUT,
        page=Page(max(limits.papers, PRINTED_FROM)),
        order=NEWEST,
        edge_fields=("affiliations", "evidence"),
        node_fields=("title", "year", "type"),
    ).get(key, [])
    papers = [{"id": row.node.key, **row.node.fields, "evidence": row.edge["evidence"]} for row in authored]
    return {
        "papers": {"total": total, "items": papers[: limits.papers]},
        "collaborators": _list(
            snapshot,
            key,
            "CO_AUTHORED_WITH",
            Direction.BOTH,
            limit=limit,
            order=STRONGEST,
            edge_fields=("strength", "recent_strength", "paper_count", "first_year", "last_year", "is_close"),
        ),
        "affiliations": _list(
            snapshot,
            key,
            "AFFILIATED_WITH",
            Direction.OUT,
            limit=limit,
            order=LATEST,
            edge_fields=("first_year", "last_year", "paper_count", "is_latest"),
        ),
        "printed_affiliations": _printed(authored[:PRINTED_FROM], total, limit),
        "topics": _list(
            snapshot,
            key,
            "WORKS_ON",
            Direction.OUT,
            limit=limit,
            order=MOST_PAPERS,
            edge_fields=("paper_count", "share", "last_year"),
            node_fields=("name", "level"),
        ),
        **_belonging(snapshot, key, limit),
    }


def _belonging(snapshot: Snapshot, key: str, limit: int) -> dict[str, Any]:
    """The clusters that an author is in, and who may be the same person."""
    return {
        "clusters": _list(
            snapshot,
            key,
            "MEMBER_OF",
            Direction.OUT,
            limit=limit,
            order=(Order("size", descending=True),),
            edge_fields=("level", "strength"),
            node_fields=("label", "size", "is_well_connected", "seed_agreement"),
        ),
        "possibly_same": _list(
            snapshot,
            key,
            "POSSIBLY_SAME_AS",
            Direction.BOTH,
            limit=limit,
            order=(Order("probability", descending=True, side=Side.EDGE),),
            edge_fields=("probability", "reasons"),
        ),
    }


def _printed(authored: Sequence[Neighbor], papers: int, limit: int) -> dict[str, Any]:
    """Affiliations as printed on these newest of all `papers`, with papers and years, newest first."""
    years: dict[str, list[int | None]] = {}
    for row in authored:
        for printed in row.edge["affiliations"] or []:
            years.setdefault(printed, []).append(row.node.fields["year"])
    items: list[dict[str, Any]] = [
        {
            "name": printed,
            "paper_count": len(found),
            "first_year": min((year for year in found if year), default=None),
            "last_year": max((year for year in found if year), default=None),
        }
        for printed, found in years.items()
    ]
    items.sort(key=lambda item: (-(item["last_year"] or 0), -item["paper_count"], item["name"]))
    return {"total": len(items), "items": items[:limit], "papers_read": len(authored), "papers_total": papers}


def _paper(snapshot: Snapshot, node: Node, limits: _Limits) -> dict[str, Any]:
    key, limit = node.key, limits.rows
    by_position = (Order("position", side=Side.EDGE),)
    titles = ("title", "year")
    return {
        "authors": _list(
            snapshot,
            key,
            "AUTHORED",
            Direction.IN,
            limit=limit,
            order=by_position,
            edge_fields=("position", "name", "affiliations", "evidence", "confidence"),
            node_fields=(),
        ),
        "venues": _list(
            snapshot, key, "PUBLISHED_IN", Direction.OUT, limit=limit, order=LARGEST, node_fields=("name", "acronym")
        ),
        "topics": _list(
            snapshot, key, "ABOUT", Direction.OUT, limit=limit, order=BEST_RANKED, edge_fields=("score", "evidence")
        ),
        "references": _list(
            snapshot, key, "CITES", Direction.OUT, limit=limits.papers, order=NEWEST, node_fields=titles
        ),
        "cited_by": _list(snapshot, key, "CITES", Direction.IN, limit=limits.papers, order=NEWEST, node_fields=titles),
    }


def _papers_of(edge: str) -> Callable[[Snapshot, Node, _Limits], dict[str, Any]]:
    def find(snapshot: Snapshot, node: Node, limits: _Limits) -> dict[str, Any]:
        papers = _list(
            snapshot, node.key, edge, Direction.IN, limit=limits.papers, order=NEWEST, node_fields=("title", "year")
        )
        return {"papers": papers}

    return find


def _topic(snapshot: Snapshot, node: Node, limits: _Limits) -> dict[str, Any]:
    key, limit = node.key, limits.rows
    return {
        "broader": _list(snapshot, key, "SUBTOPIC_OF", Direction.OUT, limit=limit, order=LARGEST),
        "narrower": _list(snapshot, key, "SUBTOPIC_OF", Direction.IN, limit=limit, order=LARGEST),
        "people": _people(snapshot, key, "WORKS_ON", limit),
        **_papers_of("ABOUT")(snapshot, node, limits),
    }


def _institution(snapshot: Snapshot, node: Node, limits: _Limits) -> dict[str, Any]:
    key, limit = node.key, limits.rows
    return {
        "part_of": _list(snapshot, key, "PART_OF", Direction.OUT, limit=limit, order=LARGEST),
        "parts": _list(snapshot, key, "PART_OF", Direction.IN, limit=limit, order=LARGEST),
        "succeeded_by": _list(snapshot, key, "SUCCEEDED_BY", Direction.OUT, limit=limit, order=LARGEST),
        "successor_of": _list(snapshot, key, "SUCCEEDED_BY", Direction.IN, limit=limit, order=LARGEST),
        "people": _people(snapshot, key, "AFFILIATED_WITH", limit),
    }


def _people(snapshot: Snapshot, key: str, edge: str, limit: int) -> dict[str, Any]:
    fields = ("paper_count", "last_year")
    return _list(snapshot, key, edge, Direction.IN, limit=limit, order=MOST_PAPERS, edge_fields=fields)


def _cluster(snapshot: Snapshot, node: Node, limits: _Limits) -> dict[str, Any]:
    key, limit = node.key, limits.rows
    by_strength = (Order("strength", descending=True, side=Side.EDGE), Order("sort_key"))
    by_overlap = (Order("overlap", descending=True, side=Side.EDGE),)
    told: dict[str, Any] = {"edge_fields": ("event", "overlap", "run"), "node_fields": ("label", "status")}
    return {
        "members": _list(
            snapshot,
            key,
            "MEMBER_OF",
            Direction.IN,
            limit=limit,
            order=by_strength,
            edge_fields=("strength",),
            node_fields=("name", "paper_count", "first_year", "last_year"),
        ),
        "neighboring_clusters": _neighboring(snapshot, node, limit),
        "descends_from": _list(snapshot, key, "DESCENDS_FROM", Direction.BOTH, limit=limit, order=by_overlap, **told),
    }


def _neighboring(snapshot: Snapshot, cluster: Node, limit: int) -> dict[str, Any]:
    """Clusters of the same level with the most strength of ties between the two."""
    found = neighboring(snapshot, {cluster.key: cluster.fields["level"]}, first=limit)[cluster.key]
    keys = [item.key for item in found.items]
    nodes = snapshot.nodes(node_kind("Cluster"), keys, fields=("label", "size")) if keys else []
    told = [
        {"id": item.key, **node.fields, **{name: getattr(item, name) for name in _TIES}}
        for item, node in zip(found.items, nodes, strict=True)
        if node is not None
    ]
    return {"total": found.total, "items": told, "truncated": found.truncated}


_PARTS: dict[str, Callable[[Snapshot, Node, _Limits], dict[str, Any]]] = {
    "Author": _author,
    "Paper": _paper,
    "Topic": _topic,
    "Institution": _institution,
    "Venue": _papers_of("PUBLISHED_IN"),
    "Cluster": _cluster,
}
