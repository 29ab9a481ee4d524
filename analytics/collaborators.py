"""The strongest ties of every author, each with the shared papers that make it.

One definition for all: docs/collaborators.md. The figures equal those of the build's CO_AUTHORED_WITH to the last bit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy.sparse import csr_array

from ..assembly.build import Build
from ..schema.catalog import edge_kind
from ..schema.errors import UsageError
from .incidence import UNIT, incidence, node_keys, paper_years, recency, row_of, team_weight
from .network import Floats, Ints

Flags = npt.NDArray[np.bool_]

SCHEMA = pa.schema(
    [
        ("author", pa.string()),
        ("rank", pa.int64()),
        ("collaborator", pa.string()),
        ("recent_strength", pa.float64()),
        ("strength", pa.float64()),
        ("paper_count", pa.int64()),
        ("first_year", pa.int64()),
        ("last_year", pa.int64()),
        ("is_close", pa.bool_()),
        ("papers", pa.list_(pa.string())),
    ]
)
"""Of `top_ties`: `rank` from 1, `papers` the newest shared papers."""


@dataclass(frozen=True, slots=True)
class Ties:
    """All ties of a build, source < target, each once, by source, then target, as rows of `authors`.

    `recent` and `strength` are in units (see incidence.UNIT). The papers of tie t, rows of `papers`, are
    shared[start[t]:start[t + 1]], in no promised order; `years`: of every paper, NaN where it is unknown.
    """

    authors: pa.StringArray
    papers: pa.StringArray
    years: Floats
    source: Ints
    target: Ints
    recent: Ints
    strength: Ints
    start: Ints
    shared: Ints

    @property
    def paper_count(self) -> Ints:
        """Papers of each tie."""
        return np.diff(self.start)

    def span(self) -> tuple[Floats, Floats]:
        """First and last year of each tie, NaN where no year is known."""
        known = self.years[self.shared]
        first, last = (each.reduceat(known, self.start[:-1]) for each in (np.fmin, np.fmax))
        return first, last


def all_ties(build: Build) -> Ties:
    """Who wrote with whom and which papers, from the authorships and by the build's own parameters.

    Papers with more authors than max_pair_authors tie nobody and are nobody's evidence. UsageError where nobody is
    tied.
    """
    authored = build.table(edge_kind("AUTHORED"), ["source", "target"])
    papers, authors = node_keys(build, "Paper"), node_keys(build, "Author")
    paper = row_of(papers, authored["target"])
    seats = np.bincount(paper, minlength=len(papers))
    teams = incidence(paper, row_of(authors, authored["source"]), (len(papers), len(authors)))
    parameters, years = build.manifest["parameters"], paper_years(build)
    weight = team_weight(seats, parameters["max_pair_authors"])
    year = build.reference_year
    decay = recency(years, year, float(parameters["half_life"])) if year is not None else np.zeros(len(papers))
    ties = Ties(authors, papers, years, *tie_arrays(teams, weight, weight * decay))
    if not len(ties.source):
        raise UsageError(f"build {build.id} has no co-authorships", hint="load papers with several authors")
    return ties


def tie_arrays(teams: csr_array, weight: Floats, recent_weight: Floats) -> tuple[Ints, Ints, Ints, Ints, Ints, Ints]:
    """Source, target, recent, strength, start and shared of `Ties`, from papers × authors and the papers' weights.

    Papers of weight 0 tie nobody. Rows of `teams` have their columns ascending, each once.
    """
    pair, shared = _pairs(teams, np.flatnonzero(weight))
    order = np.argsort(pair)
    pair, shared = pair[order], shared[order]
    begin = np.flatnonzero(np.diff(pair, prepend=-1))
    source, target = np.divmod(pair[begin], teams.shape[1])
    recent, strength = (
        np.add.reduceat(np.floor(each + 0.5).astype(np.int64)[shared], begin) for each in (recent_weight, weight)
    )
    return source, target, recent, strength, np.append(begin, len(pair)), shared


def top_ties(build: Build, *, k: int = 10, evidence: int = 5) -> pa.Table:
    """The `k` closest collaborators of every author, by SCHEMA: authors by key, closest first.

    Closest is the greatest recent strength; where nothing is recent, the greatest strength; then the smaller key.
    `papers` are the newest `evidence` shared papers, newest first, then by key; `paper_count` counts all. UsageError
    for a number out of range and where nobody is tied.
    """
    if k < 1 or evidence < 0:
        raise UsageError(f"the {k} closest with {evidence} papers each", hint="ask for at least 1 collaborator")
    ties = all_ties(build)
    owner, rank, tie = closest(ties, k)
    first, last = (_year_column(years[tie]) for years in ties.span())
    parameters = build.manifest["parameters"]
    close = is_close(
        ties.paper_count,
        ties.recent / UNIT,
        min_papers=parameters["close_min_papers"],
        min_strength=parameters["close_min_strength"],
    )
    other = ties.source[tie] + ties.target[tie] - owner
    columns = [
        ties.authors.take(pa.array(owner)),
        pa.array(rank + 1),
        ties.authors.take(pa.array(other)),
        pa.array(ties.recent[tie] / UNIT),
        pa.array(ties.strength[tie] / UNIT),
        pa.array(ties.paper_count[tie]),
        first,
        last,
        pa.array(close[tie]),
        newest_papers(ties, tie, evidence),
    ]
    return pa.Table.from_arrays(columns, schema=SCHEMA)


def is_close(paper_count: Ints, recent_strength: Floats, *, min_papers: int, min_strength: float) -> Flags:
    """The published definition: enough shared papers, and what is shared is recent and not spread over large teams."""
    return (paper_count >= min_papers) & (recent_strength >= min_strength)


def closest(ties: Ties, k: int) -> tuple[Ints, Ints, Ints]:
    """Each author's `k` closest ties: author rows, ascending, place from 0, tie.

    Ties have one order for all authors, so one number, author then place in it, says it all and is simply sorted.
    """
    total = len(ties.source)
    order = np.argsort(-ties.recent, kind="stable")
    old = order[np.count_nonzero(ties.recent) :]
    old[:] = old[np.argsort(-ties.strength[old], kind="stable")]
    place = np.empty(total, dtype=np.int64)
    place[order] = np.arange(total)
    both = np.concatenate([ties.source * total + place, ties.target * total + place])
    both.sort()
    owner = both // total
    rank = places(owner)
    kept = np.flatnonzero(rank < k)
    owner, tie = owner[kept], order[both[kept] - owner[kept] * total]
    return owner, rank[kept], tie


def places(groups: Ints) -> Ints:
    """The place, from 0, of each entry among those of its group; groups are numbers from 0, equal ones together."""
    sizes = np.bincount(groups)
    return np.arange(len(groups)) - np.repeat(np.cumsum(sizes) - sizes, sizes)


def newest_papers(ties: Ties, asked: Ints, most: int) -> pa.ListArray:
    """Keys of the newest `most` papers of each tie asked for, newest first, unknown years last, then by key."""
    chosen, back = np.unique(asked, return_inverse=True)
    newest = np.argsort(-ties.years, kind="stable")
    age = np.empty(len(newest), dtype=np.int64)
    age[newest] = np.arange(len(newest))
    sizes = ties.paper_count[chosen]
    tie = np.repeat(np.arange(len(chosen)), sizes)
    both = tie * len(newest) + age[ties.shared[np.repeat(ties.start[chosen], sizes) + places(tie)]]
    both.sort()
    paper = newest[both % max(len(newest), 1)][places(tie) < most]
    offsets = np.concatenate([[0], np.cumsum(np.minimum(sizes, most))])
    keys = ties.papers.take(pa.array(paper))
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), keys).take(pa.array(back))


def _pairs(teams: csr_array, papers: Ints) -> tuple[Ints, Ints]:
    """Every two authors of each of these papers, as first · authors + second, and the paper."""
    found = [*_pairs_by_size(teams, papers), (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))]
    pair, paper = zip(*found, strict=True)
    return np.concatenate(pair), np.concatenate(paper)


def _pairs_by_size(teams: csr_array, papers: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Papers with equally many authors together, so that there is one step for each size of a team."""
    begin, size = teams.indptr[:-1][papers], np.diff(teams.indptr)[papers]
    for members in np.unique(size[size > 1]):
        some = np.flatnonzero(size == members)
        people = teams.indices[begin[some][:, None] + np.arange(members)].astype(np.int64)
        one, other = np.triu_indices(members, 1)
        pair = people[:, one] * teams.shape[1] + people[:, other]
        yield pair.ravel(), np.repeat(papers[some], len(one))


def _year_column(years: Floats) -> pa.Array:
    return pa.array(years, pa.float64(), from_pandas=True).cast(pa.int64())
