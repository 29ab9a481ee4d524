"""The embedded engine: one file (or memory), read by many, written by one publish at a time."""

# ruff: noqa: S608 - SQL is composed here: names come from the schema alone, values are parameters

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ...schema.difference import Difference
from ...schema.kind import Kind
from ...schema.publication import Publication
from ..digest import row_digests
from ..limit import Limit
from ..port import Progress, Seen
from ..publication import check_seen, is_whole
from .errors import translated
from .places import File, Memory, Place
from .publishing import change, fill, held
from .rows import build_columns
from .snapshot import SqliteSnapshot
from .tables import quoted

_DIGESTED_AT_ONCE = 10_000


class SqliteStore:
    """A store in the file at `path`, or in memory. A file that does not exist is an empty store until a publish.

    A first load writes a new file and renames it; every later publish is one transaction. Either way a snapshot sees
    one build, and readers are never blocked.
    """

    def __init__(self, path: Path | None) -> None:
        self.url = "sqlite://" if path is None else f"sqlite:///{path}"
        self._place: Place = Memory() if path is None else File(path)

    @contextmanager
    def snapshot(self, *, timeout: float | None = None) -> Iterator[SqliteSnapshot]:
        limit = Limit(self.url, timeout)
        with self._place.reading(limit) as connection:
            yield SqliteSnapshot(connection, self.url, limit)

    def seen(self) -> Seen:
        with self._place.reading(Limit(self.url)) as connection, translated(self.url):
            return Seen(held(connection))

    def apply(
        self,
        difference: Difference,
        publication: Publication,
        *,
        seen: Seen | None = None,
        progress: Progress | None = None,
    ) -> None:
        with translated(self.url):
            if is_whole(difference):
                with self._place.replacing() as (connection, before):
                    check_seen(Seen(before), seen, where=self.url)
                    fill(connection, difference, publication, before=before, progress=progress)
            else:
                with self._place.changing() as connection:
                    change(connection, difference, publication, seen=seen, where=self.url, progress=progress)

    def digests(self, kind: Kind) -> Mapping[tuple[Any, ...], bytes]:
        chosen = ", ".join(quoted(column.name) for column in kind.columns)
        found: dict[tuple[Any, ...], bytes] = {}
        with self._place.reading(Limit(self.url)) as connection, translated(self.url):
            cursor = connection.execute(f"SELECT {chosen} FROM {quoted(kind.name)}")
            while rows := cursor.fetchmany(_DIGESTED_AT_ONCE):
                found.update(row_digests(kind, build_columns(rows, kind.columns)))
        return found

    def clear(self) -> None:
        with translated(self.url):
            self._place.clear()

    def ping(self) -> None:
        with self.snapshot() as snapshot:
            snapshot.publication()

    def close(self) -> None:
        self._place.close()
