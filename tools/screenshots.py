"""Makes the pictures of docs/images: the pages and the explorer over the bundled sample, clustered, in Chromium."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from playwright.sync_api import Browser, Page, expect, sync_playwright  # noqa: E402
from support.browser import chromium, context_of, launched  # noqa: E402
from support.explorer_page import Explorer, author  # noqa: E402
from support.served import Served, served  # noqa: E402

TARGET = ROOT / "docs" / "images"
WIDE = {"width": 1280, "height": 800}
TALL = {"width": 1280, "height": 1400}
PHONE = {"width": 390, "height": 800}
PERSON, OTHER = "Qun Liu", "Yoav Goldberg"
STILL_MS = 500
"""Between two looks at a picture that is the same in both."""


def home(page: Page, _: Served) -> None:
    """The home page."""
    page.goto("/")


def profile(page: Page, site: Served) -> None:
    """Somebody's page."""
    page.goto(f"/authors/{author(site, PERSON)}")


def walked(page: Page, site: Served) -> None:
    """Somebody and their collaborators' collaborators, by cluster."""
    person, other = author(site, PERSON), author(site, "Andy Way")
    steps = f"{person}.co25,{person}.wo4,{person}.af2,{other}.co25"
    Explorer(page).open(f"?roots={person}&steps={steps}&color=cluster&selected={person}")
    expect(page.locator(".skeleton")).to_have_count(0)
    drawn(page)


def path(page: Page, site: Served) -> None:
    """How two people are linked."""
    ends = f"{author(site, PERSON)},{author(site, OTHER)}"
    explorer = Explorer(page).open(f"?roots={ends}&steps=&path={ends}")
    explorer.pane("Path")
    drawn(page)


def drawn(page: Page) -> None:
    """Waits until the canvas is there, which comes after the graph where the graphics are slow, and stands still."""
    page.locator("canvas.sigma-nodes").wait_for(state="attached")
    before, now = b"", page.screenshot()
    while now != before:
        page.wait_for_timeout(STILL_MS)
        before, now = now, page.screenshot()


PICTURES: dict[str, tuple[Callable[[Page, Served], None], dict[str, int], str]] = {
    "home": (home, WIDE, "light"),
    "author": (profile, TALL, "light"),
    "author-dark": (profile, TALL, "dark"),
    "author-phone": (profile, PHONE, "light"),
    "explorer": (walked, WIDE, "light"),
    "explorer-dark": (walked, WIDE, "dark"),
    "explorer-path": (path, WIDE, "light"),
    "explorer-phone": (walked, PHONE, "light"),
}


def take(browser: Browser, site: Served, target: Path) -> None:
    """Writes every picture into the folder."""
    target.mkdir(parents=True, exist_ok=True)
    for name, (show, size, scheme) in PICTURES.items():
        options = {"viewport": size, "color_scheme": scheme, "reduced_motion": "reduce"}
        with context_of(browser, site.url, **options) as (context, _):
            page = context.new_page()
            show(page, site)
            expect(page.locator(".toast")).to_have_count(0)
            page.screenshot(path=target / f"{name}.png")
        sys.stderr.write(f"{target / name}.png\n")


def main() -> None:
    """Needs the explorer to be built, and Chromium."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--target", type=Path, default=TARGET, help="folder of the pictures")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        command = [sys.executable, "-m", "research_graph", "--workspace", name, "demo", "--no-serve"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        with (
            served(folder / "store.sqlite", folder, anonymous_rate="0") as site,
            launched(playwright, chromium()) as browser,
        ):
            take(browser, site, given.target)


if __name__ == "__main__":
    main()
