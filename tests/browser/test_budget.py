"""A graph as large as the explorer draws: soon there, and the page answers while it is being arranged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from time import perf_counter, thread_time
from typing import Any

import pytest
from playwright.sync_api import Browser
from support.browser import context_of
from support.browser_worlds import large_world, stored
from support.explorer_page import Explorer
from support.served import served

FIRST_DRAW_MS = 1_500
LONGEST_TASK_MS = 200
SAMPLE_S = 0.3
WATCH = """
window.measured = { tasks: [], drawn: null };
new PerformanceObserver((list) => {
  for (const { startTime, duration } of list.getEntries()) measured.tasks.push([startTime, duration]);
}).observe({ type: 'longtask', buffered: true });
const look = () => {
  const label = document.querySelector('[role=application]')?.getAttribute('aria-label') ?? '';
  if (label.includes('2000 people')) requestAnimationFrame(() => { measured.drawn = performance.now(); });
  else requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""
WAIT_MS = 120_000
LAST_ANSWER = """
Math.max(...performance.getEntriesByType('resource').filter((one) => one.name.endsWith('/graphql'))
  .filter((one) => one.responseEnd < measured.drawn).map((one) => one.responseEnd))
"""


@pytest.fixture(scope="module")
def large_site(built_explorer: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("large")
    with served(stored(large_world()[0], folder), folder, anonymous_rate="0") as service:
        yield service.url


def test_two_thousand_nodes_are_drawn_soon_and_block_nothing(browser: Browser, large_site: str) -> None:
    hubs = large_world()[1]
    address = f"?roots={','.join(hubs)}&steps={','.join(f'{hub}.co100' for hub in hubs)}"
    tried = [unhindered(browser, large_site, address) for _ in range(3)]
    drawn, longest = (min(figures) for figures in zip(*tried, strict=True))
    assert drawn < FIRST_DRAW_MS, tried
    assert longest < LONGEST_TASK_MS, tried


def unhindered(browser: Browser, url: str, address: str) -> tuple[float, float]:
    """The figures as they were if nothing else ran on this machine, by how much longer any work takes now."""
    before = slowdown()
    drawn, longest = measured(browser, url, address)
    factor = max(before, slowdown())
    return drawn / factor, longest / factor


def slowdown() -> float:
    """Seconds that a second of the processor takes."""
    wall, processor = perf_counter(), thread_time()
    while thread_time() - processor < SAMPLE_S:
        pass
    return (perf_counter() - wall) / (thread_time() - processor)


def measured(browser: Browser, url: str, address: str) -> tuple[float, float]:
    """Milliseconds from the last answer to the first picture, and of the longest task after it until all stands."""
    with context_of(browser, url) as (context, _):
        context.add_init_script(WATCH)
        page = context.new_page()
        page.goto(f"/explorer{address}")
        # No expectation: one that fails at first looks at the whole page, longer than what is measured.
        page.locator("[role=application][aria-busy=false][aria-label*='2000']").wait_for(timeout=WAIT_MS)
        label = Explorer(page).canvas.get_attribute("aria-label") or ""
        assert re.match(r"Graph of 2000 people, (39|40)\d\d ties", label), label
        found: Any = page.evaluate("measured")
        answered: float = page.evaluate(LAST_ANSWER)
        after = [duration for start, duration in found["tasks"] if start > found["drawn"]]
        return found["drawn"] - answered, max(after, default=0.0)
