"""`where`: inputs that read like the fields they test, turned into the conditions that both engines carry out alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import strawberry

from ..schema.catalog import edge_kind
from ..store.check import other_kind
from ..store.port import Snapshot
from ..store.query import Compare, Condition, Direction, Every, Linked, Not, Operator, Side, Some
from .arguments import at_most, check_id
from .errors import BadInput

DEEPEST = 3
MOST_TESTS = 20
MOST_PARTS = 60
MOST_CHOICES = 100

_TESTS = {
    "eq": Operator.EQ,
    "in_": Operator.IN,
    "gte": Operator.GTE,
    "lte": Operator.LTE,
    "contains": Operator.CONTAINS,
    "starts_with": Operator.STARTS_WITH,
    "is_null": Operator.IS_NULL,
}


@strawberry.input(description="Tests of a whole number; all of them must hold.")
class IntFilter:
    eq: int | None = strawberry.field(default=strawberry.UNSET, description="Equal.")
    in_: list[int] | None = strawberry.field(default=strawberry.UNSET, name="in", description="One of these.")
    gte: int | None = strawberry.field(default=strawberry.UNSET, description="At least.")
    lte: int | None = strawberry.field(default=strawberry.UNSET, description="At most.")
    is_null: bool | None = strawberry.field(default=strawberry.UNSET, description="Nothing is known.")


@strawberry.input(description="Tests of a number; all of them must hold.")
class FloatFilter:
    gte: float | None = strawberry.field(default=strawberry.UNSET, description="At least.")
    lte: float | None = strawberry.field(default=strawberry.UNSET, description="At most.")
    is_null: bool | None = strawberry.field(default=strawberry.UNSET, description="Nothing is known.")


@strawberry.input(description="Tests of a text, case sensitive; all of them must hold.")
class StringFilter:
    eq: str | None = strawberry.field(default=strawberry.UNSET, description="Equal.")
    in_: list[str] | None = strawberry.field(default=strawberry.UNSET, name="in", description="One of these.")
    contains: str | None = strawberry.field(default=strawberry.UNSET, description="Has this part.")
    starts_with: str | None = strawberry.field(default=strawberry.UNSET, description="Begins with this.")
    is_null: bool | None = strawberry.field(default=strawberry.UNSET, description="Nothing is known.")


@strawberry.input(description="Tests of a yes or no.")
class BooleanFilter:
    eq: bool | None = strawberry.field(default=strawberry.UNSET, description="Equal.")


@strawberry.input(
    description="Tests by id of what it is linked to; all of them must hold. An id that was merged away resolves."
)
class IdFilter:
    eq: strawberry.ID | None = strawberry.field(default=strawberry.UNSET, description="Linked to this.")
    in_: list[strawberry.ID] | None = strawberry.field(
        default=strawberry.UNSET, name="in", description="Linked to one of these, at most 100."
    )


class Across(NamedTuple):
    """A kind of edge by its name, and how it is read from a row's node: an input's field tests where it leads."""

    edge: str
    direction: Direction


Columns = Mapping[str, tuple[str, Side] | Across]
"""By the Python name of an input's field: the column it tests, and whose it is; or the edge."""


def condition(where: Mapping[str, Any] | None, columns: Columns) -> Condition | None:
    """The condition of an input; None where it tests nothing. BadInput where it is too deep or too large."""
    if where is None:
        return None
    if _parts(where) > MOST_PARTS:
        raise BadInput(f"where has more than {MOST_PARTS} parts")
    made = _every(where, columns, DEEPEST)
    if _size(made) > MOST_TESTS:
        raise BadInput(f"where has more than {MOST_TESTS} tests")
    return made if made.conditions else None


def names_ids(condition: Condition | None) -> bool:
    """Whether the condition tests across edges."""
    return condition is not None and any(_linked(condition))


def in_force(condition: Condition | None, snapshot: Snapshot) -> Condition | None:
    """The condition with ids that others answer for replaced by those: a store call where it names any."""
    if condition is None or not names_ids(condition):
        return condition
    answers = snapshot.redirects(sorted({key for one in _linked(condition) for key in one.keys}))
    return _replaced(condition, answers) if answers else condition


def _every(where: Mapping[str, Any], columns: Columns, depth: int) -> Every:
    if depth < 0:
        raise BadInput(f"where nests and, or, not deeper than {DEEPEST}")
    found: list[Condition] = []
    for name, asked in where.items():
        if asked is None:
            continue
        if name == "and_":
            found += [_every(one, columns, depth - 1) for one in asked]
        elif name == "or_":
            found.append(Some(tuple(_every(one, columns, depth - 1) for one in asked)))
        elif name == "not_":
            found.append(Not(_every(asked, columns, depth - 1)))
        else:
            column = columns[name]
            found += _links(column, asked) if isinstance(column, Across) else _tests(*column, asked)
    return Every(tuple(found))


def _tests(column: str, side: Side, asked: Mapping[str, Any]) -> list[Condition]:
    found: list[Condition] = []
    for name, value in asked.items():
        if value is None:
            continue
        if name == "in_":
            at_most("in", value, MOST_CHOICES)
            value = tuple(value)
        found.append(Compare(column, _TESTS[name], value, side))
    return found


def _links(across: Across, asked: Mapping[str, Any]) -> list[Condition]:
    kind = edge_kind(across.edge)
    far = other_kind(kind, across.direction).name
    found: list[Condition] = []
    for name, value in asked.items():
        if value is None:
            continue
        keys: Sequence[str] = value if name == "in_" else [value]
        at_most("in", keys, MOST_CHOICES)
        for key in keys:
            check_id(key, far)
        found.append(Linked(kind, across.direction, tuple(keys)))
    return found


def _linked(condition: Condition) -> Iterator[Linked]:
    """Conditions across edges, however deep."""
    if isinstance(condition, Linked):
        yield condition
    elif isinstance(condition, Not):
        yield from _linked(condition.condition)
    elif isinstance(condition, Every | Some):
        for part in condition.conditions:
            yield from _linked(part)


def _replaced(condition: Condition, answers: Mapping[str, str | None]) -> Condition:
    if isinstance(condition, Linked):
        return replace(condition, keys=tuple(answers.get(key) or key for key in condition.keys))
    if isinstance(condition, Not):
        return Not(_replaced(condition.condition, answers))
    if isinstance(condition, Every | Some):
        return replace(condition, conditions=tuple(_replaced(part, answers) for part in condition.conditions))
    return condition


def _parts(where: Mapping[str, Any]) -> int:
    """The input's objects, empty ones too, counted until there are too many."""
    found, left = 0, [where]
    while left and found <= MOST_PARTS:
        one = left.pop()
        found += 1
        for asked in one.values():
            below = asked[: MOST_PARTS + 1] if isinstance(asked, list) else [asked]
            left += [each for each in below if isinstance(each, dict)]
    return found


def _size(condition: Condition) -> int:
    if isinstance(condition, Every | Some):
        return sum(map(_size, condition.conditions))
    return _size(condition.condition) if isinstance(condition, Not) else 1
