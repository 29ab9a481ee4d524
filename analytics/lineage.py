"""Lineage: how a partition goes on from the one before, which clusters keep their keys, and what became of the others.

docs/lineage.md defines the events and says what was measured.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ..schema.keys import make_key
from ..schema.run_tables import RUN_TABLES
from .algorithm import Objective
from .compare import Overlap, best_pairs
from .greedy import Bools
from .homing import home
from .moving import changes, move, places, settle
from .network import Ints, Network
from .partition import NONE, Partition

WARM_FROM = 0.1
"""Share of the network's weight that changed, from which local moving falls behind and a warm round is made."""

MOST, LITTLE = 2, 10
"""A cluster may go on from an earlier one if they share more than half of the smaller and a tenth of the larger."""

GROWN = 10
"""A cluster has grown if it has at least a tenth more members."""


class Event(StrEnum):
    """What became of a cluster, or where it came from."""

    KEPT = "kept"
    GROWN = "grown"
    SPLIT = "split"
    MERGED = "merged"
    BORN = "born"
    DIED = "died"


@dataclass(frozen=True, slots=True)
class Update:
    """A partition that goes on from an earlier one.

    `changed`: share of the network's weight that changed since the last warm or cold run, for the `since` of the next
    update; 0 after a warm round.
    """

    partition: Partition
    is_warm: bool
    changed: float


class Fate(NamedTuple):
    """One event: labels (NONE: no such cluster), shared members, what share of each they are, and why in words."""

    event: Event
    cluster: int
    earlier: int
    shared: int
    share_of_earlier: float
    share_of_cluster: float
    reason: str


