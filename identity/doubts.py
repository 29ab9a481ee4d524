"""Pairs of authors who may be one person: joins that were refused, ORCIDs that two profiles share, and namesakes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import NamedTuple

from .members import Members
from .names import share_a_part
from .risk import NOBODY
from .union import Clusters, Veto

MOST_PAIRS_A_NAME = 20
SHARED_ORCID, SHARED_ORCID_UNLIKE, NAMESAKES = 0.8, 0.3, 0.5
OF_REFUSED = {Veto.UNLIKE_NAMES: 0.5, Veto.ORCIDS: 0.1, Veto.CURATED_IDS: 0.05, Veto.SLOTS: 0.05}
"""How likely a refused join was right; people's own decisions leave no doubt and are not in it."""


class Refusal(NamedTuple):
    """A join of two nodes' clusters that a veto forbade."""

    a: int
    b: int
    veto: Veto


class Doubt(NamedTuple):
    """Two clusters, smaller number first, that may be one person."""

    a: int
    b: int
    probability: float
    reasons: list[str]


def find_doubts(
    members: Members,
    clusters: Clusters,
    cluster_of: Sequence[int],
    refusals: Iterable[Refusal],
    shared_orcids: Iterable[Sequence[int]],
) -> tuple[list[Doubt], int]:
    """All doubts, by pair, and how many pairs of namesakes were left out because a name has too many."""
    found = _Found(members, clusters, cluster_of)
    for a, b, veto in refusals:
        if veto in OF_REFUSED:
            found.add(a, b, OF_REFUSED[veto], f"a join was refused: {veto}")
    for nodes in shared_orcids:
        for a, b in combinations(sorted({clusters.find(node) for node in nodes}), 2):
            alike = share_a_part(members.spellings(a), members.spellings(b))
            found.add(a, b, SHARED_ORCID if alike else SHARED_ORCID_UNLIKE, "two computed profiles share an ORCID")
    left_out = found.add_namesakes()
    return found.doubts(), left_out


class _Found:
    def __init__(self, members: Members, clusters: Clusters, cluster_of: Sequence[int]) -> None:
        self.members, self.clusters, self.cluster_of = members, clusters, cluster_of
        self.pairs: dict[tuple[int, int], tuple[float, set[str]]] = {}

    def add(self, a: int, b: int, probability: float, reason: str) -> None:
        one, other = sorted((self.cluster_of[a], self.cluster_of[b]))
        if one in (other, NOBODY) or self._is_settled(a, b):
            return
        known, reasons = self.pairs.setdefault((one, other), (0.0, set()))
        self.pairs[one, other] = (max(known, probability), reasons | {reason})

    def add_namesakes(self) -> int:
        """Pairs of clusters that bear one printed name, in whatever sources; the largest clusters first."""
        first = {cluster: node for node, cluster in reversed(list(enumerate(self.cluster_of)))}
        sizes = Counter(self.cluster_of)
        left_out = 0
        for bearers in self._bearers():
            ordered = sorted(bearers, key=lambda cluster: (-sizes[cluster], cluster))
            taken = 0
            for rank, (one, other) in enumerate(combinations(ordered, 2)):
                if taken == MOST_PAIRS_A_NAME:
                    left_out += len(ordered) * (len(ordered) - 1) // 2 - rank
                    break
                taken += self._add_namesakes(first[one], first[other], others=len(ordered) - 1)
        return left_out

    def _add_namesakes(self, a: int, b: int, *, others: int) -> bool:
        veto = self.clusters.veto(a, b, weak=True)
        if veto is None or (veto is Veto.CURATED_IDS and (self._is_vague(a) or self._is_vague(b))):
            self.add(a, b, round(NAMESAKES / others, 3), "they bear the same name")
        elif veto is Veto.ORCIDS:
            self.add(a, b, OF_REFUSED[veto], f"they bear the same name, but {veto}")
        else:
            return False
        return True

    def _is_vague(self, node: int) -> bool:
        """Whether curators gave the cluster an id by which they say that they do not know who it is."""
        claims = self.clusters.claims.get(self.clusters.find(node), {})
        return any(not self.members.catch_all.isdisjoint(ids) for ids in claims.values())

    def _bearers(self) -> list[set[int]]:
        """Clusters of each printed name that has several, by name."""
        by_name: dict[str, set[int]] = {}
        one: dict[str, int] = {}
        names = [name for _, name in self.members.code_names]
        for code, cluster in sorted({(self.members.code[node], each) for node, each in enumerate(self.cluster_of)}):
            if cluster != NOBODY and one.setdefault(names[code], cluster) != cluster:
                by_name.setdefault(names[code], {one[names[code]]}).add(cluster)
        return [by_name[name] for name in sorted(by_name)]

    def _is_settled(self, a: int, b: int) -> bool:
        return self.clusters.veto(a, b) in (Veto.LISTED, Veto.CURATION)

    def doubts(self) -> list[Doubt]:
        return [Doubt(a, b, p, sorted(reasons)) for (a, b), (p, reasons) in sorted(self.pairs.items())]
