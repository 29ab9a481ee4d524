"""The Anthology's ids, packed and plain."""

import pytest
from research_graph.loaders.acl.numbering import collection_year, volume_numbering
from research_graph.loaders.acl.text import clean, undoubled


@pytest.mark.parametrize(
    ("collection", "volume", "paper", "record", "whole"),
    [
        ("P18", "1", "1", "P18-1001", "P18-1"),
        ("P18", "1", "0", "P18-1000", "P18-1"),
        ("P18", "4", "123", "P18-4123", "P18-4"),
        ("W00", "1", "3", "W00-0103", "W00-01"),
        ("W12", "36", "0", "W12-3600", "W12-36"),
        ("C69", "1", "1", "C69-0101", "C69-01"),
        ("C70", "1", "1", "C70-1001", "C70-1"),
        ("D19", "4", "1", "D19-4001", "D19-4"),
        ("D19", "5", "1", "D19-0501", "D19-05"),
        ("D19", "50", "1", "D19-5001", "D19-50"),
        ("2020.acl", "main", "1", "2020.acl-main.1", "2020.acl-main"),
        ("2020.acl", "main", "0", "2020.acl-main.0", "2020.acl-main"),
    ],
)
def test_ids(collection: str, volume: str, paper: str, record: str, whole: str) -> None:
    numbering = volume_numbering(collection, volume)
    assert numbering is not None
    assert (numbering.record, numbering.paper(paper)) == (whole, record)


@pytest.mark.parametrize(
    ("collection", "volume"),
    [("P18", ""), ("P18", "x"), ("P18", "12"), ("W18", "123"), ("2020.acl", ""), ("2020.acl", "a b"), ("x", "1")],
)
def test_what_makes_no_volume(collection: str, volume: str) -> None:
    assert volume_numbering(collection, volume) is None


@pytest.mark.parametrize(("volume", "paper"), [("1", "1000"), ("1", ""), ("1", "-1"), ("1", "1a")])
def test_what_makes_no_paper(volume: str, paper: str) -> None:
    numbering = volume_numbering("P18", volume)
    assert numbering is not None
    assert numbering.paper(paper) is None


@pytest.mark.parametrize(
    ("collection", "year"),
    [
        ("2020.acl", 2020),
        ("1952.earlymt", 1952),
        ("P18", 2018),
        ("C65", 1965),
        ("W00", 2000),
        ("X", None),
        ("P1", None),
    ],
)
def test_the_year_in_a_collection(collection: str, year: int | None) -> None:
    assert collection_year(collection) == year


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("McGill University, McGill University", "McGill University"),
        ("Technion, Technion", "Technion"),
        ("Technion, technion", "Technion, technion"),
        ("X, Y, X, Y", "X, Y"),
        ("X Technion, Technion", "X Technion, Technion"),
        (", ", ", "),
        ("", ""),
        ("aa", "aa"),
    ],
)
def test_only_a_doubled_text_is_halved(text: str, expected: str) -> None:
    assert undoubled(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  a\n\t b ", "a b"),
        ("a\u00a0b\u3000c", "a b c"),
        ("a\u0007b\u009bc\u007f", "abc"),
        ("کتاب\u200cها", "کتاب\u200cها"),
        ("a  b", "a b"),
        (" a b ", "a b"),
    ],
)
def test_white_space_and_control_characters(text: str, expected: str) -> None:
    assert clean(text) == expected
