"""What a request costs, before anything is read: the rows that its lists may have, page sizes multiplied down.

A request costs 1 and, for every batched field, as many as the rows it may give, and more where it reads many rows to
find those; what is nested counts once a row.
"""

from __future__ import annotations

from graphql.execution.values import VariableValues

from .fields import Batched
from .selection import INTROSPECTION, Asked, Selection

OF_INTROSPECTION = 500
"""What a look at the whole schema costs: answering it is slow, and nobody needs it often."""


def cost_of(selection: Selection, variables: VariableValues) -> int:
    """The cost of a query; raises BadInput, BadId or BadCursor for arguments that cannot be."""
    return 1 + _cost(selection, variables)


def _cost(selection: Selection, variables: VariableValues, rows: int = 1) -> int:
    """What one row of the selection costs: of the types that may stand there, the dearest.

    Of an object round so many `rows` (a page, and what is said of the whole list beside it) only the rows count often.
    Where no variable has a part in it, it is computed and its arguments checked once.
    """
    known = selection.costs.get(rows)
    if known is not None:
        return known
    cost = max(
        (
            sum(_field_cost(asked, variables) * (rows if _has_rows(asked) else 1) for asked in fields)
            for fields in selection.types.values()
        ),
        default=0,
    )
    if selection.is_fixed:
        selection.costs[rows] = cost
    return cost


def _has_rows(asked: Asked) -> bool:
    """Whether the field holds the rows of the object that it is in, and does not count its own."""
    return asked.is_list and not (isinstance(asked.how, Batched) and asked.how.counts_rows)


def _field_cost(asked: Asked, variables: VariableValues) -> int:
    if asked.name in INTROSPECTION:
        return OF_INTROSPECTION
    how = asked.how
    if isinstance(how, Batched):
        arguments = asked.arguments(variables)
        how.check(arguments)
        rows = max(1, how.rows_at_most(arguments))
        own = rows + how.work(arguments)
    else:
        rows, own = max(1, how.rows_at_most), how.rows_at_most
    if asked.child is None:
        return own
    return own + (rows * _cost(asked.child, variables) if asked.is_list else _cost(asked.child, variables, rows))
