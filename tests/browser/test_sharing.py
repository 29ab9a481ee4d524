"""The address holds the whole view: shared links, the back button, the same picture each time."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from support.browser import context_of
from support.explorer_page import Explorer, author
from support.served import Served


@pytest.fixture
def walked(page: Page) -> Explorer:
    """Somebody's graph, walked: expanded, filtered, one dismissed, one pinned, colored."""
    explorer = Explorer(page).open().pick("Qun Liu")
    explorer.row("Andy Way").click()
    explorer.act("Expand")
    explorer.act("Pin")
    explorer.row("Yang Liu").click()
    explorer.act("Dismiss")
    filters = explorer.pane("Filters")
    filters.get_by_role("radio", name="Cluster").check(force=True)
    filters.get_by_role("slider", name="From year").fill("2005")
    return explorer.settled()


def test_a_shared_link_shows_the_same_nodes_at_the_same_places(
    walked: Explorer, browser: Browser, site: Served
) -> None:
    here = walked.graph()
    with context_of(browser, site.url) as (context, _):
        there = Explorer(context.new_page()).open(f"?{urlsplit(walked.address()).query}").graph()
    assert len(here["nodes"]) > 30
    assert here["view"]["pins"] != {}
    assert here["view"]["filters"]["fromYear"] == 2005
    assert here["view"]["colorBy"] == "cluster"
    assert there["view"] == here["view"]
    key = lambda node: node["id"]  # noqa: E731
    assert sorted(there["nodes"], key=key) == sorted(here["nodes"], key=key)
    assert {(one["source"], one["target"], one["kind"]) for one in there["edges"]} == {
        (one["source"], one["target"], one["kind"]) for one in here["edges"]
    }


def test_the_link_of_the_view_is_copied(walked: Explorer) -> None:
    walked.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    walked.page.get_by_role("button", name="Share link").click()
    expect(walked.page.get_by_role("status").filter(has_text="Link copied")).to_be_attached()
    assert walked.page.evaluate("navigator.clipboard.readText()") == walked.address()


def test_the_back_button_goes_through_the_same_steps(page: Page) -> None:
    explorer = Explorer(page).open().pick("Qun Liu")
    first = explorer.shown()
    explorer.row("Andy Way").click()
    explorer.act("Expand")
    second = explorer.shown()
    assert second > first
    page.go_back()
    expect(explorer.canvas).to_have_attribute("aria-label", re.compile(f"Graph of {first} people"))
    page.go_forward()
    explorer.settled()
    assert explorer.shown() == second
    page.reload()
    explorer.settled()
    assert explorer.shown() == second
    page.go_back()
    explorer.settled()
    assert explorer.shown() == first


def test_a_page_links_here_with_its_node_opened(page: Page, site: Served) -> None:
    explorer = Explorer(page).open(f"?roots={author(site, 'Qun Liu')},{author(site, 'Philipp Koehn')}")
    names = explorer.names()
    assert {"Qun Liu", "Philipp Koehn"} <= set(names)
    assert len(names) > 40


def test_an_address_of_nothing_says_so_and_begins_anew(page: Page) -> None:
    Explorer(page).page.goto("/explorer?roots=AZZZZZZZZZZZZZZZZ")
    expect(page.get_by_text("Nothing in this graph answers to that address.")).to_be_visible()
    page.get_by_role("button", name="Start anew").click()
    expect(page.get_by_role("heading", name="Walk the research graph")).to_be_visible()


def test_a_service_that_fails_can_be_asked_again(page: Page, site: Served) -> None:
    """The request id is shown: it names the request in the service's log."""
    body = '{"errors":[{"message":"The store does not answer","extensions":{"code":"STORE_UNAVAILABLE"}}]}'
    headers = {"content-type": "application/json", "x-request-id": "request-0001"}
    page.route("**/graphql", lambda route: route.fulfill(status=200, headers=headers, body=body))
    page.goto(f"/explorer?roots={author(site, 'Qun Liu')}")
    expect(page.get_by_text("The graph could not be loaded.")).to_be_visible()
    expect(page.get_by_text("request-0001")).to_be_visible()
    page.unroute("**/graphql")
    page.get_by_role("button", name=re.compile("again", re.IGNORECASE)).first.click()
    assert "Qun Liu" in Explorer(page).settled().names()


def test_a_step_that_fails_leaves_the_picture_and_its_message_can_be_closed(page: Page, site: Served) -> None:
    explorer = Explorer(page).open(f"?roots={author(site, 'Qun Liu')}")
    before = explorer.names()
    page.route("**/graphql", lambda route: route.fulfill(status=200, body='{"errors":[{"message":"no"}]}'))
    explorer.row("Andy Way").click()
    explorer.act("Expand")
    message = page.get_by_role("alert").filter(has_text="The last step could not be loaded.")
    expect(message).to_be_visible()
    message.get_by_role("button", name="Close the message").click()
    expect(message).to_have_count(0)
    page.unroute("**/graphql")
    assert explorer.settled().names() == before
    explorer.tool("Redo")
    assert len(explorer.names()) > len(before)
