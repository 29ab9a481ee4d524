"""Executes a selection breadth first: each field once for all rows at its place, leaves by one expression a row.

That is one store call a batched field, whatever the number of rows, and a fiftieth of the price of completing values
one by one. Errors follow the specification: a field that failed is null with its path among the errors, and a null
that its type forbids goes up to the next field that may be null. tests/graphql compare it with graphql-core.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from graphql import GraphQLError, located_error
from graphql.execution.values import VariableValues

from .fields import Batched, Value
from .request import Ask, Request
from .selection import Asked, Selection

MOST_ERRORS = 5
"""Errors that an answer tells; more would help only someone who looks for weak points."""


class _Failed:
    """Stands where a value is that its type forbids to be null."""


_FAILED = _Failed()
_Path = tuple[str | int, ...]
_Locate = Callable[[int], _Path]
"""The path in the answer of the row with this index."""


@dataclass(slots=True)
class Execution:
    """One run of a selection; `errors` tells what failed, `store_seconds` how long fields waited for the store."""

    request: Request
    variables: VariableValues
    errors: list[GraphQLError] = field(default_factory=list)
    store_seconds: float = 0.0

    def run(self, selection: Selection) -> dict[str, Any] | None:
        """The data of a query, null where a null went all the way up."""
        found = self._completed(selection, [None], "Query", lambda _: ())[0]
        return None if found is _FAILED else found

    def _mixed(self, selection: Selection, rows: Sequence[Any], locate: _Locate) -> list[Any]:
        """Completed rows of whatever types can stand here; fields are not asked for nobody."""
        if not rows:
            return []
        if len(selection.types) == 1:
            (only,) = selection.types
            return self._completed(selection, rows, only, locate)
        done: list[Any] = [None] * len(rows)
        places: dict[str, list[int]] = {}
        for place, row in enumerate(rows):
            places.setdefault(row.kind, []).append(place)
        for name, at in places.items():
            some = self._completed(selection, [rows[place] for place in at], name, _at(locate, at))
            for place, row in zip(at, some, strict=True):
                done[place] = row
        return done

    def _completed(self, selection: Selection, rows: Sequence[Any], type_name: str, locate: _Locate) -> list[Any]:
        """The rows as objects of the answer."""
        plan = selection.compiled.get(type_name)
        if plan is None:
            plan = selection.compiled[type_name] = _Plan(selection.types[type_name])
        columns = self._columns(plan, rows, locate, {})
        try:
            done = plan.build(rows, *columns)
        except Exception:  # noqa: BLE001 - some leaf failed or is null where it must not be: its field tells, one by one
            ready = {asked: column for (asked, _), column in zip(plan.others, columns, strict=True)}
            plan = _Plan(selection.types[type_name], is_inline=False)
            columns = self._columns(plan, rows, locate, ready)
            done = plan.build(rows, *columns)
        if self.errors:  # without one, nothing failed
            required = [column for (asked, _), column in zip(plan.others, columns, strict=True) if asked.is_required]
            if any(_FAILED in column for column in required):
                done = [_FAILED if _FAILED in values else row for row, *values in zip(done, *required, strict=True)]
        return done

    def _columns(
        self, plan: _Plan, rows: Sequence[Any], locate: _Locate, ready: Mapping[Asked, list[Any]]
    ) -> list[list[Any]]:
        """The fields that a plan takes ready made; no field is run again that is `ready`."""
        return [
            ready[asked] if asked in ready else self._field(asked, read, rows, locate) for asked, read in plan.others
        ]

    def _field(
        self, asked: Asked, read: Callable[[Any], Any] | None, rows: Sequence[Any], locate: _Locate
    ) -> list[Any]:
        """One field's completed values, one a row; _FAILED where null is not allowed."""

        def here(index: int) -> _Path:
            return (*locate(index), asked.response_name)

        try:
            values = read(rows) if read is not None else self._batch(asked, rows)
        except Exception as error:  # noqa: BLE001 - whatever a field raises is told as its error and masked by the view
            if read is not None and len(rows) > 1:  # what stands in the row fails for that row
                alone = ((row, _at(locate, (place,))) for place, row in enumerate(rows))
                return [self._field(asked, read, (row,), here)[0] for row, here in alone]
            for index in range(len(rows)):
                self._tell(asked, error, here(index))
            return [_FAILED if asked.is_required else None] * len(rows)
        if asked.child is None:
            return self._leaves(asked, values, here)
        form = self._lists if asked.is_list else self._objects
        return form(asked, asked.child, values, here)

    def _batch(self, asked: Asked, rows: Sequence[Any]) -> list[Any]:
        how = asked.how
        if not isinstance(how, Batched):
            raise TypeError(f"{asked.name} has no way to get its value")
        started = perf_counter()
        try:
            arguments = asked.arguments(self.variables)
            return how.answers(Ask(self.request, asked.child, arguments, self.variables, asked), rows)
        finally:
            self.store_seconds += perf_counter() - started

    def _leaves(self, asked: Asked, values: list[Any], locate: _Locate) -> list[Any]:
        if asked.is_list and asked.items_required and any(items and None in items for items in values):
            return [self._list(asked, items, locate, place) for place, items in enumerate(values)]
        if asked.is_required and None in values:
            return [self._null(asked, locate, place) if one is None else one for place, one in enumerate(values)]
        return values

    def _objects(self, asked: Asked, child: Selection, values: list[Any], locate: _Locate) -> list[Any]:
        there = [one for one in values if one is not None]
        if len(there) == len(values):
            done = self._mixed(child, values, locate)
        else:
            at = [place for place, one in enumerate(values) if one is not None]
            some = iter(self._mixed(child, there, _at(locate, at)))
            done = [None if one is None else next(some) for one in values]
            if asked.is_required:
                done = [self._null(asked, locate, place) if one is None else one for place, one in enumerate(done)]
        if self.errors and not asked.is_required and _FAILED in done:
            return [None if one is _FAILED else one for one in done]
        return done

    def _lists(self, asked: Asked, child: Selection, values: list[Any], locate: _Locate) -> list[Any]:
        flat = [item for items in values if items for item in items if item is not None]
        some = iter(self._mixed(child, flat, _within(locate, values)))
        done: list[Any] = [
            None if items is None else [None if item is None else next(some) for item in items] for items in values
        ]
        are_there = None not in values and len(flat) == sum(map(len, values))
        if are_there and not self.errors:
            return done
        return [self._list(asked, items, locate, place) for place, items in enumerate(done)]

    def _list(self, asked: Asked, items: list[Any] | None, locate: _Locate, place: int) -> Any:
        if items is None:
            return self._null(asked, locate, place) if asked.is_required else None
        if asked.items_required:
            if None in items:
                self._null(asked, lambda _: (*locate(place), items.index(None)), 0)
                return _FAILED if asked.is_required else None
            if _FAILED in items:
                return _FAILED if asked.is_required else None
            return items
        return [None if one is _FAILED else one for one in items] if _FAILED in items else items

    def _null(self, asked: Asked, locate: _Locate, place: int) -> _Failed:
        self._tell(asked, TypeError(f"{asked.name} has no value where one is promised"), locate(place))
        return _FAILED

    def _tell(self, asked: Asked, error: Exception, path: _Path) -> None:
        if len(self.errors) < MOST_ERRORS:
            self.errors.append(located_error(error, list(asked.nodes), list(path)))


