"""A load's folder: Parquet files with pinned options, a manifest, and reading them back with damages told apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ..schema.errors import Damaged
from ..schema.record_tables import RECORD_TABLES
from .arrange import ROW_GROUP
from .manifest import LoadManifest, read_manifest

OPTIONS: dict[str, Any] = {
    "compression": "zstd",
    "compression_level": 3,
    "write_statistics": False,
    "write_page_checksum": True,
    "version": "2.6",
    "data_page_version": "1.0",
}


@dataclass(frozen=True, slots=True)
class FileLoad:
    """An accepted load in its folder."""

    folder: Path
    manifest: LoadManifest

    def read(self, table: str, columns: Sequence[str]) -> pa.Table:
        """Columns of a record table; no rows where the load has none, nulls where it was written without a column."""
        schema = pa.schema([RECORD_TABLES[table].field(column) for column in columns])
        if not self.manifest.counts.get(table):
            return schema.empty_table()
        rows = read_parquet(self.folder / f"{table}.parquet", columns)
        for field in schema:
            if field.name not in rows.column_names:
                rows = rows.append_column(field, pa.nulls(rows.num_rows, field.type))
        return rows.select(list(columns)).cast(schema)


def open_load(folder: Path) -> FileLoad:
    """The load in a folder; Damaged where its manifest cannot be read."""
    return FileLoad(folder, read_manifest(folder))


def write_parquet(path: Path, schema: pa.Schema, rows: Iterable[pa.Table]) -> str:
    """Writes row groups of ROW_GROUP rows and gives the file's SHA-256."""
    with pq.ParquetWriter(path, schema, **OPTIONS) as writer:
        for batch in rows:
            writer.write_table(batch, row_group_size=ROW_GROUP)
    return sha256_of(path)


def read_parquet(path: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """A file's rows; Damaged where it is missing or not readable."""
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            return file.read(columns=None if columns is None else list(columns))
    except (OSError, pa.ArrowException) as error:
        reason = "it is missing" if isinstance(error, FileNotFoundError) else str(error).partition("\n")[0]
        raise Damaged(
            f"{path}: cannot be read ({reason})",
            hint="`research-graph ledger verify` lists all damages; remove the source and load it again",
        ) from error


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
