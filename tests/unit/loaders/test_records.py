from __future__ import annotations

import gzip
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator
from research_graph.ledger.dump import dump_to
from research_graph.loaders.records_form.json_schema import json_schema, json_schema_text
from research_graph.loaders.sources.records import SOURCE, header, read
from research_graph.schema.errors import SourceError
from research_graph.schema.records import (
    AuthorRecord,
    Deletion,
    EditorRecord,
    InstitutionRecord,
    Mention,
    PaperRecord,
    PaperTopic,
    Record,
    Stay,
    TopicRecord,
    VenueRecord,
)
from support.record_strategies import RECORDS_AND_DELETIONS
from support.sinks import KeepingSink
from support.views import view_of

DOCS = Path(__file__).parents[3] / "docs"
VALIDATOR = Draft202012Validator(json_schema())
PAPER: dict[str, Any] = {"kind": "paper", "record": "P", "title": "t"}


def load(folder: Path, lines: Sequence[object]) -> KeepingSink:
    path = folder / "f.jsonl"
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_bytes("\n".join(texts).encode("utf-8", "surrogatepass"))
    sink = KeepingSink()
    read([path], sink)
    return sink


def rejection(folder: Path, line: object) -> str:
    """The reason for the rejection of the second line; the ones around it are taken."""
    sink = load(folder, [PAPER, line, {**PAPER, "record": "Q"}])
    assert [record.record for record in sink.records] == ["P", "Q"]
    ((locator, reason),) = sink.rejected
    assert locator == "f.jsonl:2"
    return reason


def test_every_kind_with_every_sort_of_field(tmp_path: Path) -> None:
    mention = {"name": "Łukasz 李", "position": 4, "is_corresponding": False, "emails": ["a@b.c"]}
    sink = load(
        tmp_path,
        [
            {**PAPER, "year": 1999, "date": "1999-12", "mentions": [{"name": "n"}, mention], "references": ["Q"]},
            {**PAPER, "record": "P2", "topics": [{"topic": "T", "score": 1}], "abstract": None, "references": None},
            {"kind": "editor", "record": "E", "volume": "V", "mention": {"name": "Ed"}},
            {"kind": "author", "record": "A", "name": "n", "stays": [{"institution": "I", "first_year": 2001}]},
            {"kind": "institution", "record": "I", "name": "n", "parents": ["J"], "locator": "elsewhere:7"},
            {"kind": "topic", "record": "T", "name": "n", "scheme": "s"},
            {"kind": "venue", "record": "V", "name": "n", "ids": ["issn:2049-3630"]},
            {"kind": "deletion", "of": "paper", "record": "X", "merged_into": "P", "updated": "2020"},
        ],
    )
    expected: list[Record] = [
        PaperRecord(
            "P",
            "t",
            year=1999,
            date="1999-12",
            mentions=[Mention("n"), Mention("Łukasz 李", position=4, is_corresponding=False, emails=["a@b.c"])],
            references=["Q"],
            locator="f.jsonl:1",
        ),
        PaperRecord("P2", "t", topics=[PaperTopic("T", score=1.0)], locator="f.jsonl:2"),
        EditorRecord("E", "V", Mention("Ed"), locator="f.jsonl:3"),
        AuthorRecord("A", "n", stays=[Stay("I", first_year=2001)], locator="f.jsonl:4"),
        InstitutionRecord("I", "n", parents=["J"], locator="elsewhere:7"),
        TopicRecord("T", "n", "s", locator="f.jsonl:6"),
        VenueRecord("V", "n", ids=["issn:2049-3630"], locator="f.jsonl:7"),
        Deletion("paper", "X", merged_into="P", updated="2020", locator="f.jsonl:8"),
    ]
    assert sink.records == expected
    assert (sink.rejected, sink.repaired) == ([], [])


def _mentions(*mentions: object) -> dict[str, Any]:
    return {**PAPER, "mentions": list(mentions)}


