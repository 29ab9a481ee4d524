from __future__ import annotations

import unicodedata

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from research_graph.identity.names import (
    is_initials,
    is_set_apart,
    name_key,
    printed_names,
    share_a_part,
    slug,
    split,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Qun Liu", " qun  LIU"),
        ("José Pérez", unicodedata.normalize("NFD", "José Pérez")),
        ("Ahmed AbuRa’ed", "Ahmed AbuRa'ed"),
        ("Mohamed-Zakaria Kurdi", "Mohamed‑Zakaria Kurdi"),
        ("\u202aPere-Lluís Huguet Cabot", "Pere-Lluís Huguet Cabot"),
        ("STRAẞE", "straße"),
    ],
)
def test_one_printed_name(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("José", "Jose"), ("Qun Liu", "Liu Qun"), ("Liu, Qun", "Liu Qun"), ("A. Lavie", "A Lavie"), ("刘群", "Qun Liu")],
)
def test_two_printed_names(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@given(st.text(max_size=30))
def test_a_name_key_stays_as_it_is(text: str) -> None:
    assert name_key(name_key(text)) == name_key(text)


def test_printed_names_put_the_given_name_first_where_the_source_splits() -> None:
    table = pa.table(
        {
            "name": ["Liu, Qun", "Liu, Qun", "Plato", "Madonna", "Qun Liu"],
            "given": ["Qun", None, None, "", "Qun"],
            "family": ["Liu", None, "Plato", "Madonna", ""],
        }
    )
    chunks = pa.concat_tables([table.slice(0, 2), table.slice(2)])
    assert [name_key(name) for name in printed_names(chunks).to_pylist()] == [
        "qun liu",
        "liu, qun",
        "plato",
        "madonna",
        "qun liu",
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Felicia Körner", "felicia-korner"),
        ("Jean-Pierre Ó'Brien", "jean-pierre-obrien"),
        ("A. R. Balamurali", "a-r-balamurali"),
    ],
)
def test_slug(name: str, expected: str) -> None:
    assert slug(name) == expected


@pytest.mark.parametrize(
    ("person", "names", "expected"),
    [
        ("acl_person:weiwei-sun-sd", ["Weiwei Sun"], True),
        ("acl_person:jan-hajic-jr", ["Jan Hajič", "Jan Hajič jr."], False),
        ("acl_person:alon-lavie", ["A. Lavie", "Alon Lavie"], False),
        ("acl_person:minh-le-nguyen", ["Nguyen Le Minh"], False),
        ("acl_person:yang-liu", ["Yang Liu"], False),
        ("acl_person:yang-liux", ["Yang Liu"], False),
        ("acl_person:anyone", ["刘"], False),
    ],
)
def test_ids_that_tell_a_person_from_namesakes(person: str, names: list[str], *, expected: bool) -> None:
    assert is_set_apart(person, names) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (["Edoardo Ponti"], ["E. M. Ponti"], True),
        (["Karën Fort"], ["Karen Smith"], True),
        (["刘群"], ["Qun Liu"], True),
        (["Albert Lam"], ["Xiao-Ming Wu"], False),
        (["A. Lam"], ["A. Wu"], False),
        (["Ann Lee", "李安"], ["An Li"], True),
    ],
)
def test_names_with_a_common_part(one: list[str], other: list[str], *, expected: bool) -> None:
    assert share_a_part(one, other) is expected
    assert share_a_part(other, one) is expected


def test_split_and_initials() -> None:
    assert split("carlos a. henríquez q.") == ("carlos a. henríquez", "q.")
    assert split("plato") == ("", "plato")
    assert [text for text in ("j.", "j. r.", "j.-r.", "j r", "jr", "", "李", "ann b.") if is_initials(text)] == [
        "j.",
        "j. r.",
        "j.-r.",
        "j r",
    ]
