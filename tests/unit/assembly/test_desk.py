"""The parts below the families: pieces of tables, their digest, families found by file, DuckDB's errors."""

from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from research_graph.assembly.assemble import assemble
from research_graph.assembly.desk import evenly
from research_graph.assembly.digest import column_digest, table_digest
from research_graph.assembly.family import families
from research_graph.assembly.parameters import Parameters, Resources
from research_graph.schema.catalog import edge_kinds, node_kinds
from research_graph.schema.errors import OutOfSpace
from support.assembled import paper
from support.plain_identity import keys_of
from support.views import view_of


def test_every_kind_is_made_by_one_family_after_those_it_reads() -> None:
    made = [kind for family in families().values() for kind in family.kinds]
    assert sorted(made) == sorted([*node_kinds(), *edge_kinds()])
    seen: set[str] = set()
    for family in families().values():
        assert set(family.reads) <= seen
        assert family.recall.keys() <= set(family.keeps)
        seen.update(family.keeps)


@given(sizes=st.lists(st.integers(0, 7), max_size=6), size=st.integers(1, 5))
def test_evenly_keeps_rows_and_gives_even_pieces(sizes: list[int], size: int) -> None:
    numbers = iter(range(sum(sizes)))
    batches = [pa.record_batch({"n": [next(numbers) for _ in range(count)]}) for count in sizes]
    pieces = list(evenly((each.cast(pa.schema({"n": pa.int64()})) for each in batches), size))
    assert [n for piece in pieces for n in piece["n"].to_pylist()] == list(range(sum(sizes)))
    assert all(piece.num_rows == size for piece in pieces[:-1])
    assert all(0 < piece.num_rows <= size for piece in pieces)


ROWS = st.lists(
    st.tuples(
        st.none() | st.text(max_size=3),
        st.none() | st.integers(-2, 2),
        st.none() | st.floats(allow_nan=False, width=16),
        st.none() | st.booleans(),
        st.none() | st.lists(st.none() | st.text(max_size=2), max_size=3),
    ),
    max_size=6,
)
SCHEMA = pa.schema(
    {"text": pa.string(), "int": pa.int64(), "real": pa.float64(), "flag": pa.bool_(), "list": pa.list_(pa.string())}
)


def table(rows: list[tuple], schema: pa.Schema = SCHEMA) -> pa.Table:
    return pa.Table.from_pylist([dict(zip(schema.names, row, strict=True)) for row in rows], schema=schema)


@settings(max_examples=50)
@given(one=ROWS, other=ROWS)
def test_digests_are_equal_for_equal_rows_only(one: list[tuple], other: list[tuple]) -> None:
    assert (table_digest(table(one)) == table_digest(table(other))) == (repr(one) == repr(other))


STAY = st.fixed_dictionaries({"where": st.none() | st.text(max_size=1), "year": st.none() | st.just(0)})
STAYS = st.lists(st.none() | st.lists(STAY, max_size=2), max_size=3)
STAYS_TYPE = pa.list_(pa.struct({"where": pa.string(), "year": pa.int64()}))


@given(one=STAYS, other=STAYS, cut=st.integers(0, 3))
def test_digests_of_columns_are_equal_for_equal_values_only(one: list, other: list, cut: int) -> None:
    def column(*parts: list) -> pa.ChunkedArray:
        return pa.chunked_array([pa.array(part, STAYS_TYPE) for part in parts], STAYS_TYPE)

    assert (column_digest(column(one)) == column_digest(column(other[:cut], other[cut:]))) == (one == other)


@settings(max_examples=50)
@given(rows=ROWS, cut=st.integers(0, 6))
def test_digest_does_not_see_chunks_and_slices(rows: list[tuple], cut: int) -> None:
    plain = table(rows)
    padded = pa.concat_tables([table([("x", 1, 1.0, True, ["y"])]), plain])
    in_two = pa.concat_tables([plain.slice(0, cut), padded.slice(1 + cut)])
    assert table_digest(in_two) == table_digest(plain)


def test_digest_sees_names_and_types_of_columns() -> None:
    digests = {
        table_digest(pa.table({name: pa.array([1], kind)})) for name in "ab" for kind in (pa.int64(), pa.int32())
    }
    assert len(digests) == 4


def test_too_little_memory_is_a_clear_error_and_leaves_nothing(tmp_path: Path) -> None:
    view = view_of({"zoo": [paper(f"R{number}", "A", "B", abstract="x" * 5_000) for number in range(3_000)]})
    scarce = Resources(memory_limit="4MB", threads=1)
    with pytest.raises(OutOfSpace, match="more room"):
        assemble(view, keys_of(view), parameters=Parameters(), builds=tmp_path, resources=scarce)
    assert list(tmp_path.iterdir()) == []
