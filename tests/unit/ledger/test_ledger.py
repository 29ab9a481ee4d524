from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from research_graph.ledger import staging as staging_module
from research_graph.ledger.manifest import Mode, read_manifest
from research_graph.ledger.staging import Staging
from research_graph.ledger.unflatten import records
from research_graph.schema.errors import Damaged, OutOfSpace, UsageError
from research_graph.schema.records import Deletion, Mention, PaperRecord, Record, VenueRecord
from support.ledgers import files_below, open_ledger, papers, stage, take, titles
from support.record_strategies import RECORDS, canonical


def test_accepted_load_lies_in_its_folder_with_manifest_and_checksums(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    manifest = take(ledger, [PaperRecord("P1", "t", mentions=[Mention("n")]), VenueRecord("V", "v")], release="2025-11")
    assert manifest is not None
    assert files_below(tmp_path) == [
        f"ledger/src/{manifest.id}/{name}"
        for name in ("manifest.json", "mentions.parquet", "papers.parquet", "rejections.parquet", "venues.parquet")
    ]
    assert read_manifest(tmp_path / "ledger/src" / manifest.id) == manifest
    assert manifest.counts == {"papers": 1, "mentions": 1, "venues": 1}
    assert (manifest.sequence, manifest.release, manifest.license, manifest.records) == (1, "2025-11", "CC0-1.0", 2)
    assert sorted(manifest.files) == ["mentions.parquet", "papers.parquet", "rejections.parquet", "venues.parquet"]
    assert ledger.verify() == []
    assert list((tmp_path / "staging").iterdir()) == []


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(RECORDS)
def test_records_come_back_from_the_ledger_as_they_were_given(
    tmp_path_factory: pytest.TempPathFactory, given_records: list[Record]
) -> None:
    ledger = open_ledger(tmp_path_factory.mktemp("w"))
    take(ledger, given_records)
    view = ledger.view()
    found = records(lambda name: view.table(name).drop_columns(["source"]))
    assert sorted(map(repr, found)) == sorted(repr(canonical(record)) for record in given_records)
    assert view.sources[0].records == len(given_records)


def test_spilled_load_equals_one_that_was_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many: list[Record] = [
        PaperRecord(f"P{place * 7 % 40:02}", "t", mentions=[Mention(f"{place}")]) for place in range(40)
    ]
    ledger = open_ledger(tmp_path)
    whole = stage(ledger, many, rejected=5)
    monkeypatch.setattr(staging_module, "PENDING", 3)
    pieces = stage(ledger, many, rejected=5)
    assert pieces.manifest == whole.manifest
    assert files_below(pieces.path) == files_below(whole.path)


def test_same_content_has_the_same_id_in_any_order_and_from_any_place(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    first = take(ledger, [PaperRecord("A", "t", locator="x:1"), PaperRecord("B", "t", locator="x:2")], release="1")
    assert first is not None
    again = stage(ledger, [PaperRecord("B", "t", locator="y:9"), PaperRecord("A", "t")], release="2")
    assert again.id == first.id


def test_known_load_writes_nothing(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    take(ledger, papers("A", "B"))
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "ledger").rglob("*")}
    assert take(ledger, papers("B", "A")) is None
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "ledger").rglob("*")} == before
    assert list((tmp_path / "staging").iterdir()) == []


