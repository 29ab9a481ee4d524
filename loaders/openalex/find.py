"""Which files of the given paths are data: single files, directories of any depth, zips, and the snapshot layout."""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from ...schema.errors import SourceError
from ..lines import open_bytes
from .manifest import PARTITION, is_entity_folder, is_manifest, parts_of

SUFFIXES = {".json", ".jsonl", ".ndjson", ".gz", ".zip", ".csv"}
PACKED = {".zst", ".bz2", ".xz", ".lz4", ".7z"}
FETCH_STATE = "fetch.json"  # how far a fetch is; importing its module would bring the whole HTTP client


@dataclass(frozen=True, slots=True)
class Part:
    """One file, or one member of a zip; `name` is what locators show."""

    name: str
    path: Path
    member: str | None = None

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """The bytes, unpacked; SourceError where they cannot be read."""
        if self.member is None:
            with open_bytes(self.path) as stream:
                yield stream
            return
        with _unzipping(self.path), zipfile.ZipFile(self.path) as archive, archive.open(self.member) as member:
            yield cast("BinaryIO", member)


def find_parts(paths: Sequence[Path]) -> list[Part]:
    """The files to read, each once, in the order of the paths, folders sorted by name.

    Raises SourceError for a missing path, a folder without data, an incomplete snapshot and a broken zip.
    """
    found: dict[tuple[Path, str | None], Part] = {}
    for path in paths:
        if not path.exists():
            raise SourceError(f"{path} does not exist", hint="check the path")
        parts = list(_in_folder(path) if path.is_dir() else _of_file(path, path.name))
        if not parts:
            raise SourceError(f"{path} holds no OpenAlex files", hint="give JSON Lines, API pages or a snapshot")
        for part in parts:
            found.setdefault((part.path.resolve(), part.member), part)
    return list(found.values())


def _in_folder(root: Path) -> Iterator[Part]:
    for folder, folders, files in os.walk(root):
        here = Path(folder)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if is_entity_folder(here):
            folders[:] = [name for name in folders if not name.startswith(PARTITION)]
            files = [str(part.relative_to(here)) for part in parts_of(here)]
        for name in sorted(files):
            path = here / name
            if path.name.startswith(".") or name == FETCH_STATE or is_manifest(path):
                continue
            if path.suffix.lower() in SUFFIXES | PACKED:
                yield from _of_file(path, path.relative_to(root).as_posix())


def _of_file(path: Path, name: str) -> Iterator[Part]:
    if path.suffix.lower() in PACKED:
        raise SourceError(f"{path} is packed in a way that is not read", hint="unpack it, or pack it with gzip")
    if path.suffix.lower() != ".zip":
        yield Part(name, path)
        return
    with _unzipping(path), zipfile.ZipFile(path) as archive:
        shown = [info.filename for info in archive.infolist() if not info.is_dir() and not _is_hidden(info.filename)]
    packed = next((name for name in shown if PurePosixPath(name).suffix.lower() in PACKED | {".gz", ".zip"}), None)
    if packed:
        raise SourceError(
            f"{path}: {packed} is packed twice, which is not read", hint="unpack the zip, give its folder"
        )
    members = [name for name in shown if PurePosixPath(name).suffix.lower() in SUFFIXES]
    if not members:
        raise SourceError(f"{path} holds no JSON files", hint="give a zip of OpenAlex's JSON files")
    yield from (Part(f"{name}/{member}", path, member) for member in members)


def _is_hidden(member: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(member).parts)


@contextmanager
def _unzipping(path: Path) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        raise SourceError(
            f"{path} cannot be unpacked: {error}", hint="fetch the file again, without password"
        ) from error
