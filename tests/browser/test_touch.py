"""A finger that rests opens the menu of what is under it, and its lifting is no tap."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from support.browser import context_of
from support.explorer_page import Explorer, author
from support.served import Served

PHONE = {"width": 360, "height": 740}
LANDSCAPE = {"width": 740, "height": 360}
SIDE = 56
"""CSS pixels from a side of the canvas to the middle of the outermost node."""
RESTS_MS = 700
TRIES = 10
CONTEXT_MENU = """
([x, y]) => document.elementFromPoint(x, y).dispatchEvent(new PointerEvent('contextmenu',
  { bubbles: true, cancelable: true, clientX: x, clientY: y, button: 0, pointerType: 'touch' }))
"""
CHOSEN, OTHER, FAR = "Qun Liu", "Andy Way", "Yoav Goldberg"


@pytest.fixture
def explorer(browser: Browser, site: Served) -> Iterator[Explorer]:
    """Two people: the chosen one at the left, another at the right."""
    left, right = author(site, CHOSEN), author(site, OTHER)
    with context_of(browser, site.url, viewport=PHONE, has_touch=True, reduced_motion="reduce") as (context, _):
        search = f"?roots={left},{right}&steps=&pins={left}_-100_0_0,{right}_100_0_0&selected={left}"
        found = Explorer(context.new_page()).open(search)
        expect(found.page.locator("#details-name")).to_have_text(CHOSEN)
        expect(found.page.locator(".skeleton")).to_have_count(0)
        yield found


def middle(explorer: Explorer) -> tuple[float, float]:
    """That of the canvas, in the window."""
    box = explorer.canvas.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def right_one(explorer: Explorer) -> tuple[float, float]:
    """Where the other one is in the window, when all is in sight: a little above the middle."""
    box = explorer.canvas.bounding_box()
    assert box is not None
    return box["x"] + box["width"] - SIDE, middle(explorer)[1] - 12


def at_the_right(explorer: Explorer) -> str:
    """Of whom the menu is that opens where the outermost node stands when all is in sight, or the path."""
    menu = explorer.page.get_by_role("menu")
    explorer.page.evaluate(CONTEXT_MENU, list(right_one(explorer)))
    expect(menu).to_be_visible()
    found = menu.get_attribute("aria-label") or ""
    explorer.page.keyboard.press("Escape")
    expect(menu).to_have_count(0)
    return found.removeprefix("Actions for ")


def find_at_the_right(explorer: Explorer, name: str) -> None:
    """Waits until that one stands there."""
    for _ in range(TRIES):
        found = at_the_right(explorer)
        if found == name:
            return
        explorer.page.wait_for_timeout(RESTS_MS)
    pytest.fail(found)


class Fingers:
    """What a hand does on the window of a page."""

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)

    def __call__(self, kind: str, *points: tuple[float, float]) -> None:
        places = [{"x": x, "y": y} for x, y in points]
        self._session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})


def test_a_resting_finger_opens_the_menu_of_what_is_under_it(explorer: Explorer) -> None:
    page, before, touch = explorer.page, explorer.address(), Fingers(explorer.page)
    x, y = right_one(explorer)
    touch("touchStart", (x, y))
    menu = page.get_by_role("menu", name=f"Actions for {OTHER}")
    expect(menu).to_be_visible()
    touch("touchEnd")
    page.wait_for_timeout(RESTS_MS)
    expect(menu).to_be_visible()
    assert explorer.address() == before, "nobody was chosen, nothing was pinned"
    menu.get_by_role("menuitem", name="Show details").tap()
    expect(page.locator("#details-name")).to_have_text(OTHER)


def test_it_may_tremble_there(explorer: Explorer) -> None:
    page, before, touch = explorer.page, explorer.address(), Fingers(explorer.page)
    x, y = right_one(explorer)
    touch("touchStart", (x, y))
    touch("touchMove", (x + 6, y - 6))
    expect(page.get_by_role("menu", name=f"Actions for {OTHER}")).to_be_visible()
    touch("touchEnd")
    page.wait_for_timeout(RESTS_MS)
    assert explorer.address() == before, "nothing was pinned"


@pytest.mark.parametrize("what", [OTHER, "the graph"])
def test_below_the_menu_that_it_has_opened_nothing_moves(explorer: Explorer, what: str) -> None:
    page, touch = explorer.page, Fingers(explorer.page)
    x, y = right_one(explorer)
    start = (x, y) if what == OTHER else (x - 2 * SIDE, y + 30)
    touch("touchStart", start)
    menu = page.get_by_role("menu", name=f"Actions for {what}")
    expect(menu).to_be_visible()
    for step in (20, 60, 100):
        touch("touchMove", (start[0] - step, start[1] + step))
    page.wait_for_timeout(RESTS_MS)
    touch("touchEnd")
    page.keyboard.press("Escape")
    expect(menu).to_have_count(0)
    touch("touchStart", (x, y))
    expect(page.get_by_role("menu", name=f"Actions for {OTHER}")).to_be_visible()
    touch("touchEnd")


@pytest.mark.parametrize(
    ("by", "found"),
    [((-110, 0), "the graph"), ((0, 120), CHOSEN)],
    ids=["out of sight by hand", "out of sight by turning"],
)
def test_turning_the_phone_brings_back_only_what_it_took_away(
    explorer: Explorer, by: tuple[float, float], found: str
) -> None:
    page, touch = explorer.page, Fingers(explorer.page)
    x, y = middle(explorer)
    touch("touchStart", (x, y))
    for share in (0.2, 0.6, 1):
        touch("touchMove", (x + share * by[0], y + share * by[1]))
    page.wait_for_timeout(RESTS_MS)
    touch("touchEnd")
    page.set_viewport_size(LANDSCAPE)
    page.wait_for_timeout(2 * RESTS_MS)
    x, y = middle(explorer)
    touch("touchStart", (x, y))
    expect(page.get_by_role("menu", name=f"Actions for {found}")).to_be_visible()
    touch("touchEnd")


def test_on_the_ground_it_opens_that_of_the_graph(explorer: Explorer) -> None:
    touch = Fingers(explorer.page)
    x, y = right_one(explorer)
    touch("touchStart", (x - 2 * SIDE, y + 30))
    expect(explorer.page.get_by_role("menu", name="Actions for the graph")).to_be_visible()
    touch("touchEnd")
    assert explorer.view("selected") != "", "the chosen one stays chosen"


def test_a_finger_that_drags_or_has_company_opens_none(explorer: Explorer) -> None:
    page, touch = explorer.page, Fingers(explorer.page)
    x, y = right_one(explorer)
    touch("touchStart", (x, y))
    touch("touchMove", (x - 40, y - 20))
    page.wait_for_timeout(RESTS_MS)
    touch("touchEnd")
    touch("touchStart", (x - 2 * SIDE, y))
    touch("touchStart", (x - 2 * SIDE, y), (x - SIDE, y))
    page.wait_for_timeout(RESTS_MS)
    touch("touchEnd", (x - 2 * SIDE, y))
    page.wait_for_timeout(RESTS_MS)
    touch("touchEnd")
    assert page.get_by_role("menu").count() == 0


def test_a_path_fills_the_picture_until_all_is_asked_for(browser: Browser, site: Served) -> None:
    left, right, far = (author(site, name) for name in (CHOSEN, OTHER, FAR))
    pins = f"{left}_-100_0_0,{right}_100_0_0,{far}_1500_0_0"
    search = f"?roots={left},{right},{far}&steps=&pins={pins}&path={left},{right}"
    with context_of(browser, site.url, viewport=PHONE, has_touch=True, reduced_motion="reduce") as (context, _):
        explorer = Explorer(context.new_page()).open(search)
        expect(explorer.page.get_by_text("They wrote together.")).to_be_visible()
        find_at_the_right(explorer, OTHER)
        explorer.page.get_by_role("button", name="Remove the path").tap()
        find_at_the_right(explorer.settled(), FAR)
        find_at_the_right(explorer.tool("Undo"), OTHER)
        explorer.page.get_by_role("toolbar").get_by_role("button", name="More", exact=True).tap()
        explorer.page.get_by_role("menuitem", name="Fit").tap()
        find_at_the_right(explorer, FAR)


def test_who_comes_beside_a_path_is_brought_into_sight(browser: Browser, site: Served) -> None:
    left, right = author(site, CHOSEN), author(site, OTHER)
    search = f"?roots={left},{right}&steps=&pins={left}_-100_0_0,{right}_100_0_0&path={left},{right}&selected={right}"
    with context_of(browser, site.url, viewport=PHONE, has_touch=True, reduced_motion="reduce") as (context, _):
        explorer = Explorer(context.new_page()).open(search)
        find_at_the_right(explorer, OTHER)
        explorer.canvas.focus()
        explorer.page.keyboard.press("e")
        expect(explorer.canvas).to_have_attribute("aria-label", re.compile(r"Graph of \d\d people"))
        explorer.settled().page.wait_for_timeout(RESTS_MS)
        assert at_the_right(explorer) != OTHER


def test_a_menu_that_the_system_asks_for_by_touch_is_of_what_is_under_the_finger(explorer: Explorer) -> None:
    explorer.page.evaluate(CONTEXT_MENU, list(right_one(explorer)))
    expect(explorer.page.get_by_role("menu", name=f"Actions for {OTHER}")).to_be_visible()
