"""What a build may be told: parameters change what it says and are part of its id, resources only how it is made."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from ..schema.errors import UsageError


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a build says, apart from its records and keys.

    `source_order`: whose word comes first where sources differ; sources that are not named follow alphabetically.
    `max_pair_authors`: papers with more authors make no co-authorship pairs. `half_life`: years after which a shared
    paper counts half towards recent strength. `close_…`: what a close tie has at least.
    `reference_year`: the year that recency refers to; None: the newest year with at least 1% of the papers.
    """

    source_order: tuple[str, ...] = ("acl-anthology", "dblp", "arxiv", "openalex")
    max_pair_authors: int = 100
    half_life: float = 1.0
    close_min_papers: int = 2
    close_min_strength: float = 0.2
    reference_year: int | None = None

    def __post_init__(self) -> None:
        if self.max_pair_authors < 2:
            raise UsageError(f"max_pair_authors is {self.max_pair_authors}", hint="a pair needs at least 2 authors")
        if not self.half_life > 0:
            raise UsageError(f"half_life is {self.half_life}", hint="give a number of years above 0")
        if len(set(self.source_order)) != len(self.source_order):
            raise UsageError(f"source_order names a source twice: {', '.join(self.source_order)}")

    def order(self, sources: list[str]) -> list[str]:
        """Those sources in the order in which they are heard."""
        named = [source for source in self.source_order if source in sources]
        return named + sorted(set(sources) - set(named))

    def as_json(self) -> dict[str, object]:
        """As kept in a manifest."""
        return asdict(self) | {"source_order": list(self.source_order)}


@dataclass(frozen=True, slots=True)
class Resources:
    """What DuckDB may use. `temp`: folder for what does not fit in memory; None: inside the folder being built."""

    memory_limit: str = "600MB"
    threads: int = 1
    temp: Path | None = None
