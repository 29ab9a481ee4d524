"""What scanners find: Schemathesis makes up questions from the schema, graphql-cop looks for what is left open."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from research_graph.store.open import open_store
from support.graphs import load
from support.house import ROOT
from support.served import Served, served
from support.tied_world import tied_world

FORM = {"content-type": "application/x-www-form-urlencoded"}
BROKEN = {"INTERNAL", "STORAGE", "STORE_UNAVAILABLE", "TIMEOUT"}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("schemathesis")
    store = open_store(f"sqlite:///{folder / 'store.sqlite'}")
    load(store, tied_world())
    store.close()
    with served(folder / "store.sqlite", folder, anonymous_rate="0", log_format="json") as running:
        yield running


def run(service: Served, folder: Path, *options: str, **environment: str) -> Counter[str]:
    """Codes of the answers to what it asked."""
    before = len(service.log.read_text().splitlines())
    command = [str(Path(sys.executable).with_name("schemathesis")), "run", f"{service.url}/graphql", "--no-color"]
    command += ["--phases=fuzzing", "--checks=not_a_server_error", "--seed=7", "--generation-database=none", *options]
    ran = subprocess.run(
        command, cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True, check=False, timeout=200
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    lines = [json.loads(line) for line in service.log.read_text().splitlines()[before:] if line.startswith("{")]
    assert [line for line in lines if line["level"] not in ("info", "debug")] == []
    return Counter(line["code"] for line in lines if line["event"] == "http.request" and "code" in line)


def test_questions_of_any_form(service: Served, tmp_path: Path) -> None:
    codes = run(service, tmp_path, "--max-examples=10")
    assert codes.total() > 100
    assert not BROKEN & codes.keys()


def test_questions_that_mostly_have_answers(service: Served, tmp_path: Path) -> None:
    hooks = {"SCHEMATHESIS_HOOKS": "support.schemathesis_hooks", "PYTHONPATH": str(ROOT / "tests")}
    codes = run(service, tmp_path, "--max-examples=20", "--mode=positive", **hooks)
    assert not BROKEN & codes.keys()
    assert codes["OK"] > codes.total() / 4


def answered(service: Served, text: str) -> bool:
    """Whether there is data for a document."""
    return bool(service.ask(text).json.get("data"))


def by_get(service: Served, text: str) -> bool:
    return bool(service.send("GET", f"/graphql?query={quote(text)}").json.get("data"))


def by_form(service: Served, text: str) -> bool:
    return b'"data"' in service.send("POST", "/graphql", f"query={quote(text)}".encode(), FORM).body


def batched(service: Served) -> bool:
    body = json.dumps([{"query": "query cop { __typename }"}] * 10).encode()
    return isinstance(service.send("POST", "/graphql", body, {"content-type": "application/json"}).json, list)


def circular(service: Served) -> bool:
    below = "fields { type { fields { type { fields { type { fields { type { name } } } } } } } }"
    return answered(service, f"query cop {{ __schema {{ types {{ {below} }} }} }}")


def suggests(service: Served) -> bool:
    texts = ["query cop { directive }", "{ authr(id: 1) { id } }", "{ authors(frst: 1) { nodes { id } } }"]
    texts += ["{ authors(orderBy: NAME) { nodes { id } } }", "{ authors { nodes { nam } } }"]
    return any(b"Did you mean" in service.ask(text).body for text in texts)


def shows_a_page(service: Served) -> bool:
    found = [service.send("GET", path, headers={"accept": "text/html"}) for path in PAGES]
    pages = [one.body.lower() for one in found if one.status == 200]  # where nothing is, a page offers a search
    return any(word in body for body in pages for word in (b"graphiql", b"playground", b"<html"))


def unhandled(service: Served) -> bool:
    found = service.ask("qwerty cop { abc }")
    return found.status >= 500 or any(word in found.body.lower() for word in (b"exception", b"traceback", b"stack"))


PAGES = ("/graphql", "/graphiql", "/playground", "/console", "/graphql/graphiql", "/altair")
CHECKS: dict[str, Callable[[Served], bool]] = {
    "introspection": lambda service: answered(service, "query cop { __schema { types { name } } }"),
    "queries by GET": lambda service: by_get(service, "query cop { __typename }"),
    "mutations by GET": lambda service: by_get(service, "mutation cop { __typename }"),
    "queries by form": lambda service: by_form(service, "query cop { __typename }"),
    "aliases": lambda service: answered(service, "{" + "".join(f"a{one}: __typename " for one in range(101)) + "}"),
    "fields": lambda service: answered(service, "{" + "__typename " * 500 + "}"),
    "directives": lambda service: len(service.ask("{ __typename " + "@aa" * 10 + " }").json["errors"]) >= 10,
    "circular introspection": circular,
    "circular fragments": lambda service: answered(
        service, "{ ...A } fragment A on Query { ...B __typename } fragment B on Query { ...A }"
    ),
    "batches": batched,
    "suggestions": suggests,
    "tracing": lambda service: "tracing" in service.ask("query cop { __typename }").json["extensions"],
    "page for browsers": shows_a_page,
    "unhandled errors": unhandled,
}
ALLOWED = {
    "introspection": "the schema is public, as is the code; the setting introspection turns it off",
    "queries by GET": "nothing can be changed here, and answers to GET are kept by caches and by browsers",
}


def test_what_graphql_cop_looks_for_is_closed_but_for_what_is_meant(service: Served) -> None:
    assert {name for name, check in CHECKS.items() if check(service)} == set(ALLOWED)


def test_introspection_can_be_turned_off(service: Served, tmp_path: Path) -> None:
    with served(service.log.parent / "store.sqlite", tmp_path, introspection="false") as closed:
        assert {name for name, check in CHECKS.items() if check(closed)} == set(ALLOWED) - {"introspection"}
        assert closed.ask("{ __schema { types { name } } }").codes == ["NO_INTROSPECTION"]
        assert closed.ask('{ __type(name: "Author") { name } }').codes == ["NO_INTROSPECTION"]


def test_the_checks_see_what_is_open(service: Served, tmp_path: Path) -> None:
    """With GraphiQL on, the page is found: a check that never finds anything would be worth nothing."""
    with served(service.log.parent / "store.sqlite", tmp_path, graphiql="true") as open_:
        assert {name for name, check in CHECKS.items() if check(open_)} == {*ALLOWED, "page for browsers"}
