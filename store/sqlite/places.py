"""Where a store lies: in a file, which readers of other processes share, or in memory, for tests and notebooks."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Protocol

from ...schema.errors import StoreMismatch, UsageError
from ...schema.publication import Publication
from ..limit import Limit
from .connection import bare_memory, check, open_memory, open_reader, open_writer
from .pool import Pool
from .publishing import held
from .replacing import empty_log, new_file, remove, writing


class Place(Protocol):
    """Connections for reading and writing one store."""

    def reading(self, limit: Limit) -> AbstractContextManager[sqlite3.Connection]:
        """A connection within a read transaction, whose statements end with the limit."""

    def replacing(self) -> AbstractContextManager[tuple[sqlite3.Connection, Publication | None]]:
        """An empty database that takes the store's place when the block ends well, and what the store held."""

    def changing(self) -> AbstractContextManager[sqlite3.Connection]:
        """A connection that may write; without a store one to an empty store, in which nothing can be changed."""

    def clear(self) -> None:
        """Removes everything."""

    def close(self) -> None:
        """Gives connections back."""


class File:
    """A store in a file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._pool = Pool(path)

    def reading(self, limit: Limit) -> AbstractContextManager[sqlite3.Connection]:
        return self._pool.transaction(limit)

    @contextmanager
    def replacing(self) -> Iterator[tuple[sqlite3.Connection, Publication | None]]:
        with writing(self._path):
            before = self._before()
            with new_file(self._path) as connection:
                yield connection, before

    @contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        with (
            writing(self._path),
            closing(open_writer(self._path) if self._path.exists() else open_memory()) as connection,
        ):
            yield connection
            empty_log(connection)

    def clear(self) -> None:
        with writing(self._path):
            self._before()
            remove(self._path)

    def close(self) -> None:
        self._pool.close()

    def _before(self) -> Publication | None:
        """What the store holds, nothing if another release made it. Raises StoreMismatch for others' files."""
        if not self._path.exists() or not self._path.stat().st_size:
            return None
        with closing(open_reader(self._path, of_any_release=True)) as connection:
            try:
                check(connection, str(self._path))
            except StoreMismatch:
                return None
            return held(connection)


class Memory:
    """A store in memory: one connection, so one thread at a time; others wait."""

    def __init__(self) -> None:
        self._connection = open_memory()
        self._lock = threading.RLock()
        self._readers = 0

    @contextmanager
    def reading(self, limit: Limit) -> Iterator[sqlite3.Connection]:
        if not self._lock.acquire(timeout=limit.at_most(threading.TIMEOUT_MAX)):
            raise limit.error()
        self._readers += 1
        try:
            with limit.watched(self._connection.interrupt):
                yield self._connection
        finally:
            self._readers -= 1
            self._lock.release()

    @contextmanager
    def replacing(self) -> Iterator[tuple[sqlite3.Connection, Publication | None]]:
        with self._alone():
            connection = bare_memory()
            try:
                yield connection, held(self._connection)
            except BaseException:
                connection.close()
                raise
            self._connection.close()
            self._connection = connection

    @contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        with self._alone():
            yield self._connection

    def clear(self) -> None:
        with self._alone():
            self._connection.close()
            self._connection = open_memory()

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self._lock:
            if self._readers:
                raise UsageError("this thread reads the store it wants to write", hint="leave the snapshot first")
            yield
