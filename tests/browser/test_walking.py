"""Walking the graph, by the mouse and by the keyboard alone: search, expand, collapse, dismiss, undo, redo, paths."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from support.explorer_page import Explorer, author
from support.served import Served

LINES = "all => all.map((one) => Math.round(one.clientHeight / parseFloat(getComputedStyle(one).lineHeight)))"


@pytest.fixture
def qun_liu(site: Served) -> str:
    return author(site, "Qun Liu")


def test_the_empty_state_offers_people(page: Page) -> None:
    explorer = Explorer(page).open()
    expect(page.get_by_role("heading", name="Walk the research graph")).to_be_visible()
    page.get_by_role("button", name="Qun Liu").click()
    explorer.settled()
    assert "Qun Liu" in explorer.names()
    expect(page.get_by_role("heading", name="Qun Liu")).to_be_visible()


def test_search_tells_people_of_one_name_apart(page: Page) -> None:
    explorer = Explorer(page).open()
    explorer.search_field.fill("wei wang")
    options = page.get_by_role("option")
    expect(options.nth(1)).to_be_visible()
    texts = [" ".join(text.split()) for text in options.all_inner_texts()]
    assert sum(text.startswith("Wei Wang") for text in texts) >= 1
    assert len(set(texts)) == len(texts), "two hits look the same"
    assert all(re.search(r"\d", text) for text in texts), "a hit without papers or years"


@pytest.mark.parametrize(("width", "lines"), [(1280, 1), (360, 2)], ids=["desktop", "phone"])
def test_a_long_hit_is_cut_where_it_says_so(page: Page, width: int, lines: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    explorer = Explorer(page).open()
    explorer.search_field.fill("wei wang")
    hits = page.locator("[role=option] .hit-line")
    expect(hits.nth(1)).to_be_visible()
    assert max(hits.evaluate_all(LINES)) == lines
    for hit in hits.all():
        assert hit.inner_text().endswith(hit.get_attribute("title") or "nothing")


def test_by_mouse_expand_twice_collapse_dismiss_undo_redo(page: Page) -> None:
    explorer = Explorer(page).open().pick("Qun Liu")
    first = explorer.ids()
    assert len(first) > 20
    explorer.row("Andy Way").click()
    explorer.act("Expand")
    second = explorer.ids()
    assert second > first
    explorer.act("Collapse")
    assert explorer.ids() == first
    explorer.act("Dismiss")
    assert len(explorer.ids()) == len(first) - 1
    expect(page.get_by_role("button", name="1 dismissed: bring back")).to_be_visible()
    expect(explorer.row("Andy Way")).to_have_count(0)
    explorer.tool("Undo")
    assert explorer.ids() == first
    explorer.tool("Undo")
    assert explorer.ids() == second
    explorer.tool("Undo")
    assert explorer.ids() == first
    explorer.tool("Redo")
    assert explorer.ids() == second


def test_more_of_one_kind_is_added_with_its_count(page: Page) -> None:
    explorer = Explorer(page).open().pick("Qun Liu")
    before = explorer.ids()
    details = page.get_by_role("complementary", name="Details")
    details.get_by_role("button", name=re.compile(r"^papers \d+")).click()
    explorer.settled()
    papers = {node["id"] for node in explorer.graph()["nodes"] if node["kind"] == "PAPER"}
    assert papers
    assert papers.isdisjoint(before)
    expect(details.get_by_text(f"{len(papers)} of 248")).to_be_visible()
    details.get_by_role("button", name="More papers").click()
    explorer.settled()
    expect(details.get_by_text(f"{len(papers) + 25} of 248")).to_be_visible()


def test_expanding_leaves_every_other_node_where_it_was(page: Page) -> None:
    explorer = Explorer(page).open().pick("Qun Liu")
    before = explorer.places()
    explorer.row("Andy Way").click()
    explorer.act("Expand")
    after = explorer.places()
    assert len(after) > len(before)
    assert {one: after[one] for one in before} == before


def test_the_canvas_obeys_the_mouse(page: Page, qun_liu: str) -> None:
    """One node alone stands in the middle, a little above the legend's strip."""
    page.emulate_media(reduced_motion="reduce")
    explorer = Explorer(page).open(f"?roots={qun_liu}&steps=")
    x, y = explorer.middle()
    page.mouse.move(x + 3, y + 3)
    page.mouse.move(x, y)
    expect(page.locator(".tooltip")).to_contain_text("Qun Liu")
    page.mouse.click(x, y)
    expect(page.get_by_role("heading", name="Qun Liu")).to_be_visible()
    assert explorer.view("selected") == qun_liu
    page.get_by_role("complementary", name="Details").get_by_role("button", name="Close").click()
    explorer.tool("Fit")
    page.mouse.move(x, y)
    expect(page.locator(".tooltip")).to_contain_text("Qun Liu")
    page.mouse.click(x, y, button="right")
    menu = page.get_by_role("menu", name="Actions for Qun Liu")
    expect(menu.get_by_role("menuitem", name=re.compile("^Add papers"))).to_contain_text("248")
    page.keyboard.press("Escape")
    expect(menu).to_have_count(0)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 30, steps=4)
    page.mouse.up()
    assert explorer.view("pins").startswith(qun_liu)
    explorer.tool("Undo")
    assert explorer.view("pins") == ""
    explorer.tool("Fit")
    page.mouse.dblclick(x, y)
    expect(explorer.canvas).to_have_attribute("aria-label", re.compile(r"Graph of \d\d people"))