BAD_LINES: list[tuple[object, str]] = [
    ('{"kind": paper}', "the line is no JSON ("),
    ('{"kind": "paper"', "the line is no JSON"),
    ('{"kind": "paper", "record": "P", "title": "\\ud800"}', "the line is no JSON"),
    ("[" * 5000, "the line is no JSON"),
    ("[1]", "the line is no JSON object"),
    ('"paper"', "the line is no JSON object"),
    ("null", "the line is no JSON object"),
    ({"record": "P", "title": "t"}, "kind: is missing"),
    ({**PAPER, "kind": "article"}, "kind: 'article' is none of paper, editor, author, institution, topic, venue, dele"),
    ({**PAPER, "kind": ["paper"]}, "kind: \"['paper']\" is none of"),
    ({"kind": "source", "name": "n"}, "kind: the line about the source must be the first of its file"),
    ({"kind": "paper", "title": "t"}, "record: is missing"),
    ({"kind": "paper", "record": "P"}, "title: is missing"),
    ({**PAPER, "record": ""}, "record: is empty"),
    ({**PAPER, "record": " "}, "record: is empty"),
    ({**PAPER, "record": None}, "record: must be a text, not null"),
    ({**PAPER, "record": 7}, "record: must be a text, not the number 7"),
    ({**PAPER, "record": "a\nb"}, "record: an id must not hold control characters"),
    ({**PAPER, "title": " \x00 "}, "title: is empty"),
    ({**PAPER, "title": {}}, "title: must be a text, not an object"),
    ({**PAPER, "titel": "t"}, "titel: unknown field"),
    ({**PAPER, "has_references": True}, "has_references: unknown field"),
    ({**PAPER, "year": 999}, "year: 999 is no year within 1000 and 2100"),
    ({**PAPER, "year": 2101}, "year: 2101 is no year within 1000 and 2100"),
    ({**PAPER, "year": "2020"}, "year: must be a year, not a text"),
    ({**PAPER, "year": 2020.0}, "year: must be a year, not the number 2020.0"),
    ({**PAPER, "year": True}, "year: must be a year, not true or false"),
    ({**PAPER, "date": "9999-01"}, "date: 9999 is no year within 1000 and 2100"),
    ({**PAPER, "date": "２０２０"}, "date: '２０２０' is no date (YYYY, YYYY-MM or YYYY-MM-DD)"),
    ({**PAPER, "record": "a\x9bb"}, "record: an id must not hold control characters"),
    ({**PAPER, "date": "2020-13"}, "date: '2020-13' is no date (YYYY, YYYY-MM or YYYY-MM-DD)"),
    ({**PAPER, "citation_count": -1}, "citation_count: -1 is not within 0 and 9007199254740991"),
    ({**PAPER, "citation_count": 2**53}, f"citation_count: {2**53} is not within 0 and 9007199254740991"),
    ({**PAPER, "is_retracted": None}, "is_retracted: must be true or false, not null"),
    ({**PAPER, "is_retracted": 1}, "is_retracted: must be true or false, not the number 1"),
    ({**PAPER, "ids": "doi:10.1234/x"}, "ids: must be a list"),
    ({**PAPER, "ids": None}, "ids: must be a list"),
    ({**PAPER, "ids": ["doi:10.1234/x", 5]}, "ids[1]: must be a text, not the number 5"),
    ({**PAPER, "venues": ["V", "a\x07"]}, "venues[1]: an id must not hold control characters"),
    ({**PAPER, "references": [""]}, "references[0]: is empty"),
    ({**PAPER, "topics": [{"score": 1}]}, "topics[0].topic: is missing"),
    ({**PAPER, "topics": [{"topic": "T", "score": "1"}]}, "topics[0].score: must be a number, not a text"),
    ({**PAPER, "topics": [{"topic": "T", "evidence": "sure"}]}, "topics[0].evidence: 'sure' is none of asserted, inf"),
    (_mentions({"name": "a"}, {"name": "b"}, {"name": "c"}, {}), "mentions[3].name: is missing"),
    (_mentions({"name": ""}), "mentions[0].name: is empty"),
    (_mentions({"name": "a"}, "b"), "mentions[1]: must be an object"),
    (_mentions({"name": "a", "orcid": "x"}), "mentions[0].orcid: unknown field"),
    (_mentions({"name": "a", "affiliations": [{"name": "x"}]}), "mentions[0].affiliations[0]: must be a text, not an"),
    (_mentions({"name": "a"}, {"name": "b", "position": 0}), "mentions[1].position: 0 is also that of mentions[0]"),
    (_mentions({"name": "a", "position": -1}), "mentions[0].position: -1 is not within"),
    ({"kind": "editor", "record": "E", "volume": "V", "mention": {"given": "g"}}, "mention.name: is missing"),
    ({"kind": "editor", "record": "E", "volume": "V"}, "mention: is missing"),
    ({"kind": "author", "record": "A", "name": "n", "stays": [{"institution": "I", "last_year": 3000}]}, "stays[0].la"),
    ({"kind": "topic", "record": "T", "name": "n"}, "scheme: is missing"),
    ({"kind": "deletion", "record": "X"}, "of: is missing"),
    ({"kind": "deletion", "of": "planet", "record": "X"}, "of: 'planet' is none of paper, editor, author"),
]


