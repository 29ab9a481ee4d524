"""One tokenizer for names, titles and queries: what is indexed is found by what people type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from research_graph.schema.tokens import index_tokens, initials, search_name, sort_key, tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Qun Liu", ["qun", "liu"]),
        ("Jean-Pierre Đặng", ["jean", "pierre", "dang"]),
        ("Łukasz Weiß", ["lukasz", "weiss"]),
        ("O’Neil", ["o", "neil"]),
        ("刘群", ["刘", "群"]),
        ("Иван Петров", ["ivan", "petrov"]),
        ("BERT: Pre-training of x² (v2.0)", ["bert", "pre", "training", "of", "x2", "v2", "0"]),
        ('\' OR 1=1; {key: "x"}*', ["or", "1", "1", "key", "x"]),
        ("", []),
        ("— … !", []),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("Jean-Pierre Dupont", "jeanpierre"),
        ("Jean-Pierre Dupont", "jean-pierre dupont"),
        ("O'Neil", "oneil"),
        ("O'Neil", "o’neil"),
        ("刘群", "liu qun"),
        ("刘群", "刘"),
        ("Đặng", "dang"),
    ],
)
def test_a_name_is_found_by(name: str, query: str) -> None:
    assert set(tokens(query)) <= set(index_tokens([name]))


@pytest.mark.parametrize(
    ("given_name", "expected"),
    [
        ("Qun", "q"),
        ("Jean-Pierre Łukasz", "jpl"),
        ("J. R.", "jr"),
        ("群", "q"),
        ("Иван", "i"),
        ("O'Brien", "ob"),
        ("", ""),
        ("3rd", ""),
    ],
)
def test_initials_are_those_of_every_given_name(given_name: str, expected: str) -> None:
    assert initials(given_name) == set(expected)


@given(st.text(max_size=60))
def test_every_text_finds_itself(text: str) -> None:
    assert set(tokens(text)) <= set(index_tokens([text]))
    assert all(token and " " not in token and token == token.casefold() for token in index_tokens([text]))
    assert search_name(text) == " ".join(tokens(text))


@given(st.text(max_size=200))
def test_sort_keys_are_ascii_and_short(text: str) -> None:
    key = sort_key(text)
    assert len(key) <= 80
    assert key.isascii()


def test_sort_keys_of_names_in_other_scripts() -> None:
    assert sort_key("刘群") == sort_key("Liu Qun") == "liu qun"
    assert sort_key("Ångström, Anders") == "angstrom anders"
