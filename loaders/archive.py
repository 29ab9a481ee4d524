"""Walks the files of a directory or of a .tar, .tar.gz or .tgz; a packed one is unpacked once, to a nameless file.

Archives come from strangers: links and devices are passed over, names that point outside are refused, sizes are
bounded, and damage is found at the latest at the end of the walk.
"""

from __future__ import annotations

import gzip
import os
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from errno import ENOSPC
from functools import partial
from io import FileIO
from pathlib import Path, PurePosixPath
from stat import S_ISREG
from tempfile import TemporaryFile
from typing import IO, BinaryIO, cast

from ..schema.errors import OutOfSpace, SourceError

_MIB = 1024 * 1024
_STEP = 64 * 1024  # unpacked at a time; larger blocks cost more in fresh memory than they save in calls
_HINT = "give a directory, a .tar, a .tar.gz or a .tgz"


@dataclass(frozen=True, slots=True)
class Limits:
    """Largest sizes taken, in bytes: one file, and all of an archive unpacked (of a directory: all that is read)."""

    member: int = 256 * _MIB
    total: int = 4096 * _MIB


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Member:
    """A regular file: `name` is relative, with forward slashes; `read` works as long as what holds it is open."""

    name: str
    read: Callable[[], bytes]


@contextmanager
def opened(path: Path, *, limits: Limits = LIMITS) -> Iterator[Iterator[Member]]:
    """Every regular file below a directory (sorted, hidden folders apart) or in a tar (in its own order).

    They can be read during and after the walk, until the context is left. SourceError for anything else at `path`, for
    unsafe names, for sizes beyond the limits and for damaged archives; OutOfSpace where a packed one finds no room.
    """
    if path.is_dir():
        yield _directory_members(path, limits)
    elif path.is_file():
        with path.open("rb") as file, _unpacked(path, file, limits) as tar:
            yield _tar_members(path, tar, limits)
    else:
        raise SourceError(f"{path}: no such file or directory", hint=_HINT)


def _directory_members(root: Path, limits: Limits) -> Iterator[Member]:
    taken = 0

    def read(file: Path) -> bytes:
        nonlocal taken
        with _translated(root), file.open("rb") as stream:
            data = stream.read(limits.member + 1)
        if len(data) > limits.member:
            raise _too_large(file, limits.member)
        taken += len(data)
        if taken > limits.total:
            raise _too_large(root, limits.total)
        return data

    for folder, folders, files in os.walk(root, onerror=_unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            file = Path(folder, name)
            if S_ISREG(file.lstat().st_mode):
                yield Member(file.relative_to(root).as_posix(), partial(read, file))


def _unreadable(error: OSError) -> None:
    raise SourceError(f"{error.filename}: {error.strerror}", hint="make the folder readable")


@contextmanager
def _unpacked(path: Path, file: BinaryIO, limits: Limits) -> Iterator[BinaryIO]:
    start = file.read(4)
    file.seek(0)
    if start == b"PK\x03\x04":
        raise SourceError(f"{path}: a zip archive is not read", hint="unpack it and give the directory")
    if start[:2] == b"\x1f\x8b":
        with _room_for(path):
            tar = TemporaryFile(buffering=0)  # noqa: SIM115 - the next line does
        with tar:  # unbuffered: closing it cannot fail for want of room
            _unpack(path, file, tar, limits)
            yield cast("BinaryIO", tar)
    else:
        yield file


def _unpack(path: Path, packed: BinaryIO, tar: FileIO, limits: Limits) -> None:
    unpacked = gzip.GzipFile(fileobj=packed, mode="rb")
    size = 0
    while block := _next_block(path, unpacked):
        size += len(block)
        if size > limits.total:
            raise _too_large(path, limits.total)
        with _room_for(path):
            if tar.write(block) < len(block):
                raise OSError(ENOSPC, os.strerror(ENOSPC))
    tar.seek(0)


def _next_block(path: Path, unpacked: gzip.GzipFile) -> bytes:
    with _translated(path):
        return unpacked.read(_STEP)


def _tar_members(path: Path, file: BinaryIO, limits: Limits) -> Iterator[Member]:
    stream = _Bounded(path, file, limits)
    with _translated(path), _opened_tar(path, stream) as tar:
        end = -1
        while (entry := tar.next()) is not None:
            tar.members.clear()  # type: ignore[attr-defined]  # else it keeps every header
            if entry.size < 0 or tar.offset <= end:
                raise _damaged(path, f"the header of {entry.name!r} makes no sense")
            end = tar.offset
            name = _safe_name(path, entry.name)
            if entry.type in (tarfile.REGTYPE, tarfile.AREGTYPE) and not entry.issparse():
                yield Member(name, partial(stream.content, entry))
        stream.finish(tar.offset)


def _opened_tar(path: Path, stream: _Bounded) -> tarfile.TarFile:
    try:
        return tarfile.open(fileobj=cast("IO[bytes]", stream), mode="r:")
    except tarfile.ReadError as error:
        raise SourceError(f"{path}: no tar archive ({error})", hint=_HINT) from None


class _Bounded:
    """What tarfile reads through: no single read and no position beyond the limits, whatever the headers claim."""

    def __init__(self, path: Path, stream: BinaryIO, limits: Limits) -> None:
        self._path, self._stream, self._limits = path, stream, limits

    def read(self, size: int) -> bytes:
        if size > self._limits.member:
            raise _too_large(self._path, self._limits.member)
        return self._stream.read(size)

    def seek(self, position: int) -> int:
        if position > self._limits.total:
            raise _too_large(self._path, self._limits.total)
        return self._stream.seek(position)

    def tell(self) -> int:
        return self._stream.tell()

    def content(self, entry: tarfile.TarInfo) -> bytes:
        """A member's bytes."""
        if entry.size > self._limits.member:
            raise _too_large(Path(str(self._path), entry.name), self._limits.member)
        with _translated(self._path):
            self.seek(entry.offset_data)
            data = self._stream.read(entry.size)
        if len(data) != entry.size:
            raise _damaged(self._path, f"{entry.name} is cut off")
        return data

    def finish(self, end: int) -> None:
        """Checks that a zero block ends the tar: tarfile takes a bad header for the end."""
        with _translated(self._path):
            self.seek(end)
            if self._stream.read(tarfile.BLOCKSIZE) != tarfile.NUL * tarfile.BLOCKSIZE:
                raise _damaged(self._path, f"no end of archive at byte {end}")


def _safe_name(path: Path, name: str) -> str:
    parts = PurePosixPath(name.replace("\\", "/"))
    if parts.is_absolute() or ".." in parts.parts or name[1:2] == ":" or "\0" in name:
        raise SourceError(f"{path}: member {name!r} points outside the archive", hint="do not unpack this archive")
    return str(parts)


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except (tarfile.TarError, zlib.error, EOFError, OSError, ValueError, OverflowError, RecursionError) as error:
        raise _damaged(path, str(error)) from None


@contextmanager
def _room_for(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutOfSpace(
            f"no temporary file to unpack {path} to: {error}",
            hint="free some space, or name a folder on another device in TMPDIR, then repeat",
        ) from error


def _damaged(path: Path, what: str) -> SourceError:
    return SourceError(f"{path}: cannot be read to its end ({what})", hint="fetch the file again")


def _too_large(path: Path, limit: int) -> SourceError:
    return SourceError(f"{path}: larger than {limit:,} bytes", hint="this is no archive of publication data")