@pytest.mark.parametrize(("line", "reason"), BAD_LINES)
def test_bad_line_is_rejected_with_the_path_of_the_fault(tmp_path: Path, line: object, reason: str) -> None:
    assert rejection(tmp_path, line).startswith(reason)


@pytest.mark.parametrize("line", [line for line, _ in BAD_LINES if isinstance(line, dict)])
def test_schema_refuses_what_the_reader_rejects(line: dict[str, Any]) -> None:
    beyond_the_schema = ("is also that of", "first of its file", "is empty", "no year within", "must be a year")
    reason = next(reason for bad, reason in BAD_LINES if bad is line)
    if VALIDATOR.is_valid(line):
        assert any(part in reason for part in beyond_the_schema), reason


def test_invalid_external_ids_are_left_out_and_reported(tmp_path: Path) -> None:
    ids = ["ORCID:0000-0002-1825-0097", "orcid:0000-0002-1825-0098", "https://doi.org/10.1234/ABC.", "nonsense"]
    ids += ["WikiData:Q42", "hdl:10.1234/Xy", "https://example.org/x", "https://orcid.org/0000-0002-1825-0097"]
    sink = load(tmp_path, [{**PAPER, "mentions": [{"name": "a"}, {"name": "b", "ids": ids}], "ids": ["doi:x"]}])
    (paper,) = sink.records
    assert isinstance(paper, PaperRecord)
    assert paper.mentions[1].ids == [
        "orcid:0000-0002-1825-0097",
        "doi:10.1234/abc",
        "wikidata:Q42",
        "hdl:10.1234/Xy",
        "orcid:0000-0002-1825-0097",
    ]
    assert paper.ids == []
    assert sink.rejected == []
    assert sink.repaired == [
        ("f.jsonl:1", "mentions[1].ids[1]: 'orcid:0000-0002-1825-0098' is no orcid id; left out"),
        ("f.jsonl:1", "mentions[1].ids[3]: 'nonsense' is no id of a known scheme; left out"),
        ("f.jsonl:1", "mentions[1].ids[6]: 'https://example.org/x' is no id of a known scheme; left out"),
        ("f.jsonl:1", "ids[0]: 'doi:x' is no doi id; left out"),
    ]


def test_references_are_records_or_normalized_external_ids(tmp_path: Path) -> None:
    given_references = ["W1", "DOI:10.1234/ABC", "acl:not one", "openalex:https://openalex.org/w5"]
    sink = load(tmp_path, [{**PAPER, "references": given_references}])
    (paper,) = sink.records
    assert isinstance(paper, PaperRecord)
    assert paper.references == ["W1", "doi:10.1234/abc", "acl:not one", "openalex:W5"]
    assert sink.repaired == []


def test_control_characters_are_removed_from_texts_and_reported(tmp_path: Path) -> None:
    abstract = "one\n\ttwo\x1b[31m"
    paper = _mentions({"name": "x\ty\x9b"})
    sink = load(tmp_path, [{**paper, "title": "a\x00b\nc<img onerror=x>", "abstract": abstract}])
    (paper,) = sink.records
    assert isinstance(paper, PaperRecord)
    assert (paper.title, paper.abstract) == ("ab c<img onerror=x>", "one\n\ttwo[31m")
    assert paper.mentions[0].name == "x y"
    assert sink.repaired == [
        ("f.jsonl:1", "title: control characters removed"),
        ("f.jsonl:1", "mentions[0].name: control characters removed"),
        ("f.jsonl:1", "abstract: control characters removed"),
    ]


def test_huge_line_is_rejected_and_the_next_one_read(tmp_path: Path) -> None:
    path = tmp_path / "f.jsonl"
    with path.open("wb") as file:
        file.write(b'{"kind": "paper", "record": "P", "title": "')
        for _ in range(70):
            file.write(b"x" * 2**20)
        file.write(b'"}\n' + json.dumps(PAPER).encode())
    sink = KeepingSink()
    read([path], sink)
    assert [record.record for record in sink.records] == ["P"]
    ((locator, reason),) = sink.rejected
    assert locator == "f.jsonl:1"
    assert "bytes" in reason


def test_excerpt_of_a_rejected_line_is_short(tmp_path: Path) -> None:
    sink = load(tmp_path, [{**PAPER, "titel": "x" * 1000}])
    assert sink.excerpts == [json.dumps({**PAPER, "titel": "x" * 1000})[:200]]


