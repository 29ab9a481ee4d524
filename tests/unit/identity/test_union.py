from __future__ import annotations

import random
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st
from research_graph.identity.union import Clusters, Veto


def test_clusters_refuse_whatever_is_between_them_directly_or_through_others() -> None:
    clusters = Clusters([1, 2, 1, 3], [0, 0, 1, 0])
    assert clusters.join(0, 1) is None
    assert clusters.join(3, 2) is None
    assert clusters.join(1, 3) is Veto.SLOTS
    assert clusters.find(3) == 2
    clusters = Clusters([1, 2, 3], [0, 0, 0])
    clusters.keep_apart(0, 2, Veto.LISTED)
    assert clusters.join(0, 1) is None
    assert clusters.join(1, 2) is Veto.LISTED
    assert clusters.join(1, 2, curated=True) is None, "people may overrule a list"
    assert {clusters.find(node) for node in range(3)} == {0}
    clusters = Clusters([1, 2], [0, 0], orcids={0: frozenset({"orcid:1"}), 1: frozenset({"orcid:2"})})
    assert clusters.join(0, 1, weak=True) is Veto.ORCIDS
    assert clusters.join(0, 1) is None, "computed ORCIDs stand only against weak evidence"


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 2)), min_size=2, max_size=8), st.randoms())
def test_plain_joins_are_joins(places: list[tuple[int, int]], chance: random.Random) -> None:
    work, slot = [work for work, _ in places], [slot for _, slot in places]
    nodes = list(range(len(places)))
    chance.shuffle(nodes)
    quick, slow = Clusters(work, slot), Clusters(work, slot)
    if quick.join_plain(nodes):
        assert all(slow.join(nodes[0], node) is None for node in nodes)
        assert {quick.find(node) for node in nodes} == {slow.find(node) for node in nodes} == {0}
        assert len(set(work)) == len(work)
    else:
        assert any(a == b for a, b in combinations(work, 2))
