"""The full Anthology, loaded once for the parts that only read it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from research_graph.ledger.workspace import Workspace
from research_graph.pipeline import cluster, load
from research_graph.store.open import open_store

PEOPLE = 50
ARCHIVE = "acl-anthology-2025/acl-anthology-2025-11-upto-2023.tar.gz"


def anthology(data: Path, scratch: Path) -> Workspace:
    """A workspace with the Anthology, its SQLite store included."""
    workspace = Workspace(scratch / "corpus")
    if not workspace.current.is_file():
        store = open_store(f"sqlite:///{workspace.path.absolute() / 'store.sqlite'}")
        workspace.path.mkdir(parents=True, exist_ok=True)
        load(workspace, "acl-anthology", [data / ARCHIVE], store=store)
        store.close()
    return workspace


def clustered_anthology(data: Path, scratch: Path) -> Workspace:
    """The same, with its communities."""
    workspace = anthology(data, scratch)
    if not any(workspace.runs.iterdir() if workspace.runs.is_dir() else ()):
        store = open_store(f"sqlite:///{workspace.path.absolute() / 'store.sqlite'}")
        cluster(workspace, store=store)
        store.close()
    return workspace


def people_of(store: Path) -> tuple[list[str], list[str], str]:
    """Authors at even distances: of all with five co-authors, of the well connected; and the best connected."""
    bare = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
    found = bare.execute(
        "SELECT key FROM _degree WHERE kind = 'CO_AUTHORED_WITH' AND outgoing + incoming > 4 "
        "ORDER BY outgoing + incoming DESC, key"
    ).fetchall()
    bare.close()
    keys = [key for (key,) in found]
    return _spread(keys), _spread(keys[: len(keys) // 4]), keys[0]


def _spread(keys: Sequence[str]) -> list[str]:
    return list(keys[:: max(1, len(keys) // PEOPLE)][:PEOPLE])
