"""Lists with pages: nodes at the other end of edges, or all nodes of a kind, in a named order, by keyset."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any, NamedTuple

import strawberry
from graphql.execution.values import VariableValues

from ..schema.catalog import edge_kind
from ..schema.errors import UsageError
from ..schema.kind import EdgeKind, NodeKind
from ..store.check import Term, check_condition, check_page, neighbor_terms, top_terms
from ..store.port import Snapshot
from ..store.query import Ahead, Condition, Direction, Every, Neighbor, Node, Order, Page
from . import cursors
from .ahead import below
from .arguments import MOST_ROWS, After, Before, First, Last, check_number
from .counters import counted
from .errors import BadCursor, BadInput
from .fields import Arguments, Declare, batched, from_row
from .filters import Columns, condition, in_force, names_ids
from .request import Ask
from .selection import Selection

DEFAULT_ROWS = 20
SCAN = 300
"""Cost of looking through all nodes of a kind."""
ACROSS = 50
"""Cost of looking through the edges of a node for those whose far ends are linked to others."""
_OWN = frozenset({"first", "after", "last", "before", "where", "order_by"})
"""Arguments of every list; what others mean only their field knows."""


class Row(NamedTuple):
    """One row of a list: the node, the edge that led to it, its place in the order of that name.

    Where a list is of neighbors and nobody asks for their cursors, the store's own rows stand for these.
    """

    node: Node
    edge: dict[str, Any]
    cursor: tuple[Any, ...]
    order: str


@dataclass(slots=True)
class Connected:
    """A page of a list, and the list it is of: the key whose list it is (None: all nodes), and its condition."""

    listing: Listing
    key: str | None
    where: Condition | None
    order: str
    rows: Sequence[Row | Neighbor]
    has_next_page: bool
    has_previous_page: bool


@dataclass(frozen=True, slots=True)
class _Form:
    """What a list asks the store for, by its arguments and selection alone; `wider` has one row more than `page`.

    `as_they_are`: the store's rows stand for those of the page.
    """

    page: Page
    wider: Page
    where: Condition | None
    named: str
    order: tuple[Order, ...]
    edge_fields: tuple[str, ...]
    node_fields: tuple[str, ...]
    then: tuple[Ahead, ...]
    as_they_are: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of the API: `edge` None lists all nodes of the kind. `orders` by the name that a client asks for."""

    name: str
    kind: NodeKind
    orders: Mapping[str, tuple[Order, ...]]
    edge: EdgeKind | None = None
    direction: Direction = Direction.OUT
    filters: Columns = field(default_factory=dict)

    def work(self, arguments: Arguments) -> int:
        """What finding the rows costs beside them: under a condition the whole list may have to be looked through."""
        if self.edge is None:
            return SCAN if arguments.get("where") else 0
        return ACROSS if names_ids(self._where(arguments)) else 0

    def check(self, arguments: Arguments) -> None:
        """Raises BadInput or BadCursor for arguments that cannot be."""
        self._page(arguments)
        where = self._where(arguments)
        if where is not None:
            try:
                check_condition(where, node=self.kind, edge=self.edge)
            except UsageError as error:
                raise BadInput(error.message) from None

    def pages(self, ask: Ask, keys: Sequence[str | None], *, also: Sequence[Condition] = ()) -> list[Connected]:
        """The page that `ask.arguments` name, for each key; `also` are further conditions."""
        form = ask.once(self._form_of)
        if form.page.start is not None and len(set(keys)) > 1:
            raise BadCursor("a cursor belongs to one list; ask for the pages of each apart")
        where = form.where
        if where is not None or also:
            where = _both(in_force(where, ask.snapshot), also)
        found = self._found(ask.snapshot, keys, form, where)
        return [self._connected(key, where, found.get(key, ()), form) for key in keys]

    def ahead(self, selection: Selection, arguments: Arguments, variables: VariableValues) -> Ahead | None:
        """What a page of these arguments will ask of each node; None where that depends on more."""
        is_more = any(value for name, value in arguments.items() if name not in _OWN)
        if self.edge is None or is_more or self._page(arguments).start is not None:
            return None
        if names_ids(self._where(arguments)):
            return None
        form = self._form(selection, arguments, variables)
        fields = (form.edge_fields, form.node_fields)
        return Ahead(self.edge, self.direction, form.wider, form.where, form.order, *fields, form.then)

    def _form_of(self, ask: Ask) -> _Form:
        return self._form(ask.selection, ask.arguments, ask.variables if ask.snapshot.reads_ahead else None)

    def _form(self, selection: Selection, arguments: Arguments, variables: VariableValues | None) -> _Form:
        page, order = self._page(arguments), self._order(arguments)
        nodes = (*selection.under("nodes"), *selection.under("edges", "node"))
        return _Form(
            page,
            Page(page.size + 1, page.start, page.backwards),
            self._where(arguments),
            f"{self.name} {order}",
            self.orders[order],
            self._edge_fields(selection.columns("edges")),
            tuple(dict.fromkeys(selection.columns("nodes") + selection.columns("edges", "node"))),
            () if variables is None else below(nodes, self.kind.name, variables),
            as_they_are=self.edge is not None and not selection.asks("edges", "cursor"),
        )

    def _found(
        self, snapshot: Snapshot, keys: Sequence[str | None], form: _Form, where: Condition | None
    ) -> Mapping[Any, Sequence[Any]]:
        page, order = form.wider, form.order
        if self.edge is None:
            rows = snapshot.top(self.kind, page=page, where=where, order=order, fields=form.node_fields)
            return dict.fromkeys(keys, rows)
        return snapshot.neighbors(
            self.edge,
            [key for key in dict.fromkeys(keys) if key is not None],
            direction=self.direction,
            page=page,
            where=where,
            order=order,
            edge_fields=form.edge_fields,
            node_fields=form.node_fields,
            then=form.then,
        )

    def _where(self, arguments: Arguments) -> Condition | None:
        return condition(arguments.get("where"), self.filters)

    def _edge_fields(self, asked: Sequence[str]) -> tuple[str, ...]:
        """Those of the columns that the edge kind has: one type of edge may serve lists of several kinds."""
        known = _columns(self.edge.name) if self.edge is not None else ()
        return tuple(name for name in asked if name in known)

    def _connected(self, key: str | None, where: Condition | None, found: Sequence[Any], form: _Form) -> Connected:
        found, after, before = cut(found, form.page)
        rows = found
        if self.edge is None:
            rows = [Row(node, {}, node.cursor, form.named) for node in found]
        elif not form.as_they_are:
            rows = [Row(one.node, one.edge, one.cursor, form.named) for one in found]
        return Connected(self, key, where, form.named, rows, after, before)

    def _order(self, arguments: Arguments) -> str:
        asked = arguments.get("order_by")
        return next(iter(self.orders)) if asked is None else asked.name

    def _page(self, arguments: Arguments) -> Page:
        order = self._order(arguments)
        terms = (
            top_terms(self.kind, self.orders[order])
            if self.edge is None
            else neighbor_terms(self.edge, self.direction, self.orders[order])
        )
        return asked_page(arguments, f"{self.name} {order}", terms)


