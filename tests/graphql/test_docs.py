"""What the pages say of the API and its service is what the code does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import pytest
from graphql import build_schema, print_schema
from prometheus_client.parser import text_string_to_metric_families
from research_graph.graphql.documents import KEPT_CHARACTERS, KEPT_DOCUMENTS
from research_graph.graphql.errors import ApiError
from research_graph.graphql.limits import Limits
from research_graph.graphql.schema import declared, schema
from research_graph.graphql.view import Service
from research_graph.schema.errors import ResearchGraphError, StorageError
from research_graph.service.settings import Settings
from research_graph.service.web import app
from research_graph.service.web.access import COST_OF_A_SECOND
from research_graph.service.web.jwt import AGAIN_SECONDS, ALGORITHMS, KEPT_SECONDS
from research_graph.service.web.metrics import Metrics
from research_graph.service.web.readiness import LIMIT_SECONDS
from research_graph.service.web.server import GRACE
from research_graph.service.web.tokens import SCOPES
from support.house import ROOT

SERVING = (ROOT / "docs" / "serving.md").read_text(encoding="utf-8")
API = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
EXAMPLES = ROOT / "docs" / "examples" / "api"
OF_GRAPHQL_CORE = {"GRAPHQL_PARSE_FAILED": 400, "GRAPHQL_VALIDATION_FAILED": 400}
OF_THE_STORE = 503


def section(title: str) -> str:
    return SERVING.partition(f"## {title}\n")[2].partition("\n## ")[0]


def rows(text: str) -> list[list[str]]:
    """The cells of a table's rows whose first is code."""
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in text.splitlines() if line[:3] == "| `"]


def below(kind: type[Any]) -> Iterator[type[Any]]:
    yield kind
    for one in kind.__subclasses__():
        yield from below(one)


def test_every_error_code_is_in_the_table_with_its_status() -> None:
    for package in ("graphql", "service.web"):
        for module in walk_packages([str(ROOT.joinpath(*package.split(".")))], f"research_graph.{package}."):
            import_module(module.name)
    ours = [kind for kind in below(ApiError) if kind.__module__.startswith("research_graph.")]
    expected = {kind.code: kind.status for kind in ours} | OF_GRAPHQL_CORE
    expected |= {kind.code: OF_THE_STORE for kind in below(StorageError)} | {ResearchGraphError.code: 500}
    assert {cells[0].strip("`"): int(cells[1]) for cells in rows(section("Error codes"))} == expected


def test_the_limits_are_those_of_the_code() -> None:
    limits, service = Limits(), Service()
    settings = {name: field.default for name, field in Settings.model_fields.items()}
    said = " ".join(section("Limits, cost and rates").split())
    for text in (
        f"{service.body_bytes:,} bytes, in {service.body_seconds:.0f} s",
        f"{limits.characters:,} characters, {limits.tokens:,} tokens, {limits.operations} operations, "
        f"{limits.fragments} fragments",
        f"depth {limits.depth}, {limits.fields} fields, {limits.aliases} aliases, {limits.directives} directives, "
        f"{limits.roots} fields of Query",
        f"`RESEARCH_GRAPH_MAX_COST` ({settings['max_cost']:,})",
        f"`RESEARCH_GRAPH_REQUEST_SECONDS` ({settings['request_seconds']:.0f})",
        f"`RESEARCH_GRAPH_ANONYMOUS_RATE` ({settings['anonymous_rate']:,})",
        f"`RESEARCH_GRAPH_TOKEN_RATE` ({settings['token_rate']:,})",
    ):
        assert text in said


def test_other_figures_are_those_of_the_code() -> None:
    processes = " ".join(section("How many processes").split())
    assert f"SQLite with {app._ON_SQLITE.threads} threads" in processes
    assert f"for {app._ON_SQLITE.alone * 1000:.0f} ms" in processes
    assert f"Neo4j with {app._ON_NEO4J.threads}" in processes
    assert f"{Service().waiting} more requests wait" in processes
    assert f"{GRACE} s for requests" in SERVING
    kept = f"the last {KEPT_DOCUMENTS:,} with at most {KEPT_CHARACTERS:,} characters"
    assert kept in section("Caches")
    assert f"holds a thread is worth {COST_OF_A_SECOND:,}." in " ".join(section("Limits, cost and rates").split())
    assert f"at most every {AGAIN_SECONDS:.0f} s whoever" in " ".join(SERVING.split())
    assert f"answers within {LIMIT_SECONDS:.0f} s" in SERVING
    assert f"({Settings.model_fields['answer_cache_mib'].default}) a worker" in section("Caches")
    assert f"every {KEPT_SECONDS / 60:.0f} minutes" in " ".join(SERVING.split())
    assert all(name in SERVING for name in ALGORITHMS)


def test_scopes_and_metrics_are_those_of_the_code() -> None:
    assert {cells[0].strip("`") for cells in rows(SERVING.partition("### Tokens")[2].partition("###")[0])} == set(
        SCOPES
    )
    page = bytes(Metrics().page().body).decode()
    found = {family.name for family in text_string_to_metric_families(page)}
    families = {name for name in found if not name.endswith("_created")}
    assert {cells[0].strip("`").removesuffix("_total") for cells in rows(section("Metrics"))} == families


def test_everything_in_the_schema_is_described() -> None:
    missing = []
    for name, type_ in schema().type_map.items():
        if name.startswith("__") or type_ is schema().query_type:
            continue
        missing += [name] if not type_.description else []
        parts: dict[str, Any] = {**getattr(type_, "fields", {}), **getattr(type_, "values", {})}
        for part, field in parts.items():
            missing += [f"{name}.{part}"] if not field.description else []
            given = getattr(field, "args", {})
            missing += [f"{name}.{part}({one})" for one, argument in given.items() if not argument.description]
    assert missing == []


def test_the_printed_schema_is_the_schema() -> None:
    printed = (ROOT / "graphql" / "schema.graphql").read_text(encoding="utf-8")
    assert printed == declared().as_str() + "\n"
    assert set(build_schema(printed).type_map) == set(schema().type_map)
    assert "type Query" in print_schema(build_schema(printed))


@pytest.mark.parametrize("path", sorted(EXAMPLES.iterdir()), ids=lambda path: path.name)
def test_every_example_is_on_the_page(path: Path) -> None:
    if path.name not in ("package.json", "package-lock.json", "tsconfig.json"):
        assert f"<!-- file: examples/api/{path.name} -->\n" in API
        assert path.read_text(encoding="utf-8") in API


def test_links_within_the_reference_lead_somewhere() -> None:
    headings = {
        re.sub(r"[^\w -]", "", line.lstrip("# ")).lower().replace(" ", "-")
        for line in API.splitlines()
        if line[:1] == "#"
    }
    assert set(re.findall(r"\]\(#([\w-]+)\)", API)) - headings == set()
