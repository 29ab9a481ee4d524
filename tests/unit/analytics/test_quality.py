"""Quality of partitions: by hand, by slow loops over pairs, and by networkx."""

from itertools import combinations
from math import log10

import networkx as nx
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from research_graph.analytics.network import Network
from research_graph.analytics.partition import Partition
from research_graph.analytics.quality import Coverage, coverage, cpm, describe, modularity
from support.zoo import ZOO, clique, network_of, two_cliques


def of(*labels: int) -> Partition:
    return Partition.of(np.array(labels, dtype=np.int64))


def table(network: Network) -> dict[tuple[int, int], float]:
    return dict(zip(zip(*(ends.tolist() for ends in network.once()[:2]), strict=True), network.once()[2], strict=True))


def groups(partition: Partition) -> list[set[int]]:
    outside = [{node} for node in np.flatnonzero(partition.labels < 0).tolist()]
    return [set(members.tolist()) for members in partition.members()] + outside


def slow_modularity(network: Network, partition: Partition, resolution: float) -> float:
    edges = table(network)
    total = sum(edges.values())
    result = 0.0
    for group in groups(partition):
        inner = sum(weight for (a, b), weight in edges.items() if a in group and b in group)
        volume = sum(weight * ((a in group) + (b in group)) for (a, b), weight in edges.items())
        result += inner / total - resolution * (volume / (2 * total)) ** 2
    return result


def slow_cpm(network: Network, partition: Partition, resolution: float) -> float:
    edges = table(network)
    mean = sum(edges.values()) / len(edges)
    pairs = [pair for group in groups(partition) for pair in combinations(sorted(group), 2)]
    return sum(edges.get(pair, 0.0) - resolution * mean for pair in pairs) / sum(edges.values())


@st.composite
def clustered(draw: st.DrawFn) -> tuple[Network, Partition]:
    size = draw(st.integers(2, 9))
    pairs = draw(st.lists(st.sampled_from(list(combinations(range(size), 2))), min_size=1, unique=True))
    weights = draw(st.lists(st.integers(1, 40), min_size=len(pairs), max_size=len(pairs)))
    labels = draw(st.lists(st.integers(-1, 3), min_size=size, max_size=size))
    network = network_of(size, [(a, b, weight / 8) for (a, b), weight in zip(pairs, weights, strict=True)])
    return network, of(*labels)


@given(clustered(), st.sampled_from([0.1, 1.0, 7.0]))
def test_objectives_equal_slow_ones(given_one: tuple[Network, Partition], resolution: float) -> None:
    network, partition = given_one
    slow = slow_modularity(network, partition, resolution)
    assert modularity(network, partition, resolution=resolution) == pytest.approx(slow, abs=1e-12)
    slow = slow_cpm(network, partition, resolution)
    assert cpm(network, partition, resolution=resolution) == pytest.approx(slow, abs=1e-12)


@given(clustered())
def test_rows_equal_slow_ones(given_one: tuple[Network, Partition]) -> None:
    network, partition = given_one
    edges = table(network)
    graph = nx.empty_graph(len(network))
    graph.add_weighted_edges_from((a, b, weight) for (a, b), weight in edges.items())
    strengths = dict(graph.degree(weight="weight"))
    rows = describe(network, partition).to_pylist()
    assert [row["cluster"] for row in rows] == list(range(partition.count))
    for row, members in zip(rows, partition.members(), strict=True):
        group = set(members.tolist())
        inner, volume = graph.subgraph(group), sum(strengths[node] for node in group)
        leaving = sum(weight for (a, b), weight in edges.items() if (a in group) != (b in group))
        rest = sum(strengths.values()) - volume
        assert row["size"] == len(group)
        share = 2 * inner.size(weight="weight") / volume if volume else None
        assert row["internal_share"] == (pytest.approx(share) if volume else None)
        assert row["conductance"] == pytest.approx(leaving / min(volume, rest) if leaving else 0)
        assert row["is_connected"] == nx.is_connected(inner)
        cut = 0 if not nx.is_connected(inner) else nx.stoer_wagner(inner, weight=None)[0] if len(group) > 1 else None
        assert row["is_well_connected"] == (cut is not None and cut > log10(len(group)))
        assert row["cut"] in (None, cut)
        assert row["cut"] is not None or cut is None or cut >= 3


def test_modularity_of_the_karate_club_is_the_published_one() -> None:
    graph = nx.karate_club_graph()
    network = network_of(34, [(a, b, 1.0) for a, b in graph.edges])
    split = of(*(int(about["club"] == "Officer") for _, about in graph.nodes(data=True)))
    assert modularity(network, split) == pytest.approx(0.3582347, abs=1e-7)
    sides = [set(members.tolist()) for members in split.members()]
    assert modularity(network, split) == pytest.approx(nx.community.modularity(graph, sides, weight=None))
    expected = nx.community.modularity(graph, sides, weight=None, resolution=3)
    assert modularity(network, split, resolution=3) == pytest.approx(expected)


