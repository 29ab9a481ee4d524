"""Read connections of one store, one per open snapshot, kept for the next; renewed when the file is another one."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ...schema.errors import StoreUnavailable
from .connection import open_memory, open_reader
from .errors import translated
from .replacing import Identity, identity

KEPT = 4
"""Idle connections; a process with more readers at once opens and closes the others."""


class Pool:
    """Connections to the file at `path`; a file that is not there yet reads as an empty store."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._idle: list[tuple[Identity | None, sqlite3.Connection]] = []
        self._closed = False

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """A connection within one read transaction."""
        with translated(str(self._path)):
            found, connection = self._take()
            connection.execute("BEGIN")
        try:
            yield connection
        finally:
            self._end(found, connection)

    def close(self) -> None:
        """Closes the idle connections; those in use are closed when they come back."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for _, connection in idle:
            connection.close()

    def _take(self) -> tuple[Identity | None, sqlite3.Connection]:
        there = identity(self._path)
        with self._lock:
            if self._closed:
                raise StoreUnavailable(f"{self._path} was closed", hint="open the store again")
            while self._idle:
                found, connection = self._idle.pop()
                if found == there:
                    return found, connection
                connection.close()
        return self._open()

    def _open(self) -> tuple[Identity | None, sqlite3.Connection]:
        while True:
            before = identity(self._path)
            connection = open_memory() if before is None else open_reader(self._path)
            if identity(self._path) == before:
                return before, connection
            connection.close()

    def _end(self, found: Identity | None, connection: sqlite3.Connection) -> None:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        with self._lock:
            keep = not self._closed and not connection.in_transaction and len(self._idle) < KEPT
            if keep:
                self._idle.append((found, connection))
        if not keep:
            connection.close()
