"""Takes what a loader reads: records and rejections are spilled, put in order and written as a load, not yet accepted.

A staged load lies in `staging/<source>-<random>/`. Whoever stages holds the lock file in that folder, so that another
process tells an abandoned folder from one in use.
"""

from __future__ import annotations

import logging
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa
import structlog
from filelock import FileLock, Timeout

from ..schema.errors import StorageError
from ..schema.record_tables import RECORD_TABLES, REJECTIONS, TABLES_OF_KIND
from ..schema.records import Deletion, Record
from .arrange import batches, order_of
from .digest import TableDigest, load_id
from .disk import sync_file, sync_folder, write_text, writing
from .files import write_parquet
from .manifest import FILE, OWNER, LoadManifest, Mode
from .spill import Spill
from .tables import Flattener

PENDING = 25_000
"""Rows held before they are spilled: about 6,000 papers with their authors; more only feeds the garbage collector."""

EXCERPT, REASON = 200, 1_000
"""Characters kept of a rejected line, and of a reason or locator."""

REFUSED = "refused.json"

_log = structlog.wrap_logger(logging.getLogger(__name__))


@dataclass(frozen=True, slots=True)
class StagedLoad:
    """A finished load that waits for judgement and acceptance in its folder."""

    id: str
    manifest: LoadManifest
    path: Path
    owner: FileLock = field(repr=False, compare=False)


class Staging:
    """One load being read; a loaders.source.Sink. Leaving the context without `finish` removes what was written."""

    def __init__(self, folder: Path, source: str, *, mode: Mode, loader_version: int) -> None:
        folder.mkdir(parents=True)
        self.path = folder
        self._owner = FileLock(folder / OWNER, thread_local=False)
        self._owner.acquire(timeout=0)
        self._source = source
        self._mode = mode
        self._loader_version = loader_version
        self._flattener = Flattener()
        self._spill = Spill(folder / "spill")
        self._rejections: list[tuple[str, str, str | None, bool]] = []
        self._rejected = 0
        self._repaired = 0
        self._is_finished = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        is_refused = (self.path / REFUSED).exists()
        if not is_refused and (error is not None or not self._is_finished):
            with suppress(StorageError):
                self._spill.close()
            remove_folder(self.path)
            self._owner.release()

    def add(self, record: Record) -> None:
        """A record; one without an id, or a deletion of an unknown kind, is rejected. BadRecord for a wrong type."""
        if not record.record:
            self.reject(record.locator or type(record).__name__, "the record has no id")
            return
        if type(record) is Deletion and record.kind not in TABLES_OF_KIND:
            self.reject(record.locator or record.record, f"a deletion of an unknown kind {record.kind!r}")
            return
        self._flattener.add(record)
        if self._flattener.pending >= PENDING:
            self._flush()

    def reject(self, locator: str, reason: str, excerpt: str | None = None) -> None:
        """Keeps a record that cannot be used as a rejection."""
        self._rejected += 1
        self._keep((locator, reason, excerpt, False))

    def repair(self, locator: str, reason: str, excerpt: str | None = None) -> None:
        """Keeps a part of a record that was left out; the record itself is added."""
        self._repaired += 1
        self._keep((locator, reason, excerpt, True))

    def finish(self, *, release: str | None, license: str | None, inputs: str | None) -> StagedLoad:  # noqa: A002
        """Writes the load: tables in order, rejections, manifest. OutOfSpace or StorageError where that fails.

        `inputs` is a digest of the bytes of the input files, if the caller made one.
        """
        with writing(self.path):
            self._flush()
            files, counts, digests, duplicates = self._write()
            manifest = LoadManifest(
                source=self._source,
                id=load_id(self._source, self._mode, digests),
                mode=self._mode,
                sequence=0,
                release=release,
                license=license,
                loader_version=self._loader_version,
                inputs=inputs,
                counts=counts,
                rejected=self._rejected,
                repaired=self._repaired,
                duplicates=duplicates,
                files=files,
            )
            write_text(self.path / FILE, manifest.to_json())
            sync_folder(self.path)
        self._is_finished = True
        _log.info("ledger.staged", source=self._source, load=manifest.id, records=manifest.records)
        return StagedLoad(manifest.id, manifest, self.path, self._owner)

    def _keep(self, rejection: tuple[str, str, str | None, bool]) -> None:
        locator, reason, excerpt, is_partial = rejection
        kept = None if excerpt is None else _text(excerpt, EXCERPT)
        self._rejections.append((_text(locator, REASON), _text(reason, REASON), kept, is_partial))
        if len(self._rejections) >= PENDING:
            self._flush()

    def _flush(self) -> None:
        with writing(self.path):
            for name, rows in self._flattener.take().items():
                self._spill.append(name, rows)
            if self._rejections:
                columns = zip(*self._rejections, strict=True)
                arrays = [pa.array(values, part.type) for values, part in zip(columns, REJECTIONS, strict=True)]
                self._spill.append("rejections", pa.Table.from_arrays(arrays, schema=REJECTIONS))
                self._rejections.clear()

    def _write(self) -> tuple[dict[str, str], dict[str, int], dict[str, TableDigest], int]:
        raw = self._spill.read()
        rejections = raw.pop("rejections", REJECTIONS.empty_table())
        files = {"rejections.parquet": write_parquet(self.path / "rejections.parquet", REJECTIONS, [rejections])}
        orders, duplicates = order_of(raw)
        digests: dict[str, TableDigest] = {}
        for name, order in orders.items():
            if len(order):
                digests[name] = TableDigest(name)
                rows = _watched(batches(name, raw[name], order), digests[name])
                files[f"{name}.parquet"] = write_parquet(self.path / f"{name}.parquet", RECORD_TABLES[name], rows)
            del raw[name]
        shutil.rmtree(self.path / "spill", ignore_errors=True)
        for name in files:
            with writing(self.path / name):
                sync_file(self.path / name)
        return files, {name: len(order) for name, order in orders.items() if len(order)}, digests, duplicates


