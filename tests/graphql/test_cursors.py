"""Cursors come back as they were given out, and only to the list that gave them out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from research_graph.graphql.cursors import decode, encode
from research_graph.graphql.errors import BadCursor

PLACES = st.tuples(
    st.none() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=20)
)


@given(PLACES)
def test_a_place_comes_back(place: tuple[object, ...]) -> None:
    assert decode("papers YEAR_DESC", encode("papers YEAR_DESC", place)) == place


@given(PLACES, st.data())
def test_a_cursor_with_one_character_changed_is_refused(place: tuple[object, ...], data: st.DataObject) -> None:
    cursor = encode("papers YEAR_DESC", place)
    at = data.draw(st.integers(0, len(cursor) - 2))
    other = data.draw(st.sampled_from("ABCDEFxyz012-_").filter(lambda letter: letter != cursor[at]))
    with pytest.raises(BadCursor):
        decode("papers YEAR_DESC", cursor[:at] + other + cursor[at + 1 :])


@pytest.mark.parametrize(
    "cursor",
    [
        encode("papers TITLE_ASC", (2020, "PX")),
        encode("authors YEAR_DESC", (2020, "PX")),
        "",
        "-1",
        "0",
        "Zm9v",
        "é",
        "\x00",
        "A" * 5000,
        "YXJyYXljb25uZWN0aW9uOjA=",
        "') RETURN 1 //",
    ],
    ids=lambda cursor: cursor[:16].encode("unicode_escape").decode(),
)
def test_foreign_cursors_are_refused(cursor: str) -> None:
    with pytest.raises(BadCursor):
        decode("papers YEAR_DESC", cursor)
