"""The files of a fetch: pages as delivered, gzip'ed, and the merged ids; each written whole or not at all."""

from __future__ import annotations

import csv
import errno
import gzip
import io
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from ...schema.errors import OutOfSpace, StorageError

MERGED_IDS = "merged_ids"


@dataclass(frozen=True, slots=True)
class Merge:
    """`id` is gone: OpenAlex answers with `merge_into_id` instead, noticed on `merge_date` (ISO 8601 day)."""

    entity: str
    merge_date: str
    id: str
    merge_into_id: str


def page_path(into: Path, entity: str, number: int) -> Path:
    """Where the page lies; names sort in the order of their numbers (up to a million pages)."""
    return into / entity / f"page-{number:06d}.json.gz"


def write_page(path: Path, body: bytes) -> None:
    """Keep a page's bytes as delivered; the same bytes make the same file."""
    write_whole(path, gzip.compress(body, compresslevel=6, mtime=0))


def as_page(record: bytes) -> bytes:
    """A single record, as delivered, in the form of a page of one."""
    return b'{"meta":{"count":1},"results":[' + record.strip() + b"]}"


def read_page(path: Path) -> dict[str, Any] | None:
    """A page that an earlier run finished; None where there is none."""
    try:
        content = orjson.loads(gzip.decompress(path.read_bytes()))
    except (OSError, EOFError, orjson.JSONDecodeError):
        return None
    return content if isinstance(content, dict) else None


def write_merges(into: Path, merges: Iterable[Merge]) -> None:
    """Write `merged_ids/<entity>/<merge_date>.csv.gz`, each file anew from all merges given."""
    files: dict[tuple[str, str], list[Merge]] = {}
    for merge in merges:
        files.setdefault((merge.entity, merge.merge_date), []).append(merge)
    for (entity, day), group in files.items():
        text = io.StringIO()
        rows = csv.writer(text, lineterminator="\n")
        rows.writerow(("merge_date", "id", "merge_into_id"))
        rows.writerows((merge.merge_date, merge.id, merge.merge_into_id) for merge in group)
        write_page(into / MERGED_IDS / entity / f"{day}.csv.gz", text.getvalue().encode())


def write_whole(path: Path, data: bytes) -> None:
    """Write under a temporary name, sync, rename: a reader or a killed run sees the old file or the new one."""
    draft = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        kind = OutOfSpace if error.errno == errno.ENOSPC else StorageError
        hint = "what was fetched before is kept; run it again"
        raise kind(f"cannot write {path}: {error.strerror}", hint=hint) from error
