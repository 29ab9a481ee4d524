"""Graphs that break community detection, each small enough to think through."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

import networkx as nx
import numpy as np
import pyarrow as pa
from research_graph.analytics.network import Network

Edge = tuple[int, int, float]


def network_of(size: int, edges: Iterable[Edge], *, prefix: str = "A") -> Network:
    table = np.array(list(edges), dtype=np.float64).reshape(-1, 3)
    keys = pa.array([f"{prefix}{number:05}" for number in range(size)], pa.string())
    ends = (table[:, column].astype(np.int64) for column in (0, 1))
    return Network.from_edges(keys, *ends, table[:, 2], about={"network": "zoo"})


def clique(nodes: Iterable[int], weight: float = 1.0) -> list[Edge]:
    return [(a, b, weight) for a, b in combinations(nodes, 2)]


def two_cliques(size: int = 6) -> list[Edge]:
    return [*clique(range(size)), *clique(range(size, 2 * size)), (0, size, 1.0)]


def ring_of_cliques(count: int = 8, size: int = 5) -> list[Edge]:
    inside = [edge for ring in range(count) for edge in clique(range(ring * size, (ring + 1) * size))]
    return inside + [(ring * size, (ring + 1) % count * size + 1, 1.0) for ring in range(count)]


def karate() -> list[Edge]:
    return [(a, b, float(about["weight"])) for a, b, about in nx.karate_club_graph().edges(data=True)]


def planted(groups: int = 4, size: int = 25, inside: float = 0.4, outside: float = 0.02) -> list[Edge]:
    found = nx.planted_partition_graph(groups, size, inside, outside, seed=5)
    return [(a, b, 1.0) for a, b in found.edges]


def weighted() -> list[Edge]:
    """One clique whose weights alone make two groups; no weight is a short binary fraction."""
    heavy = [(a, b) for group in (range(5), range(5, 10)) for a, b in combinations(group, 2)]
    return [(a, b, 1.1 + (a + b) / 7 if (a, b) in heavy else 0.013 + a / 900) for a, b in combinations(range(10), 2)]


ZOO = {
    "empty": network_of(0, []),
    "one node": network_of(1, []),
    "one edge": network_of(2, [(0, 1, 1.0)]),
    "only isolated nodes": network_of(4, []),
    "star": network_of(9, [(0, leaf, 1.0) for leaf in range(1, 9)]),
    "clique": network_of(8, clique(range(8))),
    "two cliques with a bridge": network_of(12, two_cliques()),
    "ring of cliques": network_of(40, ring_of_cliques()),
    "karate": network_of(34, karate()),
    "planted": network_of(100, planted()),
    "weighted": network_of(10, weighted()),
    "disconnected": network_of(9, [*clique(range(3)), *clique(range(3, 6)), *clique(range(6, 9))]),
    "with isolated nodes": network_of(15, [(a + 2, b + 2, w) for a, b, w in two_cliques()]),
    "weights of all sizes": network_of(6, [(0, 1, 1e300), (1, 2, 1e-300), (2, 3, 1.0), (3, 4, 5e-324), (4, 5, 7e-7)]),
}
