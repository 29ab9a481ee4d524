"""What cites what: papers, tied where one cites the other."""

from __future__ import annotations

import numpy as np

from ...assembly.build import Build
from ...schema.catalog import edge_kind
from ..incidence import Years, in_window, node_keys, paper_years, row_of
from ..network import Network
from ..network_kind import NetworkKind, tied


def citation(build: Build, *, years: Years | None = None) -> Network:
    """All papers of a build; a citation ties two with weight 1, two that cite each other have 2.

    `years`: only citations between papers of these. UsageError where there is none.
    """
    cites = build.table(edge_kind("CITES"), ["source", "target"])
    papers = node_keys(build, "Paper")
    citing, cited = row_of(papers, cites["source"]), row_of(papers, cites["target"])
    is_in = in_window(paper_years(build), years)
    kept = is_in[citing] & is_in[cited] & (citing != cited)
    citing, cited = citing[kept], cited[kept]
    about = {"network": "citation", "years": list(years) if years else None}
    return tied(build, ("Paper",), citing, cited, np.ones(len(citing)), about=about)


NETWORK = NetworkKind(
    name="citation",
    description="Papers that cite one another.",
    nodes=("Paper",),
    weight="1, or 2 where they cite each other.",
    make=citation,
)
