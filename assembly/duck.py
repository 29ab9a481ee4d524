"""DuckDB as assembly uses it: in memory, under explicit limits, its resource errors turned into ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from ..schema.errors import OutOfSpace, StorageError
from .parameters import Resources


def connect(resources: Resources, folder: Path) -> duckdb.DuckDBPyConnection:
    """A connection; what does not fit in its memory goes below `folder` unless the resources name another place."""
    return duckdb.connect(
        ":memory:",
        config={
            "memory_limit": resources.memory_limit,
            "threads": resources.threads,
            "temp_directory": str(resources.temp or folder / "spill"),
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        },
    )


def parquet(path: Path) -> str:
    """SQL that reads a Parquet file."""
    quoted = str(path).replace("'", "''")
    return f"read_parquet('{quoted}')"


@contextmanager
def translated() -> Iterator[None]:
    """Lack of memory or disk becomes our error; a wrong query stays the programming error it is."""
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        hint = "raise the memory limit or free space in the temporary folder"
        raise OutOfSpace(f"assembly needs more room than it may use: {error}", hint=hint) from error
    except duckdb.IOException as error:
        raise StorageError(f"assembly's temporary files failed: {error}") from error
