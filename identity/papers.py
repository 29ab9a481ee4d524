"""Which paper records are one work, and which places of their author lists are one slot.

Records merge by external ids, then by title, year (±1) and first author's family name. Never merged: front matter or a
correction with anything else, two records that one source places in volumes, two DOIs of one type inside one source.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import pyarrow as pa
import pyarrow.compute as pc

from ..ledger.view import View
from ..schema.external_ids import implied_ids
from ..schema.keys import member
from ..schema.tokens import search_name
from .slots import AuthorList, ListedName, align

_ID_ORDER = ("doi", "arxiv", "acl", "pmid", "openalex", "dblp", "mag")
_CORRECTION = re.compile(r"\W*(erratum|errata|corrigend(um|a)|correction|retraction|addendum|withdrawn)\b", re.I)
_FRONT_MATTER = re.compile(
    r"\W*(author index|index of authors|front ?matter|introduction|preface|foreword|editorial|(table of )?contents|"
    r"program committee|organi[sz]ing committee|invited (talk|speaker)s?|keynote|list of reviewers|title page|"
    r"book reviews?|obituary|in memoriam|letter to the editor|guest editorial|editor'?s note|acknowledge?ments?)\W*",
    re.I,
)
_LONGEST_BLOCK = 50


@dataclass(frozen=True, slots=True)
class PaperClusters:
    """`paper_of`: the work of each row of view.table("papers"), numbered in order of first row; `slot_of`: the slot of
    each row of view.table("mentions"), -1 for a conflict; `vetoed`: pairs of paper rows kept apart, with the reason."""

    paper_of: list[int]
    slot_of: list[int]
    vetoed: list[tuple[int, int, str]]
    report: dict[str, int]


@dataclass(slots=True)
class _Work:
    """A cluster of records while it grows: its rows and what may not occur twice in it."""

    rows: list[int]
    family: str
    volumes: set[str] = field(default_factory=set)
    dois: dict[tuple[str, str | None], str] = field(default_factory=dict)


def resolve_papers(
    view: View,
    *,
    must_link: Iterable[tuple[str, str]] = (),
    cannot_link: Iterable[tuple[str, str]] = (),
) -> PaperClusters:
    """Works and slots of a view; links are pairs of record members (`source/record`) and come before all else."""
    merging = _Merging(view, cannot_link)
    merging.join_members(sorted(must_link))
    merging.join_by_ids()
    merging.join_by_title()
    paper_of = merging.numbers()
    slot_of, conflicts = _slots(view, paper_of)
    report = {
        "papers": len(set(paper_of)),
        "merged_paper_records": len(paper_of) - len(set(paper_of)),
        "vetoed_paper_pairs": len(merging.vetoed),
        "conflicting_mentions": conflicts,
    }
    return PaperClusters(paper_of, slot_of, merging.vetoed, report)


class _Merging:
    """Joins paper rows under vetoes, in an order that depends on the records alone."""

    def __init__(self, view: View, cannot_link: Iterable[tuple[str, str]]) -> None:
        self._view = view
        self._papers = view.table("papers", ["record", "title", "year", "type", "ids", "volume"])
        self._works: dict[int, _Work] = {}
        self.apart: defaultdict[int, set[int]] = defaultdict(set)
        for a, b in self._rows_of(cannot_link):
            self.apart[a].add(b)
            self.apart[b].add(a)
        self.vetoed: list[tuple[int, int, str]] = []

    def join_members(self, pairs: Iterable[tuple[str, str]]) -> None:
        """A curation's links: only another curation stands against them."""
        for a, b in self._rows_of(pairs):
            self._join(a, b, curated=True)

    def join_by_ids(self) -> None:
        """Joins records that share an external id, said or implied by a DOI, scheme after scheme."""
        first: dict[str, int] = {}
        shared: dict[str, list[int]] = {}
        for known, row in self._said_and_implied():
            other = first.setdefault(known, row)
            if other != row:
                rows = shared.setdefault(known, [other])
                if rows[-1] != row:
                    rows.append(row)
        self._make_works(shared.values())
        for _, known in sorted((_id_rank(known), known) for known in shared):
            piles: list[int] = []
            for row in shared[known]:
                if not any(self._join(pile, row) for pile in piles):
                    piles.append(row)

    def join_by_title(self) -> None:
        """Joins records of one title whose years differ by at most one and whose first authors share a family name."""
        blocks: defaultdict[str, list[int]] = defaultdict(list)
        for row, title in enumerate(self._papers["title"].to_pylist()):
            blocks[search_name(title)].append(row)
        names = sorted(name for name, rows in blocks.items() if len(rows) > 1 and _is_telling(name))
        self._make_works(blocks[name] for name in names)
        years = self._papers["year"].to_pylist()
        families = _first_families(self._view, self._papers, sorted(row for name in names for row in blocks[name]))
        for name in names:
            rows = [
                row
                for row in blocks[name]
                if self._works[row].family == "work" and families[row] and years[row] is not None
            ]
            for a, b in combinations(rows if len(rows) <= _LONGEST_BLOCK else (), 2):
                if abs(years[a] - years[b]) <= 1 and families[a] & families[b]:
                    self._join(a, b)

    def numbers(self) -> list[int]:
        """The work of each row, numbered in order of first row."""
        if not any(len(work.rows) > 1 for work in self._works.values()):
            return list(range(self._papers.num_rows))
        seen: dict[int, int] = {}
        rows = range(self._papers.num_rows)
        return [seen.setdefault(self._works[row].rows[0] if row in self._works else row, len(seen)) for row in rows]

    def _rows_of(self, pairs: Iterable[tuple[str, str]]) -> list[tuple[int, int]]:
        """Pairs of members as pairs of rows, where both are there; each has a work then."""
        wanted = list(pairs)
        if not wanted:
            return []
        places = zip(self._papers["source"].to_pylist(), self._papers["record"].to_pylist(), strict=True)
        row_of = {member(*place): row for row, place in enumerate(places)}
        found = [(row_of[a], row_of[b]) for a, b in wanted if a in row_of and b in row_of]
        self._make_works(found)
        return found

    def _said_and_implied(self) -> Iterator[tuple[str, int]]:
        """Every external id with its row, row after row."""
        ids = self._papers["ids"].combine_chunks()
        for known, row in zip(ids.flatten().to_pylist(), pc.list_parent_indices(ids).to_pylist(), strict=True):
            yield known, row
            for more in implied_ids(known) if known.startswith("doi:") else ():
                yield more, row

    def _make_works(self, groups: Iterable[Iterable[int]]) -> None:
        """Gives the rows works; all other rows stay alone, so nobody needs to know more about them."""
        rows = sorted({row for group in groups for row in group} - self._works.keys())
        chosen = self._papers.take(pa.array(rows, pa.int64()))
        columns = (chosen[name].to_pylist() for name in ("source", "title", "type", "ids", "volume"))
        for row, source, title, kind, ids, volume in zip(rows, *columns, strict=True):
            dois = [known for known in ids or () if known.startswith("doi:")]
            self._works[row] = _Work(
                [row],
                _family(kind, title),
                volumes=set() if volume is None else {source},
                dois={(source, kind): dois[-1]} if dois else {},
            )

    def _join(self, a: int, b: int, *, curated: bool = False) -> bool:
        """Whether the two rows, which have works, are one work now."""
        one, other = self._works[a], self._works[b]
        if one is other:
            return True
        reason = self._veto(one, other, curated=curated)
        if reason:
            self.vetoed.append((a, b, reason))
            return False
        if len(one.rows) < len(other.rows):
            one, other = other, one
        one.rows += other.rows
        one.volumes |= other.volumes
        one.dois |= other.dois
        for row in other.rows:
            self._works[row] = one
        return True

    def _veto(self, one: _Work, other: _Work, *, curated: bool) -> str | None:
        if self.apart and any(self.apart[row] & set(other.rows) for row in one.rows if row in self.apart):
            return "a curation keeps them apart"
        if curated:
            return None
        if one.family != other.family:
            return f"{one.family.replace('_', ' ')} and {other.family.replace('_', ' ')}"
        if one.volumes & other.volumes:
            return "two places in volumes of one source"
        if any(other.dois.get(place, doi) != doi for place, doi in one.dois.items()):
            return "two DOIs of one type in one source"
        return None


