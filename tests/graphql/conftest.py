"""What tests of the API share: the bundled sample behind it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from research_graph.assembly.build import Build
from research_graph.store.open import open_store
from support.graphql_world import World


@pytest.fixture(scope="session")
def world(clustered_build: Build, clustered_store: Path) -> Iterator[World]:
    """The sample, clustered, behind the API."""
    store = open_store(f"sqlite:///{clustered_store}")
    yield World(clustered_build, store)
    store.close()
