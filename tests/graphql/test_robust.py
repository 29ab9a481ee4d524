"""What a broken store, a wrong id or cursor and a demand too large come to: a code, nothing of ours, and no harm."""

from __future__ import annotations

import logging
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from research_graph.graphql import cursors
from research_graph.graphql.types.author_list import ALL_AUTHORS
from research_graph.schema.catalog import node_kinds
from research_graph.schema.errors import SettingsError, StorageError, StoreUnavailable
from research_graph.store.open import open_store
from research_graph.store.port import Store
from support.api_asked import REQUEST_ID, Asked, Told
from support.broken_store import TamperedStore
from support.graphs import Graph, graph, key, load, node
from support.schema_walk import connections
from support.tied_world import hub, tied_world

LABELS = [kind.name for kind in node_kinds().values() if not kind.internal]
OLD = {label: key(node_kinds()[label].letter, "old") for label in LABELS}
SECRET = "bolt://neo4j:geheim@10.0.0.7 /srv/graph.sqlite SELECT * FROM author"
PERSON = """query($id: ID!) { author(id: $id) { name papers(first: 3) { totalCount nodes { title
    authors(first: 3) { nodes { name } } } } collaborators(first: 3) { nodes { name } } papersPerYear { year } }
  authors(first: 3) { totalCount nodes { name cluster { strength } } } search(text: "anna") { nodes { name } }
  neighborhood(roots: [$id]) { nodes { id } edges { source } } graph { build } }"""


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    """The tied world, and for each kind a key that its hub answers for."""
    made = open_store("sqlite://")
    whole = tied_world()
    redirects = graph(*(node("Redirect", OLD[label], target=hub(label)) for label in LABELS))
    load(made, Graph({**whole.rows, **redirects.rows}))
    yield made
    made.close()


@pytest.fixture(scope="module")
def asked(store: Store) -> Asked:
    return Asked(store)


def breaking(error: Exception) -> Any:
    """Something that fails with it."""

    def act(_: Any) -> None:
        raise error

    return act


def calls_of(store: Store) -> int:
    tampered = TamperedStore(store, breaking(RuntimeError()))
    assert Asked(tampered).ask(PERSON, id=hub("Author")).data
    return len(tampered.calls)


def check_clean(told: Told, code: str) -> None:
    """Errors of that code alone, with the request to ask about and nothing of where or how the graph is kept."""
    assert set(told.codes) == {code}
    assert 1 <= len(told.codes) <= 5
    assert {error["extensions"]["requestId"] for error in told.json["errors"]} == {REQUEST_ID}
    text = told.answer.body.decode()
    assert not [part for part in ("geheim", "10.0.0.7", "/srv", "SELECT", "sqlite", "Traceback", ".py") if part in text]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (StoreUnavailable(SECRET, hint=SECRET), "STORE_UNAVAILABLE"),
        (StorageError(SECRET), "STORAGE"),
        (SettingsError(SECRET), "INTERNAL"),
        (RuntimeError(SECRET), "INTERNAL"),
        (KeyError(SECRET), "INTERNAL"),
        (RecursionError(SECRET), "INTERNAL"),
    ],
    ids=lambda given: type(given).__name__ if isinstance(given, Exception) else given,
)
def test_a_store_that_breaks_at_any_call_is_told_cleanly_and_the_next_request_is_answered(
    store: Store, error: Exception, code: str
) -> None:
    whole = Asked(store).data(PERSON, id=hub("Author"))
    number = calls_of(store)
    assert number > 10
    for at in range(1, number + 1):
        tampered = TamperedStore(store, breaking(error), at=at)
        asking = Asked(tampered)
        told = asking.ask(PERSON, id=hub("Author"))
        check_clean(told, code)
        assert told.status in ((200,) if "data" in told.json else (500, 503))
        assert asking.ask(PERSON, id=hub("Author")).data == whole


def test_a_field_that_failed_leaves_the_others(store: Store) -> None:
    tampered = TamperedStore(store, breaking(StoreUnavailable(SECRET)), at=2)
    told = Asked(tampered).ask(
        "query($id: ID!) { a: author(id: $id) { name } b: author(id: $id) { name } }", id=hub("Author")
    )
    assert tampered.calls[:2] == ["publication", "nodes"]
    assert told.json["data"] == {"a": None, "b": {"name": "Anna Old"}}
    assert [error["path"] for error in told.json["errors"]] == [["a"]]


