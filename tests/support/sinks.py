"""A loader's sink that keeps what it gets, for tests of loaders alone."""

from __future__ import annotations

from dataclasses import dataclass, field

from research_graph.schema.records import Record


@dataclass(slots=True)
class KeepingSink:
    """Records as given; rejections and repairs as (locator, reason)."""

    records: list[Record] = field(default_factory=list)
    rejected: list[tuple[str, str]] = field(default_factory=list)
    repaired: list[tuple[str, str]] = field(default_factory=list)
    excerpts: list[str | None] = field(default_factory=list)

    def add(self, record: Record) -> None:
        self.records.append(record)

    def reject(self, locator: str, reason: str, excerpt: str | None = None) -> None:
        self.rejected.append((locator, reason))
        self.excerpts.append(excerpt)

    def repair(self, locator: str, reason: str, excerpt: str | None = None) -> None:
        self.repaired.append((locator, reason))
        self.excerpts.append(excerpt)
