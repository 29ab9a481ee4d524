"""Which typical phrases are said: none that repeats another, each as long as it is used."""

from collections.abc import Iterable
from itertools import chain

import numpy as np
import pytest
from research_graph.analytics.wording import Ranked, Wording, are_alike

NAMES = [
    "correction",
    "error",
    "error correction",
    "grammatical error correction",
    "metaphor",
    "parser",
    "parsing",
    "MT",
]


Typical = tuple[str, float, int]
"""A name, how typical it is, and how many papers have it."""


def ranked(names: Iterable[Typical]) -> Ranked:
    told = [*names]
    places = np.array([NAMES.index(name) for name, _, _ in told], dtype=np.int64)
    return places, np.array([score for _, score, _ in told])


def having(names: Iterable[Typical]) -> dict[int, int]:
    return {NAMES.index(name): papers for name, _, papers in names}


def said(*typical: Typical, most: int = 5) -> list[str]:
    return Wording(NAMES).said(ranked(typical), having(typical), most=most)


def others(*lists: list[Typical], after: list[str]) -> list[str]:
    return list(Wording(NAMES).others(map(ranked, lists), having(chain(*lists)), after))


def test_the_most_typical_are_said_and_at_most_so_many() -> None:
    assert said(("metaphor", 3, 5), ("parser", 2, 5), ("MT", 1, 5)) == ["metaphor", "parser", "MT"]
    assert said(("metaphor", 3, 5), ("parser", 2, 5), ("MT", 1, 5), most=2) == ["metaphor", "parser"]


def test_a_phrase_that_is_hardly_typical_beside_the_best_is_left_out() -> None:
    assert said(("metaphor", 8, 5), ("parser", 2, 5), ("MT", 1.9, 5)) == ["metaphor", "parser"]


def test_a_word_is_lengthened_to_what_most_of_its_papers_say() -> None:
    pair, triple = ("error correction", 4.0, 9), ("grammatical error correction", 3.0, 6)
    assert said(("error", 9, 10), pair, triple) == ["grammatical error correction"]
    assert said(("error", 9, 11), pair, triple) == ["error correction"]
    assert said(("error", 9, 16), pair, triple) == ["error"]


def test_forms_of_a_word_already_said_are_not_said_again() -> None:
    assert said(("parsing", 5, 9), ("parser", 4, 9), ("metaphor", 3, 9)) == ["parsing", "metaphor"]


def test_others_are_what_is_like_nothing_before_however_typical() -> None:
    clear: list[Typical] = [
        ("parsing", 8, 9),
        ("parser", 4, 9),
        ("MT", 1, 9),
        ("error", 0.5, 9),
        ("correction", 0.4, 9),
    ]
    assert others(clear, after=["parsing"]) == ["MT", "error", "correction"]
    assert others([*clear, ("error correction", 0.3, 8)], after=["parsing"]) == ["MT", "error correction"]
    assert others(clear[:2], clear[:4], after=["parsing"]) == ["MT", "error"]


def test_nothing_typical_says_nothing() -> None:
    assert said() == []
    assert others([], after=[]) == []


@pytest.mark.parametrize(
    ("phrase", "other", "expected"),
    [
        ("parsing", "parser", True),
        ("human-robot", "Robot", True),
        ("translation", "machine translation", True),
        ("summary", "summarization", True),
        ("lexicons", "lexical", True),
        ("sentence", "sentiment", False),
        ("MT", "metaphor", False),
        ("art", "artist", False),
        ("Geology and Climate", "Plants and Soil", False),
    ],
)
def test_phrases_are_alike_that_share_forms_of_a_word(phrase: str, other: str, *, expected: bool) -> None:
    assert are_alike(phrase, other) == are_alike(other, phrase) == expected
