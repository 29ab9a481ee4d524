"""Which records are one institution, topic or venue: by ids, then across sources by an unambiguous name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

from ..ledger.view import View
from ..schema.tokens import search_name

SHORTEST_ALIAS = 5
"""Letters of the shortest one-word alias that may tell who is meant; shorter ones are acronyms that many share."""


class Grouping:
    """Disjoint sets over the rows of one table; a cluster is named by its first row.

    `only` gives rows values by kind, such as a ROR id or a country; two clusters with two values may not be joined.
    A join by name minds all kinds and never brings two records of one source together; a join by id minds ROR ids.
    """

    def __init__(self, sources: Sequence[str], only: Sequence[Mapping[str, str]] | None = None) -> None:
        self._parent = list(range(len(sources)))
        self._sources = [{source} for source in sources]
        self._only = [dict(values) for values in only] if only else [dict[str, str]() for _ in sources]

    def find(self, row: int) -> int:
        """The first row of the row's cluster."""
        while self._parent[row] != row:
            self._parent[row] = self._parent[self._parent[row]]
            row = self._parent[row]
        return row

    def join(self, a: int, b: int, *, across_sources: bool, by_name: bool = False) -> None:
        """Makes one cluster of two, where that is allowed."""
        a, b = sorted((self.find(a), self.find(b)))
        if a == b or (across_sources and not self._sources[a].isdisjoint(self._sources[b])):
            return
        mine, others = self._only[a], self._only[b]
        if any(mine[kind] != others[kind] for kind in mine.keys() & others.keys() if by_name or kind == "ror"):
            return
        self._parent[b] = a
        self._sources[a] |= self._sources[b]
        self._only[a] = others | mine

    def join_same(self, marks: Iterable[tuple[int, Hashable]], *, across_sources: bool) -> None:
        """Joins rows with one mark, mark after mark in the order of their first rows."""
        first: dict[Hashable, int] = {}
        for row, mark in marks:
            self.join(first.setdefault(mark, row), row, across_sources=across_sources)

    def join_unambiguous(self, marks: Iterable[tuple[int, Hashable]]) -> None:
        """Joins rows of different sources with one mark, where no source has two clusters with it."""
        bearers: defaultdict[Hashable, list[int]] = defaultdict(list)
        for row, mark in marks:
            bearers[mark].append(row)
        for rows in bearers.values():
            roots = sorted({self.find(row) for row in rows})
            sources = [source for root in roots for source in self._sources[root]]
            if len(sources) == len(set(sources)):
                for root in roots[1:]:
                    self.join(roots[0], root, across_sources=True, by_name=True)

    def numbers(self) -> list[int]:
        """The cluster of each row, numbered by first row."""
        seen: dict[int, int] = {}
        return [seen.setdefault(self.find(row), len(seen)) for row in range(len(self._parent))]


def resolve_institutions(view: View) -> list[int]:
    """The institution (cluster number) of each row of view.table("institutions")."""
    table = view.table("institutions", ["record", "name", "aliases", "ids", "country_code", "status"])
    rows = table.to_pylist()
    grouping = Grouping(table["source"].to_pylist(), [_only(row) for row in rows])
    for scheme in ("ror", "grid", None):
        grouping.join_same(_ids(rows, scheme), across_sources=False)
    named = [(index, row) for index, row in enumerate(rows) if row["status"] != "withdrawn"]
    names = [(index, name, row["country_code"]) for index, row in named for name in institution_names(row)]
    grouping.join_unambiguous((index, (name, country)) for index, name, country in names if country)
    grouping.join_unambiguous((index, name) for index, name, _ in names)
    return grouping.numbers()


def _only(row: Mapping[str, Any]) -> dict[str, str]:
    rors = [known for known in row["ids"] or () if known.startswith("ror:")]
    return {
        **({"ror": min(rors)} if rors else {}),
        **({"country": row["country_code"]} if row["country_code"] else {}),
    }


def institution_names(row: Mapping[str, Any]) -> list[str]:
    """Names by which an institution may be meant: its name as it is (with a country in brackets), long enough aliases.

    A company's country stays part of its name: `Google (United States)` is not what a plain `Google` says.
    """
    aliases = [institution_name(alias) for alias in row["aliases"] or ()]
    telling = [name for name in aliases if " " in name or len(name) >= SHORTEST_ALIAS]
    return [name for name in dict.fromkeys((institution_name(row["name"] or ""), *telling)) if name]


def institution_name(text: str) -> str:
    """The text that stands for an institution's name: search tokens, without a leading `the`."""
    name = search_name(text)
    return name.removeprefix("the ")


def resolve_topics(view: View) -> list[int]:
    """The topic (cluster number) of each row of view.table("topics"): one record of a scheme, one id, one topic."""
    table = view.table("topics", ["record", "scheme", "ids"])
    rows = table.to_pylist()
    grouping = Grouping(table["source"].to_pylist())
    grouping.join_same(((index, (row["scheme"], row["record"])) for index, row in enumerate(rows)), across_sources=True)
    grouping.join_same(
        ((index, (row["scheme"], known)) for index, row in enumerate(rows) for known in row["ids"] or ()),
        across_sources=True,
    )
    return grouping.numbers()


def resolve_venues(view: View) -> list[int]:
    """The venue (cluster number) of each row of view.table("venues"); two records of one source are two venues."""
    table = view.table("venues", ["record", "name", "acronym", "type", "ids"])
    rows = table.to_pylist()
    grouping = Grouping(table["source"].to_pylist())
    for scheme in ("issn", None):
        grouping.join_same(_ids(rows, scheme), across_sources=True)
    grouping.join_unambiguous((index, (search_name(row["name"]), row["type"])) for index, row in enumerate(rows))
    with_acronym = ((index, row) for index, row in enumerate(rows) if row["acronym"] and row["type"])
    grouping.join_unambiguous((index, (search_name(row["acronym"]), row["type"])) for index, row in with_acronym)
    return grouping.numbers()


def _ids(rows: Sequence[Mapping[str, Sequence[str] | None]], scheme: str | None) -> list[tuple[int, str]]:
    """Rows with each of their ids, of one scheme or of all."""
    pairs = ((index, known) for index, row in enumerate(rows) for known in row["ids"] or ())
    return [(index, known) for index, known in pairs if scheme is None or known.startswith(f"{scheme}:")]
