"""Durable files on one device: a full disk as our error, and what has to be on disk before a rename counts."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EDQUOT, ENOSPC
from pathlib import Path

from ..schema.errors import OutOfSpace


@contextmanager
def device_of(path: Path) -> Iterator[None]:
    """Turns an error of a full device into OutOfSpace that names the path."""
    try:
        yield
    except OSError as error:
        if error.errno not in (ENOSPC, EDQUOT):
            raise
        raise OutOfSpace(
            f"{path}: no room left on this device",
            hint="nothing was accepted; free some space or use a workspace on another device, then repeat",
        ) from error


def sync_file(path: Path) -> None:
    """Waits until a file's bytes are on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(path: Path) -> None:
    """Waits until a folder's entries are on disk, where the system can say so."""
    if os.name == "posix":
        sync_file(path)


def write_text(path: Path, text: str) -> None:
    """Writes a small file so that it is there whole or not at all."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.write_text(text, encoding="utf-8")
    sync_file(fresh)
    fresh.replace(path)
