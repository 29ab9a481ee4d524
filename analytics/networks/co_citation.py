"""What is read together: papers, tied by the papers that cite both (Small 1973)."""

from __future__ import annotations

from ...assembly.build import Build
from ..coupling import coupled
from ..incidence import Years
from ..network import Network
from ..network_kind import NetworkKind


def co_citation(
    build: Build,
    *,
    max_references: int = 500,
    min_shared: int = 1,
    years: Years | None = None,
    weight: str = "cosine",
) -> Network:
    """All papers of a build, tied by common citing papers; see coupling.coupled.

    Papers that cite more than `max_references` others tie nobody: they are lists. `about["left_out"]` counts them.
    `years`: of the cited papers. UsageError for a parameter out of range or where no tie is left.
    """
    return coupled(
        build,
        "co-citation",
        through="source",
        most=max_references,
        min_shared=min_shared,
        years=years,
        weight=weight,
    )


NETWORK = NetworkKind(
    name="co-citation",
    description="Papers that are cited together.",
    nodes=("Paper",),
    weight="Common citing papers over the root of both numbers of citations, or their number.",
    make=co_citation,
)
