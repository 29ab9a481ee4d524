"""A network as files for an engine outside, and its clusters back: how what is too large for one machine is done.

A folder holds `nodes` (node, key: numbers from 0 in order of the keys), `edges` (source, target, weight: every edge
once, source < target, by source, then target) and `manifest.json` (form of these files, digest and description of the
network, rows and SHA-256 of each file). The tables are `.tsv` with a header line, or `.parquet`. An engine answers with
`cluster` for every `key`, or for every `node`.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc

from ..assembly.files import checksum, sync_folder, write_json
from ..schema.errors import Damaged, SourceError, StorageError, UsageError
from .network import Ints, Network
from .partition import NONE, Partition
from .text_table import column_names, first_true, place, read_table, write_table

FORMAT = 1
FORMS = ("tsv", "parquet")
_NODES = {"node": pa.int64(), "key": pa.string()}
_EDGES = {"source": pa.int64(), "target": pa.int64(), "weight": pa.float64()}
_NO_CLUSTER = r"^(-[0-9]+(\.0+)?)?$"
_AGAIN = "write the network again"


def write_network(network: Network, folder: Path, *, form: str = "tsv") -> Path:
    """Writes a network into a new folder, whole or not at all, and returns it.

    UsageError where the folder is there already, for an unknown form, and for keys that a text file cannot hold.
    """
    if form not in FORMS:
        raise UsageError(f"no form {form!r}", hint=f"there are: {', '.join(FORMS)}")
    if folder.exists():
        raise UsageError(f"{folder} is there already", hint="name a new folder, or remove this one first")
    tables = {
        "nodes": pa.table([pa.array(np.arange(len(network))), network.keys], schema=pa.schema(_NODES.items())),
        "edges": pa.table([pa.array(column) for column in network.once()], schema=pa.schema(_EDGES.items())),
    }
    beside = _new_folder_beside(folder)
    try:
        for name, table in tables.items():
            write_table(beside / f"{name}.{form}", table)
        write_json(beside / "manifest.json", _manifest(network, tables, beside, form))
        beside.rename(folder)
        sync_folder(folder.parent)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return folder


def read_network(folder: Path) -> Network:
    """The network that `write_network` wrote there.

    UsageError where there is none, Damaged with file and line where it is not what was written.
    """
    manifest = _read_manifest(folder)
    tables = {}
    for name, columns in (("nodes", _NODES), ("edges", _EDGES)):
        path = folder / f"{name}.{manifest['form']}"
        tables[name] = _whole_table(path, columns, manifest["files"].get(path.name, {}))
    keys = tables["nodes"]["key"].combine_chunks()
    ends = (tables["edges"][name].to_numpy() for name in ("source", "target", "weight"))
    try:
        network = Network.from_edges(pa.array(keys), *ends, about=manifest["about"])
    except UsageError as error:
        raise Damaged(f"{folder}: {error.message}", hint=_AGAIN) from None
    if network.digest != manifest["network"]:
        raise Damaged(f"{folder} holds the network {network.digest}, not {manifest['network']}", hint=_AGAIN)
    return network


def read_labels(path: Path, network: Network) -> Partition:
    """The clusters that a file gives the nodes of a network, in canonical numbers; they need not be connected.

    A TSV, CSV or Parquet file with the columns `key` or `node`, and `cluster`: any text. An empty one, or a negative
    number, means no cluster. UsageError where there is no such file; SourceError with the line for a node that the
    network has not, one named twice, and where a node is missing.
    """
    column = "key" if "key" in column_names(path) else "node"
    table = read_table(path, {column: _NODES[column], "cluster": pa.string()})
    rows = _rows_of(path, table[column], network)
    text = pc.fill_null(table["cluster"], "")
    number = np.asarray(text.combine_chunks().dictionary_encode().indices, dtype=np.int64)
    is_none = np.asarray(pc.match_substring_regex(text, _NO_CLUSTER))
    labels = np.empty(len(network), dtype=np.int64)
    labels[rows] = np.where(is_none, NONE, number)
    return Partition.of(labels)


def _rows_of(path: Path, named: pa.ChunkedArray, network: Network) -> Ints:
    """The row of the network that each line is about: every row once."""
    if pa.types.is_integer(named.type):
        inside = pc.and_(pc.greater_equal(named, 0), pc.less(named, len(network)))
        found = pc.if_else(inside, named, pa.scalar(None, pa.int64()))
    else:
        found = pc.index_in(named, value_set=network.keys)
    unknown = first_true(pc.is_null(found))
    if unknown >= 0:
        raise SourceError(
            f"{place(path, unknown)}: the network has no node {named[unknown].as_py()!r}",
            hint="the labels belong to another network",
        )
    rows = np.asarray(found, dtype=np.int64)
    once, first = np.unique(rows, return_index=True)
    if len(once) != len(rows):
        again = int(np.delete(np.arange(len(rows)), first)[0])
        raise SourceError(f"{place(path, again)}: the node {named[again].as_py()!r} was named before")
    if len(once) != len(network):
        missing = int(np.setdiff1d(np.arange(len(network)), once)[0])
        raise SourceError(
            f"{path} leaves out {len(network) - len(rows)} of {len(network)} nodes, first {network.keys[missing]}",
            hint="a node in no cluster has an empty cluster",
        )
    return rows


def _manifest(network: Network, tables: dict[str, pa.Table], folder: Path, form: str) -> dict[str, Any]:
    files = {
        f"{name}.{form}": {"rows": table.num_rows, "sha256": checksum(folder / f"{name}.{form}")}
        for name, table in tables.items()
    }
    return {"format": FORMAT, "form": form, "network": network.digest, "about": dict(network.about), "files": files}


def _read_manifest(folder: Path) -> dict[str, Any]:
    path = folder / "manifest.json"
    try:
        manifest: dict[str, Any] = orjson.loads(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        raise UsageError(f"no network at {folder}", hint="write_network makes such a folder") from None
    except orjson.JSONDecodeError as error:
        raise Damaged(f"{path} is not JSON: {error}", hint=_AGAIN) from None
    if manifest.get("format") != FORMAT or manifest.get("form") not in FORMS:
        raise Damaged(f"{path} has format {manifest.get('format')}, not {FORMAT}", hint=_AGAIN)
    return manifest


def _whole_table(path: Path, columns: dict[str, pa.DataType], entry: dict[str, Any]) -> pa.Table:
    if not path.is_file():
        raise Damaged(f"{path} is missing", hint=_AGAIN)
    try:
        table = read_table(path, columns)
    except SourceError as error:
        raise Damaged(error.message, hint=_AGAIN) from None
    rows, due = table.num_rows, entry.get("rows")
    if rows != due:
        raise Damaged(f"{place(path, rows)}: {rows} rows are there, not {due}", hint=_AGAIN)
    weight = table["weight"] if "weight" in columns else pa.chunked_array([], pa.float64())
    bad = first_true(pc.invert(pc.and_(pc.is_finite(weight), pc.greater(weight, 0.0))))
    if bad >= 0:
        raise Damaged(f"{place(path, bad)}: the weight {weight[bad].as_py()} is not a positive number", hint=_AGAIN)
    if checksum(path) != entry.get("sha256"):
        raise Damaged(f"{path} differs from its checksum", hint=_AGAIN)
    return table


def _new_folder_beside(folder: Path) -> Path:
    beside = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(beside, ignore_errors=True)
    try:
        beside.mkdir(parents=True)
    except OSError as error:
        raise StorageError(f"cannot write {folder}: {error.strerror or error}") from error
    return beside
