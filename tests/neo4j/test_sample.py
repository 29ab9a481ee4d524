"""The bundled sample on both engines: the same content, and the same answers to two hundred random questions."""

from pathlib import Path

import pytest
from research_graph.assembly.build import Build
from research_graph.assembly.difference import difference
from research_graph.pipeline import store_damages
from research_graph.store.neo4j.store import Neo4jStore
from research_graph.store.open import open_store
from support.asking import ask
from support.questions import questions

pytestmark = pytest.mark.neo4j


def test_both_engines_answer_alike(opened_store: Neo4jStore, sample_build: Build, sample_store: Path) -> None:
    opened_store.clear()
    opened_store.apply(difference(None, sample_build), sample_build.publication())
    assert store_damages(opened_store, sample_build) == []
    sqlite = open_store(f"sqlite:///{sample_store}")
    assert store_damages(sqlite, sample_build) == []
    with sqlite.snapshot() as embedded, opened_store.snapshot() as served:
        asked = list(questions(embedded, seed=11, count=200))
        different = [question for question in asked if ask(embedded, question) != ask(served, question)]
        assert different == []
        assert sum(bool(ask(embedded, question)) for question in asked) > 100
    sqlite.close()
