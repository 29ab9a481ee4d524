"""The snapshot as of 2026: one manifest.json for all entities, deleted ids, further entities, OpenAlex's own marks."""

import zipfile
from pathlib import Path

import orjson
import pytest
from research_graph.schema.errors import SourceError
from research_graph.schema.records import AuthorRecord, Deletion, PaperRecord
from support.openalex_files import ROOT, Item, items, load, write

PART, LATER = "updated_date=2026-01-15/part_0000.gz", "updated_date=2026-02-03/part_0001.gz"
NULL, GONE = "A9999999999", "A5317838346"


def files(entity: str, *parts: str) -> list[Item]:
    return [
        {"url": f"s3://openalex/data/jsonl/{entity}/{part}", "meta": {"content_length": 1, "record_count": 1}}
        for part in parts
    ]


def entity(name: str, *parts: str) -> Item:
    return {"date": "2026-06-26", "format": "jsonl", "entity": name, "record_count": 2, "files": files(name, *parts)}


def manifest(path: Path, content: object) -> None:
    path.write_bytes(orjson.dumps(content))


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    works, folder = items("works.jsonl.gz"), tmp_path / "data" / "jsonl"
    write(folder / "works" / PART, [works["W41440018"]])
    write(folder / "works" / LATER, [works["W3017479956"]])
    write(folder / "work-types" / PART, [{"id": "https://openalex.org/work-types/article", "display_name": "article"}])
    manifest(folder / "works" / "manifest.json", entity("works", PART, LATER))
    entities = [entity("works", PART, LATER), entity("work-types", PART)]
    manifest(folder / "manifest.json", {"date": "2026-06-26", "format": "jsonl", "entities": entities})
    return tmp_path


def papers(path: Path) -> set[str]:
    kept = load(path)
    assert kept.rejections == []
    return {each.record for each in kept.records if isinstance(each, PaperRecord)}


@pytest.mark.parametrize("start", ["", "data/jsonl", "data/jsonl/works"])
def test_a_snapshot_of_2026_is_read_from_any_height(snapshot: Path, start: str) -> None:
    assert papers(snapshot / start) == {"W41440018", "W3017479956"}


def test_the_manifest_of_all_entities_is_enough(snapshot: Path) -> None:
    (snapshot / "data/jsonl/works/manifest.json").unlink()
    assert papers(snapshot / "data/jsonl/works") == {"W41440018", "W3017479956"}
    (snapshot / "data/jsonl/works" / LATER).unlink()
    with pytest.raises(SourceError, match=r"works/updated_date=2026-02-03/part_0001\.gz is missing"):
        load(snapshot)


def test_parts_that_the_manifest_of_an_entity_names_must_have_come(snapshot: Path) -> None:
    for part in (PART, LATER):
        (snapshot / "data/jsonl/works" / part).unlink()
        (snapshot / "data/jsonl/works" / part).parent.rmdir()
    with pytest.raises(SourceError, match=r"works/updated_date=2026-.*/part_000\d\.gz is missing"):
        load(snapshot)


def test_a_part_that_the_manifest_of_all_entities_does_not_name_ends_the_load(snapshot: Path) -> None:
    write(snapshot / "data/jsonl/work-types" / LATER, [])
    with pytest.raises(SourceError, match=r"work-types/updated_date=2026-02-03/part_0001\.gz is not in "):
        load(snapshot)


def test_a_file_named_like_a_manifest_elsewhere_is_data(tmp_path: Path) -> None:
    write(tmp_path / "manifest.json", [items("works.jsonl.gz")["W41440018"]])
    assert papers(tmp_path) == {"W41440018"}


@pytest.mark.parametrize("content", [{"entities": 3}, {"entities": [3]}, {"entities": [{"files": None}]}, {"files": 1}])
def test_a_broken_manifest_of_all_entities_ends_the_load(snapshot: Path, content: object) -> None:
    manifest(snapshot / "data/jsonl/manifest.json", content)
    with pytest.raises(SourceError, match=r"manifest\.json has no list of entries"):
        load(snapshot)


def test_deleted_ids_lie_beside_the_partitions(snapshot: Path) -> None:
    table = b"work_id,deleted_date\nhttps://openalex.org/W9,2026-03-01\nW8,2026-03-02\n"
    write(snapshot / "data/jsonl/works/deleted_ids.csv.gz", table)
    kept = load(snapshot)
    place = "data/jsonl/works/deleted_ids.csv.gz"
    assert kept.deletion("W9") == Deletion("paper", "W9", None, "2026-03-01", f"{place}:2")
    assert kept.deletion("W8").updated == "2026-03-02"
    assert kept.rejections == []


