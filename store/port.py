"""The port: what both engines can do, in the graph's words. No query text crosses it; each call is one or two statements.

Absent keys are no errors: a list answer has None in their place, a mapping leaves them out. Reading goes through a
snapshot, which sees one publication on SQLite; Neo4j can only say whether one was under way (`publication().state`).
Engines raise only errors of schema.errors.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from ..schema.difference import Difference
from ..schema.kind import EdgeKind, Kind, NodeKind
from ..schema.publication import Publication
from .query import Condition, Direction, Edge, Hit, Neighbor, Node, Order, Page

Progress = Callable[[str, int, int], None]
"""Called with a kind's name, rows done and rows in all."""


class Snapshot(Protocol):
    """One request's view of the store."""

    def publication(self) -> Publication | None:
        """The build that is held; None in an empty store."""

    def nodes(self, kind: NodeKind, keys: Sequence[str], *, fields: Sequence[str] | None = None) -> list[Node | None]:
        """Nodes in the order of the keys, None where there is none; all fields unless some are named."""

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
    ) -> dict[str, list[Neighbor]]:
        """One page of neighbors per key. Undirected kinds are read with BOTH. A key without neighbors is left out.

        A page with a `start` is for one key only.
        """

    def edges_among(self, kinds: Sequence[EdgeKind], keys: Sequence[str], *, fields: Sequence[str] = ()) -> list[Edge]:
        """Edges of these kinds with both ends among the keys, in order of kind, source, target; one statement a kind
        at most. Fields that a kind lacks are left out of its edges."""

    def counts(self, edge: EdgeKind, keys: Sequence[str], *, direction: Direction) -> dict[str, int]:
        """How many edges of the kind each key has, from maintained counters, never by scanning."""

    def search(
        self, kinds: Sequence[NodeKind], tokens: Sequence[str], page: Page, *, fields: Sequence[str] = ()
    ) -> list[Hit]:
        """Nodes all of whose tokens match (the last one also as a prefix), best class first, then rank, then key.

        `tokens` come from schema.tokens.tokens; none gives no hit.
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
        """A page of all nodes of a kind."""


class Store(Protocol):
    """A place that holds one publication."""

    url: str
    """Where it is, passwords masked."""

    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """A view for one request; not shared between threads."""

    def apply(self, difference: Difference, publication: Publication, *, progress: Progress | None = None) -> None:
        """Makes the store hold `publication`. Repeatable: an interrupted call is simply made again, with the same or a
        wider difference. `publication.state` and `epoch` are set by the engine."""

    def digests(self, kind: Kind) -> Mapping[tuple[Any, ...], bytes]:
        """Digest (see store.digest) of every row by its identity, for comparing with a build whose base is gone."""

    def clear(self) -> None:
        """Removes everything."""

    def ping(self) -> None:
        """Returns if the store answers, raises StoreUnavailable, StoreAccessDenied or StoreMismatch if not."""

    def close(self) -> None:
        """Gives connections back; the store is not used afterwards."""
