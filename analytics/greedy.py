"""Greedy moves of single nodes between clusters, and what the objective takes off for keeping two nodes together.

The moves are those of Louvain (Blondel et al. 2008); moving.py says which nodes may make them, homing.py from where.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from .algorithm import Objective
from .network import Floats, Ints, Network

Bools = npt.NDArray[np.bool_]

SAME = 1e-9
"""Weights and gains that differ by at most this share are equal."""

MOST_SWEEPS = 50
"""Sweeps over the candidates at most; every move gains, so that real networks stop long before."""

FEW = 1_000
"""So many candidates are looked at one by one; of more, those that gain nothing are left out beforehand."""


@dataclass(frozen=True, slots=True)
class NullModel:
    """What an objective takes off the weight inside clusters: `penalty` times the masses of each two nodes together."""

    mass: Floats
    penalty: float

    @classmethod
    def of(cls, network: Network, resolution: float, objective: Objective, *, is_homed: bool) -> Self:
        """Mass 1 for CPM, for modularity the strength; `is_homed`: of at most the mean strength (homing.py)."""
        if objective is Objective.CPM:
            mean = float(network.weights.mean()) if len(network.weights) else 0.0
            return cls(np.ones(len(network)), resolution * mean)
        strength = network.strength
        total = float(strength.sum())
        if not total:
            return cls(strength, 0.0)
        mean = total / np.count_nonzero(strength)
        return cls(np.minimum(strength, mean) if is_homed else strength, resolution / total)


class Moves:
    """Greedy moves on plain lists: node arrays as a whole, rows of the matrix only where a node is looked at.

    `labels`: of each node, NONE for no cluster. Only the clusters of the `changed` nodes take part.
    """

    def __init__(self, matrix: csr_array, model: NullModel, labels: Ints, changed: Bools) -> None:
        matrix.sort_indices()
        self.matrix, self.model = matrix, model
        self.indices, self.weights, self.penalty = matrix.indices, matrix.data, model.penalty
        self.starts: list[int] = matrix.indptr.tolist()
        self.mass: list[float] = model.mass.tolist()
        self.labels: list[int] = labels.tolist()
        named = labels >= 0
        self.inside: list[float] = np.bincount(labels[named], weights=model.mass[named]).tolist()
        self.touched: set[int] = set()
        self.open: set[int] = set(np.unique(labels[changed & named]).tolist())

    def run(self, movable: Bools, inertia: Floats) -> Ints:
        """The labels when no movable node gains any more; `inertia`: each one's least gain over its strength."""
        may_move: list[bool] = movable.tolist()
        least: list[float] = inertia.tolist()
        candidates: list[int] = np.flatnonzero(movable).tolist()
        for _ in range(MOST_SWEEPS):
            gaining = candidates if len(candidates) <= FEW else self._gaining(np.array(candidates), inertia)
            moved = [node for node in gaining if self._move(node, least[node])]
            again = {
                other
                for node in moved
                for other in self.indices[self.starts[node] : self.starts[node + 1]].tolist()
                if may_move[other] and self.labels[other] != self.labels[node]
            }
            # Who came or went changed what a cluster costs those who are no neighbors, too: asked when it is quiet.
            candidates = sorted(again) or self._gaining(np.flatnonzero(movable & self._concerned()), inertia)
            if not candidates:
                break
        return np.array(self.labels, dtype=np.int64)

    def _concerned(self) -> Bools:
        """Nodes in or next to a cluster whose mass is another one since this was last asked: it costs more, or less."""
        labels = np.array(self.labels, dtype=np.int64)
        touched = np.append(np.zeros(len(self.inside), dtype=bool), np.False_)  # the last one stands for NONE
        touched[np.fromiter(self.touched, np.int64)] = True
        self.touched.clear()
        is_near = np.concatenate([[0], np.cumsum(touched[labels[self.indices]])])[self.matrix.indptr]
        return np.asarray(touched[labels] | (np.diff(is_near) > 0))

    def _gaining(self, nodes: Ints, inertia: Floats) -> list[int]:
        """Which of the nodes would move as things stand, found for all of them at once."""
        labels, inside = np.array(self.labels, dtype=np.int64), np.array(self.inside, dtype=np.float64)
        mass = self.model.mass[nodes]
        named = labels >= 0
        ends = np.concatenate([[0], np.cumsum(named)])
        member = csr_array((np.ones(ends[-1]), labels[named], ends), shape=(len(labels), len(inside)))
        links = (self.matrix[nodes] @ member).tocsr()
        row = np.repeat(np.arange(len(nodes)), np.diff(links.indptr))
        is_open = np.zeros(len(inside), dtype=bool)
        is_open[np.fromiter(self.open, np.int64)] = True
        own = labels[nodes]
        stays = links.indices == own[row]
        strength = np.bincount(row, weights=links.data, minlength=len(nodes))
        stay = inertia[nodes] * strength - self.penalty * mass * (inside[own] - mass)
        stay[row[stays]] += links.data[stays]
        gain = links.data - self.penalty * mass[row] * inside[links.indices]
        better = is_open[links.indices] & ~stays & (gain > (stay + SAME * strength)[row])
        moves = stay < -SAME * strength
        moves[row[better]] = True
        found: list[int] = nodes[moves].tolist()
        return found

    def _move(self, node: int, inertia: float) -> bool:
        """Puts a node where it gains most: an open cluster next to it, or one of its own. Whether it moved."""
        own, mass, labels, inside = self.labels[node], self.mass[node], self.labels, self.inside
        row = slice(self.starts[node], self.starts[node + 1])
        links: dict[int, float] = {own: 0.0}
        for other, weight in zip(self.indices[row].tolist(), self.weights[row].tolist(), strict=True):
            label = labels[other]
            links[label] = links.get(label, 0.0) + weight
        strength = sum(links.values())
        pull = self.penalty * mass
        best, most = own, links[own] - pull * (inside[own] - mass) + inertia * strength
        for label in sorted(links):
            if label != own and label in self.open:
                gain = links[label] - pull * inside[label]
                if gain > most + SAME * strength:
                    best, most = label, gain
        if most < -SAME * strength:
            best = len(inside)
            inside.append(0.0)
            self.open.add(best)
        if best == own:
            return False
        labels[node] = best
        self.touched.update((own, best))
        inside[own] -= mass
        inside[best] += mass
        return True
