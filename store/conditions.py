"""How conditions are put together, alike in both engines' languages; what they are made of is their own."""

from __future__ import annotations

from collections.abc import Callable

from .query import Compare, Condition, Every, Linked, Not, Some


def composed(asked: Condition, leaf: Callable[[Compare | Linked], str], *, negated: str, true: str, false: str) -> str:
    """The condition as an expression that may be null, which holds as little as false does.

    `negated` has `{}` where the expression stands that does not hold; `true` and `false` are every and some of none.
    """

    def of(part: Condition) -> str:
        match part:
            case Compare() | Linked():
                return leaf(part)
            case Not():
                return negated.format(of(part.condition))
            case Every():
                return f"({' AND '.join(map(of, part.conditions))})" if part.conditions else true
            case Some():
                return f"({' OR '.join(map(of, part.conditions))})" if part.conditions else false

    return of(asked)