def test_files_folders_and_compression(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "b.jsonl").write_text(json.dumps({**PAPER, "record": "B"}) + "\n\n")
    (folder / "a.jsonl.gz").write_bytes(gzip.compress(b"\xef\xbb\xbf" + json.dumps({**PAPER, "record": "A"}).encode()))
    (folder / "notes.txt").write_text("not ours")
    alone = tmp_path / "c.txt"
    alone.write_text(json.dumps({**PAPER, "record": "C"}))
    sink = KeepingSink()
    assert read([folder, alone], sink) is None
    assert [(record.record, record.locator) for record in sink.records] == [
        ("A", "a.jsonl.gz:1"),
        ("B", "b.jsonl:1"),
        ("C", "c.txt:1"),
    ]


def test_cut_off_file_and_empty_folder_are_source_errors(tmp_path: Path) -> None:
    cut = tmp_path / "cut.jsonl.gz"
    cut.write_bytes(gzip.compress(json.dumps(PAPER).encode() * 100)[:-20])
    with pytest.raises(SourceError, match=r"cut\.jsonl\.gz"):
        read([cut], KeepingSink())
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match=r"holds no \*\.jsonl"):
        read([tmp_path / "empty"], KeepingSink())


def test_header_names_the_source(tmp_path: Path) -> None:
    one, two, bare = (tmp_path / f"{name}.jsonl" for name in ("one", "two", "bare"))
    one.write_text(json.dumps({"kind": "source", "name": "mine", "release": "2020"}) + "\n" + json.dumps(PAPER))
    two.write_text(json.dumps({"kind": "source", "name": "mine", "release": "2021", "license": "CC0-1.0"}))
    bare.write_text(json.dumps(PAPER))
    assert header([one, bare, two]) == {"name": "mine", "release": "2021", "license": "CC0-1.0"}
    assert header([bare]) is None
    sink = KeepingSink()
    assert read([one, bare, two], sink) == "2021"
    assert [record.locator for record in sink.records] == ["one.jsonl:2", "bare.jsonl:1"]
    assert sink.rejected == []
    two.write_text(json.dumps({"kind": "source", "name": "yours"}))
    with pytest.raises(SourceError, match="several sources: mine, yours"):
        header([one, two])


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ({"kind": "source", "name": 7}, "name: must be a text or null"),
        ({"kind": "source", "home": "x"}, "home: unknown field"),
    ],
)
def test_bad_header_is_a_rejection(tmp_path: Path, line: object, reason: str) -> None:
    sink = load(tmp_path, [line, PAPER])
    assert sink.rejected == [("f.jsonl:1", reason)]
    assert header([tmp_path / "f.jsonl"]) is None


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[str, int, int | None]] = []
    path = tmp_path / "f.jsonl"
    path.write_text("\n".join(json.dumps({**PAPER, "record": str(number)}) for number in range(10_001)))
    read([path], KeepingSink(), progress=lambda *args: told.append(args))
    assert told == [("read", 10_000, None), ("read", 10_001, 10_001)]


def test_schema_in_the_docs_is_current() -> None:
    Draft202012Validator.check_schema(json_schema())
    assert (DOCS / "records.schema.json").read_text() == json_schema_text()


def test_example_in_the_docs_loads_and_is_valid(tmp_path: Path) -> None:
    (example,) = re.findall(r"```jsonl\n(.*?)```", (DOCS / "records.md").read_text(), re.DOTALL)
    lines = example.splitlines()
    assert len(lines) == 5
    for line in lines:
        VALIDATOR.validate(json.loads(line))
    sink = load(tmp_path, lines)
    assert (sink.rejected, sink.repaired) == ([], [])
    assert [type(record) for record in sink.records] == [InstitutionRecord, TopicRecord, PaperRecord, Deletion]
    paper = sink.records[2]
    assert isinstance(paper, PaperRecord)
    assert paper.ids == ["doi:10.1234/abc.5"]
    assert [mention.name for mention in paper.mentions] == ["Ola Nordmann", "K. Nordmann"]
    assert paper.mentions[0].ids == ["orcid:0000-0002-1825-0097"]


@settings(max_examples=40)
@given(RECORDS_AND_DELETIONS)
def test_dumps_are_valid_by_the_schema(tmp_path_factory: pytest.TempPathFactory, records: list[Record]) -> None:
    path = tmp_path_factory.getbasetemp() / "valid.jsonl"
    dump_to(view_of({"src": records}), "src", path)
    for line in path.read_text(encoding="utf-8").splitlines():
        VALIDATOR.validate(json.loads(line))


def test_source_has_no_license_of_its_own() -> None:
    assert (SOURCE.name, SOURCE.license) == ("records", None)