def rows_asked(arguments: Arguments) -> int:
    """How many rows a page of these arguments may have."""
    return arguments.get("first") or arguments.get("last") or DEFAULT_ROWS


def cut(found: Sequence[Any], page: Page) -> tuple[Sequence[Any], bool, bool]:
    """The rows of a page of which one more was asked for; whether there are rows behind and before it."""
    more = len(found) > page.size
    if more:
        found = found[1:] if page.backwards else found[: page.size]
    return (found, page.start is not None, more) if page.backwards else (found, more, page.start is not None)


def asked_page(arguments: Arguments, name: str, terms: Sequence[Term]) -> Page:
    """The page that `first`, `after`, `last` and `before` name, in the list and order of that name.

    Raises BadInput or BadCursor for arguments that cannot be.
    """
    first, after, last, before = (arguments.get(name) for name in ("first", "after", "last", "before"))
    check_number("first", first, MOST_ROWS)
    check_number("last", last, MOST_ROWS)
    if last is not None and (first is not None or after is not None):
        raise BadInput("a page is asked for by first and after, or by last and before")
    if before is not None and last is None:
        raise BadInput("before goes with last")
    given = before if last is not None else after
    start = None if given is None else cursors.decode(name, given)
    page = Page(rows_asked(arguments), start, backwards=last is not None)
    try:
        check_page(page, terms)
    except UsageError:
        raise BadCursor("the cursor was not given out by this list") from None
    return page