def test_a_kept_answer_of_a_store_that_broke_is_an_error_and_comes_back_with_it(store: Store) -> None:
    tampered = TamperedStore(store, breaking(StoreUnavailable(SECRET)))
    asking = Asked(tampered, kept_bytes=10**7)
    first = asking.ask("{ authors { totalCount } }")
    assert asking.ask("{ authors { totalCount } }").answer.was_kept
    tampered.at = len(tampered.calls) + 1
    broken = asking.ask("{ authors { totalCount } }")
    check_clean(broken, "STORE_UNAVAILABLE")
    assert broken.status == 503
    assert asking.ask("{ authors { totalCount } }").answer.body == first.answer.body


def test_an_unknown_exception_is_logged_under_the_request_without_what_it_says(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    tampered = TamperedStore(store, breaking(RuntimeError(SECRET)), at=2)
    with caplog.at_level(logging.WARNING):
        Asked(tampered).ask("{ authors { totalCount nodes { id } } }")
    assert REQUEST_ID in caplog.text
    assert "RuntimeError" in caplog.text
    assert "broken_store.py" in caplog.text
    assert "geheim" not in caplog.text


def test_nodes_come_in_the_order_asked_for_as_often_as_asked_for(asked: Asked) -> None:
    paper, person, venue = hub("Paper"), hub("Author"), hub("Venue")
    ids = [paper, "P0000000000000000", person, OLD["Topic"], "no id", paper, "", venue, person, OLD["Topic"]]
    found = asked.data("query($i: [ID!]!) { nodes(ids: $i) { __typename id redirectedFrom } }", i=ids)["nodes"]

    def row(label: str, old: str | None = None) -> dict[str, Any]:
        return {"__typename": label, "id": hub(label), "redirectedFrom": old}

    topic, there = row("Topic", OLD["Topic"]), row("Paper")
    assert found == [there, None, row("Author"), topic, None, there, None, row("Venue"), row("Author"), topic]


@pytest.mark.parametrize("label", ["Author", "Venue", "Topic"])
def test_filters_take_ids_that_were_merged_away(asked: Asked, label: str) -> None:
    text = f"query($i: [ID!]) {{ papers(where: {{ {label.lower()}: {{ in: $i }} }}) {{ totalCount nodes {{ id }} }} }}"
    now, merged = (asked.data(text, i=[id_])["papers"] for id_ in (hub(label), OLD[label]))
    assert merged == now
    assert now["totalCount"] > 1
    others = f"query($i: ID) {{ papers(where: {{ not: {{ {label.lower()}: {{ eq: $i }} }} }}) {{ totalCount }} }}"
    total = asked.data("{ papers { totalCount } }")["papers"]["totalCount"]
    for id_ in (hub(label), OLD[label]):
        assert asked.data(others, i=id_)["papers"]["totalCount"] == total - now["totalCount"]


@pytest.mark.parametrize(
    ("where", "code"),
    [
        (f'{{ venue: {{ eq: "{hub("Author")}" }} }}', "BAD_ID"),
        (f'{{ topic: {{ in: ["{hub("Topic")}", "{hub("Venue")}"] }} }}', "BAD_ID"),
        ('{ not: { author: { eq: "x" } } }', "BAD_ID"),
        (f"{{ author: {{ in: {[hub('Author')] * 101} }} }}".replace("'", '"'), "BAD_INPUT"),
        ("{ or: [" + f'{{ author: {{ eq: "{hub("Author")}" }} }}' * 21 + "] }", "BAD_INPUT"),
    ],
)
def test_filters_refuse_other_ids_and_too_many(asked: Asked, where: str, code: str) -> None:
    assert asked.ask(f"{{ papers(where: {where}) {{ totalCount }} }}").codes == [code]


@pytest.mark.parametrize("label", LABELS)
def test_ids_that_were_merged_away_resolve_and_say_so(asked: Asked, label: str) -> None:
    for field in ("node", label.lower()):
        text = f"query($id: ID!) {{ {field}(id: $id) {{ id redirectedFrom }} }}"
        assert asked.data(text, id=OLD[label])[field] == {"id": hub(label), "redirectedFrom": OLD[label]}
        assert asked.data(text, id=hub(label))[field] == {"id": hub(label), "redirectedFrom": None}
        assert asked.data(text, id=label[0] + "0" * 16)[field] is None


def pages() -> dict[str, str]:
    """A document for each list in each order, with the cursor as its variable."""
    found = {}
    for one, order in [(each, order) for each in connections() for order in each.orders]:
        given = ["first: 1", "after: $c", *(f'{name}: "anna"' for name in one.required)]
        given += [f"orderBy: {order}"] if order else []
        field = f"{one.field}({', '.join(given)}) {{ pageInfo {{ endCursor }} }}"
        if one.type != "Query":
            field = f'node(id: "{hub(one.type)}") {{ ... on {one.type} {{ {field} }} }}'
        found[f"{one.name} {order}"] = f"query($c: String) {{ {field} }}"
    return found


PAGES = pages()


def test_a_cursor_is_of_one_list_in_one_order(asked: Asked) -> None:
    given = {name: end_cursor(asked.data(text)) for name, text in PAGES.items()}
    assert len(set(given.values())) == len(given)
    for (name, text), (from_, cursor) in product(PAGES.items(), given.items()):
        told = asked.ask(text, c=cursor)
        if name == from_:
            assert told.data
        else:
            assert (name, from_, told.status, told.codes) == (name, from_, 400, ["BAD_CURSOR"])


def end_cursor(data: Any) -> str:
    while not isinstance(data, str):
        (data,) = data.values()
    return data


@given(text=st.text(max_size=60) | st.binary(max_size=60).map(lambda some: urlsafe_b64encode(some).decode()))
def test_what_is_no_cursor_is_a_bad_one(asked: Asked, text: str) -> None:
    told = asked.ask("query($c: String) { authors(after: $c) { nodes { id } } }", c=text)
    assert (told.status, told.codes) == (400, ["BAD_CURSOR"])


@given(place=st.integers(0, 10**6), bit=st.integers(0, 7))
def test_a_cursor_of_which_one_bit_changed_is_refused(asked: Asked, place: int, bit: int) -> None:
    text = "query($c: String) { authors(first: 1, after: $c) { pageInfo { endCursor } } }"
    raw = bytearray(urlsafe_b64decode(end_cursor(asked.data(text)) + "=="))
    raw[place % len(raw)] ^= 1 << bit
    told = asked.ask(text, c=urlsafe_b64encode(raw).decode().rstrip("="))
    assert (told.status, told.codes) == (400, ["BAD_CURSOR"])


VALUES: st.SearchStrategy[Any] = (
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text(max_size=9) | st.just([[]])
)


@given(values=st.lists(VALUES | st.just({"a": 1}), max_size=4))
def test_a_forged_cursor_is_a_place_in_the_list_or_refused(asked: Asked, values: list[Any]) -> None:
    forged = cursors.encode(f"{ALL_AUTHORS.name} PAPER_COUNT_DESC", tuple(values))
    text = "query($c: String, $o: AuthorOrder) { authors(after: $c, orderBy: $o) { nodes { id } } }"
    told = asked.ask(text, c=forged, o="PAPER_COUNT_DESC")
    assert told.status == 200 or told.codes == ["BAD_CURSOR"]
    assert "errors" not in told.json or told.status == 400


def ids(number: int) -> str:
    return "[" + ", ".join(f'"{hub("Author")}"' for _ in range(number)) + "]"


def nest(levels: int) -> str:
    return "{ not: " * levels + '{ name: { eq: "x" } }' + " }" * levels


ROOT = hub("Author")
ENDS = f'from: "{ROOT}", to: "{key("A", 0)}"'
MAXIMA: dict[str, tuple[int, Any]] = {
    "nodes": (100, lambda number: f"{{ nodes(ids: {ids(number)}) {{ id }} }}"),
    "roots": (20, lambda number: f"{{ neighborhood(roots: {ids(number)}) {{ build }} }}"),
    "depth": (2, lambda number: f"{{ neighborhood(roots: {ids(1)}, depth: {number}) {{ build }} }}"),
    "perNode": (100, lambda number: f"{{ neighborhood(roots: {ids(1)}, perNode: {number}) {{ build }} }}"),
    "limit": (2_000, lambda number: f"{{ neighborhood(roots: {ids(1)}, limit: {number}) {{ build }} }}"),
    "subgraph": (500, lambda number: f"{{ subgraph(ids: {ids(number)}) {{ build }} }}"),
    "maxLength": (6, lambda number: f"{{ paths({ENDS}, maxLength: {number}) {{ build }} }}"),
    "paths": (10, lambda number: f"{{ paths({ENDS}, first: {number}) {{ build }} }}"),
    "where depth": (3, lambda number: f"{{ authors(where: {nest(number)}) {{ nodes {{ id }} }} }}"),
    "tests": (20, lambda number: f"{{ authors(where: {{ or: [{conditions(number)}] }}) {{ nodes {{ id }} }} }}"),
    "choices": (
        100,
        lambda number: f"{{ authors(where: {{ paperCount: {{ in: [{'1 ' * number}] }} }}) {{ nodes {{ id }} }} }}",
    ),
}
LEAST_REFUSED = {"roots": (0,), **dict.fromkeys(("depth", "perNode", "limit", "maxLength", "paths"), (0, -1))}


def conditions(number: int) -> str:
    return "{ paperCount: { gte: 1 } } " * number


@pytest.mark.parametrize("name", MAXIMA)
def test_each_maximum_is_allowed_and_one_more_is_refused_before_anything_is_read(store: Store, name: str) -> None:
    most, text = MAXIMA[name]
    tampered = TamperedStore(store, breaking(RuntimeError()))
    asking = Asked(tampered)
    for number in (most + 1, *LEAST_REFUSED.get(name, ())):
        told = asking.ask(text(number))
        assert (told.status, told.codes) == (400, ["BAD_INPUT"])
    assert tampered.calls == []
    assert asking.ask(text(most)).data


@pytest.mark.parametrize("name", sorted(one.name for one in connections()))
def test_pages_have_one_to_a_hundred_rows_from_one_end(store: Store, name: str) -> None:
    (one,) = (one for one in connections() if one.name == name)
    tampered = TamperedStore(store, breaking(RuntimeError()))
    asking = Asked(tampered)

    def page(given: str) -> Told:
        given = ", ".join([given, *(f'{required}: "anna"' for required in one.required)])
        field = f"{one.field}({given}) {{ pageInfo {{ hasNextPage }} }}"
        return asking.ask(
            f"{{ {field} }}"
            if one.type == "Query"
            else f'{{ node(id: "{hub(one.type)}") {{ ... on {one.type} {{ {field} }} }} }}'
        )

    refused = ["first: 0", "first: 101", "first: -1"]
    if "last" in one.arguments:
        refused += ["last: 0", "last: 101", "first: 1, last: 1", 'last: 1, after: "x"', 'before: "x"']
    for ends in refused:
        assert (ends, page(ends).codes) == (ends, ["BAD_INPUT"])
    assert tampered.calls == []
    for ends in ("first: 1", "first: 100", *(("first: null", "last: 100") if "last" in one.arguments else ())):
        assert page(ends).data


def test_introspection_beside_fields_with_variables_is_answered(asked: Asked) -> None:
    text = """query($o: AuthorOrder, $w: AuthorFilter, $n: String!, $unset: Int = 1) {
      t: __type(name: $n) { name } authors(orderBy: $o, where: $w, first: $unset) { nodes { name } } }"""
    given = {"o": "NAME_ASC", "w": {"and": [{"paperCount": {"in": [7]}}]}, "n": "Author"}
    assert asked.data(text, **given) == {"t": {"name": "Author"}, "authors": {"nodes": [{"name": "Bea Anna"}]}}


@pytest.mark.parametrize("levels", [4, 50, 150, 500, 5_000])
def test_values_may_not_nest_deep(asked: Asked, levels: int) -> None:
    where: dict[str, Any] = {"name": {"eq": "x"}}
    for _ in range(levels):
        where = {"not": where}
    literal = "{ not: " * levels + '{ name: { eq: "x" } }' + " }" * levels
    by_variable = asked.ask("query($w: AuthorFilter) { authors(where: $w) { nodes { id } } }", w=where)
    by_literal = asked.ask(f"{{ authors(where: {literal}) {{ nodes {{ id }} }} }}")
    assert {(told.status, told.codes[0]) for told in (by_variable, by_literal)} <= {
        (400, "BAD_INPUT"),
        (400, "GRAPHQL_VALIDATION_FAILED"),
        (400, "GRAPHQL_PARSE_FAILED"),
    }
