"""Tables that other programs wrote or will read, as TSV, CSV or Parquet: every fault is named by file and line."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pc_csv
import pyarrow.parquet as pq

from ..assembly.files import TableFile
from ..schema.errors import SourceError, StorageError, UsageError

DELIMITERS = {".tsv": "\t", ".csv": ","}
_WHOLE = re.compile("-?[0-9]+")


def write_table(path: Path, table: pa.Table) -> None:
    """Writes a table as TSV (a header line, no quotes, numbers so that they read back the same) or Parquet.

    UsageError where a text holds a tab or a line break, StorageError where the file cannot be written.
    """
    if path.suffix == ".parquet":
        with TableFile(path, table.schema) as file:
            file.add(table)
        return
    form = pc_csv.WriteOptions(include_header=False, delimiter=DELIMITERS[path.suffix], quoting_style="none")
    try:
        with path.open("wb") as out:
            out.write((DELIMITERS[path.suffix].join(table.column_names) + "\n").encode())
            pc_csv.write_csv(table, out, form)
    except pa.ArrowInvalid as error:
        raise UsageError(f"{path}: a value cannot be written as text: {error}", hint="write Parquet") from None
    except OSError as error:
        raise StorageError(f"cannot write {path}: {error.strerror or error}") from error


def read_table(path: Path, columns: Mapping[str, pa.DataType]) -> pa.Table:
    """These columns of a TSV, CSV (both with a header line) or Parquet file; others are passed over.

    UsageError where there is no such file or its name has another ending, SourceError with the line where its content
    is not of that form. A text file must end with a line break: one that does not may have lost its end.
    """
    names = column_names(path)
    missing = [name for name in columns if names.count(name) != 1]
    if missing:
        raise SourceError(
            f"{path}: the column {missing[0]!r} is not there once, but {', '.join(names) or 'none'}",
            hint=f"the columns {', '.join(columns)} are needed",
        )
    return _read_parquet(path, columns) if path.suffix == ".parquet" else _read_text(path, names, columns)


def column_names(path: Path) -> list[str]:
    """The columns of such a file; errors as in `read_table`."""
    if path.suffix not in (*DELIMITERS, ".parquet"):
        raise UsageError(f"{path} is neither TSV, CSV nor Parquet", hint="name it .tsv, .csv or .parquet")
    if not path.is_file():
        raise UsageError(f"there is no file {path}")
    if path.suffix != ".parquet":
        return _header(path, DELIMITERS[path.suffix])
    with _parquet(path) as file:
        names: list[str] = file.schema_arrow.names
        return names


def place(path: Path, row: int) -> str:
    """Where a row, counted from 0, stands."""
    return f"{path}: row {row + 1}" if path.suffix == ".parquet" else f"{path}:{row + 2}"


@contextmanager
def _parquet(path: Path) -> Iterator[pq.ParquetFile]:
    try:
        with pq.ParquetFile(path) as file:
            yield file
    except (pa.ArrowException, OSError) as error:
        raise SourceError(f"{path} cannot be read as Parquet: {error}") from None


def _read_parquet(path: Path, columns: Mapping[str, pa.DataType]) -> pa.Table:
    with _parquet(path) as file:
        return file.read(columns=list(columns)).select(list(columns)).cast(pa.schema(columns.items()))


def _read_text(path: Path, names: list[str], columns: Mapping[str, pa.DataType]) -> pa.Table:
    delimiter = DELIMITERS[path.suffix]
    try:
        return pc_csv.read_csv(
            path,
            read_options=pc_csv.ReadOptions(use_threads=False),
            parse_options=pc_csv.ParseOptions(
                delimiter=delimiter, quote_char='"' if delimiter == "," else False, ignore_empty_lines=False
            ),
            convert_options=pc_csv.ConvertOptions(
                column_types=dict(columns), include_columns=list(columns), null_values=[], strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid as error:
        raise SourceError(_first_fault(path, names, columns) or f"{path} cannot be read: {error}") from None


def _header(path: Path, delimiter: str) -> list[str]:
    with path.open("rb") as file:
        first = file.readline()
        if not first:
            raise SourceError(f"{path} is empty", hint="the first line names the columns")
        file.seek(-1, 2)
        if file.read() != b"\n":
            raise SourceError(f"{path} ends in the middle of a line", hint="it may have lost its end; copy it again")
    text = first.removeprefix(b"\xef\xbb\xbf").decode(errors="replace").rstrip("\r\n")
    return next(csv.reader([text])) if delimiter == "," else text.split(delimiter)


def _first_fault(path: Path, names: list[str], columns: Mapping[str, pa.DataType]) -> str | None:
    """The first line that is not of the form, and why; None where the fault is of another kind."""
    wanted = [(names.index(name), name, kind) for name, kind in columns.items()]
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                text = line.decode().rstrip("\r\n")
            except UnicodeDecodeError:
                return f"{path}:{number} is not UTF-8"
            fields = (next(csv.reader([text]), [""])) if path.suffix == ".csv" else text.split("\t")
            if len(fields) != len(names):
                return f"{path}:{number} has {len(fields)} fields, not {len(names)}"
            wrong = next((name for at, name, kind in wanted if number > 1 and not _fits(fields[at], kind)), None)
            if wrong:
                return f"{path}:{number}: {fields[names.index(wrong)]!r} is no {wrong}"
    return None


def _fits(text: str, kind: pa.DataType) -> bool:
    if pa.types.is_integer(kind):
        return _WHOLE.fullmatch(text) is not None
    if not pa.types.is_floating(kind):
        return True
    try:
        float(text)
    except ValueError:
        return False
    return True


def first_true(mask: pa.Array | pa.ChunkedArray) -> int:
    """The first row where a mask is true, -1 where it nowhere is."""
    return int(pc.index(mask, pa.scalar(value=True)).as_py())
