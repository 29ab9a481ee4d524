"""The promises that hold for every load: order, repetition, removal and interruption change nothing but keys."""

import shutil
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import pytest
from research_graph.assembly.build import Build
from research_graph.assembly.difference import compare
from research_graph.ledger.workspace import Workspace
from research_graph.pipeline import LoadOptions, Published, current_build, load, publish, remove_source, store_damages
from research_graph.store.open import open_store
from research_graph.store.port import Store
from support.kill_server import Kill, kill_server
from support.three_sources import SOURCES, write_sources

NOTHING = {"added": 0, "changed": 0, "removed": 0}


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    return write_sources(tmp_path)


@pytest.fixture(scope="module")
def kill() -> Iterator[Kill]:
    with kill_server() as kill:
        yield kill


def copied(workspace: Workspace, path: Path) -> Workspace:
    shutil.copytree(workspace.path, path)
    return Workspace(path)


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
    loaded: dict[tuple[str, ...], Workspace] = {}
    for order in permutations(SOURCES):
        for end in range(1, len(order) + 1):
            if (begun := order[:end]) not in loaded:
                loaded[begun] = Workspace(tmp_path / "-".join(begun))
                if end > 1:
                    copied(loaded[begun[:-1]], loaded[begun].path)
                take(loaded[begun], begun[-1], files[begun[-1]])
    first, *others = (built(loaded[order]) for order in permutations(SOURCES))
    for other in others:
        assert_same_graph(first, other)


def test_the_same_load_again_writes_nothing(
    tmp_path: Path, files: dict[str, Path], stages: dict[str, Workspace]
) -> None:
    workspace = copied(stages["third"], tmp_path / "w")
    store = store_at(workspace)
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
    tmp_path: Path, files: dict[str, Path], stages: dict[str, Workspace], removed: str
) -> None:
    with_it, without = copied(stages["third"], tmp_path / "with"), Workspace(tmp_path / "without")
    store = store_at(with_it)
    for name, file in files.items():
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


PLACES = [
    "research_graph.ledger.staging:Staging.finish",
    "research_graph.ledger.ledger:Ledger.judge",
    "research_graph.ledger.ledger:Ledger.accept",
    "research_graph.pipeline:resolve",
    "research_graph.pipeline:assemble",
    "research_graph.pipeline:write_text",
    "research_graph.ledger.workspace:Workspace.note_published",
    "research_graph.store.sqlite.store:SqliteStore.apply",
    *(f"progress:{step}" for step in (1, 3, 6, 9, 12)),
]


@pytest.mark.parametrize("place", PLACES)
def test_a_killed_load_is_made_good_by_running_it_again(
    tmp_path: Path, files: dict[str, Path], stages: dict[str, Workspace], kill: Kill, place: str
) -> None:
    undisturbed, killed = stages["open"], copied(stages["anthology"], tmp_path / "killed")
    assert kill(place, killed.path, "open", files["open"]) == -9
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
