"""What is damaged can be made good, and what is another workspace's stays: builds, loads and stores."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from research_graph import pipeline
from research_graph.assembly.build import MADE_ANEW
from research_graph.assembly.current import ANEW
from research_graph.assembly.parameters import Parameters
from research_graph.ledger.workspace import Workspace
from research_graph.pipeline import LoadOptions, Making, Published
from research_graph.schema.errors import Damaged, StoreMismatch
from research_graph.store.open import open_store
from research_graph.store.port import Seen, Store
from support.three_sources import ANTHOLOGY, THIRD, write_records

NAMED = LoadOptions(name="anthology")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write_records(tmp_path / "anthology.jsonl", ANTHOLOGY)


@pytest.fixture
def loaded(tmp_path: Path, stages: dict[str, Workspace]) -> Workspace:
    """A workspace with one source."""
    shutil.copytree(stages["anthology"].path, tmp_path / "w")
    return Workspace(tmp_path / "w")


@pytest.fixture
def store() -> Iterator[Store]:
    with closing(open_store("sqlite://")) as store:
        yield store


def held(store: Store) -> str | None:
    with store.snapshot() as snapshot:
        publication = snapshot.publication()
    return publication and publication.build


def flip(path: Path, place: int) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])


def test_a_build_without_its_manifest_is_made_again(loaded: Workspace) -> None:
    made = pipeline.build(loaded)
    (made.path / "manifest.json").unlink()
    with pytest.raises(Damaged, match=r"manifest\.json is missing"):
        pipeline.build(loaded)
    again = pipeline.build(loaded, again=True)
    assert (again.id, again.damage()) == (made.id, [])


@pytest.mark.parametrize("victim", ["nodes/Paper.parquet", "edges/AUTHORED.parquet", "manifest.json"])
def test_a_damaged_build_is_made_again_with_the_same_ids(loaded: Workspace, store: Store, victim: str) -> None:
    made = pipeline.build(loaded)
    pipeline.publish(loaded, store)
    files = {path: path.read_bytes() for path in made.path.rglob("*.parquet")}
    for place in range(0, (made.path / victim).stat().st_size, 997):
        flip(made.path / victim, place)
        again = pipeline.build(loaded, again=True)
        assert (again.id, again.damage()) == (made.id, []), place
    assert {path: path.read_bytes() for path in made.path.rglob("*.parquet")} == files
    assert pipeline.publish(loaded, store) == Published(unchanged=made.visible_rows())


def test_a_build_is_not_made_again_unless_asked(loaded: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    made = pipeline.build(loaded)
    monkeypatch.setattr(pipeline, "assemble", None)
    assert pipeline.build(loaded).id == made.id
    with pytest.raises(TypeError):
        pipeline.build(loaded, again=True)


def test_ids_that_an_earlier_build_gave_stay_when_it_is_made_again(loaded: Workspace, tmp_path: Path) -> None:
    third = write_records(tmp_path / "third.jsonl", THIRD)
    pipeline.load(loaded, "records", [third], options=LoadOptions(name="third"))
    before = pipeline.build(loaded)
    flip(before.path / "nodes" / "Author.parquet", 50)
    after = pipeline.build(loaded, again=True)
    assert after.keys().tables["mentions"] == before.keys().tables["mentions"]
    assert after.id == before.id


@pytest.mark.parametrize("harm", ["flip", "remove"])
def test_damaged_keys_are_told_with_what_is_lost_and_never_built_on(loaded: Workspace, file: Path, harm: str) -> None:
    made = pipeline.build(loaded)
    victim = made.path / "keys" / "mentions.parquet"
    if harm == "flip":
        flip(victim, 60)
    else:
        victim.unlink()
    for call in (
        lambda: pipeline.build(loaded, again=True),
        lambda: pipeline.build(loaded, making=Making(Parameters(half_life=2.0))),
    ):
        with pytest.raises(Damaged, match=f"^{victim}: missing or damaged; it says which ids were given$") as caught:
            call()
        assert caught.value.hint == (
            f"bring it back from a copy, or remove {loaded.current} and run `research-graph build`: {ANEW}"
        )
    loaded.current.unlink()
    assert pipeline.build(loaded).damage() == []


def test_a_damaged_build_is_not_published(loaded: Workspace, store: Store, tmp_path: Path) -> None:
    victim = pipeline.build(loaded).path / "nodes" / "Paper.parquet"
    flip(victim, 60)
    for call in (
        lambda: pipeline.publish(loaded, store),
        lambda: pipeline.write_import(loaded, tmp_path / "import"),
    ):
        with pytest.raises(Damaged, match=f"^{victim}: differs from its checksum$") as caught:
            call()
        assert caught.value.hint == MADE_ANEW
    assert held(store) is None
    assert not (tmp_path / "import").exists()


def test_the_same_files_again_mend_a_damaged_load(loaded: Workspace, file: Path) -> None:
    before = pipeline.build(loaded)
    (victim,) = loaded.ledger.glob("anthology/*/papers.parquet")
    flip(victim, 60)
    again = pipeline.load(loaded, "records", [file], options=NAMED)
    assert (again.is_new, again.build) == (True, before.id)
    assert loaded.open_ledger().verify() == []


def other_workspace(folder: Path, records: list[dict[str, object]], name: str) -> Workspace:
    folder.mkdir(exist_ok=True)
    workspace = Workspace(folder / name)
    file = write_records(folder / f"{name}.jsonl", records)
    pipeline.load(workspace, "records", [file], options=LoadOptions(name=name))
    return workspace


def test_a_store_of_another_workspace_is_left_alone_unless_it_shall_be_replaced(
    loaded: Workspace, file: Path, store: Store, tmp_path: Path
) -> None:
    theirs = other_workspace(tmp_path, THIRD, "theirs")
    pipeline.publish(theirs, store)
    before = held(store)
    for call in (
        lambda: pipeline.publish(loaded, store),
        lambda: pipeline.load(loaded, "records", [file], options=NAMED, store=store),
    ):
        with pytest.raises(StoreMismatch) as caught:
            call()
        assert caught.value.message == (
            f"{store.url} holds build {before} (theirs), which was not published from {loaded.path}; "
            f"build {pipeline.build(loaded).id} is ready there but not published"
        )
        assert "`research-graph publish --replace`" in (caught.value.hint or "")
        assert held(store) == before
    pipeline.load(loaded, "records", [file], options=NAMED, store=store, replace=True)
    assert held(store) == pipeline.build(loaded).id
    assert pipeline.store_damages(store, pipeline.build(loaded)) == []
    with pytest.raises(StoreMismatch):
        pipeline.publish(theirs, store)
    pipeline.publish(theirs, store, replace=True)
    assert held(store) == before


def test_a_store_of_this_workspace_is_its_own_even_when_the_build_is_pruned(
    loaded: Workspace, store: Store, tmp_path: Path
) -> None:
    pipeline.publish(loaded, store)
    first = pipeline.build(loaded)
    third = write_records(tmp_path / "third.jsonl", THIRD)
    pipeline.load(loaded, "records", [third], options=LoadOptions(name="third"))
    shutil.rmtree(first.path)
    assert pipeline.publish(loaded, store).added > 0


def test_an_interrupted_publish_from_here_goes_on(loaded: Workspace, store: Store, tmp_path: Path) -> None:
    made = pipeline.build(loaded)
    torn = replace(made.publication(), build="0" * 20, state="publishing")
    loaded.note_published("0" * 20)

    class Torn:
        url, ping, digests = store.url, store.ping, store.digests

        def seen(self) -> Seen:
            return Seen(torn)

        def apply(self, *given: Any, seen: Seen, **named: Any) -> None:
            assert seen == Seen(torn)
            store.apply(*given, **named)

    half: Store = Torn()  # type: ignore[assignment]
    assert pipeline.publish(loaded, half).added == made.visible_rows()
    loaded.published.unlink()
    with pytest.raises(StoreMismatch):
        pipeline.publish(loaded, half)


def test_two_workspaces_with_the_same_data_share_a_store(loaded: Workspace, store: Store, tmp_path: Path) -> None:
    twin = other_workspace(tmp_path / "twin", ANTHOLOGY, "anthology")
    pipeline.publish(loaded, store)
    assert pipeline.publish(twin, store) == Published(unchanged=pipeline.build(twin).visible_rows())


def test_a_store_without_a_row_belongs_to_nobody(loaded: Workspace, store: Store, tmp_path: Path) -> None:
    theirs = other_workspace(tmp_path, THIRD, "theirs")
    pipeline.publish(theirs, store)
    pipeline.remove_source(theirs, "theirs", store=store)
    assert pipeline.publish(loaded, store).added > 0


def test_replace_mends_a_store_that_does_not_hold_what_it_says(loaded: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    with closing(open_store(f"sqlite:///{path}")) as store:
        pipeline.publish(loaded, store)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE Paper SET title = 'another'")
    with closing(open_store(f"sqlite:///{path}")) as store:
        built = pipeline.build(loaded)
        assert len(pipeline.store_damages(store, built)) == 1
        assert pipeline.publish(loaded, store).changed == 0
        assert pipeline.publish(loaded, store, replace=True).changed == built.publication().nodes["Paper"]
        assert pipeline.store_damages(store, built) == []
