"""Builds that tests of several modules read and nobody changes."""

from pathlib import Path

import pytest
from research_graph.assembly.build import Build
from support.assembled import assembled, paper
from support.made_once import made_once
from support.worlds import WORLD


@pytest.fixture(scope="session")
def world_build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The build of WORLD; to be copied, not changed."""
    return _only_build(made_once(tmp_path_factory, "world-build", lambda folder: _make(folder, WORLD)))


@pytest.fixture(scope="session")
def lonely_build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The build of two people who wrote nothing together."""
    world = {"zoo": [paper("R1", "A"), paper("R2", "B")]}
    return _only_build(made_once(tmp_path_factory, "lonely-build", lambda folder: _make(folder, world)))


def _make(folder: Path, world: dict) -> None:
    assembled(folder, world)


def _only_build(folder: Path) -> Build:
    (place,) = folder.iterdir()
    return Build.open(place)
