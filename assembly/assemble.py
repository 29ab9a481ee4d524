"""Records and keys in, a build out: every family of tables in turn, then the manifest, then one rename."""

from __future__ import annotations

import os
import shutil
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any

from ..identity.keys import Keys
from ..identity.unchanged import IDENTITY_FORMAT
from ..schema.errors import Damaged, StorageError
from .build import FORMAT, UNFINISHED, Build, build_id, clean
from .desk import Desk
from .earlier import Earlier, made_with
from .files import sync_folder
from .inputs import Inputs, Records
from .making import make_tables
from .parameters import Parameters, Resources
from .run_said import RunSaid, WithRun
from .sealed import MANIFEST, write_manifest


def assemble(
    view: Records,
    keys: Keys,
    *,
    parameters: Parameters,
    builds: Path,
    run: RunSaid | None = None,
    previous: Build | None = None,
    inputs: str | None = None,
    resources: Resources | None = None,
) -> Build:
    """Makes the build of a view and its keys in `builds/<id>/`, or returns the one that is there already and whole.

    `run`: the run of community detection whose clusters it shows. `previous`: a build whose tables are taken over where
    they were made from the same; it changes nothing but the time that this takes. `inputs`: the fingerprint of what it
    was made from (see `fingerprint`), kept in the manifest. The caller holds the workspace lock. Raises OutOfSpace or
    StorageError; nothing but an unfinished folder is left then.
    """
    builds.mkdir(parents=True, exist_ok=True)
    clean(builds)
    folder = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=builds))
    names = [source.name for source in view.sources]
    resources = resources or Resources()
    try:
        with Desk(names, Earlier(previous), parameters=parameters, resources=resources, folder=folder) as desk:
            made_from = make_tables(desk, Inputs(WithRun(view, run), keys))
            making = {"inputs": inputs, "made_from": made_from, "made_with": made_with(), "report": keys.report}
            manifest = _manifest(desk, view, making | {"run": run.id if run else None})
        return _finish(folder, builds / str(manifest["id"]), manifest)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def fingerprint(view: Records, *, curations: str, parameters: Parameters, run: str | None = None) -> str:
    """Names what a build is made from: the view, the digest of the curations, the parameters, the code's format and,
    if it shows one, the run.

    Only a cache key. Identity is stable under its own keys, so a current build with this fingerprint would come out
    again; different inputs may still give one build.
    """
    code = [*made_with(), f"identity {IDENTITY_FORMAT}", f"build {FORMAT}"]
    given = [*code, view.digest, curations, repr(sorted(parameters.as_json().items()))]
    if run:
        given.append(run)
    return sha256("\n".join(given).encode()).hexdigest()[:40]


def _manifest(desk: Desk, view: Records, making: dict[str, Any]) -> dict[str, Any]:
    releases = [source.release for source in view.sources if source.release is not None]
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "parameters": desk.parameters.as_json(),
        "reference_year": desk.reference_year,
        "as_of": max(releases, default=None),
        "sources": [
            {"name": each.name, "release": each.release, "license": each.license, "records": each.records}
            for each in sorted(view.sources, key=lambda each: each.name)
        ],
        "tables": desk.written(),
        "counts": desk.counts,
        **making,
    }
    return {"id": build_id(manifest), **manifest}


def _finish(folder: Path, place: Path, manifest: dict[str, Any]) -> Build:
    """Gives the finished folder its name; a build that is there already and whole keeps its files and is the newest."""
    if _is_whole(place, manifest):
        if Build.open(place).manifest != manifest:
            write_manifest(place, manifest)
        os.utime(place)
        return Build.open(place)
    shutil.rmtree(folder / "spill", ignore_errors=True)
    write_manifest(folder, manifest)
    folder.chmod(0o755)
    for part in folder.iterdir():
        if part.is_dir():
            sync_folder(part)
    sync_folder(folder)
    try:
        if place.exists():
            _mend(folder, place)
        else:
            folder.rename(place)
    except OSError as error:
        raise StorageError(f"cannot put the build at {place}: {error.strerror}") from error
    sync_folder(place.parent)
    return Build.open(place)


def _mend(folder: Path, place: Path) -> None:
    """Puts every file in the place of the damaged build's, the manifest last: keys are there all the time."""
    for path in sorted(folder.rglob("*.parquet")):
        target = place / path.relative_to(folder)
        target.parent.mkdir(exist_ok=True)
        path.replace(target)
    for part in (path for path in place.iterdir() if path.is_dir()):
        sync_folder(part)
    (folder / MANIFEST).replace(place / MANIFEST)
    sync_folder(place)


def _is_whole(place: Path, manifest: dict[str, Any]) -> bool:
    """Whether a build stands there with the manifest's very tables, none of them damaged."""
    try:
        found = Build.open(place)
    except Damaged:
        return False
    return found.manifest["tables"] == manifest["tables"] and not found.damage()
