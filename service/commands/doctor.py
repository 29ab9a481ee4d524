"""`doctor`: whether everything that the other commands need is there."""

from __future__ import annotations

import platform
import shutil
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from ...schema.errors import Damaged, ResearchGraphError, SettingsError
from ..freshness import behind_build, behind_ledger
from ..invocation import Invocation
from ..open import invocation, making_of, store_of, workspace_of
from ..output import print_json, print_table

LEAST_ROOM = 2 * 1024**3
WRONG = 4


def command(
    context: typer.Context, json: Annotated[bool, typer.Option("--json", help="As JSON on standard output.")] = False
) -> None:
    """Check Python, SQLite, the workspace and the store; say what to do about what is wrong or behind."""
    checks: list[tuple[str, Callable[[], str | Behind]]] = [
        ("python", _python),
        ("sqlite", _sqlite),
        ("workspace", lambda: _workspace(invocation(context))),
        ("ledger", lambda: _ledger(context)),
        ("build", lambda: _build(context)),
        ("store", lambda: _store(context)),
    ]
    rows = [{"check": name, **_outcome(check)} for name, check in checks]
    if json:
        print_json(rows)
    else:
        print_table(("check", "", "found"), [(row["check"], row["state"], row["found"]) for row in rows])
    if any(row["state"] == "wrong" for row in rows):
        raise typer.Exit(WRONG)


@dataclass(frozen=True, slots=True)
class Behind:
    """What is found in order, but not of what came before it."""

    found: str


def _outcome(check: Callable[[], str | Behind]) -> dict[str, str]:
    try:
        found = check()
        if isinstance(found, Behind):
            return {"state": "behind", "found": found.found}
        return {"state": "ok", "found": found}
    except ResearchGraphError as error:
        hint = f" ({error.hint})" if error.hint else ""
        return {"state": "wrong", "found": f"{error.message}{hint}"}
    except OSError as error:
        return {"state": "wrong", "found": f"{error.filename or 'a file'}: {error.strerror}"}


def _python() -> str:
    return f"{platform.python_version()} at {sys.executable}"


def _sqlite() -> str:
    with sqlite3.connect(":memory:") as connection:
        options = {row[0] for row in connection.execute("PRAGMA compile_options")}
    if "ENABLE_FTS5" not in options:
        raise SettingsError("this Python's SQLite has no full-text search (FTS5)", hint="use another build of Python")
    return f"{sqlite3.sqlite_version} with FTS5"


def _workspace(found: Invocation) -> str:
    folder = found.settings.workspace
    existing = next(each for each in (folder, *folder.absolute().parents) if each.exists())
    room = shutil.disk_usage(existing).free
    if room < LEAST_ROOM:
        raise SettingsError(f"{folder}: only {room // 1024**2} MiB free", hint="free some room")
    if not _is_writable(existing):
        raise SettingsError(f"{folder}: cannot be written", hint="check its rights or choose another --workspace")
    return f"{folder} ({room // 1024**3} GiB free)"


def _is_writable(folder: Path) -> bool:
    import tempfile

    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _ledger(context: typer.Context) -> str:
    sources = workspace_of(context).open_ledger().sources()
    return ", ".join(sources) or "empty"


def _build(context: typer.Context) -> str | Behind:
    from ...assembly.current import checked, current_build

    workspace = workspace_of(context)
    current = current_build(workspace)
    found = f"{checked(current).id} ({current.visible_rows():,} rows)" if current else "none yet"
    behind = behind_ledger(workspace, making_of(context), current)
    return Behind(behind) if behind else found


def _store(context: typer.Context) -> str | Behind:
    from ...assembly.current import current_build

    workspace = workspace_of(context)
    with store_of(context) as store:
        store.ping()
        with store.snapshot() as snapshot:
            held = snapshot.publication()
        try:
            current = current_build(workspace)
        except Damaged:  # the build's own check tells
            current = None
        behind = behind_build(workspace, store.url, held, current) if current else None
        found = f"{store.url} holds " + (f"build {held.build} ({held.state})" if held else "nothing yet")
        return Behind(behind) if behind else found
