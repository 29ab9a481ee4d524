"""Whether clusters hold beyond the ties they were made from: a tenth of the ties is hidden, then looked for.

Agreement between seeds says that the optimum is distinct, not that it means something: chance weights on a chance
network make seeds agree (0.94 on the shuffled Anthology). What chance has made foretells no tie that it has not seen.
"""

from __future__ import annotations

import numpy as np

from .algorithm import DEFAULT, detect
from .network import Floats, Network
from .partition import Partition
from .subgraph import Flags

PARTS = 10
ENOUGH = 2_000


def foresight(network: Network, algorithm: str = DEFAULT, *, resolution: float = 1.0, seed: int = 1) -> float:
    """The share of what clusters hold together that holds for hidden ties too: 1 for all of it, about 0 by chance.

    (h - e) / (t - e), where clusters are found without a tenth of the ties, chosen by chance; h is the share of the
    hidden weight inside clusters, t that of the rest, e what the nodes' strengths alone put inside, Σ (volume / 2M)².
    Tenths are hidden one after the other until 2,000 ties have been, or each has been once. 0 where t is not above e;
    never below -1.
    """
    source, target, weight = network.once()
    part = np.random.default_rng(seed).permutation(len(source)) * PARTS // max(len(source), 1)
    rounds = min(PARTS, -(-ENOUGH * PARTS // max(len(source), 1)))
    hidden = kept = chance = 0.0
    for turn in range(rounds):
        is_hidden = part == turn
        if not is_hidden.any():
            continue
        seen = ~is_hidden
        rest = Network.from_edges(network.keys, source[seen], target[seen], weight[seen], about=network.about)
        labels = detect(rest, algorithm, resolution=resolution, seed=seed).labels
        is_inside = (labels[source] == labels[target]) & (labels[source] >= 0)
        hidden += _share(weight, is_hidden & is_inside, is_hidden)
        kept += _share(weight, seen & is_inside, seen)
        chance += _by_chance(rest, Partition(labels))
    return max((hidden - chance) / (kept - chance), -1.0) if kept - chance > 1e-9 else 0.0


def _share(weight: Floats, some: Flags, of: Flags) -> float:
    total = float(weight[of].sum())
    return float(weight[some].sum()) / total if total else 0.0


def _by_chance(network: Network, partition: Partition) -> float:
    member = partition.labels >= 0
    volume = np.bincount(partition.labels[member], weights=network.strength[member])
    return float(((volume / volume.sum()) ** 2).sum()) if len(volume) else 0.0