def test_a_double_click_may_take_its_time(page: Page, qun_liu: str) -> None:
    """The first click opens the details beside the picture; the second one still meets the node."""
    page.emulate_media(reduced_motion="reduce")
    explorer = Explorer(page).open(f"?roots={qun_liu}&steps=")
    x, y = explorer.middle()
    page.mouse.move(x, y)
    page.mouse.click(x, y)
    expect(page.get_by_role("heading", name="Qun Liu")).to_be_visible()
    page.wait_for_timeout(200)
    page.mouse.down(click_count=2)
    page.mouse.up(click_count=2)
    expect(explorer.canvas).to_have_attribute("aria-label", re.compile(r"Graph of \d\d people"))


def test_all_stays_in_sight_when_the_window_changes(page: Page, qun_liu: str, site: Served) -> None:
    page.emulate_media(reduced_motion="reduce")
    other = author(site, "Andy Way")
    pins = f"{qun_liu}_-1000_0_0,{other}_1000_0_0"
    explorer = Explorer(page).open(f"?roots={qun_liu},{other}&steps=&pins={pins}")
    for width in (1100, 1180):
        page.set_viewport_size({"width": width, "height": 700})
        page.wait_for_timeout(300)
        box = explorer.canvas.bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] - 56, box["y"] + box["height"] / 2 - 12
        page.mouse.move(x + 40, y + 40)
        page.mouse.move(x, y)
        expect(page.locator(".tooltip")).to_contain_text("Andy Way")


def test_by_keyboard_alone(page: Page) -> None:
    explorer = Explorer(page).open()
    press = page.keyboard.press
    expect(page.get_by_role("button", name="Qun Liu")).to_be_visible()
    press("/")
    expect(explorer.search_field).to_be_focused()
    page.keyboard.type("Qun Liu")
    expect(page.get_by_role("option", name="Qun Liu").first).to_be_visible()
    press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).to_contain_text("Qun Liu")
    press("Enter")
    explorer.settled()
    expect(explorer.canvas).to_be_focused()
    first = explorer.shown()
    assert first > 20
    root = explorer.view("selected")

    press("ArrowLeft")
    press("ArrowLeft")
    neighbor = explorer.view("selected")
    assert neighbor not in ("", root)
    expect(page.get_by_role("status").filter(has_text=re.compile(", person$"))).to_be_attached()
    assert page.locator(".toast").count() == 0, "the picture shows who is chosen"
    press("Enter")
    explorer.settled()
    expanded = explorer.shown()
    assert expanded > first
    press("c")
    explorer.settled()
    assert explorer.shown() == first
    press("Control+z")
    explorer.settled()
    assert explorer.shown() == expanded
    press("Control+y")
    explorer.settled()
    assert explorer.shown() == first
    press("h")
    explorer.settled()
    assert explorer.shown() == first - 1
    assert explorer.view("without") == neighbor

    press("?")
    expect(page.get_by_role("dialog", name="Keys and gestures")).to_be_visible()
    press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    press("g")
    expect(explorer.canvas).to_be_focused()
    press("Escape")
    expect(explorer.canvas).not_to_be_focused()


def test_the_list_is_walked_and_sorted_by_keyboard(page: Page) -> None:
    explorer = Explorer(page).open().pick("Qun Liu")
    page.keyboard.press("l")
    expect(explorer.row("Qun Liu")).to_be_focused()
    names = explorer.names()
    page.keyboard.press("ArrowDown")
    next_one = names[names.index("Qun Liu") + 1]
    expect(explorer.row(next_one)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=next_one)).to_be_visible()
    page.get_by_role("columnheader", name="Name").get_by_role("button").press("Enter")
    expect(page.get_by_role("columnheader", name="Name")).to_have_attribute("aria-sort", "ascending")
    assert explorer.names() == sorted(explorer.names(), key=str.casefold)


def test_the_canvas_is_no_trap(page: Page) -> None:
    explorer = Explorer(page).open().pick("Qun Liu")
    for key in ("Tab", "Shift+Tab"):
        explorer.canvas.focus()
        page.keyboard.press(key)
        expect(explorer.canvas).not_to_be_focused()


def test_a_path_names_the_papers_of_each_tie(page: Page) -> None:
    explorer = Explorer(page).open()
    pane = explorer.find_path("Qun Liu", "Yoav Goldberg")
    explorer.settled()
    chain = pane.locator(".chain").first
    people = chain.locator("> li")
    assert people.first.get_by_role("button").inner_text() == "Qun Liu"
    assert people.last.get_by_role("button").inner_text() == "Yoav Goldberg"
    ties = people.count() - 1
    assert ties == 2
    for tie in range(ties):
        assert people.nth(tie).get_by_role("link").count() >= 1
    assert explorer.shown() >= people.count()
    href = people.first.get_by_role("link").first.get_attribute("href")
    assert href is not None
    assert href.startswith("/papers/P")
    assert explorer.view("path").count(",") == 1


def test_where_no_path_is_found_it_says_why(page: Page) -> None:
    explorer = Explorer(page).open()
    pane = explorer.find_path("Qun Liu", "Khalid Al-Ramadan")
    expect(pane.get_by_text("No chain of at most 6 co-authorships links these two people.")).to_be_visible()
