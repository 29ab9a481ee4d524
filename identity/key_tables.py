"""Makes the key tables of one view out of clusters, giving each cluster its key on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, repeat
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ..ledger.view import View
from ..schema.keys import member
from .keys import KEY_TABLES, Keys
from .papers import PaperClusters
from .people import EVIDENCE, People
from .realign import realign
from .registry import Overlap, Registry

Named = Iterable[tuple[int | None, str, str, int | None]]
"""Cluster, source, record and position of members."""

WHOLE = 2
"""What a member counts in an overlap, so that half of it is a number."""


class KeyTables:
    """The tables done so far, and the registry that gives their keys. `view` is in canonical order."""

    def __init__(self, view: View, previous: Keys) -> None:
        self._view, self._previous = view, previous.tables
        redirects = previous.tables["redirects"]
        self.registry = Registry(dict(zip(redirects["key"].to_pylist(), redirects["target"].to_pylist(), strict=True)))
        self.done: dict[str, pa.Table] = {}
        self._merged = _merged_records(view)

    def add(self, name: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """A key table from its rows, in their final order."""
        columns = list(zip(*rows, strict=True)) or [()] * len(KEY_TABLES[name])
        arrays = [pa.array(column, field.type) for column, field in zip(columns, KEY_TABLES[name], strict=True)]
        self.done[name] = pa.Table.from_arrays(arrays, schema=KEY_TABLES[name])

    def records(self, name: str, letter: str, cluster_of: Sequence[int]) -> list[str]:
        """Adds the table of clusters of records; their keys by cluster number."""
        sources, records = self._names(name)
        keys = self.registry.assign(
            letter,
            overlap=self._record_overlap(name, sources, records, cluster_of),
            sizes=_sizes(cluster_of),
            earlier=_distinct(self._previous[name]["key"]),
            smallest=lambda wanted: _smallest(wanted, zip(cluster_of, sources, records, repeat(None))),
        )
        self.add(name, [(*names, keys[each]) for *names, each in zip(sources, records, cluster_of, strict=True)])
        return keys

    def people(self, people: People, papers: PaperClusters, paper_keys: Sequence[str]) -> list[str]:
        """Adds the tables of mentions and of author records; the keys of authors by cluster number."""
        mentions = self._mentions()
        places = [mentions[name].to_pylist() for name in ("source", "record", "position")]
        sources, records = self._names("authors")
        overlap = self._record_overlap("authors", sources, records, people.record_author)
        overlap.update(self._mention_overlap(mentions, people.author))
        keys = self.registry.assign(
            "A",
            overlap=overlap,
            sizes=_sizes(chain(people.author, people.record_author)),
            earlier={*_distinct(self._previous["mentions"]["author"]), *_distinct(self._previous["authors"]["key"])},
            smallest=lambda wanted: _smallest(
                wanted,
                chain(
                    zip(people.author, *places, strict=True),
                    zip(people.record_author, sources, records, repeat(None)),
                ),
            ),
        )
        paper_of = dict(zip(zip(*self._names("papers"), strict=True), papers.paper_of, strict=True))
        columns = {
            "paper": [paper_keys[paper_of[place]] for place in zip(*places[:2], strict=True)],
            "slot": [slot if slot >= 0 else None for slot in papers.slot_of],
            "author": [None if author is None else keys[author] for author in people.author],
            "evidence": people.evidence,
            "confidence": people.confidence,
        }
        for name, values in columns.items():
            mentions = mentions.append_column(name, pa.array(values, KEY_TABLES["mentions"].field(name).type))
        self.done["mentions"] = mentions.cast(KEY_TABLES["mentions"])
        rows = zip(sources, records, people.record_author, strict=True)
        self.add("authors", [(source, record, keys[each]) for source, record, each in rows if each is not None])
        return keys

    def verdicts(self, people: People, keys: Sequence[str]) -> None:
        """Adds what is said of authors as a whole, and which of them may be one."""
        verdicts = zip(keys, people.verdicts, strict=True)
        self.add(
            "people", sorted((key, EVIDENCE[each.evidence], each.merge_risk, each.reasons) for key, each in verdicts)
        )
        pairs = ((*sorted((keys[doubt.a], keys[doubt.b])), doubt.probability, doubt.reasons) for doubt in people.doubts)
        self.add("possibly_same", sorted(pairs))

    def _names(self, name: str) -> tuple[list[str], list[str]]:
        table = self._view.table(name, ["record"])
        return table["source"].to_pylist(), table["record"].to_pylist()

    def _mentions(self) -> pa.Table:
        """Mentions with all their ids in one sorted list."""
        table = self._view.table("mentions", ["record", "position", "name", "ids", "computed_ids"])
        both = zip(table["ids"].to_pylist(), table["computed_ids"].to_pylist(), strict=True)
        ids = [sorted({*(said or ()), *(computed or ())}) if said or computed else [] for said, computed in both]
        kept = table.select(["source", "record", "position", "name"])
        return kept.append_column("ids", pa.array(ids, pa.list_(pa.string())))

    def _mention_overlap(self, mentions: pa.Table, author_of: Sequence[int | None]) -> Overlap:
        earlier = self._previous["mentions"]
        keys = earlier["author"].to_pylist()
        pairs = ((keys[before], author_of[now]) for before, now in realign(earlier, mentions))
        count = Counter((key, author) for key, author in pairs if key is not None and author is not None)
        return Counter({pair: WHOLE * number for pair, number in count.items()})

    def _record_overlap(
        self, name: str, sources: Sequence[str], records: Sequence[str], cluster_of: Sequence[int | None]
    ) -> Overlap:
        """Earlier records by the cluster that they are in now; one merged into another record counts half there."""
        now = dict(zip(zip(sources, records, strict=True), cluster_of, strict=True))
        overlap: Overlap = Counter()
        earlier = self._previous[name]
        for source, record, key in zip(*(column.to_pylist() for column in earlier.columns), strict=True):
            place = (source, record)
            cluster = now.get(place if place in now else (source, self._merged.get((name, *place), record)))
            if cluster is not None:
                overlap[key, cluster] += WHOLE if place in now else WHOLE // 2
        return overlap


def _merged_records(view: View) -> Mapping[tuple[str, str, str], str]:
    """By table, source and withdrawn record: the record that stands for it now."""
    moved = {
        (f"{row['kind']}s", row["source"], row["record"]): row["merged_into"]
        for row in view.table("deletions", ["record", "kind", "merged_into"]).to_pylist()
        if row["merged_into"]
    }
    for name, source, record in moved:
        seen = {record}
        while (follow := moved.get((name, source, moved[name, source, record]))) is not None and follow not in seen:
            seen.add(follow)
            moved[name, source, record] = follow
    return moved


def _sizes(cluster_of: Iterable[int | None]) -> list[int]:
    count = Counter(each for each in cluster_of if each is not None)
    return [count[cluster] for cluster in range(len(count))]


def _distinct(column: pa.ChunkedArray) -> set[str]:
    return {key for key in pc.unique(column).to_pylist() if key is not None}


def _smallest(wanted: set[int], members: Named) -> dict[int, str]:
    """The smallest member, as text, of each wanted cluster."""
    found: dict[int, str] = {}
    for cluster, source, record, position in members if wanted else ():
        if cluster in wanted:
            text = member(source, record, position)
            if cluster not in found or text < found[cluster]:
                found[cluster] = text
    return found
