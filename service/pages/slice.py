"""The drawing of what surrounds a node: the same neighborhood always gives the same picture.

The node stands in the middle; its neighbors stand round it, left and right at even heights, so that names have room.
On a narrow screen it stands above, and its neighbors in one column below, each with its name beside it.
Neighbors that are tied to each other come to stand side by side.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import sqrt
from typing import Any
from unicodedata import combining, east_asian_width

from . import words
from .page import KINDS

_WIDTH = 800
_ROW = 32
_MARGIN = 28
_REACH = 185
"""How far from the middle neighbors stand at its height."""
_SLIM_WIDTH = 340
_SLIM_ROOT = (24, 30)
_SLIM_COLUMN = 92
_ROOT_RADIUS = 13.0
_GAP = 7
"""Between a node and its name."""
_LETTER, _ROOT_LETTER = 13.0, 16.5
"""Pixels that the letter M is broad at most: in a name, and in the bold one of the node in the middle."""
_ROOT_ROOM = 250.0
"""Pixels between the neighbors left and right of the middle."""
_BREADTHS = {
    sign: breadth
    for signs, breadth in (
        (" .,:;'\u2019|!()[]ijlI", 0.4),
        ("frt-\u2010/", 0.42),
        ("ckrsvxyz", 0.6),
        ("mwMW@%&\u2026\u2014", 1.0),
    )
    for sign in signs
}


@dataclass(frozen=True, slots=True)
class Spot:
    """A node in the drawing; `tie` says in words what binds it to the middle."""

    id: str
    kind: str
    name: str
    label: str
    x: float
    y: float
    radius: float
    text_x: float
    text_y: float
    anchor: str
    is_root: bool
    tie: str


@dataclass(frozen=True, slots=True)
class Tie:
    """An edge in the drawing: an SVG path; `is_aside` between two neighbors, past the middle."""

    kind: str
    path: str
    width: float
    words: str
    is_aside: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything the template needs; `words` says what is shown and what was left out."""

    width: int
    height: int
    nodes: tuple[Spot, ...]
    ties: tuple[Tie, ...]
    kinds: tuple[str, ...]
    words: str


Row = Mapping[str, Any]


