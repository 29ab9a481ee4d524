from __future__ import annotations

import pytest
from research_graph.service.pages.countries import NAMES, country
from support.pages import ORIGIN, Reader, Reading
from support.shelf_world import MEETING, UNIVERSITY


def rows(page: Reading) -> list[list[str]]:
    found = [one for one in page.all("tr") if one.above[-1].tag == "tbody"]
    return [[cell.text for cell in page.all() if cell.above and cell.above[-1] is row] for row in found]


@pytest.mark.parametrize(
    ("path", "first", "count"),
    [
        ("topics", ["Looms", "subfield", "OpenAlex", "26"], 4),
        ("institutions", ["University of Engines", "Oslo, Norway", "education", "1"], 4),
        ("venues", ["Interest Group on Engines", "none known", "special interest group", "30"], 3),
        ("authors", ["Byron, Ada", "2001–2020", "University of Engines", "25"], 106),
    ],
)
def test_all_of_a_kind_are_listed_those_of_most_papers_first(
    shelf: Reader, path: str, first: list[str], count: int
) -> None:
    page = shelf.get(f"/{path}")
    shown = rows(page)
    assert page.status == 200
    assert first in shown[:3]
    assert [int(row[-1]) for row in shown] == sorted((int(row[-1]) for row in shown), reverse=True)
    while following := page.all("a", rel="next"):
        page = shelf.get(following[0].attributes["href"])
        shown += rows(page)
    assert len(shown) == count
    assert "None" not in page.text
    by_name = shelf.get(f"/{path}?order=name")
    assert by_name.one("span", "chip", aria_current="true").text == "by name"
    names = [row[0].casefold() for row in rows(by_name)]
    assert path == "authors" or names == sorted(names)
    assert by_name.one("link", rel="canonical").attributes["href"] == f"{ORIGIN}/{path}"


def test_rows_lead_to_their_pages_and_the_caption_says_how_many(shelf: Reader) -> None:
    assert f"/venues/{MEETING}" in shelf.get("/venues").links
    assert f"/institutions/{UNIVERSITY}" in shelf.get("/institutions").links
    assert shelf.get("/venues").one("caption").text == "All 3 venues"
    assert shelf.get("/authors").one("caption").text == "Showing 50 of 106 people"
    for query in ("order=age", "after=x"):
        assert shelf.get(f"/topics?{query}").status == 400


def test_countries_are_called_by_their_names() -> None:
    assert [country(code) for code in ("NO", "CN", "XX", None)] == ["Norway", "China", "XX", None]
    assert len(NAMES) == 250
    assert all(len(code) == 2 and code.isupper() for code in NAMES)
