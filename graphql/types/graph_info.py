"""The kinds of the graph, and what the store says about the build it holds."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

import strawberry

from ...schema.catalog import edge_kinds, kind_of_letter
from ...schema.kind import Kind
from ...schema.publication import Publication
from ..fields import from_row
from .values import AS_OF

if TYPE_CHECKING:

    class NodeKind(Enum):
        """Node kinds; the values are their labels."""

    class RelationKind(Enum):
        """Edge kinds; the values are their types."""


def _kinds(name: str, kinds: list[Kind], description: str) -> Any:
    members = {kind.name.upper(): strawberry.enum_value(kind.name, description=kind.description) for kind in kinds}
    made: Any = Enum(name, members)  # type: ignore[misc]
    return strawberry.enum(made, description=description)


if not TYPE_CHECKING:
    NodeKind = _kinds(
        "NodeKind", sorted(kind_of_letter().values(), key=lambda kind: kind.name), "Kinds of nodes of the graph."
    )
    RelationKind = _kinds("RelationKind", list(edge_kinds().values()), "Kinds of edges of the graph.")


@strawberry.type(description="How many nodes of a kind there are.")
class NodeTotal:
    kind: NodeKind = from_row("row[0].upper()", description="The kind.")
    count: int = from_row("row[1]", description="How many.")


@strawberry.type(description="How many edges of a kind there are.")
class RelationTotal:
    kind: RelationKind = from_row("row[0]", description="The kind.")
    count: int = from_row("row[1]", description="How many.")


@strawberry.type(description="A source of the graph.")
class GraphSource:
    name: str = from_row(description="Its name.")
    release: str | None = from_row(description="The newest release that was loaded.")
    license: str | None = from_row(description="The license of its data, in its own words.")
    records: int = from_row(description="Records it has in the graph now.")


@strawberry.type(description="A parameter with which the build was made.")
class GraphParameter:
    name: str = from_row("row[0]", description="Its name.")
    value: str | None = from_row("row[1]", description="Its value as text; null where none is set.")


@strawberry.type(description="When a tie is close, and how strong it is: the definition of this build.")
class CloseDefinition:
    min_papers: int | None = from_row("row.get('close_min_papers')", description="Shared papers at least.")
    min_recent_strength: float | None = from_row(
        "row.get('close_min_strength')", description="Recent strength at least."
    )
    half_life: float | None = from_row(
        "row.get('half_life')", description="Years before the reference year in which a paper's weight halves."
    )
    max_pair_authors: int | None = from_row(
        "row.get('max_pair_authors')", description="Papers of more authors than this tie nobody."
    )


def _parameters(held: Publication) -> list[tuple[str, str | None]]:
    return [(name, _text(value)) for name, value in sorted(held.parameters.items())]


def _text(value: object) -> str | None:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return None if value is None else str(value)


@strawberry.type(description="What the graph holds: its build, how much of each kind, and where it is from.")
class GraphInfo:
    build: str = from_row(description="Id of the build: the digest of its tables and parameters.")
    run: str | None = from_row(description="Id of the run of community detection whose clusters are shown.")
    as_of: str | None = from_row(description=AS_OF)
    reference_year: int | None = from_row(description="The year from which recency is counted back.")
    is_publishing: bool = from_row(
        "row.state != 'ready'", description="Another build is being published; answers may mix the two."
    )
    nodes: list[NodeTotal] = from_row("sorted(row.nodes.items())", description="Nodes by kind.")
    relations: list[RelationTotal] = from_row("sorted(row.relationships.items())", description="Edges by kind.")
    sources: list[GraphSource] = from_row("row.sources", description="The sources, by name.")
    close_definition: CloseDefinition = from_row("row.parameters", description="When a tie is close.")
    parameters: list[GraphParameter] = from_row(_parameters, description="All parameters of the build, by name.")
