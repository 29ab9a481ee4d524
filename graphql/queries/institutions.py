"""An organization by id or external id."""

from __future__ import annotations

from typing import Any

import strawberry

from ...store.query import Node as NodeRow
from ..entities import check_one, one
from ..fields import batched
from ..request import Ask
from ..types.institution import Institution
from .entities import ExternalIdText, Id


@strawberry.type
class Query:
    @batched(Institution | None, description="An organization by id or external id.", check=check_one("Institution"))
    def institution(ask: Ask, _: Any, id_: Id = None, external_id: ExternalIdText = None) -> list[NodeRow | None]:
        return [one(ask, "Institution", id_, external_id)]
