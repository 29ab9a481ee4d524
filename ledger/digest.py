"""The id of a load: a digest of what it says, not of how or in which order it was packed.

The record tables come sorted and settled (see arrange), so equal content is equal column by column. Each column is
hashed as Arrow holds it: lengths or values with nulls marked, then the bytes of the texts, without regard to where
batches begin. `locator` is left out (it tells where a record was found), and so is a column without any value, so that
a column added in a later version does not change the ids of loads that do not use it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ..schema.record_tables import RECORD_TABLES
from .manifest import Mode

ID_LENGTH = 20


class TableDigest:
    """Digest of one table, fed with its rows in order, in batches of any size."""

    def __init__(self, name: str) -> None:
        self._columns = {
            field.name: _ColumnDigest(field.type) for field in RECORD_TABLES[name] if field.name != "locator"
        }

    def update(self, rows: pa.Table) -> None:
        """The next rows; every column in one chunk or several."""
        for name, column in self._columns.items():
            for chunk in rows[name].chunks:
                column.update(chunk)

    def lines(self) -> list[str]:
        """Name and digest of every column that has a value."""
        return [f"{name} {column.hexdigest()}" for name, column in self._columns.items() if column.has_values]


class _ColumnDigest:
    """Digest of one column; lists and structs are hashed level by level."""

    def __init__(self, form: pa.DataType) -> None:
        self.has_values = False
        self._form = form
        self._shape = sha256()
        self._content = sha256()
        self._parts = [_ColumnDigest(form.field(place).type) for place in range(form.num_fields)]

    def update(self, column: pa.Array) -> None:
        self.has_values = self.has_values or column.null_count < len(column)
        if pa.types.is_string(self._form):
            self._shape.update(_values(pc.binary_length(column), -1))
            self._content.update(_text_bytes(column))
        elif pa.types.is_list(self._form):
            self._shape.update(_values(pc.list_value_length(column), -1))
            self._parts[0].update(column.flatten())
        elif pa.types.is_struct(self._form):
            for part, values in zip(self._parts, column.flatten(), strict=True):
                part.update(values)
        else:
            self._shape.update(_values(column.is_valid().cast(pa.int8()), 0))
            self._content.update(_values(column.cast(pa.int8()) if pa.types.is_boolean(self._form) else column, 0))

    def hexdigest(self) -> str:
        levels = [self._shape.hexdigest(), self._content.hexdigest(), *(part.hexdigest() for part in self._parts)]
        return sha256(" ".join(levels).encode()).hexdigest()


def content_id(source: str, mode: Mode, tables: Mapping[str, Iterable[pa.Table]]) -> str:
    """The id of a load with these tables, each given as its rows in the ledger's order, in batches."""
    digests = {name: TableDigest(name) for name in tables}
    for name, rows in tables.items():
        for batch in rows:
            digests[name].update(batch)
    return load_id(source, mode, digests)


def load_id(source: str, mode: Mode, digests: Mapping[str, TableDigest]) -> str:
    """The id of a load from the digests of its tables; tables without rows are not given."""
    lines = [f"{source} {mode}"]
    for name in sorted(digests):
        lines += [name, *digests[name].lines()]
    return sha256("\n".join(lines).encode()).hexdigest()[:ID_LENGTH]


def _values(column: Any, missing: int) -> memoryview:
    """The bytes of a fixed-width column; offsets of slices respected, nulls replaced."""
    filled = column.fill_null(missing) if column.null_count else column
    width = filled.type.bit_width // 8
    start = filled.offset * width
    return memoryview(filled.buffers()[1] or b"")[start : start + len(filled) * width]


def _text_bytes(column: pa.StringArray) -> memoryview:
    """The bytes of all texts, one after the other; nulls have none."""
    _, offsets, data = column.buffers()
    if data is None or len(column) == 0:
        return memoryview(b"")
    ends = memoryview(offsets).cast("i")
    start, end = ends[column.offset], ends[column.offset + len(column)]
    if column.null_count and end - start != pc.sum(pc.binary_length(column)).as_py():  # a null hides bytes
        return _text_bytes(column.fill_null(""))
    return memoryview(data)[start:end]
