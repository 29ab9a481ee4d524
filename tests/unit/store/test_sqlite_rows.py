"""Lists as JSON text: the fast way for plain texts writes what orjson writes."""

from __future__ import annotations

import orjson
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from research_graph.schema.kind import Field, FieldType
from research_graph.store.sqlite.rows import batch_rows

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
LISTS = st.lists(st.none() | st.lists(TEXTS, max_size=3), max_size=6)


@given(lists=LISTS, skipped=st.integers(0, 2))
@pytest.mark.parametrize("form", [FieldType.STRINGS, FieldType.OBJECTS])
def test_lists_are_stored_as_json(form: FieldType, lists: list[list[str] | None], skipped: int) -> None:
    batch = pa.record_batch({"some": pa.array(lists, pa.list_(pa.string()))}).slice(skipped)
    stored = [row[0] for row in batch_rows(batch, [Field("some", form, "Some texts.")])]
    assert stored == [None if each is None else orjson.dumps(each).decode() for each in lists[skipped:]]
