"""The service as its operator meets it: publishing under it, ending it, tokens, known documents, logs, metrics."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import threading
import time
import tracemalloc
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from research_graph.assembly.build import Build
from research_graph.assembly.difference import difference
from research_graph.graphql.api import Api, Caller, Question
from research_graph.service.web.tokens import TokenFile
from research_graph.store.open import open_store
from support.assembled import assembled, paper
from support.cli import run
from support.served import Served, served

BUILD = "{ graph { build } }"
SOON_S = 30.0


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + SOON_S
    while not condition():
        assert time.monotonic() < end, "it did not come to that in time"
        time.sleep(0.05)


def publish(store: Path, new: Build, old: Build | None = None) -> None:
    opened = open_store(f"sqlite:///{store}")
    opened.apply(difference(old, new), new.publication(), seen=opened.seen())
    opened.close()


def test_a_publish_is_seen_without_a_restart_and_an_answer_is_of_one_build(tmp_path: Path) -> None:
    first = assembled(tmp_path / "builds", {"a": [paper("p1", "Ada Lovelace", "Mary Somerville")]})
    second = assembled(tmp_path / "builds", {"a": [paper(f"p{i}", "Ada Lovelace", f"Reader {i}") for i in range(9)]})
    counts = {first.id: 1, second.id: 9}
    store = tmp_path / "store.sqlite"
    publish(store, first)
    with served(store, tmp_path) as service:
        seen: list[tuple[str, str, int]] = []
        ended = threading.Event()

        def read() -> None:
            while not ended.is_set():
                found = service.ask("{ graph { build } papers { totalCount } }").json
                count = found["data"]["papers"]["totalCount"]
                seen.append((found["extensions"]["build"]["id"], found["data"]["graph"]["build"], count))

        reader = threading.Thread(target=read)
        reader.start()
        for old, new in ((first, second), (second, first), (first, second)):
            publish(store, new, old)
        ended.set()
        reader.join()
        assert {(one, counts[one]) for _, one, _ in seen} >= {(one, count) for _, one, count in seen}
        assert all(said == held for said, held, _ in seen)
        assert service.ask(BUILD).json["data"] == {"graph": {"build": second.id}}


def test_a_store_that_vanishes_is_told_and_one_that_comes_back_is_served(tmp_path: Path, sample_store: Path) -> None:
    store = tmp_path / "store.sqlite"
    with served(store, tmp_path) as service:
        empty = service.ask(BUILD)
        assert (empty.status, empty.codes) == (503, ["EMPTY_STORE"])
        assert service.send("GET", "/readyz").json == {"ready": False, "reason": "EMPTY_STORE"}
        shutil.copy(sample_store, tmp_path / "copy.sqlite")
        (tmp_path / "copy.sqlite").rename(store)
        assert service.ask(BUILD).status == 200
        until(lambda: service.send("GET", "/readyz").status == 200)
        (tmp_path / "broken").write_bytes(b"this is no store" * 1_000)
        (tmp_path / "broken").rename(store)
        broken = service.ask("{ authors { nodes { name } } }", headers={"x-request-id": "request-1"})
        assert broken.status == 503
        assert broken.json["errors"][0]["extensions"]["requestId"] == "request-1"
        assert str(tmp_path) not in broken.body.decode()
        assert service.send("GET", "/livez").status == 200
        shutil.copy(sample_store, tmp_path / "copy.sqlite")
        (tmp_path / "copy.sqlite").rename(store)
        assert service.ask(BUILD).status == 200


def test_it_ends_at_sigterm_without_a_trace(tmp_path: Path, sample_store: Path) -> None:
    with served(sample_store, tmp_path) as service:
        assert service.ask(BUILD).status == 200
        service.process.send_signal(signal.SIGTERM)
        assert service.process.wait(30) in (0, -signal.SIGTERM)
        assert "Traceback" not in service.log.read_text()


@pytest.mark.parametrize("workers", [1, 2])
def test_it_says_that_it_drains_before_it_ends(tmp_path: Path, sample_store: Path, workers: int) -> None:
    with served(sample_store, tmp_path, "--workers", str(workers), drain_seconds="2") as service:
        assert service.send("GET", "/readyz").status == 200
        begun = time.monotonic()
        service.process.send_signal(signal.SIGTERM)
        until(lambda: service.send("GET", "/readyz").json == {"ready": False, "reason": "DRAINING"})
        assert service.ask(BUILD).status == 200
        assert service.process.wait(SOON_S) in (0, -signal.SIGTERM)
        assert time.monotonic() - begun >= 2
        assert "Traceback" not in service.log.read_text()


def test_a_worker_that_died_is_in_no_gauge(tmp_path: Path, sample_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))

    def gauges() -> set[int]:
        return {int(path.stem.rpartition("_")[2]) for path in tmp_path.glob("research-graph-metrics-*/gauge_live*.db")}

    with served(sample_store, tmp_path, "--workers", "2") as service:
        until(lambda: len(gauges()) == 2)
        before = gauges()
        assert service.ask(BUILD).status == 200
        dead = min(before)
        os.kill(dead, signal.SIGKILL)
        until(lambda: dead not in gauges() and len(gauges()) == 2)
        assert before - gauges() == {dead}
        until(lambda: 'operation="query"} 1.0' in service.send("GET", "/metrics").body.decode())


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize(
    ("setting", "content", "said"),
    [
        ("DOCUMENTS", b"{ nobody }", "one.graphql (line 1, column 3): Cannot query field 'nobody'"),
        ("TOKEN_FILE", b"{", "is not a file of tokens"),
        ("JWT_KEYS", b"{}", "no keys at"),
    ],
)
def test_what_cannot_be_used_is_told_at_the_start(
    tmp_path: Path, workers: str, setting: str, content: bytes, said: str
) -> None:
    (tmp_path / "one.graphql").write_bytes(content)
    place = tmp_path if setting == "DOCUMENTS" else tmp_path / "one.graphql"
    environment = {"RESEARCH_GRAPH_TOKEN_FILE": str(tmp_path / "tokens.json"), f"RESEARCH_GRAPH_{setting}": str(place)}
    if setting == "JWT_KEYS":
        environment |= {"RESEARCH_GRAPH_JWT_ISSUER": "https://id.example", "RESEARCH_GRAPH_JWT_AUDIENCE": "graph"}
    found = run("serve", "--port", _free_port(), "--workers", workers, workspace=tmp_path, environment=environment)
    assert found.status == 2
    assert said in found.err


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def test_a_file_of_tokens_that_cannot_be_read_is_told_by_the_commands(tmp_path: Path) -> None:
    (tmp_path / "tokens.json").mkdir()
    environment = {"RESEARCH_GRAPH_TOKEN_FILE": str(tmp_path / "tokens.json")}
    for command in (["list"], ["create", "x"], ["revoke", "x"]):
        found = run("tokens", *command, workspace=tmp_path, environment=environment)
        assert found.status == 2
        assert "cannot read" in found.err


@pytest.fixture
def closed(tmp_path: Path, sample_store: Path) -> Served:
    """A service for those with a token, which answers known documents."""
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "build.graphql").write_text(BUILD)
    settings = {
        "anonymous": "false",
        "free_documents": "false",
        "introspection": "false",
        "open_metrics": "false",
        "documents": str(tmp_path / "documents"),
        "log_format": "json",
        "cors_origins": "https://pages.example",
    }
    with served(sample_store, tmp_path, "--workers", "2", **settings) as service:
        yield service  # type: ignore[misc]


def test_a_closed_service(closed: Served, tmp_path: Path) -> None:
    tokens = TokenFile(tmp_path / "tokens.json")
    reader, read = tokens.create("reader")
    _, everything = tokens.create("developer", scopes=("read", "documents", "introspect", "metrics"))

    def bearer(text: str) -> dict[str, str]:
        return {"authorization": f"Bearer {text}"}

    assert (closed.ask(BUILD).status, closed.ask(BUILD).codes) == (401, ["UNAUTHENTICATED"])
    assert closed.ask(BUILD, headers=bearer("rg_wrong")).status == 401
    assert closed.ask(BUILD, headers=bearer(read)).status == 200
    by_hash = closed.ask(None, documentId=f"sha256:{sha256(BUILD.encode()).hexdigest()}", headers=bearer(read))  # type: ignore[arg-type]
    assert by_hash.status == 200
    unknown = closed.ask(None, documentId="sha256:00", headers=bearer(read))  # type: ignore[arg-type]
    assert unknown.codes == ["UNKNOWN_DOCUMENT"]
    free = closed.ask("{ __typename }", headers=bearer(read))
    assert (free.status, free.codes) == (403, ["DOCUMENT_NOT_ALLOWED"])
    assert closed.ask("{ __typename }", headers=bearer(everything)).status == 200
    assert closed.ask("{ __schema { queryType { name } } }", headers=bearer(everything)).status == 200
    assert closed.send("GET", "/metrics").status == 401
    assert closed.send("GET", "/metrics", headers=bearer(read)).status == 403
    page = closed.send("GET", "/metrics", headers=bearer(everything)).body.decode()
    assert 'research_graph_graphql_requests_total{code="UNAUTHENTICATED",operation="unknown"}' in page
    assert closed.send("GET", "/livez").status == 200
    tokens.revoke(reader.id)
    assert closed.ask(BUILD, headers=bearer(read)).status == 401

    lines = [json.loads(line) for line in closed.log.read_text().splitlines() if line.startswith("{")]
    asked = [line for line in lines if line["event"] == "http.request" and line.get("operation") == "query"]
    assert {"id", "status", "ms", "cost", "document", "code"} <= set(asked[0])
    assert everything not in closed.log.read_text()
    assert read not in closed.log.read_text()


def test_only_listed_origins_may_read(closed: Served) -> None:
    preflight = {"access-control-request-method": "POST", "access-control-request-headers": "content-type"}
    good = closed.send("OPTIONS", "/graphql", headers={"origin": "https://pages.example", **preflight})
    assert good.headers["access-control-allow-origin"] == "https://pages.example"
    evil = closed.send("OPTIONS", "/graphql", headers={"origin": "https://evil.example", **preflight})
    assert "access-control-allow-origin" not in evil.headers


def test_an_address_in_use_is_told_with_what_to_do(tmp_path: Path, sample_store: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        found = run("serve", "--port", port, workspace=tmp_path)
    assert found.status == 2
    assert f"cannot listen at 127.0.0.1:{port}" in found.err
    assert "--port" in found.err


def test_a_trusted_proxy_names_the_client(tmp_path: Path, sample_store: Path) -> None:
    """Each client behind it has a rate of its own; from elsewhere the header is nobody's word."""
    settings = {"anonymous_rate": "20", "max_cost": "20"}
    ten = "{ authors(first: 10) { nodes { id } } }"
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    with served(sample_store, tmp_path / "one", trusted_proxies="127.0.0.1", **settings) as service:
        statuses = [service.ask(ten, headers={"x-forwarded-for": f"192.0.2.{i}"}).status for i in (1, 1, 2)]
        assert statuses == [200, 429, 200]
    with served(sample_store, tmp_path / "two", **settings) as service:
        statuses = [service.ask(ten, headers={"x-forwarded-for": f"192.0.2.{i}"}).status for i in (1, 2)]
        assert statuses == [200, 429]