def _both(asked: Condition | None, also: Sequence[Condition]) -> Condition | None:
    conditions = [one for one in (asked, *also) if one is not None]
    return Every(tuple(conditions)) if len(conditions) > 1 else conditions[0] if conditions else None


@cache
def _columns(edge: str) -> frozenset[str]:
    return frozenset(column.name for column in edge_kind(edge).columns)


def connection(
    gives: Any,
    listing: Listing,
    *,
    description: str,
    where: Any = None,
    orders: Any = None,
    work: Callable[[Arguments], int] | None = None,
) -> Declare:
    """Declares a field that is a list with pages.

    `where` is the input type of its filter, `orders` the enum of its orders (names as in the listing, whose first is
    the default), if it has one; `work` what its arguments cost beside the rows, if not what the listing says.
    """
    also: dict[str, Any] = {"first": First, "after": After, "last": Last, "before": Before}
    defaults: dict[str, Any] = {}
    if where is not None:
        also["where"] = Annotated[where | None, strawberry.argument(description="Only rows that pass.")]
    if orders is not None:
        also["order_by"] = Annotated[
            orders | None, strawberry.argument(description="The order; equal ones come by id.")
        ]
        defaults["order_by"] = orders[next(iter(listing.orders))]
    return batched(
        gives,
        description=description,
        rows_at_most=rows_asked,
        check=listing.check,
        work=work or listing.work,
        also=also,
        defaults=defaults,
        ahead=listing.ahead,
    )


@strawberry.type(description="Where a page lies in its list.")
class PageInfo:
    has_next_page: bool = from_row(description="There are rows behind this page.")
    has_previous_page: bool = from_row(description="There are rows before this page.")
    start_cursor: str | None = from_row(
        lambda page: cursors.encode(page.order, page.rows[0].cursor) if page.rows else None,
        description="Cursor of the first row.",
    )
    end_cursor: str | None = from_row(
        lambda page: cursors.encode(page.order, page.rows[-1].cursor) if page.rows else None,
        description="Cursor of the last row.",
    )


def page_info() -> Any:
    """The field `pageInfo` of a connection."""
    return from_row("row", description="Where this page lies in the list.")


def nodes_field() -> Any:
    """The field `nodes` of a connection: the same as its edges without what is said about each."""
    return from_row("[one.node for one in row.rows]", description="The nodes of this page, without their edges.")


def edges_field() -> Any:
    """The field `edges` of a connection."""
    return from_row("row.rows", description="The rows of this page.")


def cursor_field() -> Any:
    """The field `cursor` of a row."""
    return from_row(
        lambda row: cursors.encode(row.order, row.cursor),
        description="Where this row stands: for `after` and `before`.",
    )


def total_count_field() -> Any:
    """The field `totalCount` of a connection, computed only when it is selected."""

    return batched(int, description="Rows of the whole list, under the same `where`.")(_totals)


def _totals(ask: Ask, pages: Sequence[Connected]) -> list[int]:
    """Maintained counters where the list has no condition, else counted by the store."""
    listing, where = pages[0].listing, pages[0].where
    keys = list(dict.fromkeys(page.key for page in pages if page.key is not None))
    if listing.edge is None:
        if where is None:
            return [ask.request.publication.nodes.get(listing.kind.name, 0)] * len(pages)
        return [ask.snapshot.tally_nodes(listing.kind, where=where).get(None, 0)] * len(pages)
    if where is None:
        counts = counted(ask, listing.edge, keys, direction=listing.direction)
        return [counts.get(page.key or "", 0) for page in pages]
    found = ask.snapshot.tally(listing.edge, keys, direction=listing.direction, where=where)
    return [found.get(page.key or "", {}).get(None, 0) for page in pages]
