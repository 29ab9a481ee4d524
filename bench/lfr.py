"""Planted communities to test against (LFR: Lancichinetti, Fortunato, Radicchi 2008), fast enough for 100,000 nodes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from research_graph.analytics.network import Ints, Network
from research_graph.analytics.partition import Partition

ROUNDS = 200


@dataclass(frozen=True, slots=True)
class Shape:
    """What a graph is drawn from: power laws of degrees and of community sizes, and where they are cut.

    `mixing`: the share of a node's edges that leave its community.
    """

    nodes: int
    mixing: float
    mean_degree: float = 10.0
    max_degree: int = 50
    degree_exponent: float = 2.5
    min_community: int = 20
    max_community: int = 200
    community_exponent: float = 1.5


@dataclass(frozen=True, slots=True)
class Planted:
    """A network and its communities; `mixing`: the share of its edges that really run between communities."""

    network: Network
    truth: Partition
    mixing: float


def planted(shape: Shape, seed: int) -> Planted:
    """The graph of that shape and seed. Edges that cannot be placed without a loop or a parallel edge are left out."""
    random = np.random.default_rng(seed)
    degrees = _degrees(shape, random)
    inside = np.floor(degrees * (1 - shape.mixing) + random.random(shape.nodes)).astype(np.int64)
    sizes = _sizes(shape, random)
    inside = np.minimum(inside, sizes.max() - 1)
    community = _assign(sizes, inside, random)
    inner = _pairs(inside, community, random)
    outer = _pairs(degrees - inside, np.zeros(shape.nodes, np.int64), random)
    inner = _untangled(inner, community, random, across=False)
    outer = _untangled(outer, community, random, across=True)
    ends = np.concatenate([inner, outer])
    keys = pa.array([f"n{node:09d}" for node in range(shape.nodes)])
    about = {"network": "lfr", "nodes": shape.nodes, "mixing": shape.mixing, "seed": seed}
    network = Network.from_edges(keys, ends[:, 0], ends[:, 1], np.ones(len(ends)), about=about)
    return Planted(network, Partition.of(community), len(outer) / max(len(ends), 1))


def _power_law(uniform: npt.NDArray[np.float64], low: float, high: float, exponent: float) -> npt.NDArray[np.float64]:
    """Values between low and high with a density that falls as value ** -exponent (exponent above 1)."""
    power = 1 - exponent
    drawn: npt.NDArray[np.float64] = (low**power + uniform * (high**power - low**power)) ** (1 / power)
    return drawn


def _degrees(shape: Shape, random: np.random.Generator) -> Ints:
    uniform = random.random(shape.nodes)
    low, high = 0.5, float(shape.max_degree)
    for _ in range(40):
        middle = (low + high) / 2
        mean = _power_law(uniform, middle, shape.max_degree, shape.degree_exponent).mean()
        low, high = (middle, high) if mean < shape.mean_degree else (low, middle)
    drawn = _power_law(uniform, low, shape.max_degree, shape.degree_exponent)
    return np.maximum(np.floor(drawn + random.random(shape.nodes)), 1).astype(np.int64)


def _sizes(shape: Shape, random: np.random.Generator) -> Ints:
    uniform = random.random(shape.nodes // shape.min_community + 1)
    drawn = _power_law(uniform, shape.min_community, shape.max_community + 1, shape.community_exponent).astype(np.int64)
    count = int(np.searchsorted(np.cumsum(drawn), shape.nodes, side="right"))
    sizes = np.maximum(drawn[: max(count, 1)], 1)
    missing = shape.nodes - int(sizes.sum())
    return sizes + np.bincount(random.integers(len(sizes), size=missing), minlength=len(sizes)).astype(np.int64)


def _assign(sizes: Ints, inside: Ints, random: np.random.Generator) -> Ints:
    """A community for each node, by chance among those with more members than the node has edges inside."""
    by_size = np.argsort(-sizes, kind="stable")
    places = np.repeat(by_size, sizes[by_size])
    by_need = np.argsort(-inside, kind="stable")
    reach = np.searchsorted(-sizes[places], -inside[by_need], side="left")
    free = places.copy()
    bound = int(np.count_nonzero(reach < len(places)))
    for turn in range(bound):
        other = int(random.integers(turn, max(int(reach[turn]), turn + 1)))
        free[turn], free[other] = free[other], free[turn]
    free[bound:] = random.permutation(free[bound:])
    community = np.empty(len(inside), np.int64)
    community[by_need] = free
    return community


def _pairs(stubs: Ints, group: Ints, random: np.random.Generator) -> Ints:
    """Edges (m, 2) made of the nodes' stubs, paired by chance within each group; an odd stub of a group is lost."""
    owner = np.repeat(np.arange(len(stubs), dtype=np.int64), stubs)
    owner = owner[np.lexsort((random.random(len(owner)), group[owner]))]
    count = np.bincount(group[owner])
    starts = np.cumsum(count) - count
    last = (starts + count - 1)[count % 2 == 1]
    return np.delete(owner, last).reshape(-1, 2)


def _untangled(edges: Ints, community: Ints, random: np.random.Generator, *, across: bool) -> Ints:
    """Edges without loops and parallels: the ends of bad edges are dealt out anew together with those of good ones.

    Across: an edge inside a community is bad too; ends are exchanged among all edges, otherwise within the community.
    """
    group = np.zeros(len(edges), np.int64) if across else community[edges[:, 0]]
    settled = []
    for _ in range(ROUNDS):
        bad = _is_bad(edges, community, across=across)
        open_groups = np.zeros(int(group.max(initial=0)) + 1, bool)
        open_groups[group[bad]] = True
        kept = open_groups[group]
        settled.append(edges[~kept])
        edges, group, bad = edges[kept], group[kept], np.flatnonzero(bad[kept])
        if not len(bad):
            break
        count = np.bincount(group)
        helper = (np.cumsum(count) - count)[group[bad]] + random.integers(count[group[bad]])
        chosen = np.unique(np.concatenate([bad, helper]))
        ends = edges[chosen].ravel()
        order = np.lexsort((random.random(len(ends)), np.repeat(group[chosen], 2)))
        edges[chosen] = ends[order].reshape(-1, 2)
    return np.concatenate([*settled, edges[~_is_bad(edges, community, across=across)]])


def _is_bad(edges: Ints, community: Ints, *, across: bool) -> npt.NDArray[np.bool_]:
    low, high = edges.min(axis=1), edges.max(axis=1)
    bad = community[low] == community[high] if across else low == high
    repeated = np.ones(len(edges), bool)
    repeated[np.unique(low * len(community) + high, return_index=True)[1]] = False
    return np.asarray(bad | repeated)
