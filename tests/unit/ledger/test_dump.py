from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from research_graph.ledger.dump import dump, dump_to
from research_graph.ledger.manifest import Mode
from research_graph.loaders.sources.records import header, read
from research_graph.schema.errors import OutOfSpace, UsageError
from research_graph.schema.records import Deletion, EditorRecord, Mention, PaperRecord, PaperTopic, Record
from support.ledgers import open_ledger, take
from support.record_strategies import RECORDS, RECORDS_AND_DELETIONS
from support.sinks import KeepingSink
from support.views import load_of, view_of

SOME: list[Record] = [
    PaperRecord(
        "P1",
        "On <b>names</b>",
        year=2020,
        ids=["doi:10.1234/x"],
        mentions=[Mention("Qun Liu", is_corresponding=True), Mention("Łukasz")],
        topics=[PaperTopic("T1", score=0.5)],
        references=[],
        locator="file:1",
    ),
    EditorRecord("E1", "V1", Mention("Ed")),
    Deletion("author", "A1", merged_into="A2", updated="2020-01-01"),
]


def dumped(records: list[Record], *, source: str = "src") -> bytes:
    stream = io.BytesIO()
    assert dump(view_of({source: records, "z": SOME}, releases={source: "2020"}), source, stream) == len(records)
    return stream.getvalue()


def test_lines_say_what_is_not_a_default_and_nothing_else() -> None:
    assert [json.loads(line) for line in dumped(SOME).splitlines()] == [
        {"kind": "source", "name": "src", "release": "2020", "license": None},
        {
            "kind": "paper",
            "record": "P1",
            "title": "On <b>names</b>",
            "year": 2020,
            "ids": ["doi:10.1234/x"],
            "mentions": [{"name": "Qun Liu", "is_corresponding": True}, {"name": "Łukasz"}],
            "topics": [{"topic": "T1", "score": 0.5}],
            "references": [],
            "locator": "file:1",
        },
        {"kind": "editor", "record": "E1", "volume": "V1", "mention": {"name": "Ed"}},
        {"kind": "deletion", "of": "author", "record": "A1", "merged_into": "A2", "updated": "2020-01-01"},
    ]


def load_back(content: bytes, path: Path) -> list[Record]:
    path.write_bytes(content)
    sink = KeepingSink()
    assert read([path], sink) == "2020"
    assert sink.rejected == []
    assert sink.repaired == []
    return sink.records


@settings(max_examples=30)
@given(RECORDS)
def test_dump_loads_back_to_the_same_load(tmp_path_factory: pytest.TempPathFactory, records: list[Record]) -> None:
    back = load_back(dumped(records), tmp_path_factory.getbasetemp() / "dump.jsonl")
    assert load_of("src", back).manifest.id == load_of("src", records).manifest.id


@settings(max_examples=20)
@given(RECORDS_AND_DELETIONS)
def test_dump_of_what_was_loaded_back_is_the_same(
    tmp_path_factory: pytest.TempPathFactory, records: list[Record]
) -> None:
    stream = io.BytesIO()
    dump(view_of({"src": records}, releases={"src": "2020"}), "src", stream)
    back = load_back(stream.getvalue(), tmp_path_factory.getbasetemp() / "dump.jsonl")
    for record in back:
        record.locator = None
    again = io.BytesIO()
    dump(view_of({"src": back}, releases={"src": "2020"}), "src", again)
    assert again.getvalue() == stream.getvalue()


def test_dump_of_the_newest_state_goes_into_a_ledger_under_the_same_id(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    accepted = take(ledger, SOME, release="2020")
    assert accepted is not None
    dump_to(ledger.view(), "src", tmp_path / "dump.jsonl.gz")
    assert header([tmp_path / "dump.jsonl.gz"]) == {"name": "src", "release": "2020", "license": "CC0-1.0"}
    with ledger.stage("src", mode=Mode.SNAPSHOT, loader_version=1) as staging:
        release = read([tmp_path / "dump.jsonl.gz"], staging)
        staged = staging.finish(release=release, license=None, inputs=None)
    assert staged.id == accepted.id
    assert ledger.accept(staged) is None


def test_same_records_give_the_same_bytes(tmp_path: Path) -> None:
    view = view_of({"src": SOME})
    for name in ("a.jsonl", "a.jsonl.gz", "b.jsonl.gz"):
        assert dump_to(view, "src", tmp_path / name) == 3
    assert (tmp_path / "a.jsonl.gz").read_bytes() == (tmp_path / "b.jsonl.gz").read_bytes()
    assert gzip.decompress((tmp_path / "a.jsonl.gz").read_bytes()) == (tmp_path / "a.jsonl").read_bytes()


def test_unknown_source_is_told_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no source 'acl'") as caught:
        dump(view_of({"a": SOME, "b": SOME}), "acl", io.BytesIO())
    assert caught.value.hint == "sources: a, b"


def test_full_device_is_told() -> None:
    with pytest.raises(OutOfSpace, match="/dev/full"):
        dump_to(view_of({"a": SOME}), "a", Path("/dev/full"))
