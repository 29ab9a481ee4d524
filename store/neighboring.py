"""What surrounds clusters, above the port: the clusters their members have most ties to, the papers they wrote.

Both look at the members with the strongest ties inside, within bounds, and say when there was more. Neighboring
clusters cost one `neighbors` and two `expand`, papers one of each and one `nodes`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import NamedTuple

from ..schema.catalog import edge_kind, node_kind
from .port import Snapshot
from .query import Compare, Direction, Link, Operator, Order, Page, Side, Step

MEMBERS_READ = 100
"""Members of a cluster that are looked at, those with the strongest ties inside first."""

TIES_READ = 200
"""Ties of a member that are followed, the strongest first."""

PAPERS_READ = 200
"""Papers of a member that are looked at, the most cited first."""

_STRONGEST = (Order("strength", descending=True, side=Side.EDGE),)


class NeighboringCluster(NamedTuple):
    """A cluster of the same level: the sum of the strengths of its ties, how many, people at either end."""

    key: str
    strength: float
    ties: int
    people_here: int
    people_there: int


@dataclass(frozen=True, slots=True)
class Neighboring:
    """The first of `total` clusters, strongest first; `truncated`: some members or ties were not looked at."""

    items: tuple[NeighboringCluster, ...]
    total: int
    truncated: bool


class ClusterPaper(NamedTuple):
    """A paper and how many of its authors are among the members."""

    key: str
    members: int


@dataclass(frozen=True, slots=True)
class ClusterPapers:
    """The first of `total` papers, most cited first; `truncated`: some members or papers were not looked at."""

    items: tuple[ClusterPaper, ...]
    total: int
    truncated: bool


def neighboring(snapshot: Snapshot, level_of: Mapping[str, str], *, first: int) -> dict[str, Neighboring]:
    """For each cluster, given with its level: clusters of that level that its members have ties to."""
    members, is_cut = strongest_members(snapshot, level_of)
    people = tuple(dict.fromkeys(key for keys in members.values() for key in keys))
    step = Step(edge_kind("CO_AUTHORED_WITH"), Direction.BOTH, people, order=_STRONGEST, fields=("strength",))
    ties = _by_key(snapshot.expand([step], size=TIES_READ + 1) if people else [])
    homes = _homes(snapshot, {link.other for links in ties.values() for link in links}, set(level_of.values()))
    found: dict[str, Neighboring] = {}
    for key, level in level_of.items():
        between: dict[str, list[Link]] = defaultdict(list)
        for link in (link for person in members[key] for link in ties.get(person, ())[:TIES_READ]):
            home = homes.get((link.other, level))
            if home not in (None, key):
                between[str(home)].append(link)
        items = sorted((_item(*one) for one in between.items()), key=lambda item: (-item.strength, item.key))
        cut = is_cut[key] or any(len(ties.get(person, ())) > TIES_READ for person in members[key])
        found[key] = Neighboring(tuple(items[:first]), len(items), cut)
    return found


def cluster_papers(snapshot: Snapshot, clusters: Sequence[str], *, first: int) -> dict[str, ClusterPapers]:
    """For each cluster: papers of which at least half of the authors are members."""
    members, is_cut = strongest_members(snapshot, clusters)
    people = tuple(dict.fromkeys(key for keys in members.values() for key in keys))
    order = (Order("search_rank", descending=True), Order("sort_key"))
    step = Step(edge_kind("AUTHORED"), Direction.OUT, people, order=order)
    authored = _by_key(snapshot.expand([step], size=PAPERS_READ + 1) if people else [])
    written = {person: dict.fromkeys(link.other for link in links) for person, links in authored.items()}
    keys = list(dict.fromkeys(paper for papers in written.values() for paper in papers))
    nodes = snapshot.nodes(node_kind("Paper"), keys, fields=("author_count", "search_rank", "year")) if keys else []
    known = {node.key: node.fields for node in nodes if node is not None}
    found: dict[str, ClusterPapers] = {}
    for key in clusters:
        seats = Counter(paper for person in members[key] for paper in written.get(person, ()) if paper in known)
        kept = [ClusterPaper(*one) for one in seats.items() if 2 * one[1] >= known[one[0]]["author_count"]]
        kept.sort(
            key=lambda paper: (
                -(known[paper.key]["search_rank"] or 0),
                -paper.members,
                -(known[paper.key]["year"] or 0),
                paper.key,
            )
        )
        cut = is_cut[key] or any(len(authored.get(person, ())) > PAPERS_READ for person in members[key])
        found[key] = ClusterPapers(tuple(kept[:first]), len(kept), cut)
    return found


def strongest_members(snapshot: Snapshot, clusters: Iterable[str]) -> tuple[dict[str, list[str]], dict[str, bool]]:
    """The members of each cluster that are looked at, at most MEMBERS_READ, and whether there are more."""
    keys = list(clusters)
    rows = snapshot.neighbors(
        edge_kind("MEMBER_OF"), keys, direction=Direction.IN, page=Page(MEMBERS_READ + 1), order=_STRONGEST
    )
    members = {key: [row.node.key for row in rows.get(key, ())] for key in keys}
    return (
        {key: found[:MEMBERS_READ] for key, found in members.items()},
        {key: len(found) > MEMBERS_READ for key, found in members.items()},
    )


def _homes(snapshot: Snapshot, people: set[str], levels: set[str]) -> dict[tuple[str, str], str]:
    """The cluster of each person at each of the levels."""
    of_level = Compare("level", Operator.IN, tuple(sorted(levels)), side=Side.EDGE)
    kind = edge_kind("MEMBER_OF")
    step = Step(kind, Direction.OUT, tuple(sorted(people)), where=of_level, fields=("level",))
    links = snapshot.expand([step], size=len(levels)) if people else []
    return {(link.key, link.fields[0]): link.other for link in links}


def _by_key(links: Iterable[Link]) -> dict[str, list[Link]]:
    found: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        found[link.key].append(link)
    return dict(found)


def _item(key: str, ties: Sequence[Link]) -> NeighboringCluster:
    strength = fsum(link.fields[0] for link in ties)
    return NeighboringCluster(
        key, strength, len(ties), len({link.key for link in ties}), len({link.other for link in ties})
    )
