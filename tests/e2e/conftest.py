"""Loaded workspaces that several tests start from: made once, copied by whoever changes them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from research_graph.ledger.workspace import Workspace
from research_graph.pipeline import LoadOptions, load
from research_graph.store.open import open_store
from support.three_sources import write_sources


@pytest.fixture(scope="session")
def stages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Workspace]:
    """Workspaces, published, after each of the three loads; to be copied, not changed."""
    folder = tmp_path_factory.mktemp("stages")
    found: dict[str, Workspace] = {}
    for name, file in write_sources(folder).items():
        workspace = Workspace(folder / name)
        if found:
            shutil.copytree(next(reversed(found.values())).path, workspace.path)
        store = open_store(f"sqlite:///{workspace.store}")
        load(workspace, "records", [file], options=LoadOptions(name=name), store=store)
        store.close()
        found[name] = workspace
    return found


@pytest.fixture
def loaded(tmp_path: Path, stages: dict[str, Workspace]) -> Workspace:
    """A workspace with all three sources, published, of the test's own."""
    shutil.copytree(stages["third"].path, tmp_path / "loaded")
    return Workspace(tmp_path / "loaded")
