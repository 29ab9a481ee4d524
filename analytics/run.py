"""A run: immutable tables of one community detection, in a folder with a manifest that says how they were made.

Layout of `runs/<id>/`: <table>.parquet for each of RUN_TABLES, nodes.parquet and edges.parquet (the network it saw),
manifest.json. The id is the digest of the tables and of what they were made from: equal runs have equal ids and bytes.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from ..assembly.digest import table_digest
from ..assembly.files import TableFile, checksum, damages, sync_folder
from ..assembly.run_said import TAKEN, RunSaid
from ..assembly.sealed import MANIFEST, read_manifest, write_manifest
from ..schema.errors import Damaged, StorageError, UsageError
from ..schema.run_tables import RUN_TABLES

if TYPE_CHECKING:  # a load opens runs without ever looking at a network, whose libraries take long to come in
    from .network import Network

FORMAT = 2
"""Form of the manifest and of the files beside it."""

AGAIN = "`research-graph cluster --cold` makes a new run; ids of clusters then begin anew"
"""What hints say of a run that is damaged."""

_UNFINISHED = ".new-"
_NODES, _EDGES = "nodes", "edges"
_NETWORK = {
    _NODES: pa.schema({"key": pa.string()}),
    _EDGES: pa.schema({"source": pa.int64(), "target": pa.int64(), "weight": pa.float64()}),
}


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run in its folder; tables are read whenever they are asked for, and checked unless all were before."""

    path: Path
    manifest: Mapping[str, Any]
    is_checked: bool = False

    @classmethod
    def open(cls, path: Path) -> Self:
        """The run in that folder; Damaged where its manifest is missing or not what was written."""
        return cls(path, read_manifest(path, form=FORMAT, hint=AGAIN))

    @property
    def id(self) -> str:
        """20 hex digits."""
        return str(self.manifest["id"])

    def table(self, name: str) -> pa.Table:
        """One of RUN_TABLES; Damaged where the file is not what the manifest says."""
        return self._read(name).cast(RUN_TABLES[name])

    def said(self) -> RunSaid:
        """What a build takes over of it."""
        return RunSaid(self.id, {name: self.table(name) for name in TAKEN})

    def network(self) -> Network:
        """The network that the run saw."""
        from .network import Network

        keys = self._read(_NODES)["key"].combine_chunks()
        source, target, weight = (column.to_numpy() for column in self._read(_EDGES).columns)
        return Network.from_edges(keys, source, target, weight, about=self.manifest["network"]["about"])

    def checked(self) -> Self:
        """The same run, none of its files to be checked again; Damaged where one is not what its manifest says."""
        for path, reason in self.damage():
            raise Damaged(f"{path}: {reason}", hint=AGAIN)
        return replace(self, is_checked=True)

    def damage(self) -> list[tuple[Path, str]]:
        """Files that are not what the manifest says, each with the reason."""
        return damages(self.path, self.manifest["tables"])

    def _read(self, name: str) -> pa.Table:
        path = self.path / f"{name}.parquet"
        try:
            if not self.is_checked and checksum(path) != self.manifest["tables"][name]["sha256"]:
                raise Damaged(f"{path} differs from its checksum", hint=AGAIN)
            return pq.read_table(path)
        except OSError as error:
            raise Damaged(f"{path} cannot be read: {error.strerror or error}", hint=AGAIN) from error


def write_run(runs: Path, tables: Mapping[str, pa.Table], network: Network, made: Mapping[str, Any]) -> Run:
    """Puts a run down in `runs/<id>/`, or returns the one that is there already.

    `made`: what the manifest says of how it was made, all of it part of the id; where it says nothing of what local
    updates `changed`, the run is cold: nothing but ids of clusters came from an earlier one. A kill leaves an
    unfinished folder that counts for nothing.
    """
    runs.mkdir(parents=True, exist_ok=True)
    _clean(runs)
    source, target, weight = network.once()
    whole = {name: tables[name].cast(schema) for name, schema in RUN_TABLES.items()}
    whole[_NODES] = pa.table({"key": network.keys})
    whole[_EDGES] = pa.table({"source": source, "target": target, "weight": weight})
    digests = {name: table_digest(table) for name, table in whole.items()}
    content = {"format": FORMAT, "is_cold": not made.get("changed"), **made, "digests": digests}
    name = sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()[:20]
    place = runs / name
    with suppress(Damaged):
        return Run.open(place).checked()
    folder = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=runs))
    try:
        entries = {each: _write(folder / f"{each}.parquet", table) for each, table in whole.items()}
        write_manifest(folder, {"id": name, **content, "tables": entries})
        folder.chmod(0o755)
        shutil.rmtree(place, ignore_errors=True)
        folder.rename(place)
        sync_folder(runs)
    except OSError as error:
        raise StorageError(f"cannot put the run at {place}: {error.strerror or error}") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return Run.open(place)


def list_runs(runs: Path) -> list[Run]:
    """All runs that can be read, newest first: each after the ones that follow from it."""
    if not runs.is_dir():
        return []
    folders = [path for path in runs.iterdir() if not path.name.startswith(".") and (path / MANIFEST).is_file()]
    found = []
    for path in sorted(folders, key=lambda path: (-path.stat().st_mtime_ns, path.name)):
        with suppress(Damaged):
            found.append(Run.open(path))
    return found


def find_run(runs: Path, name: str) -> Run:
    """The run whose id is, or begins with, that text; UsageError where none or several do."""
    found = [run for run in list_runs(runs) if run.id.startswith(name)] if name else []
    if len(found) != 1:
        reason = "several runs begin with" if found else "no run is named"
        raise UsageError(f"{reason} {name!r} in {runs}", hint="`clusters runs` shows the runs of a workspace")
    return found[0]


def _write(path: Path, table: pa.Table) -> dict[str, Any]:
    with TableFile(path, table.schema) as file:
        file.add(table)
    return {"rows": table.num_rows, "sha256": checksum(path)}


def _clean(runs: Path) -> None:
    for path in runs.iterdir():
        if path.name.startswith(_UNFINISHED):
            shutil.rmtree(path)
