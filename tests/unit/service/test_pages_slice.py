from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from research_graph.service.pages.slice import Drawing, Spot, draw

_KINDS = ("AUTHOR", "PAPER", "TOPIC", "INSTITUTION", "VENUE", "CLUSTER")
_EM = {False: 13, True: 15 * 1.1}
"""Pixels of a letter M in the drawing's style sheet, of the name in the middle with what bold letters add."""
_BROAD = {"W": 0.99, "M": 0.87, "\u8bed": 1.0, "i": 0.28, "n": 0.64}
_BROADEST = _BROAD | {" ": 0.32, "(": 0.39, ")": 0.39, "c": 0.55, "o": 0.62, "r": 0.42, "e": 0.62, "\u2026": 1.0}
"""Letters of a broad font that many systems have, in breadths of M."""


def around(number: int, name: str) -> dict[str, Any]:
    """Somebody with so many neighbors, of every kind in turn, every name the same."""
    ids = [f"{place:02}" for place in range(number)]
    nodes = [
        {"id": id_, "kind": _KINDS[place % len(_KINDS)], "name": name, "weight": place * 9}
        for place, id_ in enumerate(ids)
    ]
    ties = [
        {
            "source": "root",
            "target": id_,
            "kind": "CO_AUTHORED_WITH",
            "strength": 1.0,
            "paperCount": 1,
            "firstYear": 2001,
            "lastYear": 2002,
        }
        for id_ in ids
    ]
    root = {"id": "root", "kind": "AUTHOR", "name": name, "weight": 400}
    return {"nodes": [root, *nodes], "edges": ties, "counts": [{"total": number}], "truncated": False}


def drawn(number: int, name: str, *, is_slim: bool) -> Drawing:
    found = draw(around(number, name), "root", levels={"05": "CORE"}, is_slim=is_slim)
    assert found is not None
    return found


def span(spot: Spot) -> tuple[float, float]:
    """Where a label begins and ends, its letters as broad as they come."""
    broad = sum(_BROADEST[sign] for sign in spot.label) * _EM[spot.is_root]
    starts = {"start": spot.text_x, "end": spot.text_x - broad, "middle": spot.text_x - broad / 2}
    return starts[spot.anchor], starts[spot.anchor] + broad


@pytest.mark.parametrize("is_slim", [False, True])
@pytest.mark.parametrize("number", [1, 2, 3, 7, 12, 25])
@pytest.mark.parametrize("sign", _BROAD)
def test_no_label_is_cut_or_lies_over_another(number: int, sign: str, is_slim: bool) -> None:
    drawing = drawn(number, sign * 90, is_slim=is_slim)
    spans = {spot.id: span(spot) for spot in drawing.nodes}
    assert all(left >= 0 and right <= drawing.width for left, right in spans.values())
    assert all(12 <= spot.text_y <= drawing.height - 4 for spot in drawing.nodes)
    for one in drawing.nodes:
        for other in drawing.nodes:
            if one.id < other.id and abs(one.text_y - other.text_y) < 18:
                (left, right), (other_left, other_right) = spans[one.id], spans[other.id]
                assert right < other_left or other_right < left, (one.label, other.label)


@pytest.mark.parametrize("is_slim", [False, True])
@pytest.mark.parametrize("number", [3, 8, 25])
def test_neighbors_stand_at_even_distances(number: int, is_slim: bool) -> None:
    nodes = [spot for spot in drawn(number, "Ada Byron", is_slim=is_slim).nodes if not spot.is_root]
    for anchor in ("start", "end"):
        heights = sorted(spot.y for spot in nodes if spot.anchor == anchor)
        assert {round(below - above, 1) for above, below in pairwise(heights)} <= {32.0}


def test_short_names_are_whole_and_clusters_have_their_level() -> None:
    labels = {spot.id: (spot.label, spot.name) for spot in drawn(7, "Ada Byron", is_slim=False).nodes}
    assert labels["root"] == labels["01"] == ("Ada Byron", "Ada Byron")
    assert labels["05"] == ("Ada Byron (core)", "Ada Byron (core)")
    label, name = next((s.label, s.name) for s in drawn(7, "machine " * 9, is_slim=True).nodes if s.id == "05")
    assert label.endswith("\u2026 (core)")
    assert name == "machine " * 9 + " (core)"
