"""A search as one statement: what Lucene is asked, and what is left to be compared by us."""

from typing import Any

import pytest
from research_graph.schema.catalog import node_kind
from research_graph.schema.errors import UsageError
from research_graph.store.neo4j.search import LONGEST_WORD, MOST_WORDS, search
from research_graph.store.query import Page

AUTHOR, PAPER, REDIRECT = node_kind("Author"), node_kind("Paper"), node_kind("Redirect")


class Asked:
    """Takes statements down and finds nothing."""

    def __init__(self) -> None:
        self.statements: list[tuple[str, dict[str, Any]]] = []

    def __call__(self, text: str, parameters: dict[str, Any]) -> list[list[Any]]:
        self.statements.append((text, parameters))
        return []

    @property
    def queries(self) -> list[str]:
        [(_, parameters)] = self.statements
        return [value for name, value in parameters.items() if name.startswith("p") and str(value).startswith("+")]


def test_whole_words_come_before_prefixes_in_one_statement() -> None:
    asked = Asked()
    search(asked, [AUTHOR], ["qun", "liu"], Page(10), ())
    assert asked.queries == ["+qun +liu", "+qun +liu* -liu"]


def test_a_page_beyond_the_whole_words_asks_for_prefixes_only() -> None:
    asked = Asked()
    search(asked, [AUTHOR], ["qun"], Page(10, start=(2, 5, "A")), ())
    assert asked.queries == ["+qun* -qun"]


def test_backwards_within_the_whole_words_asks_for_these_only() -> None:
    asked = Asked()
    search(asked, [AUTHOR], ["qun"], Page(10, start=(1, 5, "A"), backwards=True), ())
    assert asked.queries == ["+qun"]


@pytest.mark.parametrize("tokens", [[], ["+qun"], ["qun*"], ["a b"], ["NOT"], ['"'], ["qun", ""]])
def test_what_is_no_token_never_reaches_the_index(tokens: list[str]) -> None:
    asked = Asked()
    assert search(asked, [AUTHOR], tokens, Page(10), ()) == []
    assert asked.statements == []


def test_words_too_long_for_lucene_are_compared_by_us() -> None:
    asked, long = Asked(), "x" * (LONGEST_WORD + 5)
    search(asked, [AUTHOR], [long, "y"], Page(10), ())
    [(_, parameters)] = asked.statements
    assert asked.queries[0] == f"+{'x' * LONGEST_WORD} +y"
    assert [f" {long} "] in parameters.values()


def test_more_words_than_lucene_takes_are_compared_by_us() -> None:
    asked = Asked()
    words = [f"w{number}" for number in range(MOST_WORDS + 10)]
    search(asked, [AUTHOR], [*words, "last"], Page(10), ())
    [(_, parameters)] = asked.statements
    assert all(len(query.split()) <= MOST_WORDS + 2 for query in asked.queries)
    assert [f" {word} " for word in words[MOST_WORDS:]] in parameters.values()


def test_values_are_parameters() -> None:
    asked = Asked()
    search(asked, [AUTHOR, PAPER], ["xyzzy"], Page(10), fields=("year",))
    [(text, parameters)] = asked.statements
    assert "xyzzy" not in text
    assert parameters["phrase"] == "|xyzzy|"
    assert parameters["indexes"] == ["research_graph_search_author", "research_graph_search_paper"]


def test_a_kind_without_search_columns_cannot_be_searched() -> None:
    with pytest.raises(UsageError, match="Redirect"):
        search(Asked(), [REDIRECT], ["a"], Page(1), ())
