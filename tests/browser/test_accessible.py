"""Every state for everybody: checked by axe in light and dark, on a phone, at 200%, by touch, with less motion."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from support.browser import context_of, violations
from support.explorer_page import Explorer, author
from support.served import Served

PHONE = {"width": 360, "height": 740}
HALF_DESKTOP = {"width": 640, "height": 400}
"""What a window of 1280 by 800 has left at 200%."""


def empty(explorer: Explorer, _: str) -> None:
    explorer.open()
    expect(explorer.page.get_by_role("button", name="Qun Liu")).to_be_visible()


def searching(explorer: Explorer, _: str) -> None:
    explorer.open()
    explorer.search_field.fill("liu")
    expect(explorer.page.get_by_role("option").first).to_be_visible()


def nothing_found(explorer: Explorer, _: str) -> None:
    explorer.open()
    explorer.search_field.fill("qqqqqqqq")
    expect(explorer.page.get_by_text("Nothing is called")).to_be_visible()


def walked(explorer: Explorer, person: str) -> None:
    explorer.open(f"?roots={person}&selected={person}")
    expect(explorer.page.locator("#details-name")).to_be_visible()
    expect(explorer.page.locator(".skeleton")).to_have_count(0)


def of_every_kind(explorer: Explorer, person: str) -> None:
    steps = ",".join(f"{person}.{relation}9" for relation in ("co", "au", "wo", "af", "me"))
    explorer.open(f"?roots={person}&steps={steps}&color=cluster")


def filtered(explorer: Explorer, person: str) -> None:
    explorer.open(f"?roots={person}&from=2010&strength=1&text=liu&color=year&hide=paper")
    explorer.pane("Filters")


def with_path(explorer: Explorer, person: str) -> None:
    walked(explorer, person)
    pane = explorer.pane("Path")
    pane.get_by_role("combobox", name="To").fill("Philipp Koehn")
    explorer.page.get_by_role("option", name="Philipp Koehn").first.click()
    pane.get_by_role("combobox", name="From").fill("Qun Liu")
    explorer.page.get_by_role("option", name="Qun Liu").first.click()
    pane.get_by_role("button", name="Find the path").click()
    expect(pane.locator(".chain").first).to_be_visible()


def with_menu(explorer: Explorer, person: str) -> None:
    walked(explorer, person)
    explorer.canvas.focus()
    explorer.page.keyboard.press("Shift+F10")
    expect(explorer.page.get_by_role("menu")).to_be_visible()


def with_exports(explorer: Explorer, person: str) -> None:
    walked(explorer, person)
    explorer.page.get_by_role("button", name="Export", exact=True).click()
    expect(explorer.page.get_by_role("menu")).to_be_visible()


def with_help(explorer: Explorer, person: str) -> None:
    walked(explorer, person)
    explorer.page.keyboard.press("?")
    expect(explorer.page.get_by_role("dialog")).to_be_visible()


def failed(explorer: Explorer, person: str) -> None:
    explorer.page.route("**/graphql", lambda route: route.fulfill(status=200, body='{"errors":[{"message":"no"}]}'))
    explorer.page.goto(f"/explorer?roots={person}")
    expect(explorer.page.get_by_text("The graph could not be loaded.")).to_be_visible()


def unknown(explorer: Explorer, _: str) -> None:
    explorer.page.goto("/explorer?roots=AZZZZZZZZZZZZZZZZ")
    expect(explorer.page.get_by_text("Nothing in this graph answers")).to_be_visible()


STATES = (
    empty,
    searching,
    nothing_found,
    walked,
    of_every_kind,
    filtered,
    with_path,
    with_menu,
    with_exports,
    with_help,
    failed,
    unknown,
)
State = Callable[[Explorer, str], None]


@pytest.fixture(scope="module")
def person(site: Served) -> str:
    return author(site, "Qun Liu")


@pytest.fixture(params=["light", "dark"])
def schemed(request: pytest.FixtureRequest, browser: Browser, site: Served) -> Iterator[Page]:
    with context_of(browser, site.url, color_scheme=request.param, reduced_motion="reduce") as (context, _):
        yield context.new_page()


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_axe_finds_nothing(schemed: Page, person: str, state: State) -> None:
    state(Explorer(schemed), person)
    assert violations(schemed) == []


@pytest.mark.parametrize("size", [PHONE, HALF_DESKTOP], ids=["phone", "zoomed"])
@pytest.mark.parametrize(
    "state", [empty, searching, walked, of_every_kind, filtered, with_path, unknown], ids=lambda state: state.__name__
)
def test_little_room_needs_no_scrolling_sideways(
    browser: Browser, site: Served, person: str, state: State, size: dict[str, int]
) -> None:
    with context_of(browser, site.url, viewport=size, has_touch=True, reduced_motion="reduce") as (context, _):
        page = context.new_page()
        state(Explorer(page), person)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        assert page.evaluate("document.documentElement.scrollHeight") <= size["height"]
        for control in page.locator("button:visible, input:visible, a:visible").all():
            outer = control.evaluate(
                "(e) => { e.scrollIntoView({ block: 'nearest', inline: 'nearest' }); return e.outerHTML }"
            )
            box = control.bounding_box()
            assert box is None or (box["x"] >= 0 and box["x"] + box["width"] <= size["width"] + 0.5), outer
        assert violations(page) == []


def test_with_less_motion_nothing_glides(browser: Browser, site: Served, person: str) -> None:
    """Where nodes stand on the canvas right after a fit is where they stay."""
    with context_of(browser, site.url, reduced_motion="reduce") as (context, _):
        page = context.new_page()
        explorer = Explorer(page).open(f"?roots={person}")
        explorer.tool("Fit")
        page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        first = explorer.canvas.screenshot()
        page.wait_for_timeout(500)
        assert explorer.canvas.screenshot() == first
        moving = page.evaluate("document.getAnimations().filter((one) => one.effect.getTiming().duration > 1).length")
        assert moving == 0


def test_what_happens_is_said(page: Page) -> None:
    explorer = Explorer(page).open().pick("Qun Liu")
    status = page.get_by_role("status")
    expect(status.filter(has_text=re.compile(r"Added \d+ people"))).to_be_attached()
    explorer.row("Andy Way").click()
    explorer.act("Dismiss")
    expect(status.filter(has_text="Dismissed 1 person")).to_be_attached()


def test_touch_chooses_and_the_details_cover_no_control(browser: Browser, site: Served, person: str) -> None:
    with context_of(browser, site.url, viewport=PHONE, has_touch=True, reduced_motion="reduce") as (context, _):
        page = context.new_page()
        explorer = Explorer(page).open(f"?roots={person}&steps=")
        page.touchscreen.tap(*explorer.middle())
        expect(page.locator("#details-name")).to_have_text("Qun Liu")
        page.get_by_role("complementary", name="Details").get_by_role("button", name="Close").tap()
        expect(page.locator("#details-name")).to_have_count(0)


def test_without_scripts_the_page_leads_to_those_that_need_none(browser: Browser, site: Served) -> None:
    with context_of(browser, site.url, java_script_enabled=False) as (context, _):
        page = context.new_page()
        page.goto("/explorer")
        page.get_by_role("link", name="Search and profiles").click()
        assert page.url == f"{site.url}/"
