"""Rows as records: the way back from the RECORD_TABLES, for dumps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from itertools import groupby
from operator import itemgetter
from typing import Any

import pyarrow as pa

from ..schema.record_tables import RECORD_TABLES, TABLES_OF_KIND
from ..schema.records import (
    RECORD_KINDS,
    AuthorRecord,
    Deletion,
    EditorRecord,
    Mention,
    PaperRecord,
    PaperTopic,
    Record,
    Stay,
)
from .arrange import ROW_GROUP

Rows = dict[str, Any]
Tables = Callable[[str], pa.Table]
_MENTION = tuple(field.name for field in fields(Mention))


def records(table: Tables) -> Iterator[Record]:
    """All records of tables that `table` gives by name, sorted as the ledger sorts: kind by kind, then by id.

    A mention's position is None where it is the place in the list, as most loaders give it.
    """
    for kind in RECORD_KINDS:
        yield from _of_kind(kind, table)
    for row in _rows(table("deletions")):
        yield Deletion(**row)


def _of_kind(kind: str, table: Tables) -> Iterator[Record]:
    form = RECORD_KINDS[kind]
    rows = _rows(table(TABLES_OF_KIND[kind][0]))
    if form is PaperRecord:
        yield from _papers(rows, table)
    elif form is EditorRecord:
        for row in rows:
            mention = Mention(**{name: row.pop(name) for name in _MENTION})
            yield EditorRecord(**row, mention=mention)
    elif form is AuthorRecord:
        for row in rows:
            yield AuthorRecord(**{**row, "stays": [Stay(**stay) for stay in row["stays"]]})
    else:
        for row in rows:
            yield form(**row)


def _papers(rows: Iterable[Rows], table: Tables) -> Iterator[PaperRecord]:
    mentions, topics, references = (_Parts(_rows(table(name))) for name in TABLES_OF_KIND["paper"][1:])
    for row in rows:
        record = row["record"]
        cited = [part["cited"] for part in references.of(record)]
        said = row.pop("has_references")
        yield PaperRecord(
            **row,
            mentions=[_mention(part, place) for place, part in enumerate(mentions.of(record))],
            topics=[PaperTopic(**{name: part[name] for name in _TOPIC}) for part in topics.of(record)],
            references=cited if said else None,
        )


_TOPIC = tuple(RECORD_TABLES["paper_topics"].names[1:])


def _mention(row: Rows, place: int) -> Mention:
    values = {name: row[name] for name in _MENTION}
    return Mention(**{**values, "position": None if row["position"] == place else row["position"]})


class _Parts:
    """Rows of a child table, handed out paper by paper in the order of the papers."""

    def __init__(self, rows: Iterator[Rows]) -> None:
        self._groups = groupby(rows, key=itemgetter("record"))
        self._next = next(self._groups, None)

    def of(self, record: str) -> list[Rows]:
        """The rows of that paper, which must come after the one of the call before."""
        if self._next is None or self._next[0] != record:
            return []
        rows = list(self._next[1])
        self._next = next(self._groups, None)
        return rows


def _rows(table: pa.Table) -> Iterator[Rows]:
    for batch in table.to_batches(max_chunksize=ROW_GROUP // 16):
        yield from batch.to_pylist()
