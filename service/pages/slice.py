"""The drawing of what surrounds a node: the same neighborhood always gives the same picture.

The node stands in the middle; its neighbors stand in two bent columns, left and right, so that every name has room.
On a narrow screen it stands above, and its neighbors in one column below, each with its name beside it.
Neighbors that are tied to each other come to stand side by side.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, sqrt
from typing import Any
from unicodedata import east_asian_width

from . import words
from .page import KINDS

_WIDTH = 800
_ROW = 34
_MARGIN = 30
_BEND = 60
_REACH = 150
"""How far from the middle the columns stand at their middle rows."""
_SLIM_WIDTH = 340
_SLIM_ROOT = (24, 30)
_SLIM_COLUMN = 92
_LABEL = 28
"""Signs of a name that there is room for."""


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


def draw(neighborhood: Row, root: str, *, is_slim: bool = False) -> Drawing | None:
    """The drawing of a neighborhood of depth 1 {nodes, edges, counts, truncated}; None where the node is alone.

    `is_slim`: for a narrow screen.
    """
    nodes = {node["id"]: node for node in neighborhood["nodes"]}
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
    found = []
    top = (height - (len(nodes) - 1) * _ROW) / 2
    for place, node in enumerate(nodes):
        y = top + place * _ROW
        bend = _BEND * cos(pi * (y - height / 2) / height)
        x = round(_WIDTH / 2 + side * (_REACH - _BEND + bend), 1)
        radius = _radius(node)
        text_x, anchor = round(x + side * (radius + 7), 1), "start" if side > 0 else "end"
        label = _shortened(node["name"])
        tie = ties.get(node["id"], "")
        found.append(
            Spot(
                node["id"],
                node["kind"],
                node["name"],
                label,
                x,
                round(y, 1),
                radius,
                text_x,
                round(y + 4.5, 1),
                anchor,
                False,
                tie,
            )
        )
    return found


def _slim(root: Row, nodes: Sequence[Row], ties: Mapping[str, str]) -> list[Spot]:
    """The node above, its neighbors in one column below."""
    x, y = _SLIM_ROOT
    found = [_beside(root, x, y, 13.0, is_root=True, tie="")]
    for place, node in enumerate(nodes, start=1):
        tie = ties.get(node["id"], "")
        found.append(_beside(node, _SLIM_COLUMN, y + place * _ROW, _radius(node), is_root=False, tie=tie))
    return found


def _beside(node: Row, x: float, y: float, radius: float, *, is_root: bool, tie: str) -> Spot:
    """A node with its name to the right of it."""
    label = _shortened(node["name"])
    return Spot(
        node["id"],
        node["kind"],
        node["name"],
        label,
        x,
        y,
        radius,
        round(x + radius + 7, 1),
        y + 4.5,
        "start",
        is_root,
        tie,
    )


def _root(node: Row, height: int) -> Spot:
    x, y, radius = _WIDTH / 2, height / 2, 13.0
    return Spot(
        node["id"],
        node["kind"],
        node["name"],
        _shortened(node["name"]),
        x,
        y,
        radius,
        x,
        y + radius + 17,
        "middle",
        True,
        "",
    )


def _radius(node: Row) -> float:
    """By weight, from 5 to 10."""
    return round(min(10.0, 5.0 + sqrt(node["weight"] or 0) / 4), 1)


def _shortened(name: str) -> str:
    """The name as far as there is room; signs of East Asian scripts are twice as wide."""
    room = _LABEL
    for place, sign in enumerate(name):
        room -= 2 if east_asian_width(sign) in "WF" else 1
        if room < 0:
            return name[: place - 1].rstrip() + "…"
    return name


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
    return f"{told}, by the strongest of {words.count(total, 'tie')}" if neighborhood["truncated"] else told
