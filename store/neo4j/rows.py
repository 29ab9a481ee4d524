"""Between Arrow columns, Cypher values and Python values. Rows travel as lists without names, which packs faster."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Any

import pyarrow as pa

from ...schema.kind import Field, FieldType
from ..readers import Row, reader

MOST_BYTES = 32 << 20
"""Memory of a batch as Arrow, beyond which it gets fewer rows: a transaction lies in the server's heap."""


def batches(found: Iterable[pa.RecordBatch], columns: Sequence[Field], *, size: int) -> Iterator[list[Row]]:
    """The rows of the batches, joined or cut into lists of `size` rows or fewer; values in the order of the columns."""
    names = [column.name for column in columns]
    waiting: list[pa.RecordBatch] = []
    for batch in found:
        waiting.append(batch.select(names))
        if sum(each.num_rows for each in waiting) >= size:
            table = pa.Table.from_batches(waiting)
            whole = table.num_rows - table.num_rows % size
            yield from _lists(table.slice(0, whole), size)
            waiting = table.slice(whole).to_batches()
    if waiting:
        yield from _lists(pa.Table.from_batches(waiting), size)


def record_text(columns: Sequence[Field], at: int) -> str:
    """The expression (see store.readers) for the values by name of the columns that begin at place `at`."""
    return f"{{{', '.join(f'{column.name!r}: {_cell(column, at + i)}' for i, column in enumerate(columns))}}}"


def record(columns: Sequence[Field], at: int) -> Callable[[Row], dict[str, Any]]:
    """A function from a row to the values by name of the columns that begin at place `at`."""
    return reader(record_text(columns, at))


def values(columns: Sequence[Field], at: int) -> Callable[[Row], tuple[Any, ...]]:
    """A function from a row to the values of the columns that begin at place `at`."""
    return reader(f"({''.join(f'{_cell(column, at + i)}, ' for i, column in enumerate(columns))})")


def places(at: Sequence[int]) -> Callable[[Row], tuple[Any, ...]]:
    """A function from a row to the values at these places."""
    if len(at) == 1:
        [only] = at
        return lambda row: (row[only],)
    return itemgetter(*at)


def sendable(texts: Iterable[str]) -> list[str]:
    """Distinct texts in their order, without those that are no Unicode: nothing in a store has such a key."""
    return [text for text in dict.fromkeys(texts) if text.isascii() or _is_unicode(text)]


def _cell(column: Field, at: int) -> str:
    if column.type is FieldType.OBJECTS:
        return f"(None if row[{at}] is None else _parsed(row[{at}]))"
    return f"row[{at}]"


def _is_unicode(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _lists(table: pa.Table, size: int) -> Iterator[list[Row]]:
    if table.num_rows and table.nbytes > MOST_BYTES:
        size = min(size, max(1, MOST_BYTES * table.num_rows // table.nbytes))
    for start in range(0, table.num_rows, size):
        part = table.slice(start, size)
        yield list(zip(*(column.to_pylist() for column in part.columns), strict=True))
