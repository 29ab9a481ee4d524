"""Nodes by their ids."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry

from ...schema.keys import is_key
from ...store.query import Node as NodeRow
from ..arguments import at_most, check_id
from ..entities import by_ids, check_one, one
from ..fields import Arguments, batched
from ..request import Ask
from ..types.author import Author
from ..types.node import Node
from ..types.paper import Paper
from ..types.venue import Venue

MOST_IDS = 100
Id = Annotated[strawberry.ID | None, strawberry.argument(name="id", description="An id of ours.")]
ExternalIdText = Annotated[
    str | None, strawberry.argument(description="`orcid:0000-…`, `doi:10.…`, `acl:P18-1001`, `ror:…`, …")
]


def _few(arguments: Arguments) -> None:
    at_most("ids", arguments["ids"], MOST_IDS)


@strawberry.type
class Query:
    @batched(Node | None, description="The node of that id.", check=lambda arguments: check_id(arguments["id_"]))
    def node(
        ask: Ask, _: Any, id_: Annotated[strawberry.ID, strawberry.argument(name="id", description="An id.")]
    ) -> list[NodeRow | None]:
        return [by_ids(ask.snapshot, [id_], lambda kind: ask.selection.columns(type_name=kind)).get(id_)]

    @batched(
        list[Node | None],
        description="The nodes of these ids, at most 100, in their order; null where there is none.",
        check=_few,
        rows_at_most=lambda arguments: len(arguments["ids"]),
    )
    def nodes(
        ask: Ask, _: Any, ids: Annotated[list[strawberry.ID], strawberry.argument(description="Ids.")]
    ) -> list[list[NodeRow | None]]:
        found = by_ids(
            ask.snapshot, [id_ for id_ in ids if is_key(id_)], lambda kind: ask.selection.columns(type_name=kind)
        )
        return [[found.get(id_) for id_ in ids]]

    @batched(Author | None, description="A person by id or external id.", check=check_one("Author"))
    def author(ask: Ask, _: Any, id_: Id = None, external_id: ExternalIdText = None) -> list[NodeRow | None]:
        return [one(ask, "Author", id_, external_id)]

    @batched(Paper | None, description="A paper by id or external id.", check=check_one("Paper"))
    def paper(ask: Ask, _: Any, id_: Id = None, external_id: ExternalIdText = None) -> list[NodeRow | None]:
        return [one(ask, "Paper", id_, external_id)]

    @batched(Venue | None, description="A venue by id or external id.", check=check_one("Venue"))
    def venue(ask: Ask, _: Any, id_: Id = None, external_id: ExternalIdText = None) -> list[NodeRow | None]:
        return [one(ask, "Venue", id_, external_id)]
