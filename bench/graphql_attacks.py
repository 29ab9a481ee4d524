"""Requests that mean harm, one after the other: each refused or answered soon while /livez keeps answering."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import orjson

from .graphql_process import Server
from .table import Line

FAST_MS = 250.0
TYPE = "application/graphql-response+json"
OK = frozenset({200, 400})
SLOW = "A9 a body that never ends"


@dataclass(frozen=True, slots=True)
class Attack:
    """Requests as bytes, the statuses that may come back, and whether they go out all at once."""

    name: str
    requests: Sequence[bytes]
    statuses: frozenset[int] = frozenset({400})
    at_once: bool = False
    target: str = f"< {FAST_MS:.0f} ms each"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Statuses by how often, milliseconds of the slowest answer and of the slowest /livez meanwhile."""

    statuses: Mapping[int, int]
    slowest: float
    livez: float


def attacks(server: Server, store: Path, people: Sequence[str], hub: str) -> Iterator[Line]:
    """One row an attack, then memory and the store's bytes before and after."""
    digest, started = _digest(store), server.memory()
    rows = (*_documents(), *_bodies(), *_values(people[0]), *_heavy(hub, people[-1]))
    for attack in rows:
        found = asyncio.run(_carried_out(server.port, attack))
        told = ", ".join(f"{status} x {count}" for status, count in sorted(found.statuses.items()))
        fell = "" if set(found.statuses) <= attack.statuses else "NOT AS IT SHOULD BE: "
        detail = f"{fell}{told}; slowest {found.slowest:.0f} ms, /livez {found.livez:.0f} ms"
        yield Line(f"attack {attack.name}", "", None, attack.target, detail)
    once = server.memory()
    for attack in rows:
        if attack.name != SLOW:
            asyncio.run(_carried_out(server.port, attack))
    again = server.memory()
    detail = f"{started:.0f} MiB at the start, {once:.0f} after all, {again:.0f} after all again"
    yield Line("memory of the attacked service", "after the first round", again / once, "flat", detail)
    same = "unchanged" if _digest(store) == digest else "CHANGED"
    yield Line("store of the attacked service", "", None, "unchanged", same)


def _documents() -> Iterator[Attack]:
    def nested(depth: int) -> str:
        return "{ author(id: 1) " + "{ collaborators { nodes " * depth + "{ id }" + "} }" * depth + " }"

    def doubled(number: int) -> str:
        parts = [f"fragment F{i} on Query {{ ...F{i + 1} ...F{i + 1} }}" for i in range(number)]
        return "{ ...F0 } " + " ".join(parts) + f" fragment F{number} on Query {{ __typename }}"

    aliases = " ".join(f"a{i}: __typename" for i in range(101))
    spread = "fragment F on Query { a: __typename b: __typename c: __typename } { " + "...F " * 40 + "}"
    clash = "{ " + " ".join(f"x: papers(first: {i % 100 + 1}) {{ totalCount }}" for i in range(300)) + " }"
    yield Attack("A1 nested fields", [_ask(nested(depth)) for depth in (10, 100, 20_000)], frozenset({400, 413}))
    yield Attack("A2 fragments that double", [_ask(doubled(number)) for number in (16, 24, 40)])
    yield Attack(
        "A3 fragments in a circle, unknown, unused",
        [
            _ask("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }"),
            _ask("{ ...Missing }"),
            _ask("{ __typename } fragment Unused on Query { __typename }"),
        ],
    )
    yield Attack("A4 aliases, spreads, clashes", [_ask(f"{{ {aliases} }}"), _ask(spread), _ask(clash)], OK)
    yield Attack(
        "A5 fields and directives by the thousand",
        [
            _ask("{ " + "__typename " * 1_000 + "}"),
            _ask("{ __typename " + "@include(if: true) " * 1_000 + "}"),
            _ask("{ __typename " + "@aa " * 10_000 + "}"),
        ],
    )
    wide = "{ papers(first: 100) { nodes { authors(first: 100) { nodes { papers(first: 100) { totalCount } } } } } }"
    sizes = ("first: 1000000", 'last: 5, after: "x"', "first: -1", "first: 99999999999")
    yield Attack(
        "A6 page sizes",
        [
            *(_ask(f"{{ papers({size}) {{ totalCount }} }}") for size in sizes),
            _ask("query($n: Int) { papers(first: $n) { nodes { id } } }", {"n": 10**6}),
            _ask(wide),
        ],
    )
    many = [f"A{number:016d}" for number in range(10_000)]
    yield Attack(
        "A7 ten thousand ids",
        [
            _ask("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": many[:3_000]}),
            _ask("{ nodes(ids: " + orjson.dumps(many[:900]).decode() + ") { id } }"),
        ],
    )


