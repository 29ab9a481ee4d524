"""The path from files to a store as a notebook calls it: what each step takes up, keeps and refuses."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from research_graph import pipeline
from research_graph.assembly.build import Build
from research_graph.assembly.difference import difference
from research_graph.assembly.parameters import Parameters
from research_graph.ledger.workspace import Workspace
from research_graph.pipeline import LoadOptions, Making, Published
from research_graph.schema.errors import (
    Damaged,
    SourceError,
    StorageError,
    StoreChanged,
    StoreUnavailable,
    UsageError,
)
from research_graph.store.open import open_store
from research_graph.store.port import Store
from support.three_sources import ANTHOLOGY, THIRD, write_records

NAMED = LoadOptions(name="mine")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "w")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write_records(tmp_path / "anthology.jsonl", ANTHOLOGY)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with `mine` loaded and built; to be copied."""
    folder = tmp_path_factory.mktemp("prepared")
    pipeline.load(Workspace(folder / "w"), "records", [write_records(folder / "a.jsonl", ANTHOLOGY)], options=NAMED)
    return folder / "w"


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Another workspace with `third` loaded and built; to be published from, not changed otherwise."""
    folder = tmp_path_factory.mktemp("theirs")
    third = write_records(folder / "third.jsonl", THIRD)
    pipeline.load(Workspace(folder / "w"), "records", [third], options=LoadOptions(name="third"))
    return Workspace(folder / "w")


@pytest.fixture
def loaded(workspace: Workspace, prepared: Path) -> Workspace:
    shutil.copytree(prepared, workspace.path)
    return workspace


@pytest.fixture
def store() -> Iterator[Store]:
    store = open_store("sqlite://")
    yield store
    store.close()


def held(store: Store) -> str | None:
    with store.snapshot() as snapshot:
        publication = snapshot.publication()
    return publication and publication.build


def test_a_load_reports_what_it_did(workspace: Workspace, file: Path, store: Store) -> None:
    with file.open("a", encoding="utf-8") as stream:
        stream.write('{"kind": "paper"}\n')
    report = pipeline.load(workspace, "records", [file], options=LoadOptions(name="mine", max_rejected=1), store=store)
    assert (report.source, report.read, report.rejected, report.is_new) == ("mine", 5, 1, True)
    current = pipeline.current_build(workspace)
    assert current is not None
    assert report.build == current.id == held(store)
    assert report.published == Published(added=current.visible_rows())
    assert json.loads(json.dumps(report.as_dict()))["published"]["added"] == current.visible_rows()


def test_without_a_store_the_build_is_made_and_publish_goes_on(loaded: Workspace, file: Path, store: Store) -> None:
    report = pipeline.load(loaded, "records", [file], options=NAMED)
    assert report.published is None
    assert held(store) is None
    assert pipeline.publish(loaded, store).added > 0
    assert held(store) == report.build
    assert pipeline.publish(loaded, store) == Published(unchanged=pipeline.build(loaded).visible_rows())


def test_progress_names_the_phases_in_their_order(workspace: Workspace, file: Path, store: Store) -> None:
    phases: dict[str, tuple[int, int | None]] = {}

    def note(phase: str, done: int, total: int | None) -> None:
        phases[phase] = (done, total)

    pipeline.load(workspace, "records", [file], options=NAMED, store=store, progress=note)
    assert list(phases)[:6] == ["read", "ledger", "identity", "assembly", "compare", "publish Author"]
    assert phases["read"] == (4, 4)
    assert phases["publish Author"] == (3, 3)


def test_a_path_must_be_there(workspace: Workspace, file: Path) -> None:
    with pytest.raises(SourceError, match="nothing: no such file or folder"):
        pipeline.load(workspace, "records", [file, file.with_name("nothing")], options=NAMED)
    assert not workspace.path.exists()
    with pytest.raises(UsageError, match="no path to load from"):
        pipeline.load(workspace, "records", [])


def test_a_file_that_cannot_be_read_is_the_sources_fault(
    workspace: Workspace, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(13, "Permission denied", str(file))

    monkeypatch.setattr("research_graph.loaders.inputs.file_digest", refused)
    with pytest.raises(SourceError, match=f"cannot read {file}: Permission denied"):
        pipeline.load(workspace, "records", [file], options=NAMED)


@pytest.mark.parametrize(
    ("given", "stated", "name"),
    [("a", None, "a"), (None, "b", "b"), ("c", "c", "c"), ("a", "b", None), (None, None, None)],
)
def test_own_records_are_named_once(
    workspace: Workspace, file: Path, given: str | None, stated: str | None, name: str | None
) -> None:
    header = {"kind": "source", "name": stated, "license": "CC0-1.0"}
    file.write_text(json.dumps(header) + "\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    options = LoadOptions(name=given)
    if name is None:
        with pytest.raises(UsageError):
            pipeline.load(workspace, "records", [file], options=options)
        return
    assert pipeline.load(workspace, "records", [file], options=options).source == name
    (source,) = workspace.open_ledger().view().sources
    assert (source.name, source.license) == (name, "CC0-1.0")


def test_another_name_keeps_two_deliveries_of_a_source_apart(workspace: Workspace) -> None:
    works = Path(__file__).parents[1] / "data" / "openalex" / "works.jsonl.gz"
    report = pipeline.load(workspace, "openalex", [works], options=LoadOptions(name="openalex-mine"))
    assert report.source == "openalex-mine"
    (source,) = workspace.open_ledger().view().sources
    assert (source.name, source.license) == ("openalex-mine", "CC0-1.0")


def test_the_same_bytes_are_not_read_again_wherever_they_lie(
    loaded: Workspace, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = pipeline.load(loaded, "records", [file], options=NAMED)
    moved = file.rename(tmp_path / "moved.jsonl")
    monkeypatch.setattr("research_graph.loaders.sources.records.read", None)
    again = pipeline.load(loaded, "records", [moved], options=NAMED)
    assert (again.load, again.build, again.is_new) == (first.load, first.build, False)


def test_a_load_is_its_records_another_release_of_the_same_adds_nothing(workspace: Workspace, file: Path) -> None:
    first = pipeline.load(workspace, "records", [file], options=LoadOptions(name="mine", release="2023"))
    again = pipeline.load(workspace, "records", [file], options=LoadOptions(name="mine", release="2024"))
    assert (again.load, again.is_new) == (first.load, False)
    assert [source.release for source in workspace.open_ledger().view().sources] == ["2023"]


def test_an_empty_workspace_has_nothing_to_build_or_publish(workspace: Workspace, store: Store) -> None:
    assert pipeline.current_build(workspace) is None
    with pytest.raises(UsageError, match=f"nothing is loaded in {workspace.path}"):
        pipeline.build(workspace)
    with pytest.raises(UsageError, match="there is no build to publish"):
        pipeline.publish(workspace, store)
    with pytest.raises(UsageError, match=f"nothing is loaded in {workspace.path}"):
        pipeline.publish(workspace, store, making=Making())


def test_publish_keeps_a_build_of_other_parameters_unless_told_how_to_make_one(
    loaded: Workspace, file: Path, store: Store
) -> None:
    other = Making(Parameters(half_life=2.0))
    made = pipeline.load(loaded, "records", [file], options=NAMED, making=other).build
    pipeline.publish(loaded, store)
    assert held(store) == made
    pipeline.publish(loaded, store, making=Making())
    assert held(store) == pipeline.build(loaded).id != made


def test_the_last_source_can_be_removed(loaded: Workspace, store: Store) -> None:
    pipeline.publish(loaded, store)
    report = pipeline.remove_source(loaded, "mine", store=store)
    assert report.published is not None
    assert (report.published.added, report.published.unchanged) == (0, 0)
    assert report.published.removed > 0
    with store.snapshot() as snapshot:
        publication = snapshot.publication()
    assert publication is not None
    assert sum(publication.nodes.values()) == 0
    with pytest.raises(UsageError, match="no source 'mine' in this workspace"):
        pipeline.remove_source(loaded, "mine")


@pytest.mark.parametrize("name", ["0123456789abcdef0123", "", "../.."])
def test_a_current_build_that_is_not_there_is_damage(loaded: Workspace, name: str) -> None:
    loaded.current.write_text(name + "\n", encoding="utf-8")
    for call in (pipeline.current_build, pipeline.build):
        with pytest.raises(Damaged, match=f"{loaded.current} names the build '{name}', which is not in") as caught:
            call(loaded)
        assert caught.value.hint is not None


class Gone:
    """A store that nobody reaches."""

    url = "bolt://gone"

    def __init__(self, error: StorageError) -> None:
        self.error = error

    def ping(self) -> None:
        raise self.error


@pytest.mark.parametrize(
    ("hint", "told"),
    [("start it", "start it, then run `research-graph publish`"), (None, "run `research-graph publish`")],
)
def test_a_store_that_fails_leaves_load_and_build(
    loaded: Workspace, file: Path, store: Store, hint: str | None, told: str
) -> None:
    gone: Store = Gone(StoreUnavailable("bolt://gone does not answer", hint=hint))  # type: ignore[assignment]
    with pytest.raises(StoreUnavailable) as caught:
        pipeline.load(loaded, "records", [file], options=NAMED, store=gone)
    made = pipeline.build(loaded).id
    assert caught.value.message == f"bolt://gone does not answer; build {made} is ready but not published"
    assert caught.value.hint == told
    assert pipeline.load(loaded, "records", [file], options=NAMED, store=store).build == made == held(store)


@pytest.mark.parametrize("replace", [True, False])
@pytest.mark.parametrize("moment", ["seen", "checked"])
def test_who_is_overtaken_while_comparing_writes_nothing(
    loaded: Workspace, theirs: Workspace, store: Store, monkeypatch: pytest.MonkeyPatch, *, replace: bool, moment: str
) -> None:
    owner, name = (store, "seen") if moment == "seen" else (pipeline, "checked")
    found = getattr(owner, name)

    def overtaken(*given: Any) -> Any:
        seen = found(*given)
        with monkeypatch.context() as patch:
            patch.setattr(owner, name, found)
            pipeline.publish(theirs, store, replace=True)
        return seen

    with monkeypatch.context() as patch:
        patch.setattr(owner, name, overtaken)
        with pytest.raises(StoreChanged) as caught:
            pipeline.publish(loaded, store, replace=replace)
    made = pipeline.build(loaded).id
    assert caught.value.message == (
        f"{store.url} was published to by another process meanwhile; build {made} is ready but not published"
    )
    assert caught.value.hint == "nothing was written; let the other one end, then run `research-graph publish`"
    assert held(store) == pipeline.build(theirs).id
    assert pipeline.store_damages(store, pipeline.build(theirs)) == []


def test_a_store_whose_old_build_is_gone_is_compared_row_by_row(
    loaded: Workspace, file: Path, store: Store, tmp_path: Path
) -> None:
    first = pipeline.load(loaded, "records", [file], options=NAMED, store=store)
    third = write_records(tmp_path / "third.jsonl", THIRD)
    second = pipeline.load(loaded, "records", [third], options=LoadOptions(name="third"))
    assert first.build is not None
    assert second.build is not None
    expected = difference(Build.open(loaded.builds / first.build), pipeline.build(loaded)).totals()
    (loaded.builds / first.build).rename(tmp_path / "gone")
    assert pipeline.publish(loaded, store) == Published(**expected)
    assert held(store) == second.build
    assert pipeline.store_damages(store, pipeline.build(loaded)) == []


def test_two_calls_do_not_work_on_one_workspace(workspace: Workspace, file: Path) -> None:
    with workspace.lock("build"), pytest.raises(StorageError, match="build"):
        pipeline.load(workspace, "records", [file], options=NAMED)


def test_stale_curations_are_reported_and_change_nothing(loaded: Workspace, file: Path) -> None:
    plain = pipeline.load(loaded, "records", [file], options=NAMED)
    loaded.curations.mkdir(parents=True)
    mentions = """['mine:A1#0 "Qun Liu"', 'mine:A9#0 "Qun Liu"']"""
    entry = f"- {{action: merge, mentions: {mentions}, who: Ada, when: 2026-02-01, why: they are one}}\n"
    (loaded.curations / "some.yaml").write_text(entry, encoding="utf-8")
    report = pipeline.load(loaded, "records", [file], options=NAMED)
    assert len(report.stale_curations) == 1
    assert (plain.stale_curations, report.build) == ([], plain.build)


def test_a_notebook_hears_nothing_from_the_library(tmp_path: Path, file: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from research_graph.ledger.workspace import Workspace\n"
        "from research_graph.pipeline import LoadOptions, load\n"
        "load(Workspace(Path(sys.argv[1])), 'records', [Path(sys.argv[2])], options=LoadOptions(name='mine'))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "w"), str(file)], capture_output=True, text=True, check=True
    )
    assert (ran.stdout, ran.stderr) == ("", "")
