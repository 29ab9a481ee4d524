"""How a caller asks the port for rows and what it gets: words of the graph, never an engine's language.

Questions are frozen dataclasses; rows are named tuples, because a frozen dataclass costs four times as much to make and
a profile is made of hundreds.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from ..schema.kind import EdgeKind


class Direction(StrEnum):
    """Which end of an edge kind the given keys are on: OUT, they are sources; IN, targets; BOTH, either.

    An undirected kind is read with BOTH only; a directed one with BOTH only where it joins nodes of one kind. An edge
    from a node to itself is one neighbor.
    """

    OUT = "out"
    IN = "in"
    BOTH = "both"


class Operator(StrEnum):
    """Comparisons that every engine carries out alike; null compares to nothing but IS_NULL."""

    EQ = "eq"
    IN = "in"
    GTE = "gte"
    LTE = "lte"
    CONTAINS = "contains"
    STARTS_WITH = "starts_with"
    IS_NULL = "is_null"


class Side(StrEnum):
    """Whose field is meant when edges are asked for: the edge's or the node's at its other end."""

    EDGE = "edge"
    NODE = "node"


@dataclass(frozen=True, slots=True)
class Compare:
    """`field operator value`; CONTAINS on a list field asks for membership, on text for a part, case sensitive.

    IN takes a tuple of values; IS_NULL takes True (is null) or False (is not).
    """

    field: str
    operator: Operator
    value: Any
    side: Side = Side.NODE


@dataclass(frozen=True, slots=True)
class Linked:
    """An edge of a second kind leads from the node, in `direction`, to one of the keys (papers at one of these venues).

    `below`, a kind that joins nodes of the far end's label: or to one from which such edges, followed from source to
    target any number of times, lead to one of the keys (papers about a topic or one below it).
    """

    edge: EdgeKind
    direction: Direction
    keys: tuple[str, ...]
    below: EdgeKind | None = None


@dataclass(frozen=True, slots=True)
class Every:
    """All of the conditions hold; true when there are none."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least one of the conditions holds; false when there are none."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The condition does not hold (a comparison with null counts as not holding)."""

    condition: Condition


Condition = Compare | Linked | Every | Some | Not


@dataclass(frozen=True, slots=True)
class Order:
    """One order term; nulls come last either way. The port adds what makes the order total (see store.check).

    Order by numbers, booleans and ASCII text (keys, sort_key, dates, codes): engines compare other text differently.
    """

    field: str
    descending: bool = False
    side: Side = Side.NODE


@dataclass(frozen=True, slots=True)
class Group:
    """What a tally counts by: a field of the edge or of the node at its other end; or, with `through`, the key that a
    second kind of edge leads to from that node in `direction` (papers by venue).

    Rows without a value count under None; a node counts once for each key that it is led to, and not without one.
    """

    field: str | None = None
    side: Side = Side.NODE
    through: EdgeKind | None = None
    direction: Direction = Direction.OUT


@dataclass(frozen=True, slots=True)
class Page:
    """A keyset page: `size` rows after (or, `backwards`, before) the row with order values `start`.

    `start` is a row's `cursor` as given out with it: values of the order terms and of those the port added. A row
    whose place changed meanwhile is no trouble: pages go on from the values. Backwards pages come in the same order as
    forward ones; without a start they are the last rows.
    """

    size: int
    start: tuple[Any, ...] | None = None
    backwards: bool = False


@dataclass(frozen=True, slots=True)
class Ahead:
    """A page of neighbors that will be asked for next, of each node of an answer: `Snapshot.neighbors` without keys.

    A hint and nothing more: an engine behind a network may read it along, and needs no statement when it is asked.
    """

    edge: EdgeKind
    direction: Direction
    page: Page
    where: Condition | None = None
    order: tuple[Order, ...] = ()
    edge_fields: tuple[str, ...] = ()
    node_fields: tuple[str, ...] = ()
    then: tuple[Ahead, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """A walk from keys over one kind of edge, for `Snapshot.expand`; `fields` are the edge's.

    `again` is a hint as Ahead is one: the same walk will be taken from the nodes that it leads to.
    """

    edge: EdgeKind
    direction: Direction
    keys: tuple[str, ...]
    where: Condition | None = None
    order: tuple[Order, ...] = ()
    fields: tuple[str, ...] = ()
    again: bool = False


class Link(NamedTuple):
    """An edge met by a step (its index), from the asked key to the one at the other end; fields in the step's order."""

    step: int
    key: str
    other: str
    fields: tuple[Any, ...]


class Node(NamedTuple):
    """A node with the fields that were asked for (JSON objects decoded) and its place in the order asked for."""

    kind: str
    key: str
    fields: dict[str, Any]
    cursor: tuple[Any, ...] = ()


class Neighbor(NamedTuple):
    """An edge from one of the asked keys and the node at its other end."""

    kind: str
    source: str
    target: str
    edge: dict[str, Any]
    node: Node
    cursor: tuple[Any, ...] = ()


class Edge(NamedTuple):
    """An edge by itself."""

    kind: str
    source: str
    target: str
    fields: dict[str, Any]


class Subgraph(NamedTuple):
    """Nodes by key, how many edges they have in the whole graph (as `Snapshot.degrees`), the edges among them."""

    nodes: dict[str, Node]
    degrees: dict[str, dict[str, int]]
    edges: list[Edge]


class Hit(NamedTuple):
    """A search hit; `match` 0: a name equals the query, 1: all words match whole, 2: the last word as a prefix."""

    kind: str
    key: str
    name: str
    match: int
    rank: int
    fields: dict[str, Any]
    cursor: tuple[Any, ...] = ()
