"""What is a GraphQL request and what is not; which media type an answer has."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from research_graph.graphql.api import Question
from research_graph.graphql.negotiation import media_type, takes
from research_graph.graphql.wire import (
    Malformed,
    WrongContent,
    check_content_type,
    question_of_body,
    question_of_query,
)
from starlette.datastructures import QueryParams

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"


@pytest.mark.parametrize(
    ("accept", "type_"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (JSON, JSON),
        (GRAPHQL, GRAPHQL),
        (f"{GRAPHQL}, {JSON}", JSON),
        (f"{GRAPHQL}; q=0.9, {JSON}; q=0.8", GRAPHQL),
        (f"{GRAPHQL}; charset=utf-8, {JSON}; q=0.1", GRAPHQL),
        (f"{JSON};q=0, */*", GRAPHQL),
        ("text/html, */*;q=0.1", JSON),
        ("text/html", None),
        ("image/png, text/*", None),
        (f"{JSON};q=0", None),
        (f"{JSON};q=x", None),
        (f"{JSON};charset=utf-16", None),
        ("a," * 2_000 + JSON, None),
    ],
)
def test_the_type_that_is_wanted_most_is_sent(accept: str | None, type_: str | None) -> None:
    assert media_type(accept) == type_


def test_a_browser_is_known_by_naming_html() -> None:
    assert takes("text/html,application/xhtml+xml,*/*;q=0.8", "text/html")
    assert not takes("*/*", "text/html")
    assert not takes(None, "text/html")


@pytest.mark.parametrize("header", [JSON, "application/json; charset=utf-8", 'Application/JSON;charset="UTF-8"'])
def test_json_is_taken(header: str) -> None:
    check_content_type(header)


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/graphql",
        "application/json; charset=latin-1",
    ],
)
def test_other_bodies_are_refused(header: str | None) -> None:
    with pytest.raises(WrongContent):
        check_content_type(header)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"1",
        b'"x"',
        b"[]",
        b'[{"query": "{ __typename }"}]',
        b"{",
        b"\xff\xfe",
        b"[" * 5_000,
        b"{}",
        b'{"query": null}',
        b'{"query": 1}',
        b'{"query": "{a}", "variables": []}',
        b'{"query": "{a}", "variables": "x"}',
        b'{"query": "{a}", "operationName": {}}',
        b'{"query": "{a}", "extensions": "x"}',
        b'{"documentId": 1}',
        b'{"extensions": {"persistedQuery": "x"}}',
        b'{"extensions": {"persistedQuery": {"sha256Hash": 1}}}',
    ],
)
def test_what_is_no_request_is_refused(body: bytes) -> None:
    with pytest.raises(Malformed):
        question_of_body(body)


@pytest.mark.parametrize(
    ("body", "question"),
    [
        ({"query": "{a}"}, Question("{a}")),
        ({"query": "{a}", "variables": None, "operationName": None, "extensions": None}, Question("{a}")),
        ({"query": "{a}", "operationName": ""}, Question("{a}")),
        ({"query": "{a}", "variables": {"x": 1}, "operationName": "A"}, Question("{a}", None, "A", {"x": 1})),
        ({"documentId": "sha256:AB"}, Question(None, "ab")),
        ({"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "ab"}}}, Question(None, "ab")),
        ({"query": "{a}", "something": "else"}, Question("{a}")),
    ],
)
def test_a_request_is_read(body: dict[str, Any], question: Question) -> None:
    assert question_of_body(orjson.dumps(body)) == question


def test_a_get_is_read_and_its_empty_parameters_are_absent() -> None:
    found = question_of_query(QueryParams("query={a}&variables={%22x%22:1}&operationName=&extensions="))
    assert found == Question("{a}", None, None, {"x": 1}, by_get=True)


@pytest.mark.parametrize(
    "query", ["", "query=", "query={a}&query={b}", "query={a}&variables=x", "query={a}&variables=[1]"]
)
def test_a_get_that_is_no_request_is_refused(query: str) -> None:
    with pytest.raises(Malformed):
        question_of_query(QueryParams(query))
