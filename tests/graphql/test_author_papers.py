"""Lists of a person's papers: pages, filters within and across edges, facets, years; each equals the build's rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import pytest
from support.graphql_people import newest_first
from support.graphql_world import World

PAPERS = """
query($id: ID!, $first: Int, $after: String, $last: Int, $before: String, $where: PaperFilter, $order: PaperOrder) {
  author(id: $id) { papers(
    first: $first, after: $after, last: $last, before: $before, where: $where, orderBy: $order
  ) { totalCount nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }
}"""


def test_papers_per_year_add_up(world: World, prolific: str, papers_of: dict[str, list[dict[str, Any]]]) -> None:
    document = "query($id: ID!) { author(id: $id) { papersPerYear { year count } } }"
    found = world.answer(document, id=prolific)["author"]["papersPerYear"]
    assert world.calls == {"nodes": 1, "tally": 1}
    years = Counter(row["paper"]["year"] for row in papers_of[prolific])
    assert [(one["year"], one["count"]) for one in found] == sorted(years.items())


@pytest.mark.parametrize("size", [1, 7, 100])
def test_pages_of_papers_visit_each_once_forwards_and_backwards(
    world: World, prolific: str, papers_of: dict[str, list[dict[str, Any]]], size: int
) -> None:
    expected = newest_first(papers_of[prolific])
    expected = expected[: 20 if size == 1 else len(expected)]
    seen: list[str] = []
    after = None
    while len(seen) < len(expected):
        page = world.answer(PAPERS, id=prolific, first=size, after=after)["author"]["papers"]
        assert page["totalCount"] == len(papers_of[prolific])
        seen += [one["id"] for one in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
    assert seen == expected
    back: list[str] = []
    before = after if page["pageInfo"]["hasNextPage"] else None
    whole = expected[:-1] if before else expected
    while len(back) < len(whole):
        page = world.answer(PAPERS, id=prolific, last=size, before=before)["author"]["papers"]
        back = [one["id"] for one in page["nodes"]] + back
        before = page["pageInfo"]["startCursor"]
    assert back == whole
    assert not page["pageInfo"]["hasPreviousPage"]


def test_filters_narrow_rows_and_total_alike(
    world: World, prolific: str, papers_of: dict[str, list[dict[str, Any]]]
) -> None:
    where = {
        "or": [{"year": {"gte": 2020, "lte": 2021}}, {"title": {"contains": "Translation"}}],
        "not": {"year": {"eq": 2021}},
    }
    page = world.answer(PAPERS, id=prolific, first=100, where=where, order="TITLE_ASC")["author"]["papers"]
    assert world.calls == {"nodes": 1, "neighbors": 1, "tally": 1}
    kept = [
        row
        for row in papers_of[prolific]
        if (row["paper"]["year"] == 2020 or "Translation" in row["paper"]["title"]) and row["paper"]["year"] != 2021
    ]
    kept.sort(key=lambda row: (row["paper"]["sort_key"], row["target"]))
    assert page["totalCount"] == len(kept) > 5
    assert [one["id"] for one in page["nodes"]] == [row["target"] for row in kept][:100]


LINKED = """query($id: ID!, $where: PaperFilter) { author(id: $id) { papers(first: 100, where: $where) {
  totalCount nodes { id } yearHistogram { year count }
  facets(by: [AUTHOR], first: 5) { by valueCount values { value name count } } } } }"""


@pytest.fixture(scope="session")
def linked(world: World) -> dict[str, dict[str, set[str]]]:
    """For each filter across an edge, the papers of each id."""
    found: dict[str, dict[str, set[str]]] = {name: defaultdict(set) for name in ("venue", "topic", "author")}
    for kind, name, paper, other in (
        ("PUBLISHED_IN", "venue", "source", "target"),
        ("ABOUT", "topic", "source", "target"),
        ("AUTHORED", "author", "target", "source"),
    ):
        for row in world.rows(kind):
            found[name][row[other]].add(row[paper])
    return found


@pytest.mark.parametrize("name", ["venue", "topic", "author"])
def test_papers_are_those_that_are_linked_to_others_too(
    world: World,
    prolific: str,
    papers_of: dict[str, list[dict[str, Any]]],
    linked: dict[str, dict[str, set[str]]],
    name: str,
) -> None:
    mine = {row["target"] for row in papers_of[prolific]}
    shares = {key: papers & mine for key, papers in linked[name].items() if key != prolific}
    one, other = sorted((key for key in shares if shares[key] < mine), key=lambda key: (-len(shares[key]), key))[:2]
    for where, kept in (
        ({name: {"eq": one}}, shares[one]),
        ({name: {"in": [one, other]}}, shares[one] | shares[other]),
        ({name: {"eq": one, "in": [other]}}, shares[one] & shares[other]),
        ({"not": {name: {"eq": one}}}, mine - shares[one]),
        ({"or": [{name: {"eq": one}}, {"not": {name: {"in": [one, other]}}}]}, shares[one] | mine - shares[other]),
        ({name: {"in": []}}, set()),
    ):
        found = world.answer(LINKED, id=prolific, where=where)["author"]["papers"]
        ranked = newest_first([row for row in papers_of[prolific] if row["target"] in kept])
        assert [paper["id"] for paper in found["nodes"]] == ranked[:100]
        assert found["totalCount"] == len(ranked) == sum(year["count"] for year in found["yearHistogram"])
        beside = Counter(
            key
            for key, papers in linked["author"].items()
            if key != prolific
            for row in papers_of[prolific]
            if row["target"] in papers & kept
        )
        (facet,) = found["facets"]
        best = sorted(beside.items(), key=lambda item: (-item[1], item[0]))[:5]
        assert [(one["value"], one["count"]) for one in facet["values"]] == best
        assert (facet["by"], facet["valueCount"]) == ("AUTHOR", len(beside))
    assert world.calls == {"nodes": 1, "neighbors": 1, "tally": 3, "redirects": 1}


def test_co_authors_are_counted_with_their_names(world: World, prolific: str) -> None:
    (facet,) = world.answer(LINKED, id=prolific)["author"]["papers"]["facets"]
    people = world.by_key("Author")
    assert [one["name"] for one in facet["values"]] == [people[one["value"]]["name"] for one in facet["values"]]
    assert len(facet["values"]) == 5
    assert world.calls == {"nodes": 2, "neighbors": 1, "degrees": 1, "tally": 2}


def test_all_papers_across_edges_are_looked_for_at_the_cost_of_a_scan(
    world: World, linked: dict[str, dict[str, set[str]]]
) -> None:
    document = """query($where: PaperFilter) { papers(where: $where, orderBy: TITLE_ASC, first: 100) {
      totalCount nodes { id } } }"""
    venue = max(linked["venue"], key=lambda key: (len(linked["venue"][key]), key))
    author = max(linked["author"], key=lambda key: (len(linked["author"][key] & linked["venue"][venue]), key))
    found = world.answer(document, where={"venue": {"eq": venue}, "author": {"eq": author}})["papers"]
    kept = linked["venue"][venue] & linked["author"][author]
    papers = world.by_key("Paper")
    assert found["totalCount"] == len(kept) > 0
    assert [one["id"] for one in found["nodes"]] == sorted(kept, key=lambda key: (papers[key]["sort_key"], key))[:100]
    assert (world.calls, world.cost) == ({"redirects": 1, "top": 1, "tally_nodes": 1}, 1 + 100 + 300 + 1)


def test_facets_and_histogram_count_the_whole_filtered_list(
    world: World, prolific: str, papers_of: dict[str, list[dict[str, Any]]]
) -> None:
    document = """query($id: ID!) { author(id: $id) { papers(first: 1, where: {year: {gte: 2015}}) {
      yearHistogram { year count }
      facets(by: [VENUE, TYPE, TOPIC], first: 3) { by valueCount values { value name count } } } } }"""
    found = world.answer(document, id=prolific)["author"]["papers"]
    assert world.calls == {"nodes": 2, "neighbors": 1, "tally": 4}
    kept = {row["target"]: row["paper"] for row in papers_of[prolific] if (row["paper"]["year"] or 0) >= 2015}
    years = Counter(paper["year"] for paper in kept.values())
    assert [(one["year"], one["count"]) for one in found["yearHistogram"]] == sorted(years.items())
    venues = Counter(row["target"] for row in world.rows("PUBLISHED_IN") if row["source"] in kept)
    names = world.by_key("Venue")
    best = sorted(venues.items(), key=lambda item: (-item[1], item[0]))[:3]
    by_venue, by_type, by_topic = found["facets"]
    assert by_venue == {
        "by": "VENUE",
        "valueCount": len(venues),
        "values": [{"value": key, "name": names[key]["name"], "count": number} for key, number in best],
    }
    types = Counter(paper["type"] for paper in kept.values())
    assert {one["value"]: one["count"] for one in by_type["values"]} == dict(types.most_common(3))
    topics = Counter(row["target"] for row in world.rows("ABOUT") if row["source"] in kept)
    assert by_topic["valueCount"] == len(topics)
