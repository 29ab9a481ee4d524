"""Makes the key tables of one view out of clusters, giving each cluster its key on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ..ledger.view import View
from .keys import KEY_TABLES, Keys
from .people import EVIDENCE, People
from .realign import MARK, realign, record_marks
from .registry import Overlap, Registry

_IDS = ["ids", "computed_ids"]
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
        table = self._view.table(name, ["record"])
        keys = self.registry.assign(
            letter,
            overlap=self._record_overlap(name, cluster_of),
            sizes=_sizes(cluster_of),
            earlier=_distinct(self._previous[name]["key"]),
            smallest=lambda wanted: _smallest(wanted, (cluster_of, table)),
        )
        self._add_records(name, table, keys, cluster_of)
        return keys

    def _add_records(self, name: str, table: pa.Table, keys: Sequence[str], cluster_of: Sequence[int | None]) -> None:
        table = table.append_column("key", _chosen(keys, cluster_of))
        self.done[name] = table.filter(pc.is_valid(table["key"])).cast(KEY_TABLES[name])

    def people(self, people: People, slot_of: Sequence[int]) -> None:
        """Adds the tables of mentions, of author records and of authors; the table of papers is done."""
        mentions = self._mentions()
        records = self._view.table("authors", ["record"])
        overlap = self._record_overlap("authors", people.record_author)
        overlap.update(self._mention_overlap(mentions, people.author))
        keys = self.registry.assign(
            "A",
            overlap=overlap,
            sizes=_sizes(chain(people.author, people.record_author)),
            earlier={*_distinct(self._previous["mentions"]["author"]), *_distinct(self._previous["authors"]["key"])},
            smallest=lambda wanted: _smallest(wanted, (people.author, mentions), (people.record_author, records)),
        )
        papers = self.done["papers"]
        row_of_paper = pc.index_in(record_marks(mentions), value_set=record_marks(papers))
        columns = {
            "paper": papers["key"].take(row_of_paper),
            "slot": [slot if slot >= 0 else None for slot in slot_of],
            "author": _chosen(keys, people.author),
            "evidence": people.evidence,
            "confidence": people.confidence,
        }
        for name, values in columns.items():
            column = pa.array(values, KEY_TABLES["mentions"].field(name).type) if isinstance(values, list) else values
            mentions = mentions.append_column(name, column)
        self.done["mentions"] = mentions.cast(KEY_TABLES["mentions"])
        self._add_records("authors", records, keys, people.record_author)
        self._verdicts(people, keys)

    def people_as_before(self) -> None:
        """Adds what `people` would add where people are decided from what they were decided from before."""
        self.done.update({name: self._previous[name] for name in ("mentions", "authors", "people", "possibly_same")})
        self.registry.keep(_distinct(self._previous["people"]["author"]))

    def _verdicts(self, people: People, keys: Sequence[str]) -> None:
        """Adds what is said of authors as a whole, and which of them may be one."""
        verdicts = zip(keys, people.verdicts, strict=True)
        self.add(
            "people", sorted((key, EVIDENCE[each.evidence], each.merge_risk, each.reasons) for key, each in verdicts)
        )
        pairs = ((*sorted((keys[doubt.a], keys[doubt.b])), doubt.probability, doubt.reasons) for doubt in people.doubts)
        self.add("possibly_same", sorted(pairs))

    def _mentions(self) -> pa.Table:
        """Mentions with all their ids in one sorted list."""
        table = self._view.table("mentions", ["record", "position", "name", "ids", "computed_ids"])
        has_ids = pc.or_(*(pc.fill_null(pc.greater(pc.list_value_length(table[name]), 0), False) for name in _IDS))
        ids: list[list[str]] = [[]] * table.num_rows
        some = table.select(_IDS).filter(has_ids)
        both = zip(*(column.to_pylist() for column in some.columns), strict=True)
        for row, (said, computed) in zip(pc.indices_nonzero(has_ids).to_pylist(), both, strict=True):
            ids[row] = sorted({*(said or ()), *(computed or ())})
        kept = table.select(["source", "record", "position", "name"])
        return kept.append_column("ids", pa.array(ids, pa.list_(pa.string())))

    def _mention_overlap(self, mentions: pa.Table, author_of: Sequence[int | None]) -> Overlap:
        earlier = self._previous["mentions"]
        before, now = realign(earlier, mentions)
        return _overlap(earlier["author"].take(before), now, author_of, WHOLE)

    def _record_overlap(self, name: str, cluster_of: Sequence[int | None]) -> Overlap:
        """Earlier records by the cluster that they are in now; one merged into another record counts half there."""
        earlier, places = self._previous[name], record_marks(self._view.table(name, ["record"]))
        row = pc.index_in(record_marks(earlier), value_set=places)
        overlap = _overlap(earlier["key"], row, cluster_of, WHOLE)
        gone = earlier.filter(pc.is_null(row))
        into = [
            f"{source}{MARK}{self._merged.get((name, source, record), record)}"
            for source, record in zip(gone["source"].to_pylist(), gone["record"].to_pylist(), strict=True)
        ]
        row = pc.index_in(pa.array(into, pa.string()), value_set=places)
        overlap.update(_overlap(gone["key"], row, cluster_of, WHOLE // 2))
        return overlap


def _overlap(keys: pa.ChunkedArray, rows: pa.Array, cluster_of: Sequence[int | None], weight: int) -> Overlap:
    """How much of each key is in each cluster: its members, each of that weight, are these rows now; null for none."""
    pairs = pa.table({"key": keys, "cluster": pa.array(cluster_of, pa.int64()).take(rows)}).drop_null()
    found = pairs.group_by(["key", "cluster"], use_threads=False).aggregate([([], "count_all")])
    key, cluster, count = (found[name].to_pylist() for name in ("key", "cluster", "count_all"))
    return Counter({pair: weight * number for pair, number in zip(zip(key, cluster, strict=True), count, strict=True)})


def _chosen(keys: Sequence[str], cluster_of: Sequence[int | None]) -> pa.Array:
    """The key of each row's cluster, null where it has none."""
    return pa.array(keys, pa.string()).take(pa.array(cluster_of, pa.int64()))


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
    count = Counter(cluster_of)
    del count[None]
    return [count[cluster] for cluster in range(len(count))]


def _distinct(column: pa.ChunkedArray) -> set[str]:
    return {key for key in pc.unique(column).to_pylist() if key is not None}


def _smallest(wanted: set[int], *members: tuple[Sequence[int | None], pa.Table]) -> dict[int, str]:
    """The smallest member, as text, of each wanted cluster; `members`: clusters by row of a table of places."""
    if not wanted:
        return {}
    named = [
        pa.table({"cluster": pa.array(clusters, pa.int64()), "text": _texts(table)}) for clusters, table in members
    ]
    found = pa.concat_tables(named).group_by("cluster", use_threads=False).aggregate([("text", "min")])
    pairs = zip(found["cluster"].to_pylist(), found["text_min"].to_pylist(), strict=True)
    return {cluster: text for cluster, text in pairs if cluster in wanted}


def _texts(table: pa.Table) -> pa.ChunkedArray:
    """Each row as keys.member writes it."""
    texts = pc.binary_join_element_wise(table["source"], table["record"], "/")
    if "position" not in table.column_names:
        return texts
    position = pc.utf8_lpad(table["position"].cast(pa.string()), 5, "0")
    return pc.binary_join_element_wise(texts, position, "#")
