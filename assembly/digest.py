"""The logical digest of a table: equal for equal rows, whatever the file format, chunks or library version."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

BLOCK = 16_384
"""Rows hashed at a time; part of what a digest means."""


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


def _type_name(kind: pa.DataType) -> str:
    return f"list<{_type_name(kind.value_type)}>" if pa.types.is_list(kind) else str(kind)


def _add(seen: blake2b, column: pa.Array) -> None:
    seen.update(_bytes(column.is_valid()))
    if pa.types.is_list(column.type):
        seen.update(_bytes(pc.fill_null(pc.list_value_length(column), 0)))
        _add(seen, column.flatten())
    elif pa.types.is_string(column.type):
        filled = pc.fill_null(column, "")
        seen.update(_bytes(pc.binary_length(filled)))
        offsets = np.frombuffer(filled.buffers()[1], dtype=np.int32)[filled.offset : filled.offset + len(filled) + 1]
        if len(filled) and filled.buffers()[2] is not None:
            seen.update(filled.buffers()[2].slice(int(offsets[0]), int(offsets[-1] - offsets[0])))
    else:
        seen.update(_bytes(pc.fill_null(column, False if pa.types.is_boolean(column.type) else 0)))


def _bytes(column: pa.Array) -> bytes:
    values: bytes = column.to_numpy(zero_copy_only=False).tobytes()
    return values
