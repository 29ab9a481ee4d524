"""Charts of the report as inline SVG: no script, no request, colors from the page so that light and dark both work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10

from .report_html import Safe, element, join

_LEFT, _RIGHT, _TOP, _BOTTOM = 46.0, 16.0, 26.0, 40.0
_MARKED = 42.0
"""Room above a line: its title and the word at the chosen point."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what stands below it, how high it is (from 0), what stands above it, what it says when pointed at."""

    name: str
    height: float
    above: str
    tip: str


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a line; None where nothing is known."""

    name: str
    value: float | None
    tip: str
    is_chosen: bool = False


def bars(title: str, each: Sequence[Bar], *, width: float = 372.0, height: float = 190.0, below: str = "") -> Safe:
    """A bar chart with its title; the highest bar fills it."""
    top = max((bar.height for bar in each), default=0.0) or 1.0
    step = (width - 16) / max(len(each), 1)
    room = height - _TOP - _BOTTOM - 14
    parts = [element("text", title, x=8, y=14, class_="title")]
    for place, bar in enumerate(each):
        high = max(room * bar.height / top, 1.0 if bar.height else 0.0)
        left, base = 8 + place * step, height - _BOTTOM
        middle = left + step / 2
        shape = element("rect", x=left + step * 0.1, y=base - high, width=step * 0.8, height=high, rx=2, class_="bar")
        parts.append(element("g", element("title", bar.tip), shape))
        parts.append(element("text", bar.above, x=middle, y=base - high - 4, class_="middle small"))
        parts.append(element("text", bar.name, x=middle, y=base + 14, class_="middle small"))
    parts.append(_axis(8, width - 8, height - _BOTTOM))
    parts.append(element("text", below, x=width / 2, y=height - 8, class_="middle small faint"))
    return _picture(join(*parts), width, height, f"{title}: " + "; ".join(bar.tip for bar in each))


def line(title: str, points: Sequence[Point], *, is_log: bool = False, below: str = "", width: float = 560.0) -> Safe:
    """A line over names in order, values from 0 to 1, or with `is_log` over powers of ten from 1."""
    height = 250.0
    top = max((point.value or 0.0 for point in points), default=1.0)
    marks = [10**power for power in range(floor(log10(max(top, 1.0))) + 2)] if is_log else [0.0, 0.25, 0.5, 0.75, 1.0]
    room = height - _MARKED - _BOTTOM
    step = (width - _LEFT - _RIGHT) / max(len(points), 1)

    def high(value: float) -> float:
        share = log10(max(value, 1.0)) / log10(marks[-1]) if is_log else value
        return height - _BOTTOM - room * min(max(share, 0.0), 1.0)

    parts = [element("text", title, x=8, y=14, class_="title")]
    for mark in marks:
        parts.append(element("line", x1=_LEFT, x2=width - _RIGHT, y1=high(mark), y2=high(mark), class_="grid"))
        text = f"{mark:,.0f}" if is_log else f"{mark:g}"
        parts.append(element("text", text, x=_LEFT - 6, y=high(mark) + 4, class_="end small"))
    places = [_LEFT + step * (place + 0.5) for place in range(len(points))]
    for left, point in zip(places, points, strict=True):
        parts.append(element("text", point.name, x=left, y=height - _BOTTOM + 15, class_="middle small"))
        if point.is_chosen:
            parts.append(_chosen(left, height))
    known = [
        (left, high(point.value), point) for left, point in zip(places, points, strict=True) if point.value is not None
    ]
    path = " ".join(f"{left:.1f},{y:.1f}" for left, y, _ in known)
    parts.append(element("polyline", points=path, class_="line"))
    for left, y, point in known:
        dot = element(
            "circle", cx=left, cy=y, r=6 if point.is_chosen else 4, class_="chosen" if point.is_chosen else "dot"
        )
        parts.append(element("g", element("title", point.tip), dot))
    parts.append(element("text", below, x=(width + _LEFT) / 2, y=height - 6, class_="middle small faint"))
    said = f"{title}: " + "; ".join(point.tip for _, _, point in known)
    return _picture(join(*parts), width, height, said)


def meter(share: float | None) -> Safe:
    """A share as a number with a small bar behind it; a dash where it is not known."""
    if share is None:
        return element("span", "–", class_="faint")
    filled = element("span", style=f"width:{share * 100:.0f}%")
    return element("span", element("span", filled, class_="track"), f"{share:.0%}", class_="meter")


def _chosen(left: float, height: float) -> Safe:
    mark = element("line", x1=left, x2=left, y1=_MARKED - 4, y2=height - _BOTTOM, class_="mark")
    return join(mark, element("text", "chosen", x=left, y=_MARKED - 8, class_="middle small strong"))


def _axis(start: float, end: float, y: float) -> Safe:
    return element("line", x1=start, x2=end, y1=y, y2=y, class_="axis")


def _picture(inside: Safe, width: float, height: float, said: str) -> Safe:
    # `viewBox` is written as SVG spells it; a namespace is not needed inside HTML.
    return element("svg", inside, viewBox=f"0 0 {width:g} {height:g}", role="img", aria_label=said)
