"""The build before the one that is being made: what of its files may stand in the new one as they are."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from .build import Build
from .files import checksum

CODE_FORMAT = 2
"""Grows whenever the same records, keys and parameters give other tables."""


def made_with() -> list[str]:
    """Code and libraries that a build's bytes follow from, besides what it is made from."""
    names = {"python": platform.python_version(), "pyarrow": pa.__version__, "duckdb": duckdb.__version__}
    names["anyascii"] = version("anyascii")
    return [f"format {CODE_FORMAT}", *(f"{name} {number}" for name, number in names.items())]


class Earlier:
    """A build whose tables may be taken over, none where it is missing or was made with other code.

    A file counts only if it is what the manifest says: damage must not spread from build to build.
    """

    def __init__(self, build: Build | None) -> None:
        fits = build is not None and build.manifest.get("made_with") == made_with()
        self._path = build.path if build and fits else None
        self._manifest: Mapping[str, Any] = build.manifest if build and fits else {"made_from": {}, "tables": {}}
        self._intact: dict[str, bool] = {}

    @property
    def counts(self) -> Mapping[str, int]:
        """What the manifest counts."""
        counts: Mapping[str, int] = self._manifest.get("counts", {})
        return counts

    def has(self, name: str, made_from: str, tables: list[str]) -> bool:
        """Whether it made that family, or key table, from the same, and still has these tables of it."""
        same = self._manifest["made_from"].get(name) == made_from
        return same and all(map(self.is_intact, tables))

    def entry(self, table: str) -> dict[str, Any]:
        """What the manifest says of a table."""
        return dict(self._manifest["tables"][table])

    def file(self, table: str) -> Path:
        """The file of a table that it has."""
        if self._path is None:
            raise KeyError(table)
        return self._path / f"{table}.parquet"

    def is_intact(self, table: str) -> bool:
        """Whether it has a table whose file is what the manifest says."""
        if table not in self._intact:
            self._intact[table] = table in self._manifest["tables"] and self._is_intact(table)
        return self._intact[table]

    def _is_intact(self, table: str) -> bool:
        path, entry = self.file(table), self.entry(table)
        return path.is_file() and path.stat().st_size == entry["bytes"] and checksum(path) == entry["sha256"]
