"""Colors by cluster and the legend tell the same, also where there are dozens; a group and its core are told apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from support.browser import context_of
from support.browser_worlds import stored
from support.explorer_page import Explorer
from support.graphs import Graph, edge, graph, key, node
from support.served import Served, served

GROUPS = 24
COLORS = 10
LABEL = "machine translation, parsing, morphology of many languages"
HUBS = (key("A", "hub/0"), key("A", "hub/1"))
CORE = key("C", "core")


def people_of(group: int) -> int:
    """1, 1, 2, 2, … up to 12, and 13 in the last."""
    return 1 + group // 2 + (group == GROUPS - 1)


def many_clusters() -> Graph:
    """Two people of no cluster who wrote with everybody; the largest group and its core bear one label."""
    rows = [
        node("Author", hub, name=f"Hub {at}", paper_count=100, search_rank=5, affiliation_status="known")
        for at, hub in enumerate(HUBS)
    ]
    live = {"status": "LIVE", "run": "a run"}
    for group in range(GROUPS):
        cluster = key("C", f"group/{group}")
        label = LABEL if group == GROUPS - 1 else f"Theme {group}"
        rows.append(node("Cluster", cluster, label=label, level="group", size=people_of(group), **live))
        for each in range(people_of(group)):
            person = key("A", f"{group}/{each}")
            rows.append(node("Author", person, name=f"Person {group}.{each}", paper_count=2))
            rows.append(edge("MEMBER_OF", person, cluster, level="group", strength=1.0))
            rows.append(edge("CO_AUTHORED_WITH", HUBS[group % 2], person, paper_count=1, strength=1.0))
    rows.append(node("Cluster", CORE, label=LABEL, level="core", size=1, **live))
    rows.append(edge("MEMBER_OF", key("A", f"{GROUPS - 1}/0"), CORE, level="core", strength=1.0))
    return graph(*rows)


@pytest.fixture(scope="module")
def clustered(built_explorer: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("clusters")
    with served(stored(many_clusters(), folder), folder, anonymous_rate="0") as service:
        yield service


@pytest.fixture
def page(browser: Browser, clustered: Served) -> Iterator[Page]:
    with context_of(browser, clustered.url) as (context, _):
        yield context.new_page()


def entries(legend: Locator) -> dict[str, tuple[str, int]]:
    """Of each entry its color, as `r g b`, and its number."""
    found = {}
    for entry in legend.locator(".legend-cluster").all():
        color = entry.locator(".swatch").evaluate("(e) => getComputedStyle(e).backgroundColor")
        *words, number = entry.inner_text().split("\n")
        found[" ".join(words)] = (" ".join(re.findall(r"\d+", color)), int(number))
    return found


def drawn(gexf: bytes) -> Counter[str]:
    """How many nodes have which color."""
    return Counter(
        f"{color['r']} {color['g']} {color['b']}"
        for color in (
            dict(re.findall(r'([rgb])="(\d+)"', tag)) for tag in re.findall(r"<viz:color [^>]+>", gexf.decode())
        )
    )


def test_the_legend_names_the_largest_and_counts_the_rest(page: Page) -> None:
    explorer = Explorer(page).open(
        f"?roots={','.join(HUBS)}&steps={','.join(f'{hub}.co100' for hub in HUBS)}&color=cluster"
    )
    legend = page.get_by_role("group", name="Colors of clusters")
    expect(legend.get_by_role("button")).to_have_count(COLORS)
    expect(legend.get_by_role("button").first).to_have_text(re.compile(f"^{LABEL}"))
    told = entries(legend)
    largest = sorted(map(people_of, range(GROUPS)), reverse=True)
    assert [number for _, number in told.values()] == [*largest[:COLORS], sum(largest[COLORS:]), len(HUBS)]
    *_, rest, none = told
    assert (rest, none) == (f"{GROUPS - COLORS} others", "in no cluster")
    assert told[rest][0] == told[none][0]
    numbers: Counter[str] = Counter()
    for color, number in told.values():
        numbers[color] += number
    assert len(numbers) == COLORS + 1
    assert drawn(explorer.exported("GEXF")[1]) == numbers


def test_colors_follow_what_the_filters_leave(page: Page) -> None:
    explorer = Explorer(page).open(f"?roots={','.join(HUBS)}&steps={HUBS[0]}.co100&color=cluster")
    legend = page.get_by_role("group", name="Colors of clusters")
    expect(legend.get_by_text("2 others")).to_be_visible()
    told = entries(legend)
    assert sum(number for _, number in told.values()) == explorer.shown()
    assert sum(drawn(explorer.exported("GEXF")[1]).values()) == explorer.shown()


def test_a_group_and_its_core_are_told_apart_wherever_they_are_named(page: Page, tmp_path: Path) -> None:
    member = key("A", f"{GROUPS - 1}/0")
    explorer = Explorer(page).open(f"?roots={member}&steps={member}.me9&color=cluster")
    names = [" ".join(name.split()) for name in explorer.names()]
    assert sorted(names)[-2:] == [f"{LABEL} core", f"{LABEL} group"]
    drawing = explorer.exported("SVG")[1].decode()
    assert set(re.findall(rf">{LABEL[:20]}.*… \((core|group)\)</text>", drawing)) == {"core", "group"}
    details = page.get_by_role("complementary", name="Details")
    for level in ("core", "group"):
        page.locator("[data-row]").filter(has_text=re.compile(f"{level}$")).click()
        expect(details.locator(".kind-line")).to_have_text(f"cluster, {level}")
        explorer.canvas.focus()
        page.keyboard.press("Shift+F10")
        expect(page.get_by_role("menu", name=f"Actions for {LABEL} ({level})")).to_be_visible()
        page.keyboard.press("Escape")
    expect(page.get_by_role("group", name="Colors of clusters").get_by_role("button")).to_contain_text("group")
    explorer.search_field.fill("morphology")
    options = page.get_by_role("option")
    expect(options).to_have_count(2)
    assert {re.search("core|group", text)[0] for text in options.all_inner_texts()} == {"core", "group"}  # type: ignore[index]
    page.keyboard.press("Escape")
    page.locator("[data-row]").filter(has_text="Person").click()
    details.get_by_role("button", name=re.compile(f"^{LABEL}.*group, {people_of(GROUPS - 1)} members")).click()
    expect(details.locator(".kind-line")).to_have_text("cluster, group")
