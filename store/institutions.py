"""What institutions have written and with whom, above the port, by way of their people.

No edge joins an institution and a paper: authorships name the institutions of the slot. So the papers of the people
with most papers there are looked at, within bounds; answers say when there was more. Papers cost one `neighbors`, one
`expand` and one `nodes`, partners one `neighbors` and two `expand`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from ..schema.catalog import edge_kind, node_kind
from .port import Snapshot
from .query import Compare, Direction, Link, Operator, Order, Page, Side, Step

PEOPLE_READ = 500
"""People of an institution that are looked at, those with most papers there first."""

PAPERS_READ = 2_000
"""Papers of an institution that are looked at for partners."""

OF_EACH = 100
"""Papers of one of its people that are looked at for partners, the newest first."""

SLOTS_READ = 200
"""Authors of a paper that are looked at for partners, from the first."""

_NEWEST = (Order("year", descending=True), Order("sort_key"))


@dataclass(frozen=True, slots=True)
class InstitutionPapers:
    """The newest papers; `truncated`: there are people whose papers were not looked at."""

    keys: tuple[str, ...]
    truncated: bool


class Partner(NamedTuple):
    """Another institution: shared papers, and the sum of 1/(n-1) over them, n the institutions of a paper."""

    key: str
    papers: int
    strength: float


@dataclass(frozen=True, slots=True)
class Partners:
    """The first of `total` partners, strongest first, from `papers_read` papers; `truncated`: there are more."""

    items: tuple[Partner, ...]
    total: int
    papers_read: int
    truncated: bool


def newest_papers(snapshot: Snapshot, institutions: Sequence[str], *, first: int) -> dict[str, InstitutionPapers]:
    """For each institution: papers with an author who names it, newest first, then by title."""
    people, is_cut = _people(snapshot, institutions)
    found = _authored(snapshot, people, size=first)
    keys = list(dict.fromkeys(link.other for links in found.values() for link in links))
    nodes = snapshot.nodes(node_kind("Paper"), keys, fields=("year", "sort_key")) if keys else []
    place = {node.key: _newest(node.fields, node.key) for node in nodes if node is not None}
    papers = {key: {link.other for link in found.get(key, ()) if link.other in place} for key in institutions}
    return {
        key: InstitutionPapers(tuple(sorted(papers[key], key=place.__getitem__)[:first]), is_cut[key])
        for key in institutions
    }


def partners(snapshot: Snapshot, institutions: Sequence[str], *, first: int) -> dict[str, Partners]:
    """For each institution: those that share papers with it."""
    people, is_cut = _people(snapshot, institutions)
    found = _authored(snapshot, people, size=OF_EACH + 1)
    papers: dict[str, list[str]] = {}
    for key in institutions:
        links = found.get(key, [])
        is_cut[key] |= any(count > OF_EACH for count in Counter(link.key for link in links).values())
        met = list(dict.fromkeys(_in_turn(links)))
        is_cut[key] |= len(met) > PAPERS_READ
        papers[key] = met[:PAPERS_READ]
    named, crowded = _institutions(snapshot, dict.fromkeys(paper for some in papers.values() for paper in some))
    return {
        key: _partners(
            key, papers[key], named, first=first, truncated=is_cut[key] or not crowded.isdisjoint(papers[key])
        )
        for key in institutions
    }


def _people(snapshot: Snapshot, institutions: Sequence[str]) -> tuple[dict[str, list[str]], dict[str, bool]]:
    """The people of each institution that are looked at, and whether there are more."""
    rows = snapshot.neighbors(
        edge_kind("AFFILIATED_WITH"),
        list(institutions),
        direction=Direction.IN,
        page=Page(PEOPLE_READ + 1),
        where=Compare("paper_count", Operator.GTE, 1, side=Side.EDGE),
        order=(Order("paper_count", descending=True, side=Side.EDGE),),
    )
    people = {key: [row.node.key for row in rows.get(key, ())] for key in institutions}
    return (
        {key: found[:PEOPLE_READ] for key, found in people.items()},
        {key: len(found) > PEOPLE_READ for key, found in people.items()},
    )


def _authored(snapshot: Snapshot, people: Mapping[str, Sequence[str]], *, size: int) -> dict[str, list[Link]]:
    """By institution the newest authorships that name it, `size` of each of its people."""
    steps = [
        Step(
            edge_kind("AUTHORED"),
            Direction.OUT,
            tuple(keys),
            Compare("institutions", Operator.CONTAINS, institution, side=Side.EDGE),
            _NEWEST,
        )
        for institution, keys in people.items()
    ]
    found: dict[str, list[Link]] = defaultdict(list)
    names = list(people)
    for link in snapshot.expand(steps, size=size) if any(people.values()) else []:
        found[names[link.step]].append(link)
    return found


def _in_turn(links: Iterable[Link]) -> list[str]:
    """The papers: the newest of every person, then the second newest of every person, …"""
    place: Counter[str] = Counter()
    met = []
    for order, link in enumerate(links):
        if place[link.key] < OF_EACH:
            met.append((place[link.key], order, link.other))
        place[link.key] += 1
    return [paper for _, _, paper in sorted(met)]


def _institutions(snapshot: Snapshot, papers: Iterable[str]) -> tuple[dict[str, set[str]], set[str]]:
    """The institutions that the authors of each paper name, and papers with authors that were not looked at."""
    kind, keys = edge_kind("AUTHORED"), tuple(papers)
    order = (Order("position", side=Side.EDGE),)
    step = Step(kind, Direction.IN, keys, order=order, fields=("institutions",))
    named: dict[str, set[str]] = defaultdict(set)
    seats: Counter[str] = Counter()
    for link in snapshot.expand([step], size=SLOTS_READ + 1) if keys else []:
        seats[link.key] += 1
        if seats[link.key] <= SLOTS_READ:
            named[link.key].update(link.fields[0] or ())
    return named, {paper for paper, count in seats.items() if count > SLOTS_READ}


def _partners(
    key: str, papers: Sequence[str], named: Mapping[str, set[str]], *, first: int, truncated: bool
) -> Partners:
    shared: Counter[str] = Counter()
    strength: dict[str, Fraction] = defaultdict(Fraction)
    for paper in papers:
        others = named[paper] - {key}
        for other in others:
            shared[other] += 1
            strength[other] += Fraction(1, len(others))
    ranked = sorted(shared, key=lambda other: (-strength[other], other))
    items = tuple(Partner(other, shared[other], float(strength[other])) for other in ranked[:first])
    return Partners(items, len(ranked), len(papers), truncated)


def _newest(fields: Mapping[str, Any], key: str) -> tuple[int, str, str]:
    return -(fields["year"] or 0), fields["sort_key"] or "", key
