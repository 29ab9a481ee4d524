"""Fixtures around a real Neo4j server; where none can be had, tests are skipped with the reason, and fail in CI."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from typing import NoReturn, TypeVar

import pytest

from .neo4j_server import OfflineHome, Server, ServerUnavailableError, offline_home, running_server

Entered = TypeVar("Entered")


@pytest.fixture(scope="session")
def neo4j_server() -> Iterator[Server]:
    """One running server for the whole session; each test cleans up what it wrote."""
    with ExitStack() as stack:
        yield _enter(stack, running_server())


@pytest.fixture
def neo4j_offline_home() -> Iterator[OfflineHome]:
    """A fresh home for `import_csv`, then `start`; always by our own runner."""
    with ExitStack() as stack:
        yield _enter(stack, offline_home())


def _enter(stack: ExitStack, server: "AbstractContextManager[Entered]") -> Entered:
    try:
        return stack.enter_context(server)
    except ServerUnavailableError as error:
        without_server(str(error))


def without_server(reason: str) -> NoReturn:
    """End the test: skipped on a developer's machine, failed where the environment says CI."""
    if os.environ.get("CI"):
        pytest.fail(f"no Neo4j server: {reason}", pytrace=False)
    pytest.skip(f"no Neo4j server: {reason}")
