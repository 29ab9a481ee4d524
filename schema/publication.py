"""What a store says about the build it holds."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SourceNote:
    """A source in a build: name, newest release, license, number of current records."""

    name: str
    release: str | None
    license: str | None
    records: int


@dataclass(frozen=True, slots=True)
class Publication:
    """The build a store holds. `state` is ready or publishing; `epoch` grows with every publish that writes.

    `as_of` is the newest release among the loads; `nodes` and `relationships` count by kind, internal kinds left out.
    `previous` is the build that was there before; while publishing, rows of both may be seen on Neo4j.
    """

    build: str
    as_of: str | None
    reference_year: int | None
    nodes: dict[str, int]
    relationships: dict[str, int]
    sources: tuple[SourceNote, ...]
    parameters: dict[str, object] = field(default_factory=dict)
    run: str | None = None
    previous: str | None = None
    state: str = "ready"
    epoch: int = 0
