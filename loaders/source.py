"""What every source module offers and gets: `SOURCE` and `read(paths, sink, progress=…)`, one module a source.

`read` finds, parses and adapts: it gives every record to the sink, reports what it cannot use with a locator, and
returns the release that the data names (a sortable text such as 2025-11-24), None where it names none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ..schema.records import Record

Progress = Callable[[str, int, int | None], None]
"""Called with a phase, the units done and the units in all (None: not known)."""


@dataclass(frozen=True, slots=True)
class Source:
    """A source as a user names it. `version` grows when the same bytes give other records."""

    name: str
    title: str
    license: str | None
    home: str | None
    version: int = 1


class Sink(Protocol):
    """Where a loader puts what it read. Nothing it gets is lost: records are staged, the rest is counted and kept."""

    def add(self, record: Record) -> None:
        """A record. A second record of the same kind and id replaces the first if its `updated` is not older."""

    def reject(self, locator: str, reason: str, excerpt: str | None = None) -> None:
        """A record that cannot be used."""

    def repair(self, locator: str, reason: str, excerpt: str | None = None) -> None:
        """A part of a record that was left out, such as an invalid ORCID; the record itself is added."""


class Reader(Protocol):
    """The form of a source module's `read`."""

    def __call__(self, paths: Sequence[Path], sink: Sink, *, progress: Progress | None = None) -> str | None: ...
