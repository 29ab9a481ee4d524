"""Rows on their way to a server: joined and cut into batches, nothing lost, nothing told apart that is one."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from research_graph.schema.catalog import edge_kind
from research_graph.schema.kind import Field, FieldType
from research_graph.store.neo4j import rows
from research_graph.store.neo4j.rows import batches, record, sendable, values

NUMBER = Field("number", FieldType.INTEGER, "")
NAMES = Field("names", FieldType.STRINGS, "")
NOTES = Field("notes", FieldType.OBJECTS, "")


def batch(numbers: list[int]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pydict({"other": ["x"] * len(numbers), "number": pa.array(numbers, pa.int64())})


@given(st.lists(st.lists(st.integers(0, 9), max_size=7), max_size=7), st.integers(1, 9))
def test_batches_keep_every_row_in_order_and_only_the_last_is_short(parts: list[list[int]], size: int) -> None:
    found = list(batches(map(batch, parts), [NUMBER], size=size))
    assert [row for rows in found for row in rows] == [(number,) for part in parts for number in part]
    assert all(len(rows) == size for rows in found[:-1])
    assert all(0 < len(rows) <= size for rows in found)


def test_long_rows_come_in_smaller_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "MOST_BYTES", 1_000)
    text = Field("text", FieldType.STRING, "")
    long = pa.RecordBatch.from_pydict({"text": ["x" * 300] * 10})
    assert [len(found) for found in batches([long], [text], size=10)] == [3, 3, 3, 1]


def test_rows_have_the_columns_in_the_order_asked_for() -> None:
    about = edge_kind("ABOUT")
    table = pa.RecordBatch.from_pylist(
        [{"source": "P", "target": "T", "score": 0.5, "rank": None, "evidence": "asserted", "sources": ["a", "b"]}],
        schema=about.arrow,
    )
    assert list(batches([table], about.columns, size=5)) == [[("P", "T", 0.5, None, "asserted", ["a", "b"])]]


def test_a_record_has_names_and_decoded_objects() -> None:
    row = ["key", 1, ["a"], ['{"b":2}']]
    assert record([NUMBER, NAMES, NOTES], 1)(row) == {"number": 1, "names": ["a"], "notes": [{"b": 2}]}
    assert record([NOTES], 1)(["key", None]) == {"notes": None}
    assert values([NUMBER, NOTES], 1)(["key", 1, ['{"b":2}']]) == (1, [{"b": 2}])


def test_keys_that_are_no_unicode_are_not_sent() -> None:
    assert sendable(["b", "a", "b", "é", "\ud800", "漢"]) == ["b", "a", "é", "漢"]
