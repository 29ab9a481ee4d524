"""The one directory everything lives in, and the one lock that covers accepting, building and publishing."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from ..schema.errors import WorkspaceBusy
from .disk import write_text, writing
from .ledger import Ledger


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where what lies below `path`; folders are made when they are first written to."""

    path: Path

    @property
    def staging(self) -> Path:
        """Loads that are not accepted."""
        return self.path / "staging"

    @property
    def ledger(self) -> Path:
        """Accepted loads, by source."""
        return self.path / "ledger"

    @property
    def curations(self) -> Path:
        """Files in which people decide who is who."""
        return self.path / "curations"

    @property
    def builds(self) -> Path:
        """Builds, by id."""
        return self.path / "builds"

    @property
    def runs(self) -> Path:
        """Runs of the analytics, by id."""
        return self.path / "runs"

    @property
    def exports(self) -> Path:
        """What was exported without a path of its own."""
        return self.path / "exports"

    @property
    def current(self) -> Path:
        """The file that names the current build."""
        return self.path / "current"

    @property
    def published(self) -> Path:
        """The file that lists the builds that were published from here, one a line."""
        return self.path / "published"

    @property
    def store(self) -> Path:
        """The SQLite store that is used where no other is named."""
        return self.path / "store.sqlite"

    def open_ledger(self) -> Ledger:
        """The workspace's ledger."""
        return Ledger(self.ledger, self.staging)

    def published_builds(self) -> frozenset[str]:
        """Ids of the builds that were published from here, those that are pruned by now included."""
        with suppress(FileNotFoundError):
            return frozenset(self.published.read_text(encoding="utf-8", errors="replace").split())
        return frozenset()

    def has_published(self, build: str) -> bool:
        """Whether a build was published from here, or at least made here."""
        return build in self.published_builds() or (self.builds / build).is_dir()

    def note_published(self, build: str) -> None:
        """Remembers a build before the first byte of it goes to a store; only for the holder of the lock."""
        known = self.published_builds()
        if build not in known:
            write_text(self.published, "".join(f"{each}\n" for each in sorted(known | {build})))

    @contextmanager
    def lock(self, doing: str = "work") -> Iterator[None]:
        """Holds the workspace; WorkspaceBusy, at once, while another process (or another call) holds it.

        `doing` is what others are told: never arguments, a store's address may hold a password.
        """
        path = self.path / "workspace.lock"
        lock = FileLock(path, thread_local=False)
        with writing(path):
            self.path.mkdir(parents=True, exist_ok=True)
            try:
                lock.acquire(timeout=0)
            except Timeout as error:
                raise WorkspaceBusy(
                    f"{self.path}: another process works on this workspace{_holder(path)}",
                    hint="wait until it is done, or end it, and repeat",
                ) from error
        try:
            with writing(path):
                path.write_text(json.dumps({"pid": os.getpid(), "doing": doing}), encoding="utf-8")
            yield
        finally:
            lock.release()


def _holder(path: Path) -> str:
    """Who holds the lock, as far as the lock file tells."""
    try:
        holder = json.loads(path.read_text(encoding="utf-8"))
        return f" (process {holder['pid']}: {holder['doing']})"
    except (OSError, ValueError, TypeError, KeyError):
        return ""
