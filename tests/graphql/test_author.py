"""People: each figure equals the build's rows, each list its total, each document its number of store calls."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from research_graph.store.suggestions import suggestions
from support.graphql_people import newest_first
from support.graphql_world import World

PAGE = """
query($id: ID!) { author(id: $id) {
  id name sortName nameVariants orcid externalIds { id scheme value url } sources affiliationStatus
  identity { evidence shares { evidence authorships share } mergeRisk reasons isPartial }
  metrics {
    paperCount collaboratorCount closeCollaboratorCount topicCount firstYear lastYear scope asOf
    citationCount { claimed claimedBy claimedAsOf inGraph coverage } hIndex { claimed inGraph }
  }
  affiliations { paperCount firstYear lastYear isLatest institution { id name countryCode } }
  papers { totalCount pageInfo { hasNextPage endCursor } edges { cursor authorship { name evidence } node { title } } }
  collaborators { totalCount edges { strength paperCount firstYear lastYear isClose node { id name } } }
  topics { paperCount share lastYear topic { id name } }
  cluster { level strength cluster { id label size } }
} }"""


def test_author_page_is_the_build_in_eight_calls(
    world: World, busy: str, papers_of: dict[str, list[dict[str, Any]]]
) -> None:
    found = world.answer(PAGE, id=busy)["author"]
    assert world.calls == {"nodes": 1, "tally": 1, "degrees": 1, "neighbors": 5}
    assert world.cost == 80
    row = world.by_key("Author")[busy]
    assert (found["id"], found["name"], found["sortName"]) == (busy, row["name"], row["sort_name"])
    assert (found["nameVariants"], found["orcid"], found["sources"]) == (
        row["name_variants"],
        row["orcid"],
        row["sources"],
    )
    assert [one["id"] for one in found["externalIds"]] == row["external_ids"]
    assert found["affiliationStatus"] == row["affiliation_status"] == "KNOWN"
    assert found["papers"]["totalCount"] == len(papers_of[busy]) == found["metrics"]["paperCount"]
    assert found["collaborators"]["totalCount"] == found["metrics"]["collaboratorCount"]
    topics = [row for row in world.rows("WORKS_ON") if row["source"] == busy]
    assert found["metrics"]["topicCount"] == len(topics)
    assert found["metrics"]["scope"] == ["acl-anthology", "openalex"]
    assert found["metrics"]["asOf"] == world.build.publication().as_of
    institutions = world.by_key("Institution")
    assert {(one["institution"]["id"], one["paperCount"], one["isLatest"]) for one in found["affiliations"]} == {
        (row["target"], row["paper_count"], row["is_latest"])
        for row in world.rows("AFFILIATED_WITH")
        if row["source"] == busy
    }
    assert all(
        one["institution"]["countryCode"] == institutions[one["institution"]["id"]]["country_code"]
        for one in found["affiliations"]
    )
    membership = next(
        row
        for row in world.rows("MEMBER_OF")
        if row["source"] == busy and row["level"] == found["cluster"]["level"].lower()
    )
    assert found["cluster"]["cluster"]["id"] == membership["target"]
    assert found["cluster"]["strength"] == membership["strength"]


def test_what_is_said_of_a_whole_list_costs_once_and_what_is_asked_of_its_rows_for_each(
    world: World, prolific: str
) -> None:
    document = """query($id: ID!) { author(id: $id) { papers(first: 20) { totalCount yearHistogram { count }
      facets(by: [YEAR, TYPE], first: 10) { values { count } } edges { node { authors(first: 5) { totalCount } } }
      nodes { venue { id } } } } }"""
    world.answer(document, id=prolific)
    assert world.cost == 1 + 1 + 20 + 1 + (100 + 50) + (2 * 10 + 100) + 20 * (5 + 1) + 20 * 1


def test_identity_counts_every_authorship(
    world: World, prolific: str, papers_of: dict[str, list[dict[str, Any]]]
) -> None:
    document = """query($id: ID!) { author(id: $id) {
      identity { evidence confidence reasons shares { evidence authorships share } } } }"""
    found = world.answer(document, id=prolific)["author"]["identity"]
    assert world.calls == {"nodes": 1, "tally": 2}
    rows = papers_of[prolific]
    numbers = Counter(row["evidence"] for row in rows)
    expected = [
        {"evidence": name.upper(), "authorships": numbers[name], "share": numbers[name] / len(rows)}
        for name in ("asserted", "matched", "name_only")
        if numbers[name]
    ]
    assert found["shares"] == expected
    assert found["confidence"] == pytest.approx(sum(row["confidence"] for row in rows) / len(rows), abs=1e-6)
    assert found["evidence"] == expected[0]["evidence"]


def test_figures_that_a_source_claims_stay_apart_from_those_counted_here(world: World) -> None:
    people = [
        row for row in world.rows("Author") if row["citation_count_claimed"] is not None and row["h_index_in_graph"]
    ]
    row = max(people, key=lambda one: (one["citation_count_claimed"], one["key"]))
    document = """query($id: ID!) { author(id: $id) { metrics {
      citationCount { claimed claimedBy claimedAsOf inGraph coverage } hIndex { claimed claimedBy inGraph } } } }"""
    found = world.answer(document, id=row["key"])["author"]["metrics"]
    assert world.calls == {"nodes": 1}
    assert found["citationCount"] == {
        "claimed": row["citation_count_claimed"],
        "claimedBy": "openalex",
        "claimedAsOf": "2026-02-07",
        "inGraph": row["citation_count_in_graph"],
        "coverage": row["citation_coverage"],
    }
    assert found["hIndex"]["inGraph"] == row["h_index_in_graph"]


def test_clusters_of_a_person_are_one_of_each_level_the_coarsest_first(world: World, busy: str) -> None:
    document = "query($id: ID!) { author(id: $id) { clusters { level strength cluster { id level label } } } }"
    found = world.answer(document, id=busy)["author"]["clusters"]
    assert (world.calls, world.cost) == ({"nodes": 1, "neighbors": 1}, 1 + 1 + 3)
    seats = {row["level"]: row for row in world.rows("MEMBER_OF") if row["source"] == busy}
    levels = [level for level in ("field", "group", "core") if level in seats]
    assert [(one["level"], one["strength"], one["cluster"]["id"]) for one in found] == [
        (level.upper(), seats[level]["strength"], seats[level]["target"]) for level in levels
    ]
    assert len(levels) > 1


def test_collaborators_come_in_each_order_and_close_ones_alone(world: World, prolific: str) -> None:
    document = """query($id: ID!, $order: CollaboratorOrder!, $close: Boolean!, $where: CollaboratorFilter) {
      author(id: $id) { collaborators(first: 100, orderBy: $order, closeOnly: $close, where: $where) {
        totalCount edges { node { id } } } } }"""
    ties = {
        row["target"] if row["source"] == prolific else row["source"]: row
        for row in world.rows("CO_AUTHORED_WITH")
        if prolific in (row["source"], row["target"])
    }
    people = world.by_key("Author")
    for order, field in (
        ("STRENGTH_DESC", "strength"),
        ("RECENT_STRENGTH_DESC", "recent_strength"),
        ("PAPER_COUNT_DESC", "paper_count"),
        ("LAST_YEAR_DESC", "last_year"),
    ):
        found = world.answer(document, id=prolific, order=order, close=False)["author"]["collaborators"]
        ranked = sorted(ties, key=lambda key: (-ties[key][field], key))
        assert [one["node"]["id"] for one in found["edges"]] == ranked[:100]
        assert found["totalCount"] == len(ties)
    close = [key for key in ties if ties[key]["is_close"]]
    found = world.answer(document, id=prolific, order="NAME_ASC", close=True)["author"]["collaborators"]
    assert [one["node"]["id"] for one in found["edges"]] == sorted(
        close, key=lambda key: (people[key]["sort_key"], key)
    )[:100]
    assert found["totalCount"] == len(close) == people[prolific]["close_collaborator_count"]
    few = {"paperCount": {"gte": 5}, "lastYear": {"gte": 2020}}
    found = world.answer(document, id=prolific, order="NAME_ASC", close=False, where=few)["author"]["collaborators"]
    kept = [row for row in ties.values() if row["paper_count"] >= 5 and row["last_year"] >= 2020]
    assert found["totalCount"] == len(kept) > 0


def test_a_tie_shows_its_shared_papers(world: World, prolific: str, papers_of: dict[str, list[dict[str, Any]]]) -> None:
    document = """query($id: ID!) { author(id: $id) { collaborators(first: 20) {
      edges { paperCount node { id } sharedPapers(first: 100) { id } } } } }"""
    found = world.answer(document, id=prolific)["author"]["collaborators"]["edges"]
    assert world.calls == {"nodes": 1, "neighbors": 2, "edges_among": 1}
    for edge in found:
        theirs = {row["target"] for row in papers_of[edge["node"]["id"]]}
        shared = [key for key in newest_first(papers_of[prolific]) if key in theirs]
        assert [one["id"] for one in edge["sharedPapers"]] == shared
        assert len(shared) == edge["paperCount"]


def test_shared_papers_of_several_people_are_two_calls_as_well(world: World, busy: str, prolific: str) -> None:
    document = """query($ids: [ID!]!) { nodes(ids: $ids) { ... on Author { collaborators(first: 5) {
      edges { paperCount node { name } sharedPapers(first: 2) { title } } } } } }"""
    found = world.answer(document, ids=[busy, prolific])["nodes"]
    assert world.calls == {"nodes": 1, "neighbors": 2, "edges_among": 1}
    assert all(
        len(edge["sharedPapers"]) == min(2, edge["paperCount"])
        for one in found
        for edge in one["collaborators"]["edges"]
    )


def test_suggestions_are_those_of_the_store_for_one_person(world: World, busy: str, prolific: str) -> None:
    document = """query($id: ID!) { author(id: $id) { suggestedCollaborators(first: 3) {
      author { id name } score through { id } throughCount isPartial } } }"""
    found = world.answer(document, id=prolific)["author"]["suggestedCollaborators"]
    assert world.calls == {"nodes": 2, "expand": 2, "subgraph": 1}
    assert world.cost == 1 + 1 + (3 + 500) + 3 * 3
    with world.store.snapshot() as snapshot:
        expected = suggestions(snapshot, prolific, first=3)
    assert len(found) == 3
    assert [
        (
            one["author"]["id"],
            one["score"],
            [each["id"] for each in one["through"]],
            one["throughCount"],
            one["isPartial"],
        )
        for one in found
    ] == [(one.key, one.score, list(one.through), one.through_count, expected.truncated) for one in expected.items]
    many = "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Author { suggestedCollaborators { score } } } }"
    errors = world.refused(many, ids=[busy, prolific])
    assert [error.path for error in errors] == [["nodes", place, "suggestedCollaborators"] for place in (0, 1)]
    assert [error.extensions for error in errors] == [{"code": "BAD_INPUT"}] * 2


def test_doubles_are_shown_with_reasons(world: World) -> None:
    doubt = max(world.rows("POSSIBLY_SAME_AS"), key=lambda row: (row["probability"], row["source"]))
    document = "query($id: ID!) { author(id: $id) { possiblySame { probability reasons author { id } } } }"
    for one, other in ((doubt["source"], doubt["target"]), (doubt["target"], doubt["source"])):
        found = world.answer(document, id=one)["author"]["possiblySame"]
        assert {"probability": doubt["probability"], "reasons": doubt["reasons"], "author": {"id": other}} in found


def test_printed_affiliations_tell_from_how_many_papers(
    world: World, prolific: str, papers_of: dict[str, list[dict[str, Any]]]
) -> None:
    document = """query($id: ID!) { author(id: $id) { printedAffiliations(first: 100) {
      papersRead paperCount items { name paperCount firstYear lastYear } } } }"""
    found = world.answer(document, id=prolific)["author"]["printedAffiliations"]
    assert world.calls == {"nodes": 1, "neighbors": 1, "degrees": 1}
    read = newest_first(papers_of[prolific])[:200]
    assert (found["papersRead"], found["paperCount"]) == (len(read), len(papers_of[prolific]))
    printed = Counter(
        name for row in papers_of[prolific] if row["target"] in set(read) for name in row["affiliations"] or ()
    )
    assert {one["name"]: one["paperCount"] for one in found["items"]} == dict(printed)


def test_a_page_of_papers_with_their_authors_is_three_calls(world: World, prolific: str) -> None:
    document = """query($id: ID!) { author(id: $id) { papers { nodes { title authors {
      edges { position name node { id name } } } } } } }"""
    world.answer(document, id=prolific)
    assert world.calls == {"nodes": 1, "neighbors": 2}


def test_all_people_are_counted_listed_and_found_by_name(world: World) -> None:
    document = """query($where: AuthorFilter, $order: AuthorOrder!) {
      authors(first: 10, where: $where, orderBy: $order) { totalCount nodes { id } } }"""
    people = world.rows("Author")
    found = world.answer(document, order="PAPER_COUNT_DESC")["authors"]
    assert world.calls == {"top": 1}
    ranked = sorted(people, key=lambda row: (-row["paper_count"], row["sort_key"], row["key"]))
    assert [one["id"] for one in found["nodes"]] == [row["key"] for row in ranked[:10]]
    assert found["totalCount"] == len(people)
    where = {"family": {"eq": "Liu"}, "paperCount": {"gte": 5}}
    found = world.answer(document, order="NAME_ASC", where=where)["authors"]
    assert world.calls == {"top": 1, "tally_nodes": 1}
    kept = sorted(
        (row for row in people if row["family"] == "Liu" and row["paper_count"] >= 5),
        key=lambda row: (row["sort_key"], row["key"]),
    )
    assert [one["id"] for one in found["nodes"]] == [row["key"] for row in kept[:10]]
    assert found["totalCount"] == len(kept) > 0


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ('{ author(id: "P0000000000000000") { name } }', "BAD_ID"),
        ("{ author { name } }", "BAD_INPUT"),
        ("{ authors(first: 0) { totalCount } }", "BAD_INPUT"),
        ("{ authors(first: 101) { totalCount } }", "BAD_INPUT"),
        ('{ authors(last: 3, after: "x") { totalCount } }', "BAD_INPUT"),
        ('{ authors(after: "forged") { totalCount } }', "BAD_CURSOR"),
        (f"{{ papers(where: {{year: {{in: {list(range(101))}}}}}) {{ totalCount }} }}", "BAD_INPUT"),
        (f"{{ papers(where: {{or: [{'{year: {eq: 1}}' * 21}]}}) {{ totalCount }} }}", "BAD_INPUT"),
        ("{ papers(where: {not: {not: {not: {not: {year: {eq: 1}}}}}}) { totalCount } }", "BAD_INPUT"),
        ("{ papers { facets(by: []) { by } } }", "BAD_INPUT"),
        ("{ papers { facets(by: [YEAR], first: 1000) { by } } }", "BAD_INPUT"),
        ('{ papers(where: {sources: {startsWith: "a"}}) { totalCount } }', "BAD_INPUT"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_read(world: World, document: str, code: str) -> None:
    [error] = world.refused(document)
    assert error.extensions == {"code": code}


def test_a_cursor_of_another_list_is_refused(world: World, prolific: str) -> None:
    document = "query($id: ID!) { author(id: $id) { papers(first: 1) { pageInfo { endCursor } } } }"
    page = world.answer(document, id=prolific)["author"]["papers"]
    [error] = world.refused("query($c: String) { papers(after: $c) { totalCount } }", c=page["pageInfo"]["endCursor"])
    assert error.extensions == {"code": "BAD_CURSOR"}


def test_search_text_never_becomes_part_of_a_question(world: World) -> None:
    evil = "') RETURN 1 // \" ` \\ {$} * \x00 \U0001f600"
    document = "query($text: String) { papers(where: {title: {contains: $text}}) { totalCount nodes { id } } }"
    for text in (evil, "\x00", "%", "*' OR '1'='1"):
        matching = sum(text in row["title"] for row in world.rows("Paper"))
        assert world.answer(document, text=text)["papers"]["totalCount"] == matching
    [error] = world.refused(document, text="\ud800")
    assert error.extensions == {"code": "BAD_INPUT"}


def test_an_id_with_a_wrong_check_digit_is_told_apart_from_no_id_at_all(world: World) -> None:
    for given, said in (("orcid:0000-0002-1825-0098", "no valid orcid id"), ("Qun Liu", "scheme:value")):
        [error] = world.refused("query($e: String) { author(externalId: $e) { id } }", e=given)
        assert said in error.message
        assert error.extensions == {"code": "BAD_INPUT"}
