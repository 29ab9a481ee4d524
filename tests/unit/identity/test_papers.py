"""Which records are one work: ids first, then title, year and first author, and what must never merge."""

from random import Random

import pytest
from research_graph.identity.papers import resolve_papers
from research_graph.schema.records import Mention, PaperRecord, Record
from support.views import view_of


def paper(record: str, title: str = "A study of rare things", *authors: str, **fields: object) -> PaperRecord:
    names = authors or ("Qun Liu", "Ann Bell")
    return PaperRecord(record, title, mentions=[Mention(name) for name in names], **{"year": 2020, **fields})  # type: ignore[arg-type]


def works(sources: dict[str, list[Record]], **links: list[tuple[str, str]]) -> set[frozenset[str]]:
    """The works as sets of `source/record`."""
    view = view_of(sources)
    papers = view.table("papers", ["record"])
    found: dict[int, set[str]] = {}
    rows = zip(papers["source"].to_pylist(), papers["record"].to_pylist(), strict=True)
    for (source, record), work in zip(rows, resolve_papers(view, **links).paper_of, strict=True):
        found.setdefault(work, set()).add(f"{source}/{record}")
    return {frozenset(members) for members in found.values()}


def one_work(a: PaperRecord, b: PaperRecord, **links: list[tuple[str, str]]) -> bool:
    return len(works({"s": [a], "t": [b]}, **links)) == 1


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (["doi:10.1/x"], ["doi:10.1/x"]),
        (["arxiv:2001.00001"], ["doi:10.48550/arxiv.2001.00001"]),
        (["acl:P18-1001"], ["doi:10.18653/v1/p18-1001"]),
        (["pmid:7", "doi:10.1/x"], ["pmid:7"]),
    ],
)
def test_a_shared_id_makes_one_work_whatever_the_title(a: list[str], b: list[str]) -> None:
    assert one_work(paper("1", "One title", ids=a), paper("2", "Quite another", "Zoe Roe", ids=b, year=1990))


@pytest.mark.parametrize(
    ("title", "authors", "year", "same"),
    [
        ("A Study of “Rare” Things!", ("Q. Liu",), 2021, True),
        ("A study of rare things", ("Liu, Qun",), 2019, True),
        ("A study of rare things", ("Qun Liu",), 2022, False),
        ("A study of rare things", ("Zoe Roe",), 2020, False),
        ("A study of other things", ("Qun Liu",), 2020, False),
        ("A study of rare things", ("Qun Liu",), None, False),
    ],
)
def test_title_year_and_first_author(title: str, authors: tuple[str, ...], year: int | None, same: bool) -> None:
    assert one_work(paper("1"), paper("2", title, *authors, year=year)) is same


@pytest.mark.parametrize("title", ["Author Index", "Introduction", "Preface", "Editorial", "Erratum", "Short one"])
def test_titles_that_name_no_work_do_not_merge(title: str) -> None:
    assert not one_work(paper("1", title), paper("2", title))


def test_a_correction_is_not_the_paper_it_corrects() -> None:
    assert not one_work(paper("1"), paper("2", type="erratum"))
    assert not one_work(paper("1", ids=["doi:10.1/x"]), paper("2", "Erratum: A study", ids=["doi:10.1/x"]))


def test_front_matter_does_not_merge_with_a_paper_that_shares_its_doi() -> None:
    assert not one_work(paper("1", ids=["doi:10.1/x"]), paper("2", type="front_matter", ids=["doi:10.1/x"]))


def test_preprint_and_article_of_one_source_are_one_work_two_articles_are_not() -> None:
    article = paper("1", type="article", ids=["doi:10.1/x"])
    assert len(works({"s": [article, paper("2", type="preprint", ids=["doi:10.1/y"])]})) == 1
    assert len(works({"s": [article, paper("2", type="article", ids=["doi:10.1/y"])]})) == 2


def test_two_places_in_volumes_of_one_source_stay_apart_even_through_a_third_record() -> None:
    inside = [paper("1", volume="v1"), paper("2", volume="v2")]
    assert works({"s": inside}) == {frozenset({"s/1"}), frozenset({"s/2"})}
    assert works({"s": inside, "t": [paper("3")]}) == {frozenset({"s/1", "t/3"}), frozenset({"s/2"})}


def test_a_record_that_must_stay_apart_keeps_no_others_from_meeting() -> None:
    shared = ["doi:10.1/x"]
    erratum = paper("1", "Erratum: A study", ids=shared, type="erratum")
    found = works({"a": [erratum], "b": [paper("2", "One title", ids=shared)], "c": [paper("3", "Other", ids=shared)]})
    assert found == {frozenset({"a/1"}), frozenset({"b/2", "c/3"})}


def test_curations_come_first() -> None:
    a, b = paper("1", ids=["doi:10.1/x"]), paper("2", ids=["doi:10.1/x"])
    assert not one_work(a, b, cannot_link=[("s/1", "t/2")])
    assert one_work(paper("1"), paper("2", "Another title altogether"), must_link=[("s/1", "t/2")])
    assert one_work(paper("1"), paper("2", type="erratum"), must_link=[("s/1", "t/2")])


def test_slots_follow_the_complete_list_and_a_stranger_is_a_conflict() -> None:
    full = paper("1", "A study of rare things", "Qun Liu", "Ann Bell", "Zoe Roe")
    cut = paper("2", "A study of rare things", "Q. Liu", "Zoe Roe", "John Doe", is_author_list_complete=False)
    found = resolve_papers(view_of({"s": [full], "t": [cut]}))
    assert found.slot_of == [0, 1, 2, 0, 2, -1]
    assert found.report["conflicting_mentions"] == 1
    assert found.report["papers"] == 1


def test_the_order_of_records_and_the_names_of_records_change_no_work() -> None:
    records: list[Record] = [
        paper("1", ids=["doi:10.1/x"]),
        paper("2", ids=["doi:10.1/x", "arxiv:2001.00001"], type="preprint"),
        paper("3", "Another study of rarities", ids=["arxiv:2001.00001"]),
        paper("4", "Another study of rarities", ids=["doi:10.1/z"]),
    ]
    expected = works({"s": records[:2], "t": records[2:]})
    for seed in range(10):
        shuffled = [records[:2], records[2:]]
        Random(seed).shuffle(shuffled[0])
        Random(seed + 1).shuffle(shuffled[1])
        assert works({"t": shuffled[1], "s": shuffled[0]}) == expected
