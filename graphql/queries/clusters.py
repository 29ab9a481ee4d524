"""Clusters: one by its id, and all of a level."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry

from ...store.query import Compare, Operator
from ...store.query import Node as NodeRow
from ..arguments import check_id
from ..connections import Connected, connection
from ..entities import by_ids
from ..fields import batched
from ..request import Ask
from ..types.cluster import (
    CLUSTERS,
    Cluster,
    ClusterConnection,
    ClusterFilter,
    ClusterLevel,
    ClusterOrder,
    ClusterStatus,
)


@strawberry.type
class Query:
    @batched(
        Cluster | None, description="A cluster by id.", check=lambda arguments: check_id(arguments["id_"], "Cluster")
    )
    def cluster(
        ask: Ask, _: Any, id_: Annotated[strawberry.ID, strawberry.argument(name="id", description="An id.")]
    ) -> list[NodeRow | None]:
        return [by_ids(ask.snapshot, [id_], lambda kind: ask.selection.columns(type_name=kind)).get(id_)]

    @connection(
        ClusterConnection, CLUSTERS, where=ClusterFilter, orders=ClusterOrder, description="The clusters of a level."
    )
    def clusters(
        ask: Ask,
        _: Any,
        level: Annotated[ClusterLevel, strawberry.argument(description="How fine.")] = ClusterLevel.GROUP,
        status: Annotated[
            ClusterStatus | None,
            strawberry.argument(description="Those of the newest run, or those that have ended; null: both."),
        ] = ClusterStatus.LIVE,
    ) -> list[Connected]:
        also = [Compare("level", Operator.EQ, level.value)]
        if status is not None:
            also.append(Compare("status", Operator.EQ, status.value))
        return CLUSTERS.pages(ask, [None], also=also)