def _family(kind: str | None, title: str) -> str:
    if kind in ("front_matter", "paratext") or _FRONT_MATTER.fullmatch(title):
        return "front_matter"
    return "correction" if kind in ("erratum", "retraction") or _CORRECTION.match(title) else "work"


def _id_rank(known: str) -> int:
    scheme = known.partition(":")[0]
    return _ID_ORDER.index(scheme) if scheme in _ID_ORDER else len(_ID_ORDER)


def _is_telling(name: str) -> bool:
    """Whether a title is long enough to tell one work from others."""
    return len(name.split()) > 2 or len(name) > 20 or not name.isascii()


def _first_families(view: View, papers: pa.Table, rows: list[int]) -> dict[int, frozenset[str]]:
    """Possible family names of the first author of these papers: the one given, else the first and the last word."""
    chosen = papers.select(["source", "record"]).take(pa.array(rows, pa.int64()))
    mentions = view.table("mentions", ["record", "position", "name", "family"])
    mentions = mentions.filter(pc.is_in(mentions["record"], value_set=chosen["record"].combine_chunks()))
    first: dict[tuple[str, str], frozenset[str]] = {}
    columns = (mentions[column].to_pylist() for column in ("source", "record", "name", "family"))
    for source, record, name, family in zip(*columns, strict=True):
        if (source, record) not in first:
            words = search_name(family or name).split()
            first[source, record] = frozenset(words[-1:] if family else (words[:1] + words[-1:]))
    places = zip(chosen["source"].to_pylist(), chosen["record"].to_pylist(), strict=True)
    return {row: first.get(place, frozenset()) for row, place in zip(rows, places, strict=True)}


