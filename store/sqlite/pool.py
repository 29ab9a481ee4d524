"""Read connections of one store, one per open snapshot, kept for the next; renewed when the file is another one."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from ...schema.errors import StoreUnavailable
from ..limit import Limit
from .connection import WAIT, open_memory, open_reader, wait_at_most
from .errors import of_sqlite
from .replacing import Identity, identity

KEPT = 4
"""Idle connections; a process with more readers at once opens and closes the others."""


@dataclass(slots=True)
class _Reader:
    """A connection, the file that it reads, and how many seconds it waits for another process's lock."""

    found: Identity | None
    connection: sqlite3.Connection
    wait: float

    def waiting(self, seconds: float) -> None:
        if self.wait != seconds:
            wait_at_most(self.connection, seconds)
            self.wait = seconds


class Pool:
    """Connections to the file at `path`; a file that is not there yet reads as an empty store."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._idle: list[_Reader] = []
        self._closed = False

    @contextmanager
    def transaction(self, limit: Limit) -> Iterator[sqlite3.Connection]:
        """A connection within one read transaction, whose statements end with the limit."""
        reader = self._begun(limit)
        try:
            limit.watch(reader.connection.interrupt)
            yield reader.connection
        finally:
            limit.unwatch()
            self._end(reader)

    def close(self) -> None:
        """Closes the idle connections; those in use are closed when they come back."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for reader in idle:
            reader.connection.close()

    def _begun(self, limit: Limit) -> _Reader:
        wait = _wait(limit)
        try:
            reader = self._take(wait)
            try:
                reader.waiting(wait)
                reader.connection.execute("BEGIN")
            except BaseException:
                self._end(reader)
                raise
        except sqlite3.Error as error:
            raise of_sqlite(error, str(self._path), limit) from error
        return reader

    def _take(self, wait: float) -> _Reader:
        there = identity(self._path)
        with self._lock:
            if self._closed:
                raise StoreUnavailable(f"{self._path} was closed", hint="open the store again")
            while self._idle:
                reader = self._idle.pop()
                if reader.found == there:
                    return reader
                reader.connection.close()
        return self._open(wait)

    def _open(self, wait: float) -> _Reader:
        while True:
            before = identity(self._path)
            connection = open_memory() if before is None else open_reader(self._path, wait=wait)
            if identity(self._path) == before:
                return _Reader(before, connection, wait)
            connection.close()

    def _end(self, reader: _Reader) -> None:
        connection = reader.connection
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        with self._lock:
            keep = not self._closed and not connection.in_transaction and len(self._idle) < KEPT
            if keep:
                self._idle.append(reader)
        if not keep:
            connection.close()


def _wait(limit: Limit) -> float:
    """Seconds to wait for a lock, in steps of a tenth: requests with one limit then share a connection's setting."""
    return ceil(limit.at_most(WAIT) * 10) / 10
