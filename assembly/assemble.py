"""Records and keys in, a build out: every family of tables in turn, then the manifest, then one rename."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import structlog

from ..identity.keys import KEY_TABLES, Keys
from ..schema.errors import StorageError
from .build import FORMAT, MANIFEST, UNFINISHED, Build, build_id, clean
from .desk import Desk, Records
from .digest import BLOCK
from .family import families
from .files import sync_folder, write_json
from .ground import lay_ground
from .parameters import Parameters, Resources

CODE_FORMAT = 1
"""Grows whenever the same records, keys and parameters give other tables."""

_log = structlog.get_logger()


def assemble(
    view: Records,
    keys: Keys,
    *,
    parameters: Parameters,
    builds: Path,
    inputs: str | None = None,
    resources: Resources | None = None,
) -> Build:
    """Makes the build of a view and its keys in `builds/<id>/`, or returns the one that is there already.

    `inputs`: the fingerprint of what it was made from (see `fingerprint`), kept in the manifest. The caller
    holds the workspace lock. Raises OutOfSpace or StorageError; nothing but an unfinished folder is left then.
    """
    builds.mkdir(parents=True, exist_ok=True)
    clean(builds)
    folder = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=builds))
    try:
        with Desk(view, keys, parameters=parameters, resources=resources or Resources(), folder=folder) as desk:
            _make_tables(desk)
            manifest = _manifest(desk, inputs)
        return _finish(folder, builds / str(manifest["id"]), manifest)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def fingerprint(view: Records, *, curations: str, parameters: Parameters) -> str:
    """Names what a build is made from: the view, the digest of the curations, the parameters and the code's format.

    Only a cache key. Identity is stable under its own keys, so a current build with this fingerprint would come out
    again; different inputs may still give one build.
    """
    given = [str(CODE_FORMAT), str(FORMAT), view.digest, curations, repr(sorted(parameters.as_json().items()))]
    return sha256("\n".join(given).encode()).hexdigest()[:40]


def _make_tables(desk: Desk) -> None:
    lay_ground(desk)
    for name, family in families().items():
        started = time.perf_counter()
        family.make(desk)
        _log.debug("assembly.family_made", family=name, seconds=round(time.perf_counter() - started, 3))
    for name, schema in KEY_TABLES.items():
        columns = [(field.name, "ascending") for field in schema if not pa.types.is_list(field.type)]
        table = desk.keys.tables[name].cast(schema).sort_by(columns)
        desk.put_file(f"keys/{name}", schema, (table.slice(at, BLOCK) for at in range(0, table.num_rows, BLOCK)))


def _manifest(desk: Desk, inputs: str | None) -> dict[str, Any]:
    releases = [source.release for source in desk.view.sources if source.release is not None]
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "parameters": desk.parameters.as_json(),
        "reference_year": desk.reference_year,
        "as_of": max(releases, default=None),
        "sources": [
            {"name": each.name, "release": each.release, "license": each.license, "records": each.records}
            for each in sorted(desk.view.sources, key=lambda each: each.name)
        ],
        "tables": desk.written(),
        "counts": desk.counts,
        "report": desk.keys.report,
        "inputs": inputs,
    }
    return {"id": build_id(manifest), **manifest}


def _finish(folder: Path, place: Path, manifest: dict[str, Any]) -> Build:
    """Gives the finished folder its name; a build that is there already keeps its files and is the newest again."""
    if (place / MANIFEST).is_file():
        if Build.open(place).manifest != manifest:
            write_json(place / MANIFEST, manifest)
        os.utime(place)
        return Build.open(place)
    shutil.rmtree(folder / "spill", ignore_errors=True)
    write_json(folder / MANIFEST, manifest)
    folder.chmod(0o755)
    for part in folder.iterdir():
        if part.is_dir():
            sync_folder(part)
    sync_folder(folder)
    try:
        folder.rename(place)
    except OSError as error:
        raise StorageError(f"cannot put the build at {place}: {error.strerror}") from error
    sync_folder(place.parent)
    return Build.open(place)
