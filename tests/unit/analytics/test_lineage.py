from collections import Counter
from itertools import permutations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from research_graph.analytics.lineage import Event, Named, carry, descend, match, update
from research_graph.analytics.network import Network
from research_graph.analytics.partition import NONE, Partition
from research_graph.schema.keys import is_key, make_key
from research_graph.schema.run_tables import RUN_TABLES


def partition(*labels):
    return Partition.of(np.array(labels, dtype=np.int64))


def blocks(*sizes):
    """Labels 0, 1, … each so many times; a negative number leaves as many nodes in no cluster."""
    labels = [np.full(abs(size), k if size > 0 else NONE, dtype=np.int64) for k, size in enumerate(sizes)]
    return np.concatenate([np.empty(0, np.int64), *labels])


def told(old, new):
    """The events of a lineage without the shares: (event, cluster, earlier, shared, reason)."""
    found = match(Partition.of(old), Partition.of(new))
    return [(str(fate.event), fate.cluster, fate.earlier, fate.shared, fate.reason) for fate in found.events]


@pytest.mark.parametrize(
    ("old", "new", "events"),
    [
        (blocks(3, 2), blocks(3, 2), [("kept", 0, 0, 3, "all 3 stay"), ("kept", 1, 1, 2, "all 2 stay")]),
        (blocks(20, -1), blocks(21), [("kept", 0, 0, 20, "all 20 stay, 1 joined")]),
        (blocks(10, -1), blocks(11), [("grown", 0, 0, 10, "all 10 stay, 1 joined")]),
        (blocks(10), blocks(7, -3), [("kept", 0, 0, 7, "7 of 10 stay")]),
        (
            blocks(10),
            blocks(6, 4),
            [
                ("kept", 0, 0, 6, "6 of 10 stay"),
                ("split", 1, 0, 4, "4 of 4 come from a cluster of 10 that goes on without them"),
            ],
        ),
        (
            blocks(6, 4),
            blocks(10),
            [("grown", 0, 0, 6, "all 6 stay, 4 joined"), ("merged", 0, 1, 4, "4 of 4 went into a cluster of 10")],
        ),
        (blocks(-4), blocks(4), [("born", 0, NONE, 0, "none of 4 was in a cluster")]),
        (blocks(4), blocks(-4), [("died", NONE, 0, 0, "none of 4 is in a cluster")]),
        (
            blocks(2, -3),
            blocks(-1, 4),
            [
                ("born", 0, NONE, 0, "at most 1 of 4 come from one cluster"),
                ("died", NONE, 0, 0, "at most 1 of 2 stay together"),
            ],
        ),
        (
            blocks(5, 5, 5),
            np.array([0, 0, 1, 1, 2] * 3),
            [
                ("born", 0, NONE, 0, "at most 2 of 6 come from one cluster"),
                ("born", 1, NONE, 0, "at most 2 of 6 come from one cluster"),
                ("born", 2, NONE, 0, "at most 1 of 3 come from one cluster"),
                ("died", NONE, 0, 0, "at most 2 of 5 stay together"),
                ("died", NONE, 1, 0, "at most 2 of 5 stay together"),
                ("died", NONE, 2, 0, "at most 2 of 5 stay together"),
            ],
        ),
        (blocks(), blocks(), []),
    ],
    ids=["kept", "joined", "grown", "shrunk", "split", "merged", "born", "died", "half", "scattered", "empty"],
)
def test_events(old, new, events):
    assert told(old, new) == events


def test_a_cluster_too_small_to_give_its_key_to_a_large_one():
    old, new = blocks(2, -28), blocks(30)
    assert [event[:4] for event in told(old, new)] == [("born", 0, NONE, 0), ("merged", 0, 0, 2)]
    assert [event[:4] for event in told(new, old)] == [("split", 0, 0, 2), ("died", NONE, 0, 0)]


def test_the_sum_counts_and_not_the_single_best_pair():
    old, new = blocks(11, 10), np.concatenate([np.full(6, 0), np.full(5, 1), np.full(10, 0)])
    assert match(Partition.of(old), Partition.of(new)).heirs.tolist() == [1, 0]


def test_shares_are_of_the_whole_clusters():
    fates = match(Partition.of(blocks(10, -2)), Partition.of(np.append(blocks(-4, 6), [1, 1]))).events
    assert (fates[0].share_of_earlier, fates[0].share_of_cluster) == (0.6, 0.75)


labelings = st.integers(1, 16).flatmap(
    lambda size: st.tuples(*[st.lists(st.integers(-1, 3), min_size=size, max_size=size)] * 2)
)


