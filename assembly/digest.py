"""The logical digest of a table: equal for equal rows, whatever the file format, chunks or library version."""

from __future__ import annotations

from hashlib import blake2b, sha256
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.compute as pc

BLOCK = 16_384
"""Rows hashed at a time; part of what a digest means."""


class Hash(Protocol):
    """What hashlib's hashes have in common."""

    def update(self, data: Any, /) -> None: ...


class TableDigest:
    """Takes a table in blocks of BLOCK rows, only the last one smaller."""

    def __init__(self, schema: pa.Schema) -> None:
        self._columns = [(field, blake2b(digest_size=32)) for field in schema]
        self._rows = 0

    def add(self, block: pa.Table) -> None:
        """The next rows, with the schema's columns."""
        self._rows += block.num_rows
        for field, seen in self._columns:
            _add(seen, pa.concat_arrays(block[field.name].chunks))

    def hexdigest(self) -> str:
        """64 hex digits of the columns' names, types, nulls and values, row order included."""
        lines = [f"{field.name}:{_type_name(field.type)}:{seen.hexdigest()}" for field, seen in self._columns]
        return blake2b("\n".join([str(self._rows), *lines]).encode(), digest_size=32).hexdigest()


def table_digest(table: pa.Table) -> str:
    """The digest of a whole table."""
    digest = TableDigest(table.schema)
    for start in range(0, table.num_rows, BLOCK):
        digest.add(table.slice(start, BLOCK))
    return digest.hexdigest()


def column_digest(column: pa.ChunkedArray) -> str:
    """64 hex digits of a column's type, nulls and values in their order, however they are cut into chunks."""
    seen = sha256(f"{len(column)}:{_type_name(column.type)}".encode())
    for start in range(0, len(column), BLOCK):
        _add(seen, pa.concat_arrays(column.slice(start, BLOCK).chunks))
    return seen.hexdigest()


def _type_name(kind: pa.DataType) -> str:
    return f"list<{_type_name(kind.value_type)}>" if pa.types.is_list(kind) else str(kind)


def _add(seen: Hash, column: pa.Array) -> None:
    seen.update(_values(column.is_valid()))
    if pa.types.is_list(column.type):
        seen.update(_values(pc.fill_null(pc.list_value_length(column), 0)))
        _add(seen, column.flatten())
    elif pa.types.is_struct(column.type):
        for child in column.flatten():
            _add(seen, child)
    elif pa.types.is_string(column.type):
        filled = pc.fill_null(column, "")
        seen.update(_values(pc.binary_length(filled)))
        seen.update(_text(filled))
    else:
        seen.update(_values(pc.fill_null(column, False if pa.types.is_boolean(column.type) else 0)))


def _values(column: pa.Array) -> pa.Buffer:
    """The values of a column of fixed width without nulls; booleans one byte each."""
    if pa.types.is_boolean(column.type):
        column = column.cast(pa.uint8())
    width = column.type.bit_width // 8
    return column.buffers()[1].slice(column.offset * width, len(column) * width)


def _text(column: pa.Array) -> pa.Buffer | bytes:
    """The characters of a text column without nulls, one text after the other."""
    _, offsets, data = column.buffers()
    if not len(column) or data is None:
        return b""
    bounds = memoryview(offsets).cast("i")
    start, end = bounds[column.offset], bounds[column.offset + len(column)]
    return data.slice(start, end - start)