@dataclass(frozen=True, slots=True)
class Lineage:
    """What became of clusters: exactly one event for every later cluster and for every earlier one.

    `heirs`: by later label, the earlier label whose key is kept, or NONE. `events`: first every later cluster by label
    (kept and grown, which are the earlier cluster's event too, split, born), then every earlier one that did not go on,
    by label (merged, died).
    """

    heirs: Ints
    events: tuple[Fate, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A partition of nodes with keys, ascending, and the key of each of its clusters, by label."""

    keys: pa.StringArray
    partition: Partition
    clusters: tuple[str, ...]

    @classmethod
    def of(cls, members: pa.Table) -> Self:
        """From a level's rows of a run's members: author, cluster; each author once."""
        ordered = members.select(["author", "cluster"]).sort_by("author").combine_chunks()
        authors, clusters = (column.combine_chunks() for column in ordered.columns)
        coded = pc.dictionary_encode(clusters)
        labels = coded.indices.to_numpy().astype(np.int64)
        return cls(authors, Partition.of(labels), tuple(coded.dictionary.to_pylist()))


def carry(
    old: Partition, old_keys: pa.StringArray, new_keys: pa.StringArray, redirects: pa.Table | None = None
) -> Partition:
    """An earlier partition on later nodes: new ones are in no cluster.

    `redirects` (key, target): what a key that is gone became. A node that several earlier ones became is where the one
    with its own key was, else where the one with the smallest key was that had a cluster.
    """
    return Partition.of(_carried(old, old_keys, new_keys, redirects))


def update(
    network: Network,
    before: Network | None,
    start: Partition,
    *,
    resolution: float = 1.0,
    objective: Objective = Objective.MODULARITY,
    is_homed: bool = False,
    redirects: pa.Table | None = None,
    since: float = 0.0,
    warm_from: float = WARM_FROM,
) -> Update:
    """The partition that goes on from `start`, the earlier one carried onto the network's nodes.

    Local moving of what changed since `before`, or a warm round of all nodes where that and `since` (what earlier
    updates left) make at least `warm_from` of the network's weight. Clusters are connected; `start` must be so too.
    `is_homed`: `start` was (homing.py).
    """
    found = changes(before, network, start, redirects)
    changed = found.share + since
    if changed >= warm_from:
        settled = settle(network, start, resolution=resolution, objective=objective)
        # As in a cold run: joining whole clusters by the gains of homing makes them too coarse.
        warm = home(network, settled, resolution=resolution) if is_homed else settled
        return Update(warm, is_warm=True, changed=0.0)
    moved = move(network, start, found.nodes, resolution=resolution, objective=objective, is_homed=is_homed)
    return Update(moved, is_warm=False, changed=changed)


def match(old: Partition, new: Partition) -> Lineage:
    """What became of the clusters of `old`, by the members that they share with those of `new`, over the same nodes.

    Of all one-to-one pairs of clusters that may go on from each other (MOST, LITTLE), those with the most shared
    members in sum go on. The same clusters in another order give the same lineage.
    """
    pairs = _Pairs.of(old, new)
    may = np.flatnonzero(pairs.may_go_on)
    on = may[best_pairs(Overlap(pairs.earlier[may], pairs.cluster[may], pairs.shared[may]))]
    heirs, ends_in = np.full(new.count, NONE, dtype=np.int64), np.full(old.count, NONE, dtype=np.int64)
    heirs[pairs.cluster[on]], ends_in[pairs.earlier[on]] = pairs.earlier[on], pairs.cluster[on]
    rows = [*_origins(pairs, on, heirs), *_ends(pairs, ends_in)]
    return Lineage(heirs, tuple(rows))


def descend(
    earlier: Named | None,
    keys: pa.StringArray,
    partition: Partition,
    *,
    level: str,
    redirects: pa.Table | None = None,
    taken: Collection[str] = (),
) -> tuple[Named, pa.Table]:
    """Keys for the clusters of a level, and its rows of a run's `events`.

    `keys`: of the nodes, ascending. `taken`: every cluster key ever given, of any level; a cluster that goes on keeps
    its key, another gets one that was never used. Without an earlier partition every cluster is born.
    """
    old = earlier or Named(pa.array([], pa.string()), Partition.of(np.empty(0, np.int64)), ())
    people = _people(old.keys, keys, redirects)
    labels = _carried(old.partition, old.keys, people, redirects)
    later = np.full(len(people), NONE, dtype=np.int64)
    later[places(keys, people)] = partition.labels
    lineage = match(Partition.of(labels), Partition.of(later))
    names = [old.clusters[label] for label in labels[_first_nodes(labels)].tolist()]
    used = {*taken, *old.clusters}
    named: list[str] = []
    for heir, node in zip(lineage.heirs.tolist(), _first_nodes(partition.labels).tolist(), strict=True):
        named.append(names[heir] if heir >= 0 else make_key("C", f"{level}/{keys[node].as_py()}", used))
        used.add(named[-1])
    emptied = sorted(set(old.clusters).difference(names))
    return Named(keys, partition, tuple(named)), _table(lineage, level, named, names, emptied)


def _carried(old: Partition, old_keys: pa.Array, new_keys: pa.Array, redirects: pa.Table | None) -> Ints:
    """The old labels, not numbered anew, on later nodes."""
    place = places(old_keys, new_keys, redirects)
    named = np.flatnonzero((place >= 0) & (old.labels >= 0))
    if redirects is not None and len(redirects):
        itself = places(old_keys, new_keys)[named] >= 0
        named = named[np.lexsort((-named, itself))]  # of several on one place the last counts
    labels = np.full(len(new_keys), NONE, dtype=np.int64)
    labels[place[named]] = old.labels[named]
    return labels


def _people(old_keys: pa.Array, keys: pa.Array, redirects: pa.Table | None) -> pa.Array:
    """The later nodes, then the earlier ones that are gone, as what they became where they became anything."""
    gone = old_keys.filter(pa.array(places(old_keys, keys, redirects) < 0))
    if redirects is not None and len(redirects):
        steps = pc.index_in(gone, value_set=redirects["key"].combine_chunks())
        gone = pc.coalesce(redirects["target"].combine_chunks().take(steps), gone)
    return pa.concat_arrays([keys, pc.unique(gone).sort()])


def _first_nodes(labels: npt.NDArray[np.integer]) -> Ints:
    """The first node of every cluster, ascending: in the order of canonical labels."""
    found, first = np.unique(labels, return_index=True)
    return np.sort(first[found >= 0])


@dataclass(frozen=True, slots=True)
class _Pairs:
    """The pairs of an earlier and a later cluster that share members, by earlier, then later label.

    `of_earlier`, `of_cluster`: sizes of each pair's two clusters; `old_sizes`, `new_sizes`: of all clusters, by label.
    """

    earlier: Ints
    cluster: Ints
    shared: Ints
    of_earlier: Ints
    of_cluster: Ints
    old_sizes: Ints
    new_sizes: Ints

    @classmethod
    def of(cls, old: Partition, new: Partition) -> Self:
        both = (old.labels >= 0) & (new.labels >= 0)
        width = max(new.count, 1)
        codes, shared = np.unique(old.labels[both].astype(np.int64) * width + new.labels[both], return_counts=True)
        ends, sizes = (codes // width, codes % width), (old.sizes, new.sizes)
        return cls(*ends, shared.astype(np.int64), sizes[0][ends[0]], sizes[1][ends[1]], *sizes)

    @property
    def may_go_on(self) -> Bools:
        """Whether each pair shares enough for the later cluster to keep the earlier one's key."""
        smaller, larger = np.minimum(self.of_earlier, self.of_cluster), np.maximum(self.of_earlier, self.of_cluster)
        return (self.shared * MOST > smaller) & (self.shared * LITTLE >= larger)

    def greatest(self, end: Ints, *, among: Bools | None = None) -> dict[int, int]:
        """For every label at that end of the pairs (`earlier` or `cluster`), the pair that shares most."""
        other = self.cluster if end is self.earlier else self.earlier
        order = np.lexsort((other, -self.shared, end))
        order = order if among is None else order[among[order]]
        labels, first = np.unique(end[order], return_index=True)
        return dict(zip(labels.tolist(), order[first].tolist(), strict=True))

    def fate(self, event: Event, pair: int, reason: str) -> Fate:
        shared = int(self.shared[pair])
        shares = shared / int(self.of_earlier[pair]), shared / int(self.of_cluster[pair])
        return Fate(event, int(self.cluster[pair]), int(self.earlier[pair]), shared, *shares, reason)


def _origins(pairs: _Pairs, on: Ints, heirs: Ints) -> Iterator[Fate]:
    """The event of every later cluster."""
    goes_on = dict(zip(pairs.cluster[on].tolist(), on.tolist(), strict=True))
    comes_from = pairs.greatest(pairs.cluster, among=pairs.shared * MOST > pairs.of_cluster)
    any_pair = pairs.greatest(pairs.cluster)
    alive = set(heirs.tolist())
    for label, size in enumerate(pairs.new_sizes.tolist()):
        if label in goes_on:
            yield _gone_on(pairs, goes_on[label], size)
        elif label in comes_from:
            pair = comes_from[label]
            rest = "goes on without them" if int(pairs.earlier[pair]) in alive else "does not go on"
            reason = f"{pairs.shared[pair]} of {size} come from a cluster of {pairs.of_earlier[pair]} that {rest}"
            yield pairs.fate(Event.SPLIT, pair, reason)
        else:
            most = int(pairs.shared[any_pair[label]]) if label in any_pair else 0
            reason = f"at most {most} of {size} come from one cluster" if most else f"none of {size} was in a cluster"
            yield Fate(Event.BORN, label, NONE, 0, 0.0, 0.0, reason)


def _gone_on(pairs: _Pairs, pair: int, size: int) -> Fate:
    before, shared = int(pairs.of_earlier[pair]), int(pairs.shared[pair])
    stay = f"all {before} stay" if shared == before else f"{shared} of {before} stay"
    reason = stay if shared == size else f"{stay}, {size - shared} joined"
    has_grown = (size - before) * GROWN >= before
    return pairs.fate(Event.GROWN if has_grown else Event.KEPT, pair, reason)


def _ends(pairs: _Pairs, ends_in: Ints) -> Iterator[Fate]:
    """The event of every earlier cluster that does not go on."""
    goes_to = pairs.greatest(pairs.earlier, among=pairs.shared * MOST > pairs.of_earlier)
    any_pair = pairs.greatest(pairs.earlier)
    for label in np.flatnonzero(ends_in < 0).tolist():
        size = int(pairs.old_sizes[label])
        if label in goes_to:
            pair = goes_to[label]
            reason = f"{pairs.shared[pair]} of {size} went into a cluster of {pairs.of_cluster[pair]}"
            yield pairs.fate(Event.MERGED, pair, reason)
        else:
            most = int(pairs.shared[any_pair[label]]) if label in any_pair else 0
            reason = f"at most {most} of {size} stay together" if most else f"none of {size} is in a cluster"
            yield Fate(Event.DIED, NONE, label, 0, 0.0, 0.0, reason)


def _table(lineage: Lineage, level: str, named: list[str], names: list[str], emptied: list[str]) -> pa.Table:
    """Rows of a run's `events`; `emptied`: clusters whose members all became members of others."""
    rows = [
        {
            **fate._asdict(),
            "level": level,
            "cluster": named[fate.cluster] if fate.cluster >= 0 else None,
            "earlier": names[fate.earlier] if fate.earlier >= 0 else None,
        }
        for fate in lineage.events
    ]
    reason = "its members were merged into authors of other clusters"
    zeros = {"shared": 0, "share_of_earlier": 0.0, "share_of_cluster": 0.0}
    rows += [
        {"level": level, "event": Event.DIED, "cluster": None, "earlier": key, **zeros, "reason": reason}
        for key in emptied
    ]
    return pa.Table.from_pylist(rows, schema=RUN_TABLES["events"])
