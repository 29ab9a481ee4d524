"""A load's folder: Parquet files with pinned options, a manifest, and reading them back with damages told apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import file_digest
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ..schema.errors import Damaged
from ..schema.record_tables import RECORD_TABLES
from .arrange import ROW_GROUP
from .disk import writing
from .manifest import LoadManifest, read_manifest

OPTIONS: dict[str, Any] = {
    "compression": "zstd",
    "compression_level": 3,
    "write_statistics": False,
    "write_page_checksum": True,
    "version": "2.6",
    "data_page_version": "1.0",
}


_HINT = "`research-graph verify` lists all damages; load the same files again, or remove the source and load it anew"


@dataclass(frozen=True, slots=True)
class FileLoad:
    """An accepted load in its folder. What is read is what was accepted: a file is checked when it is first read."""

    folder: Path
    manifest: LoadManifest
    _checked: set[str] = field(default_factory=set, init=False, repr=False, compare=False)

    def read(self, table: str, columns: Sequence[str]) -> pa.Table:
        """Columns of a record table; no rows where the load has none, nulls where it was written without a column.

        Damaged where its bytes are not those that were accepted.
        """
        schema = pa.schema([RECORD_TABLES[table].field(column) for column in columns])
        if not self.manifest.counts.get(table):
            return schema.empty_table()
        path = self.folder / f"{table}.parquet"
        self._check(path)
        rows = read_parquet(path, columns)
        for column in schema:
            if column.name not in rows.column_names:
                rows = rows.append_column(column, pa.nulls(rows.num_rows, column.type))
        with _readable(path):
            return rows.select(list(columns)).cast(schema)

    def _check(self, path: Path) -> None:
        if path.name in self._checked:
            return
        with _readable(path):
            digest = sha256_of(path)
        if digest != self.manifest.files.get(path.name):
            raise Damaged(f"{path}: its bytes are not those that were accepted", hint=_HINT)
        self._checked.add(path.name)


def open_load(folder: Path) -> FileLoad:
    """The load in a folder; Damaged where its manifest cannot be read."""
    return FileLoad(folder, read_manifest(folder))


def write_parquet(path: Path, schema: pa.Schema, rows: Iterable[pa.Table]) -> str:
    """Writes row groups of ROW_GROUP rows and gives the file's SHA-256."""
    with writing(path):
        with pq.ParquetWriter(path, schema, **OPTIONS) as writer:
            for batch in rows:
                writer.write_table(batch, row_group_size=ROW_GROUP)
        return sha256_of(path)


def read_parquet(path: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """A file's rows; Damaged where it is missing or not readable."""
    with _readable(path), pq.ParquetFile(path, page_checksum_verification=True) as file:
        return file.read(columns=None if columns is None else list(columns))


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Turns whatever reading a file raises into Damaged; bytes that are no text of their column come as ValueError."""
    try:
        yield
    except (OSError, ValueError, LookupError, ArithmeticError, MemoryError, pa.ArrowException) as error:
        reason = "it is missing" if isinstance(error, FileNotFoundError) else str(error).partition("\n")[0]
        raise Damaged(f"{path}: cannot be read ({reason})", hint=_HINT) from error


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
