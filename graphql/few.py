"""Short lists without pages: the first few neighbors of each row."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Annotated, Any

import strawberry

from ..schema.catalog import edge_kind
from ..store.query import Condition, Direction, Neighbor, Order, Page
from ..store.query import Node as NodeRow
from .arguments import MOST_ROWS, check_number
from .errors import BadInput
from .fields import Arguments, Declare, batched
from .request import Ask

FewFirst = Annotated[int, strawberry.argument(description="At most so many: 1 to 100.")]


def few(gives: Any, *, description: str, needs: Sequence[str] = (), work: int = 0) -> Declare:
    """Declares a list of at most `first` of `gives`; the function has `first` among its arguments."""
    return with_few(list[gives], description=description, needs=needs, work=work)


def with_few(gives: Any, *, description: str, needs: Sequence[str] = (), work: int = 0) -> Declare:
    """Declares a field that gives an object around such a list."""
    return batched(gives, description=description, needs=needs, rows_at_most=_first, check=_check, work=work)


def check_at_once(rows: Collection[Any], most: int, called: str) -> None:
    """BadInput where what takes much reading is asked of more than so many rows of one place."""
    if len(rows) > most:
        raise BadInput(f"this is computed for at most {most} {called} at a time, not {len(rows)}")


def neighbors_of(
    ask: Ask,
    edge: str,
    rows: Sequence[NodeRow],
    *,
    direction: Direction,
    node: str | None,
    first: int,
    order: Sequence[Order],
    where: Condition | None = None,
) -> list[list[Neighbor]]:
    """The best neighbors of each row, with the columns selected.

    `node` is the field that gives the far end; None: the field gives the far ends themselves.
    """
    found = ask.snapshot.neighbors(
        edge_kind(edge),
        list(dict.fromkeys(row.key for row in rows)),
        direction=direction,
        page=Page(first),
        where=where,
        order=order,
        edge_fields=() if node is None else ask.selection.columns(),
        node_fields=ask.selection.columns() if node is None else ask.selection.columns(node),
    )
    return [found.get(row.key, []) for row in rows]


def _first(arguments: Arguments) -> int:
    return int(arguments["first"])


def _check(arguments: Arguments) -> None:
    check_number("first", arguments["first"], MOST_ROWS)
