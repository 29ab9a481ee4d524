"""Parts of the report in figures: levels, resolutions that were tried, sizes, quality."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ..schema.run_tables import LEVELS
from .report_chart import Bar, Point, bars, line, meter
from .report_html import Safe, table
from .report_page import charts, paragraph, section

Row = Mapping[str, Any]

_MEANS = {
    "field": "who works in the same area",
    "group": "who works together",
    "core": "groups, or parts of them, that many ties hold together",
}
_SCAN = "How fine groups are"
_CLASSES = ((3, 5), (6, 10), (11, 20), (21, 50), (51, 200), (201, 999), (1000, None))
"""Sizes of clusters that are shown together."""


def levels(told: Mapping[str, Row]) -> Safe:
    """What each level is and how much it covers."""
    rows = [
        (
            level,
            _MEANS[level],
            f"{told[level]['clusters']:,}",
            meter(told[level]["coverage"]),
            meter(told[level]["coverage_of_linked"]),
            f"{told[level]['modularity']:.3f}",
        )
        for level in LEVELS
    ]
    heads = ("level", "what it shows", "clusters", "of all people", "of people with a co-author", "modularity")
    return section("Levels", table(heads, rows, numbers=(2, 5)))


def scan(tried: Sequence[Row]) -> Safe | None:
    """Agreement between seeds and size against resolution; None where nothing was tried."""
    if not tried:
        return None
    if len(tried) == 1:
        intro = paragraph("One resolution only: it was given, or taken over from the run that this one goes on from.")
        return section(_SCAN, intro, _tried(tried))
    names = [_resolution(row["resolution"]) for row in tried]
    agreement = [
        Point(name, row["seed_ari"], f"resolution {name}: agreement {_number(row['seed_ari'])}", row["is_chosen"])
        for name, row in zip(names, tried, strict=True)
    ]
    sizes = [
        Point(name, row["median_size"], f"resolution {name}: {row['median_size']:,} people", row["is_chosen"])
        for name, row in zip(names, tried, strict=True)
    ]
    intro = paragraph(
        "Nobody can say from outside how fine groups should be. So the computation was repeated with other random "
        "seeds at every resolution: where its runs agree most, the groups are the data's and not the computation's. "
        "Of resolutions that agree about equally, the one is chosen whose clusters hold best for ties that were hidden "
        "while they were made (foresight)."
    )
    return section(
        _SCAN,
        intro,
        charts(
            line("Agreement between seeds (adjusted Rand index)", agreement, below="resolution, coarse to fine"),
            line("People in the median person's cluster", sizes, is_log=True, below="resolution, coarse to fine"),
            is_two=True,
        ),
        _tried(tried),
        paragraph(
            "Too fine: clusters are too small to be chosen, which one run shows. Foresight is asked of the best only.",
            kind="soft",
        ),
    )


def sizes(clusters: Sequence[Row]) -> Safe | None:
    """How many people are in clusters of which size, by level; None where there are no clusters."""
    if not clusters:
        return None
    shown = [_size_chart(level, [row["size"] for row in clusters if row["level"] == level]) for level in LEVELS]
    intro = paragraph("Height: people in clusters of that size. Above: how many clusters that are.")
    return section("Sizes", intro, charts(*shown))


def quality(clusters: Sequence[Row]) -> Safe | None:
    """How far clusters can be trusted, by level and size, and how their figures are distributed."""
    if not clusters:
        return None
    rows = []
    for level in LEVELS:
        for least, most in _CLASSES:
            some = [row for row in clusters if row["level"] == level and _is_within(row["size"], least, most)]
            if some:
                rows.append(_quality_row(level, _class_name(least, most), some))
    heads = (
        "level",
        "size",
        "clusters",
        "people",
        "well connected",
        "ties inside (median)",
        "conductance (median)",
        "seed agreement (mean)",
    )
    groups = [row for row in clusters if row["level"] == "group"]
    distributions = [
        _distribution("Share of ties inside", groups, "internal_share"),
        _distribution("Conductance", groups, "conductance"),
        _distribution("Seed agreement", groups, "seed_agreement"),
    ]
    told = [chart for chart in distributions if chart]
    intro = paragraph(
        "A cluster is well connected if more than log10 of its size ties must be cut to take it apart (from 10 members "
        "on two, from 100 on three): what hangs together by a single tie is hardly one. Ties inside: how much of "
        "its members' writing together stays inside. Conductance: what leaves, against the smaller of both sides. Seed "
        "agreement: how much of each group comes out again; only groups are computed again."
    )
    below = paragraph("Groups by each figure, from 0 to 1:") if told else None
    return section("Quality", intro, table(heads, rows, numbers=(2, 3)), below, charts(*told) if told else None)


def _tried(tried: Sequence[Row]) -> Safe:
    heads = (
        "resolution",
        "seeds",
        "seed agreement",
        "foresight",
        "clusters",
        "median person's cluster",
        "largest",
        "alone",
        "modularity",
        "",
    )
    rows = [
        (
            _resolution(row["resolution"]),
            f"{row['seeds']:,}",
            _number(row["seed_ari"]),
            _number(row["foresight"]),
            f"{row['clusters']:,}",
            f"{row['median_size']:,}",
            f"{row['largest']:,}",
            f"{row['alone_share']:.1%}",
            f"{row['modularity']:.3f}",
            "chosen" if row["is_chosen"] else "too fine" if row["is_fine"] else "",
        )
        for row in tried
    ]
    return table(heads, rows, numbers=range(9))


def _quality_row(level: str, size: str, some: Sequence[Row]) -> tuple[object, ...]:
    return (
        level,
        size,
        f"{len(some):,}",
        f"{sum(row['size'] for row in some):,}",
        meter(sum(row["is_well_connected"] for row in some) / len(some)),
        meter(_middle(some, "internal_share")),
        meter(_middle(some, "conductance")),
        meter(_mean(some, "seed_agreement")),
    )


def _size_chart(level: str, found: Sequence[int]) -> Safe:
    each = []
    for least, most in _CLASSES:
        some = [size for size in found if _is_within(size, least, most)]
        name = _class_name(least, most)
        tip = f"{len(some):,} clusters of {name} people, {sum(some):,} people in all"
        each.append(Bar(name, float(sum(some)), f"{len(some):,}" if some else "", tip))
    middle = f", median {int(np.median(found)):,} people" if found else ""
    return bars(f"{level}: {len(found):,} clusters{middle}", each, below="people in the cluster")


def _distribution(title: str, rows: Sequence[Row], column: str) -> Safe | None:
    known = np.array([row[column] for row in rows if row[column] is not None], dtype=np.float64)
    if not len(known):
        return None
    counts = np.histogram(known, bins=10, range=(0.0, 1.0))[0].tolist()
    each = [
        Bar(
            f"{place / 10:g}",
            float(count),
            f"{count:,}" if count else "",
            f"{place / 10:g}–{(place + 1) / 10:g}: {count:,}",
        )
        for place, count in enumerate(counts)
    ]
    return bars(f"{title}, median {np.median(known):.2f}", each, below="groups from this value to the next")


def _is_within(size: int, least: int, most: int | None) -> bool:
    return least <= size <= (most or size)


def _class_name(least: int, most: int | None) -> str:
    return f"{least:,}+" if most is None else f"{least}–{most}"


def _middle(rows: Sequence[Row], column: str) -> float | None:
    known = [row[column] for row in rows if row[column] is not None]
    return float(np.median(known)) if known else None


def _mean(rows: Sequence[Row], column: str) -> float | None:
    known = [row[column] for row in rows if row[column] is not None]
    return sum(known) / len(known) if known else None


def _resolution(value: float) -> str:
    return f"{value:,.0f}" if value >= 1 and value == int(value) else f"{value:.3g}"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
