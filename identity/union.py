"""Clusters of people's mentions and records that grow by joins and never break a veto.

A join is refused when the two clusters' constraints conflict, whoever proposes it: ids, slots, people kept apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

NO_WORK = -1

Claims = dict[str, frozenset[str]]
"""Claimed and curated ids by scheme."""


class Veto(StrEnum):
    """Why two clusters may not be one person, as people read it."""

    SLOTS = "both are authors of one paper"
    ORCIDS = "they have two different ORCIDs"
    CURATED_IDS = "curators gave them two different ids"
    LISTED = "a source lists them as different people"
    CURATION = "a curation keeps them apart"
    UNLIKE_NAMES = "one ORCID stands at names that have no word in common"


class Clusters:
    """Disjoint sets over nodes 0…n-1; a cluster is named by its smallest node, so the order of joins leaves no trace.

    `work` and `slot` place a node in an author list (NO_WORK: in none). `claims` and `orcids` (of any authority) are
    sparse. `rank` is a number a cluster takes the maximum of.
    """

    def __init__(
        self,
        work: list[int],
        slot: list[int],
        *,
        claims: dict[int, Claims] | None = None,
        orcids: dict[int, frozenset[str]] | None = None,
        rank: Sequence[int] | None = None,
    ) -> None:
        self._parent = list(range(len(work)))
        self._work, self._slot = work, slot
        self._places: dict[int, dict[int, int]] = {}
        self.claims = dict(claims or {})
        self.orcids = dict(orcids or {})
        self.rank: list[int] = list(rank) if rank is not None else [0] * len(work)
        self._apart: dict[int, dict[int, Veto]] = {}
        self._is_plain = [place != NO_WORK for place in work]
        for node in {*self.claims, *self.orcids}:
            self._is_plain[node] = False

    def find(self, node: int) -> int:
        """The smallest node of the node's cluster."""
        parent = self._parent
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    def keep_apart(self, a: int, b: int, veto: Veto) -> None:
        """Forbids joining the clusters of a and b."""
        a, b = self.find(a), self.find(b)
        if a != b:
            self._apart.setdefault(a, {})[b] = veto
            self._apart.setdefault(b, {})[a] = veto
            self._is_plain[a] = self._is_plain[b] = False

    def join(self, a: int, b: int, *, weak: bool = False, curated: bool = False) -> Veto | None:
        """Makes one cluster of two, or says why not.

        A weak join is also refused between two ORCIDs that were only computed; a curated one yields only to slots
        and to another curation.
        """
        a, b = self.find(a), self.find(b)
        if a == b:
            return None
        veto = self.veto(a, b, weak=weak, curated=curated)
        if veto is None:
            self._merge(min(a, b), max(a, b))
        return veto

    def join_plain(self, nodes: Sequence[int]) -> bool:
        """Joins nodes at once if no veto can speak: each alone, a mention, without ids, in a paper of its own.

        False where that is not so; then nothing is done.
        """
        is_plain = self._is_plain
        places = {self._work[node]: self._slot[node] for node in nodes if is_plain[node]}
        if len(places) < len(nodes):
            return False
        first = min(nodes)
        for node in nodes:
            self._parent[node] = first
            is_plain[node] = False
        self._places[first] = places
        self.rank[first] = max(self.rank[node] for node in nodes)
        return True

    def veto(self, a: int, b: int, *, weak: bool = False, curated: bool = False) -> Veto | None:
        """What forbids joining the clusters of a and b, if anything."""
        a, b = self.find(a), self.find(b)
        apart = self._apart[a].get(b) if a in self._apart else None
        if apart is Veto.CURATION or (apart and not curated):
            return apart
        if not curated:
            if a in self.claims and b in self.claims and (found := _conflict(self.claims[a], self.claims[b])):
                return found
            if weak and a in self.orcids and b in self.orcids and _differ(self.orcids[a], self.orcids[b]):
                return Veto.ORCIDS
        return Veto.SLOTS if self._share_a_paper(a, b) else None

    def _share_a_paper(self, a: int, b: int) -> bool:
        if len(self._places.get(a, ())) < len(self._places.get(b, ())):
            a, b = b, a
        if a not in self._places:
            return self._work[a] == self._work[b] != NO_WORK and self._slot[a] != self._slot[b]
        large, small = self._places[a], self._places.get(b)
        if small is None:
            return large.get(self._work[b], self._slot[b]) != self._slot[b]
        return any(large.get(work, slot) != slot for work, slot in small.items())

    def _merge(self, a: int, b: int) -> None:
        self._parent[b] = a
        self._is_plain[a] = self._is_plain[b] = False
        mine, others = self._places.pop(a, None), self._places.pop(b, None)
        if mine is None:
            mine = {self._work[a]: self._slot[a]} if self._work[a] != NO_WORK else {}
        if others is None:
            if self._work[b] != NO_WORK:
                mine[self._work[b]] = self._slot[b]
        else:
            small, mine = sorted((mine, others), key=len)
            mine.update(small)
        self._places[a] = mine
        if self.rank[b] > self.rank[a]:
            self.rank[a] = self.rank[b]
        if b in self.claims:
            theirs, ours = self.claims.pop(b), self.claims.get(a, {})
            self.claims[a] = ours | {scheme: ids | ours.get(scheme, frozenset()) for scheme, ids in theirs.items()}
        if b in self.orcids:
            self.orcids[a] = self.orcids.get(a, frozenset()) | self.orcids.pop(b)
        for other, veto in self._apart.pop(b, {}).items():
            del self._apart[other][b]
            if other != a:
                self._apart[other][a] = veto
                self._apart.setdefault(a, {})[other] = veto


def _conflict(mine: Claims, others: Claims) -> Veto | None:
    for scheme in sorted(mine.keys() & others.keys()):
        if _differ(mine[scheme], others[scheme]):
            return Veto.ORCIDS if scheme == "orcid" else Veto.CURATED_IDS
    return None


def _differ(mine: frozenset[str], others: frozenset[str]) -> bool:
    """Several ids in one set were put together by a curation; then any part of them agrees with the whole."""
    return not (mine <= others or others <= mine)
