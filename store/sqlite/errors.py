"""The border: what sqlite3 and the file system raise becomes the one error tree."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from ...schema.errors import (
    Damaged,
    StorageError,
    StoreAccessDenied,
    StoreMismatch,
    StoreUnavailable,
    no_room,
    of_system,
)
from ..limit import Limit

_AGAIN = "publish the build again: a store is only a view of it"
_ENDED = (sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
"""What SQLite says when it was interrupted, or waited as long as it may."""


@contextmanager
def translated(where: str, limit: Limit | None = None) -> Iterator[None]:
    """Raises errors of schema.errors for those of sqlite3; `where` names the store."""
    try:
        yield
    except sqlite3.Error as error:
        raise of_sqlite(error, where, limit) from error


@contextmanager
def on_disk(where: object) -> Iterator[None]:
    """The same for errors of the file system. Not around a caller's code: its files are not the store's."""
    try:
        yield
    except OSError as error:
        denied = error.errno in (errno.EACCES, errno.EPERM, errno.EROFS)
        raise of_system(error, where, otherwise=StoreAccessDenied if denied else StoreUnavailable) from error


def of_sqlite(error: sqlite3.Error, where: str, limit: Limit | None = None) -> StorageError:
    """The error of the tree that says what SQLite said."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if limit is not None and code in _ENDED and limit.is_over():
        return limit.error()
    match code:
        case sqlite3.SQLITE_FULL:
            return no_room(where)
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return StoreUnavailable(f"{where} is locked by another process", hint="try again when it is done")
        case sqlite3.SQLITE_NOTADB:
            return StoreMismatch(f"{where} is not a SQLite database", hint="choose another path; it was left as it is")
        case sqlite3.SQLITE_CORRUPT:
            return Damaged(f"{where} is damaged: {error}", hint=f"remove the file and {_AGAIN}")
        case sqlite3.SQLITE_CONSTRAINT:
            return Damaged(f"rows for {where} break a rule of their kind: {error}", hint="build again and publish")
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_AUTH:
            return StoreAccessDenied(f"{where} cannot be written: {error}", hint="check the rights of file and folder")
        case sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_IOERR:
            return StoreUnavailable(f"{where} does not answer: {error}", hint="check that file and folder can be used")
    return StorageError(f"{where}: {error}", hint=_AGAIN)
