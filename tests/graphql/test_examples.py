"""The examples of docs/api.md, each run as a reader runs it against a service over the sample.

The service answers only the documents of the examples' folder, so that these are tested as known documents as well.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from research_graph.assembly.build import Build
from research_graph.schema.catalog import edge_kind, node_kind
from research_graph.service.web.tokens import TokenFile
from support.house import ROOT
from support.served import Served, served

EXAMPLES = ROOT / "docs" / "examples" / "api"
NAMES = ("profile", "search", "neighborhood", "path", "topic-papers")
PERSON, ORCID = "AXGRPJ5FN0DKV33Z3", "0000-0002-7000-1792"
TOPIC = "openalex:T10399"


@pytest.fixture(scope="module")
def service(sample_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("service")
    settings = {"documents": str(EXAMPLES), "free_documents": "false", "introspection": "false"}
    with served(sample_store, folder, **settings) as running:
        yield running


@pytest.fixture(scope="module")
def environment(service: Served) -> dict[str, str]:
    return {**os.environ, "GRAPH_URL": f"{service.url}/graphql", "PYTHONDONTWRITEBYTECODE": "1"}


def needs(*programs: str) -> None:
    missing = [program for program in programs if shutil.which(program) is None]
    if missing and os.environ.get("CI"):
        pytest.fail(f"the examples need {', '.join(missing)}", pytrace=False)
    if missing:
        pytest.skip(f"the examples need {', '.join(missing)}")


def output(command: list[str], folder: Path, environment: Mapping[str, str]) -> str:
    ran = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    return ran.stdout


def python(name: str, environment: Mapping[str, str], *words: str) -> str:
    return output([sys.executable, f"{name}.py", *words], EXAMPLES, environment)


def shell(name: str, environment: Mapping[str, str]) -> str:
    needs("sh", "curl", "jq", "sha256sum")
    return output(["sh", f"{name}.sh"], EXAMPLES, environment)


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The TypeScript, checked and made JavaScript."""
    needs("node", "npm")
    folder = shutil.copytree(EXAMPLES, tmp_path_factory.mktemp("examples") / "api")
    npm = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    subprocess.run(npm, cwd=folder, check=True, capture_output=True)
    checked = subprocess.run(["npx", "tsc"], cwd=folder, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout
    return folder


@pytest.mark.parametrize("name", NAMES)
def test_python_and_typescript_say_the_same(name: str, compiled: Path, environment: dict[str, str]) -> None:
    said = output(["node", f"{name}.mjs"], compiled, environment)
    assert said.count("\n") > 1
    assert said == python(name, environment)


def test_the_profile(sample_build: Build, environment: dict[str, str]) -> None:
    authored = sample_build.table(edge_kind("AUTHORED")).to_pylist()
    papers = {row["target"] for row in authored if row["source"] == PERSON}
    line, *rest = python("profile", environment, f"orcid:{ORCID}").splitlines()
    assert line.startswith(f"Qun Liu ({PERSON}): {len(papers)} papers, identity ")
    assert len(rest) == 40
    author = json.loads(shell("profile", environment))["data"]["author"]
    assert (author["id"], author["orcid"]) == (PERSON, ORCID)
    assert author["papers"]["totalCount"] == author["metrics"]["paperCount"] == len(papers)
    assert {paper["id"] for paper in author["papers"]["nodes"]} <= papers
    assert sum(year["count"] for year in author["papersPerYear"]) == len(papers)


def test_search_then_open(environment: dict[str, str]) -> None:
    hit, *papers = python("search", environment).splitlines()
    assert hit.startswith(f"{PERSON}  Qun Liu  ")
    opened = json.loads(shell("search", environment))["data"]["node"]
    assert opened["id"] == PERSON
    assert papers == [f"  {paper['year']}  {paper['title']}" for paper in opened["papers"]["nodes"]]


def test_the_neighborhood(environment: dict[str, str]) -> None:
    found = json.loads(shell("neighborhood", environment))["data"]["neighborhood"]
    ids = {node["id"] for node in found["nodes"]}
    assert (len(ids), found["truncated"]) == (60, True)
    assert {end for edge in found["edges"] for end in (edge["source"], edge["target"])} <= ids
    lines = python("neighborhood", environment).splitlines()
    assert len([line for line in lines if " -- " in line]) == len(found["edges"]) > len(ids)
    assert lines[-1] == "60 people, cut at a limit"


def test_the_paths_have_the_papers_that_make_each_tie(sample_build: Build, environment: dict[str, str]) -> None:
    titles = {
        row["title"]: row["key"] for row in sample_build.table(node_kind("Paper")).select(["key", "title"]).to_pylist()
    }
    authors: dict[str, set[str]] = {}
    for row in sample_build.table(edge_kind("AUTHORED")).select(["source", "target"]).to_pylist():
        authors.setdefault(row["target"], set()).add(row["source"])
    found = json.loads(shell("path", environment))["data"]["paths"]
    assert [path["length"] for path in found["paths"]] == [2, 2, 2]
    for edge in [edge for path in found["paths"] for edge in path["edges"]]:
        assert 1 <= len(edge["papers"]) <= min(2, edge["paperCount"])
        for paper in edge["papers"]:
            assert {edge["source"], edge["target"]} <= authors[titles[paper["title"]]]
    lines = python("path", environment).splitlines()
    assert len([line for line in lines if line.startswith("Qun Liu -- ") and line.endswith(" -- Ming Zhou")]) == 3


def test_all_papers_of_a_topic_come_once(sample_build: Build, environment: dict[str, str]) -> None:
    topics = sample_build.table(node_kind("Topic")).to_pylist()
    (topic,) = [row["key"] for row in topics if TOPIC in row["external_ids"]]
    about = {row["source"] for row in sample_build.table(edge_kind("ABOUT")).to_pylist() if row["target"] == topic}
    lines = python("topic-papers", environment).splitlines()
    assert len(about) > 300
    assert sorted(line.partition(" ")[0] for line in lines) == sorted(about)
    assert shell("topic-papers", environment).splitlines() == lines


def test_a_document_is_asked_for_by_its_hash(environment: dict[str, str]) -> None:
    assert json.loads(shell("persisted", environment)) == json.loads(shell("profile", environment))


def test_a_refusal_is_an_error_with_its_code(environment: dict[str, str]) -> None:
    code = "from client import Refused, ask\ntry:\n    ask('open', id='x')\n    ask('neighborhood', roots=['x'])\n"
    code += "except Refused as refused:\n    print(refused.code)"
    assert output([sys.executable, "-c", code], EXAMPLES, environment) == "BAD_ID\n"


def test_the_error_on_the_page_is_what_the_service_says(service: Served, environment: dict[str, str]) -> None:
    _, token = TokenFile(service.log.parent / "tokens.json").create("writer", scopes=("read", "documents"))
    bearer = {"authorization": f"Bearer {token}"}
    text = '{ author(id: "P0000000000000000") { name } }'
    assert service.ask(text).codes == ["DOCUMENT_NOT_ALLOWED"]
    found = service.ask(text, headers=bearer)
    expected: Any = json.loads((EXAMPLES / "error.json").read_text(encoding="utf-8"))
    assert (found.status, found.json) == (400, expected)
    assert python("profile", {**environment, "GRAPH_TOKEN": token})
    wrong = subprocess.run(
        [sys.executable, "profile.py"],
        cwd=EXAMPLES,
        env={**environment, "GRAPH_TOKEN": "rg_wrong"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Refused: the credential is unknown" in wrong.stderr
