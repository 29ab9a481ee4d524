"""Fields, groups and cores of a network: found, carried on, given, or rightly absent."""

from random import Random

import numpy as np
import pyarrow as pa
import pytest
from research_graph.analytics.levels import Before, Levels, Method, cold_levels, given_levels, updated_levels
from research_graph.analytics.lineage import Named
from research_graph.analytics.network import Network
from research_graph.analytics.partition import Partition
from research_graph.identity.keys import KEY_TABLES
from research_graph.schema.run_tables import LEVELS

GROUPS, EACH = 4, 14
TRUTH = [node // EACH for node in range(GROUPS * EACH)]
METHOD = Method("leiden", None, 1)


def network(pairs: set[tuple[int, int]], size: int = GROUPS * EACH) -> Network:
    ends = np.array(sorted(pairs))
    keys = pa.array([f"A{number:03}" for number in range(size)])
    return Network.from_edges(keys, ends[:, 0], ends[:, 1], np.ones(len(ends)), about={"network": "planted"})


def planted(seed: int = 0) -> set[tuple[int, int]]:
    random = Random(seed)
    inside = [(a, b) for b in range(len(TRUTH)) for a in range(b) if TRUTH[a] == TRUTH[b] and random.random() < 0.7]
    return {*inside, *((EACH * group, EACH * group + EACH) for group in range(GROUPS - 1))}


@pytest.fixture(scope="module")
def found() -> Levels:
    return cold_levels(network(planted()), METHOD)


def test_planted_groups_are_found_at_every_level(found: Levels) -> None:
    assert found.is_reliable
    assert found.verdict.startswith("reliable")
    assert {level: found.partitions[level].labels.tolist() for level in LEVELS} == dict.fromkeys(LEVELS, TRUTH)
    assert found.agreement is not None
    assert found.agreement.tolist() == [1.0] * len(TRUTH)
    assert found.scan.num_rows > 1


def test_without_reliable_structure_there_is_nothing_at_any_level() -> None:
    random = Random(1)
    noise = {(a, b) for b in range(60) for a in range(b) if random.random() < 0.1}
    found = cold_levels(network(noise, 60), METHOD)
    assert not found.is_reliable
    assert "no reliable structure" in found.verdict
    assert {level: found.partitions[level].count for level in ("group", "core")} == {"group": 0, "core": 0}


def test_a_given_resolution_is_taken_however_fine() -> None:
    found = cold_levels(network(planted()), Method("leiden", 64.0, 1))
    assert found.resolution == 64.0
    assert found.partitions["group"].count > GROUPS
    assert found.partitions["field"].labels.tolist() == TRUTH
    assert [row["resolution"] for row in found.scan.to_pylist() if row["is_chosen"]] in ([64.0], [])


def with_a_hub() -> Network:
    """Teams of six, and one person who writes most with the first and a little with each."""
    teams = {(a, b) for base in range(0, 72, 6) for b in range(base, base + 6) for a in range(base, b)}
    ends = np.array(sorted(teams | {(node, 72) for node in (*range(6), *range(6, 72, 6))}))
    weight = np.where(ends[:, 1] < 72, 1.0, np.where(ends[:, 0] < 6, 4.0, 0.5))
    keys = pa.array([f"A{number:03}" for number in range(73)])
    return Network.from_edges(keys, ends[:, 0], ends[:, 1], weight, about={"network": "hub"})


def test_the_groups_are_homed_when_found_and_when_updated() -> None:
    was, method = with_a_hub(), Method("leiden", 8.0, 1)
    levels = cold_levels(was, method)
    group = levels.partitions["group"].labels
    assert group[72] == 0
    assert (group[:6] == 0).all()
    assert levels.agreement is not None
    assert levels.agreement.min() == 1.0
    heavier = np.where((was.rows == 72) | (was.indices == 72), was.weights * 1.25, was.weights)
    now = Network(was.keys, was.indptr, was.indices, heavier, was.about)
    after = updated_levels(now, method, before(was, levels))
    assert after.partitions["group"].labels.tolist() == group.tolist()


def test_the_seeds_follow_the_first() -> None:
    assert Method("leiden", None, 5).seeds == (5, 6, 7)


def before(was: Network, levels: Levels) -> Before:
    named = {
        level: Named(was.keys, part, tuple(f"C{level}{label}" for label in range(part.count)))
        for level, part in levels.partitions.items()
    }
    return Before(was, named, levels.changed, KEY_TABLES["redirects"].empty_table())


def test_what_did_not_change_does_not_move(found: Levels) -> None:
    was = network(planted())
    again = updated_levels(was, Method("leiden", found.resolution, 1), before(was, found))
    assert {level: part.labels.tolist() for level, part in again.partitions.items()} == dict.fromkeys(LEVELS, TRUTH)
    assert again.changed == {"field": 0.0, "group": 0.0}


def test_a_newcomer_joins_those_that_they_work_with(found: Levels) -> None:
    was = network(planted())
    new = len(TRUTH)
    now = network(planted() | {(EACH + number, new) for number in range(5)}, new + 1)
    then = updated_levels(now, Method("leiden", found.resolution, 1), before(was, found))
    assert then.partitions["group"].labels.tolist() == [*TRUTH, 1]
    assert 0 < then.changed["group"] < 0.1


def test_given_groups_are_taken_as_they_are_but_connected() -> None:
    was = network(planted())
    halves = np.array([0 if label in (0, 3) else 1 for label in TRUTH])
    found = given_levels(was, Partition.of(halves), seed=1)
    assert found.partitions["group"].labels.tolist() == [{0: 0, 1: 1, 2: 1, 3: 2}[label] for label in TRUTH]
    assert found.partitions["field"].labels.tolist() == TRUTH
    assert (found.resolution, found.agreement, found.scan.num_rows) == (None, None, 0)
    assert "given from outside" in found.verdict
