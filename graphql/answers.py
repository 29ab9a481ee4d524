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
        self._held: tuple[str, int] | None = None
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()
        self._lock = Lock()

    @property
    def is_off(self) -> bool:
        """Whether nothing is ever kept."""
        return self._most <= 0

    def find(self, key: Hashable, held: tuple[str, int]) -> Kept | None:
        """The answer to that question under that publication."""
        with self._lock:
            found = self._kept.get(key) if held == self._held else None
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def keep(self, key: Hashable, held: tuple[str, int], answer: Kept) -> None:
        """Keeps an answer under the build and epoch it is of; those of another publication are let go."""
        size = len(answer.body) + OVERHEAD
        if size > self._most // 4:
            return
        with self._lock:
            if held != self._held:
                self._kept.clear()
                self._bytes, self._held = 0, held
            before = self._kept.pop(key, None)
            self._bytes += size - (len(before.body) + OVERHEAD if before else 0)
            self._kept[key] = answer
            while self._bytes > self._most:
                _, gone = self._kept.popitem(last=False)
                self._bytes -= len(gone.body) + OVERHEAD
