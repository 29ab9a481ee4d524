"""People who work together: a stored community, with how far it can be trusted."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

import strawberry

from ...schema.catalog import edge_kind, node_kind
from ...store.neighboring import ClusterPaper, ClusterPapers, Neighboring, cluster_papers, neighboring
from ...store.neighboring import NeighboringCluster as Near
from ...store.over_time import OverTime, TopicYears, topics_over_time
from ...store.query import Direction, Order, Side
from ...store.query import Node as NodeRow
from ..connections import (
    Connected,
    Listing,
    PageInfo,
    connection,
    cursor_field,
    edges_field,
    nodes_field,
    page_info,
    total_count_field,
)
from ..entities import by_keys
from ..few import FewFirst, check_at_once, with_few
from ..fields import batched, column, edge_column, from_row
from ..filters import BooleanFilter, FloatFilter, IntFilter, StringFilter
from ..request import Ask
from .forward import AuthorType, PaperType, TopicType
from .node import Node
from .values import YearCount, by_year

MOST_AT_ONCE = 10
"""Clusters of one place whose surroundings are computed: each reads thousands of ties."""

MOST_LEADING = 10
"""People that a run names of a cluster."""

SURROUNDINGS = 400
"""Cost of looking through the ties or papers of a cluster's members."""


@strawberry.enum(description="How fine a division is.")
class ClusterLevel(Enum):
    FIELD = strawberry.enum_value("field", description="The coarsest: at resolution 1.")
    GROUP = strawberry.enum_value("group", description="At the resolution that the run chose.")
    CORE = strawberry.enum_value("core", description="What of the groups passes the test of being well connected.")


@strawberry.enum(description="Whether the newest run has the cluster.")
class ClusterStatus(Enum):
    LIVE = strawberry.enum_value("LIVE", description="The newest run has it.")
    ENDED = strawberry.enum_value("ENDED", description="An earlier run had it.")


@strawberry.enum(description="Orders of clusters.")
class ClusterOrder(Enum):
    SIZE_DESC = strawberry.enum_value("size", description="The largest first.")
    PAPER_COUNT_DESC = strawberry.enum_value("papers", description="The most papers first.")
    LABEL_ASC = strawberry.enum_value("label", description="By label.")


@strawberry.enum(description="Orders of a cluster's members.")
class MemberOrder(Enum):
    STRENGTH_DESC = strawberry.enum_value("strength", description="The strongest ties to other members first.")
    PAPER_COUNT_DESC = strawberry.enum_value("papers", description="The most papers first.")
    NAME_ASC = strawberry.enum_value("name", description="By name, family name first.")


@strawberry.enum(description="What happened between two runs.")
class DescentEvent(Enum):
    SPLIT = strawberry.enum_value("split", description="The earlier cluster came apart.")
    MERGED = strawberry.enum_value("merged", description="The earlier cluster came together with others.")


@strawberry.input(description="Tests of clusters; all of them must hold.")
class ClusterFilter:
    label: StringFilter | None = strawberry.field(default=strawberry.UNSET, description="The label.")
    size: IntFilter | None = strawberry.field(default=strawberry.UNSET, description="Members.")
    paper_count: IntFilter | None = strawberry.field(default=strawberry.UNSET, description="Papers.")
    last_year: IntFilter | None = strawberry.field(default=strawberry.UNSET, description="Year of the last paper.")
    conductance: FloatFilter | None = strawberry.field(default=strawberry.UNSET, description="Conductance.")
    seed_agreement: FloatFilter | None = strawberry.field(default=strawberry.UNSET, description="Seed agreement.")
    is_well_connected: BooleanFilter | None = strawberry.field(
        default=strawberry.UNSET, description="Whether it is well connected."
    )
    topic: StringFilter | None = strawberry.field(
        default=strawberry.UNSET, description="Its typical topics; only `contains`, for a whole name."
    )
    and_: list[ClusterFilter] | None = strawberry.field(
        default=strawberry.UNSET, name="and", description="All of these hold."
    )
    or_: list[ClusterFilter] | None = strawberry.field(
        default=strawberry.UNSET, name="or", description="One of these holds."
    )
    not_: ClusterFilter | None = strawberry.field(
        default=strawberry.UNSET, name="not", description="This does not hold."
    )


