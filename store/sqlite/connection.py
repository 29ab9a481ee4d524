"""Opens a store's file for reading or for writing and refuses files that are not a store of this release."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import quote

from ...schema.errors import StoreMismatch
from ...schema.kind import Kind
from .tables import APPLICATION_ID, FORMAT, SHARED_TABLES, create_rest, create_table, fingerprint, kinds

WAIT = 5.0
"""Seconds to wait for another process's lock."""
_CACHE_KIB = 65_536
_MAPPED_BYTES = 1 << 30
_STATEMENTS = 512


def open_reader(path: Path, *, of_any_release: bool = False, wait: float = WAIT) -> sqlite3.Connection:
    """A connection that cannot write. Raises StoreMismatch for a file that is no store (of this release).

    Read-only also in that closing it touches nothing: a reader of a replaced file must not clean up beside the new one.
    """
    connection = _connect(f"file:{quote(str(path.absolute()))}?mode=ro", wait=wait)
    with _closed_on_error(connection):
        connection.execute(f"PRAGMA mmap_size = {_MAPPED_BYTES}").fetchall()
        (check_owner if of_any_release else check)(connection, str(path))
    return connection


def open_writer(path: Path, *, of_any_release: bool = False) -> sqlite3.Connection:
    """A connection for one publish into an existing store; its commits last (synchronous FULL)."""
    connection = _connect(f"file:{quote(str(path.absolute()))}?mode=rw")
    with _closed_on_error(connection):
        (check_owner if of_any_release else check)(connection, str(path))
        connection.execute("PRAGMA synchronous = FULL")
    return connection


def open_new(path: Path) -> sqlite3.Connection:
    """A connection that fills a new file nobody else reads: no journal, since an unfinished file is thrown away."""
    connection = _connect(f"file:{quote(str(path.absolute()))}?mode=rwc")
    for setting in ("journal_mode = OFF", "synchronous = OFF", "locking_mode = EXCLUSIVE", "threads = 2"):
        connection.execute(f"PRAGMA {setting}").fetchall()
    return connection


def open_memory() -> sqlite3.Connection:
    """An empty store in memory."""
    connection = bare_memory()
    _empty().backup(connection)
    return connection


@cache
def _empty() -> sqlite3.Connection:
    """An empty store to copy, ten times as fast as making its tables."""
    connection = bare_memory()
    create_tables(connection)
    for kind in kinds():
        finish_table(connection, kind)
    return connection


def bare_memory() -> sqlite3.Connection:
    """A database in memory without tables."""
    return _connect("file::memory:")


def create_tables(connection: sqlite3.Connection) -> None:
    """Makes bare tables, to be filled and then finished."""
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {FORMAT}")
    for statement in (*SHARED_TABLES, *map(create_table, kinds())):
        connection.execute(statement)
    connection.execute("INSERT INTO _store VALUES ('tables', ?)", (fingerprint(),))


def finish_table(connection: sqlite3.Connection, kind: Kind) -> None:
    """Makes the indexes, full text, derived rows and triggers of a kind whose rows are in."""
    for statement in create_rest(kind):
        connection.execute(statement)


def check(connection: sqlite3.Connection, where: str) -> None:
    """Raises StoreMismatch unless the file is a store in the format of this release."""
    check_owner(connection, where)
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > FORMAT:
        raise StoreMismatch(
            f"{where} has store format {version}, this release reads {FORMAT}", hint="use a newer release"
        )
    made = connection.execute("SELECT value FROM _store WHERE name = 'tables'").fetchone()
    if version < FORMAT or made is None or made[0] != fingerprint():
        raise StoreMismatch(
            f"{where} was made by another release", hint="write it anew: `research-graph publish --replace`"
        )


def check_owner(connection: sqlite3.Connection, where: str) -> None:
    """Raises StoreMismatch unless the file is a store, of whatever release: others' files are not written."""
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise StoreMismatch(f"{where} is a SQLite database but not a store", hint="choose another path")


@contextmanager
def _closed_on_error(connection: sqlite3.Connection) -> Iterator[None]:
    try:
        yield
    except BaseException:
        connection.close()
        raise


def wait_at_most(connection: sqlite3.Connection, seconds: float) -> None:
    """From now on the connection waits so long for another process's lock."""
    connection.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}").fetchall()


def _connect(uri: str, *, wait: float = WAIT) -> sqlite3.Connection:
    """A connection for any thread, one at a time: a snapshot's goes on to whoever asks next."""
    connection = sqlite3.connect(
        uri, uri=True, timeout=wait, isolation_level=None, check_same_thread=False, cached_statements=_STATEMENTS
    )
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    return connection
