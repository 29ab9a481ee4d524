"""Papers tied through citations that they share, from either side: coupled by references, or cited together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..assembly.build import Build
from ..schema.catalog import edge_kind
from ..schema.errors import UsageError
from .incidence import Years, in_window, incidence, node_keys, paper_years, row_of, ties
from .network import Network
from .network_kind import tied

WEIGHTS = ("cosine", "shared")


def coupled(
    build: Build, name: str, *, through: str, most: int, min_shared: int, years: Years | None, weight: str
) -> Network:
    """All papers of a build, tied by the citations that they share.

    `through`: the end of a citation that is shared: `target` ties papers with common references, `source` papers with
    common citing papers. A shared paper with more than `most` such ties would alone make `most`²/2 pairs and says
    little: it is left out, and `about` counts how many papers and citations that were. `weight`: `shared`, their
    number, or `cosine`, their number over the root of the product of both papers' numbers (Salton). `years`: of the
    papers tied.
    """
    if weight not in WEIGHTS:
        raise UsageError(f"no weight {weight!r}", hint=f"there are: {', '.join(WEIGHTS)}")
    if most < 2 or min_shared < 1:
        raise UsageError(f"the limits are {most} and {min_shared}", hint="give at least 2 ties a paper and 1 shared")
    cites = build.table(edge_kind("CITES"), ["source", "target"])
    papers = node_keys(build, "Paper")
    bridge = row_of(papers, cites[through])
    paper = row_of(papers, cites["source" if through == "target" else "target"])
    kept = in_window(paper_years(build), years)[paper]
    matrix = incidence(bridge[kept], paper[kept], (len(papers), len(papers)))
    degree = np.diff(matrix.indptr)
    is_used = degree <= most
    found = ties(matrix, is_used.astype(np.int64))
    enough = found.shared >= min_shared
    source, target, shared = (array[enough] for array in found)
    weights = shared.astype(np.float64)
    if weight == "cosine":
        total = matrix[np.flatnonzero(is_used)].sum(axis=0).astype(np.float64)
        weights = weights / np.sqrt(total[source] * total[target])
    about: Mapping[str, Any] = {
        "network": name,
        "weight": weight,
        "most": most,
        "min_shared": min_shared,
        "years": list(years) if years else None,
        "left_out": {"papers": int(np.sum(~is_used)), "citations": int(degree[~is_used].sum())},
    }
    return tied(build, ("Paper",), source, target, weights, about=about)
