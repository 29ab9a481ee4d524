"""Fixtures that every test may use, and which tests share a worker when the suite runs in several processes."""

import pytest
from hypothesis import settings

settings.register_profile("house", deadline=None)  # a busy machine is not a failing test
settings.load_profile("house")

pytest_plugins = ["support.fixtures_neo4j", "support.sample"]


def pytest_configure(config: pytest.Config) -> None:
    """Files go to workers in their order: those with few tests, which would come last, are among the slowest."""
    if hasattr(config.option, "loadscopereorder"):
        config.option.loadscopereorder = False


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One worker talks to the Neo4j server: its tests clear it. One runs a file, whose fixtures are then made once."""
    for item in items:
        is_neo4j = item.get_closest_marker("neo4j")
        item.add_marker(pytest.mark.xdist_group("neo4j" if is_neo4j else item.nodeid.partition("::")[0]))
