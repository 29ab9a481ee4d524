"""Names the bytes that a load is read from, so that the same files are not read again wherever they lie."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from hashlib import file_digest, sha256
from pathlib import Path

from ..schema.errors import SourceError


def digest_of(paths: Sequence[Path], *, release: str | None) -> str:
    """A digest of the files' names below the given paths and of their bytes, and of a release given by hand.

    SourceError where a file cannot be read.
    """
    total = sha256(repr(release).encode())
    for path in paths:
        try:
            for file in sorted(_files(path)):
                name = file.relative_to(path) if path.is_dir() else Path(file.suffix)
                total.update(b"\0" + os.fsencode(name.as_posix()) + b"\0")
                with file.open("rb") as stream:
                    total.update(file_digest(stream, "sha256").digest())
        except OSError as error:
            place = error.filename or path
            raise SourceError(f"cannot read {place}: {error.strerror}", hint="check the path and its rights") from error
    return total.hexdigest()


def _files(path: Path) -> Iterator[Path]:
    """The file itself, or what lies below a folder and is not hidden, as loaders see it."""
    if not path.is_dir():
        yield path
        return
    for each in path.iterdir():
        if not each.name.startswith(".") and (each.is_dir() or each.is_file()):
            yield from _files(each)
