"""Keys that last: a cluster takes over the key of the earlier entity most of whose members it holds.

An earlier key that no cluster took redirects to the cluster that holds most of its members, or to nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from operator import itemgetter

from ..schema.keys import make_key

Overlap = Counter[tuple[str, int]]
"""How many members of an earlier key are in a cluster now."""


class Registry:
    """Gives keys to clusters, kind after kind, and knows what became of earlier keys."""

    def __init__(self, redirects: Mapping[str, str | None]) -> None:
        self._redirects = dict(redirects)
        self._live: set[str] = set()
        self.report: Counter[str] = Counter()

    def assign(
        self,
        letter: str,
        *,
        overlap: Overlap,
        sizes: Sequence[int],
        earlier: Iterable[str],
        smallest: Callable[[set[int]], Mapping[int, str]],
    ) -> list[str]:
        """The key of each cluster 0…n-1, of `sizes` members.

        `earlier` are this letter's keys so far; `smallest` gives the smallest member (text) of the clusters asked for.
        Ties of overlap go to the larger cluster, then to the smaller key, then to the smaller cluster number.
        """
        keys, contested = _uncontested(overlap)
        taken = set(keys.values())
        best: dict[str, tuple[int, int]] = {}
        for (key, cluster), count in sorted(
            contested, key=lambda item: (-item[1], -sizes[item[0][1]], item[0][0], item[0][1])
        ):
            best.setdefault(key, (count, cluster))
            if key not in taken and cluster not in keys:
                keys[cluster] = key
                taken.add(key)
        missing = {cluster for cluster in range(len(sizes)) if cluster not in keys}
        members = smallest(missing)
        for cluster in sorted(missing):
            # A key that only redirects now was made from this very member, so it comes back with its entity.
            keys[cluster] = make_key(letter, members[cluster], taken)
            taken.add(keys[cluster])
        gone = set(earlier) - taken
        for key in gone:
            self._redirects[key] = keys[best[key][1]] if key in best else None
        self._live |= taken
        self.report["kept_keys"] += len(sizes) - len(missing)
        self.report["new_keys"] += len(missing)
        self.report["ended_keys"] += len(gone)
        return [keys[cluster] for cluster in range(len(sizes))]

    def keep(self, keys: Collection[str]) -> None:
        """Each cluster has the key that it had, and none has ended."""
        self._live |= set(keys)
        self.report["kept_keys"] += len(keys)

    def redirects(self) -> dict[str, str | None]:
        """Every key given out that stands for nothing now, with what took its place, chains collapsed; by key."""
        return {key: self._last(key) for key in sorted(self._redirects) if key not in self._live}

    def _last(self, key: str) -> str | None:
        seen: set[str] = set()
        at: str | None = key
        while at is not None and at not in self._live and at not in seen:
            seen.add(at)
            at = self._redirects.get(at)
        return at if at in self._live else None


def _uncontested(overlap: Overlap) -> tuple[dict[int, str], list[tuple[tuple[str, int], int]]]:
    """Keys by cluster where neither meets another one, which nothing can change, and all other overlaps."""
    clusters, keys = Counter(map(itemgetter(0), overlap)), Counter(map(itemgetter(1), overlap))
    sure = {cluster: key for key, cluster in overlap if clusters[key] == 1 == keys[cluster]}
    return sure, [item for item in overlap.items() if item[0][1] not in sure]
