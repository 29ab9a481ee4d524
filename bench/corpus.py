"""The full Anthology, loaded once for the parts that only read it."""

from __future__ import annotations

from pathlib import Path

from research_graph.ledger.workspace import Workspace
from research_graph.pipeline import load
from research_graph.store.open import open_store

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
