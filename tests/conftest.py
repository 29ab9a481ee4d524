"""Fixtures that every test may use, and which tests share a worker when the suite runs in several processes."""

import pytest
from hypothesis import settings

settings.register_profile("house", deadline=None)  # a busy machine is not a failing test
settings.load_profile("house")

pytest_plugins = ["support.fixtures_neo4j", "support.sample"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One worker talks to the Neo4j server: its tests clear it."""
    for item in items:
        if item.get_closest_marker("neo4j"):
            item.add_marker(pytest.mark.xdist_group("neo4j"))
