"""Between Arrow columns, SQLite rows and Python values, column by column: a row at a time costs three times as much."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from ...schema.kind import Field, FieldType

Row = tuple[Any, ...]

_ESCAPED = re.compile(rb'["\\\x00-\x1f]')
"""What JSON does not write as it is."""
_OPEN, _BETWEEN, _CLOSE, _NOTHING, _EMPTY = map(pa.scalar, ('["', '","', '"]', "", "[]"))
_ZERO = pa.scalar(0, pa.int32())
"""Made once: pyarrow looks in vain for numpy whenever it is handed a plain Python value."""


def batch_rows(batch: pa.RecordBatch, columns: Sequence[Field]) -> Iterator[Row]:
    """The rows of a batch as SQLite takes them: these columns in this order, lists as JSON text."""
    return zip(*(_encoded(batch.column(column.name), column.type) for column in columns), strict=True)


def cell(form: FieldType, at: int) -> str:
    """The expression that reads a value of this type from place `at` of a row."""
    match form:
        case FieldType.BOOLEAN:
            return f"_truth[row[{at}]]"
        case FieldType.STRINGS:
            return f"(None if row[{at}] is None else _loads(row[{at}]))"
        case FieldType.OBJECTS:
            return f"(None if row[{at}] is None else _parsed(_loads(row[{at}])))"
    return f"row[{at}]"


def record(columns: Sequence[Field], at: int) -> str:
    """The expression for a dictionary of the columns that begin at place `at`, by name."""
    return f"{{{', '.join(f'{column.name!r}: {cell(column.type, at + i)}' for i, column in enumerate(columns))}}}"


def values(types: Iterable[FieldType], at: int) -> str:
    """The expression for a tuple of the columns of these types that begin at place `at`."""
    return f"({''.join(f'{cell(form, at + i)}, ' for i, form in enumerate(types))})"


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
        if form is FieldType.STRINGS and _is_plain(column.flatten()):
            return _joined(column).to_pylist()  # type: ignore[no-any-return]
        dumps = orjson.dumps
        return [None if value is None else dumps(value).decode() for value in column.to_pylist()]
    return column.to_pylist()  # type: ignore[no-any-return]


def _is_plain(texts: pa.StringArray) -> bool:
    """Whether JSON writes all of these texts as they are."""
    data = texts.buffers()[2]
    return texts.null_count == 0 and (data is None or _ESCAPED.search(data) is None)


def _joined(column: pa.ListArray) -> pa.StringArray:
    """Lists of plain texts as JSON: the same text as orjson's, at a third of the price."""
    filled = pc.binary_join_element_wise(_OPEN, pc.binary_join(column, _BETWEEN), _CLOSE, _NOTHING)
    return pc.if_else(pc.equal(pc.list_value_length(column), _ZERO), _EMPTY, filled)
