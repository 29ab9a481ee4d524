"""Between Arrow columns, SQLite rows and Python values, column by column: a row at a time costs three times as much."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import orjson
import pyarrow as pa

from ...schema.kind import Field, FieldType

Row = tuple[Any, ...]


def batch_rows(batch: pa.RecordBatch, columns: Sequence[Field]) -> Iterator[Row]:
    """The rows of a batch as SQLite takes them: these columns in this order, lists as JSON text."""
    return zip(*(_encoded(batch.column(column.name), column.type) for column in columns), strict=True)


def record(columns: Sequence[Field], at: int) -> Callable[[Row], dict[str, Any]]:
    """A function from a row to the values by name of the columns that begin at place `at`."""
    names = [column.name for column in columns]
    until = at + len(columns)
    decoders = [(column.name, _DECODERS[column.type]) for column in columns if column.type in _DECODERS]
    if not columns:
        return lambda _row: {}
    if not decoders:
        return lambda row: dict(zip(names, row[at:until], strict=True))

    def decoded(row: Row) -> dict[str, Any]:
        values = dict(zip(names, row[at:until], strict=True))
        for name, decode in decoders:
            if values[name] is not None:
                values[name] = decode(values[name])
        return values

    return decoded


def values(types: Sequence[FieldType], at: int) -> Callable[[Row], Row]:
    """A function from a row to the values of the columns of these types that begin at place `at`."""
    until = at + len(types)
    decoders = [_DECODERS.get(form) for form in types]
    if not any(decoders):
        return lambda row: row[at:until]
    return lambda row: tuple(
        value if decode is None or value is None else decode(value)
        for value, decode in zip(row[at:until], decoders, strict=True)
    )


def build_columns(rows: Sequence[Row], columns: Sequence[Field]) -> list[list[Any]]:
    """Rows of a kind's own columns as one list per column; lists as in the build (objects stay text)."""
    by_column = [list(column) for column in zip(*rows, strict=True)]
    for column, cells in zip(columns, by_column, strict=True):
        if column.type is FieldType.BOOLEAN:
            cells[:] = [None if value is None else bool(value) for value in cells]
        elif column.type in (FieldType.STRINGS, FieldType.OBJECTS):
            cells[:] = [None if value is None else orjson.loads(value) for value in cells]
    return by_column


def key_list(keys: Sequence[str]) -> str:
    """Distinct keys in their order as one JSON value, so that a statement's text does not depend on their number."""
    distinct = list(dict.fromkeys(keys))
    try:
        return orjson.dumps(distinct).decode()
    except TypeError:  # half a surrogate pair: no row has such a key
        return orjson.dumps([key for key in distinct if key.isprintable()]).decode()


def _encoded(column: pa.Array, form: FieldType) -> list[Any]:
    if form is FieldType.BOOLEAN:  # sqlite3 takes an int much faster than a bool
        return column.cast(pa.int8()).to_pylist()  # type: ignore[no-any-return]
    if form in (FieldType.STRINGS, FieldType.OBJECTS):
        dumps = orjson.dumps
        return [None if value is None else dumps(value).decode() for value in column.to_pylist()]
    return column.to_pylist()  # type: ignore[no-any-return]


def _objects(text: str) -> list[Any]:
    return [orjson.loads(item) for item in orjson.loads(text)]


_DECODERS: dict[FieldType, Callable[[Any], Any]] = {
    FieldType.BOOLEAN: bool,
    FieldType.STRINGS: orjson.loads,
    FieldType.OBJECTS: _objects,
}
