"""The promises that hold for every load: order, repetition, removal and interruption change nothing but keys."""

import subprocess
import sys
from itertools import permutations
from pathlib import Path

import pytest
from research_graph.assembly.build import Build
from research_graph.assembly.difference import compare
from research_graph.ledger.workspace import Workspace
from research_graph.pipeline import LoadOptions, Published, current_build, load, publish, remove_source, store_damages
from research_graph.store.open import open_store
from research_graph.store.port import Store
from support.three_sources import SOURCES, write_sources

NOTHING = {"added": 0, "changed": 0, "removed": 0}


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    return write_sources(tmp_path)


def take(workspace: Workspace, name: str, file: Path, store: Store | None = None) -> Published | None:
    return load(workspace, "records", [file], options=LoadOptions(name=name), store=store).published


def built(workspace: Workspace) -> Build:
    build = current_build(workspace)
    assert build is not None
    return build


def store_at(workspace: Workspace) -> Store:
    return open_store(f"sqlite:///{workspace.path.absolute() / 'store.sqlite'}")


def assert_same_graph(a: Build, b: Build) -> None:
    found = compare(a, b, canonical=True)
    assert {kind: row for kind, row in found.items() if any(row[each] for each in NOTHING)} == {}


def test_the_order_of_sources_does_not_matter(tmp_path: Path, files: dict[str, Path]) -> None:
    builds = []
    for number, order in enumerate(permutations(SOURCES)):
        workspace = Workspace(tmp_path / str(number))
        for name in order:
            take(workspace, name, files[name])
        builds.append(built(workspace))
    for other in builds[1:]:
        assert_same_graph(builds[0], other)


def test_the_same_load_again_writes_nothing(tmp_path: Path, files: dict[str, Path]) -> None:
    workspace = Workspace(tmp_path / "w")
    store = store_at(workspace)
    for name, file in files.items():
        take(workspace, name, file, store)
    before = built(workspace).id
    for name, file in files.items():
        again = take(workspace, name, file, store)
        assert again is not None
        assert (again.added, again.changed, again.removed) == (0, 0, 0)
        assert again.unchanged > 0
    assert built(workspace).id == before
    store.close()


def test_the_same_records_in_another_package_write_nothing(tmp_path: Path, files: dict[str, Path]) -> None:
    workspace = Workspace(tmp_path / "w")
    store = store_at(workspace)
    take(workspace, "open", files["open"], store)
    lines = files["open"].read_text(encoding="utf-8").splitlines(keepends=True)
    files["open"].write_text("".join(reversed(lines)), encoding="utf-8")
    again = take(workspace, "open", files["open"], store)
    assert again is not None
    assert (again.added, again.changed, again.removed) == (0, 0, 0)
    store.close()


@pytest.mark.parametrize("removed", list(SOURCES))
def test_removing_a_source_gives_the_graph_that_never_had_it(
    tmp_path: Path, files: dict[str, Path], removed: str
) -> None:
    with_it, without = Workspace(tmp_path / "with"), Workspace(tmp_path / "without")
    store = store_at(with_it)
    for name, file in files.items():
        take(with_it, name, file, store)
        if name != removed:
            take(without, name, file)
    remove_source(with_it, removed, store=store)
    assert_same_graph(built(with_it), built(without))
    assert store_damages(store, built(with_it)) == []
    store.close()


def test_keys_survive_a_source_that_comes_and_goes(tmp_path: Path, files: dict[str, Path]) -> None:
    workspace = Workspace(tmp_path / "w")
    take(workspace, "anthology", files["anthology"])
    first = built(workspace).keys().tables["mentions"].select(["source", "record", "position", "author"])
    take(workspace, "open", files["open"])
    remove_source(workspace, "open")
    again = built(workspace).keys().tables["mentions"].select(["source", "record", "position", "author"])
    assert again.equals(first)


KILL = """
import os, signal, sys
from importlib import import_module
from pathlib import Path
from research_graph.ledger.workspace import Workspace
from research_graph.pipeline import LoadOptions, load
from research_graph.store.open import open_store

place, folder, name, file = sys.argv[1:]
if place.startswith("progress:"):
    left = int(place.removeprefix("progress:"))
    def progress(*_):
        global left
        left -= 1
        if left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)
else:
    progress = None
    module, _, attribute = place.partition(":")
    *owner, last = attribute.split(".")
    holder = import_module(module)
    for each in owner:
        holder = getattr(holder, each)
    setattr(holder, last, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
workspace = Workspace(Path(folder))
store = open_store(f"sqlite:///{workspace.path.absolute() / 'store.sqlite'}")
load(workspace, "records", [Path(file)], options=LoadOptions(name=name), store=store, progress=progress)
"""

PLACES = [
    "research_graph.ledger.staging:Staging.finish",
    "research_graph.ledger.ledger:Ledger.judge",
    "research_graph.ledger.ledger:Ledger.accept",
    "research_graph.pipeline:resolve",
    "research_graph.pipeline:assemble",
    "research_graph.pipeline:_make_current",
    "research_graph.store.sqlite.store:SqliteStore.apply",
    *(f"progress:{step}" for step in (1, 3, 6, 9, 12)),
]


@pytest.mark.parametrize("place", PLACES)
def test_a_killed_load_is_made_good_by_running_it_again(tmp_path: Path, files: dict[str, Path], place: str) -> None:
    undisturbed, killed = Workspace(tmp_path / "undisturbed"), Workspace(tmp_path / "killed")
    for workspace in (undisturbed, killed):
        store = store_at(workspace)
        take(workspace, "anthology", files["anthology"], store)
        store.close()
    take(undisturbed, "open", files["open"])
    arguments = [sys.executable, "-c", KILL, place, str(killed.path), "open", str(files["open"])]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert done.returncode == -9, done.stderr
    store = store_at(killed)
    with store.snapshot() as snapshot:
        held = snapshot.publication()
        assert held is not None
        assert sum(held.nodes.values()) > 0, "the earlier build is still there"
    take(killed, "open", files["open"], store)
    assert built(killed).id == built(undisturbed).id
    assert store_damages(store, built(killed)) == []
    assert publish(killed, store).added == 0
    store.close()