def draw(neighborhood: Row, root: str, *, levels: Mapping[str, str], is_slim: bool = False) -> Drawing | None:
    """The drawing of a neighborhood of depth 1 {nodes, edges, counts, truncated}; None where the node is alone.

    `levels`: of the clusters in it, by id; `is_slim`: for a narrow screen.
    """
    nodes = {node["id"]: _noted(node, levels) for node in neighborhood["nodes"]}
    edges = [edge for edge in neighborhood["edges"] if edge["source"] in nodes and edge["target"] in nodes]
    others = [node for id_, node in nodes.items() if id_ != root]
    if not others or root not in nodes:
        return None
    ordered = _in_order(others, edges, root)
    ties = _told_ties(edges, root)
    if is_slim:
        width, height = _SLIM_WIDTH, _SLIM_ROOT[1] + len(ordered) * _ROW + _MARGIN
        spots = _slim(nodes[root], ordered, ties)
    else:
        right = ordered[: (len(ordered) + 1) // 2]
        left = ordered[len(right) :][::-1]
        width, height = _WIDTH, max(len(right), 3) * _ROW + 2 * _MARGIN
        spots = [_root(nodes[root], height)]
        spots += _column(right, ties, side=1, height=height)
        spots += _column(left, ties, side=-1, height=height)
    places = {spot.id: spot for spot in spots}
    drawn = tuple(
        _tie(edge, places, is_slim=is_slim)
        for edge in sorted(edges, key=lambda edge: root in (edge["source"], edge["target"]))
    )
    kinds = tuple(kind for kind in KINDS if any(spot.kind == kind for spot in spots))
    return Drawing(width, height, tuple(spots), drawn, kinds, _words(neighborhood, len(others)))


def _noted(node: Row, levels: Mapping[str, str]) -> Row:
    """A node with what is written at it beside its name: the level of a cluster."""
    level = levels.get(node["id"])
    return {**node, "note": f" ({words.level(level).lower()})" if level else ""}


def _in_order(nodes: Sequence[Row], edges: Sequence[Row], root: str) -> list[Row]:
    """By kind; inside a kind each next to the one before it that it is most tied to."""
    weights: dict[tuple[str, str], float] = defaultdict(float)
    for edge in edges:
        if root not in (edge["source"], edge["target"]):
            for pair in ((edge["source"], edge["target"]), (edge["target"], edge["source"])):
                weights[pair] += edge["strength"] or 0.1
    found: list[Row] = []
    for kind in KINDS:
        left = [node for node in nodes if node["kind"] == kind]
        while left:
            recent = [(node["id"], 1 / place) for place, node in enumerate(reversed(found[-4:]), start=1)]
            best = max(
                range(len(left)),
                key=lambda place: (sum(weights[left[place]["id"], id_] * near for id_, near in recent), -place),
            )
            found.append(left.pop(best))
    return found


def _column(nodes: Sequence[Row], ties: Mapping[str, str], *, side: int, height: int) -> list[Spot]:
    """Neighbors on one side of the ring, from above downward."""
    found = []
    top = (height - (len(nodes) - 1) * _ROW) / 2
    for place, node in enumerate(nodes):
        y = top + place * _ROW
        away = _REACH * sqrt(1 - (2 * y / height - 1) ** 2)
        found.append(_beside(node, round(_WIDTH / 2 + side * away, 1), y, side=side, tie=ties.get(node["id"], "")))
    return found


def _slim(root: Row, nodes: Sequence[Row], ties: Mapping[str, str]) -> list[Spot]:
    """The node above, its neighbors in one column below."""
    x, y = _SLIM_ROOT
    text_x = x + _ROOT_RADIUS + _GAP
    label = _label(root, (_SLIM_WIDTH - text_x) / _ROOT_LETTER)
    found = [
        Spot(root["id"], root["kind"], root["name"], label, x, y, _ROOT_RADIUS, text_x, y + 4.5, "start", True, "")
    ]
    for place, node in enumerate(nodes, start=1):
        tie = ties.get(node["id"], "")
        found.append(_beside(node, _SLIM_COLUMN, y + place * _ROW, side=1, tie=tie, width=_SLIM_WIDTH))
    return found


def _beside(node: Row, x: float, y: float, *, side: int, tie: str, width: int = _WIDTH) -> Spot:
    """A neighbor with its name to the right of it, or to the left for the side -1."""
    radius = _radius(node)
    text_x = round(x + side * (radius + _GAP), 1)
    return Spot(
        node["id"],
        node["kind"],
        node["name"] + node["note"],
        _label(node, (width - text_x if side > 0 else text_x) / _LETTER),
        x,
        round(y, 1),
        radius,
        text_x,
        round(y + 4.5, 1),
        "start" if side > 0 else "end",
        False,
        tie,
    )


def _root(node: Row, height: int) -> Spot:
    x, y = _WIDTH / 2, height / 2
    label, text_y = _label(node, _ROOT_ROOM / _ROOT_LETTER), y + _ROOT_RADIUS + 17
    return Spot(node["id"], node["kind"], node["name"], label, x, y, _ROOT_RADIUS, x, text_y, "middle", True, "")


def _radius(node: Row) -> float:
    """By weight, from 5 to 10."""
    return round(min(10.0, 5.0 + sqrt(node["weight"] or 0) / 4), 1)


def _label(node: Row, room: float) -> str:
    """The name as far as there is room, and what is noted beside it."""
    name, note = node["name"], node["note"]
    room -= _breadth(note)
    if _breadth(name) > room:
        ends = accumulate(map(_sign_breadth, name), initial=1.0)  # that of the dots
        name = name[: sum(end <= room for end in ends) - 1].rstrip() + "\u2026"
    return f"{name}{note}"


def _breadth(text: str) -> float:
    return sum(map(_sign_breadth, text))


def _sign_breadth(sign: str) -> float:
    """How broad a sign is at most in the fonts that systems have, in breadths of the letter M."""
    if sign in _BREADTHS:
        return _BREADTHS[sign]
    if combining(sign):
        return 0.0
    if sign.isascii():
        return 0.8 if sign.isupper() else 0.64
    return 1.0 if east_asian_width(sign) in "WF" else 0.85


def _told_ties(edges: Sequence[Row], root: str) -> dict[str, str]:
    found: dict[str, list[str]] = defaultdict(list)
    for edge in edges:
        if root in (edge["source"], edge["target"]):
            other = edge["target"] if edge["source"] == root else edge["source"]
            found[other].append(_tie_words(edge))
    return {id_: "; ".join(told) for id_, told in found.items()}


def _tie_words(edge: Row) -> str:
    if edge["kind"] == "POSSIBLY_SAME_AS":
        return "may be the same person"
    if edge["paperCount"]:
        told = words.count(edge["paperCount"], "shared paper" if edge["kind"] == "CO_AUTHORED_WITH" else "paper")
        if edge["firstYear"] and edge["lastYear"]:
            return f"{told}, {words.years(edge['firstYear'], edge['lastYear'])}"
        return f"{told}, the last in {edge['lastYear']}" if edge["lastYear"] else told
    return words.relation(edge["kind"])


def _tie(edge: Row, places: Mapping[str, Spot], *, is_slim: bool) -> Tie:
    source, target = places[edge["source"]], places[edge["target"]]
    width = round(min(4.0, 1.0 + sqrt(edge["strength"] or 0) / 2), 2) if edge["kind"] == "CO_AUTHORED_WITH" else 1.0
    told = f"{source.name} – {target.name}: {_tie_words(edge)}"
    is_aside = not (source.is_root or target.is_root)
    if is_slim:
        # From above downward along the left edge; among neighbors with a bend to the left, where no names stand.
        bend = _SLIM_COLUMN - min(60, abs(source.y - target.y)) if is_aside else _SLIM_ROOT[0]
        bend_y = (source.y + target.y) / 2 if is_aside else max(source.y, target.y)
        path = f"M{source.x} {source.y}Q{bend} {bend_y} {target.x} {target.y}"
        return Tie(edge["kind"], path, width, told, is_aside)
    if not is_aside:
        return Tie(edge["kind"], f"M{source.x} {source.y}L{target.x} {target.y}", width, told, is_aside=False)
    # Ties among neighbors bend toward the middle, where no names stand.
    bend_x, bend_y = (_WIDTH / 2 + (source.x + target.x) / 2) / 2, (source.y + target.y) / 2
    path = f"M{source.x} {source.y}Q{round(bend_x, 1)} {round(bend_y, 1)} {target.x} {target.y}"
    return Tie(edge["kind"], path, width, told, is_aside=True)


def _words(neighborhood: Row, shown: int) -> str:
    told = f"{words.count(shown, 'neighbor')} shown"
    total = sum(count["total"] for count in neighborhood["counts"])
    if not neighborhood["truncated"]:
        return told
    return f"{told}, the strongest of {words.count(total, 'tie')}; of papers the most cited, then the newest"