def shared_members(old, new):
    return Counter((a, b) for a, b in zip(old.labels.tolist(), new.labels.tolist(), strict=True) if min(a, b) >= 0)


def goes_on(shared, a, b):
    return shared * 2 > min(a, b) and shared * 10 >= max(a, b)


@settings(max_examples=100, deadline=None)
@given(labelings)
def test_every_cluster_has_one_event_and_the_match_is_the_best_of_all(labels):
    old, new = partition(*labels[0]), partition(*labels[1])
    shared = shared_members(old, new)
    sizes = old.sizes.tolist(), new.sizes.tolist()
    found = match(old, new)
    heirs = [heir for heir in found.heirs.tolist() if heir >= 0]
    assert len(heirs) == len(set(heirs))
    kept = [fate for fate in found.events if fate.event in (Event.KEPT, Event.GROWN)]
    assert {fate.cluster: fate.earlier for fate in kept} == {
        label: heir for label, heir in enumerate(found.heirs.tolist()) if heir >= 0
    }
    worth = {pair: n for pair, n in shared.items() if goes_on(n, sizes[0][pair[0]], sizes[1][pair[1]])}
    seats = [*range(new.count), *[None] * old.count]
    best = max(sum(worth.get((a, b), 0) for a, b in enumerate(order)) for order in permutations(seats, old.count))
    assert sum(fate.shared for fate in kept) == best
    own = [fate.cluster for fate in found.events if fate.event not in (Event.MERGED, Event.DIED)]
    assert own == list(range(new.count))
    ended = [fate.earlier for fate in found.events if fate.event in (Event.MERGED, Event.DIED)]
    assert sorted([*ended, *heirs]) == list(range(old.count))
    for fate in found.events:
        if fate.earlier >= 0 and fate.cluster >= 0:
            assert fate.shared == shared[fate.earlier, fate.cluster] > 0
            assert fate.share_of_earlier == fate.shared / sizes[0][fate.earlier]
            assert fate.share_of_cluster == fate.shared / sizes[1][fate.cluster]
        else:
            assert (fate.shared, fate.share_of_earlier, fate.share_of_cluster) == (0, 0.0, 0.0)


@settings(max_examples=50)
@given(labelings, st.permutations(range(5)))
def test_the_order_of_clusters_does_not_matter(labels, order):
    old, new = partition(*labels[0]), partition(*labels[1])
    mixed = [partition(*[order[label] if label >= 0 else NONE for label in side]) for side in labels]
    assert match(*mixed).events == match(old, new).events


@settings(max_examples=50)
@given(labelings)
def test_what_stays_the_same_is_kept(labels):
    same = partition(*labels[0])
    found = match(same, same)
    assert found.heirs.tolist() == list(range(same.count))
    assert {fate.event for fate in found.events} <= {Event.KEPT}


def keys(*names):
    return pa.array(names, pa.string())


REDIRECTS = pa.table({"key": ["A1", "A4", "A5"], "target": pa.array(["A3", "A2", None], pa.string())})


def test_carry():
    old = partition(0, 0, 1, NONE, 1)
    assert carry(old, keys("A1", "A2", "A3", "A4", "A5"), keys("A0", "A2", "A3"), REDIRECTS).labels.tolist() == [
        -1,
        0,
        1,
    ]
    assert carry(old, keys("A1", "A2", "A3", "A4", "A5"), keys("A0", "A9")).labels.tolist() == [NONE, NONE]


def test_merged_authors_are_where_the_one_with_the_key_was_else_where_the_first_was():
    both = pa.table({"key": ["A1", "A2"], "target": ["A3", "A3"]})
    old_keys = keys("A1", "A2", "A3", "A4")
    assert carry(partition(0, 1, 2, 1), old_keys, keys("A3", "A4"), both).labels.tolist() == [0, 1]
    assert carry(partition(0, 1, NONE, 1), old_keys, keys("A3", "A4"), both).labels.tolist() == [0, 1]
    assert carry(partition(NONE, 0, NONE, 0), old_keys, keys("A3", "A4"), both).labels.tolist() == [0, 0]
    assert carry(partition(0, 1, 1, 0), old_keys, keys("A3", "A4"), both).labels.tolist() == [0, 1]


EARLIER = Named.of(
    pa.table({"author": ["A2", "A1", "A3", "A4", "A5", "A6"], "cluster": ["CA", "CA", "CA", "CB", "CB", "CC"]})
)


