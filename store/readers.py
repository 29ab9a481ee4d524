"""Functions that make values of rows, from the text of an expression: half the price of filling dictionaries by names.

Both engines compose such texts of names of the schema (as Python literals) and places in a row, and of nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import orjson

from .query import Edge, Hit, Link, Neighbor, Node

Row = Sequence[Any]


@lru_cache(maxsize=1024)
def reader(expression: str, *, of: str = "row") -> Callable[..., Any]:
    """A function of a row, or of what else the expression is `of`."""
    return eval(f"lambda {of}: {expression}", _NAMES)  # type: ignore[no-any-return]  # noqa: S307


def parsed(texts: Sequence[str]) -> list[Any]:
    """JSON texts as what they say."""
    return [orjson.loads(text) for text in texts]


_NAMES: dict[str, Any] = {
    "_new": tuple.__new__,  # makes a named tuple at half the price of calling its class
    "_truth": {None: None, 0: False, 1: True},
    "_loads": orjson.loads,
    "_parsed": parsed,
    **{kind.__name__: kind for kind in (Edge, Hit, Link, Neighbor, Node)},
}
