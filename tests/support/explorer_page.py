"""The explorer as a person uses it: what is looked at and done in it, in words of the page."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, expect


class Explorer:
    """One page with the explorer."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.canvas = page.get_by_role("application")
        self.search_field = page.get_by_role("combobox", name="Search people")

    def open(self, search: str = "") -> Explorer:
        """At an address; waits until its graph stands still."""
        self.page.goto(f"/explorer{search}")
        return self.settled() if search else self

    def middle(self) -> tuple[float, float]:
        """Where one node alone stands: a little above the legend's strip."""
        box = self.canvas.bounding_box()
        assert box is not None
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2 - 12

    def settled(self) -> Explorer:
        """Waits until nothing is loading and every node has its place."""
        expect(self.page.locator("[role=application][aria-busy=false]")).to_be_visible()
        return self

    def pick(self, name: str) -> Explorer:
        """Searches for somebody and takes the first hit, by the mouse."""
        self.search_field.fill(name)
        self.page.get_by_role("option", name=name).first.click()
        return self.settled()

    def row(self, name: str) -> Locator:
        """The name of a node in the list."""
        return self.page.get_by_role("table").get_by_role("button", name=name, exact=True)

    def names(self) -> list[str]:
        """The names of the list, in its order."""
        return self.page.locator("[data-row]").all_inner_texts()

    def act(self, label: str) -> Explorer:
        """Presses a button of the chosen node's panel."""
        self.page.get_by_role("complementary", name="Details").get_by_role("button", name=label, exact=True).click()
        return self.settled()

    def tool(self, label: str) -> Explorer:
        """Presses a button of the toolbar."""
        self.page.get_by_role("toolbar").get_by_role("button", name=label, exact=True).click()
        return self.settled()

    def find_path(self, start: str, end: str) -> Locator:
        """Asks how two people are linked; the panel that will say so."""
        pane = self.pane("Path")
        for field, name in (("From", start), ("To", end)):
            pane.get_by_role("combobox", name=field).fill(name)
            self.page.get_by_role("option", name=name).first.click()
        pane.get_by_role("button", name="Find the path").click()
        return pane

    def pane(self, name: str) -> Locator:
        """A panel on the left, opened."""
        button = self.page.get_by_role("navigation", name="Panels").get_by_role("button", name=name)
        if button.get_attribute("aria-expanded") != "true":
            button.click()
            expect(self.page.locator("[data-pane]")).to_be_focused()
        return self.page.get_by_role("region", name=name, exact=True)

    def exported(self, label: str) -> tuple[str, bytes]:
        """Name and content of the file that an entry of the export menu gives."""
        self.page.get_by_role("button", name="Export", exact=True).click()
        with self.page.expect_download() as download:
            self.page.get_by_role("menuitem", name=label).click()
        return download.value.suggested_filename, Path(download.value.path()).read_bytes()

    def graph(self) -> dict[str, Any]:
        """What is shown, as the JSON export has it."""
        found: dict[str, Any] = json.loads(self.exported("JSON")[1])
        return found

    def ids(self) -> set[str]:
        """Ids of the nodes that are shown."""
        return {node["id"] for node in self.graph()["nodes"]}

    def places(self) -> dict[str, tuple[float, float]]:
        """Where each node is."""
        return {node["id"]: (node["x"], node["y"]) for node in self.graph()["nodes"]}

    def shown(self) -> int:
        """How many nodes the canvas says it has."""
        found = re.findall(
            r"(\d+) (?:person|people|paper|topic|institution|venue|cluster)",
            self.canvas.get_attribute("aria-label") or "",
        )
        return sum(map(int, found))

    def view(self, name: str) -> str:
        """A part of the view as the address has it; '' for none."""
        return parse_qs(urlsplit(self.address()).query).get(name, [""])[0]

    def address(self) -> str:
        """As the page itself has it: what the browser tells from outside comes a little later."""
        found: str = self.page.evaluate("location.href")
        return found


def author(site: Any, name: str) -> str:
    """The id of the person of that name with the most papers."""
    reply = site.ask(
        "query($t: String!) { search(text: $t, kinds: [AUTHOR], first: 1) { nodes { id name } } }", {"t": name}
    )
    (node,) = reply.json["data"]["search"]["nodes"]
    assert node["name"] == name
    found: str = node["id"]
    return found
