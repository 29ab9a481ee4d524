from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from research_graph.service.pages.citekey import citation_key


def paper(title: str, *people: tuple[str, str | None], year: int | None = 2019) -> dict[str, Any]:
    edges = [{"name": name, "node": {"family": family}} for name, family in people]
    return {"title": title, "year": year, "authors": {"edges": edges}}


@pytest.mark.parametrize(
    ("title", "name", "family", "year", "key"),
    [
        ("Engines & {braces} at 100%", "A. Byron", "Byron", 2010, "byron2010engines"),
        ("On the Use of the Treebank", "Qun Liu", "Liu", 2005, "liu2005use"),
        ("BERT-based Ranking", "Jan van der Berg", "van der Berg", 2020, "vanderberg2020bert"),
        ("Don\u2019t Stop Pretraining", "Suchin Gururangan", "Gururangan", 2020, "gururangan2020dont"),
        ("\u00dcber gro\u00dfe Modelle", "J\u00f6rg M\u00fcller", "M\u00fcller", 1999, "muller1999uber"),
        ("Stra\u00dfen", "\u0141ukasz \u00d8stby", "\u00d8stby", 2001, "ostby2001strassen"),
        ("25 Years of Parsing", "Yajuan L\u00fc", None, 2015, "lu201525"),
        ("Translation", "Zhou, Yao", None, 2003, "zhou2003translation"),
        ("To Be", "O'Neill Smith", "O'Neill", 2003, "oneill2003to"),
        ("\u8bcd\u8bed\u8bed\u4e49", "\u5218\u7fa4", "\u5218", 2002, "anon2002"),
        ("Undated", "Plato", None, None, "platondundated"),
    ],
)
def test_a_key_is_what_people_expect(title: str, name: str, family: str | None, year: int | None, key: str) -> None:
    assert citation_key(paper(title, (name, family), ("Somebody Else", "Else"), year=year)) == key


def test_a_paper_without_authors_has_a_key_too() -> None:
    assert citation_key(paper("Proceedings of the Meeting")) == "anon2019proceedings"


@given(st.text(min_size=1), st.text(min_size=1), st.text() | st.none())
def test_a_key_has_only_signs_that_every_tool_takes(title: str, name: str, family: str | None) -> None:
    key = citation_key(paper(title, (name, family)))
    assert key.isascii()
    assert key.isalnum()
    assert key == key.lower()
