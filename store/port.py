"""The port: what both engines can do, in the graph's words. No query text crosses it; a call is one or two statements
(on SQLite, where a statement costs a few microseconds, `neighbors` is one for each key).

Absent keys are no errors: a list answer has None in their place, a mapping leaves them out; a key asked for twice is
answered once in a mapping. Reading goes through a snapshot, which sees one publication on SQLite; Neo4j can only say
whether one was under way (`publication().state`). Engines raise only errors of schema.errors; a question that the
kinds do not allow (unknown field, page of no rows, forged cursor) is a UsageError, found by store.check on every engine
alike. docs/store.md defines order, search and digests.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from ..schema.difference import Difference
from ..schema.kind import EdgeKind, Kind, NodeKind
from ..schema.publication import Publication
from .query import Ahead, Condition, Direction, Edge, Group, Hit, Link, Neighbor, Node, Order, Page, Step, Subgraph

Progress = Callable[[str, int, int], None]
"""Called with a kind's name, rows written or removed so far and rows in all."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a store held when it was looked at: a publish that starts from it is refused when that has changed.

    `mark` is the engine's own: it changes with everything that a publish writes, so that one that was cut off is told
    from one that goes on.
    """

    publication: Publication | None
    mark: str = ""


class Snapshot(Protocol):
    """One request's view of the store."""

    reads_ahead: bool
    """Whether hints about what will be asked next are of use."""

    def cancel(self) -> None:
        """Ends what the database does for this snapshot, now and from now on: whoever reads gets a StoreTimeout.

        May be called from another thread, at any time, also afterwards; returns at once."""

    def publication(self) -> Publication | None:
        """The build that is held; None in an empty store. To be left as it is: snapshots share it."""

    def epoch(self) -> tuple[int, str] | None:
        """The publication's epoch and state, by the cheapest read there is: as they were when the last answer was
        given, where an engine tells them along with answers."""

    def nodes(
        self,
        kind: NodeKind,
        keys: Sequence[str],
        *,
        fields: Sequence[str] | None = None,
        then: Sequence[Ahead] = (),
    ) -> list[Node | None]:
        """Nodes in the order of the keys, None where there is none; all fields unless some are named.

        `then`, here and below, is what will be asked next of the nodes found.
        """

    def lookup(self, external_ids: Sequence[str]) -> dict[str, tuple[str, str]]:
        """Kind and key of each external id (`scheme:value`, normalized) that a node carries."""

    def redirects(self, keys: Sequence[str]) -> dict[str, str | None]:
        """For keys that were merged or split away: the key that answers now, None where nothing does."""

    def neighbors(
        self,
        edge: EdgeKind,
        keys: Sequence[str],
        *,
        direction: Direction,
        page: Page,
        where: Condition | None = None,
        order: Sequence[Order] = (),
        edge_fields: Sequence[str] = (),
        node_fields: Sequence[str] = (),
        then: Sequence[Ahead] = (),
    ) -> dict[str, list[Neighbor]]:
        """One page of neighbors per key. Undirected kinds are read with BOTH. A key without neighbors is left out.

        A page with a `start` is for one key only. Rows of equal order come by the other end's key, then by the source
        (BOTH on a directed kind), then by the kind's discriminator.
        """

    def expand(self, steps: Sequence[Step], *, size: int | None = None, limit: int | None = None) -> list[Link]:
        """The edges that each step meets, in one statement for all steps: traversal stands on this.

        With `size` the best so many for each step and key, in order of step, key as given, rank. Without it every
        edge, in no promised order, and at most `limit` in all: a caller that gets `limit` links knows that there may
        be more.
        """

    def edges_among(self, kinds: Sequence[EdgeKind], keys: Sequence[str], *, fields: Sequence[str] = ()) -> list[Edge]:
        """Edges of these kinds with both ends among the keys, in order of kind, source, target (then the kind's
        discriminator). Fields that a kind lacks are left out of its edges."""

    def subgraph(
        self,
        kinds: Sequence[EdgeKind],
        keys: Sequence[str],
        *,
        node_fields: Sequence[str] = (),
        edge_fields: Sequence[str] = (),
    ) -> Subgraph:
        """The nodes of these keys, of whatever kind, in their order; `degrees` and `edges_among` for the same keys.

        Two statements at most. Fields that a kind lacks are left out of its nodes and edges.
        """

    def counts(self, edge: EdgeKind, keys: Sequence[str], *, direction: Direction) -> dict[str, int]:
        """How many edges of the kind each key has, from maintained counters, never by scanning; none: left out."""

    def degrees(self, edges: Sequence[EdgeKind], keys: Sequence[str]) -> dict[str, dict[str, int]]:
        """How many edges of each of the kinds each key has on either end, by key and kind, from the same counters;
        an edge from a node to itself counts once. Kinds of which a key has none are left out."""

    def tally(
        self,
        edge: EdgeKind,
        keys: Sequence[str],
        *,
        direction: Direction,
        where: Condition | None = None,
        by: Group | None = None,
        size: int = 1000,
    ) -> dict[str, dict[Any, int]]:
        """How many edges each key has that pass `where`, by the value of `by`; all under None without it.

        At most `size` values a key: largest number first, then by value, None last (text as in orders). A key without
        such edges is left out. In one statement.
        """

    def tally_nodes(
        self, kind: NodeKind, *, where: Condition | None = None, by: Group | None = None, size: int = 1000
    ) -> dict[Any, int]:
        """The same over all nodes of a kind: how many there are by the value of `by`; nothing where there are none."""

    def search(
        self, kinds: Sequence[NodeKind], tokens: Sequence[str], page: Page, *, fields: Sequence[str] = ()
    ) -> list[Hit]:
        """Nodes all of whose tokens match (the last one also as a prefix), best class first, then rank, then key.

        `tokens` come from schema.tokens.tokens; none gives no hit, nor does text that is no token. The cursor is
        (match, rank, key). Fields that a kind lacks are left out of its hits.
        """

    def top(
        self,
        kind: NodeKind,
        *,
        page: Page,
        where: Condition | None = None,
        order: Sequence[Order] = (),
        fields: Sequence[str] = (),
    ) -> list[Node]:
        """A page of all nodes of a kind, in the order asked for and then by key."""


