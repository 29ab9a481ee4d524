"""A local HTTP server that behaves like the OpenAlex API as it is documented: key, cursors, costs, limits, merged ids.

It delivers the records of tests/data/openalex-api and misbehaves on request: `fail` and `cut` apply to coming requests.
"""

from __future__ import annotations

import base64
import gzip
import json
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

DATA = Path(__file__).parent.parent / "data" / "openalex-api"
TODAY = "Sun, 01 Feb 2026 23:59:59 GMT"
ROOT = "https://openalex.org/"

Record = dict[str, Any]


@dataclass(frozen=True)
class Request:
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    raw: str


@dataclass
class Reply:
    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False


FILTERS: dict[str, Callable[[Record], set[str]]] = {
    "authorships.author.id": lambda work: {a["author"]["id"] for a in work["authorships"]},
    "authorships.institutions.id": lambda work: {i["id"] for a in work["authorships"] for i in a["institutions"]},
    "affiliations.institution.id": lambda author: {a["institution"]["id"] for a in author["affiliations"]},
    "type": lambda work: {work["type"]},
    "title.search": lambda work: set((work["title"] or "").lower().split()),
}
EXTERNAL = {"doi": "https://doi.org/", "orcid": "https://orcid.org/", "ror": "https://ror.org/"}


class OpenAlexApi:
    """`with OpenAlexApi() as api:` serves at `api.url`; `api.requests` is what was asked, in order."""

    def __init__(self) -> None:
        self.records = {entity: _read(entity) for entity in ("works", "authors", "institutions")}
        self.key: str | None = None
        self.merged: dict[str, str] = {}
        self.follows_merges_itself = False
        self.requests: list[Request] = []
        self.list_cost = 0.0001
        self.says_cost = True
        self.date: str | None = TODAY
        self.faults: deque[Reply | None] = deque()
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        server.daemon_threads = True
        self._server = server
        self._thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.url = f"http://127.0.0.1:{server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    @property
    def paths(self) -> list[str]:
        return [request.path for request in self.requests]

    def pass_over(self, times: int = 1) -> None:
        """Let this many requests through before the next fault."""
        self.faults.extend([None] * times)

    def fail(self, status: int, *, times: int = 1, content: Record | None = None, **headers: str) -> None:
        body = json.dumps(content or {"error": "Trouble", "message": f"made up: {status}"}).encode()
        self.faults.extend([Reply(status, body, _named(headers))] * times)

    def deliver(self, body: bytes, *, cut: bool = False, **headers: str) -> None:
        """Answer 200 with this body; `cut` announces twice its length."""
        self.faults.append(Reply(200, body, _named(headers), cut))

    def answer(self, request: Request) -> Reply:
        self.requests.append(request)
        fault = self.faults.popleft() if self.faults else None
        if fault is not None:
            return fault
        if self.key and request.headers.get("authorization") != f"Bearer {self.key}":
            return _json(401, {"error": "Invalid or missing API key", "message": "API key not found"})
        entity, _, ref = request.path.strip("/").partition("/")
        return self._single(entity, ref) if ref else self._list(entity, request.query)

    def _single(self, entity: str, ref: str) -> Reply:
        new = self.merged.get(ref)
        if new and not self.follows_merges_itself:
            return Reply(301, b"", {"Location": f"/{entity}/{new}?api_key=leaked"})
        for record in self.records[entity]:
            if _is(record, new or ref):
                cost = {"X-RateLimit-Cost-USD": "0"}
                return Reply(200, json.dumps(record, ensure_ascii=False).encode(), cost)
        return _json(404, {"error": "Not found", "message": f"{ref} not found"})

    def _list(self, entity: str, query: dict[str, str]) -> Reply:
        found = [record for record in self.records[entity] if _passes(record, query["filter"])]
        per_page = int(query["per_page"])
        cursor = query["cursor"]
        start = 0 if cursor == "*" else json.loads(base64.b64decode(cursor))[0]
        results = found[start : start + per_page]
        following = base64.b64encode(json.dumps([start + per_page]).encode()).decode() if results else None
        meta: Record = {"count": len(found), "db_response_time_ms": 7, "page": None, "per_page": per_page}
        meta |= {"next_cursor": following, "groups_count": None}
        if self.says_cost:
            meta["cost_usd"] = self.list_cost
        return _json(200, {"meta": meta, "results": results, "group_by": []})


def _read(entity: str) -> list[Record]:
    with gzip.open(DATA / f"{entity}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def _is(record: Record, ref: str) -> bool:
    scheme, colon, value = ref.partition(":")
    if colon:
        return bool(record.get(scheme) == EXTERNAL[scheme] + value)
    return bool(record["id"] == ROOT + ref)


def _passes(record: Record, expression: str) -> bool:
    for term in expression.split(","):
        name, _, values = term.partition(":")
        if name == "from_updated_date":
            if record["updated_date"][:10] < values:
                return False
        elif not FILTERS[name](record) & {form for value in values.split("|") for form in (value, ROOT + value)}:
            return False
    return True


def _json(status: int, content: Record) -> Reply:
    return Reply(status, json.dumps(content, ensure_ascii=False).encode())


def _handler(api: OpenAlexApi) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 10
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            headers = {name.lower(): value for name, value in self.headers.items()}
            reply = api.answer(Request(unquote(parts.path), query, headers, self.path))
            body = reply.body
            packed = "gzip" in headers.get("accept-encoding", "") and len(body) > 1000 and not reply.cut
            body = gzip.compress(body) if packed else body
            self.send_response_only(reply.status)
            if api.date:
                self.send_header("Date", api.date)
            if packed:
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body) * (2 if reply.cut else 1)))
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
            self.close_connection = reply.cut

        def log_message(self, *_: object) -> None:
            pass

    return Handler
