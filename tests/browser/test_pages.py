"""The pages that the server renders, in a browser: checked by axe, on a phone, and where scripts are off."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from support.browser import context_of, violations
from support.explorer_page import Explorer, author
from support.served import Served

KINDS = ("author", "paper", "topic", "institution", "venue", "cluster")
LISTS = ("authors", "topics", "institutions", "venues", "clusters")
PAGES = ("home", "search", "missing", *KINDS, *LISTS)
FIRST = """query($author: ID!) {
  author(id: $author) { papers(first: 1) { nodes { id venue { id } } } cluster { cluster { id } } }
  topics: search(text: "energy", kinds: [TOPIC], first: 1) { nodes { id } }
  institutions: search(text: "university", kinds: [INSTITUTION], first: 1) { nodes { id } }
}"""


@pytest.fixture(scope="module")
def paths(site: Served) -> dict[str, str]:
    """The address of a page of each sort."""
    person = author(site, "Qun Liu")
    found = site.ask(FIRST, {"author": person}).json["data"]
    (paper,) = found["author"]["papers"]["nodes"]
    ids = {
        "author": person,
        "paper": paper["id"],
        "topic": found["topics"]["nodes"][0]["id"],
        "institution": found["institutions"]["nodes"][0]["id"],
        "venue": paper["venue"]["id"],
        "cluster": found["author"]["cluster"]["cluster"]["id"],
    }
    return {
        "home": "/",
        "search": "/search?q=liu",
        "missing": "/authors/AZZZZZZZZZZZZZZZZ",
        **{kind: f"/{kind}s/{ids[kind]}" for kind in KINDS},
        **{name: f"/{name}" for name in LISTS},
    }


@pytest.fixture(params=["light", "dark"])
def schemed(request: pytest.FixtureRequest, browser: Browser, site: Served) -> Iterator[Page]:
    with context_of(browser, site.url, color_scheme=request.param) as (context, watch):
        watch.allowed.add("status of 404")  # the page of what is missing is one
        yield context.new_page()


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(schemed: Page, paths: dict[str, str], name: str) -> None:
    answer = schemed.goto(paths[name])
    assert answer is not None
    assert answer.status == (404 if name == "missing" else 200)
    assert violations(schemed) == []


@pytest.mark.parametrize("width", [360, 640])
@pytest.mark.parametrize("name", PAGES)
def test_little_room_needs_no_scrolling_sideways(
    browser: Browser, site: Served, paths: dict[str, str], name: str, width: int
) -> None:
    with context_of(browser, site.url, viewport={"width": width, "height": 700}) as (context, watch):
        watch.allowed.add("status of 404")
        page = context.new_page()
        page.goto(paths[name])
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_scripts_search_leads_to_a_profile_and_to_its_lists(browser: Browser, site: Served) -> None:
    with context_of(browser, site.url, java_script_enabled=False) as (context, _):
        page = context.new_page()
        page.goto("/")
        page.get_by_role("searchbox").first.fill("Qun Liu")
        page.keyboard.press("Enter")
        page.get_by_role("link", name="Qun Liu").or_(page.get_by_role("link", name="Liu, Qun")).first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Qun Liu")
        expect(page.get_by_role("link", name="Open in explorer").first).to_have_attribute(
            "href", f"/explorer?roots={author(site, 'Qun Liu')}"
        )


def test_a_profile_leads_into_the_explorer(page: Page, site: Served) -> None:
    person = author(site, "Qun Liu")
    page.goto(f"/authors/{person}")
    page.get_by_role("link", name="Open in explorer").first.click()
    explorer = Explorer(page)
    expect(explorer.row("Qun Liu")).to_be_visible()
    explorer.settled()
    assert explorer.view("roots") == person
