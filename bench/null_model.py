"""A network without structure to compare with: every node keeps its degree, everything else is chance."""

from __future__ import annotations

import numpy as np
from research_graph.analytics.network import Ints, Network

ROUNDS = 10
"""Every edge is offered this many swaps; after about five nothing of the old wiring is left to see."""


def shuffled(network: Network, seed: int) -> Network:
    """The network rewired by double edge swaps, and its weights dealt out anew; no loops, no parallel edges.

    Each round pairs all edges by chance and exchanges one end of each pair (a–b, c–d become a–d, c–b) wherever that
    makes no loop and no edge that is there already. Degrees stay exactly; the same seed gives the same network.
    """
    random = np.random.default_rng(seed)
    source, target, weight = network.once()
    for _ in range(ROUNDS):
        source, target = _swap(source, target, len(network), random)
    about = {**network.about, "shuffled": seed}
    return type(network).from_edges(network.keys, source, target, random.permutation(weight), about=about)


def _swap(source: Ints, target: Ints, size: int, random: np.random.Generator) -> tuple[Ints, Ints]:
    order = random.permutation(len(source))
    half = len(order) // 2
    one, other = order[:half], order[half : 2 * half]
    turned = random.random(len(source)) < 0.5
    source, target = np.where(turned, target, source), np.where(turned, source, target)
    proposed = _names(np.concatenate([source[one], source[other]]), np.concatenate([target[other], target[one]]), size)
    loops = proposed % (size + 1) == 0
    there = np.sort(_names(source, target, size))
    place = np.minimum(np.searchsorted(there, proposed), max(len(there) - 1, 0))
    taken = there[place] == proposed if len(there) else loops
    _, which, count = np.unique(proposed, return_inverse=True, return_counts=True)
    fits = ~(loops | taken | (count[which] > 1))
    accepted = fits[:half] & fits[half:]
    one, other = one[accepted], other[accepted]
    target[one], target[other] = target[other], target[one]
    return source, target


def _names(source: Ints, target: Ints, size: int) -> Ints:
    """A number for each edge, whichever way round it is given; those of loops are multiples of size + 1."""
    return np.minimum(source, target) * size + np.maximum(source, target)
