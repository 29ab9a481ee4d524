"""The snapshot layout `<entity>/updated_date=…/part_*.gz`: its manifest says which parts make one whole.

OpenAlex removes the manifest while it writes a partition, so parts without a manifest are not to be read.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import orjson

from ...schema.errors import SourceError

MANIFEST = "manifest"
PARTITION = "updated_date="


def is_entity_folder(folder: Path) -> bool:
    """Whether this is `<entity>/` of a snapshot."""
    return (folder / MANIFEST).is_file() or any(folder.glob(f"{PARTITION}*/"))


def parts_of(folder: Path) -> list[Path]:
    """The parts that the manifest names, sorted; SourceError where it and the files do not agree."""
    manifest = folder / MANIFEST
    if not manifest.is_file():
        raise SourceError(
            f"{folder} has partitions but no manifest: a partition is being written",
            hint="copy the folder again when its manifest is back",
        )
    named = set(_entries(manifest))
    there = {path for path in folder.glob(f"{PARTITION}*/*") if path.is_file() and not path.name.startswith(".")}
    for path in sorted(named - there):
        raise SourceError(f"{path} is missing; {manifest} names it", hint="copy the snapshot again")
    for path in sorted(there - named):
        raise SourceError(f"{path} is not in {manifest}", hint="delete it or copy the snapshot again")
    return sorted(named)


def _entries(manifest: Path) -> Iterator[Path]:
    for entry in _content(manifest):
        url = entry.get("url") if isinstance(entry, dict) else None
        tail = PurePosixPath(url).parts[-2:] if isinstance(url, str) else ()
        if len(tail) != 2 or not tail[0].startswith(PARTITION) or tail[1] == "..":
            raise SourceError(f"{manifest} names no part of a partition: {url!r}", hint="copy the snapshot again")
        yield manifest.parent.joinpath(*tail)


def _content(manifest: Path) -> list[Any]:
    try:
        content = orjson.loads(manifest.read_bytes())
    except (OSError, orjson.JSONDecodeError) as error:
        raise SourceError(f"{manifest} cannot be read: {error}", hint="copy the snapshot again") from error
    entries = content.get("entries") if isinstance(content, dict) else None
    if not isinstance(entries, list):
        raise SourceError(f"{manifest} has no list of entries", hint="copy the snapshot again")
    return entries
