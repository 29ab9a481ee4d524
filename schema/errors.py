"""The one error tree; a program tells errors apart by `code`, a person by message and hint.

ResearchGraphError
├── UsageError                 wrong arguments                                   exit 2
│   └── SettingsError          a setting is unknown, missing or malformed
├── SourceError                what a source delivered cannot be taken            exit 3
│   ├── BadRecord              one record; counted as a rejection, the load goes on
│   ├── TooManyRejections      more than the allowed share of records is bad
│   ├── Shrinkage              a snapshot would drop too much of what was said before
│   └── OlderRelease           the release is older than the accepted one
└── StorageError               workspace or store                                 exit 4
    ├── WorkspaceBusy          another process holds the workspace lock (retryable)
    ├── Damaged                a ledger or build file is not what its manifest says
    ├── OutOfSpace             no room left on a device
    ├── StoreUnavailable       no answer from the store (retryable)
    ├── StoreTimeout           the store's work was ended at its time limit (retryable)
    ├── StoreChanged           somebody else published meanwhile (retryable)
    ├── StoreAccessDenied      user, password or rights
    └── StoreMismatch          the store has another version, format or content
"""

from __future__ import annotations

import os
from errno import EDQUOT, EFBIG, ENOSPC
from typing import ClassVar

_NO_ROOM = frozenset({ENOSPC, EDQUOT, EFBIG})
"""What the system says when a device, a quota or a file's largest size is used up."""


class ResearchGraphError(Exception):
    """Base of all errors of this package; `message` is one sentence with a locator, `hint` what to do next."""

    code: ClassVar[str] = "INTERNAL"
    exit_status: ClassVar[int] = 1
    retryable: ClassVar[bool] = False

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(ResearchGraphError):
    """The call itself is wrong."""

    code = "USAGE"
    exit_status = 2


class SettingsError(UsageError):
    """A setting is unknown, missing or malformed."""

    code = "SETTINGS"


class SourceError(ResearchGraphError):
    """A source's files or answers cannot be taken; nothing of them was accepted."""

    code = "SOURCE"
    exit_status = 3


class BadRecord(SourceError):
    """One record cannot be used; a loader turns it into a rejection and goes on."""

    code = "BAD_RECORD"


class TooManyRejections(SourceError):
    """The share of rejected records is above the limit."""

    code = "TOO_MANY_REJECTIONS"


class Shrinkage(SourceError):
    """A snapshot would drop more of the source's records than allowed."""

    code = "SHRINKAGE"


class OlderRelease(SourceError):
    """The release is older than what this source said last."""

    code = "OLDER_RELEASE"


class StorageError(ResearchGraphError):
    """The workspace or the store cannot do what was asked."""

    code = "STORAGE"
    exit_status = 4


class WorkspaceBusy(StorageError):
    """Another process works on this workspace."""

    code = "WORKSPACE_BUSY"
    retryable = True


class Damaged(StorageError):
    """A file is not what its manifest says."""

    code = "DAMAGED"


class OutOfSpace(StorageError):
    """A device is full; what was being written is discarded."""

    code = "OUT_OF_SPACE"


class StoreUnavailable(StorageError):
    """The store does not answer."""

    code = "STORE_UNAVAILABLE"
    retryable = True


class StoreTimeout(StorageError):
    """The store's work was ended before it was done: at its time limit, or because nobody waits for it."""

    code = "TIMEOUT"
    retryable = True


class StoreChanged(StorageError):
    """The store's publication is not the one that a publish started from."""

    code = "STORE_CHANGED"
    retryable = True


class StoreAccessDenied(StorageError):
    """The store refuses this user, password or operation."""

    code = "STORE_ACCESS_DENIED"


class StoreMismatch(StorageError):
    """The store's version, format or content is not one that this release can use."""

    code = "STORE_MISMATCH"


def no_room(place: object) -> OutOfSpace:
    """That a device is full, of the file or store that did not fit."""
    return OutOfSpace(f"{place}: no room left on this device", hint="free some space on it")


def of_system(error: OSError, place: object, *, otherwise: type[StorageError] = StorageError) -> StorageError:
    """What the system said while something was written, of the file that it names, else of `place`.

    OutOfSpace where there is no room, `otherwise` for every other reason.
    """
    where = error.filename or place
    if error.errno in _NO_ROOM:
        return no_room(where)
    reason = os.strerror(error.errno) if error.errno else str(error)
    return otherwise(f"{where}: cannot be written ({reason})", hint="check the path and its rights")
