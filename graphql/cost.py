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


def _cost(selection: Selection, variables: VariableValues) -> int:
    """What one row of the selection costs: of the types that may stand there, the dearest."""
    return max(
        (sum(_field_cost(asked, variables) for asked in fields) for fields in selection.types.values()), default=0
    )


def _field_cost(asked: Asked, variables: VariableValues) -> int:
    if asked.name in INTROSPECTION:
        return OF_INTROSPECTION
    rows, own = 1, 0
    if isinstance(asked.how, Batched):
        arguments = asked.arguments(variables)
        asked.how.check(arguments)
        rows = max(1, asked.how.rows_at_most(arguments))
        own = rows + asked.how.work(arguments)
    below = _cost(asked.child, variables) if asked.child is not None else 0
    return own + rows * below
