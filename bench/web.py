"""The pages and the explorer as readers meet them: bytes, time on the server, time until something is painted.

Pages are asked beside the GraphQL document that they show; what a browser paints is timed by the browser itself, beside
a page of one line. Needs Chromium, and the explorer built (`make explorer`).
"""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median

import orjson
from playwright.sync_api import Browser, Page, sync_playwright
from research_graph.service.pages.kinds.author import PAGE as AUTHOR
from research_graph.service.pages.page import Asked
from research_graph.service.pages.site import page_documents
from starlette.datastructures import QueryParams

from .corpus import clustered_anthology, people_of
from .graphql_asked import graphql
from .graphql_client import answers, get
from .graphql_process import Server
from .graphql_sides import COLD, Side, compared, service
from .table import Line

BUILT = Path(__file__).parents[1] / "service" / "static" / "explorer"
TIMES = 200
PAINTS = 7
"""Visits of which the median counts."""
FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"
TWO_FRAMES = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def lines(data: Path, scratch: Path, *, runs: int) -> Iterator[Line]:
    """All rows about what readers see."""
    store = clustered_anthology(data, scratch).path.absolute() / "store.sqlite"
    people, _, hub = people_of(store)
    with service(f"sqlite:///{store}", scratch, COLD) as server:
        yield from _author_pages(server, people, runs)
        yield from _bundle()
        chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        if chromium is None:
            yield Line("first paint", "a page of one line", None, "", "not measured: no Chromium here")
            return
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            yield from _painted(browser, server, people, hub)
            browser.close()


def _author_pages(server: Server, people: Sequence[str], runs: int) -> Iterator[Line]:
    pages = [get(f"/authors/{key}") for key in people]
    documents = [_asked(key) for key in people]
    if any("errors" in orjson.loads(body) for body in answers(server.port, documents)):
        raise AssertionError("the page's document is not answered")
    sides = {"page": Side(server, pages), "document": Side(server, documents)}
    costs = compared(sides, clients=1, runs=runs, times=TIMES)
    page, document = costs["page"], costs["document"]
    yield Line(
        "author page, 1 client",
        "its document (CPU)",
        page.cpu / document.cpu,
        "p95 ≤ 60 ms",
        f"{page} against {document}",
    )
    sizes = sorted(len(gzip.compress(body, 5)) / 1000 for body in answers(server.port, pages))
    yield Line("author page, kB gzip", "", None, "≤ 60 kB", f"median {median(sizes):.1f}, largest {sizes[-1]:.1f}")


def _asked(key: str) -> bytes:
    """The request of what the page of a person asks."""
    asked = Asked(f"/authors/{key}", {"id": key}, QueryParams(""), "")
    return graphql(dict(page_documents())["author.graphql"], AUTHOR.variables(asked))


def _bundle() -> Iterator[Line]:
    files = [path for path in BUILT.rglob("*") if path.suffix in {".js", ".css", ".html"}]
    packed = sum(len(gzip.compress(path.read_bytes(), 9)) for path in files) / 1000
    yield Line("explorer, kB gzip", "", None, "≤ 120 kB", f"{packed:.1f} in {len(files)} files")


def _painted(browser: Browser, server: Server, people: Sequence[str], hub: str) -> Iterator[Line]:
    root = f"http://127.0.0.1:{server.port}"
    plain = _median(browser, lambda page: _first_paint(page, f"{root}/livez"))
    for what, addresses in (
        ("author page", [f"{root}/authors/{key}" for key in people]),
        ("explorer", [f"{root}/explorer?roots={key}" for key in people]),
    ):
        paint = _median(browser, _visits(addresses))
        detail = f"{paint:.0f} ms against {plain:.0f} ms"
        yield Line(f"{what}, until the first paint", "a page of one line", paint / plain, "", detail)
    drawn = _median(browser, lambda page: _expanded(page, f"{root}/explorer?roots={hub}", hub))
    yield Line("explorer, from expand to drawn", "", None, "", f"{drawn:.0f} ms, a collaborator of a hub")


def _median(browser: Browser, measure: Callable[[Page], float]) -> float:
    """Of visits with nothing kept from the one before."""
    found = []
    for _ in range(PAINTS):
        context = browser.new_context()
        found.append(measure(context.new_page()))
        context.close()
    return median(found)


def _visits(addresses: Sequence[str]) -> Callable[[Page], float]:
    """Another address each time."""
    some = iter(addresses)
    return lambda page: _first_paint(page, next(some))


def _first_paint(page: Page, url: str) -> float:
    page.goto(url)
    _until(page, f"({FIRST_PAINT}) !== null")
    return float(page.evaluate(FIRST_PAINT))


def _until(page: Page, condition: str) -> None:
    """Looks once a frame. Playwright's own waiting evaluates text in the page, which the pages' policy forbids."""
    look = f"const look = () => ({condition}) ? done() : requestAnimationFrame(look); look()"
    page.evaluate(f"new Promise(done => {{ {look} }})")


def _expanded(page: Page, url: str, key: str) -> float:
    """Milliseconds from the key that expands a neighbor until its own are listed and two frames are drawn."""
    page.goto(url)
    other = page.locator(f'[data-row]:not([data-row="{key}"])').first
    other.wait_for()
    other.click()
    before = page.locator("[data-row]").count()
    page.evaluate("window.began = performance.now()")
    page.keyboard.press("e")
    _until(page, f"document.querySelectorAll('[data-row]').length !== {before}")
    return float(page.evaluate(f"{TWO_FRAMES}.then(() => performance.now() - window.began)"))
