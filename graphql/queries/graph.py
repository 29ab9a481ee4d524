"""What the graph holds; no store call, since a request knows its publication."""

from __future__ import annotations

from typing import Any

import strawberry

from ...schema.publication import Publication
from ..fields import batched
from ..request import Ask
from ..types.graph_info import GraphInfo


@strawberry.type
class Query:
    @batched(GraphInfo, description="What the graph holds: its build, how much of each kind, and where it is from.")
    def graph(ask: Ask, _: Any) -> list[Publication]:
        return [ask.request.publication]
