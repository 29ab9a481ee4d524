"""Which paper records are one work, and which places of their author lists are one slot.

Records merge by external ids, then by title, year (±1) and first author's family name. Never merged: front matter or a
correction with anything else, two records that one source places in volumes, two DOIs of one type inside one source.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import pyarrow as pa

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
    for a, b in sorted(must_link):
        merging.join_members(a, b)
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
        papers = view.table("papers", ["record", "title", "year", "type", "ids", "volume"])
        self.source: list[str] = papers["source"].to_pylist()
        self.record: list[str] = papers["record"].to_pylist()
        self.title: list[str] = papers["title"].to_pylist()
        self.year: list[int | None] = papers["year"].to_pylist()
        self.ids: list[list[str]] = [ids or [] for ids in papers["ids"].to_pylist()]
        types: list[str | None] = papers["type"].to_pylist()
        volumes: list[str | None] = papers["volume"].to_pylist()
        self.families = _first_families(view, self.source, self.record)
        self.works = [self._work(row, types[row], volumes[row]) for row in range(len(self.record))]
        self.row_of = {member(*pair): row for row, pair in enumerate(zip(self.source, self.record, strict=True))}
        self.apart: defaultdict[int, set[int]] = defaultdict(set)
        for a, b in cannot_link:
            if a in self.row_of and b in self.row_of:
                self.apart[self.row_of[a]].add(self.row_of[b])
                self.apart[self.row_of[b]].add(self.row_of[a])
        self.vetoed: list[tuple[int, int, str]] = []

    def _work(self, row: int, kind: str | None, volume: str | None) -> _Work:
        work = _Work([row], _family(kind, self.title[row]))
        if volume is not None:
            work.volumes.add(self.source[row])
        for doi in (known for known in self.ids[row] if known.startswith("doi:")):
            work.dois[self.source[row], kind] = doi
        return work

    def join_members(self, a: str, b: str) -> None:
        """A curation's link: only another curation stands against it."""
        if a in self.row_of and b in self.row_of:
            self._join(self.row_of[a], self.row_of[b], curated=True)

    def join_by_ids(self) -> None:
        """Joins records that share an external id, said or implied, scheme after scheme."""
        holders: defaultdict[str, list[int]] = defaultdict(list)
        for row, ids in enumerate(self.ids):
            for known in {*ids, *(more for each in ids for more in implied_ids(each))}:
                holders[known].append(row)
        shared = sorted((_id_rank(known), known) for known, rows in holders.items() if len(rows) > 1)
        for _, known in shared:
            piles: list[int] = []
            for row in holders[known]:
                if not any(self._join(pile, row) for pile in piles):
                    piles.append(row)

    def join_by_title(self) -> None:
        """Joins records of one title whose years differ by at most one and whose first authors share a family name."""
        blocks: defaultdict[str, list[int]] = defaultdict(list)
        for row, title in enumerate(self.title):
            if self.works[row].family == "work" and self.families[row] and self.year[row] is not None:
                blocks[search_name(title)].append(row)
        for name, rows in sorted(blocks.items()):
            if 1 < len(rows) <= _LONGEST_BLOCK and (len(name.split()) > 2 or len(name) > 20 or not name.isascii()):
                for a, b in combinations(rows, 2):
                    years_fit = abs((self.year[a] or 0) - (self.year[b] or 0)) <= 1
                    if years_fit and self.families[a] & self.families[b]:
                        self._join(a, b)

    def numbers(self) -> list[int]:
        """The work of each row, numbered in order of first row."""
        seen: dict[int, int] = {}
        return [seen.setdefault(id(work), len(seen)) for work in self.works]

    def _join(self, a: int, b: int, *, curated: bool = False) -> bool:
        """Whether the two rows are one work now."""
        one, other = self.works[a], self.works[b]
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
            self.works[row] = one
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


def _first_families(view: View, sources: Sequence[str], records: Sequence[str]) -> list[frozenset[str]]:
    """Possible family names of each paper's first author: the one given, else the first and the last word."""
    mentions = view.table("mentions", ["record", "position", "name", "family"])
    first: dict[tuple[str, str], frozenset[str]] = {}
    columns = (mentions[column].to_pylist() for column in ("source", "record", "name", "family"))
    for source, record, name, family in zip(*columns, strict=True):
        if (source, record) not in first:
            words = search_name(family or name).split()
            first[source, record] = frozenset(words[-1:] if family else (words[:1] + words[-1:]))
    return [first.get(pair, frozenset()) for pair in zip(sources, records, strict=True)]


def _slots(view: View, paper_of: Sequence[int]) -> tuple[list[int], int]:
    """Slots of all mentions and the number of those without one."""
    papers = view.table("papers", ["record", "is_author_list_complete"])
    mentions = view.table("mentions", ["record", "position", "name", "family", "ids", "computed_ids"])
    rows = {
        pair: row
        for row, pair in enumerate(zip(papers["source"].to_pylist(), papers["record"].to_pylist(), strict=True))
    }
    complete = papers["is_author_list_complete"].to_pylist()
    size: defaultdict[int, int] = defaultdict(int)
    for work in paper_of:
        size[work] += 1
    slot_of: list[int] = mentions["position"].to_pylist()
    if len(size) == len(paper_of):
        return slot_of, 0
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