def test_two_cliques_by_hand() -> None:
    network = network_of(12, two_cliques())
    partition = of(*[0] * 6, *[1] * 6)
    assert modularity(network, partition) == 30 / 31 - 0.5
    assert cpm(network, partition, resolution=0.5) == 30 / 31 - 0.5 * 30 / 31
    agreement = np.array([1.0] * 6 + [0.5, 1.0, 1.0, 1.0, 1.0, 0.0])
    row = {"size": 6, "internal_share": 30 / 31, "conductance": 1 / 31, "cut": 5}
    fine = {"is_connected": True, "is_well_connected": True}
    assert describe(network, partition, agreement=agreement).to_pylist() == [
        {"cluster": 0, **row, **fine, "seed_agreement": 1.0},
        {"cluster": 1, **row, **fine, "seed_agreement": 0.75},
    ]
    together = describe(network, of(*[0] * 12)).to_pylist()
    assert together == [
        {
            "cluster": 0,
            "size": 12,
            "internal_share": 1.0,
            "conductance": 0.0,
            "cut": 1,
            "is_connected": True,
            "is_well_connected": False,
            "seed_agreement": None,
        }
    ]


def test_clusters_of_one_and_two_nodes_and_of_two_parts() -> None:
    network = network_of(6, [(0, 1, 2.0), (1, 2, 2.0), (3, 4, 1.0)])
    rows = describe(network, of(0, 0, 1, 2, 1, 3)).select(
        ["size", "internal_share", "conductance", "cut", "is_connected", "is_well_connected"]
    )
    assert [tuple(row.values()) for row in rows.to_pylist()] == [
        (2, 2 / 3, 0.5, 1, True, True),
        (2, 0.0, 1.0, 0, False, False),
        (1, 0.0, 1.0, None, True, False),
        (1, None, 0.0, None, True, False),
    ]


def test_a_cut_that_is_only_bounded_is_null() -> None:
    cube = nx.hypercube_graph(4)  # 16 nodes, cut 4: that it is at least 3 is enough
    network = network_of(16, [(a, b, 1.0) for a, b in nx.convert_node_labels_to_integers(cube).edges])
    row = describe(network, of(*[0] * 16)).to_pylist()[0]
    assert (row["cut"], row["is_well_connected"]) == (None, True)


@pytest.mark.parametrize("name", ZOO)
def test_the_zoo_has_shares_between_0_and_1(name: str) -> None:
    network = ZOO[name]
    for partition in (Partition.of(np.arange(len(network)) // 3), Partition.of(np.full(len(network), -1))):
        rows = describe(network, partition)
        assert rows["size"].to_pylist() == partition.sizes.tolist()
        for name in ("internal_share", "conductance"):
            assert all(0 <= share <= 1 for share in rows[name].to_pylist() if share is not None)
        assert -1 <= modularity(network, partition) <= 1
        assert cpm(network, partition, resolution=0.0) <= 1


def test_the_columns() -> None:
    expected = pa.schema(
        {
            "cluster": pa.int32(),
            "size": pa.int64(),
            "internal_share": pa.float64(),
            "conductance": pa.float64(),
            "cut": pa.int64(),
            "is_connected": pa.bool_(),
            "is_well_connected": pa.bool_(),
            "seed_agreement": pa.float64(),
        }
    )
    assert describe(ZOO["clique"], of(*[0] * 8)).schema == expected
    assert describe(ZOO["empty"], of()).schema == expected


@settings(max_examples=30)
@given(clustered(), st.sampled_from([2.0**-9, 64.0]))
def test_scaling_weights_changes_nothing(given_one: tuple[Network, Partition], scale: float) -> None:
    network, partition = given_one
    scaled = Network(network.keys, network.indptr, network.indices, network.weights * scale)
    assert describe(scaled, partition) == describe(network, partition)
    assert modularity(scaled, partition) == modularity(network, partition)
    assert cpm(scaled, partition, resolution=0.3) == cpm(network, partition, resolution=0.3)


def test_coverage() -> None:
    network = network_of(5, [*clique(range(3)), (2, 3, 1.0)])
    assert coverage(network, of(0, 0, 0, -1, -1)) == Coverage(linked=0.75, all=0.6)
    assert coverage(ZOO["only isolated nodes"], of(0, 0, -1, -1)) == Coverage(linked=1.0, all=0.5)
    assert coverage(ZOO["empty"], of()) == Coverage(linked=1.0, all=1.0)
