"""Part of the report about close collaborators: how many there are by the build's definition, and where."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..assembly.build import Build
from ..schema.catalog import edge_kind
from .report_html import Safe
from .report_page import figures, paragraph, section
from .run import Run


def close_ties(run: Run, build: Build) -> Safe | None:
    """The close ties of the build, and how many of them groups hold; None where there is no tie at all."""
    ties = build.table(edge_kind("CO_AUTHORED_WITH"), ["source", "target", "is_close"])
    if not ties.num_rows:
        return None
    close = ties.filter(ties["is_close"])
    ends = pa.chunked_array([*close["source"].chunks, *close["target"].chunks], pa.string())
    of_person = pc.value_counts(ends).field("counts").to_numpy() if close.num_rows else np.zeros(0, np.int64)
    each = [
        (f"{close.num_rows:,}", f"of {ties.num_rows:,} ties are close"),
        (f"{len(of_person):,}", "people have a close collaborator"),
    ]
    if len(of_person):
        each.append((f"{float(np.median(of_person)):g}", "close collaborators of the median one of them"))
        each.append((f"{_inside(run, close):.0%}", "of close ties lie within a group"))
    return section("Close collaborators", paragraph(_definition(build.manifest["parameters"], build)), figures(each))


def _definition(parameters: dict[str, Any], build: Build) -> str:
    year, half_life = build.reference_year, parameters["half_life"]
    step = "year" if half_life == 1 else f"{half_life:g} years"
    return (
        f"A tie is close if the two share at least {parameters['close_min_papers']} papers and a recent strength of at "
        f"least {parameters['close_min_strength']:g}: a paper of n authors adds 1/(n−1), halved for every "
        f"{step} before {year if year is not None else 'the newest'}. So this is about who works together now; groups "
        "are about all years."
    )


def _inside(run: Run, close: pa.Table) -> float:
    """The share of ties whose ends are in one group."""
    members = run.table("members")
    groups = members.filter(pc.equal(members["level"], "group"))
    of_source, of_target = (
        groups["cluster"].take(pc.index_in(close[end], value_set=groups["author"])) for end in ("source", "target")
    )
    return float(pc.sum(pc.fill_null(pc.equal(of_source, of_target), False)).as_py() / close.num_rows)
