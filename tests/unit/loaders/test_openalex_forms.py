"""The same records in every form of file: lines, pages, lists, single objects, zips, folders of them, and tables."""

import gzip
import zipfile
from pathlib import Path

import orjson
import pytest
from research_graph.loaders.sources.openalex import SOURCE, read
from research_graph.schema.errors import SourceError
from research_graph.schema.records import Deletion, PaperRecord, TopicRecord
from support.openalex_files import DATA, Item, Kept, items, lines, load, write

WORKS = ["W41440018", "W4417219818", "W3017479956"]


def some() -> list[Item]:
    works = items("works.jsonl.gz")
    return [works[record] for record in WORKS]


def papers(kept: Kept) -> dict[str, str | None]:
    assert (kept.rejections, kept.repairs) == ([], [])
    return {each.record: each.locator for each in kept.records if isinstance(each, PaperRecord)}


def test_the_source_says_what_it_is() -> None:
    assert (SOURCE.name, SOURCE.title, SOURCE.license) == ("openalex", "OpenAlex", "CC0-1.0")


@pytest.mark.parametrize("name", ["works.jsonl", "works.jsonl.gz", "works.json", "works", "part_000.gz"])
def test_json_lines_under_any_name(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / name, some())
    assert papers(load(path)) == {record: f"{name}:{line}" for line, record in enumerate(WORKS, 1)}


def test_lines_of_several_entities(tmp_path: Path) -> None:
    entities = items("entities.jsonl.gz")
    path = write(tmp_path / "mixed.jsonl", [*some(), entities["A5023888391"], entities["I27837315"]])
    kept = load(path)
    assert {"W41440018", "A5023888391", "I27837315"} <= kept.ids()
    assert kept.release == "2026-02-05"


PAGE = {"meta": {"count": 3, "next_cursor": None}, "results": ...}
PRETTY = orjson.OPT_INDENT_2


@pytest.mark.parametrize("name", ["page-000001.json.gz", "page.json"])
@pytest.mark.parametrize("option", [None, PRETTY])
def test_a_page_of_the_api(tmp_path: Path, name: str, option: int | None) -> None:
    path = write(tmp_path / name, orjson.dumps({**PAGE, "results": some()}, option=option))
    where = f"{name}:1" if option is None else name
    assert papers(load(path)) == {record: f"{where}[{index}]" for index, record in enumerate(WORKS)}


def test_pages_one_a_line(tmp_path: Path) -> None:
    pages = [{**PAGE, "results": [work]} for work in some()]
    assert papers(load(write(tmp_path / "p.jsonl", pages))) == {
        record: f"p.jsonl:{line}[0]" for line, record in enumerate(WORKS, 1)
    }


def test_an_empty_page_holds_nothing(tmp_path: Path) -> None:
    kept = load(write(tmp_path / "p.json", orjson.dumps({**PAGE, "results": []})))
    assert kept == Kept()


@pytest.mark.parametrize("option", [None, PRETTY])
def test_a_list(tmp_path: Path, option: int | None) -> None:
    path = write(tmp_path / "list.json.gz", orjson.dumps(some(), option=option))
    assert papers(load(path)) == {record: f"list.json.gz[{index}]" for index, record in enumerate(WORKS)}


@pytest.mark.parametrize(("option", "where"), [(None, "W41440018.json:1"), (PRETTY, "W41440018.json")])
def test_a_single_object(tmp_path: Path, option: int | None, where: str) -> None:
    path = write(tmp_path / "W41440018.json", b"\xef\xbb\xbf" + orjson.dumps(some()[0], option=option))
    assert papers(load(path)) == {"W41440018": where}


def test_a_list_with_one_object_a_line(tmp_path: Path) -> None:
    path = write(tmp_path / "l.json", b"[\n" + b",\n".join(map(orjson.dumps, some())) + b"\n]\n")
    assert list(papers(load(path))) == WORKS


def test_a_first_line_of_any_length_is_a_line(tmp_path: Path) -> None:
    long = {**some()[0], "padding": "x" * 100_000}
    assert list(papers(load(write(tmp_path / "l.jsonl", [long, *some()[1:]])))) == WORKS


def test_a_zip_of_lists_lines_and_pages(tmp_path: Path) -> None:
    path = tmp_path / "works.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("b/works_0_25.json", orjson.dumps(some()[:1]))
        archive.writestr("works.jsonl", lines(some()[1:2]))
        archive.writestr("page.json", orjson.dumps({**PAGE, "results": some()[2:]}))
        archive.writestr("__MACOSX/._works.jsonl", b"\0\0")
        archive.writestr("readme.txt", b"no data")
    assert papers(load(path)) == {
        "W41440018": "works.zip/b/works_0_25.json[0]",
        "W4417219818": "works.zip/works.jsonl:1",
        "W3017479956": "works.zip/page.json:1[0]",
    }


def test_a_folder_is_read_whole_and_only_its_data(tmp_path: Path) -> None:
    write(tmp_path / "works" / "page-000002.json.gz", orjson.dumps({**PAGE, "results": some()[1:2]}))
    write(tmp_path / "works" / "page-000001.json.gz", orjson.dumps({**PAGE, "results": some()[:1]}))
    write(tmp_path / "more.JSONL", lines(some()[2:]))
    for name in ("README.md", ".hidden.json", "works/.page.json.part", ".git/objects.json", "fetch.json"):
        write(tmp_path / name, b"{}")
    assert papers(load(tmp_path)) == {
        "W3017479956": "more.JSONL:1",
        "W41440018": "works/page-000001.json.gz:1[0]",
        "W4417219818": "works/page-000002.json.gz:1[0]",
    }


