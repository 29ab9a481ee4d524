"""The same documents over both engines: equal answers and errors; and a server's answers while it is published to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import neo4j
import pytest
from research_graph.bench.graphql_asked import AUTHOR_PAGE
from research_graph.store.neo4j.store import Neo4jStore
from research_graph.store.open import open_store
from research_graph.store.port import Snapshot, Store
from support.api_asked import Asked
from support.broken_store import TamperedStore
from support.documents import documents, some_ids
from support.graphs import difference as change
from support.graphs import graph, key, load, node, publication
from support.neo4j_server import Server
from support.schema_walk import objects, selected
from support.tied_world import tied_world

ONE, TWO = (graph(*(node("Author", key("A", n), name="Ann") for n in range(number))) for number in (1, 2))
BETWEEN_PAGES = 3
"""Calls from the page of a run to that of its retry: the look at the epoch, the publication, the page."""
FLAT = "query($id: ID!) { author(id: $id) { name papers(first: 5) { nodes { title } } } }"
NESTED = """query($id: ID!) { author(id: $id) { papers(first: 5) { edges { node { title authors { nodes { name } } } } }
  collaborators(first: 5) { nodes { name collaborators(first: 5) { nodes { name } } } } } }"""
LINKED = """query($id: ID!) { author(id: $id) {
  papers(where: { not: { author: { eq: "A0000000000000000" } } }) { nodes { title } } } }"""
TEXT = "{ graph { build } authors { totalCount nodes { name } } }"


@dataclass(frozen=True)
class Both:
    """The same graph in both engines."""

    embedded: Asked
    served: Asked


@pytest.fixture(scope="module")
def server_store(neo4j_server: Server) -> Iterator[Neo4jStore]:
    store = Neo4jStore(neo4j_server.uri, user=neo4j_server.user, password=neo4j_server.password)
    store.clear()
    yield store
    store.clear()
    store.close()


@pytest.fixture(scope="module")
def both(server_store: Neo4jStore) -> Iterator[Both]:
    """The world in which every list has rows and most are equal in what they are ordered by."""
    embedded_store = open_store("sqlite://")
    for store in (embedded_store, server_store):
        load(store, tied_world())
    yield Both(Asked(embedded_store), Asked(server_store))
    embedded_store.close()


@pytest.mark.neo4j
def test_neo4j_and_sqlite_answer_alike(both: Both) -> None:
    different = []
    number = empty = 0
    for name, (text, variables) in documents(some_ids(both.embedded)):
        here, there = both.embedded.ask(text, **variables), both.served.ask(text, **variables)
        if (here.status, here.json) != (there.status, there.json):
            different.append((name, first_difference(here.json, there.json)))
        number += 1
        empty += not here.json.get("data")
    assert different == []
    assert number > 100
    assert empty < 10


@pytest.mark.neo4j
@pytest.mark.parametrize(
    ("document", "statements"),
    [
        (AUTHOR_PAGE, 5),  # the person with papers and collaborators; evidence, counters, topics, cluster
        (FLAT, 1),
        (NESTED, 1),
        (LINKED, 3),  # ids in force are known only after the person: redirects, then the papers
    ],
    ids=["author page", "flat", "nested", "linked"],
)
def test_nested_pages_are_read_along_on_neo4j(
    both: Both, monkeypatch: pytest.MonkeyPatch, document: str, statements: int
) -> None:
    texts: list[object] = []
    run = neo4j.Session.run
    one, other = some_ids(both.embedded)["Author"][:2]
    both.served.data("query($id: ID!) { author(id: $id) { id } }", id=one)  # what is held is known from then on

    def counted(session: neo4j.Session, query: Any, *given: Any, **named: Any) -> neo4j.Result:
        texts.append(query)
        return run(session, query, *given, **named)

    monkeypatch.setattr(neo4j.Session, "run", counted)
    assert both.served.data(document, id=other) == both.embedded.data(document, id=other)
    assert len(texts) == statements


def test_the_documents_select_every_field() -> None:
    store = open_store("sqlite://")
    load(store, tied_world())
    asked = Asked(store)
    found: set[tuple[str, str]] = set()
    for name, (text, variables) in documents(some_ids(asked)):
        assert bool(asked.ask(text, **variables).codes) == name.startswith("wrong")
        found |= selected(text)
    store.close()
    assert {(type_.name, name) for type_ in objects() for name in type_.fields} - found == set()


def first_difference(one: Any, other: Any, path: str = "") -> str:
    """Where two answers part."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        return next(
            (first_difference(one[name], other[name], f"{path}.{name}") for name in one if one[name] != other[name]),
            "order",
        )
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return next(
            first_difference(a, b, f"{path}[{n}]") for n, (a, b) in enumerate(zip(one, other, strict=True)) if a != b
        )
    return f"{path}: {str(one)[:200]} / {str(other)[:200]}"


@pytest.mark.neo4j
def test_answers_of_neo4j_say_so_while_a_publish_runs(server_store: Neo4jStore) -> None:
    load(server_store, ONE, "b1")
    asked = Asked(server_store)
    before = asked.ask(TEXT).json["extensions"]["build"]
    during: list[Any] = []
    server_store.apply(
        change(ONE, TWO, base="b1", build="b2"),
        publication(TWO, "b2"),
        progress=lambda *_: during.append(asked.ask(TEXT).json["extensions"]["build"]["publishing"]),
    )
    assert during
    assert set(during) == {True}
    assert before == {"id": "b1", "publishing": False}
    after = asked.ask(TEXT)
    assert after.json["extensions"]["build"] == {"id": "b2", "publishing": False}
    assert after.data == {"graph": {"build": "b2"}, "authors": {"totalCount": 2, "nodes": [{"name": "Ann"}] * 2}}


def publishing_at_each_page(store: Store, times: int) -> TamperedStore:
    """A store that is published to just before a request reads its page, and again before the retry does."""
    builds = [(TWO, "b2"), (ONE, "b3")][:times]

    def publish(_: Snapshot) -> None:
        graph_, build = builds.pop(0)
        load(store, graph_, build)
        tampered.at = len(tampered.calls) + BETWEEN_PAGES if builds else None

    tampered = TamperedStore(store, publish, at=2)
    return tampered


@pytest.mark.neo4j
@pytest.mark.parametrize(("times", "build", "marked"), [(1, "b2", False), (2, "b2", True)])
def test_neo4j_is_asked_once_more_where_the_epoch_changed_meanwhile(
    server_store: Neo4jStore, times: int, build: str, marked: bool
) -> None:
    load(server_store, ONE, "b1")
    tampered = publishing_at_each_page(server_store, times)
    told = Asked(tampered, kept_bytes=10**6).ask(TEXT)
    assert tampered.calls == ["publication", "top", "epoch"] * 2
    assert told.json["extensions"]["build"] == {"id": build, "publishing": marked}
    if not marked:
        assert told.data == {"graph": {"build": "b2"}, "authors": {"totalCount": 2, "nodes": [{"name": "Ann"}] * 2}}
    assert (told.answer.tag is None) is marked
