"""What the tests of fetching share: ids in the local API's data, a clock without waiting, and looks into the files."""

from __future__ import annotations

import gzip
import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from research_graph.loaders.fetch import FetchProgress, FetchQuery, FetchReport, FetchSettings, fetch_openalex
from research_graph.loaders.fetch.budget import Timing
from research_graph.loaders.fetch.state import FetchState

from .openalex_api import OpenAlexApi

AUTHOR = "A5040147688"
ORCID = "0000-0002-9881-1578"
OTHER = "A5084630459"
AT_MIT = "A5074794653"
MIT = "I27837315"
WORK = "W2498120460"
DOI = "10.1016/b978-0-12-407671-6.00001-x"
KEY = "k3y-that-nobody-may-see"
WORKS_OF_AUTHOR = 7  # in pages of three, closed by an empty page: four list requests after one lookup
ALL_REQUESTS = 5


@dataclass
class Clock:
    """Seconds that pass only when somebody waits."""

    seconds: float = 1000.0
    waits: list[float] = field(default_factory=list)

    def now(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.waits.append(round(seconds, 6))
        self.seconds += seconds

    @property
    def timing(self) -> Timing:
        return Timing(self.now, self.sleep, lambda: 0.0)


def pages_of_three(api: OpenAlexApi) -> FetchSettings:
    return FetchSettings(base_url=api.url, per_page=3, requests_per_second=1e6, timeout=5.0)


def run(query: FetchQuery, into: Path, settings: FetchSettings, clock: Clock | None = None, **more: Any) -> FetchReport:
    return fetch_openalex(query, into, settings=settings, timing=(clock or Clock()).timing, **more)


def pages(into: Path, entity: str) -> list[dict[str, Any]]:
    return [json.loads(gzip.decompress(path.read_bytes())) for path in sorted((into / entity).iterdir())]


def records(into: Path, entity: str) -> list[str]:
    return [record["id"].rpartition("/")[2] for page in pages(into, entity) for record in page["results"]]


def tree(into: Path) -> dict[str, bytes]:
    return {str(path.relative_to(into)): path.read_bytes() for path in sorted(into.rglob("*")) if path.is_file()}


def is_by(work: dict[str, Any], author: str) -> bool:
    return any(place["author"]["id"] == f"https://openalex.org/{author}" for place in work["authorships"])


def stop_after(steps: int) -> Callable[[FetchProgress], None]:
    """A progress callback that dies at the given step."""
    seen: list[FetchProgress] = []

    def callback(step: FetchProgress) -> None:
        seen.append(step)
        if len(seen) == steps:
            raise KeyboardInterrupt

    return callback


def die_at_save(fatal: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """From its `fatal`-th time on, the state is not saved: the process is gone by then."""
    save = FetchState.save
    calls = itertools.count(1)

    def dying(state: FetchState, into: Path) -> None:
        if next(calls) >= fatal:
            raise KeyboardInterrupt
        save(state, into)

    monkeypatch.setattr(FetchState, "save", dying)
