"""Answers given before, kept as bytes for as long as the store holds the same publication; bounded in bytes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from threading import Lock

OVERHEAD = 500
"""Bytes that an entry takes beside its body."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The body of an answer without errors, its entity tag, and what it cost."""

    body: bytes
    tag: str
    cost: int


class Answers:
    """The least recently used go first. Safe to use from several threads."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._bytes = 0
        self._epoch = 0
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()
        self._lock = Lock()

    def find(self, key: Hashable, epoch: int) -> Kept | None:
        """The answer to that question under that publication."""
        with self._lock:
            found = self._kept.get(key) if epoch == self._epoch else None
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def keep(self, key: Hashable, epoch: int, answer: Kept) -> None:
        """Keeps an answer; those of an earlier publication are let go."""
        size = len(answer.body) + OVERHEAD
        if size > self._most // 4:
            return
        with self._lock:
            if epoch < self._epoch:
                return
            if epoch > self._epoch:
                self._kept.clear()
                self._bytes, self._epoch = 0, epoch
            before = self._kept.pop(key, None)
            self._bytes += size - (len(before.body) + OVERHEAD if before else 0)
            self._kept[key] = answer
            while self._bytes > self._most:
                _, gone = self._kept.popitem(last=False)
                self._bytes -= len(gone.body) + OVERHEAD
