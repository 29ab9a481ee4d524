"""What titles say: words, and two or three of them side by side."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from research_graph.analytics.phrases import folded, phrase_matrix, phrases


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Dependency Parsing", ["dependency", "dependency parsing", "parsing"]),
        ("parsing, Parsing", ["parsing"]),
        ("Parsing of Trees", ["parsing", "trees"]),
        (
            "Large Speech Parsing Models",
            [
                "large",
                "large speech",
                "speech",
                "large speech parsing",
                "speech parsing",
                "parsing",
                "speech parsing models",
                "parsing models",
            ],
        ),
        ("A new approach to it", []),
        ("Data and a Framework for Tasks", []),
        ("Verbs: Nouns", ["verbs", "nouns"]),
        ("Verbs – Nouns", ["verbs", "nouns"]),
        ("Une étude sur les verbes du français", ["étude", "verbes", "français"]),
        ("L'analyse d’un verbe", ["analyse", "verbe"]),
        (
            "Um estudo sobre verbos",
            ["estudo", "sobre", "estudo sobre", "verbos", "estudo sobre verbos", "sobre verbos"],
        ),
        ("Die Grammatik der Verben", ["grammatik", "verben"]),
        ("Pre-training in 2019", ["pre-training"]),
        ("SemEval-2019 and WMT19", ["semeval", "wmt19"]),
        ("News", ["news"]),
        ("What's an AI? It's", ["ai"]),
        ("言語処理学 の 研究会報", ["言語処理学", "研究会報"]),
        ("", []),
    ],
)
def test_words_that_say_something_and_what_stands_side_by_side(title: str, expected: list[str]) -> None:
    assert sorted(phrases(title)) == sorted(expected)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("parsers", "parser"),
        ("ontologies", "ontology"),
        ("word embeddings", "word embedding"),
        ("corpus", "corpus"),
        ("analysis", "analysis"),
        ("cross", "cross"),
        ("gas", "gas"),
    ],
)
def test_plurals_are_folded(word: str, expected: str) -> None:
    assert folded(word) == expected


def test_a_matrix_has_the_phrases_of_enough_titles_in_order() -> None:
    matrix, names = phrase_matrix(["zulu verbs", "zulu nouns and zulu", "Of verbs", "xhosa"], at_least=2)
    assert names == ["verbs", "zulu"]
    assert matrix.toarray().tolist() == [[1, 1], [0, 1], [1, 0], [0, 0]]


def test_singular_and_plural_are_one_column_named_by_the_more_frequent() -> None:
    matrix, names = phrase_matrix(["a verb and verbs", "of verbs", "of a verb", "the verbs"], at_least=3)
    assert names == ["verbs"]
    assert matrix.toarray().tolist() == [[1], [1], [1], [1]]


def test_phrases_are_in_small_letters_however_they_are_written() -> None:
    titles = ["Parsing Arabic With BERT", "parsing arabic", "on bert", "PARSING"]
    assert phrase_matrix(titles, at_least=2)[1] == ["arabic", "bert", "parsing", "parsing arabic"]


@pytest.mark.parametrize("titles", [[], ["of the"], ["once"]])
def test_titles_that_share_nothing_give_no_columns(titles: list[str]) -> None:
    matrix, names = phrase_matrix(titles)
    assert (matrix.shape, names) == ((len(titles), 0), [])


@given(st.lists(st.text(alphabet="abS s-'’:éß1", max_size=20), max_size=8))
def test_any_titles_in_any_order_have_the_same_columns(titles: list[str]) -> None:
    matrix, names = phrase_matrix(titles, at_least=1)
    turned, same = phrase_matrix(titles[::-1], at_least=1)
    assert names == same
    assert matrix.toarray()[::-1].tolist() == turned.toarray().tolist()
    assert set(matrix.data.tolist()) <= {1}
