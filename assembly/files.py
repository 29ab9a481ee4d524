"""How a build's files are written: the same table always as the same bytes, on the device before anything names it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from hashlib import file_digest
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from ..ledger.disk import sync_file, writing
from ..ledger.disk import sync_folder as sync_folder


class TableFile:
    """A Parquet file being written, with every option pinned; each table given makes one row group."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._path = path
        with writing(path):
            self._writer = pq.ParquetWriter(
                path,
                schema,
                version="2.6",
                data_page_version="1.0",
                compression="zstd",
                compression_level=1,
                write_batch_size=1024,
                data_page_size=1 << 20,
                dictionary_pagesize_limit=1 << 20,
                use_dictionary=True,
                write_statistics=True,
                store_schema=False,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Ends the file and brings it to the device."""
        with writing(self._path):
            self._writer.close()
            sync_file(self._path)

    def add(self, rows: pa.Table) -> None:
        """The next row group."""
        with writing(self._path):
            self._writer.write_table(rows, row_group_size=max(rows.num_rows, 1))


def link_or_copy(file: Path, place: Path) -> None:
    """The same file at another place too: a second name for it, or a copy where the device knows none."""
    with writing(place):
        place.parent.mkdir(exist_ok=True)
        try:
            place.hardlink_to(file)
        except OSError:
            shutil.copyfile(file, place)
            sync_file(place)


def write_json(path: Path, content: dict[str, Any]) -> None:
    """A JSON file, put in the place of an older one in one step."""
    fresh = path.with_name(f".{path.name}.new")
    with writing(path):
        fresh.write_bytes(orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS))
        sync_file(fresh)
        fresh.replace(path)
        sync_folder(path.parent)


def checksum(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def damages(folder: Path, tables: Mapping[str, Mapping[str, Any]]) -> list[tuple[Path, str]]:
    """Parquet files of a folder that are not what its manifest says of its `tables`, each with the reason."""
    found = []
    for name, entry in sorted(tables.items()):
        path = folder / f"{name}.parquet"
        if not path.is_file():
            found.append((path, "is missing"))
        elif checksum(path) != entry["sha256"]:
            found.append((path, "differs from its checksum"))
    return found
