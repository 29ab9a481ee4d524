"""Papers: columns, author lists with evidence, references and what shares them, all equal to the build's rows."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

import pytest
from research_graph.graphql.types import related
from support.graphql_world import World

PAGE = """
query($id: ID!) { paper(id: $id) {
  id title abstract year date type doi externalIds { id } versions { source record type date url title }
  url pdfUrl codeUrl links { kind url } language isRetracted notices authorCount isAuthorListComplete
  citationCount { claimed claimedBy claimedAsOf inGraph coverage } referenceCount sources
  authors(first: 100) {
    totalCount edges { position name affiliations evidence confidence isCorresponding institutions { id } node { id } }
  }
  venue { id } venues { id } topics { score rank evidence topic { id } }
  references(first: 100) { totalCount nodes { id } } citedBy(first: 100) { totalCount nodes { id } }
} }"""


@pytest.fixture(scope="session")
def cites(world: World) -> dict[str, set[str]]:
    """Cited papers by the citing one."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in world.rows("CITES"):
        found[row["source"]].add(row["target"])
    return found


@pytest.fixture(scope="session")
def cited(world: World, cites: dict[str, set[str]]) -> str:
    """A paper that cites, is cited, and has topics and authors with institutions."""
    about = {row["source"] for row in world.rows("ABOUT")}
    placed = {row["target"] for row in world.rows("AUTHORED") if row["institutions"]}
    rows = [row for row in world.rows("Paper") if row["key"] in cites and row["key"] in about & placed]
    rows = [row for row in rows if (row["citation_count_in_graph"] or 0) <= 100]
    return str(max(rows, key=lambda row: (row["citation_count_in_graph"] or 0, row["key"]))["key"])


def test_paper_page_is_the_build(world: World, cited: str, cites: dict[str, set[str]]) -> None:
    found = world.answer(PAGE, id=cited)["paper"]
    assert world.calls == {"nodes": 2, "neighbors": 6, "degrees": 1, "counts": 2}
    row = world.by_key("Paper")[cited]
    plain = {
        "title": "title",
        "abstract": "abstract",
        "year": "year",
        "date": "date",
        "type": "type",
        "doi": "doi",
        "url": "url",
        "pdfUrl": "pdf_url",
        "codeUrl": "code_url",
        "language": "language",
        "isRetracted": "is_retracted",
        "notices": "notices",
        "authorCount": "author_count",
        "isAuthorListComplete": "is_author_list_complete",
        "referenceCount": "reference_count",
        "sources": "sources",
    }
    assert {name: found[name] for name in plain} == {name: row[column] for name, column in plain.items()}
    assert found["citationCount"] == {
        "claimed": row["citation_count_claimed"],
        "claimedBy": "openalex",
        "claimedAsOf": "2026-02-07",
        "inGraph": row["citation_count_in_graph"],
        "coverage": None,
    }
    nothing = dict.fromkeys(("source", "record", "type", "date", "url", "title"))
    assert found["versions"] == [{**nothing, **json.loads(version)} for version in row["versions"]]
    authors = sorted((one for one in world.rows("AUTHORED") if one["target"] == cited), key=lambda one: one["position"])
    assert found["authors"]["totalCount"] == len(authors) == row["author_count"]
    assert found["authors"]["edges"] == [
        {
            "position": one["position"],
            "name": one["name"],
            "affiliations": one["affiliations"] or [],
            "evidence": one["evidence"].upper(),
            "confidence": one["confidence"],
            "isCorresponding": one["is_corresponding"],
            "institutions": [{"id": key} for key in one["institutions"] or ()],
            "node": {"id": one["source"]},
        }
        for one in authors
    ]
    assert {one["topic"]["id"]: one["score"] for one in found["topics"]} == {
        one["target"]: one["score"] for one in world.rows("ABOUT") if one["source"] == cited
    }
    assert {one["id"] for one in found["venues"]} == {
        one["target"] for one in world.rows("PUBLISHED_IN") if one["source"] == cited
    }
    assert found["venue"] == (found["venues"] or [None])[0]
    assert {one["id"] for one in found["references"]["nodes"]} == cites[cited]
    assert found["references"]["totalCount"] == len(cites[cited])
    citing = {key for key, references in cites.items() if cited in references}
    assert {one["id"] for one in found["citedBy"]["nodes"]} == citing
    assert found["citedBy"]["totalCount"] == len(citing) == row["citation_count_in_graph"]


def test_links_lead_where_the_columns_say(world: World) -> None:
    row = next(one for one in world.rows("Paper") if one["pdf_url"] and one["doi"] and one["url"])
    found = world.answer("query($id: ID!) { paper(id: $id) { links { kind url } } }", id=row["key"])["paper"]["links"]
    known = [("PAGE", row["url"]), ("PDF", row["pdf_url"]), ("CODE", row["code_url"])]
    known.append(("DOI", f"https://doi.org/{row['doi']}"))
    assert [(one["kind"], one["url"]) for one in found] == [one for one in known if one[1]]


