"""The bundled sample, built once for the tests that need a graph of some size."""

from pathlib import Path

import pytest
from research_graph.assembly.build import Build
from research_graph.assembly.difference import difference
from research_graph.ledger.workspace import Workspace
from research_graph.pipeline import LoadOptions, current_build, load
from research_graph.store.open import open_store
from support.house import ROOT

SAMPLE = {name: ROOT / "demo" / f"{name}.jsonl.gz" for name in ("acl-anthology", "openalex")}


@pytest.fixture(scope="session")
def sample_build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The sample's build."""
    workspace = Workspace(tmp_path_factory.mktemp("sample"))
    for name, path in SAMPLE.items():
        load(workspace, "records", [path], options=LoadOptions(name=name))
    build = current_build(workspace)
    assert build is not None
    return build


@pytest.fixture(scope="session")
def sample_store(sample_build: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample in an SQLite file."""
    path = tmp_path_factory.mktemp("sample-store") / "store.sqlite"
    store = open_store(f"sqlite:///{path}")
    store.apply(difference(None, sample_build), sample_build.publication())
    store.close()
    return path
