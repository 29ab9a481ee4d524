"""The bundled sample, built once for the tests that need a graph of some size."""

import shutil
from pathlib import Path

import pytest
from research_graph.assembly.build import Build
from research_graph.assembly.difference import difference
from research_graph.ledger.workspace import Workspace
from research_graph.pipeline import LoadOptions, cluster, current_build, load
from research_graph.store.open import open_store
from support.house import ROOT
from support.made_once import made_once

SAMPLE = {name: ROOT / "demo" / f"{name}.jsonl.gz" for name in ("acl-anthology", "openalex")}


@pytest.fixture(scope="session")
def sample_workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The sample, loaded; to be copied, not changed."""

    def make(folder: Path) -> None:
        for name, path in SAMPLE.items():
            load(Workspace(folder), "records", [path], options=LoadOptions(name=name))

    return Workspace(made_once(tmp_path_factory, "sample", make))


@pytest.fixture(scope="session")
def sample_build(sample_workspace: Workspace) -> Build:
    """The sample's build."""
    return _current(sample_workspace)


@pytest.fixture(scope="session")
def sample_store(sample_build: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample in an SQLite file."""
    return _stored(sample_build, "sample-store", tmp_path_factory)


@pytest.fixture(scope="session")
def clustered_workspace(sample_workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The sample, clustered; to be copied, not changed."""

    def make(folder: Path) -> None:
        shutil.copytree(sample_workspace.path, folder, dirs_exist_ok=True)
        cluster(Workspace(folder))

    return Workspace(made_once(tmp_path_factory, "clustered", make))


@pytest.fixture(scope="session")
def clustered_build(clustered_workspace: Workspace) -> Build:
    """The clustered sample's build."""
    return _current(clustered_workspace)


@pytest.fixture(scope="session")
def clustered_store(clustered_build: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The clustered sample in an SQLite file."""
    return _stored(clustered_build, "clustered-store", tmp_path_factory)


def _current(workspace: Workspace) -> Build:
    build = current_build(workspace)
    assert build is not None
    return build


def _stored(build: Build, name: str, factory: pytest.TempPathFactory) -> Path:
    def make(folder: Path) -> None:
        store = open_store(f"sqlite:///{folder / 'store.sqlite'}")
        store.apply(difference(None, build), build.publication())
        store.close()

    return made_once(factory, name, make) / "store.sqlite"
