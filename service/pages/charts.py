"""Bar charts by year as numbers for a template to draw: coordinates only, no markup."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_STEP = 10
_GAP = 2
_HEIGHT = 60
_LEAST = 1.5
"""A year with anything at all is seen, beside one with thousands."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A year's bar in the chart's own units, y downward."""

    year: int
    count: int
    x: int
    y: float
    width: int
    height: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars of every year from the first to the last; `undated` counts what has no year."""

    bars: tuple[Bar, ...]
    width: int
    height: int
    peak: Bar | None
    undated: int


def bars(rows: Sequence[Mapping[str, Any]]) -> Chart:
    """The chart of rows {year, count}; years between them that have none are there with 0."""
    counts = {row["year"]: row["count"] for row in rows if row["year"] is not None}
    undated = sum(row["count"] for row in rows if row["year"] is None)
    if not counts:
        return Chart((), 0, _HEIGHT, None, undated)
    most, first = max(counts.values()), min(counts)
    found = []
    for year in range(first, max(counts) + 1):
        count = counts.get(year, 0)
        height = round(max(_LEAST, _HEIGHT * count / most), 2) if count else 0.0
        found.append(Bar(year, count, (year - first) * _STEP, round(_HEIGHT - height, 2), _STEP - _GAP, height))
    peak = max(found, key=lambda bar: (bar.count, bar.year))
    return Chart(tuple(found), len(found) * _STEP - _GAP, _HEIGHT, peak, undated)
