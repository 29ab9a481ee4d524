"""A run: immutable tables of one community detection, in a folder with a manifest that says how they were made.

Layout of `runs/<id>/`: <table>.parquet for each of RUN_TABLES, network.parquet (the ties it saw), manifest.json. The id
is the digest of the tables and of what they were made from: equal runs have equal ids and equal bytes.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from ..assembly.digest import table_digest
from ..assembly.files import TableFile, checksum, damages, sync_folder, write_json
from ..assembly.run_said import TAKEN, RunSaid
from ..schema.errors import Damaged, StorageError, UsageError
from ..schema.run_tables import RUN_TABLES

if TYPE_CHECKING:  # a load opens runs without ever looking at a network, whose libraries take long to come in
    from .network import Network

MANIFEST = "manifest.json"
FORMAT = 1
_UNFINISHED = ".new-"
_NODES, _EDGES = "nodes", "edges"
_NETWORK = {
    _NODES: pa.schema({"key": pa.string()}),
    _EDGES: pa.schema({"source": pa.int64(), "target": pa.int64(), "weight": pa.float64()}),
}


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run in its folder; tables are read whenever they are asked for."""

    path: Path
    manifest: Mapping[str, Any]

    @classmethod
    def open(cls, path: Path) -> Self:
        """The run in that folder; Damaged where it is not there or its manifest cannot be read."""
        try:
            manifest = orjson.loads((path / MANIFEST).read_bytes())
        except (FileNotFoundError, NotADirectoryError):
            raise Damaged(f"{path} is gone: a build shows it", hint=f"bring it back; or {_AGAIN}") from None
        except orjson.JSONDecodeError as error:
            raise Damaged(f"{path / MANIFEST} is not JSON: {error}", hint=_AGAIN) from None
        if manifest.get("format") != FORMAT:
            raise Damaged(f"{path / MANIFEST} has format {manifest.get('format')}, not {FORMAT}", hint=_AGAIN)
        return cls(path, manifest)

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
        """The run itself; Damaged where a file of it is not what its manifest says."""
        for path, reason in self.damage():
            raise Damaged(f"{path}: {reason}", hint=_AGAIN)
        return self

    def damage(self) -> list[tuple[Path, str]]:
        """Files that are not what the manifest says, each with the reason."""
        return damages(self.path, self.manifest["tables"])

    def _read(self, name: str) -> pa.Table:
        path = self.path / f"{name}.parquet"
        try:
            if checksum(path) != self.manifest["tables"][name]["sha256"]:
                raise Damaged(f"{path} differs from its checksum", hint=_AGAIN)
            return pq.read_table(path)
        except OSError as error:
            raise Damaged(f"{path} cannot be read: {error.strerror or error}", hint=_AGAIN) from error


_AGAIN = "`research-graph cluster --cold` makes a new run; ids of clusters then begin anew"


def write_run(runs: Path, tables: Mapping[str, pa.Table], network: Network, made: Mapping[str, Any]) -> Run:
    """Puts a run down in `runs/<id>/`, or returns the one that is there already.

    `made`: what the manifest says of how it was made, all of it part of the id. A kill leaves an unfinished folder
    that counts for nothing.
    """
    runs.mkdir(parents=True, exist_ok=True)
    _clean(runs)
    source, target, weight = network.once()
    whole = {name: tables[name].cast(schema) for name, schema in RUN_TABLES.items()}
    whole[_NODES] = pa.table({"key": network.keys})
    whole[_EDGES] = pa.table({"source": source, "target": target, "weight": weight})
    content = {"format": FORMAT, **made, "digests": {name: table_digest(table) for name, table in whole.items()}}
    name = sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()[:20]
    place = runs / name
    if (place / MANIFEST).is_file() and not Run.open(place).damage():
        return Run.open(place)
    folder = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=runs))
    try:
        entries = {each: _write(folder / f"{each}.parquet", table) for each, table in whole.items()}
        write_json(folder / MANIFEST, {"id": name, **content, "tables": entries})
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