def _at(locate: _Locate, places: Sequence[int]) -> _Locate:
    """Paths of some of the rows."""
    return lambda index: locate(places[index])


def _within(locate: _Locate, lists: Sequence[Sequence[Any] | None]) -> _Locate:
    """Paths of the items of lists, those that are null left out."""
    places: list[tuple[int, int]] = []

    def here(index: int) -> _Path:
        if not places:  # found when the first is asked for: hardly ever
            for place, items in enumerate(lists):
                places.extend((place, at) for at, item in enumerate(items or ()) if item is not None)
        place, at = places[index]
        return (*locate(place), at)

    return here


def _there(value: Any) -> Any:
    """A leaf that looks empty and must not be null."""
    if value is None:
        raise TypeError("null where a value is promised")
    return value


class _Plan:
    """How rows of one type become objects: `build` makes them, `others` are the fields it takes ready made."""

    def __init__(self, fields: Sequence[Asked], *, is_inline: bool = True) -> None:
        self.others: list[tuple[Asked, Callable[[Any], Any] | None]] = []
        names: dict[str, Any] = {"there": _there}
        items, columns = [], []
        for place, asked in enumerate(fields):
            how = asked.how
            if isinstance(how, Value):
                names[f"call{place}"] = how.call
            expression = how.expression.replace("call(", f"call{place}(") if isinstance(how, Value) else ""
            if is_inline and expression and asked.child is None and not asked.is_list:
                if asked.is_required and how.needs:
                    expression = f"({expression}) or there({expression})"
                items.append(f"{asked.response_name!r}: {expression}")
                continue
            read = eval(f"lambda rows: [{expression} for row in rows]", names) if expression else None  # noqa: S307
            self.others.append((asked, read))
            columns.append(f"c{place}")
            items.append(f"{asked.response_name!r}: c{place}")
        body = "{" + ", ".join(items) + "}"
        if columns:
            heads = ", ".join(columns)
            text = f"lambda rows, *c: [{body} for row, {heads} in zip(rows, *c)]"
        else:
            text = f"lambda rows, *c: [{body} for row in rows]"
        self.build: Callable[..., list[Any]] = eval(text, names)  # noqa: S307 - of names and expressions of the schema
