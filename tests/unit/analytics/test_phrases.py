"""What titles say: words, and pairs of words side by side."""

import pytest
from research_graph.analytics.phrases import phrase_matrix, phrases


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Dependency Parsing", ["dependency", "parsing", "dependency parsing"]),
        ("parsing, Parsing", ["parsing", "parsing parsing"]),
        ("Parsing of Trees", ["parsing", "trees"]),
        ("A new approach to it", []),
        ("Une étude sur les verbes du français", ["étude", "verbes", "français"]),
        ("Um estudo sobre verbos", ["estudo", "verbos"]),
        ("Die Grammatik der Verben", ["grammatik", "verben"]),
        ("Pre-training in 2019", ["pre-training"]),
        ("What's an AI?", ["what's"]),
        ("言語処理学 の 研究会報", ["言語処理学", "研究会報"]),
        ("", []),
    ],
)
def test_words_that_say_something_and_their_pairs(title: str, expected: list[str]) -> None:
    assert list(phrases(title)) == expected


def test_a_matrix_has_the_phrases_of_enough_titles_in_order() -> None:
    matrix, names = phrase_matrix(["Zulu Verbs", "zulu nouns and zulu", "Of Verbs", "Xhosa"], at_least=2)
    assert names == ["verbs", "zulu"]
    assert matrix.toarray().tolist() == [[1, 1], [0, 1], [1, 0], [0, 0]]


@pytest.mark.parametrize("titles", [[], ["of the"], ["once"]])
def test_titles_that_share_nothing_give_no_columns(titles: list[str]) -> None:
    matrix, names = phrase_matrix(titles)
    assert (matrix.shape, names) == ((len(titles), 0), [])
