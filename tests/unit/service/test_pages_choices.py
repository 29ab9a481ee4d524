from __future__ import annotations

from typing import Any

from research_graph.service.pages.choices import LINKED, paper_choices
from research_graph.service.pages.page import Asked
from starlette.datastructures import QueryParams
from support.graphs import key

TOPIC, VENUE = key("T", "looms"), key("V", "mills")


def values(**counts: int) -> list[dict[str, Any]]:
    return [{"value": name, "name": name.title(), "count": count} for name, count in counts.items()]


def choices(
    query: str = "",
    *,
    whole: int = 9,
    years: tuple[int, ...] = (2001, 2003),
    offers_more: bool = False,
    **counts: Any,
) -> dict[str, Any]:
    """The choices of a list of so many papers, with facets by kind: values, and how many there are in all."""
    facets = [
        {"by": by, "values": found, "valueCount": total}
        for by, (found, total) in ({kind: ([], 0) for kind in ("TYPE", "VENUE", "TOPIC", "AUTHOR")} | counts).items()
    ]
    node = {
        "papersPerYear": [{"year": year, "count": 1} for year in (*years, None)],
        "all": {"totalCount": whole, "facets": facets},
    }
    asked = Asked("/topics/T1", {}, QueryParams(query), "https://graph.example")
    data = {"chosenTopic": {"name": "Looms"}}
    return paper_choices(asked, data, node=node, linked=tuple(LINKED), offers_more=offers_more)


def offered(found: dict[str, Any]) -> dict[str, list[str]]:
    return {one.name: [told for _, told in one.options] for one in found["selections"]}


def test_what_would_leave_nothing_out_is_not_offered() -> None:
    all_alike = choices(
        TYPE=(values(article=9), 1), VENUE=(values(mills=9), 1), AUTHOR=(values(bo=8), 1), years=(2001,)
    )
    assert list(offered(all_alike)) == ["with", "order"]
    assert offered(choices(whole=1, years=(2001,), AUTHOR=(values(bo=1), 1))) == {}


def test_what_is_in_force_can_be_seen_wherever_it_is_from() -> None:
    found = choices(f"from=1990&type=book_review&topic={TOPIC}&venue={VENUE}&order=cited&people=share&after=x")
    chosen = {one.name: dict(one.options)[one.chosen] for one in found["selections"] if one.chosen}
    assert chosen == {
        "from": "1990",
        "type": "book review",
        "topic": "Looms",
        "venue": VENUE,
        "order": "most cited first",
    }
    assert [told for told, _ in found["in_force"]] == ["from 1990", "book review", f"at {VENUE}", "about Looms"]
    assert found["in_force"][0][1] == (
        f"/topics/T1?type=book_review&topic={TOPIC}&venue={VENUE}&order=cited&people=share"
    )
    assert found["cleared"] == "/topics/T1?order=cited&people=share"
    assert found["kept"] == [("people", "share")]
    assert found["order"] == "most cited first"


def test_it_says_how_much_cannot_be_offered() -> None:
    assert choices(VENUE=(values(mills=8, fairs=1), 2))["left_out"] == []
    found = choices(VENUE=(values(mills=8), 5), AUTHOR=(values(bo=2), 104), TOPIC=([], 0))
    assert found["left_out"] == ["4 more venues", "103 more co-authors"]
    assert offered(found)["venue"] == ["any venue", "Mills (8)"]


def test_more_is_offered_where_the_page_can() -> None:
    assert choices("type=book")["more"] is None
    assert choices("type=book", offers_more=True)["more"] == "/topics/T1?type=book&offered=100"
    assert choices("offered=100&type=book")["kept"] == [("offered", "100")], "the form keeps it"


def test_citations_order_a_list_only_where_some_are_known() -> None:
    asked = Asked("/authors/A1", {}, QueryParams(""), "https://graph.example")
    node = {"papersPerYear": [], "all": {"totalCount": 9, "facets": [{"by": "TYPE", "values": [], "valueCount": 0}]}}
    known, unknown = (
        offered(paper_choices(asked, {}, node=node, linked=(), is_cited=is_cited))["order"]
        for is_cited in (True, False)
    )
    assert [one for one in known if one not in unknown] == ["most cited first"]
    assert unknown == ["newest first", "oldest first", "by title"]
