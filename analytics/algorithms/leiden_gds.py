"""Leiden by the Graph Data Science plugin of a Neo4j server: for networks that do not fit beside the caller.

It needs a connection, which only the caller can have: `detect(network, connected(driver))`. The network travels as
parameters of one statement, is projected in the server's memory, and is dropped whatever happens; nothing is stored.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import uuid4

import numpy as np
import numpy.typing as npt
from neo4j import Driver
from neo4j.exceptions import AuthError, DriverError, Neo4jError

from ...schema.errors import StorageError, StoreAccessDenied, StoreUnavailable, UsageError
from ..algorithm import Algorithm, Objective
from ..network import Network
from ..partition import Partition

_PROJECT = """
UNWIND range(0, size($source) - 1) AS edge
RETURN gds.graph.project(
    $name, $source[edge], $target[edge],
    {relationshipProperties: {weight: $weight[edge]}}, {undirectedRelationshipTypes: ['*'], readConcurrency: 1}
)
"""
# One thread: with more, the same seed gives other labels.
_DETECT = """
CALL gds.leiden.stream($name, {
    relationshipWeightProperty: 'weight', gamma: $gamma, randomSeed: $seed, concurrency: 1
})
YIELD nodeId, communityId
RETURN nodeId, communityId
"""
_DROP = "CALL gds.graph.drop($name, false) YIELD graphName RETURN graphName"


def connected(driver: Driver, *, database: str | None = None) -> Algorithm:
    """The algorithm on the server of an open driver; `database`: where it runs, None for the user's own.

    Besides what `detect` raises: StoreUnavailable without an answer, StoreAccessDenied without the right to it,
    UsageError where the server has no such plugin.
    """
    return replace(ALGORITHM, detect=partial(_detect, driver, database))


def _detect(
    driver: Driver, database: str | None, network: Network, resolution: float, seed: int, _start: Partition | None
) -> npt.NDArray[np.integer]:
    source, target, weight = network.once()
    name = f"research-graph-{uuid4().hex}"
    edges = {"source": source.tolist(), "target": target.tolist(), "weight": weight.tolist()}
    with _translated():
        try:
            _ask(driver, database, _PROJECT, name=name, **edges)
            found = _ask(driver, database, _DETECT, name=name, gamma=float(resolution), seed=seed)
        finally:
            with suppress(DriverError, Neo4jError):  # the first error is the one that tells
                _ask(driver, database, _DROP, name=name)
    labels = np.full(len(network), -1, dtype=np.int64)
    labels[[node for node, _ in found]] = [label for _, label in found]
    return labels


def _ask(driver: Driver, database: str | None, query: str, **parameters: Any) -> list[Any]:
    records, _, _ = driver.execute_query(query, parameters, database_=database)
    return records


@contextmanager
def _translated() -> Iterator[None]:
    """Raises errors of ours for those of the driver and the server."""
    try:
        yield
    except AuthError as error:
        raise StoreAccessDenied(f"the server refuses this user: {error.message}") from error
    except Neo4jError as error:
        said = (error.message or "").splitlines()[0]
        if "gds." in said and ("Unknown function" in said or "ProcedureNotFound" in (error.code or "")):
            hint = "install it there, or choose another algorithm"
            raise UsageError("the Neo4j server has no Graph Data Science plugin", hint=hint) from error
        raise StorageError(f"Graph Data Science: {said}", hint="see the server's log") from error
    except DriverError as error:
        raise StoreUnavailable(f"the Neo4j server does not answer: {error}", hint="check that it runs") from error


def _unconnected(
    _network: Network, _resolution: float, _seed: int, _start: Partition | None
) -> npt.NDArray[np.integer]:
    raise UsageError(
        "the algorithm 'leiden-gds' needs a connection to a Neo4j server",
        hint="name a store whose URL begins with neo4j:// or bolt://",
    )


ALGORITHM = Algorithm(
    name="leiden-gds",
    description="Leiden for modularity (Traag et al. 2019), by Graph Data Science on a Neo4j server.",
    objective=Objective.MODULARITY,
    detect=_unconnected,
    package="neo4j",
    is_local=False,
)