def test_paths_mix_and_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    first = write(tmp_path / "a" / "works.jsonl", some()[:1])
    second = write(tmp_path / "b.json", orjson.dumps(some()[1:]))
    assert list(papers(load(first.parent, second, first))) == WORKS


def test_an_older_version_comes_with_its_own_date() -> None:
    kept = load(DATA / "works.jsonl.gz", DATA / "works-earlier.jsonl.gz")
    versions = [each.updated for each in kept.records if each.record == "W3017479956"]
    assert versions == ["2026-02-05T00:54:17.221276", "2025-11-06T04:12:42.849631"]
    assert kept.release == "2026-02-05"


def test_the_table_of_topics() -> None:
    kept = load(DATA / "topics.csv")
    topics = [each for each in kept.records if isinstance(each, TopicRecord)]
    assert [(each.record, each.name, each.level, each.parent) for each in topics if each.updated == "0001"] == [
        ("T10001", "Geological and Geochemical Analysis", "topic", "subfields/1908"),
        ("T10002", "Advanced Chemical Physics Studies", "topic", "subfields/3107"),
        ("T10003", "Innovation and Knowledge Management", "topic", "subfields/1408"),
    ]
    assert topics[0].keywords[:2] == ["Zircon", "Geochronology"]
    assert kept.topic("subfields/3107").name == "Atomic and Molecular Physics, and Optics"
    assert kept.topic("fields/31").parent == "domains/3"
    assert (len(topics), kept.release) == (11, None)


def test_merged_ids_delete_and_say_what_stands_for_them(tmp_path: Path) -> None:
    table = (
        b"merge_date,id,merge_into_id\n"
        b"2025-01-02,A5000000001,A5000000002\n"
        b"2025-01-02,https://openalex.org/W3,https://openalex.org/W4\n"
        b"2025-01-03,I7,\n2025-01-03,S8,S9\n2025-01-03,T1,T2\n2025-01-03,P1,P2\n"
        b"2025-01-03,S8,A9\n,W1,W2\n2025-01-03,W5,W5\n"
    )
    kept = load(write(tmp_path / "merged_ids" / "all" / "2025-01-02.csv.gz", table).parents[1])
    name = "all/2025-01-02.csv.gz"
    assert kept.records == [
        Deletion("author", "A5000000001", "A5000000002", "2025-01-02", f"{name}:2"),
        Deletion("paper", "W3", "W4", "2025-01-02", f"{name}:3"),
        Deletion("institution", "I7", None, "2025-01-03", f"{name}:4"),
        Deletion("venue", "S8", "S9", "2025-01-03", f"{name}:5"),
        Deletion("topic", "T1", "T2", "2025-01-03", f"{name}:6"),
    ]
    assert [(locator, reason) for locator, reason, _ in kept.rejections] == [
        (f"{name}:8", "S8 cannot be merged into 'A9'"),
        (f"{name}:9", "a merged or deleted id without date or id"),
        (f"{name}:10", "W5 cannot be merged into 'W5'"),
    ]
    assert kept.release is None


def test_progress_is_told_every_thousand_objects(tmp_path: Path) -> None:
    works = [{"id": f"https://openalex.org/W{n}", "title": "x"} for n in range(1, 2500)]
    told: list[tuple[str, int, int | None]] = []
    read([write(tmp_path / "w.jsonl", works)], Kept(), progress=lambda *step: told.append(step))
    assert told == [("read", 1000, None), ("read", 2000, None)]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("paper.xml", b"<?xml version='1.0'?>\n<paper/>", "paper.xml is no JSON"),
        ("data.csv", b"a,b\n1,2\n", "data.csv is no JSON"),
        ("page.json", b'{"meta": {\n "count": 3}, "results": [{"id"', "page.json is no JSON: "),
        ("page.json", b'{"meta":{"count":3},"results":[{"id"', "page.json:1 is no JSON: "),
        ("list.json", b'[{"id": "https://openalex.org/W1"', "list.json is no JSON: "),
        ("a.zip", b"PK\x03\x04 no zip", "a.zip cannot be unpacked"),
        ("t.csv", b"topic_id,x\n1,\xff\n", "t.csv is no CSV near line 0"),
        ("m.csv", b"merge_date,id\n" + b"x" * 200_000, "m.csv is no CSV near line 2"),
    ],
)
def test_a_file_that_is_no_openalex_data_ends_the_load(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    kept = Kept()
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SourceError) as caught:
        read([path], kept)
    assert message in caught.value.message
    assert caught.value.hint
    assert kept.records == []


def test_missing_and_empty_places_are_errors(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="does not exist"):
        load(tmp_path / "nowhere")
    with pytest.raises(SourceError, match="holds no OpenAlex files"):
        load(tmp_path)
    with zipfile.ZipFile(tmp_path / "e.zip", "w") as archive:
        archive.writestr("readme.txt", b"")
    with pytest.raises(SourceError, match="holds no JSON files"):
        load(tmp_path / "e.zip")


def test_a_cut_off_file_names_itself(tmp_path: Path) -> None:
    data = gzip.compress(lines(some()))
    path = tmp_path / "w.jsonl.gz"
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(SourceError, match=r"w\.jsonl\.gz is cut off"):
        load(path)


def test_a_damaged_member_of_a_zip_names_the_zip(tmp_path: Path) -> None:
    path = tmp_path / "w.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("works.jsonl", lines(some()))
    data = bytearray(path.read_bytes())
    data[400] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(SourceError, match=r"w\.zip cannot be unpacked: Bad CRC-32"):
        load(path)
