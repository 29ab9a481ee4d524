from __future__ import annotations

import pytest
from research_graph.service.pages import words


def test_words_never_round_to_none_or_all() -> None:
    assert [words.percent(share) for share in (0, 0.001, 0.5, 0.998, 1)] == [
        "0%",
        "under 1%",
        "50%",
        "over 99%",
        "100%",
    ]
    assert (words.count(1, "paper"), words.count(0, "paper")) == ("1 paper", "0 papers")
    assert words.count(1234, "person", "people") == "1,234 people"
    assert [words.years(*pair) for pair in ((1998, 2023), (2021, 2021), (None, 2020), (None, None))] == [
        "1998–2023",
        "2021",
        "2020",
        "years unknown",
    ]


def test_doubt_is_told_where_there_is_any() -> None:
    assert [words.risk(risk) for risk in (None, 0.0, 0.05)] == [None, None, None]
    assert words.risk(0.15) == "A few of these papers may belong to somebody else of the same name."
    assert words.risk(0.3) == "These papers may belong to several people."
    assert words.risk(0.667) == "These papers probably belong to several people."


def test_figures_keep_claims_and_counts_apart() -> None:
    nothing = {"claimed": None, "claimedBy": None, "claimedAsOf": None, "inGraph": None, "coverage": 0.0}
    assert words.figure("Citations", nothing) == []
    both = {"claimed": 1200, "claimedBy": "openalex", "claimedAsOf": "2026-02-07", "inGraph": 0, "coverage": 0.5}
    assert words.figure("Citations", both) == [
        ("Citations", "1,200", "claimed by openalex, as of 2026-02-07"),
        ("Citations in this graph", "0", "counted among the papers here; references are known for 50% of the papers"),
    ]


def test_where_somebody_was_is_told_with_years_and_papers() -> None:
    def told(papers: int, first: int | None, last: int | None) -> str:
        return words.named({"paperCount": papers, "firstYear": first, "lastYear": last})

    assert told(1, 2019, 2019) == "2019, on 1 paper"
    assert told(9, 2015, 2023) == "2015–2023, on 9 papers"
    assert told(2, None, None) == "years unknown, on 2 papers"
    assert told(0, None, None) == "by a profile only"


def test_known_sources_say_what_is_in_them() -> None:
    sources = [{"name": name} for name in ("acl-anthology", "library", "openalex")]
    first, second = words.holdings(sources)
    assert first == "acl-anthology has papers of computational linguistics and natural language processing."
    assert second.startswith("openalex has works of every field; here are those")


def test_each_status_of_affiliations_has_its_sentence() -> None:
    told = {words.affiliation(status) for status in ("KNOWN", "SOURCE_SILENT", "NOT_IMPORTED", "CONFLICTING")}
    assert len(told) == 4


@pytest.mark.parametrize(
    ("kind", "url", "told"),
    [
        ("PAGE", "https://aclanthology.org/P18-1001/", "Page at aclanthology.org"),
        ("PAGE", "http://www.Example.org:8080/x", "Page at example.org"),
        ("PAGE", "https://[bad", "Page"),
        ("PAGE", "mailto:x", "Page"),
        ("PDF", "https://aclanthology.org/P18-1001.pdf", "PDF"),
        ("CODE", "https://code.example/1", "Code"),
        ("DOI", "https://doi.org/10.1234/x", "DOI"),
    ],
)
def test_a_link_is_called_by_what_is_there_and_a_page_by_whose_it_is(kind: str, url: str, told: str) -> None:
    assert words.links([{"kind": kind, "url": url}]) == [(told, url)]


def test_an_address_is_linked_once_by_the_more_telling_name() -> None:
    links = [("PAGE", "https://doi.org/10.1/x"), ("PDF", "https://a.example/x.pdf"), ("DOI", "https://doi.org/10.1/x")]
    assert words.links([{"kind": kind, "url": url} for kind, url in links]) == [
        ("DOI", "https://doi.org/10.1/x"),
        ("PDF", "https://a.example/x.pdf"),
    ]


def test_a_doubt_in_a_list_is_one_that_the_page_has() -> None:
    risks = (None, 0.0, 0.05, 0.15, 0.3, 0.667)
    assert [words.doubt(risk) for risk in risks] == [
        None,
        None,
        None,
        "a few papers in doubt",
        "may be several people",
        "probably several people",
    ]
    assert [words.doubt(risk) is None for risk in risks] == [words.risk(risk) is None for risk in risks]


def test_sources_are_named_with_their_releases() -> None:
    rows = [{"name": "a", "release": "2025-10-24"}, {"name": "b", "release": None}, {"name": "c", "release": "2"}]
    assert [words.sources(rows[:number]) for number in range(4)] == [
        "",
        "a (release 2025-10-24)",
        "a (release 2025-10-24) and b (release not named)",
        "a (release 2025-10-24), b (release not named) and c (release 2)",
    ]