class Store(Protocol):
    """A place that holds one publication."""

    url: str
    """Where it is, passwords masked."""

    def snapshot(self, *, timeout: float | None = None) -> AbstractContextManager[Snapshot]:
        """A view for one request, in whatever thread but in one at a time.

        After `timeout` seconds, waiting included, the database's work ends and whoever reads gets a StoreTimeout;
        the store goes on as if nothing had been.
        """

    def seen(self) -> Seen:
        """What the store holds now. Take it first, compare the store with a build, then give it to `apply`."""

    def apply(
        self,
        difference: Difference,
        publication: Publication,
        *,
        seen: Seen | None = None,
        progress: Progress | None = None,
    ) -> None:
        """Makes the store hold `publication`, if it still is as `seen`: where anybody published or wrote meanwhile
        it is StoreChanged and nothing is written. Without `seen` it starts from what is there when it is called.

        Repeatable: an interrupted call is simply made again, with the same or a wider difference.
        `publication.state`, `epoch` and `previous` are set by the engine. A difference without a base replaces what
        is there, unless it leaves, changes or removes rows (then it was made from the store's own digests); one whose
        base is neither held nor being left is a StoreMismatch. With nothing to change and the same publication
        nothing is written."""

    def digests(self, kind: Kind) -> Mapping[tuple[Any, ...], bytes]:
        """Digest (see store.digest) of every row by its identity, for comparing with a build whose base is gone."""

    def clear(self) -> None:
        """Removes everything."""

    def ping(self) -> None:
        """Returns if the store answers, raises StoreUnavailable, StoreAccessDenied or StoreMismatch if not."""

    def close(self) -> None:
        """Gives connections back; the store is not used afterwards."""