_SORT_KEY = Order("sort_key")
CLUSTERS = Listing(
    "clusters",
    node_kind("Cluster"),
    {
        "SIZE_DESC": (Order("size", descending=True), _SORT_KEY),
        "PAPER_COUNT_DESC": (Order("paper_count", descending=True), _SORT_KEY),
        "LABEL_ASC": (_SORT_KEY,),
    },
    filters={
        **{
            name: (name, Side.NODE)
            for name in (
                "label",
                "size",
                "paper_count",
                "last_year",
                "conductance",
                "seed_agreement",
                "is_well_connected",
            )
        },
        "topic": ("topics", Side.NODE),
    },
)
MEMBERS = Listing(
    "members",
    node_kind("Author"),
    {
        "STRENGTH_DESC": (Order("strength", descending=True, side=Side.EDGE), _SORT_KEY),
        "PAPER_COUNT_DESC": (Order("paper_count", descending=True), _SORT_KEY),
        "NAME_ASC": (_SORT_KEY,),
    },
    edge_kind("MEMBER_OF"),
    Direction.IN,
)
_BY_OVERLAP = {"OVERLAP_DESC": (Order("overlap", descending=True, side=Side.EDGE),)}
ANCESTORS = Listing("descends from", node_kind("Cluster"), _BY_OVERLAP, edge_kind("DESCENDS_FROM"), Direction.OUT)
DESCENDANTS = Listing("descendants", node_kind("Cluster"), _BY_OVERLAP, edge_kind("DESCENDS_FROM"), Direction.IN)


@strawberry.type(description="How far a cluster can be trusted.")
class ClusterQuality:
    internal_share: float | None = column("Cluster", "internal_share")
    conductance: float | None = column("Cluster", "conductance")
    is_well_connected: bool | None = column("Cluster", "is_well_connected")
    seed_agreement: float | None = column("Cluster", "seed_agreement")


@strawberry.type(description="People who work together more than with others, found by a run of community detection.")
class Cluster(Node):
    label: str = column("Cluster", "label")
    level: ClusterLevel = column("Cluster", "level", text="row.fields[{!r}].upper()", description="How fine it is.")
    status: ClusterStatus = column("Cluster", "status", description="Whether the newest run has it.")
    size: int = column("Cluster", "size")
    paper_count: int | None = column("Cluster", "paper_count")
    first_year: int | None = column("Cluster", "first_year")
    last_year: int | None = column("Cluster", "last_year")
    quality: ClusterQuality = from_row(
        "row",
        needs=("internal_share", "conductance", "is_well_connected", "seed_agreement"),
        description="How far it can be trusted.",
    )
    topics: list[str] = column("Cluster", "topics")
    terms: list[str] = column("Cluster", "terms")
    venues: list[str] = column("Cluster", "venues")
    run: str | None = column("Cluster", "run")

    @batched(
        list[AuthorType],
        description="Its leading people, by strength inside; at most ten.",
        needs=("people",),
        rows_at_most=lambda _: MOST_LEADING,
    )
    def leading_people(ask: Ask, rows: Sequence[NodeRow]) -> list[list[NodeRow]]:
        keys = (key for row in rows for key in row.fields["people"] or ())
        known = by_keys(ask.snapshot, keys, lambda _: ask.selection.columns())
        return [[known[key] for key in row.fields["people"] or () if key in known] for row in rows]

    @connection("MemberConnection", MEMBERS, description="Its members.", orders=MemberOrder)
    def members(ask: Ask, rows: Sequence[NodeRow]) -> list[Connected]:
        return MEMBERS.pages(ask, [row.key for row in rows])

    @connection("DescentConnection", ANCESTORS, description="Earlier clusters whose members were taken over.")
    def descends_from(ask: Ask, rows: Sequence[NodeRow]) -> list[Connected]:
        return ANCESTORS.pages(ask, [row.key for row in rows])

    @connection("DescentConnection", DESCENDANTS, description="Later clusters that took members over.")
    def descendants(ask: Ask, rows: Sequence[NodeRow]) -> list[Connected]:
        return DESCENDANTS.pages(ask, [row.key for row in rows])

    @with_few(
        "NeighboringClusters",
        description="Live clusters of the same level that its members have ties to, by the strength of all these ties.",
        needs=("level",),
        work=SURROUNDINGS,
    )
    def neighboring_clusters(ask: Ask, rows: Sequence[NodeRow], first: FewFirst = 10) -> list[Neighboring]:
        check_at_once(rows, MOST_AT_ONCE, "clusters")
        found = neighboring(ask.snapshot, {row.key: row.fields["level"] for row in rows}, first=first)
        return [found[row.key] for row in rows]

    @with_few(
        "TopPapers",
        description="Papers of which at least half of the authors are members, the most cited first.",
        work=SURROUNDINGS,
    )
    def top_papers(ask: Ask, rows: Sequence[NodeRow], first: FewFirst = 10) -> list[ClusterPapers]:
        check_at_once(rows, MOST_AT_ONCE, "clusters")
        found = cluster_papers(ask.snapshot, [row.key for row in rows], first=first)
        return [found[row.key] for row in rows]

    @with_few(
        "TopicsOverTime",
        description="What its papers (those of which at least half of the authors are members) were about over time.",
        work=SURROUNDINGS,
    )
    def topics_over_time(ask: Ask, rows: Sequence[NodeRow], first: FewFirst = 10) -> list[OverTime]:
        check_at_once(rows, MOST_AT_ONCE, "clusters")
        found = topics_over_time(ask.snapshot, list(dict.fromkeys(row.key for row in rows)), first=first)
        return [found[row.key] for row in rows]


