"""The keyboard: the list and the toolbar are one stop of Tab each, and keys of the browser's own go through."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect
from support.explorer_page import Explorer

TOOLS = ("Undo", "Redo", "Fit", "Clear", "Share link", "Export", "Help")
PRESS = """
({ key, ...held }) => {
  const event = new KeyboardEvent('keydown', { key, ...held, bubbles: true, cancelable: true });
  return !document.activeElement.dispatchEvent(event);
}
"""
"""Whether somebody took the key from the browser."""
STOPS = """
(selector) => [...document.querySelectorAll(`${selector} :is(a, button, input, [tabindex])`)]
  .filter((one) => one.tabIndex >= 0 && one.checkVisibility()).map((one) => one.textContent.trim() || one.ariaLabel)
"""
NAMED = ("Enter", "Delete", "Home", "End", "ArrowUp", "ArrowDown", "ArrowLeft")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXY"
OURS = {"K", "Y"}
"""With Ctrl: search and redo, as in editors. Z is undo."""


@pytest.fixture
def explorer(page: Page) -> Explorer:
    return Explorer(page).open().pick("Qun Liu")


def stops(page: Page, within: str) -> list[str]:
    found: list[str] = page.evaluate(STOPS, within)
    return found


def focused(page: Page) -> str:
    text: str = page.evaluate(
        "(one => one === document.body ? '' : one.ariaLabel ?? one.textContent)(document.activeElement)"
    )
    return text


def test_the_list_is_one_stop_of_tab(explorer: Explorer) -> None:
    page, press = explorer.page, explorer.page.keyboard.press
    names = explorer.names()
    assert len(names) > 20
    assert stops(page, "table") == ["Qun Liu"]
    press("l")
    expect(explorer.row("Qun Liu")).to_be_focused()
    press("Home")
    expect(explorer.row(names[0])).to_be_focused()
    press("ArrowDown")
    press("ArrowDown")
    expect(explorer.row(names[2])).to_be_focused()
    assert stops(page, "table") == [names[2]], "the stop goes along"
    press("End")
    expect(explorer.row(names[-1])).to_be_focused()
    press("ArrowDown")
    expect(explorer.row(names[-1])).to_be_focused()
    press("Tab")
    assert page.evaluate("document.activeElement.closest('table')") is None
    press("Shift+Tab")
    expect(explorer.row(names[-1])).to_be_focused()
    press("ArrowUp")
    press("Enter")
    expect(page.get_by_role("heading", name=names[-2])).to_be_visible()
    assert stops(page, "table") == [names[-2]]


def test_above_the_first_row_are_the_columns_to_sort_by(explorer: Explorer) -> None:
    page, press = explorer.page, explorer.page.keyboard.press
    press("l")
    expect(explorer.row("Qun Liu")).to_be_focused()
    press("Home")
    press("ArrowUp")
    expect(page.get_by_role("button", name="Papers", exact=True)).to_be_focused()
    press("ArrowLeft")
    press("ArrowLeft")
    press("Enter")
    expect(page.get_by_role("columnheader", name="Name")).to_have_attribute("aria-sort", "ascending")
    names = explorer.names()
    press("ArrowDown")
    expect(explorer.row(names[0])).to_be_focused()
    assert names == sorted(names, key=str.casefold)


def test_the_toolbar_is_one_stop_of_tab(explorer: Explorer) -> None:
    page, press = explorer.page, explorer.page.keyboard.press
    toolbar = page.get_by_role("toolbar", name="Graph")
    assert len(stops(page, "[role=toolbar]")) == 1
    explorer.search_field.focus()
    press("Tab")
    walked = [focused(page)]
    for _ in TOOLS[1:]:
        press("ArrowRight")
        walked.append(focused(page))
    assert tuple(walked) == TOOLS
    press("ArrowRight")
    assert focused(page) == TOOLS[0]
    press("End")
    assert focused(page) == TOOLS[-1]
    press("ArrowLeft")
    press("Enter")
    expect(toolbar.get_by_role("menu")).to_be_visible()
    press("Escape")
    assert focused(page) == "Export"
    press("Home")
    press("ArrowRight")
    expect(toolbar.get_by_role("button", name="Redo")).to_have_attribute("aria-disabled", "true")
    assert focused(page) == "Redo", "what cannot be done now is found all the same"
    press("Enter")
    press("Shift+Tab")
    expect(explorer.search_field).to_be_focused()


def test_undoing_to_the_end_leaves_the_focus_there(explorer: Explorer) -> None:
    page = explorer.page
    undo = page.get_by_role("toolbar").get_by_role("button", name="Undo")
    undo.focus()
    while undo.get_attribute("aria-disabled") is None:
        page.keyboard.press("Enter")
        page.wait_for_timeout(300)
    expect(undo).to_be_focused()


def test_help_tells_of_both(explorer: Explorer) -> None:
    explorer.page.keyboard.press("?")
    dialog = explorer.page.get_by_role("dialog")
    for title in ("In the list", "In the toolbar"):
        part = dialog.locator("section").filter(has=explorer.page.get_by_role("heading", name=title))
        expect(part.locator("kbd").filter(has_text="Home")).to_have_count(1)


def state(explorer: Explorer) -> tuple[object, ...]:
    open_ones = explorer.page.locator("[role=menu], dialog[open], [data-pane]").all_inner_texts()
    return explorer.address(), explorer.names(), focused(explorer.page), open_ones


@pytest.mark.parametrize("place", ["body", "canvas", "row", "toolbar", "menu", "search"])
def test_keys_of_the_browser_go_through(explorer: Explorer, place: str) -> None:
    """Ctrl-H, Ctrl-L, Ctrl-D, Alt-D, Command-T and all others do nothing of ours."""
    page = explorer.page
    explorer.row("Qun Liu").focus()
    if place == "body":
        page.evaluate("document.activeElement.blur()")
    elif place == "canvas":
        explorer.canvas.focus()
    elif place == "toolbar":
        page.get_by_role("toolbar").get_by_role("button", name="Undo").focus()
    elif place == "menu":
        page.keyboard.press("Shift+F10")
        expect(page.get_by_role("menu")).to_be_visible()
    elif place == "search":
        explorer.search_field.fill("liu")
        expect(page.get_by_role("option").first).to_be_visible()
    before = state(explorer)
    taken = []
    keys = [*LETTERS, *LETTERS.lower(), *"/?+-=0", *NAMED]
    held: dict[str, Any]
    for held in ({"ctrlKey": True}, {"altKey": True}, {"metaKey": True}, {"ctrlKey": True, "shiftKey": True}):
        for key in keys:
            if held == {"ctrlKey": True} and key.upper() in OURS:
                continue
            if page.evaluate(PRESS, {"key": key, **held}):
                taken.append((key, held))
    assert taken == []
    assert state(explorer) == before
