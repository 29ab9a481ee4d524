"""A subject by id or external id."""

from __future__ import annotations

from typing import Any

import strawberry

from ...store.query import Node as NodeRow
from ..entities import check_one, one
from ..fields import batched
from ..request import Ask
from ..types.topic import Topic
from .entities import ExternalIdText, Id


@strawberry.type
class Query:
    @batched(Topic | None, description="A subject by id or external id.", check=check_one("Topic"))
    def topic(ask: Ask, _: Any, id_: Id = None, external_id: ExternalIdText = None) -> list[NodeRow | None]:
        return [one(ask, "Topic", id_, external_id)]
