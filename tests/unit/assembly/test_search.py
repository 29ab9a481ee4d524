"""Search columns say what schema.tokens says, also where a shorter way is taken."""

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from research_graph.assembly.search import with_search
from research_graph.schema.tokens import index_tokens, initials, search_name, sort_key

TEXT = st.text(st.sampled_from("aB1 -'`.:’é刘_/"), min_size=1, max_size=120)


@given(name=TEXT, others=st.lists(TEXT, max_size=2))
def test_columns_equal_the_tokenizer(name: str, others: list[str]) -> None:
    table = pa.table(
        {"name": [name], "more": pa.array([others], pa.list_(pa.string())), "n": pa.array([None], pa.int64())}
    )
    row = with_search(table, others="more", rank="n").to_pylist()[0]
    assert row["sort_key"] == sort_key(name)
    assert row["search_names"].split("|")[1:-1] == list(dict.fromkeys(map(search_name, [name, *others])))
    assert row["search_tokens"].split() == index_tokens([name, *others])
    assert row["search_tokens"][0] == row["search_tokens"][-1] == " "
    assert row["search_rank"] == 0


@given(name=TEXT, given_name=st.none() | TEXT)
def test_initials_are_found_beside_the_words(name: str, given_name: str | None) -> None:
    table = pa.table({"name": [name], "first": pa.array([given_name], pa.string()), "n": [1]})
    row = with_search(table, given="first", rank="n").to_pylist()[0]
    assert row["search_tokens"].split() == sorted({*index_tokens([name]), *initials(given_name or "")})
    assert row["search_names"] == f"|{search_name(name)}|", "initials are no name of their own"


def test_order_by_another_text_and_rank_from_a_column() -> None:
    table = pa.table({"name": ["Yao Zhou"], "inverted": ["Zhou, Yao"], "n": [5]})
    row = with_search(table, sort_text="inverted", rank="n").to_pylist()[0]
    assert (row["sort_key"], row["search_rank"]) == ("zhou yao", 5)
