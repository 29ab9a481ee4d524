"""What must change in a store so that it holds another build; made by assembly, carried out by an engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pyarrow as pa

from .kind import EdgeKind, NodeKind


@dataclass(frozen=True, slots=True)
class KindDifference:
    """The change of one kind, counted and readable any number of times, in bounded batches.

    `upserts()` yields the added and changed rows whole (columns as in kind.columns, any order of rows);
    `removals()` yields only the kind's identity columns.
    """

    kind: NodeKind | EdgeKind
    added: int
    changed: int
    removed: int
    unchanged: int
    upserts: Callable[[], Iterator[pa.RecordBatch]]
    removals: Callable[[], Iterator[pa.RecordBatch]]


@dataclass(frozen=True, slots=True)
class Published:
    """What a publish wrote: rows by what happened to them."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """All kinds' changes, node kinds first. `base` None: from nothing, every row is added."""

    base: str | None
    build: str
    kinds: tuple[KindDifference, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing has to be written."""
        return not any(kind.added or kind.changed or kind.removed for kind in self.kinds)

    def totals(self) -> dict[str, int]:
        """Rows added, changed, removed and unchanged over the kinds that people see."""
        shown = [kind for kind in self.kinds if not (isinstance(kind.kind, NodeKind) and kind.kind.internal)]
        return {
            name: sum(getattr(kind, name) for kind in shown) for name in ("added", "changed", "removed", "unchanged")
        }
