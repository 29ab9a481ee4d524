"""What tests of the API share: the bundled sample behind it."""

from collections.abc import Iterator

import pytest
from support.graphql_world import World, sample_world


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The sample, clustered, behind the API."""
    made = sample_world(tmp_path_factory.mktemp("world"))
    yield made
    made.store.close()