def test_related_papers_share_references_and_rare_ones_weigh_more(world: World, cites: dict[str, set[str]]) -> None:
    document = """query($id: ID!) { paper(id: $id) { related(first: 20) {
      referencesFollowed referencesLeftOut items { strength sharedReferences paper { id title } } } } }"""
    paper = max(cites, key=lambda key: (len(cites[key]), key))
    found = world.answer(document, id=paper)["paper"]["related"]
    assert world.calls == {"nodes": 2, "expand": 2}
    citing: dict[str, set[str]] = defaultdict(set)
    for source, targets in cites.items():
        for target in targets:
            citing[target].add(source)
    strength: dict[str, float] = defaultdict(float)
    for reference in cites[paper]:
        for other in citing[reference] - {paper}:
            strength[other] += 1 / (len(citing[reference]) - 1)
    ranked = sorted(strength, key=lambda key: (-round(strength[key], 9), key))[:20]
    assert [one["paper"]["id"] for one in found["items"]] == ranked
    assert [one["strength"] for one in found["items"]] == [pytest.approx(strength[key], abs=1e-9) for key in ranked]
    assert [one["sharedReferences"] for one in found["items"]] == [len(cites[paper] & cites[key]) for key in ranked]
    assert (found["referencesFollowed"], found["referencesLeftOut"]) == (len(cites[paper]), 0)


def test_a_reference_that_all_cite_is_left_out_and_told(
    world: World, cites: dict[str, set[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(related, "MOST_CITING", 2)
    paper = max(cites, key=lambda key: (len(cites[key]), key))
    document = "query($id: ID!) { paper(id: $id) { related { referencesFollowed referencesLeftOut } } }"
    found = world.answer(document, id=paper)["paper"]["related"]
    often = [key for key in cites[paper] if sum(key in one for one in cites.values()) > 2]
    assert often
    assert found == {"referencesFollowed": len(cites[paper]) - len(often), "referencesLeftOut": len(often)}


def test_a_paper_without_references_is_related_to_none(world: World, cites: dict[str, set[str]]) -> None:
    row = next(one for one in world.rows("Paper") if one["key"] not in cites)
    document = "query($id: ID!) { paper(id: $id) { related { referencesFollowed items { strength } } } }"
    assert world.answer(document, id=row["key"])["paper"]["related"] == {"referencesFollowed": 0, "items": []}


def test_papers_are_found_by_any_external_id(world: World) -> None:
    row = next(one for one in world.rows("Paper") if len(one["external_ids"]) > 1)
    document = "query($id: String!) { paper(externalId: $id) { id } }"
    for known in row["external_ids"]:
        assert world.answer(document, id=known)["paper"] == {"id": row["key"]}
        assert world.calls == {"lookup": 1, "nodes": 1}
    person = next(one for one in world.rows("Author") if one["external_ids"])
    assert world.answer(document, id=person["external_ids"][0])["paper"] is None


def test_all_papers_in_each_order(world: World) -> None:
    document = "query($order: PaperOrder) { papers(first: 100, orderBy: $order) { totalCount nodes { id } } }"
    rows = world.rows("Paper")

    def last(number: int | None) -> tuple[bool, int]:
        return number is None, -(number or 0)

    keys: dict[str, Any] = {
        "YEAR_DESC": lambda row: (*last(row["year"]), row["sort_key"], row["key"]),
        "YEAR_ASC": lambda row: (row["year"] is None, row["year"] or 0, row["sort_key"], row["key"]),
        "TITLE_ASC": lambda row: (row["sort_key"], row["key"]),
        "CITATIONS_DESC": lambda row: (
            *last(row["citation_count_claimed"]),
            *last(row["citation_count_in_graph"]),
            row["sort_key"],
            row["key"],
        ),
    }
    for order, key in keys.items():
        found = world.answer(document, order=order)["papers"]
        assert world.calls == {"top": 1}
        assert [one["id"] for one in found["nodes"]] == [row["key"] for row in sorted(rows, key=key)[:100]]
        assert found["totalCount"] == len(rows)


def test_every_kind_of_facet_counts_all_papers(world: World) -> None:
    document = """{ papers(first: 1) { facets(by: [YEAR, TYPE, LANGUAGE, VENUE, TOPIC], first: 100) {
      by valueCount values { value name count } } } }"""
    found = {one["by"]: one for one in world.answer(document)["papers"]["facets"]}
    assert world.calls == {"top": 1, "tally_nodes": 5, "subgraph": 1}
    papers = world.rows("Paper")
    for name, column in (("YEAR", "year"), ("TYPE", "type"), ("LANGUAGE", "language")):
        numbers: dict[Any, int] = defaultdict(int)
        for row in papers:
            numbers[None if row[column] is None else str(row[column])] += 1
        assert {one["value"]: one["count"] for one in found[name]["values"]} == dict(numbers)
        assert found[name]["valueCount"] == len(numbers)
    topics = world.by_key("Topic")
    assert all(one["name"] == topics[one["value"]]["name"] for one in found["TOPIC"]["values"])
    assert found["VENUE"]["valueCount"] == len({row["target"] for row in world.rows("PUBLISHED_IN")})