def test_a_store_replaced_by_another_of_the_same_epoch_is_answered_anew(tmp_path: Path) -> None:
    """Epochs are small numbers: a store that comes in the place of another may well have its epoch."""
    first = assembled(tmp_path / "builds", {"a": [paper("p1", "Ada Lovelace")]})
    second = assembled(tmp_path / "builds", {"a": [paper(f"p{i}", "Ada Lovelace") for i in range(3)]})
    publish(tmp_path / "one.sqlite", first)
    publish(tmp_path / "other.sqlite", second)
    api = Api(open_store(f"sqlite:///{tmp_path / 'one.sqlite'}"))
    question = Question("{ graph { build } papers { totalCount nodes { title } } }")

    def asked() -> tuple[str, int, int]:
        found = json.loads(api.answer(question, Caller(), request_id="x").body)["data"]
        return found["graph"]["build"], found["papers"]["totalCount"], len(found["papers"]["nodes"])

    assert [asked(), asked()] == [(first.id, 1, 1)] * 2
    (tmp_path / "other.sqlite").rename(tmp_path / "one.sqlite")
    assert [asked(), asked()] == [(second.id, 3, 3)] * 2


def test_answers_weigh_what_was_asked_as_little_as_it_is_long(sample_store: Path) -> None:
    api = Api(open_store(f"sqlite:///{sample_store}"), kept_bytes=100_000)
    tracemalloc.start()
    for place in range(100):
        ids = [f"{place}{'x' * 50_000}"]
        question = Question("query($i: [ID!]!) { nodes(ids: $i) { id } }", None, None, {"i": ids})
        assert api.answer(question, Caller(), request_id="x").status == 200
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 2_500_000, "100 questions of 50 kB each would be 5 MB"


def test_a_where_of_many_empty_parts_is_refused(sample_store: Path) -> None:
    api = Api(open_store(f"sqlite:///{sample_store}"))
    text = "query($w: PaperFilter) { papers(where: $w) { totalCount } }"
    few, many = ({"or": [{}] * number} for number in (9, 90))
    assert api.answer(Question(text, None, None, {"w": few}), Caller(), request_id="x").status == 200
    refused = api.answer(Question(text, None, None, {"w": many}), Caller(), request_id="x")
    assert (refused.status, refused.codes) == (400, ("BAD_INPUT",))
