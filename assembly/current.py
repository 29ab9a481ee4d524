"""The build of a workspace that is in force, and what can still be had of it when it is damaged."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from ..identity.keys import KEY_TABLES, Keys
from ..ledger.workspace import Workspace
from ..schema.errors import Damaged, ResearchGraphError
from .build import MADE_ANEW, Build
from .files import checksum
from .sealed import MANIFEST

ANEW = "ids then begin anew: redirects, and ids that merges, splits or earlier releases gave their bearers, are lost"
"""What hints say of a build whose keys are damaged."""


def current_build(workspace: Workspace) -> Build | None:
    """The build that is in force; None before the first load. Damaged where it is gone or its manifest is not itself:
    ids last by its keys.
    """
    folder = current_folder(workspace)
    if folder is None:
        return None
    found = Build.open(folder)
    if found.id != folder.name:
        raise Damaged(f"{folder / MANIFEST} is that of build {found.id}", hint=MADE_ANEW)
    return found


def current_folder(workspace: Workspace) -> Path | None:
    """The folder of the current build, None before the first load; Damaged where it is gone."""
    if not workspace.current.is_file():
        return None
    name = workspace.current.read_text(encoding="utf-8", errors="replace").strip()
    folder = workspace.builds / (name or "unnamed")
    if folder.parent != workspace.builds or not folder.is_dir():
        raise Damaged(
            f"{workspace.current} names the build {name!r}, which is not in {workspace.builds}",
            hint=f"bring it back, or remove {workspace.current} and run `research-graph build`: {ANEW}",
        )
    return folder


def checked(build: Build) -> Build:
    """The build itself; Damaged where a file of it is not what its manifest says. Reads every byte."""
    for path, reason in build.damage():
        raise Damaged(f"{path}: {reason}", hint=MADE_ANEW)
    return build


def kept_keys(folder: Path, workspace: Workspace) -> Keys:
    """The keys of the current build, whatever else of it is damaged."""
    try:
        build = Build.open(folder)
        known = {name: build.manifest["tables"][f"keys/{name}"]["sha256"] for name in KEY_TABLES}
    except (ResearchGraphError, LookupError, TypeError, AttributeError):
        build, known = Build(folder, {"report": {}}), {}
    for name in KEY_TABLES:
        path = folder / "keys" / f"{name}.parquet"
        if not path.is_file() or (name in known and checksum(path) != known[name]):
            raise _keys_lost(path, "missing or damaged", workspace)
    try:
        return build.keys()
    except (OSError, ValueError, pa.ArrowException) as error:
        raise _keys_lost(folder / "keys", str(error).partition("\n")[0], workspace) from error


def _keys_lost(path: Path, reason: str, workspace: Workspace) -> Damaged:
    return Damaged(
        f"{path}: {reason}; it says which ids were given",
        hint=f"bring it back from a copy, or remove {workspace.current} and run `research-graph build`: {ANEW}",
    )
