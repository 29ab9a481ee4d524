"""A browser may have no WebGL, or take it away: the page says so, shows the list, and draws again when it can."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from support.browser import Watch, context_of, violations
from support.explorer_page import Explorer, author
from support.served import Served

NO_WEBGL = """
const real = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
  return kind.includes('webgl') && !window.webgl ? null : real.call(this, kind, ...rest);
};
"""
LOSE = """
window.taken = [...document.querySelectorAll('[role=application] canvas')]
  .map((canvas) => canvas.getContext('webgl2')?.getExtension('WEBGL_lose_context')).filter(Boolean);
taken.forEach((one) => one.loseContext());
taken.length
"""
FRAMES = """
(async () => { for (let left = 4; left > 0; left -= 1) await new Promise((done) => requestAnimationFrame(done)); })()
"""


@pytest.fixture(params=[{}, {"viewport": {"width": 360, "height": 740}, "has_touch": True}], ids=["desktop", "phone"])
def bare(request: pytest.FixtureRequest, browser: Browser, site: Served) -> Iterator[Page]:
    """A page of a browser without WebGL."""
    with context_of(browser, site.url, **request.param) as (context, _):
        context.add_init_script(NO_WEBGL)
        yield context.new_page()


def test_without_webgl_the_list_stands_in(bare: Page) -> None:
    explorer = Explorer(bare).open()
    expect(bare.get_by_role("button", name="Qun Liu")).to_be_visible()
    assert bare.get_by_text("This browser cannot draw the picture").count() == 0, "nothing is to be drawn yet"
    explorer.pick("Qun Liu")
    expect(bare.get_by_role("alert").filter(has_text="This browser cannot draw the picture")).to_be_visible()
    expect(explorer.row("Qun Liu")).to_be_visible()
    assert violations(bare) == []
    before = len(explorer.names())
    explorer.row("Andy Way").click()
    explorer.act("Expand")
    if not bare.get_by_role("table").is_visible():
        bare.get_by_role("button", name="Show the list").click()
    expect(explorer.row("Andy Way")).to_be_visible()
    assert len(explorer.names()) > before
    explorer.row("Andy Way").click(trial=True)


def test_it_is_drawn_when_it_can_be_after_all(bare: Page) -> None:
    explorer = Explorer(bare).open().pick("Qun Liu")
    alert = bare.get_by_role("alert").filter(has_text="This browser cannot draw the picture")
    bare.get_by_role("button", name="Draw again").click()
    bare.evaluate(FRAMES)
    expect(alert).to_be_visible()
    bare.evaluate("window.webgl = true")
    bare.get_by_role("button", name="Draw again").click()
    expect(alert).to_have_count(0)
    assert bare.locator("canvas.sigma-nodes").count() == 1
    explorer.settled()


def test_what_the_browser_took_comes_back(page: Page, watched: tuple[BrowserContext, Watch], site: Served) -> None:
    watched[1].allowed.add("CONTEXT_LOST_WEBGL")
    page.emulate_media(reduced_motion="reduce")
    person = author(site, "Qun Liu")
    explorer = Explorer(page).open(f"?roots={person}&steps=&selected={person}")
    page.get_by_role("button", name="Close: List").click()
    assert page.evaluate(LOSE) == 3
    alert = page.get_by_role("alert").filter(has_text="The browser has stopped drawing the picture")
    expect(alert).to_be_visible()
    expect(explorer.row("Qun Liu")).to_be_visible()
    explorer.canvas.focus()
    page.keyboard.press("e")
    explorer.settled()
    assert explorer.shown() > 20, "everything else works"
    page.keyboard.press("c")
    explorer.settled()
    page.evaluate("taken[0].restoreContext()")
    expect(alert).to_have_count(0)
    explorer.tool("Fit")
    x, y = explorer.middle()
    page.mouse.move(x + 3, y + 3)
    page.mouse.move(x, y)
    expect(page.locator(".tooltip")).to_contain_text("Qun Liu")
    assert page.locator("canvas.sigma-nodes").count() == 1
