"""Search by words of names; the last word may be unfinished."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any

import strawberry

from ...schema.catalog import node_kind, node_kinds
from ...schema.kind import NodeKind as NodeForm
from ...schema.tokens import tokens
from ...store.check import HIT_ORDER
from ...store.query import Page
from ..arguments import After, Before, First, Last, at_most
from ..connections import asked_page, cut, rows_asked
from ..errors import BadInput
from ..fields import Arguments, batched
from ..request import Ask
from ..types.graph_info import NodeKind
from ..types.search import Hits, SearchConnection

LONGEST = 200
"""Characters of a text that is searched."""


def _check(arguments: Arguments) -> None:
    if len(arguments["text"]) > LONGEST:
        raise BadInput(f"text has {len(arguments['text'])} characters; at most {LONGEST} are searched")
    at_most("kinds", arguments.get("kinds"), len(NodeKind))
    _page(arguments)


@strawberry.type
class Query:
    @batched(
        SearchConnection,
        description="Nodes by words of their names: those with a name that equals the text come first, then those that "
        "have all words, then those that have the last one as a beginning.",
        rows_at_most=rows_asked,
        check=_check,
    )
    def search(
        ask: Ask,
        _: Any,
        text: Annotated[str, strawberry.argument(description="Words of a name or title; at most 200 characters.")],
        kinds: Annotated[
            list[NodeKind] | None, strawberry.argument(description="Only nodes of these kinds; left out: of all.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> list[Hits]:
        page, asked = _page(ask.arguments), _kinds(kinds)
        known = {column.name for kind in asked for column in kind.columns}
        wanted = dict.fromkeys((*ask.selection.columns("nodes"), *ask.selection.columns("edges", "node")))
        fields = tuple(name for name in wanted if name in known)
        found = ask.snapshot.search(asked, tokens(text), replace(page, size=page.size + 1), fields=fields)
        rows, is_more_behind, is_more_before = cut(found, page)
        return [Hits(rows, _question(ask.arguments), is_more_behind, is_more_before)]


def _kinds(kinds: Sequence[NodeKind] | None) -> list[NodeForm]:
    asked = node_kinds().values() if kinds is None else [node_kind(one.value) for one in kinds]
    return [kind for kind in asked if kind.searchable]


def _question(arguments: Arguments) -> str:
    """What cursors of this search are for."""
    names = " ".join(kind.name for kind in _kinds(arguments.get("kinds")))
    return f"search {names}: {' '.join(tokens(arguments['text']))}"


def _page(arguments: Arguments) -> Page:
    return asked_page(arguments, _question(arguments), HIT_ORDER)
