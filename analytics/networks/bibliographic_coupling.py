"""What builds on the same works: papers, tied by the references that they share (Kessler 1963)."""

from __future__ import annotations

from ...assembly.build import Build
from ..coupling import coupled
from ..incidence import Years
from ..network import Network
from ..network_kind import NetworkKind


def bibliographic_coupling(
    build: Build,
    *,
    max_citations: int = 500,
    min_shared: int = 1,
    years: Years | None = None,
    weight: str = "cosine",
) -> Network:
    """All papers of a build, tied by shared references within the graph; see coupling.coupled.

    References cited by more than `max_citations` papers tie nobody: everyone cites them. `about["left_out"]` counts
    them. `years`: of the citing papers. UsageError for a parameter out of range or where no tie is left.
    """
    return coupled(
        build,
        "bibliographic-coupling",
        through="target",
        most=max_citations,
        min_shared=min_shared,
        years=years,
        weight=weight,
    )


NETWORK = NetworkKind(
    name="bibliographic-coupling",
    description="Papers that share references.",
    nodes=("Paper",),
    weight="Shared references over the root of both numbers of references, or their number.",
    make=bibliographic_coupling,
)
