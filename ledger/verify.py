"""Compares every file of the ledger with what its manifest says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..schema.errors import Damaged
from .files import sha256_of
from .manifest import FILE, OWNER, read_manifest


@dataclass(frozen=True, slots=True)
class Damage:
    """A file or folder of the ledger and what is wrong with it."""

    path: Path
    reason: str


def damages(ledger: Path) -> list[Damage]:
    """All damages below the ledger's folder, by path; empty where all is well."""
    sources = sorted(ledger.iterdir()) if ledger.is_dir() else []
    return sorted((damage for source in sources for damage in _of_source(source)), key=lambda damage: damage.path)


def _of_source(folder: Path) -> Iterator[Damage]:
    if not folder.is_dir():
        yield Damage(folder, "not a source's folder")
        return
    for load in sorted(folder.iterdir()):
        if load.is_dir():
            yield from damages_of_load(load, folder.name)
        else:
            yield Damage(load, "not a load's folder")


def damages_of_load(folder: Path, source: str) -> Iterator[Damage]:
    """The damages in one load's folder."""
    try:
        manifest = read_manifest(folder)
    except Damaged as error:
        yield Damage(folder / FILE, error.message.partition(": ")[2])
        return
    if (manifest.source, manifest.id) != (source, folder.name):
        yield Damage(folder, f"the manifest is that of load {manifest.id} of {manifest.source}")
    for name, digest in manifest.files.items():
        yield from _of_file(folder / name, digest)
    for path in folder.iterdir():
        if path.name not in manifest.files and path.name not in (FILE, OWNER):
            yield Damage(path, "not listed in the manifest")


def _of_file(path: Path, digest: str) -> Iterator[Damage]:
    try:
        if sha256_of(path) != digest:
            yield Damage(path, "its bytes are not those that were accepted")
    except FileNotFoundError:
        yield Damage(path, "missing")
    except OSError as error:
        yield Damage(path, f"unreadable ({error.strerror})")
