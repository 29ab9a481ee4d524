"""Elements of a page that is put together by hand: whatever text comes in goes out escaped, without exception."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

_VOID = frozenset({"br", "meta", "line", "rect", "circle", "polyline", "path"})


class Safe(str):
    """Text that is markup already. Everything else is escaped where it enters an element."""

    __slots__ = ()


def element(name: str, /, *inside: object, **attributes: object) -> Safe:
    """An element. An attribute that is None is left out; `class_` is `class`, `stroke_width` is `stroke-width`."""
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(shown(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _VOID:
        return Safe(f"<{name}{said}/>")
    return Safe(f"<{name}{said}>{''.join(_inside(inside))}</{name}>")


def join(*parts: object) -> Safe:
    """One after the other."""
    return Safe("".join(_inside(parts)))


def table(heads: Sequence[str], rows: Iterable[Sequence[object]], *, numbers: Sequence[int] = ()) -> Safe:
    """A table; the columns of these numbers hold numbers and are set to the right."""
    right = ["number" if place in numbers else None for place in range(len(heads))]

    def line(kind: str, cells: Sequence[object]) -> Safe:
        return element("tr", *(element(kind, cell, class_=name) for cell, name in zip(cells, right, strict=True)))

    body = element("tbody", *(line("td", row) for row in rows))
    return element("div", element("table", element("thead", line("th", heads)), body), class_="wide")


def shown(value: object) -> str:
    """A figure in few characters: coordinates need no more than two decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _inside(parts: Iterable[object]) -> Iterable[str]:
    for part in parts:
        if isinstance(part, Safe):
            yield part
        elif part is not None:
            yield escape(shown(part))
