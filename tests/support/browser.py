"""A real browser before the real service: Chromium of this machine, pages that note whatever they should not do."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Request,
    expect,
    sync_playwright,
)
from support.explorer import explorer_tool
from support.house import ROOT
from support.made_once import shared_folder
from support.served import Served, served

SETTING = "RESEARCH_GRAPH_TEST_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = (
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-gpu-rasterization",  # Debian's packages turn it on, which has the processor play the card for text too
    "--force-color-profile=srgb",
)
DESKTOP = {"width": 1280, "height": 800}
SECONDS = 30

expect.set_options(timeout=SECONDS * 1000)

_AXE = ROOT / "explorer" / "node_modules" / "axe-core" / "axe.min.js"
_VIOLATIONS = "window.addEventListener('securitypolicyviolation', (e) => console.error('CSP ' + e.violatedDirective))"


def chromium() -> Path:
    """The browser's program; skips where there is none, and fails in CI."""
    named = os.environ.get(SETTING)
    found = named or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None or not Path(found).exists():
        reason = f"no Chromium: {named or ', '.join(NAMES)}; {SETTING} names one"
        (pytest.fail if explorer_tool().is_ci() else pytest.skip)(reason)
    return Path(found)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for the tests of a file; no longer, since an event loop runs in this thread as long as it does."""
    program = chromium()
    with sync_playwright() as started, launched(started, program) as made:
        yield made


@contextmanager
def launched(playwright: Playwright, program: Path) -> Iterator[Browser]:
    """Headless, with WebGL drawn by the processor."""
    made = playwright.chromium.launch(executable_path=program, args=list(OPTIONS))
    try:
        yield made
    finally:
        made.close()


@pytest.fixture(scope="session")
def built_explorer(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The explorer of these sources, built by whichever worker comes first."""
    tool = explorer_tool()
    with FileLock(shared_folder(tmp_path_factory) / "explorer.lock"):
        if tool.problem() is None:
            return
        try:
            tool.build()
        except tool.Wrong as wrong:
            (pytest.fail if tool.is_ci() else pytest.skip)(f"the explorer is not built: {wrong}")


@pytest.fixture(scope="session")
def site(built_explorer: None, clustered_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The service over the sample, asked as often as tests like."""
    with served(clustered_store, tmp_path_factory.mktemp("site"), anonymous_rate="0") as service:
        yield service


class Watch:
    """Notes what pages of a site must never do: ask elsewhere, break their policy, log an error."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.seen: list[str] = []
        self.allowed: set[str] = set()

    def over(self, page: Page) -> None:
        page.on("request", self._asked)
        page.on("console", self._logged)
        page.on("pageerror", lambda error: self.seen.append(f"error: {error}"))

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((f"{self._url}/", "data:", "blob:")):
            self.seen.append(f"request: {request.url}")

    def _logged(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not any(text in message.text for text in self.allowed):
            self.seen.append(f"console: {message.text}")


@contextmanager
def context_of(browser: Browser, url: str, **options: Any) -> Iterator[tuple[BrowserContext, Watch]]:
    """A context of its own, whose pages are watched; fails in the end with what they should not have done."""
    context = browser.new_context(**{"viewport": DESKTOP, "base_url": url, "locale": "en-US", **options})
    context.set_default_timeout(SECONDS * 1000)
    context.add_init_script(_VIOLATIONS)
    watch = Watch(url)
    context.on("page", watch.over)
    try:
        yield context, watch
    finally:
        context.close()
    assert not watch.seen, watch.seen


@pytest.fixture
def watched(browser: Browser, site: Served) -> Iterator[tuple[BrowserContext, Watch]]:
    """A desktop's window on the site."""
    with context_of(browser, site.url) as made:
        yield made


@pytest.fixture
def page(watched: tuple[BrowserContext, Watch]) -> Page:
    """A page in it."""
    return watched[0].new_page()


def violations(page: Page) -> list[str]:
    """What axe finds wrong with the page as it stands: rule and places."""
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(_AXE.read_text(encoding="utf-8"))
    found: Any = page.evaluate("() => axe.run({ resultTypes: ['violations'] })")
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
