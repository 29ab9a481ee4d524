"""What a cluster's papers were about year by year, above the port: within bounds, and with a word where they cut.

Costs two `neighbors` and one `expand`, for however many clusters.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from ..schema.catalog import edge_kind
from .neighboring import strongest_members
from .port import Snapshot
from .query import Direction, Neighbor, Order, Page, Side, Step

PAPERS_OF_ONE = 200
"""Papers of a member that are looked at, the newest first."""
MOST_PAPERS = 2_000
"""Papers whose topics are read, the newest first; shared evenly among the clusters asked for."""
TOPICS_OF_ONE = 20
"""Topics of a paper that are read, the best ranked first."""

Years = Mapping[int | None, int]
"""Papers by year; None counts those without one."""


class TopicYears(NamedTuple):
    """A topic: its papers among those read, in all and by year."""

    key: str
    papers: int
    years: Years


@dataclass(frozen=True, slots=True)
class OverTime:
    """The first of the topics, most papers first, and all papers read, by year.

    `truncated`: members, papers of one, papers in all or topics of one were not looked at.
    """

    topics: tuple[TopicYears, ...]
    years: Years
    papers_read: int
    truncated: bool


class _Found(NamedTuple):
    years: dict[str, int | None]
    is_cut: bool


def topics_over_time(snapshot: Snapshot, clusters: Sequence[str], *, first: int) -> dict[str, OverTime]:
    """For each cluster, of the papers of which at least half of the authors are members."""
    found = _papers(snapshot, clusters, max(1, MOST_PAPERS // max(1, len(clusters))))
    keys = tuple(dict.fromkeys(paper for papers in found.values() for paper in papers.years))
    topics: dict[str, list[str]] = defaultdict(list)
    step = Step(edge_kind("ABOUT"), Direction.OUT, keys, order=(Order("rank", side=Side.EDGE),))
    for link in snapshot.expand([step], size=TOPICS_OF_ONE + 1) if keys else ():
        topics[link.key].append(link.other)
    return {key: _over_time(papers, topics, first) for key, papers in found.items()}


def _papers(snapshot: Snapshot, clusters: Sequence[str], most: int) -> dict[str, _Found]:
    """The newest papers of each cluster with their years."""
    members, is_cut = strongest_members(snapshot, clusters)
    written = _written(snapshot, tuple(dict.fromkeys(key for keys in members.values() for key in keys)))
    found = {}
    for key in clusters:
        seats: Counter[str] = Counter()
        papers: dict[str, dict[str, Any]] = {}
        for rows in (written.get(person, [])[:PAPERS_OF_ONE] for person in members[key]):
            theirs = {row.node.key: row.node.fields for row in rows}
            seats.update(theirs.keys())
            papers |= theirs
        years = {paper: known["year"] for paper, known in papers.items() if 2 * seats[paper] >= known["author_count"]}
        newest = sorted(years, key=lambda paper: (years[paper] is None, -(years[paper] or 0), paper))
        cut = is_cut[key] or len(newest) > most
        cut = cut or any(len(written.get(person, ())) > PAPERS_OF_ONE for person in members[key])
        found[key] = _Found({paper: years[paper] for paper in newest[:most]}, cut)
    return found


def _written(snapshot: Snapshot, people: Sequence[str]) -> dict[str, list[Neighbor]]:
    """The newest papers of each person, and one more where there are more."""
    if not people:
        return {}
    return snapshot.neighbors(
        edge_kind("AUTHORED"),
        people,
        direction=Direction.OUT,
        page=Page(PAPERS_OF_ONE + 1),
        order=(Order("year", descending=True), Order("sort_key")),
        node_fields=("author_count", "year"),
    )


def _over_time(papers: _Found, topics: Mapping[str, Sequence[str]], first: int) -> OverTime:
    years: dict[str, Counter[int | None]] = defaultdict(Counter)
    for paper, year in papers.years.items():
        for topic in topics.get(paper, ())[:TOPICS_OF_ONE]:
            years[topic][year] += 1
    ranked = sorted((TopicYears(key, found.total(), found) for key, found in years.items()), key=_place)
    cut = papers.is_cut or any(len(topics.get(paper, ())) > TOPICS_OF_ONE for paper in papers.years)
    return OverTime(tuple(ranked[:first]), Counter(papers.years.values()), len(papers.years), cut)


def _place(topic: TopicYears) -> tuple[int, str]:
    return -topic.papers, topic.key
