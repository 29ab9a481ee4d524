from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import replace

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from research_graph.ledger import arrange
from research_graph.ledger import tables as tables_module
from research_graph.ledger.arrange import arranged, order_of
from research_graph.ledger.digest import content_id
from research_graph.ledger.manifest import Mode
from research_graph.ledger.tables import raw_tables
from research_graph.ledger.unflatten import records
from research_graph.schema.errors import BadRecord
from research_graph.schema.record_tables import RECORD_TABLES
from research_graph.schema.records import (
    AuthorRecord,
    Deletion,
    EditorRecord,
    Mention,
    PaperRecord,
    PaperTopic,
    Record,
    TopicRecord,
    VenueRecord,
)
from support.record_strategies import RECORDS_AND_DELETIONS, canonical


def tables_of(given_records: Sequence[Record]) -> dict[str, pa.Table]:
    return arranged(raw_tables(given_records))


def back(tables: dict[str, pa.Table]) -> list[Record]:
    return list(records(lambda name: tables.get(name, RECORD_TABLES[name].empty_table())))


def id_of(given_records: Sequence[Record], *, source: str = "s", mode: Mode = Mode.SNAPSHOT) -> str:
    return content_id(source, mode, {name: [table] for name, table in tables_of(given_records).items()})


PAPER = PaperRecord("P1", "A title", mentions=[Mention("Qun Liu", ids=["orcid:1"]), Mention("Yao Zhou")])


def test_mention_without_position_stands_at_its_place_in_the_list() -> None:
    rows = tables_of([PAPER])["mentions"].to_pylist()
    assert [(row["record"], row["position"], row["name"], row["ids"]) for row in rows] == [
        ("P1", 0, "Qun Liu", ["orcid:1"]),
        ("P1", 1, "Yao Zhou", []),
    ]


def test_mentions_are_kept_by_position_whatever_their_order() -> None:
    mentions = [Mention("third", position=7), Mention("first", position=0), Mention("second", position=1)]
    rows = tables_of([PaperRecord("P", "t", mentions=mentions)])["mentions"].to_pylist()
    assert [(row["position"], row["name"]) for row in rows] == [(0, "first"), (1, "second"), (7, "third")]


def test_silence_about_references_differs_from_none() -> None:
    papers = [PaperRecord("A", "t", references=None), PaperRecord("B", "t", references=[])]
    assert tables_of(papers)["papers"]["has_references"].to_pylist() == [False, True]
    assert back(tables_of(papers)) == papers


def test_parts_follow_their_paper() -> None:
    papers = [
        PaperRecord("P9", "t", mentions=[Mention("i"), Mention("j")], references=["x", "y", "z"]),
        PaperRecord("P1", "t"),
        PaperRecord("P2", "t", mentions=[Mention("k")], references=["w"], topics=[PaperTopic("T2"), PaperTopic("T1")]),
    ]
    tables = tables_of(papers)
    assert tables["papers"]["record"].to_pylist() == ["P1", "P2", "P9"]
    assert tables["mentions"].select(["record", "name"]).to_pylist() == [
        {"record": "P2", "name": "k"},
        {"record": "P9", "name": "i"},
        {"record": "P9", "name": "j"},
    ]
    assert tables["references"]["cited"].to_pylist() == ["w", "x", "y", "z"]
    assert tables["paper_topics"]["topic"].to_pylist() == ["T1", "T2"]


@pytest.mark.parametrize(
    ("versions", "kept"),
    [
        ([("2020", "a"), ("2021", "b")], "b"),
        ([("2021", "a"), ("2020", "b")], "a"),
        ([("2020", "a"), ("2020", "b")], "b"),
        ([(None, "a"), ("2020", "b")], "b"),
        ([("2020", "a"), (None, "b")], "b"),
        ([("2020", "a"), ("2022", "b"), ("2021", "c")], "b"),
        ([("2022", "a"), (None, "b"), ("2020", "c")], "c"),
        ([("2020", "a"), ("2020", "a")], "a"),
    ],
)
def test_of_two_versions_in_one_load_the_newer_is_kept(versions: list[tuple[str | None, str]], kept: str) -> None:
    given_records: list[Record] = [
        PaperRecord("P", title, mentions=[Mention(title)] * 2, references=[title], updated=updated)
        for updated, title in versions
    ]
    raw = raw_tables([VenueRecord("V", "v"), PaperRecord("A", "t"), *given_records, PaperRecord("Z", "t")])
    _, duplicates = order_of(raw)
    tables = arranged(raw)
    assert duplicates == len(versions) - 1
    assert tables["papers"]["title"].to_pylist() == ["t", kept, "t"]
    assert tables["mentions"]["name"].to_pylist() == [kept, kept]
    assert tables["references"]["cited"].to_pylist() == [kept]


def test_one_id_in_two_kinds_is_two_records() -> None:
    same: list[Record] = [
        Deletion("paper", "X"),
        Deletion("author", "X"),
        AuthorRecord("X", "n"),
        TopicRecord("X", "n", "s"),
    ]
    _, duplicates = order_of(raw_tables(same))
    assert duplicates == 0
    assert tables_of(same)["deletions"]["kind"].to_pylist() == ["author", "paper"]


@settings(max_examples=50)
@given(RECORDS_AND_DELETIONS)
def test_records_come_back_equal(given_records: list[Record]) -> None:
    found = back(tables_of(given_records))
    assert sorted(map(repr, found)) == sorted(repr(canonical(record)) for record in given_records)


