"""Digests of rows: fixed for good, and different for every different row."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from research_graph.schema.catalog import edge_kind, node_kind
from research_graph.store.digest import batch_digests
from support.graphs import edge, key, node, table

AUTHOR, TIE = node_kind("Author"), edge_kind("CO_AUTHORED_WITH")


def _digest(kind: Any, row: dict[str, Any]) -> bytes:
    [(_, digest)] = batch_digests(kind, table(kind, [row]).to_batches()[0])
    return digest


def test_the_canonical_form_never_changes() -> None:
    tie = edge("CO_AUTHORED_WITH", "A1", "A2", strength=0.1, first_year=None, is_close=True)[1]
    [(identity, digest)] = batch_digests(TIE, table(TIE, [tie]).to_batches()[0])
    assert identity == ("A1", "A2")
    assert digest.hex() == "5ea5e8772c9fa1409ad5d3726046e076"


@given(
    st.lists(
        st.tuples(
            st.none() | st.sampled_from(["", "null", "[]", "a", "é"]),
            st.none() | st.lists(st.sampled_from(["", "a", '","']), max_size=2).map(tuple),
            st.none() | st.sampled_from([0.0, 1.0, 0.1, 0.1 + 2**-56]),
            st.none() | st.booleans(),
        ),
        unique=True,
        min_size=2,
        max_size=2,
    )
)
def test_different_values_have_different_digests(values: list[tuple[Any, ...]]) -> None:
    names = ("sort_name", "merge_risk_reasons", "merge_risk", "is_partial")
    rows = [node("Author", key("A", 1), name="x", **dict(zip(names, row, strict=True)))[1] for row in values]
    assert _digest(AUTHOR, rows[0]) != _digest(AUTHOR, rows[1])


def test_negative_zero_is_zero() -> None:
    plus, minus = (edge("CO_AUTHORED_WITH", "A1", "A2", strength=value)[1] for value in (0.0, -0.0))
    assert _digest(TIE, plus) == _digest(TIE, minus)