@strawberry.type(description="A topic of a cluster's papers, year by year.")
class TopicOverTime:
    paper_count: int = from_row("row.papers", description="Papers about it, of those read.")
    papers_per_year: list[YearCount] = from_row(lambda row: by_year(row.years), description="The same by year.")

    @batched(TopicType, description="The topic.")
    def topic(ask: Ask, rows: Sequence[TopicYears]) -> list[NodeRow | None]:
        return ask.snapshot.nodes(node_kind("Topic"), [row.key for row in rows], fields=ask.selection.columns())


@strawberry.type(description="What the papers of a cluster were about over time.")
class TopicsOverTime:
    items: list[TopicOverTime] = from_row("row.topics", description="The topics, those of the most papers first.")
    papers_per_year: list[YearCount] = from_row(lambda row: by_year(row.years), description="All papers read by year.")
    papers_read: int = from_row(description="Papers of which all this is said: the newest, at most 2,000.")
    truncated: bool = from_row(
        description="There are members beyond the 100 strongest, papers of one beyond the 200 newest, papers beyond "
        "those read (fewer where several clusters are asked at once), or topics of one beyond 20, that were not "
        "looked at."
    )


@strawberry.type(description="A cluster in a list.")
class ClusterEdge:
    cursor: str = cursor_field()
    node: Cluster = from_row(description="The cluster.")


@strawberry.type(description="Clusters.")
class ClusterConnection:
    edges: list[ClusterEdge] = edges_field()
    nodes: list[Cluster] = nodes_field()
    page_info: PageInfo = page_info()
    total_count: int = total_count_field()


@strawberry.type(description="A member of a cluster.")
class MemberEdge:
    cursor: str = cursor_field()
    node: AuthorType = from_row(description="The person.")
    strength: float = edge_column("MEMBER_OF", "strength")


@strawberry.type(description="Members of a cluster.")
class MemberConnection:
    edges: list[MemberEdge] = edges_field()
    nodes: list[AuthorType] = nodes_field()
    page_info: PageInfo = page_info()
    total_count: int = total_count_field()


@strawberry.type(description="A cluster of another run, and what happened.")
class DescentEdge:
    cursor: str = cursor_field()
    node: Cluster = from_row(description="The other cluster.")
    event: DescentEvent = from_row(
        "row.edge['event'].upper()", needs=("event",), description="What happened to the earlier cluster."
    )
    overlap: float = edge_column("DESCENDS_FROM", "overlap")
    run: str = edge_column("DESCENDS_FROM", "run")


@strawberry.type(description="Clusters of other runs that share members.")
class DescentConnection:
    edges: list[DescentEdge] = edges_field()
    nodes: list[Cluster] = nodes_field()
    page_info: PageInfo = page_info()
    total_count: int = total_count_field()


@strawberry.type(description="A cluster nearby, and the ties to it.")
class NeighboringCluster:
    strength: float = from_row(description="Sum of the strengths of the ties.")
    ties: int = from_row(description="Ties between a member here and a member there.")
    people_here: int = from_row(description="Members here with such a tie.")
    people_there: int = from_row(description="Members there with such a tie.")

    @batched(Cluster, description="The cluster.")
    def node(ask: Ask, rows: Sequence[Near]) -> list[NodeRow | None]:
        return ask.snapshot.nodes(node_kind("Cluster"), [row.key for row in rows], fields=ask.selection.columns())


@strawberry.type(description="Clusters nearby.")
class NeighboringClusters:
    items: list[NeighboringCluster] = from_row(description="The clusters, strongest ties first.")
    total_count: int = from_row("row.total", description="Clusters with such ties, as far as was looked.")
    truncated: bool = from_row(
        description="There are members beyond the 100 strongest, or ties of one beyond the 200 strongest, that were "
        "not looked at; figures are of the rest."
    )


@strawberry.type(description="A paper of a cluster.")
class TopPaper:
    member_count: int = from_row("row.members", description="How many of its authors are members.")

    @batched(PaperType, description="The paper.")
    def node(ask: Ask, rows: Sequence[ClusterPaper]) -> list[NodeRow | None]:
        return ask.snapshot.nodes(node_kind("Paper"), [row.key for row in rows], fields=ask.selection.columns())


@strawberry.type(description="Papers of a cluster.")
class TopPapers:
    items: list[TopPaper] = from_row(description="The papers.")
    total_count: int = from_row("row.total", description="Such papers, as far as was looked.")
    truncated: bool = from_row(
        description="There are members beyond the 100 strongest, or papers of one beyond the 200 most cited, that were "
        "not looked at."
    )


TYPES = (Cluster,)