@settings(max_examples=50)
@given(RECORDS_AND_DELETIONS, st.randoms(use_true_random=False), st.integers(1, 3))
def test_id_depends_on_content_alone(given_records: list[Record], random: object, rows: int) -> None:
    shuffled = list(given_records)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    for record in shuffled:
        record.locator = "elsewhere:1"
    in_batches = {
        name: [table.slice(start, rows) for start in range(0, table.num_rows, rows)]
        for name, table in tables_of(shuffled).items()
    }
    assert content_id("s", Mode.SNAPSHOT, in_batches) == id_of(given_records)


def test_id_tells_contents_apart() -> None:
    base = PaperRecord("P", "t", abstract=None, ids=["a:1", "b:2"], year=2000, mentions=[Mention("n")])
    others = [
        replace(base, record="Q"),
        replace(base, title="u"),
        replace(base, abstract=""),
        replace(base, ids=["a:1b:2"]),
        replace(base, ids=["b:2", "a:1"]),
        replace(base, ids=[]),
        replace(base, venues=["a:1"]),
        replace(base, year=2001),
        replace(base, year=None),
        replace(base, is_retracted=True),
        replace(base, references=[]),
        replace(base, updated="2000"),
        replace(base, mentions=[Mention("n"), Mention("n")]),
        replace(base, mentions=[Mention("n", is_corresponding=False)]),
        replace(base, mentions=[Mention("n", is_corresponding=True)]),
        replace(base, topics=[PaperTopic("T", score=0.0)]),
        replace(base, topics=[PaperTopic("T", score=None)]),
    ]
    ids = [id_of([base]), *(id_of([other]) for other in others)]
    ids += [id_of([base], source="t"), id_of([base], mode=Mode.UPDATE), id_of([base, VenueRecord("V", "v")])]
    assert len(set(ids)) == len(ids)
    assert all(len(each) == 20 and int(each, 16) >= 0 for each in ids)


def test_id_of_a_known_load_stays_the_same_from_version_to_version() -> None:
    assert id_of([PAPER, EditorRecord("E1", "V", Mention("Ed", position=2))]) == "a7a43b663e4c12b3d147"


def test_order_does_not_depend_on_the_size_of_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    papers = [PaperRecord(f"P{place * 7 % 50:02}", "t", mentions=[Mention(str(place))] * 3) for place in range(50)]
    raw = raw_tables(papers)
    whole = arranged(raw)
    monkeypatch.setattr(arrange, "ROW_GROUP", 7)
    monkeypatch.setattr(arrange, "AT_ONCE", 0)
    pieces = {name: pa.concat_tables([table.slice(0, 20), table.slice(20)]) for name, table in raw.items()}
    assert arranged(pieces) == whole


def test_rows_that_come_in_order_give_the_same_tables_as_others(monkeypatch: pytest.MonkeyPatch) -> None:
    papers = [PaperRecord(f"P{place:02}", "t", mentions=[Mention(str(place))] * (place % 3)) for place in range(20)]
    shuffled = tables_of(papers[::-1])
    monkeypatch.setattr(arrange, "ROW_GROUP", 7)
    raw = raw_tables(papers)
    pieces = {name: pa.concat_tables([table.slice(0, 5), table.slice(5)]) for name, table in raw.items()}
    orders, duplicates = order_of(pieces)
    assert duplicates == 0
    for name, order in orders.items():
        rows = list(arrange.batches(name, pieces[name], order))
        assert [batch.num_rows for batch in rows] == [min(7, len(order) - start) for start in range(0, len(order), 7)]
        assert {batch["record"].num_chunks for batch in rows} == {1}
        assert pa.concat_tables(rows) == shuffled[name]


def test_records_in_order_but_for_a_repetition_are_settled() -> None:
    raw = raw_tables(
        [PaperRecord("A", "old", updated="1"), PaperRecord("A", "new", updated="2"), PaperRecord("B", "b")]
    )
    assert order_of(raw)[1] == 1
    assert arranged(raw)["papers"]["title"].to_pylist() == ["new", "b"]


@settings(max_examples=50)
@given(RECORDS_AND_DELETIONS)
def test_tables_do_not_depend_on_how_many_records_wait_as_objects(given_records: list[Record]) -> None:
    whole = raw_tables(given_records)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables_module, "WAITING", 2)
        assert raw_tables(given_records) == whole


def test_bytes_below_a_null_are_no_part_of_the_id() -> None:
    papers = [PaperRecord("A", "t", abstract="a"), PaperRecord("B", "t"), PaperRecord("C", "t", abstract="e")]
    plain = tables_of(papers)["papers"]
    offsets, validity = struct.pack("4i", 0, 1, 4, 5), bytes([0b101])
    hiding = pa.StringArray.from_buffers(3, *map(pa.py_buffer, (offsets, b"abcde", validity)))
    assert hiding.to_pylist() == plain["abstract"].to_pylist() == ["a", None, "e"]
    hidden = plain.set_column(plain.column_names.index("abstract"), plain.schema.field("abstract"), hiding)
    assert content_id("s", Mode.SNAPSHOT, {"papers": [hidden]}) == id_of(papers)


@pytest.mark.parametrize(
    ("record", "message"),
    [
        (PaperRecord("P2", "t", year="2020"), "papers 'P2': year"),  # type: ignore[arg-type]
        (PaperRecord("P2", "half \ud800"), "papers 'P2': title"),
        (PaperRecord("P2", "t", citation_count=2**63), "papers 'P2': citation_count"),
        (PaperRecord("P2", "t", mentions=[Mention(7)]), "mentions 'P2': name"),  # type: ignore[arg-type]
    ],
)
def test_value_of_a_wrong_type_names_its_record(record: PaperRecord, message: str) -> None:
    with pytest.raises(BadRecord, match=message):
        raw_tables([PaperRecord("P1", "t", mentions=[Mention("n")]), record])