def test_known_snapshot_that_was_replaced_rules_again(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    take(ledger, papers("A"))
    take(ledger, papers("B"))
    again = take(ledger, papers("A"))
    assert again is not None
    assert again.sequence == 3
    assert titles(ledger.view()) == {"A": "t"}
    assert [each.sequence for each in ledger.manifests("src")] == [2, 3]
    assert ledger.verify() == []


def test_duplicates_rejections_and_repairs_are_counted_and_kept(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    with ledger.stage("src", mode=Mode.SNAPSHOT, loader_version=3) as staging:
        staging.add(PaperRecord("A", "old", updated="2020"))
        staging.add(PaperRecord("A", "new", updated="2021"))
        staging.add(PaperRecord("A", "new", updated="2021"))
        staging.add(PaperRecord("", "no id", locator="f:4"))
        staging.add(Deletion("planet", "X"))
        staging.reject("f:5", "no title", "x" * 5000 + "\ud800")
        staging.repair("f:6", "an ORCID with a wrong check digit", "0000")
        staged = staging.finish(release=None, license=None, inputs="abc")
    manifest = staged.manifest
    assert (manifest.rejected, manifest.repaired, manifest.duplicates, manifest.read) == (3, 1, 2, 6)
    assert (manifest.loader_version, manifest.inputs) == (3, "abc")
    rows = pq.read_table(staged.path / "rejections.parquet").to_pylist()
    assert [(row["locator"], row["reason"], row["is_partial"]) for row in rows] == [
        ("f:4", "the record has no id", False),
        ("X", "a deletion of an unknown kind 'planet'", False),
        ("f:5", "no title", False),
        ("f:6", "an ORCID with a wrong check digit", True),
    ]
    assert rows[2]["excerpt"] == "x" * 200
    assert pq.read_table(staged.path / "papers.parquet")["title"].to_pylist() == ["new"]


@pytest.mark.parametrize("name", ["", "ACL", "../x", "a/b", ".hidden", "-a", "x" * 65, "a b"])
def test_source_needs_a_name_that_a_folder_can_have(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="is no name for a source"):
        open_ledger(tmp_path).stage(name, mode=Mode.SNAPSHOT, loader_version=1)
    assert list(tmp_path.iterdir()) == []


def test_failing_loader_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging_module, "PENDING", 2)
    ledger = open_ledger(tmp_path)
    take(ledger, papers("A"))
    with pytest.raises(ZeroDivisionError), ledger.stage("src", mode=Mode.SNAPSHOT, loader_version=1) as staging:
        _fail_after(staging, papers("B", "C", "D"))
    assert list((tmp_path / "staging").iterdir()) == []
    assert titles(ledger.view()) == {"A": "t"}


def _fail_after(staging: Staging, some: list[Record]) -> None:
    for record in some:
        staging.add(record)
    raise ZeroDivisionError


def test_load_that_was_not_finished_leaves_nothing_behind(tmp_path: Path) -> None:
    with open_ledger(tmp_path).stage("src", mode=Mode.SNAPSHOT, loader_version=1) as staging:
        staging.add(PaperRecord("A", "t"))
    assert list((tmp_path / "staging").iterdir()) == []


def test_folder_of_a_living_load_is_not_cleaned(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    waiting = stage(ledger, papers("A"))
    with ledger.stage("src", mode=Mode.SNAPSHOT, loader_version=1) as reading:
        other = stage(ledger, papers("B"))
        assert waiting.path.exists()
        assert reading.path.exists()
        ledger.accept(other)
    assert ledger.accept(waiting) is not None
    assert titles(ledger.view()) == {"A": "t"}


def test_abandoned_folders_are_cleaned_by_the_next_load_of_that_source(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    staged = stage(ledger, papers("A"))
    of_other_source = stage(ledger, papers("A"), source="src-b")
    staged.owner.release()
    of_other_source.owner.release()
    (tmp_path / "staging" / "notes").mkdir()
    with ledger.stage("src", mode=Mode.SNAPSHOT, loader_version=1):
        pass
    assert not staged.path.exists()
    assert of_other_source.path.exists()
    assert (tmp_path / "staging" / "notes").exists()


@pytest.mark.parametrize("moment", ["spill", "finish"])
def test_full_disk_ends_the_load_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    ledger = open_ledger(tmp_path)
    if moment == "spill":
        monkeypatch.setattr(staging_module, "PENDING", 2)
        monkeypatch.setattr("research_graph.ledger.spill.Spill.append", full)
    else:
        monkeypatch.setattr("research_graph.ledger.files.pq.ParquetWriter.write_table", full)
    with pytest.raises(OutOfSpace, match="no room left on this device") as caught:
        stage(ledger, papers("A", "B", "C"))
    assert caught.value.hint is not None
    assert list((tmp_path / "staging").iterdir()) == []
    monkeypatch.undo()
    assert take(ledger, papers("A", "B", "C")) is not None


def test_inputs_that_were_read_before_are_found(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    first = take(ledger, papers("A"), inputs="bytes-1")
    assert ledger.find_inputs("src", "bytes-1", 1, Mode.SNAPSHOT) == first
    assert ledger.find_inputs("src", "bytes-2", 1, Mode.SNAPSHOT) is None
    assert ledger.find_inputs("src", "bytes-1", 2, Mode.SNAPSHOT) is None
    assert ledger.find_inputs("src", "bytes-1", 1, Mode.UPDATE) is None
    assert ledger.find_inputs("other", "bytes-1", 1, Mode.SNAPSHOT) is None
    take(ledger, papers("B"), inputs="bytes-2")
    assert ledger.find_inputs("src", "bytes-1", 1, Mode.SNAPSHOT) is None


def test_removed_source_is_gone_and_the_others_stay(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    take(ledger, papers("A"), source="one")
    take(ledger, papers("B"), source="one")
    take(ledger, papers("C"), source="two")
    assert ledger.sources() == ["one", "two"]
    assert ledger.remove("one") == 2
    assert ledger.remove("one") == 0
    assert ledger.remove("../ledger") == 0
    assert ledger.sources() == ["two"]
    assert titles(ledger.view(), "two") == {"C": "t"}
    assert list((tmp_path / "staging").iterdir()) == []
    accepted = take(ledger, papers("A"), source="one")
    assert accepted is not None
    assert accepted.sequence == 1


def test_removal_that_was_killed_half_way_is_completed_by_the_next_load(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = open_ledger(tmp_path)
    take(ledger, papers("A"))
    monkeypatch.setattr(staging_module, "remove_folder", lambda path: None)
    ledger.remove("src")
    assert ledger.sources() == []
    assert len(list((tmp_path / "staging").iterdir())) == 1
    monkeypatch.undo()
    with ledger.stage("src", mode=Mode.SNAPSHOT, loader_version=1):
        pass
    assert list((tmp_path / "staging").iterdir()) == []


def test_empty_ledger(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    assert ledger.sources() == []
    assert ledger.manifests("src") == []
    assert ledger.verify() == []
    assert ledger.view().sources == ()
    assert ledger.view().table("mentions").num_rows == 0


def test_unreadable_manifest_is_damage_with_a_hint(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    manifest = take(ledger, papers("A"))
    assert manifest is not None
    path = tmp_path / "ledger/src" / manifest.id / "manifest.json"
    content = json.loads(path.read_text())
    for text, reason in (
        (path.read_text().replace("CC0-1.0", "CC0-2.0"), "its checksum does not fit"),
        ("[]", "unreadable manifest"),
        ("{", "unreadable manifest"),
        (json.dumps({key: value for key, value in content.items() if key != "source"}), "unreadable manifest"),
    ):
        path.write_text(text)
        with pytest.raises(Damaged, match=reason) as caught:
            ledger.view()
        assert str(path) in caught.value.message
        assert caught.value.hint is not None


def test_load_of_an_earlier_version_without_a_column_reads_as_null(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    manifest = take(ledger, [PaperRecord("A", "t", language="en")])
    assert manifest is not None
    folder = tmp_path / "ledger/src" / manifest.id
    path = folder / "papers.parquet"
    pq.write_table(pq.read_table(path).drop_columns(["language"]), path)
    earlier = replace(manifest, files={**manifest.files, path.name: sha256(path.read_bytes()).hexdigest()})
    (folder / "manifest.json").write_text(earlier.to_json(), encoding="utf-8")
    rows = ledger.view().table("papers", ["language", "title"]).to_pylist()
    assert rows == [{"source": "src", "language": None, "title": "t"}]


def test_the_same_records_again_mend_a_damaged_load_in_its_place(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    first = take(ledger, papers("A", "B"))
    update = take(ledger, papers("C"), mode=Mode.UPDATE)
    assert first is not None
    assert update is not None
    path = tmp_path / "ledger/src" / first.id / "papers.parquet"
    path.write_bytes(path.read_bytes()[:-1])
    assert not ledger.is_whole(first)
    assert ledger.is_whole(update)
    mended = take(ledger, papers("A", "B"))
    assert mended == first
    assert ledger.verify() == []
    assert [each.id for each in ledger.manifests("src")] == [first.id, update.id]
    assert set(titles(ledger.view())) == {"A", "B", "C"}
    assert take(ledger, papers("A", "B")) is None