def new_folder(staging: Path, source: str) -> Path:
    """A folder name for a load of that source that nobody else has."""
    return staging / f"{source}-{secrets.token_hex(8)}"


def clean(staging: Path, source: str) -> None:
    """Removes what loads of that source left behind; of refused ones the last one's report stays."""
    abandoned = [path for path in _folders(staging, rf"{re.escape(source)}|\.trash") if _is_abandoned(path)]
    refused = [path for path in refused_loads(staging, source) if path in abandoned]
    for path in abandoned:
        if path not in refused[-1:]:
            remove_folder(path)


def refused_loads(staging: Path, source: str) -> list[Path]:
    """Folders of the source's refused loads that are still there, the last refused one last."""
    found = [path for path in _folders(staging, re.escape(source)) if (path / REFUSED).exists()]
    return sorted(found, key=_refusal_time)


def _folders(staging: Path, names: str) -> list[Path]:
    form = re.compile(rf"({names})-[0-9a-f]{{16}}")
    return [path for path in staging.iterdir() if form.fullmatch(path.name)] if staging.is_dir() else []


def move_to_trash(staging: Path, folder: Path) -> None:
    """Takes a folder out of the ledger at once, then deletes it; what a kill leaves is cleaned by a later load."""
    staging.mkdir(parents=True, exist_ok=True)
    trash = staging / f".trash-{secrets.token_hex(8)}"
    folder.rename(trash)
    sync_folder(folder.parent)
    remove_folder(trash)


def remove_folder(path: Path) -> None:
    """Deletes a folder as far as possible; the rest is cleaned by a later load."""
    shutil.rmtree(path, ignore_errors=True)


def _is_abandoned(folder: Path) -> bool:
    if not (folder / OWNER).exists():
        return True
    try:
        with FileLock(folder / OWNER, timeout=0):
            return True
    except Timeout:
        return False


def _refusal_time(folder: Path) -> int:
    return (folder / REFUSED).stat().st_mtime_ns


def _watched(rows: Iterator[pa.Table], digest: TableDigest) -> Iterator[pa.Table]:
    for batch in rows:
        digest.update(batch)
        yield batch


def _text(text: str, length: int) -> str:
    """A text that a Parquet file can hold: of bounded length and without half characters."""
    return text[:length].encode("utf-8", "replace").decode()
