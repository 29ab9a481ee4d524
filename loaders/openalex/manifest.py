"""The snapshot layout `<entity>/updated_date=…/part_*.gz`: its manifest says which parts make one whole.

Until 2025 each entity has a `manifest`; since 2026, below `data/jsonl/`, a `manifest.json`, and one of all entities
lies beside their folders. OpenAlex removes the manifest while it writes a partition, so parts without a manifest are
not to be read.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import orjson

from ...schema.errors import SourceError

MANIFEST = "manifest"
MANIFEST_JSON = "manifest.json"
PARTITION = "updated_date="
BESIDE = ("deleted_ids.csv.gz", "deleted_ids.csv")
"""Tables that belong to an entity and that no manifest names."""


def is_entity_folder(folder: Path) -> bool:
    """Whether this is `<entity>/` of a snapshot."""
    is_parted = (folder / MANIFEST).is_file() or any(folder.glob(f"{PARTITION}*/"))
    return is_parted or _is_of_entity(folder / MANIFEST_JSON)


def is_manifest(file: Path) -> bool:
    """Whether this is a manifest of the form of 2026: of an entity, or of the entities whose folders lie beside it."""
    if file.name != MANIFEST_JSON:
        return False
    return is_entity_folder(file.parent) or any(is_entity_folder(each) for each in file.parent.iterdir())


def parts_of(folder: Path) -> list[Path]:
    """The parts that the manifest names, then those that need none; SourceError where it and the files do not agree."""
    candidates = (folder / MANIFEST, folder / MANIFEST_JSON, folder.parent / MANIFEST_JSON)
    manifest = next((file for file in candidates if file.is_file()), None)
    if manifest is None:
        raise SourceError(
            f"{folder} has partitions but no manifest: a partition is being written",
            hint="copy the folder again when its manifest is back",
        )
    named = set(_entries(manifest, folder))
    there = {path for path in folder.glob(f"{PARTITION}*/*") if path.is_file() and not path.name.startswith(".")}
    for path in sorted(named - there):
        raise SourceError(f"{path} is missing; {manifest} names it", hint="copy the snapshot again")
    for path in sorted(there - named):
        raise SourceError(f"{path} is not in {manifest}", hint="delete it or copy the snapshot again")
    return [*sorted(named), *(folder / name for name in BESIDE if (folder / name).is_file())]


def _is_of_entity(manifest: Path) -> bool:
    """Whether it is there and names parts of one entity, of which none need have come yet."""
    try:
        content = orjson.loads(manifest.read_bytes())
    except (OSError, orjson.JSONDecodeError):
        return False
    return isinstance(content, dict) and isinstance(content.get("entries", content.get("files")), list)


def _entries(manifest: Path, folder: Path) -> Iterator[Path]:
    for entry in _files(manifest):
        url = entry.get("url") if isinstance(entry, dict) else None
        parts = PurePosixPath(url).parts if isinstance(url, str) else ()
        if manifest.parent != folder and parts[-3:-2] != (folder.name,):
            continue
        tail = parts[-2:]
        if len(tail) != 2 or not tail[0].startswith(PARTITION) or tail[1] == "..":
            raise SourceError(f"{manifest} names no part of a partition: {url!r}", hint="copy the snapshot again")
        yield folder.joinpath(*tail)


def _files(manifest: Path) -> list[Any]:
    """The files of a manifest: `entries` of the old form, `files` of an entity's, those of all `entities`."""
    try:
        content = orjson.loads(manifest.read_bytes())
    except (OSError, orjson.JSONDecodeError) as error:
        raise SourceError(f"{manifest} cannot be read: {error}", hint="copy the snapshot again") from error
    found = content if isinstance(content, dict) else {}
    if isinstance(entities := found.get("entities"), list):
        lists = [each.get("files") if isinstance(each, dict) else None for each in entities]
    else:
        lists = [found.get("entries", found.get("files"))]
    if not all(isinstance(each, list) for each in lists):
        raise SourceError(f"{manifest} has no list of entries", hint="copy the snapshot again")
    return [file for each in lists for file in each or ()]
