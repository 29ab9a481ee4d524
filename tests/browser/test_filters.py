"""Filters apply to the graph, the list and the counts together; the legend's entries take kinds away and back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from support.explorer_page import Explorer, author
from support.served import Served

SIDE = 240
"""CSS pixels beside the notice in the middle."""
DRAWN_MS = 500


@pytest.fixture
def explorer(page: Page) -> Explorer:
    """A person with collaborators and papers."""
    found = Explorer(page).open().pick("Qun Liu")
    page.get_by_role("complementary", name="Details").get_by_role("button", name=re.compile(r"^papers \d+")).click()
    return found.settled()


def test_the_legend_counts_kinds_and_takes_them_away(explorer: Explorer) -> None:
    before = explorer.graph()["nodes"]
    papers = sum(node["kind"] == "PAPER" for node in before)
    assert papers > 0
    entry = explorer.page.get_by_role("group", name="Kinds of nodes").get_by_role("button", name=re.compile("^papers?"))
    expect(entry).to_contain_text(str(papers))
    entry.click()
    expect(entry).to_have_attribute("aria-pressed", "false")
    after = explorer.graph()
    assert {node["kind"] for node in after["nodes"]} == {"AUTHOR"}
    assert len(after["nodes"]) == len(before) - papers == explorer.shown() == len(explorer.names())
    assert explorer.view("hide") == "paper"
    entry.click()
    assert explorer.graph()["nodes"] == before


def test_years_apply_to_graph_and_list(explorer: Explorer) -> None:
    before = explorer.shown()
    explorer.pane("Filters").get_by_role("slider", name="From year").fill("2015")
    explorer.settled()
    nodes = explorer.graph()["nodes"]
    assert 0 < len(nodes) < before
    assert all(node["year"] is None or node["year"] >= 2015 for node in nodes if node["kind"] == "PAPER")
    explorer.pane("List")
    assert explorer.shown() == len(nodes) == len(explorer.names())
    assert explorer.view("from") == "2015"
    expect(explorer.page.get_by_text(re.compile(r"filtered out"))).to_be_visible()


def test_strength_leaves_strong_ties_alone(explorer: Explorer) -> None:
    slider = explorer.pane("Filters").get_by_role("slider", name=re.compile("^Ties at least as strong"))
    slider.focus()
    for _ in range(4):
        slider.press("ArrowRight")
    explorer.settled()
    least = float(explorer.view("strength"))
    assert least > 0
    strengths = [edge["strength"] for edge in explorer.graph()["edges"] if edge["kind"] == "CO_AUTHORED_WITH"]
    assert strengths
    assert min(strengths) >= least


def test_text_brings_out_names_in_the_list(explorer: Explorer) -> None:
    explorer.pane("Filters").get_by_label("Find in the graph").fill("liu")
    explorer.pane("List")
    expect(explorer.page.locator("[data-row]").first).to_be_visible()
    names = explorer.names()
    assert names
    assert all("liu" in name.casefold() for name in names)
    assert explorer.view("text") == "liu"


def test_colors_and_sizes_are_in_the_address_and_in_exports(explorer: Explorer) -> None:
    filters = explorer.pane("Filters")
    by_kind = explorer.exported("GEXF")[1]
    filters.get_by_role("radio", name="Year").check(force=True)
    filters.get_by_role("radio", name="Strength").check(force=True)
    assert (explorer.view("color"), explorer.view("size")) == ("year", "strength")
    by_year = explorer.exported("GEXF")[1]
    colors = [set(re.findall(rb"<viz:color [^>]+>", text)) for text in (by_kind, by_year)]
    assert len(colors[0]) == 2 < len(colors[1])
    assert set(re.findall(rb"<viz:size [^>]+>", by_kind)) != set(re.findall(rb"<viz:size [^>]+>", by_year))


def test_what_is_hidden_leaves_no_trace(page: Page, site: Served) -> None:
    """Where nothing is shown and nothing is said, at the sides, the canvas is the bare ground."""
    explorer = Explorer(page).open(f"?roots={author(site, 'Qun Liu')}&hide=author,topic,institution")
    expect(page.get_by_text(re.compile(r"The filters hide all \d+ nodes"))).to_be_visible()
    page.locator("canvas.sigma-nodes").wait_for(state="attached")
    page.wait_for_timeout(DRAWN_MS)
    box = explorer.canvas.bounding_box()
    assert box is not None
    left, right = (
        page.screenshot(clip={"x": x, "y": box["y"], "width": SIDE, "height": box["height"]})
        for x in (box["x"], box["x"] + box["width"] - SIDE)
    )
    assert left == right