def test_named_from_members():
    assert EARLIER.keys.to_pylist() == ["A1", "A2", "A3", "A4", "A5", "A6"]
    assert EARLIER.partition.labels.tolist() == [0, 0, 0, 1, 1, 2]
    assert EARLIER.clusters == ("CA", "CB", "CC")


def test_kept_keys_stay_and_new_ones_were_never_used():
    later = keys("A1", "A2", "A3", "A4", "A5", "A7", "A8")
    once = make_key("C", "group/A7")
    named, events = descend(EARLIER, later, partition(0, 0, 0, 1, 1, 2, 2), level="group", taken={once})
    assert named.clusters[:2] == ("CA", "CB")
    assert named.clusters[2] == make_key("C", "group/A7", {once}) != once
    assert is_key(named.clusters[2])
    assert events.schema == RUN_TABLES["events"]
    assert [(row["event"], row["cluster"], row["earlier"], row["shared"]) for row in events.to_pylist()] == [
        ("kept", "CA", "CA", 3),
        ("kept", "CB", "CB", 2),
        ("born", named.clusters[2], None, 0),
        ("died", None, "CC", 0),
    ]
    assert set(events["level"].to_pylist()) == {"group"}


def test_a_key_that_ended_is_not_given_again():
    first, _ = descend(None, keys("A1", "A2"), partition(0, 0), level="field")
    assert first.clusters == (make_key("C", "field/A1"),)
    other, _ = descend(first, keys("A1", "A3", "A4"), partition(NONE, 0, 0), level="field", taken=first.clusters)
    again, _ = descend(other, keys("A1", "A2"), partition(0, 0), level="field", taken=first.clusters + other.clusters)
    assert len({*first.clusters, *other.clusters, *again.clusters}) == 3


def test_levels_have_keys_of_their_own():
    found = {descend(None, keys("A1"), partition(0), level=level)[0].clusters for level in ("field", "group", "core")}
    assert len(found) == 3


def test_members_are_counted_as_who_they_are_now():
    redirects = pa.table({"key": ["A1", "A6"], "target": ["A2", "A4"]})
    named, events = descend(
        EARLIER, keys("A2", "A3", "A4", "A5"), partition(0, 0, 1, 1), level="core", redirects=redirects
    )
    assert named.clusters == ("CA", "CB")
    rows = [(row["event"], row["earlier"], row["shared"], row["reason"]) for row in events.to_pylist()]
    assert rows == [
        ("kept", "CA", 2, "all 2 stay"),
        ("kept", "CB", 2, "all 2 stay"),
        ("died", "CC", 0, "its members were merged into authors of other clusters"),
    ]


def test_gone_members_count_for_what_is_lost():
    _, events = descend(EARLIER, keys("A1", "A2", "A4", "A5", "A6"), partition(0, 0, 1, 1, 2), level="core")
    row = events.to_pylist()[0]
    assert (row["reason"], row["share_of_earlier"], row["share_of_cluster"]) == ("2 of 3 stay", 2 / 3, 1.0)


def ring(cliques, *, more=()):
    """Cliques of four in a ring; `more` edges come on top."""
    edges = [(4 * k + a, 4 * k + b) for k in range(cliques) for a in range(4) for b in range(a + 1, 4)]
    edges += [(4 * k + 3, (4 * k + 4) % (4 * cliques)) for k in range(cliques)]
    pairs = np.array([*edges, *more])
    size = int(pairs.max()) + 1
    names = pa.array([f"A{node:04d}" for node in range(size)])
    return Network.from_edges(names, pairs[:, 0], pairs[:, 1], np.ones(len(pairs)), about={})


def test_little_change_moves_locally_and_adds_up_until_a_warm_round():
    before, after = ring(6), ring(6, more=[(24, 0), (24, 1)])
    halves = Partition.of(np.append(np.repeat([0, 1], 12), NONE))
    local = update(after, before, halves)
    assert (local.is_warm, local.changed) == (False, pytest.approx(2 / 44))
    assert local.partition.labels.tolist() == [*halves.labels[:24].tolist(), 0]
    warm = update(after, before, halves, since=0.06)
    assert (warm.is_warm, warm.changed) == (True, 0.0)
    assert warm.partition.labels.tolist() == [*np.repeat(range(6), 4).tolist(), 0]
    assert update(after, before, halves, warm_from=0.04).is_warm


def test_without_change_nothing_changes():
    same = Partition.of(np.repeat(range(6), 4))
    found = update(ring(6), ring(6), same)
    assert (found.partition.labels.tolist(), found.changed) == (same.labels.tolist(), 0.0)