def _slots(view: View, paper_of: Sequence[int]) -> tuple[list[int], int]:
    """Slots of all mentions and the number of those without one."""
    mentions = view.table("mentions", ["record", "position", "name", "family", "ids", "computed_ids"])
    slot_of: list[int] = mentions["position"].to_pylist()
    size = Counter(paper_of)
    if len(size) == len(paper_of):
        return slot_of, 0
    papers = view.table("papers", ["record", "is_author_list_complete"])
    rows = {
        pair: row
        for row, pair in enumerate(zip(papers["source"].to_pylist(), papers["record"].to_pylist(), strict=True))
    }
    complete = papers["is_author_list_complete"].to_pylist()
    lists: defaultdict[int, defaultdict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for index, pair in enumerate(zip(mentions["source"].to_pylist(), mentions["record"].to_pylist(), strict=True)):
        row = rows[pair]
        if size[paper_of[row]] > 1:
            lists[paper_of[row]][row].append(index)
    listed = _listed(mentions, sorted(index for parts in lists.values() for row in parts.values() for index in row))
    keys = list(rows)
    conflicts = 0
    for parts in lists.values():
        author_lists = [
            AuthorList(keys[row], tuple(listed[index] for index in indexes), complete[row] is not False)
            for row, indexes in sorted(parts.items())
        ]
        for (_, indexes), slots in zip(sorted(parts.items()), align(author_lists), strict=True):
            for index, slot in zip(indexes, slots, strict=True):
                slot_of[index] = -1 if slot is None else slot
                conflicts += slot is None
    return slot_of, conflicts


def _listed(mentions: pa.Table, indexes: list[int]) -> dict[int, ListedName]:
    """The mentions of these rows as alignment sees them."""
    chosen = mentions.take(indexes)
    columns = (chosen[name].to_pylist() for name in ("position", "name", "family", "ids", "computed_ids"))
    return {
        index: ListedName(position, name, family, frozenset((ids or []) + (computed or [])))
        for index, position, name, family, ids, computed in zip(indexes, *columns, strict=True)
    }
