"""Writes finished tables on a second thread: one table is encoded and hashed while DuckDB and Python make the next."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa

from ..schema.errors import StorageError
from .digest import TableDigest
from .files import TableFile, checksum, link_or_copy

_WAITING = 4
"""Pieces of tables that wait for the thread at most, so that memory stays bounded."""


class TableWriter:
    """Writes tables below a folder; `tables` is what the manifest says of them once `finish` has returned.

    A context manager that leaves no open file. One thread takes the pieces in their order, so the files are the same
    bytes as without it; its errors are raised by a later call.
    """

    def __init__(self, folder: Path) -> None:
        self.tables: dict[str, dict[str, Any]] = {}
        self._folder = folder
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="tables")
        self._waiting: deque[Future[None]] = deque()
        self._open: _OpenTable | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._thread.shutdown(cancel_futures=True)
        if self._open:
            with suppress(StorageError, pa.ArrowException):  # whatever went wrong has been said
                self._open.close()

    def write(self, name: str, schema: pa.Schema, pieces: Iterable[pa.Table]) -> None:
        """Takes a table in pieces of BLOCK rows, only the last one smaller."""
        self._do(partial(self._begin, name, schema))
        for piece in pieces:
            self._do(partial(self._add, piece))
        self._do(self._end)

    def take_over(self, name: str, file: Path, entry: dict[str, Any]) -> None:
        """Takes a finished file as a table; `entry`: what the manifest says of it."""
        self._do(partial(self._link, name, file, entry))

    def finish(self) -> None:
        """Waits until everything is written."""
        while self._waiting:
            self._waiting.popleft().result()

    def _do(self, work: Callable[[], None]) -> None:
        while len(self._waiting) > _WAITING:
            self._waiting.popleft().result()
        self._waiting.append(self._thread.submit(work))

    def _begin(self, name: str, schema: pa.Schema) -> None:
        self._open = _OpenTable(self._folder, name, schema)

    def _add(self, piece: pa.Table) -> None:
        if self._open:
            self._open.add(piece)

    def _end(self) -> None:
        if self._open:
            self.tables[self._open.name] = self._open.close()
            self._open = None

    def _link(self, name: str, file: Path, entry: dict[str, Any]) -> None:
        link_or_copy(file, self._folder / f"{name}.parquet")
        self.tables[name] = entry


class _OpenTable:
    """A table that is being written."""

    def __init__(self, folder: Path, name: str, schema: pa.Schema) -> None:
        self.name = name
        self._path = folder / f"{name}.parquet"
        self._path.parent.mkdir(exist_ok=True)
        self._file, self._digest = TableFile(self._path, schema), TableDigest(schema)
        self._rows = 0

    def add(self, piece: pa.Table) -> None:
        self._file.add(piece)
        self._digest.add(piece)
        self._rows += piece.num_rows

    def close(self) -> dict[str, Any]:
        """Ends the file; what the manifest says of it."""
        self._file.close()
        return {
            "rows": self._rows,
            "digest": self._digest.hexdigest(),
            "bytes": self._path.stat().st_size,
            "sha256": checksum(self._path),
        }
