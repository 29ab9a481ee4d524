"""Fixtures that every test may use, and which tests share a worker when the suite runs in several processes."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

settings.register_profile("house", deadline=None)  # a busy machine is not a failing test
settings.load_profile("house")

pytest_plugins = ["support.fixtures_neo4j", "support.sample", "support.graphql_people"]
SERVER = "neo4j"
APART = (
    "tests/house/",
    "tests/unit/",
    "tests/e2e/test_neo4j_faults.py",
    *(f"tests/neo4j/test_{name}.py" for name in ("cookbook", "leiden_gds", "offline", "unreachable")),
)
"""Named after Neo4j, and without need of the session's server: they have none or start their own."""


class ByFile(LoadScopeScheduling):
    """One worker talks to the Neo4j server: its tests clear it. One runs a file, whose fixtures are then made once.

    By name, as a scheduler knows nothing else: the groups of xdist's own marks have no effect under pytest 9.2.
    The server's tests begin first: they are by far the longest part.
    """

    def _assign_work_unit(self, node: WorkerController) -> None:
        if SERVER in self.workqueue:
            self.workqueue.move_to_end(SERVER, last=False)
        super()._assign_work_unit(node)

    def _split_scope(self, nodeid: str) -> str:
        return SERVER if _names_server(nodeid) else nodeid.partition("::")[0]


def _names_server(nodeid: str) -> bool:
    return "neo4j" in nodeid and not nodeid.startswith(APART)


def pytest_configure(config: pytest.Config) -> None:
    """Files go to workers in their order: those with few tests, which would come last, are among the slowest."""
    if hasattr(config.option, "loadscopereorder"):
        config.option.loadscopereorder = False


def pytest_xdist_auto_num_workers() -> int | None:
    """One more than there are processors: tests also wait, for servers, browsers and processes of their own."""
    return None if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ else (os.cpu_count() or 1) + 1


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile:
    """In the place of what --dist names."""
    return ByFile(config, log)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Who needs the server must say so where the scheduler sees it."""
    if _names_server(item.nodeid):
        return
    if "neo4j_server" in getattr(item, "fixturenames", ()):
        pytest.fail("needs the session's Neo4j server, so it must stand in another file", pytrace=False)
    if item.get_closest_marker(SERVER) and not item.nodeid.startswith(APART):
        pytest.fail("needs the Neo4j server, so its file, name or id must have 'neo4j'", pytrace=False)


@pytest.fixture(scope="session", autouse=True)
def _nothing_waits_for_the_device() -> Iterator[None]:
    """Processes are killed here, the machine is not: what was written is there without a sync."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        yield
