"""Which of its possible labels each cluster bears, so that none is called as another one or as what it lies in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np

from .network import Ints
from .partition import NONE, Partition


class Options:
    """The labels that a cluster may bear: its phrases, and with ever more of the others after them.

    A label begins with a capital. `others` repeat nothing before them.
    """

    def __init__(self, phrases: Sequence[str], others: Iterator[str]) -> None:
        self._phrases, self._least = [*phrases], len(phrases)
        self._others = others

    def __getitem__(self, more: int) -> str:
        """The label with so many others."""
        label = ", ".join(self._phrases[: self._least + more])
        return label[:1].upper() + label[1:]

    def has(self, more: int) -> bool:
        """Whether there are so many others."""
        missing = self._least + more - len(self._phrases)
        self._phrases += islice(self._others, max(missing, 0))
        return self._least + more <= len(self._phrases)

    def includes(self, label: str) -> bool:
        """Whether that label is one of them."""
        more = 0
        while self.has(more) and len(self[more]) <= len(label):
            if self[more] == label:
                return True
            more += 1
        return False

    def says(self, label: str) -> bool:
        """Whether the cluster may say all that a label says, in whatever order."""
        self._phrases += self._others
        said = {part for phrase in self._phrases for part in phrase.split(", ")}
        first, *rest = label.split(", ")
        return first in {part[:1].upper() + part[1:] for part in said} and said.issuperset(rest)


class Earlier(NamedTuple):
    """What a cluster was called in an earlier run, and whether its members and papers are as many as then."""

    label: str
    is_same: bool


def told_apart(
    options: Sequence[Options], *, above: Sequence[Collection[str]], earlier: Sequence[Earlier | None]
) -> list[str]:
    """One label a cluster of a level: its shortest, or longer ones as long as it is another's or one of those `above`.

    All clusters that share a label take a longer one, as far as they have any. `above`: what the clusters are called
    that a cluster lies in. A label of an earlier run stays where the cluster may still bear it, or is the same and may
    still say all of it, and no other cluster keeps the same. Capitals do not make labels different.
    """
    barred = [{label.lower() for label in labels} for labels in above]
    kept = _kept(options, barred, earlier)
    more = [0] * len(options)
    while True:
        labels = [label or each[count] for each, count, label in zip(options, more, kept, strict=True)]
        times = Counter(label.lower() for label in labels)
        longer = [
            cluster
            for cluster, label in enumerate(label.lower() for label in labels)
            if kept[cluster] is None
            and (times[label] > 1 or label in barred[cluster])
            and options[cluster].has(more[cluster] + 1)
        ]
        if not longer:
            return labels
        for cluster in longer:
            more[cluster] += 1


def _kept(
    options: Sequence[Options], barred: Sequence[Collection[str]], earlier: Sequence[Earlier | None]
) -> list[str | None]:
    """The label that each cluster keeps, if any."""
    times = Counter(each.label.lower() for each in earlier if each)
    return [
        told.label
        if told
        and times[told.label.lower()] == 1
        and told.label.lower() not in names
        and (each.includes(told.label) or (told.is_same and each.says(told.label)))
        else None
        for each, names, told in zip(options, barred, earlier, strict=True)
    ]


def above(partition: Partition, coarser: Sequence[tuple[Partition, Sequence[str]]]) -> list[list[str]]:
    """What the clusters of other levels are called that hold most members of each cluster, of equals the first."""
    found: list[list[str]] = [[] for _ in range(partition.count)]
    for other, labels in coarser:
        for names, parent in zip(found, _parents(partition, other).tolist(), strict=True):
            names += [labels[parent]] if parent >= 0 else []
    return found


def _parents(finer: Partition, coarser: Partition) -> Ints:
    both = (finer.labels >= 0) & (coarser.labels >= 0)
    width = max(coarser.count, 1)
    pairs, count = np.unique(finer.labels[both].astype(np.int64) * width + coarser.labels[both], return_counts=True)
    inner, outer = pairs // width, pairs % width
    order = np.lexsort((-outer, count))  # of several on one place the last counts
    found = np.full(finer.count, NONE, dtype=np.int64)
    found[inner[order]] = outer[order]
    return found
