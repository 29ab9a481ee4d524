"""Who wrote with whom: authors, tied by the strength of what they share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...assembly.build import Build
from ...schema.catalog import edge_kind
from ...schema.errors import UsageError
from ..incidence import UNIT, Years, in_window, incidence, node_keys, paper_years, recency, row_of, team_weight, ties
from ..network import Floats, Ints, Network
from ..network_kind import NetworkKind, tied

WEIGHTS = ("strength", "recent_strength", "paper_count")


def co_authorship(
    build: Build,
    *,
    half_life: float | None = None,
    years: Years | None = None,
    min_strength: float = 0.0,
    weight: str = "strength",
) -> Network:
    """All authors of a build; two are tied by Σ 1/(n-1) over their shared papers of n authors (Newman 2001).

    `half_life`: years before the build's reference year after which a paper counts half; papers without a year then
    count nothing. `years`: only papers of these. `weight`: strength, paper_count (each paper 1), or recent_strength,
    which is strength with the build's own half-life. `min_strength`: the least weight of a tie. Papers with more
    authors than the build's max_pair_authors tie nobody. UsageError for a parameter out of range or where no tie is
    left.
    """
    wish = _wish(build, half_life, years, weight)
    if not min_strength >= 0:
        raise UsageError(f"min_strength is {min_strength}", hint="give a number from 0")
    column = _own_column(build, wish)
    source, target, weights = _own_ties(build, column) if column else _projected(build, wish)
    kept = (weights > 0) & (weights >= min_strength)
    about = wish.about(build) | {"min_strength": float(min_strength)}
    return tied(build, ("Author",), source[kept], target[kept], weights[kept], about=about)


@dataclass(frozen=True, slots=True)
class _Wish:
    half_life: float | None
    years: Years | None
    is_fractional: bool

    def about(self, build: Build) -> dict[str, object]:
        return {
            "network": "co-authorship",
            "weight": "strength" if self.is_fractional else "paper_count",
            "max_pair_authors": build.manifest["parameters"]["max_pair_authors"],
            "half_life": self.half_life,
            "reference_year": build.reference_year if self.half_life else None,
            "years": list(self.years) if self.years else None,
        }


def _wish(build: Build, half_life: float | None, years: Years | None, weight: str) -> _Wish:
    if weight not in WEIGHTS:
        raise UsageError(f"no weight {weight!r}", hint=f"there are: {', '.join(WEIGHTS)}")
    if weight == "recent_strength":
        if half_life is not None:
            raise UsageError("recent_strength has the build's own half-life", hint="give half_life with strength")
        half_life = float(build.manifest["parameters"]["half_life"])
    if half_life is not None and not (half_life > 0 and np.isfinite(half_life)):
        raise UsageError(f"half_life is {half_life}", hint="give a number of years above 0")
    return _Wish(None if half_life is None else float(half_life), years, weight != "paper_count")


def _own_column(build: Build, wish: _Wish) -> str | None:
    """The column of the build's own ties that says what is wished, None where none does."""
    if wish.years is not None:
        return None
    if wish.half_life is None:
        return "strength" if wish.is_fractional else "paper_count"
    is_own = wish.half_life == build.manifest["parameters"]["half_life"]
    return "recent_strength" if wish.is_fractional and is_own else None


def _own_ties(build: Build, column: str) -> tuple[Ints, Ints, Floats]:
    table = build.table(edge_kind("CO_AUTHORED_WITH"), ["source", "target", column])
    keys = node_keys(build, "Author")
    weights = table[column].to_numpy().astype(np.float64)
    return row_of(keys, table["source"]), row_of(keys, table["target"]), weights


def _projected(build: Build, wish: _Wish) -> tuple[Ints, Ints, Floats]:
    """As assembly makes its ties, from the authorships: the same figures to the last bit."""
    authored = build.table(edge_kind("AUTHORED"), ["source", "target"])
    papers, people = node_keys(build, "Paper"), node_keys(build, "Author")
    paper = row_of(papers, authored["target"])
    seats = np.bincount(paper, minlength=len(papers))
    weight = team_weight(seats, build.manifest["parameters"]["max_pair_authors"])
    if not wish.is_fractional:
        weight = np.where(weight > 0, float(UNIT), 0.0)
    years = paper_years(build)
    weight = np.where(in_window(years, wish.years), weight, 0.0)
    if wish.half_life is not None:
        known = build.reference_year
        weight = weight * (recency(years, known, wish.half_life) if known is not None else 0.0)
    matrix = incidence(paper, row_of(people, authored["source"]), (len(papers), len(people)))
    found = ties(matrix, np.floor(weight + 0.5).astype(np.int64))
    return found.source, found.target, found.shared / UNIT


NETWORK = NetworkKind(
    name="co-authorship",
    description="Authors who wrote papers together.",
    nodes=("Author",),
    weight="Newman's strength, recent strength or the number of papers.",
    make=co_authorship,
)
