"""What a read through the port costs beside the bare SQL statement, on the full Anthology."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from .corpus import anthology
from .store_reads import measure
from .table import Line


def lines(data: Path, scratch: Path, *, runs: int) -> Iterator[Line]:
    """One row a question."""
    store = anthology(data, scratch).path / "store.sqlite"
    for result in measure(store, rounds=max(runs, 3)):
        detail = f"{result.ours:.2f} ms against {result.bare:.2f} ms"
        yield Line(f"SQLite: {result.name}", "bare SQL", result.ratio, "≤ 1.5", detail)
