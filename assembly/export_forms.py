"""The forms of exported tables: JSON Lines, Parquet and CSV, each written so that equal rows are equal bytes."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from ..schema.errors import UsageError
from ..schema.kind import FieldType
from .build import BATCH
from .files import TableFile

GROUP = 50_000
"""Rows of a row group in Parquet, however the rows came: the bytes shall depend on nothing else."""

Batches = Iterator[pa.RecordBatch]
Row = dict[str, Any]

_TYPES = {each.value: each.arrow for each in FieldType if each is not FieldType.OBJECTS}
_QUOTED = re.compile('[",\r\n]')
_HINT = "name a file that `export` wrote, of the same kind and in the same form"


def write_jsonl(path: Path, batches: Batches, schema: pa.Schema) -> int:  # noqa: ARG001 - one form for all writers
    """A JSON object a line, null as null."""
    rows = 0
    with path.open("wb") as file:
        for batch in batches:
            for row in batch.to_pylist():
                file.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))
                rows += 1
    return rows


def write_parquet(path: Path, batches: Batches, schema: pa.Schema) -> int:
    """Row groups of GROUP rows."""
    rows = 0
    with TableFile(path, schema) as file:
        for table in _even(batches, schema):
            file.add(table)
            rows += table.num_rows
    return rows


def write_csv(path: Path, batches: Batches, schema: pa.Schema) -> int:
    """Names first; lists as JSON text, null as an empty field, quotes only where a field needs them."""
    rows = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(_csv_line(schema.names))
        for batch in batches:
            for row in batch.to_pylist():
                file.write(_csv_line(row.values()))
                rows += 1
    return rows


WRITERS: dict[str, Callable[[Path, Batches, pa.Schema], int]] = {
    "jsonl": write_jsonl,
    "parquet": write_parquet,
    "csv": write_csv,
}


def read_rows(path: Path, form: str, schema: pa.Schema) -> Iterator[Row]:
    """The rows of an exported file, in CSV all values as text; UsageError with the line where it is none."""
    try:
        yield from _READERS[form](path, schema)
    except (OSError, ValueError, csv.Error, pa.ArrowException) as error:
        raise UsageError(f"cannot read {path} as {form}: {str(error).partition(chr(10))[0]}", hint=_HINT) from error


def batched(rows: Iterator[Row], form: str, schema: pa.Schema) -> Batches:
    """Rows as `read_rows` gives them as batches for the writer of that form."""
    if form == "csv":
        schema = pa.schema([(name, pa.string()) for name in schema.names])
    while part := list(islice(rows, BATCH)):
        yield pa.RecordBatch.from_pylist(part, schema)


def schema_as_json(schema: pa.Schema) -> list[dict[str, str]]:
    """Column names and types (those of schema.kind.FieldType), as manifests say them."""
    names = {str(arrow): name for name, arrow in _TYPES.items()}
    return [{"name": each.name, "type": names[str(each.type)]} for each in schema]


def schema_from_json(columns: list[dict[str, str]]) -> pa.Schema:
    """What `schema_as_json` wrote."""
    return pa.schema([(each["name"], _TYPES[each["type"]]) for each in columns])


def plain(value: Any) -> Any:
    """A value as text of CSV and GraphML: lists as JSON."""
    if isinstance(value, list):
        return orjson.dumps(value).decode()
    return str(value).lower() if isinstance(value, bool) else value


def _csv_line(values: Any) -> str:
    """The standard library leaves a lone carriage return unquoted, which readers take for the end of a row."""
    texts = ("" if value is None else str(plain(value)) for value in values)
    return ",".join('"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text for text in texts) + "\n"


def _even(batches: Batches, schema: pa.Schema) -> Iterator[pa.Table]:
    waiting: list[pa.RecordBatch] = []
    count = 0
    for batch in batches:
        waiting.append(batch)
        count += batch.num_rows
        while count >= GROUP:
            table = pa.Table.from_batches(waiting, schema)
            yield table.slice(0, GROUP).combine_chunks()
            waiting, count = table.slice(GROUP).to_batches(), count - GROUP
    if count:
        yield pa.Table.from_batches(waiting, schema).combine_chunks()


def _read_jsonl(path: Path, schema: pa.Schema) -> Iterator[Row]:
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                row = orjson.loads(line)
            except orjson.JSONDecodeError as error:
                raise ValueError(f"line {number}: {error}") from error
            if not isinstance(row, dict) or list(row) != schema.names:
                raise _other_columns(f"{path}, line {number}", schema)
            yield row


def _read_parquet(path: Path, schema: pa.Schema) -> Iterator[Row]:
    with pq.ParquetFile(path) as file:
        found = file.schema_arrow
        if found.names != schema.names or any(
            one != other and not (pa.types.is_list(one) and pa.types.is_list(other))
            for one, other in zip(found.types, schema.types, strict=True)
        ):
            raise _other_columns(str(path), schema)
        for batch in file.iter_batches(BATCH):
            yield from batch.to_pylist()


def _read_csv(path: Path, schema: pa.Schema) -> Iterator[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file, strict=True)
        if next(lines, None) != schema.names:
            raise _other_columns(f"{path}, line 1", schema)
        for values in lines:
            if len(values) != len(schema.names):
                raise _other_columns(f"{path}, line {lines.line_num}", schema)
            yield dict(zip(schema.names, values, strict=True))


def _other_columns(place: str, schema: pa.Schema) -> UsageError:
    return UsageError(f"{place}: the columns are not {', '.join(schema.names)}", hint=_HINT)


_READERS: dict[str, Callable[[Path, pa.Schema], Iterator[Row]]] = {
    "jsonl": _read_jsonl,
    "parquet": _read_parquet,
    "csv": _read_csv,
}
