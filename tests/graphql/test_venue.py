"""Venues: their papers, years and people, equal to the build's rows."""

from __future__ import annotations

from collections import Counter

import pytest
from research_graph.graphql.execution import MOST_ERRORS
from support.graphql_world import World


@pytest.fixture(scope="session")
def largest(world: World) -> str:
    """The venue with the most papers."""
    return str(max(world.rows("Venue"), key=lambda row: (row["paper_count"], row["key"]))["key"])


def test_venue_page_is_the_build(world: World, largest: str) -> None:
    document = """query($id: ID!) { venue(id: $id) {
      id name acronym type externalIds { id } paperCount sources papersPerYear { year count }
      topAuthors(first: 5) { paperCount author { id name } } papers(first: 5) { totalCount nodes { id } } } }"""
    found = world.answer(document, id=largest)["venue"]
    assert world.calls == {"nodes": 2, "tally": 2, "neighbors": 1, "degrees": 1}
    row = world.by_key("Venue")[largest]
    assert [found[name] for name in ("id", "name", "acronym", "type", "sources")] == [
        row[name] for name in ("key", "name", "acronym", "type", "sources")
    ]
    papers = world.by_key("Paper")
    there = {one["source"]: papers[one["source"]] for one in world.rows("PUBLISHED_IN") if one["target"] == largest}
    assert found["papers"]["totalCount"] == found["paperCount"] == len(there)
    ranked = sorted(
        there.values(), key=lambda one: (one["year"] is None, -(one["year"] or 0), one["sort_key"], one["key"])
    )
    assert [one["id"] for one in found["papers"]["nodes"]] == [one["key"] for one in ranked[:5]]
    years = Counter(paper["year"] for paper in there.values())
    assert {one["year"]: one["count"] for one in found["papersPerYear"]} == dict(years)
    people = Counter(one["source"] for one in world.rows("AUTHORED") if one["target"] in there)
    best = sorted(people.items(), key=lambda item: (-item[1], item[0]))[:5]
    assert [(one["author"]["id"], one["paperCount"]) for one in found["topAuthors"]] == best


def test_top_authors_are_counted_for_few_venues_at_once(world: World) -> None:
    document = "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Venue { topAuthors(first: 1) { paperCount } } } }"
    keys = sorted(row["key"] for row in world.rows("Venue"))
    world.answer(document, ids=keys[:5])
    assert world.calls == {"nodes": 2, "tally": 1}
    errors = world.refused(document, ids=keys[:6])
    assert [error.extensions for error in errors] == [{"code": "BAD_INPUT"}] * MOST_ERRORS


def test_a_venue_that_is_not_there_is_null(world: World) -> None:
    assert world.answer('{ venue(id: "V0000000000000000") { name } }') == {"venue": None}
