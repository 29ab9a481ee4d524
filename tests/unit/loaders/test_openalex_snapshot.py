"""The snapshot layout: data/<entity>/updated_date=…/part_*.gz, its manifests and merged ids."""

from pathlib import Path

import orjson
import pytest
from research_graph.schema.errors import SourceError
from research_graph.schema.records import Deletion, PaperRecord
from support.openalex_files import Item, items, load, write

OLD, NEW = "updated_date=2025-11-06/part_000.gz", "updated_date=2026-02-05/part_001.gz"


def manifest(*parts: str) -> bytes:
    entries = [{"url": f"s3://openalex/data/works/{part}", "meta": {"content_length": 1}} for part in parts]
    return orjson.dumps({"entries": entries, "meta": {"content_length": 1, "record_count": 2}})


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    works = items("works.jsonl.gz")
    write(tmp_path / "data" / "works" / OLD, [works["W41440018"]])
    write(tmp_path / "data" / "works" / NEW, [works["W3017479956"]])
    (tmp_path / "data" / "works" / "manifest").write_bytes(manifest(OLD, NEW))
    table = b"merge_date,id,merge_into_id\n2026-01-01,W9,W41440018\n"
    write(tmp_path / "data" / "merged_ids" / "works" / "2026-01-01.csv.gz", table)
    return tmp_path


def papers(*paths: Path) -> dict[str, str | None]:
    return {each.record: each.locator for each in load(*paths).records if isinstance(each, PaperRecord)}


@pytest.mark.parametrize("start", ["", "data", "data/works"])
def test_a_snapshot_is_read_from_any_height(snapshot: Path, start: str) -> None:
    inside = "data/works/".removeprefix(f"{start}/" if start else "")
    assert papers(snapshot / start) == {"W41440018": f"{inside}{OLD}:1", "W3017479956": f"{inside}{NEW}:1"}


def test_merged_ids_come_with_it(snapshot: Path) -> None:
    kept = load(snapshot)
    assert kept.deletion("W9") == Deletion(
        "paper", "W9", "W41440018", "2026-01-01", "data/merged_ids/works/2026-01-01.csv.gz:2"
    )
    assert kept.release == "2026-02-05"


def test_other_files_of_a_partition_that_are_hidden_do_not_count(snapshot: Path) -> None:
    write(snapshot / "data" / "works" / "updated_date=2026-02-05" / ".part_001.gz.crc", b"x")
    write(snapshot / "data" / "works" / "notes.json", b"{}")
    assert len(papers(snapshot)) == 2


def test_a_missing_part_ends_the_load(snapshot: Path) -> None:
    (snapshot / "data" / "works" / NEW).unlink()
    with pytest.raises(SourceError, match=r"updated_date=2026-02-05/part_001\.gz is missing") as caught:
        load(snapshot)
    assert caught.value.hint == "copy the snapshot again"


def test_an_extra_part_ends_the_load(snapshot: Path) -> None:
    write(snapshot / "data" / "works" / "updated_date=2026-02-06" / "part_000.gz", [])
    with pytest.raises(SourceError, match=r"updated_date=2026-02-06/part_000\.gz is not in .*manifest"):
        load(snapshot)


def test_partitions_without_a_manifest_are_being_written(snapshot: Path) -> None:
    (snapshot / "data" / "works" / "manifest").unlink()
    with pytest.raises(SourceError, match="no manifest: a partition is being written"):
        load(snapshot)


def test_a_single_part_is_read_as_asked(snapshot: Path) -> None:
    (snapshot / "data" / "works" / "manifest").unlink()
    assert papers(snapshot / "data" / "works" / OLD) == {"W41440018": "part_000.gz:1"}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"entries": [', "manifest cannot be read"),
        (b"[]", "manifest has no list of entries"),
        (b'{"entries": 3}', "manifest has no list of entries"),
        (b'{"entries": [3]}', "names no part of a partition: None"),
        (b'{"entries": [{"url": "s3://openalex/data/works/part_000.gz"}]}', "names no part of a partition"),
        (b'{"entries": [{"url": "s3://x/updated_date=2025-11-06/.."}]}', "names no part of a partition"),
    ],
)
def test_a_manifest_that_says_something_else_ends_the_load(snapshot: Path, content: bytes, message: str) -> None:
    (snapshot / "data" / "works" / "manifest").write_bytes(content)
    with pytest.raises(SourceError) as caught:
        load(snapshot)
    assert message in caught.value.message


def test_an_entity_without_any_part_yet_is_empty(snapshot: Path) -> None:
    (snapshot / "data" / "authors").mkdir()
    (snapshot / "data" / "authors" / "manifest").write_bytes(b'{"entries": []}')
    assert len(papers(snapshot)) == 2


def test_a_topic_of_the_snapshots_own_levels(tmp_path: Path) -> None:
    field: Item = {
        "id": "https://openalex.org/fields/27",
        "display_name": "Medicine",
        "description": "healing",
        "domain": {"id": "https://openalex.org/domains/4", "display_name": "Health Sciences"},
        "updated_date": "2025-01-01",
    }
    kept = load(write(tmp_path / "fields.jsonl", [field, items("entities.jsonl.gz")["T11636"]]))
    assert (kept.topic("fields/27").description, kept.topic("fields/27").parent) == ("healing", "domains/4")
    assert kept.topic("domains/4").name == "Health Sciences"
    assert kept.topic("subfields/2718").parent == "fields/27"
