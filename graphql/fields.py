"""How a field of the API gets its value; said once, beside the field, for every way of executing.

A *value* comes from the row alone, a *batched* field asks the store once for all rows that a request met at its place.
Strawberry holds the types and descriptions; these notes travel in a field's metadata and are read by `schema.py`.
Whatever a leaf returns is what JSON says: an enum by its name, a time as text.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import strawberry

from ..schema.catalog import edge_kinds, node_kinds
from ..schema.kind import Field, FieldType

if TYPE_CHECKING:
    from graphql.execution.values import VariableValues

    from ..store.query import Ahead
    from .request import Ask
    from .selection import Selection

HOW = "how"
"""Where a field's note lies in the metadata of Strawberry's field."""

Arguments = Mapping[str, Any]
Declare = Callable[[Callable[..., Sequence[Any]]], Any]


@dataclass(frozen=True, slots=True)
class Value:
    """`expression` is Python over `row` (and `call`, the function given); `needs` are the row's columns it reads.

    `rows_at_most`: how many rows a list of it may have, where no page or `first` has counted them.
    """

    expression: str
    needs: tuple[str, ...] = ()
    call: Callable[[Any], Any] | None = None
    rows_at_most: int = 0


def _one(_: Arguments) -> int:
    return 1


def _nothing(_: Arguments) -> None:
    return None


def _none(_: Arguments) -> int:
    return 0


def _work(work: int | Callable[[Arguments], int]) -> Callable[[Arguments], int]:
    return work if callable(work) else lambda _: work


@dataclass(frozen=True, slots=True)
class Batched:
    """`call(ask, rows, **arguments)` gives one value a row.

    `rows_at_most` says by the arguments how many rows the field may give for one row, and `work` what it costs beside
    them, where it reads much more than it gives; `check` raises BadInput for arguments that cannot be, before anything
    is read.
    """

    call: Callable[..., Sequence[Any]]
    needs: tuple[str, ...] = ()
    rows_at_most: Callable[[Arguments], int] = _one
    check: Callable[[Arguments], None] = _nothing
    work: Callable[[Arguments], int] = _none
    ahead: Callable[[Selection, Arguments, VariableValues], Ahead | None] | None = None
    """What the field will ask the store for, where that is known before its rows are."""
    withheld: frozenset[str] = frozenset()
    """Arguments that `call` takes from `ask.arguments`."""

    @property
    def counts_rows(self) -> bool:
        """Whether the field says itself how many rows it may give."""
        return self.rows_at_most is not _one

    def answers(self, ask: Ask, rows: Sequence[Any]) -> list[Any]:
        """One value a row."""
        given = {name: value for name, value in ask.arguments.items() if name not in self.withheld}
        return list(self.call(ask, rows, **given))


How = Value | Batched


def column(kind: str, name: str, *, description: str | None = None, text: str | None = None) -> Any:
    """A field that is a column of a node kind, described as the schema describes it; of lists null is an empty one."""
    form = node_kinds()[kind].field(name)
    expression = _value_of(form, "row.fields") if text is None else text.format(name)
    return _field(Value(expression, (name,)), description or form.description)


def edge_column(kind: str, name: str, *, description: str | None = None) -> Any:
    """A field that is a column of an edge kind; the row is a neighbor. Of lists null is an empty one."""
    form = edge_kinds()[kind].field(name)
    return _field(Value(_value_of(form, "row.edge"), (name,)), description or form.description)


def _value_of(form: Field, fields: str) -> str:
    value = f"{fields}[{form.name!r}]"
    return f"({value} or [])" if form.type in (FieldType.STRINGS, FieldType.OBJECTS) else value


def from_row(
    expression: str | Callable[[Any], Any] | None = None,
    *,
    description: str,
    needs: Sequence[str] = (),
    rows_at_most: int = 0,
) -> Any:
    """A field from the row alone: by an expression, by a function of the row, else the attribute of its name."""
    if callable(expression):
        return _field(Value("call(row)", tuple(needs), expression, rows_at_most), description)
    return _field(Value(expression or "", tuple(needs), rows_at_most=rows_at_most), description)


def batched(
    gives: Any,
    *,
    description: str,
    needs: Sequence[str] = (),
    rows_at_most: Callable[[Arguments], int] = _one,
    check: Callable[[Arguments], None] = _nothing,
    work: int | Callable[[Arguments], int] = 0,
    also: Mapping[str, Any] | None = None,
    defaults: Mapping[str, Any] | None = None,
    ahead: Callable[[Selection, Arguments, VariableValues], Ahead | None] | None = None,
) -> Declare:
    """Declares a batched field of the API type `gives`; its arguments are those of the function behind `ask`, `rows`.

    `also` are further arguments (name and annotation) that may be left out; the function finds them in
    `ask.arguments`, left out or as `defaults` has them.
    """
    more = dict(also or {})
    given = dict(defaults or {})

    def declare(call: Callable[..., Sequence[Any]]) -> Any:
        def run() -> None:
            raise NotImplementedError("fields are run by execution.py")

        declared: Any = run
        shown = inspect.signature(call)
        own = list(shown.parameters.values())[2:]
        extra = [
            inspect.Parameter(
                name,
                inspect.Parameter.KEYWORD_ONLY,
                default=given.get(name, strawberry.UNSET),
                annotation=annotation,
            )
            for name, annotation in more.items()
        ]
        kept = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own]
        declared.__name__ = call.__name__
        declared.__module__ = call.__module__
        declared.__signature__ = shown.replace(parameters=[*extra, *kept], return_annotation=gives)
        said = {parameter.name: call.__annotations__[parameter.name] for parameter in own}
        declared.__annotations__ = {**said, **more, "return": gives}
        how = Batched(call, tuple(needs), rows_at_most, check, _work(work), ahead, frozenset(more))
        return strawberry.field(declared, description=description, metadata={HOW: how})

    return declare


def _field(how: How, description: str) -> Any:
    return strawberry.field(description=description, metadata={HOW: how})
