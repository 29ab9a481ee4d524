"""A build: immutable tables of every node and edge kind, the keys they were made with, and a manifest.

Layout of `builds/<id>/`: nodes/<Label>.parquet, edges/<TYPE>.parquet, keys/<table>.parquet, manifest.json. The id is
the digest of the tables' digests, the parameters and the sources: 20 hex digits.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from ..identity.keys import KEY_TABLES, Keys
from ..schema.catalog import edge_kinds, node_kinds
from ..schema.errors import Damaged, UsageError
from ..schema.kind import EdgeKind, Kind, NodeKind
from ..schema.publication import Publication, SourceNote
from .files import damages
from .sealed import read_manifest

MADE_ANEW = "`research-graph build --again` makes the build anew from the ledger; ids stay"
"""What hints say of a build that is damaged."""

FORMAT = 1
"""Form of the manifest and of the files beside it."""

BATCH = 5_000
"""Rows of a batch at most."""

UNFINISHED, REMOVED = ".new-", ".gone-"
"""What the names of folders begin with that are no builds yet, or none any more."""


@dataclass(frozen=True, slots=True)
class Build:
    """A finished build in its folder; tables are read from their files whenever they are asked for."""

    path: Path
    manifest: Mapping[str, Any]

    @classmethod
    def open(cls, path: Path) -> Self:
        """The build in that folder; Damaged where its manifest is missing or not what was written."""
        return cls(path, read_manifest(path, form=FORMAT, hint=MADE_ANEW))

    @property
    def id(self) -> str:
        """20 hex digits."""
        return str(self.manifest["id"])

    @property
    def reference_year(self) -> int | None:
        """The year that recency and `is_close` refer to; None in a build without years."""
        year: int | None = self.manifest["reference_year"]
        return year

    @property
    def run(self) -> str | None:
        """The run of community detection whose clusters it shows; None where there was none yet."""
        found: str | None = self.manifest.get("run")
        return found

    @property
    def inputs(self) -> str | None:
        """The fingerprint of what it was made from; see assemble.fingerprint."""
        found: str | None = self.manifest["inputs"]
        return found

    @property
    def report(self) -> dict[str, Any]:
        """What identity had to report when the keys were made."""
        return dict(self.manifest["report"])

    def visible_rows(self) -> int:
        """Rows of all kinds that people see."""
        shown = [kind for kind in node_kinds().values() if not kind.internal]
        return sum(self.rows(kind) for kind in (*shown, *edge_kinds().values()))

    def rows(self, kind: Kind) -> int:
        """Number of rows of a kind."""
        return int(self._entry(kind)["rows"])

    def digest(self, kind: Kind) -> str:
        """Logical digest of a kind's table: equal for equal rows."""
        return str(self._entry(kind)["digest"])

    def file(self, kind: Kind) -> Path:
        """The Parquet file of a kind."""
        return self.path / f"{table_name(kind)}.parquet"

    def table(self, kind: Kind, columns: Sequence[str] | None = None) -> pa.Table:
        """A kind's whole table, or some columns of it, sorted by identity."""
        return pa.Table.from_batches(self.batches(kind, columns), schema=_schema(kind, columns)).combine_chunks()

    def batches(self, kind: Kind, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """A kind's rows, or some columns of them, sorted by identity, at most BATCH at a time."""
        schema = _schema(kind, columns)
        with pq.ParquetFile(self.file(kind)) as file:
            for batch in file.iter_batches(BATCH, columns=schema.names):
                yield batch.select(schema.names).cast(schema)

    def keys(self) -> Keys:
        """The keys that this build was made with: the registry that the next one starts from."""
        tables = {
            name: pq.read_table(self.path / "keys" / f"{name}.parquet").cast(schema)
            for name, schema in KEY_TABLES.items()
        }
        return Keys(tables, self.report)

    def publication(self) -> Publication:
        """What a store says that holds this build."""
        return Publication(
            build=self.id,
            as_of=self.manifest["as_of"],
            reference_year=self.reference_year,
            nodes={name: self.rows(kind) for name, kind in node_kinds().items() if not kind.internal},
            relationships={name: self.rows(kind) for name, kind in edge_kinds().items()},
            sources=tuple(SourceNote(**source) for source in self.manifest["sources"]),
            parameters=dict(self.manifest["parameters"]),
            run=self.run,
        )

    def damage(self) -> list[tuple[Path, str]]:
        """Files that are not what the manifest says, each with the reason; reads every byte."""
        return damages(self.path, self.manifest["tables"])

    def _entry(self, kind: Kind) -> Mapping[str, Any]:
        entry: Mapping[str, Any] = self.manifest["tables"][table_name(kind)]
        return entry


def kind_named(name: str) -> NodeKind | EdgeKind:
    """The node or edge kind of that name."""
    return node_kinds().get(name) or edge_kinds()[name]


def table_name(kind: Kind) -> str:
    """Name of a kind's table in a manifest: nodes/Author, edges/CITES."""
    return f"{'nodes' if isinstance(kind, NodeKind) else 'edges'}/{kind.name}"


def build_id(manifest: Mapping[str, Any]) -> str:
    """The id that a manifest's content gives; how and when the build was made does not count."""
    content = {name: manifest[name] for name in ("format", "parameters", "reference_year", "as_of", "sources")}
    content["tables"] = {name: entry["digest"] for name, entry in manifest["tables"].items()}
    return sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()[:20]


def list_builds(builds: Path) -> list[Build]:
    """All builds that can be read, newest first (by when they were last made)."""
    found = []
    for path in _folders(builds):
        with suppress(Damaged):
            found.append(Build.open(path))
    return found


def find_build(builds: Path, name: str) -> Build:
    """The build whose id is, or begins with, that text; UsageError where none or several do."""
    found = [path for path in _folders(builds) if path.name.startswith(name)] if name else []
    if len(found) != 1:
        reason = "several builds begin with" if found else "no build is named"
        raise UsageError(f"{reason} {name!r} in {builds}", hint="`builds list` shows the builds of a workspace")
    return Build.open(found[0])


def prune(builds: Path, keep: int, protected: Set[str] = frozenset()) -> list[str]:
    """Removes all but the `keep` newest builds, damaged or not, and the protected ones; returns the ids removed.

    `protected`: ids that a store or `current` names. A build leaves its name before its files go, so that a kill
    leaves no half of one.
    """
    clean(builds)
    removed = []
    for path in _folders(builds)[keep:]:
        if path.name not in protected:
            path.rename(builds / f"{REMOVED}{path.name}")
            removed.append(path.name)
    clean(builds)
    return removed


def _folders(builds: Path) -> list[Path]:
    """Where builds are, newest first; a folder's name is its build's id."""
    if not builds.is_dir():
        return []
    found = [path for path in builds.iterdir() if not path.name.startswith(".") and path.is_dir()]
    return sorted(found, key=lambda path: (-path.stat().st_mtime_ns, path.name))


def clean(builds: Path) -> None:
    """Removes what an interrupted assembly or removal left; only for the holder of the workspace lock."""
    for path in builds.iterdir() if builds.is_dir() else ():
        if path.name.startswith((UNFINISHED, REMOVED)):
            shutil.rmtree(path)


def _schema(kind: Kind, columns: Sequence[str] | None) -> pa.Schema:
    if columns is None:
        return kind.arrow
    return pa.schema([kind.arrow.field(kind.field(name).name) for name in columns])
