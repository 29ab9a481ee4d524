"""Durable files: what the system says while one is written as our error, and what has to be on disk before a rename."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..schema.errors import of_system


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turns an error of the system into OutOfSpace or StorageError that names the file it is about, else `path`."""
    try:
        yield
    except OSError as error:
        raise of_system(error, path) from error


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
    """Writes a small file so that it is there whole or not at all; OutOfSpace or StorageError where it cannot be."""
    fresh = path.with_name(f"{path.name}.new")
    with writing(path):
        fresh.write_text(text, encoding="utf-8")
        sync_file(fresh)
        fresh.replace(path)
