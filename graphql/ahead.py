"""What nested lists will ask the store for, told to it beforehand: over a network one statement then reads both."""

from __future__ import annotations

from collections.abc import Iterable

from graphql.execution.values import VariableValues

from ..store.query import Ahead
from .fields import Batched
from .request import Ask
from .selection import Selection


def foreseen(ask: Ask, kind: str) -> tuple[Ahead, ...]:
    """What will be asked of the nodes of that kind that a field gives; nothing where the store makes no use of it."""
    if ask.variables is None or not ask.snapshot.reads_ahead:
        return ()
    return below([ask.selection], kind, ask.variables)


def below(selections: Iterable[Selection], kind: str, variables: VariableValues) -> tuple[Ahead, ...]:
    """The same of selections on nodes of that kind."""
    found: dict[Ahead, None] = {}
    for selection in selections:
        for asked in selection.types.get(kind, ()):
            how = asked.how
            if isinstance(how, Batched) and how.ahead is not None and asked.child is not None:
                one = how.ahead(asked.child, asked.arguments(variables), variables)
                if one is not None:
                    found[one] = None
    return tuple(found)
