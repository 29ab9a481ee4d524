"""Puts a finished file where a store is or will be, so that whoever reads the old one goes on reading it.

The dangers are the files SQLite keeps beside a database by name: frames of the old file's log must never be taken for
the new one's, nor be missed while the old file is still there. So the log is removed before the rename, and only when
the old file holds all of it. Where a reader keeps it from that, the new rows are copied into the old file as one
transaction instead. Readers (which are opened read-only, so they remove nothing when they close) notice by the file's
identity that it was replaced.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from ...schema.errors import StoreUnavailable
from .connection import open_new, open_writer
from .errors import on_disk

Identity = tuple[int, int]


def identity(path: Path) -> Identity | None:
    """Tells one file at this path from another put there while the first is open; None where there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116 - asked before every read, and half the price of the method
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """The right to write the store, of one process at a time. Raises StoreUnavailable at once where it is taken."""
    lock = FileLock(f"{path}.lock", timeout=0)
    with on_disk(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire()
        except Timeout:
            raise StoreUnavailable(f"another process publishes to {path}", hint="let it end") from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def new_file(path: Path) -> Iterator[sqlite3.Connection]:
    """An empty database that becomes the store at `path` when the block ends well, and is removed when it does not."""
    unfinished = path.with_name(f"{path.name}.new")
    with on_disk(path):
        _remove(unfinished)  # of a publish that was killed
    try:
        with closing(open_new(unfinished)) as connection:
            connection.execute("BEGIN")
            yield connection
            connection.execute("COMMIT")
            connection.execute("PRAGMA journal_mode = WAL").fetchall()
        with on_disk(path):
            _sync(unfinished)
            _put(unfinished, path)
    except BaseException:
        _remove(unfinished)
        raise


def remove(path: Path) -> None:
    """Removes a store. The file goes first: without it, what lies beside it means nothing to anybody."""
    with on_disk(path):
        _remove(path)


def empty_log(connection: sqlite3.Connection) -> None:
    """Moves what the log holds into the file, as far as readers allow; what stays is moved by a later publish."""
    with suppress(sqlite3.OperationalError):
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _put(unfinished: Path, path: Path) -> None:
    """Makes the finished file's rows the store's; killed at any point, the store has all of the old or of the new."""
    if not path.exists() or not path.stat().st_size or _is_whole_without_log(path):
        _remove_beside(path)
        unfinished.replace(path)
        _sync(path.parent)
        return
    with closing(open_new(unfinished)) as new, closing(open_writer(path, of_any_release=True)) as old:
        old.execute("BEGIN IMMEDIATE")  # says at once that another process writes; a copy would wait for ever
        old.execute("ROLLBACK")
        new.backup(old)
        empty_log(old)
    _remove(unfinished)


def _is_whole_without_log(path: Path) -> bool:
    """Whether the file itself has all that was committed, after moving there what readers of old rows allow."""
    with closing(open_writer(path, of_any_release=True)) as connection:
        try:
            [(is_busy, in_log, moved)] = connection.execute("PRAGMA wal_checkpoint(FULL)").fetchall()
        except sqlite3.OperationalError:
            return False
    return not is_busy and in_log == moved


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    _remove_beside(path)


def _remove_beside(path: Path) -> None:
    for suffix in ("-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _sync(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
