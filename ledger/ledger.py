"""The ledger: accepted loads by source, each in `ledger/<source>/<load>/`; a rename into it is the acceptance."""

from __future__ import annotations

import json
import logging
import re
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import structlog

from ..schema.errors import SourceError, StorageError, UsageError
from .current import in_force
from .disk import sync_folder, write_text, writing
from .files import FileLoad, open_load, read_parquet
from .judge import judge_content, judge_release, judge_size
from .manifest import FILE, OWNER, LoadManifest, Mode
from .staging import (
    REFUSED,
    StagedLoad,
    Staging,
    clean,
    move_to_trash,
    new_folder,
    refused_loads,
    remove_folder,
)
from .verify import Damage, damages, damages_of_load
from .view import View

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_log = structlog.wrap_logger(logging.getLogger(__name__))


class Ledger:
    """Loads under `path`, with `staging` beside it on the same device. Whoever writes holds the workspace lock."""

    def __init__(self, path: Path, staging: Path) -> None:
        self._path = path
        self._staging = staging

    def stage(self, source: str, *, mode: Mode, loader_version: int) -> Staging:
        """A new load of the source to read records into; UsageError for a name that no folder can have."""
        if not _NAME.fullmatch(source):
            raise UsageError(
                f"{source!r} is no name for a source",
                hint="use up to 64 of a-z, 0-9, '-', '_' and '.', beginning with a letter or digit",
            )
        with writing(self._staging):
            clean(self._staging, source)
            return Staging(new_folder(self._staging, source), source, mode=mode, loader_version=loader_version)

    def judge(
        self, staged: StagedLoad, *, max_rejected: float = 0.01, allow_shrink: bool = False, allow_older: bool = False
    ) -> None:
        """TooManyRejections, Shrinkage, OlderRelease or SourceError where the load must not be accepted.

        A refused load stays in staging with its report until the next one of that source is refused.
        """
        try:
            judge_content(staged.manifest, staged.path, max_rejected=max_rejected)
            current = self._in_force(staged.manifest.source)
            if staged.id in {each.id for each in current}:
                return
            if not allow_older:
                judge_release(staged.manifest, current)
            if not allow_shrink and current:
                judge_size(FileLoad(staged.path, staged.manifest), self._view_of([staged.manifest.source]))
        except SourceError as error:
            report = {"code": error.code, "message": error.message, "hint": error.hint}
            with suppress(StorageError):  # the refusal is what has to be heard
                write_text(staged.path / REFUSED, json.dumps(report, indent=2, ensure_ascii=False) + "\n")
            staged.owner.release()
            _log.info("ledger.refused", source=staged.manifest.source, load=staged.id, code=error.code)
            raise

    def accept(self, staged: StagedLoad) -> LoadManifest | None:
        """Takes the load into the ledger as the source's last word; None, and nothing written, where it is known.

        A known load that a later snapshot replaced is no longer in force: accepting it again puts it in force again.
        One whose files are damaged is replaced in its place.
        """
        source = staged.manifest.source
        accepted = self.manifests(source)
        held = next((each for each in in_force(accepted) if each.id == staged.id), None)
        if held is not None and self.is_whole(held):
            remove_folder(staged.path)
            staged.owner.release()
            return None
        last = max((each.sequence for each in accepted), default=0)
        manifest = staged.manifest.numbered(held.sequence if held else last + 1)
        target = self._path / source / staged.id
        with writing(self._path):
            write_text(staged.path / FILE, manifest.to_json())
            sync_folder(staged.path)
            target.parent.mkdir(parents=True, exist_ok=True)
            if target.exists():
                move_to_trash(self._staging, target)
            staged.path.rename(target)
            (target / OWNER).unlink()
            sync_folder(target.parent)
        staged.owner.release()
        _log.info("ledger.accepted", source=source, load=manifest.id, sequence=manifest.sequence)
        return manifest

    def sources(self) -> list[str]:
        """Names of the sources that have accepted loads, sorted."""
        folders = (path for path in self._path.iterdir() if path.is_dir()) if self._path.is_dir() else ()
        return sorted(path.name for path in folders if _NAME.fullmatch(path.name) and any(path.iterdir()))

    def manifests(self, source: str) -> list[LoadManifest]:
        """The source's accepted loads in the order of acceptance; Damaged where a manifest cannot be read."""
        return [load.manifest for load in self._loads(source)]

    def find_inputs(self, source: str, inputs: str, loader_version: int, mode: Mode) -> LoadManifest | None:
        """The load in force that was read from these very bytes by this version of the loader, if there is one."""
        wanted = (inputs, loader_version, mode)
        for each in self._in_force(source):
            if (each.inputs, each.loader_version, each.mode) == wanted:
                return each
        return None

    def rejections(self, source: str, *, refused: bool = False) -> pa.Table:
        """What was rejected or repaired of the source's load accepted last (or `refused` last): locator, reason,
        excerpt, is_partial (a repair). UsageError where there is no such load.
        """
        folders = [each.folder for each in self._loads(source)[-1:]]
        if refused:
            folders = refused_loads(self._staging, source)[-1:]
        if not folders:
            what = "refused" if refused else "accepted"
            raise UsageError(
                f"no load of {source!r} was {what}", hint="`research-graph ledger list` shows what was accepted"
            )
        return read_parquet(folders[0] / "rejections.parquet")

    def remove(self, source: str) -> int:
        """Removes a source, all at once, and says how many loads that were; 0 where it has none."""
        folder = self._path / source
        if not _NAME.fullmatch(source) or not folder.is_dir():
            return 0
        loads = sum(1 for _ in folder.iterdir())
        with writing(folder):
            move_to_trash(self._staging, folder)
        _log.info("ledger.removed", source=source, loads=loads)
        return loads

    def is_whole(self, load: LoadManifest) -> bool:
        """Whether every file of an accepted load is what its manifest says; reads every byte of it."""
        return not any(damages_of_load(self._path / load.source / load.id, load.source))

    def verify(self) -> list[Damage]:
        """Every file that is missing, changed, unreadable or not listed in its load's manifest."""
        return damages(self._path)

    def view(self) -> View:
        """What all sources say now."""
        return self._view_of(self.sources())

    def _view_of(self, sources: list[str]) -> View:
        return View({source: self._loads(source) for source in sources})

    def _in_force(self, source: str) -> list[LoadManifest]:
        return in_force(self.manifests(source))

    def _loads(self, source: str) -> list[FileLoad]:
        folder = self._path / source
        loads = [open_load(path) for path in folder.iterdir() if path.is_dir()] if folder.is_dir() else []
        return sorted(loads, key=lambda load: load.manifest.sequence)
