"""Arguments that mean the same wherever they stand, with what they may be."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry

from ..schema.catalog import node_kind
from ..schema.keys import is_key
from .errors import BadId, BadInput

MOST_ROWS = 100
"""Rows of one page at most."""

First = Annotated[int | None, strawberry.argument(description="Rows from the start, or after `after`: 1 to 100.")]
Last = Annotated[int | None, strawberry.argument(description="Rows from the end, or before `before`: 1 to 100.")]
After = Annotated[str | None, strawberry.argument(description="A cursor of this list: rows behind it.")]
Before = Annotated[str | None, strawberry.argument(description="A cursor of this list: rows before it.")]


def check_number(name: str, number: int | None, most: int) -> None:
    """BadInput unless the number is 1 to `most` (or not given)."""
    if number is not None and not 1 <= number <= most:
        raise BadInput(f"{name} is {number}; it must be 1 to {most}")


def check_id(text: str, kind: str | None = None) -> None:
    """BadId where the text has not the form of an id, or not of one of that kind."""
    if not is_key(text):
        raise BadId("an id is a letter and 16 digits of Crockford base32, as given out by this API")
    if kind is not None and text[0] != node_kind(kind).letter:
        raise BadId(f"the id {text} is not one of {kind}; those begin with {node_kind(kind).letter}")


def at_most(name: str, values: Any, most: int) -> None:
    """BadInput where a list has more than `most` items."""
    if values is not None and len(values) > most:
        raise BadInput(f"{name} has {len(values)} items; at most {most} are allowed")
