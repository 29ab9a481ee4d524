"""One digest for one row, wherever it is kept: tells what changed when the build a store came from is gone.

A row's canonical form is the JSON array of its values in the order of kind.columns, UTF-8, no spaces, nothing escaped
that need not be: text as a string, whole numbers as numbers, floats as strings in C99 hexadecimal (`float.hex`, no
rounding, negative zero as zero), booleans as true and false, lists as arrays of strings (OBJECTS keep their text as it
is), absent values as null. The digest is BLAKE2b of it, 16 bytes. An empty list is not null.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import Any

import orjson
import pyarrow as pa

from ..schema.kind import FieldType, Kind


def row_digests(kind: Kind, columns: Sequence[Sequence[Any]]) -> Iterator[tuple[tuple[Any, ...], bytes]]:
    """Identity and digest of rows given as one sequence per column, in the order of kind.columns."""
    names = [column.name for column in kind.columns]
    identity = [columns[names.index(name)] for name in kind.identity]
    canonical = [
        _hexadecimal(values) if column.type is FieldType.FLOAT else values
        for column, values in zip(kind.columns, columns, strict=True)
    ]
    for key, row in zip(zip(*identity, strict=True), zip(*canonical, strict=True), strict=True):
        yield key, blake2b(orjson.dumps(row), digest_size=16).digest()


def batch_digests(kind: Kind, batch: pa.RecordBatch) -> Iterator[tuple[tuple[Any, ...], bytes]]:
    """The same for the rows of a build's batch."""
    return row_digests(kind, [batch.column(column.name).to_pylist() for column in kind.columns])


def _hexadecimal(values: Sequence[float | None]) -> list[str | None]:
    return [None if value is None else (value + 0.0).hex() for value in values]
