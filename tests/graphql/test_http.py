"""The running service over HTTP: the audits of GraphQL over HTTP, what they leave out, and attacks."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from support.served import GRAPHQL_TYPE, Served, served

AUDITS = Path(__file__).parent / "audits"
JSON_TYPE = "application/json"


@pytest.fixture(scope="module")
def service(sample_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(sample_store, tmp_path_factory.mktemp("service"), anonymous_rate="0") as running:
        yield running


@pytest.fixture(scope="module")
def author(service: Served) -> str:
    """The person with the most papers."""
    found = service.ask("{ authors(first: 1, orderBy: PAPER_COUNT_DESC) { nodes { id } } }").json
    return str(found["data"]["authors"]["nodes"][0]["id"])


def test_every_audit_passes(service: Served, tmp_path: Path) -> None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        if os.environ.get("CI"):
            pytest.fail("the audits need node and npm", pytrace=False)
        pytest.skip("the audits need node and npm")
    home = shutil.copytree(AUDITS, tmp_path / "audits")
    subprocess.run(
        [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=home, check=True, capture_output=True
    )
    ran = subprocess.run(
        [node, "audit.mjs", f"{service.url}/graphql"], cwd=home, check=True, capture_output=True, text=True
    )
    results = json.loads(ran.stdout)
    assert len(results) == 61
    assert [result for result in results if result["status"] != "ok"] == []


@pytest.mark.parametrize("body", [b"null", b"1", b'"x"', b"\xff\xfe", b"[" * 5_000, b"[]", b"", b"{}"])
def test_what_is_no_request_is_a_bad_one(service: Served, body: bytes) -> None:
    found = service.send("POST", "/graphql", body, {"content-type": JSON_TYPE})
    assert (found.status, found.codes) == (400, ["MALFORMED_REQUEST"])


@pytest.mark.parametrize("number", [1, 100])
def test_batches_are_not_answered(service: Served, number: int) -> None:
    body = json.dumps([{"query": "{ __typename }"}] * number).encode()
    assert service.send("POST", "/graphql", body, {"content-type": JSON_TYPE}).status == 400


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods_are_told_which_there_are(service: Served, method: str) -> None:
    found = service.send(method, "/graphql")
    assert (found.status, found.headers["allow"]) == (405, "GET, POST")


@pytest.mark.parametrize(
    "type_",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/graphql"],
)
def test_bodies_that_a_foreign_page_could_send_are_refused(service: Served, type_: str) -> None:
    found = service.send("POST", "/graphql", b'{"query":"{__typename}"}', {"content-type": type_})
    assert (found.status, found.codes) == (415, ["UNSUPPORTED_MEDIA_TYPE"])


def test_a_client_that_takes_neither_type_is_told(service: Served) -> None:
    found = service.send("GET", "/graphql?query={__typename}", headers={"accept": "image/png"})
    assert (found.status, found.codes) == (406, ["NOT_ACCEPTABLE"])


def test_operations_without_a_name_are_refused_where_there_are_several(service: Served) -> None:
    found = service.ask("query A { __typename } query B { __typename }")
    assert (found.status, found.codes) == (400, ["NO_OPERATION"])
    named = service.ask("query A { __typename } query B { b: __typename }", operationName="B")
    assert named.json["data"] == {"b": "Query"}


def test_empty_parameters_of_a_get_count_as_absent(service: Served) -> None:
    found = service.send("GET", "/graphql?query={__typename}&variables=&operationName=&extensions=")
    assert (found.status, found.json["data"]) == (200, {"__typename": "Query"})


def test_headers(service: Served) -> None:
    found = service.send("GET", "/graphql?query={__typename}", headers={"accept": GRAPHQL_TYPE})
    assert found.headers["content-type"] == f"{GRAPHQL_TYPE}; charset=utf-8"
    assert {"Accept", "Accept-Encoding", "Authorization"} <= set(found.headers["vary"].split(", "))
    assert found.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in found.headers["content-security-policy"]
    assert "server" not in found.headers
    assert "access-control-allow-origin" not in found.headers


def test_an_answer_over_get_is_not_sent_twice(service: Served, author: str) -> None:
    text = f'{{ author(id: "{author}") {{ name }} }}'
    path = f"/graphql?query={quote(text)}"
    first = service.send("GET", path)
    assert first.headers["cache-control"] == "private, no-cache"
    again = service.send("GET", path, headers={"if-none-match": f'"x", {first.headers["etag"]}'})
    assert (again.status, again.body) == (304, b"")
    other = service.send("GET", path, headers={"if-none-match": '"x"'})
    assert (other.status, other.body) == (200, first.body)
    assert "etag" not in service.ask("{ __typename }").headers


def test_large_answers_are_packed(service: Served) -> None:
    text = "{ authors(first: 100) { nodes { id name } } }"
    plain = service.ask(text)
    packed = service.ask(text, headers={"accept-encoding": "br;q=1, gzip;q=0.5"})
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < len(plain.body) / 2
    assert "content-encoding" not in service.ask(text, headers={"accept-encoding": "gzip;q=0"}).headers
    assert "content-encoding" not in service.ask("{ __typename }", headers={"accept-encoding": "gzip"}).headers


def test_the_request_id_of_a_proxy_is_kept_and_a_strange_one_is_not(service: Served) -> None:
    assert service.ask("{ __typename }", headers={"x-request-id": "abcd-1234"}).headers["x-request-id"] == "abcd-1234"
    assert service.ask("{ __typename }", headers={"x-request-id": "a b<c>"}).headers["x-request-id"] != "a b<c>"


def nested(levels: int) -> str:
    """A chain of collaborators."""
    return (
        "{ authors(first: 1) { nodes {"
        + " collaborators(first: 1) { nodes {" * levels
        + " id"
        + " } }" * levels
        + " } } }"
    )


def doubling(fragments: int) -> str:
    each = " ".join(f"fragment F{i} on Query {{ ...F{i + 1} ...F{i + 1} }}" for i in range(fragments))
    return f"{{ ...F0 }} {each} fragment F{fragments} on Query {{ __typename }}"


ATTACKS: dict[str, tuple[str, Any]] = {
    "A1 nested 10": (nested(10), None),
    "A1 nested 100": (nested(100), None),
    "A2 doubling 16": (doubling(16), None),
    "A2 doubling 40": (doubling(40), None),
    "A3 cyclic": ("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }", None),
    "A3 undefined": ("{ ...A }", None),
    "A3 unused": ("{ __typename } fragment A on Query { __typename }", None),
    "A4 aliases": ("{" + " ".join(f"a{i}: __typename" for i in range(101)) + "}", None),
    "A4 by fragment": (
        "{ authors { nodes {" + " ...A" * 40 + "} } } fragment A on Author { " + "b: id " * 3 + "}",
        None,
    ),
    "A4 conflicts": ("{" + " ".join(f"a: author(id: {i}) {{ id }}" for i in range(300)) + "}", None),
    "A5 same field": ("{" + "__typename " * 1_000 + "}", None),
    "A5 includes": ("{ __typename " + "@include(if: true) " * 900 + "}", None),
    "A5 unknown directives": ("{ __typename " + "@aa " * 990 + "}", None),
    "A6 first": ("{ authors(first: 1000000) { nodes { id } } }", None),
    "A6 first by variable": ("query($n: Int) { authors(first: $n) { nodes { id } } }", {"n": 1_000_000}),
    "A6 nested pages": (
        "{ authors(first: 100) { nodes { collaborators(first: 100) { nodes { collaborators(first: 100) { nodes { id } }"
        " } } } } }",
        None,
    ),
    "A6 negative": ("{ authors(first: -1) { nodes { id } } }", None),
    "A6 large": ("{ authors(first: 4294967296) { nodes { id } } }", None),
    "A7 ids": ("query($i: [ID!]!) { nodes(ids: $i) { id } }", {"i": ["A0000000000000000"] * 1_000}),
    "A13 order": ("{ authors(orderBy: name) { nodes { id } } }", None),
    "A13 order text": ('{ authors(orderBy: "1; DROP TABLE Author") { nodes { id } } }', None),
    "A13 where": ('{ papers(where: { _: { eq: "x" } }) { nodes { id } } }', None),
    "A13 id": ('{ author(id: "\') RETURN 1 //") { id } }', None),
    "A13 foreign id": ('{ author(id: "P0000000000000000") { id } }', None),
    "A13 cursor": ('{ authors(after: "\') RETURN 1 //") { nodes { id } } }', None),
    "A13 cursor of numbers": ('{ authors(after: "-1") { nodes { id } } }', None),
}


@pytest.mark.parametrize(("text", "variables"), ATTACKS.values(), ids=ATTACKS)
def test_attacks_are_refused_with_a_code_and_no_hints(service: Served, text: str, variables: Any) -> None:
    found = service.ask(text, variables)
    assert found.status == 400
    assert "data" not in found.json
    assert 1 <= len(found.json["errors"]) <= 5
    assert all(found.codes)
    said = " ".join(error["message"] for error in found.json["errors"])
    assert "Did you mean" not in said
    assert "Missing" not in said
    assert service.send("GET", "/livez").status == 200


@pytest.mark.parametrize("size", [150_000, 20_000_000])
def test_a_large_body_is_refused_before_it_is_read(service: Served, size: int) -> None:
    """By its announced length, and by what comes when nothing is announced."""
    host, port = urlsplit(service.url).hostname, urlsplit(service.url).port
    for header in (f"content-length: {size}", "transfer-encoding: chunked"):
        with socket.create_connection((host, port), timeout=30) as client:
            client.sendall(
                f"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: {JSON_TYPE}\r\n{header}\r\n\r\n".encode()
            )
            if "chunked" in header:
                try:
                    for _ in range(size // 10_000):
                        client.sendall(b"2710\r\n" + b"#" * 10_000 + b"\r\n")
                except OSError:
                    pass
            assert client.recv(1_000).startswith(b"HTTP/1.1 413")


def test_a_mutation_is_no_operation_of_this_service(service: Served) -> None:
    found = service.send("GET", "/graphql?query=mutation{__typename}", headers={"accept": GRAPHQL_TYPE})
    assert found.status in (400, 405)


def test_a_websocket_is_refused(service: Served) -> None:
    for protocol in ("graphql-ws", "graphql-transport-ws"):
        headers = {"connection": "Upgrade", "upgrade": "websocket", "sec-websocket-version": "13"}
        headers |= {"sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==", "sec-websocket-protocol": protocol}
        assert service.send("GET", "/graphql", headers=headers).status in (400, 404, 405, 426)


@pytest.mark.parametrize(
    "text",
    [
        "') RETURN 1 //",
        "`",
        '"',
        "\\",
        "{$}",
        "\x00",
        "😀",
        "\u202eabc",
        "a" * 10_000,
        "*",
        "a~ OR [* TO *]",
        "AND",
        "",
        " ",
    ],
    ids=lambda text: text[:12].encode("unicode_escape").decode() or "empty",
)
def test_text_that_looks_like_a_query_is_text(service: Served, text: str) -> None:
    found = service.ask("query($t: String!) { search(text: $t) { nodes { name } } }", {"t": text})
    assert found.status in (200, 400)
    if found.status == 200:
        assert "errors" not in found.json


def test_one_unknown_id_does_not_null_the_others(service: Served, author: str) -> None:
    ids = [author, "no id", "P0000000000000000", author]
    found = service.ask("query($i: [ID!]!) { nodes(ids: $i) { id } }", {"i": ids})
    assert found.json["data"] == {"nodes": [{"id": author}, None, None, {"id": author}]}
