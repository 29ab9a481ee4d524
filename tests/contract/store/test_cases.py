"""Cases as data: a graph, questions to it and the answers that every engine gives. Short keys stand for whole ones."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from research_graph.store.port import Snapshot, Store
from support.asking import ask
from support.graphs import Graph, edge, graph, load, node

FILES = sorted((Path(__file__).parent / "cases").glob("*.json"))
_SHORT = re.compile(r"([APTVI])(\d{1,2})")


def _whole(value: Any) -> Any:
    """`A1` as `A0000000000000001`, in whatever the JSON holds."""
    if isinstance(value, dict):
        return {_whole(name): _whole(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_whole(part) for part in value]
    short = _SHORT.fullmatch(value) if isinstance(value, str) else None
    return f"{short[1]}{short[2]:0>16}" if short else value


CASES = {path.stem: _whole(json.loads(path.read_text())) for path in FILES}


def _graph(described: dict[str, Any]) -> Graph:
    nodes = [node(label, key, **fields) for label, key, fields in described["nodes"]]
    return graph(*nodes, *(edge(name, source, target, **fields) for name, source, target, fields in described["edges"]))


@pytest.fixture(scope="module", params=CASES)
def asked(request: pytest.FixtureRequest, opened_store: Store) -> Iterator[tuple[Snapshot, list[dict[str, Any]]]]:
    case = CASES[request.param]
    opened_store.clear()
    load(opened_store, _graph(case["graph"]))
    with opened_store.snapshot() as snapshot:
        yield snapshot, case["cases"]


def test_answers_are_those_of_the_data_files(asked: tuple[Snapshot, list[dict[str, Any]]]) -> None:
    snapshot, cases = asked
    for case in cases:
        question = {name: value for name, value in case.items() if name != "expected"}
        assert ask(snapshot, question) == case["expected"], case["why"]


def test_files_are_there() -> None:
    assert set(CASES) == {"hostile", "people", "ties"}
