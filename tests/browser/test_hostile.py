"""Names that attack whoever shows them stay names: on the canvas, in lists, panels, tooltips, menus and files."""

from __future__ import annotations

import csv
import io
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from typing import Any

import networkx as nx
import pytest
from playwright.sync_api import Browser, expect
from support.browser import context_of
from support.browser_worlds import HOSTILE, hostile_world, stored
from support.explorer_page import Explorer
from support.served import served


@pytest.fixture(scope="module")
def root() -> str:
    return hostile_world()[1]


@pytest.fixture(scope="module")
def hostile_site(built_explorer: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("hostile")
    with served(stored(hostile_world()[0], folder), folder, anonymous_rate="0") as service:
        yield service.url


@pytest.fixture
def explorer(browser: Browser, hostile_site: str, root: str) -> Iterator[Explorer]:
    """Everything around the first hostile name; whatever was attacked, asked for or logged fails the test."""
    with context_of(browser, hostile_site) as (context, _):
        page = context.new_page()
        page.on("dialog", lambda dialog: pytest.fail(f"a dialog: {dialog.message}"))
        steps = ",".join(f"{root}.{relation}25" for relation in ("co", "au", "wo", "af"))
        found = Explorer(page).open(f"?roots={root}&steps={steps}")
        yield found
        assert page.evaluate("window.attacked") is None
        assert urls(page) == set()


def urls(page: Any) -> set[str]:
    """Addresses of links that lead anywhere but to our pages."""
    links: list[str] = page.evaluate("[...document.querySelectorAll('a[href]')].map((a) => a.getAttribute('href'))")
    return {link for link in links if not re.match(r"/|#|https://(doi|orcid|ror)\.org/", link)}


def inert(name: str) -> str:
    """As a cell of a table."""
    return f"'{name}" if name[0] in "=+-@" else name


def test_lists_and_panels_show_them_as_text(explorer: Explorer) -> None:
    page = explorer.page
    assert set(HOSTILE) <= set(page.locator("[data-row] bdi").all_text_contents())
    for name in HOSTILE:
        page.locator("[data-row]").filter(has=page.get_by_text(name, exact=True)).first.click()
        expect(page.locator("#details-name")).to_have_text(name)
        expect(page.locator(".details .skeleton")).to_have_count(0)
        assert page.locator("img, iframe, script:not([src])").count() == 0


def test_search_tooltip_menu_and_path_show_them_as_text(explorer: Explorer) -> None:
    page = explorer.page
    explorer.search_field.fill("img src")
    expect(page.get_by_role("option").first).to_contain_text(HOSTILE[0])
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    pane = explorer.pane("Path")
    for field, words in (("From", "script"), ("To", "javascript window")):
        pane.get_by_role("combobox", name=field).fill(words)
        page.get_by_role("option").first.click()
    pane.get_by_role("button", name="Find the path").click()
    explorer.settled()
    assert HOSTILE[0] in pane.locator(".chain bdi").all_text_contents()
    explorer.canvas.focus()
    page.keyboard.press("Shift+F10")
    expect(page.get_by_role("menu")).to_be_visible()
    assert page.locator("img, iframe, script:not([src])").count() == 0


def test_tables_hold_no_formula(explorer: Explorer) -> None:
    for label, column in (("Table of nodes", "name"), ("Table of edges", "target_name")):
        text = explorer.exported(label)[1].decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
        assert {inert(name) for name in HOSTILE} <= {row[column] for row in rows} | {inert(HOSTILE[0])}
        cells = {cell for row in rows for cell in row.values()}
        assert not [cell for cell in cells if re.match(r"[=+@\t\r]|-(?![\d.]+$)", cell)]


def test_drawings_and_graphs_stay_well_formed(explorer: Explorer) -> None:
    drawing = ElementTree.fromstring(explorer.exported("SVG")[1])
    tags = {element.tag.rpartition("}")[2] for element in drawing.iter()}
    assert tags == {"svg", "title", "desc", "rect", "g", "line", "path", "text"}
    graphml: Any = nx.parse_graphml(explorer.exported("GraphML")[1].decode())
    assert set(HOSTILE) <= {data["label"] for _, data in graphml.nodes(data=True)}
    gexf: Any = nx.read_gexf(io.BytesIO(explorer.exported("GEXF")[1]))
    assert set(HOSTILE) <= {data["label"] for _, data in gexf.nodes(data=True)}


def test_references_hold_no_command(explorer: Explorer) -> None:
    text = explorer.exported("BibTeX")[1].decode()
    entries = re.findall(r"(?m)^@\w+\{([a-z0-9-]+),$", text)
    assert len(set(entries)) == len(HOSTILE)
    assert "\\input" not in text
    assert len(re.findall(r"(?m)^@", text)) == len(HOSTILE)


def test_addresses_cannot_attack(explorer: Explorer) -> None:
    """What an address names is read as ids and numbers, or left out."""
    page = explorer.page
    hostile = "%3Cimg%20src%3Dx%20onerror%3Dwindow.attacked%3D1%3E"
    page.goto(f"/explorer?roots={hostile}&steps={hostile}.co25&text={hostile}&selected={hostile}&cluster={hostile}")
    expect(page.get_by_role("heading", name="Walk the research graph")).to_be_visible()
    assert page.locator("img").count() == 0
