"""What each page's document costs and how often it asks the store, as docs/pages.md says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from research_graph.service.pages import kinds
from research_graph.service.pages.page import Asked, Page
from research_graph.service.pages.site import page_documents
from research_graph.store.open import open_store
from starlette.datastructures import QueryParams
from support.graphql_world import World
from support.house import ROOT
from support.shelf_world import ADA, BO, CLUSTER, MEETING, PAPER, TOPIC, UNIVERSITY

CHOSEN = f"venue={MEETING}&topic={TOPIC}&with={BO}&offered=100&suggestions=yes"
ASKED = {
    "home": ("home", "", ""),
    "search": ("search", "", "q=ada"),
    "search of one kind": ("search", "", "q=ada&kind=authors"),
    "person": ("author", ADA, ""),
    "person, everything chosen": ("author", ADA, CHOSEN),
    "paper": ("paper", PAPER, ""),
    "BibTeX": ("bibtex", PAPER, ""),
    "topic": ("topic", TOPIC, ""),
    "topic, a venue chosen": ("topic", TOPIC, f"venue={MEETING}"),
    "institution": ("institution", UNIVERSITY, ""),
    "institution, 100 papers": ("institution", UNIVERSITY, "papers=100"),
    "venue": ("venue", MEETING, ""),
    "venue, a topic chosen": ("venue", MEETING, f"topic={TOPIC}"),
    "cluster": ("cluster", CLUSTER, ""),
    "clusters": ("clusters", "", ""),
    "all people": ("authors", "", ""),
    "all topics": ("topics", "", ""),
    "all institutions": ("institutions", "", ""),
    "all venues": ("venues", "", ""),
}
MOST = 5_000


@pytest.fixture(scope="module")
def world(shelf_store: Path) -> Iterator[World]:
    store = open_store(f"sqlite:///{shelf_store}")
    yield World(None, store)  # type: ignore[arg-type]
    store.close()


def told() -> dict[str, tuple[int, int]]:
    """Cost and store calls by page, as documented."""
    text = (ROOT / "docs" / "pages.md").read_text(encoding="utf-8").partition("## Cost")[2]
    rows = re.findall(r"^\| ([^|]+) \| ([\d,]+) \| ([\d,]+) \|$", text, re.MULTILINE)
    return {page: (int(cost.replace(",", "")), int(calls)) for page, cost, calls in rows}


def test_every_page_costs_what_is_documented(world: World) -> None:
    documents = dict(page_documents())
    found = {}
    for name, (module, id_, query) in ASKED.items():
        page: Page = import_module(f"{kinds.__name__}.{module}").PAGE
        asked = Asked(page.path, {"id": id_}, QueryParams(query), "https://graph.example")
        world.answer(documents[f"{page.document}.graphql"], **page.variables(asked))
        found[name] = (world.cost, world.calls.total())
    assert found == told()
    assert max(cost for cost, _ in found.values()) <= MOST
