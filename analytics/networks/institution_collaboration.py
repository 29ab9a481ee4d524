"""Which institutions work together: tied by the papers that both are named on."""

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc

from ...assembly.build import Build
from ...schema.catalog import edge_kind
from ...schema.errors import UsageError
from ..incidence import UNIT, Years, in_window, incidence, node_keys, paper_years, row_of, team_weight, ties
from ..network import Network
from ..network_kind import NetworkKind, tied

WEIGHTS = ("strength", "paper_count")


def institution_collaboration(
    build: Build, *, years: Years | None = None, max_institutions: int = 100, weight: str = "strength"
) -> Network:
    """All institutions of a build; two are tied by Σ 1/(n-1) over the papers of n institutions that name both.

    An institution counts once a paper, however many authors name it. `years`: only papers of these. Papers with more
    than `max_institutions` tie nobody; `about["left_out"]` counts them. `weight`: strength, or paper_count (each
    paper 1). UsageError for a parameter out of range or where no tie is left.
    """
    if weight not in WEIGHTS:
        raise UsageError(f"no weight {weight!r}", hint=f"there are: {', '.join(WEIGHTS)}")
    if max_institutions < 2:
        raise UsageError(f"max_institutions is {max_institutions}", hint="a pair needs at least 2")
    authored = build.table(edge_kind("AUTHORED"), ["target", "institutions"])
    papers, places = node_keys(build, "Paper"), node_keys(build, "Institution")
    slot = np.asarray(pc.list_parent_indices(authored["institutions"]), dtype=np.int64)
    paper = row_of(papers, authored["target"])[slot]
    matrix = incidence(paper, row_of(places, pc.list_flatten(authored["institutions"])), (len(papers), len(places)))
    sizes = np.diff(matrix.indptr)
    is_in = in_window(paper_years(build), years)
    each = team_weight(sizes, max_institutions)
    each = np.where(is_in, each if weight == "strength" else np.where(each > 0, float(UNIT), 0.0), 0.0)
    found = ties(matrix, np.floor(each + 0.5).astype(np.int64))
    about = {
        "network": "institution-collaboration",
        "weight": weight,
        "max_institutions": max_institutions,
        "years": list(years) if years else None,
        "left_out": {"papers": int(np.count_nonzero(is_in & (sizes > max_institutions)))},
    }
    return tied(build, ("Institution",), found.source, found.target, found.shared / UNIT, about=about)


NETWORK = NetworkKind(
    name="institution-collaboration",
    description="Institutions named on common papers.",
    nodes=("Institution",),
    weight="Fractional strength over the institutions of each paper, or the number of papers.",
    make=institution_collaboration,
)