def _bodies() -> Iterator[Attack]:
    one = orjson.dumps({"query": "{ __typename }"})
    refused = frozenset({400, 408, 413})
    yield Attack("A8 batches", [_post(b"[" + b",".join([one] * number) + b"]") for number in (1, 100)])
    endless = (
        b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
    )
    yield Attack(
        "A9 large and endless bodies",
        [
            _ask("#" * 1_000_000 + "\n{ __typename }"),
            _ask("{ search(text: " + orjson.dumps("x" * 1_000_000).decode() + ") { __typename } }"),
            _post(b" " * 20_000_000),
            endless + b"10000\r\n" + b" " * 65_536 + (b"\r\n10000\r\n" + b" " * 65_536) * 20,
        ],
        refused,
    )
    slow = b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{"
    yield Attack(SLOW, [slow], refused, target="408 in 10 s")
    form = b"query=%7B__typename%7D"
    types = ("application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x")
    preflight = (
        "OPTIONS /graphql HTTP/1.1\r\nhost: x\r\norigin: https://evil.example\r\n"
        "access-control-request-method: POST\r\nconnection: close\r\n\r\n"
    )
    yield Attack(
        "A10 mutations by GET, forms, foreign origins",
        [_get("query=mutation%7B__typename%7D"), *(_post(form, type_=type_) for type_ in types), preflight.encode()],
        frozenset({400, 405, 415}),
    )
    yield Attack(
        "A11 introspection and suggestions",
        [
            _ask("{ __schema { types { name } } }"),
            _ask("{ autor { id } }"),
            _ask('{ __type(name: "Author") { name } }'),
        ],
    )


def _values(person: str) -> Iterator[Attack]:
    search = "query($q: String!) { search(text: $q, first: 5) { nodes { id name } } }"
    texts = [
        "') RETURN 1 //",
        "``",
        '"',
        "\\",
        "{$}",
        "\0",
        "😀",
        "שלום",
        "x" * 10_000,
        "*",
        "a~ OR [* TO *]",
        "AND",
        "",
        " ",
    ]
    yield Attack("A12 odd search texts", [_ask(search, {"q": text}) for text in texts], OK)
    forged = ["x", "AAAA", "-1", "MQ", "é", "'; DROP TABLE Author", "A" * 2_000, "MTIzNDU2Nzg5MTIzNDU2Nzg5"]
    page = "query($id: ID!, $c: String) { author(id: $id) { papers(first: 5, after: $c) { nodes { id } } } }"
    yield Attack(
        "A13 forged cursors, ids, orders",
        [
            *(_ask(page, {"id": person, "c": text}) for text in forged),
            *(_ask("query($id: ID!) { author(id: $id) { id } }", {"id": text}) for text in forged),
            _ask("{ papers(orderBy: `year`) { totalCount } }"),
            _ask('{ papers(where: { "n) RETURN 1 //": 1 }) { totalCount } }'),
        ],
    )


def _heavy(hub: str, person: str) -> Iterator[Attack]:
    around = "query($id: ID!) { neighborhood(roots: [$id], depth: 2, perNode: 100, limit: 2000) { nodes { id name } "
    dear = _ask(around + "edges { source target strength } } }", {"id": hub})
    path = "query($a: ID!, $b: ID!) { paths(from: $a, to: $b, maxLength: 6, first: 10) { reason total } }"
    far = _ask(path, {"a": hub, "b": person})
    long = _ask(path.replace("6,", "15,"), {"a": hub, "b": person})
    yield Attack("A14 the dearest neighborhood, far paths", [dear, far, long], OK, target="cut at the limit")
    crowd = frozenset({200, 429, 503})
    yield Attack("A15 200 clients at once", [dear] * 200, crowd, at_once=True, target="some 503")
    tokens = ("Bearer", "Bearer nothing", "Bearer eyJhbGciOiJub25lIn0.e30.", "Basic eDp4")
    yield Attack(
        "A16 wrong tokens",
        [_post(orjson.dumps({"query": "{ __typename }"}), more=f"authorization: {token}\r\n") for token in tokens],
        frozenset({401}),
    )
    upgrade = "GET /graphql HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: Upgrade\r\n"
    upgrade += "sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    names = ("graphql-transport-ws", "graphql-ws")
    yield Attack("A17 WebSockets", [f"{upgrade}sec-websocket-protocol: {name}\r\n\r\n".encode() for name in names])


def _ask(text: str, variables: object = None) -> bytes:
    return _post(orjson.dumps({"query": text, "variables": variables}))


def _post(body: bytes, *, type_: str = "application/json", more: str = "") -> bytes:
    head = (
        f"POST /graphql HTTP/1.1\r\nhost: x\r\nconnection: close\r\naccept: {TYPE}\r\ncontent-type: {type_}\r\n{more}"
    )
    return f"{head}content-length: {len(body)}\r\n\r\n".encode() + body


def _get(query: str) -> bytes:
    return f"GET /graphql?{query} HTTP/1.1\r\nhost: x\r\nconnection: close\r\naccept: {TYPE}\r\n\r\n".encode()


async def _carried_out(port: int, attack: Attack) -> Outcome:
    watch = asyncio.create_task(_watch(port))
    await asyncio.sleep(0)
    if attack.at_once:
        answered = await asyncio.gather(*(_answered(port, request) for request in attack.requests))
    else:
        answered = [await _answered(port, request) for request in attack.requests]
    watch.cancel()
    counts: dict[int, int] = {}
    for status, _ in answered:
        counts[status] = counts.get(status, 0) + 1
    return Outcome(counts, max(spent for _, spent in answered), (await asyncio.gather(watch))[0])


async def _watch(port: int) -> float:
    """The slowest answer of /livez, asked again and again until it is told to end."""
    slowest = 0.0
    try:
        while True:
            _, spent = await _answered(port, b"GET /livez HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
            slowest = max(slowest, spent)
            await asyncio.sleep(0.01)
    except asyncio.CancelledError:
        return slowest


async def _answered(port: int, request: bytes) -> tuple[int, float]:
    """Status of the answer (0: the server hung up without one) and milliseconds until its first line."""
    started = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        line = await reader.readline()
    except ConnectionError:
        line = b""
    writer.close()
    words = line.split()
    return int(words[1]) if len(words) > 1 else 0, (time.perf_counter() - started) * 1000


def _digest(store: Path) -> str:
    found = sha256()
    with store.open("rb") as file:
        while part := file.read(1 << 20):
            found.update(part)
    return found.hexdigest()
