"""Search by words of names; the last word may be unfinished."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import strawberry

from ...schema.catalog import node_kind, node_kinds
from ...schema.errors import UsageError
from ...schema.kind import NodeKind as NodeForm
from ...schema.tokens import tokens
from ...store.check import HIT_ORDER, check_page
from ...store.query import Page
from .. import cursors
from ..arguments import MOST_ROWS, at_most, check_number
from ..errors import BadCursor, BadInput
from ..fields import Arguments, batched
from ..request import Ask
from ..types.graph_info import NodeKind
from ..types.search import Hits, SearchConnection

LONGEST = 200
"""Characters of a text that is searched."""


def _check(arguments: Arguments) -> None:
    if len(arguments["text"]) > LONGEST:
        raise BadInput(f"text has {len(arguments['text'])} characters; at most {LONGEST} are searched")
    check_number("first", arguments["first"], MOST_ROWS)
    at_most("kinds", arguments.get("kinds"), len(NodeKind))
    _page(arguments["text"], arguments.get("kinds"), arguments["first"], arguments.get("after"))


@strawberry.type
class Query:
    @batched(
        SearchConnection,
        description="Nodes by words of their names: those with a name that equals the text come first, then those that "
        "have all words, then those that have the last one as a beginning.",
        rows_at_most=lambda arguments: int(arguments["first"]),
        check=_check,
    )
    def search(
        ask: Ask,
        _: Any,
        text: Annotated[str, strawberry.argument(description="Words of a name or title; at most 200 characters.")],
        kinds: Annotated[
            list[NodeKind] | None, strawberry.argument(description="Only nodes of these kinds; left out: of all.")
        ] = None,
        first: Annotated[int, strawberry.argument(description="Hits at most: 1 to 100.")] = 20,
        after: Annotated[
            str | None, strawberry.argument(description="A cursor of this search: hits behind it.")
        ] = None,
    ) -> list[Hits]:
        page, asked = _page(text, kinds, first, after), _kinds(kinds)
        known = {column.name for kind in asked for column in kind.columns}
        wanted = dict.fromkeys((*ask.selection.columns("nodes"), *ask.selection.columns("edges", "node")))
        fields = tuple(name for name in wanted if name in known)
        found = ask.snapshot.search(asked, tokens(text), Page(first + 1, page.start), fields=fields)
        return [Hits(found[:first], _question(text, kinds), len(found) > first, after is not None)]


def _kinds(kinds: Sequence[NodeKind] | None) -> list[NodeForm]:
    asked = node_kinds().values() if kinds is None else [node_kind(one.value) for one in kinds]
    return [kind for kind in asked if kind.searchable]


def _question(text: str, kinds: Sequence[NodeKind] | None) -> str:
    """What cursors of this search are for."""
    return f"search {' '.join(kind.name for kind in _kinds(kinds))}: {' '.join(tokens(text))}"


def _page(text: str, kinds: Sequence[NodeKind] | None, first: int, after: str | None) -> Page:
    page = Page(first, None if after is None else cursors.decode(_question(text, kinds), after))
    try:
        check_page(page, HIT_ORDER)
    except UsageError:
        raise BadCursor("the cursor was not given out by this search") from None
    return page
