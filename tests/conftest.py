"""Fixtures that every test may use, and which tests share a worker when the suite runs in several processes."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

settings.register_profile("house", deadline=None)  # a busy machine is not a failing test
settings.load_profile("house")

pytest_plugins = ["support.fixtures_neo4j", "support.sample", "support.graphql_people"]
SERVER = "neo4j"


class ByFile(LoadScopeScheduling):
    """One worker talks to the Neo4j server: its tests clear it. One runs a file, whose fixtures are then made once.

    By name, as a scheduler knows nothing else: the groups of xdist's own marks have no effect under pytest 9.2.
    """

    def _split_scope(self, nodeid: str) -> str:
        return SERVER if _names_server(nodeid) else nodeid.partition("::")[0]


def _names_server(nodeid: str) -> bool:
    return "neo4j" in nodeid and not nodeid.startswith(("tests/house/", "tests/unit/"))


def pytest_configure(config: pytest.Config) -> None:
    """Files go to workers in their order: those with few tests, which would come last, are among the slowest."""
    if hasattr(config.option, "loadscopereorder"):
        config.option.loadscopereorder = False


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile:
    """In the place of what --dist names."""
    return ByFile(config, log)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Who needs the server must say so where the scheduler sees it."""
    if item.get_closest_marker(SERVER) and not _names_server(item.nodeid):
        pytest.fail("needs the Neo4j server, so its file, name or id must have 'neo4j'", pytrace=False)


@pytest.fixture(scope="session", autouse=True)
def _nothing_waits_for_the_device() -> Iterator[None]:
    """Processes are killed here, the machine is not: what was written is there without a sync."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        yield