def test_broken_rows_of_deleted_ids_are_rejected(tmp_path: Path) -> None:
    table = b"work_id,deleted_date\nW9\n,2026-03-01\nnine,2026-03-01\n\nF9,2026-03-01\n"
    table += b"https://openalex.org/keywords/graph,2026-03-01\nhttps://openalex.org/fields/17,2026-03-01\n"
    kept = load(write(tmp_path / "deleted_ids.csv", table))
    assert [each[0] for each in kept.rejections] == ["deleted_ids.csv:2", "deleted_ids.csv:3", "deleted_ids.csv:4"]
    assert kept.records == []


@pytest.mark.parametrize(
    "known",
    [
        f"{ROOT}keywords/graph",
        f"{ROOT}countries/US",
        f"{ROOT}continents/Q15",
        f"{ROOT}licenses/cc-by",
        f"{ROOT}source-types/journal",
        "countries/US",
        "https://metadata.un.org/sdg/3",
        f"{ROOT}G5412347501",
        f"{ROOT}F4320332161",
        "P4310319965",
    ],
)
def test_entities_that_the_graph_has_no_kind_for_are_no_rejections(tmp_path: Path, known: str) -> None:
    kept = load(write(tmp_path / "other.jsonl", [{"id": known, "display_name": "X"}]))
    assert (kept.records, kept.rejections) == ([], [])


@pytest.mark.parametrize("known", [f"{ROOT}works/x", f"{ROOT}W12x", f"{ROOT}article", "X/1", "", None, 7])
def test_what_is_no_id_at_all_is_rejected(tmp_path: Path, known: object) -> None:
    kept = load(write(tmp_path / "odd.jsonl", [{"id": known, "display_name": "X"}]))
    assert [each[1] for each in kept.rejections] == ["an object without an OpenAlex id"]


@pytest.mark.parametrize("mark", [NULL, GONE])
def test_nobody_is_openalex_s_mark_of_nobody(tmp_path: Path, mark: str) -> None:
    authors = [{"raw_author_name": name, "author": {"id": ROOT + mark, "display_name": name}} for name in ("A", "B")]
    work = {"id": f"{ROOT}W1", "title": "T", "authorships": authors}
    profile = {"id": ROOT + mark, "display_name": "Deleted Author"}
    kept = load(write(tmp_path / "works.jsonl", [work, profile]))
    assert [each.computed_ids for each in kept.paper("W1").mentions] == [[], []]
    assert not [each for each in kept.records if isinstance(each, AuthorRecord)]


@pytest.mark.parametrize(("old", "mark"), [("A7", GONE), ("A7", NULL), ("W7", "W4285719527")])
def test_what_is_merged_into_a_mark_is_deleted(tmp_path: Path, old: str, mark: str) -> None:
    kept = load(write(tmp_path / "merged.csv", f"merge_date,id,merge_into_id\n2026-01-01,{old},{mark}\n".encode()))
    assert (kept.deletion(old).merged_into, kept.deletion(old).updated) == (None, "2026-01-01")


def test_the_deleted_work_is_no_paper(tmp_path: Path) -> None:
    kept = load(write(tmp_path / "works.jsonl", [{"id": f"{ROOT}W4285719527", "title": "Deleted Work"}]))
    assert (kept.records, kept.rejections) == ([], [])


@pytest.mark.parametrize(
    ("fields", "is_complete"), [({"authorships": None}, False), ({}, False), ({"authorships": []}, True)]
)
def test_a_work_that_does_not_speak_of_authors_has_no_complete_list(
    tmp_path: Path, fields: Item, is_complete: bool
) -> None:
    kept = load(write(tmp_path / "works.jsonl", [{"id": f"{ROOT}W1", "title": "T", **fields}]))
    assert kept.paper("W1").is_author_list_complete is is_complete


@pytest.mark.parametrize("name", ["works.jsonl.zst", "works.jsonl.bz2", "works.json.xz"])
def test_what_is_packed_in_another_way_is_refused_and_never_passed_over(tmp_path: Path, name: str) -> None:
    write(tmp_path / "good.jsonl", [items("works.jsonl.gz")["W41440018"]])
    (tmp_path / name).write_bytes(b"(\xb5/\xfd")
    for path in (tmp_path, tmp_path / name):
        with pytest.raises(SourceError, match="packed in a way that is not read"):
            load(path)


def test_affiliations_that_stand_only_beside_their_institutions_are_read(tmp_path: Path) -> None:
    told = [{"raw_affiliation_string": name, "institution_ids": []} for name in ("KFUPM", "ETH", "KFUPM")]
    work = {"id": f"{ROOT}W1", "title": "T", "authorships": [{"raw_author_name": "A", "affiliations": told}]}
    assert load(write(tmp_path / "works.jsonl", [work])).paper("W1").mentions[0].affiliations == ["KFUPM", "ETH"]


def test_a_packed_file_in_a_zip_is_refused_and_never_passed_over(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "works.zip", "w") as archive:
        archive.writestr("works.jsonl", b"{}")
        archive.writestr("more/works.jsonl.gz", b"")
    with pytest.raises(SourceError, match=r"more/works\.jsonl\.gz is packed twice"):
        load(tmp_path)
