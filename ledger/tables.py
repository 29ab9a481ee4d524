"""Records as columns: flattens record dataclasses into the RECORD_TABLES, fast and in bounded memory.

A column takes its values out of many objects in one call, which is several times faster than going through each
object's fields. Only few objects wait for that: many small ones kept for a while would cost more in garbage collection
than the work itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Sized
from dataclasses import asdict
from itertools import chain, repeat, starmap
from operator import attrgetter, itemgetter
from types import MappingProxyType
from typing import Any

import pyarrow as pa

from ..schema.errors import BadRecord
from ..schema.record_tables import RECORD_TABLES
from ..schema.records import (
    AuthorRecord,
    Deletion,
    EditorRecord,
    InstitutionRecord,
    Mention,
    PaperRecord,
    PaperTopic,
    Record,
    TopicRecord,
    VenueRecord,
)

CHILDREN = ("mentions", "paper_topics", "references")
"""Tables whose rows belong to a row of `papers`: those of one paper lie together, in the order of the papers."""

COUNTS = tuple(f"count of {child}" for child in CHILDREN)
"""Columns that raw `papers` have in addition: how many rows of each child table belong to the paper."""

RAW_TABLES = MappingProxyType(
    {
        name: pa.schema([*schema, *(pa.field(count, pa.int32()) for count in COUNTS)]) if name == "papers" else schema
        for name, schema in RECORD_TABLES.items()
    }
)
"""Schemas of the tables as they are collected, before they are put in order (see arrange)."""

CHARACTERS_OF_A_ROW = 2_000
"""Abstract text that counts as much as a row."""

WAITING = 1_000
"""Rows' worth of records that wait as objects until they become columns."""

_NOTHING: list[Any] = []
"""Stands for every empty list."""

_MENTION = [name for name in RECORD_TABLES["mentions"].names if name not in ("record", "position")]
_MISFIT = (pa.ArrowException, TypeError, ValueError, OverflowError)

Column = list[Any]


class Flattener:
    """Collects records as columns; `take` gives them as Arrow tables and forgets them.

    `pending` is about how many rows of ordinary size were not yet taken. A record must not be changed after `add`.
    """

    def __init__(self) -> None:
        self.pending = 0
        self._settled = 0
        self._columns: dict[str, dict[str, Column]] = {
            name: {column: [] for column in schema.names} for name, schema in RAW_TABLES.items()
        }
        self._extend = {
            PaperRecord: self._extender("papers", besides=("has_references", *COUNTS)),
            Mention: self._extender("mentions", besides=("record", "position")),
            PaperTopic: self._extender("paper_topics", besides=("record",)),
            AuthorRecord: self._extender("authors", besides=("stays",)),
            EditorRecord: self._extender("editors", besides=(*_MENTION, "position")),
            InstitutionRecord: self._extender("institutions"),
            TopicRecord: self._extender("topics"),
            VenueRecord: self._extender("venues"),
            Deletion: self._extender("deletions"),
        }
        self._extend_editing = self._extender("editors", besides=("record", "volume", "updated", "locator"))
        self._waiting: dict[type, list[Any]] = {kind: [] for kind in self._extend}

    def add(self, record: Record) -> None:
        """One record, as a row of one table or, for a paper, as rows of several."""
        self._waiting[type(record)].append(record)
        self.pending += 1
        if type(record) is PaperRecord:
            rows = len(record.mentions) + len(record.topics) + len(record.references or ())
            self.pending += rows + len(record.abstract or "") // CHARACTERS_OF_A_ROW
        if self.pending - self._settled >= WAITING:
            self._settle()

    def take(self) -> dict[str, pa.Table]:
        """The rows since the last call, tables without rows left out; BadRecord where a value does not fit."""
        self._settle()
        tables = {name: _table(name, columns) for name, columns in self._columns.items() if columns["record"]}
        for columns in self._columns.values():
            for column in columns.values():
                column.clear()
        self.pending = self._settled = 0
        return tables

    def _settle(self) -> None:
        """Makes columns of the records that wait as objects."""
        for kind, records in self._waiting.items():
            if records:
                self._extend[kind](records)
        self._add_parts(self._waiting[PaperRecord])
        for author in self._waiting[AuthorRecord]:
            self._columns["authors"]["stays"].append([asdict(stay) for stay in author.stays] or _NOTHING)
        self._extend_editing([editor.mention for editor in self._waiting[EditorRecord]])
        for records in self._waiting.values():
            records.clear()
        self._settled = self.pending

    def _add_parts(self, papers: list[PaperRecord]) -> None:
        records = [paper.record for paper in papers]
        mentions = [paper.mentions for paper in papers]
        topics = [sorted(paper.topics, key=_topic_order) if paper.topics else _NOTHING for paper in papers]
        references = [paper.references or _NOTHING for paper in papers]
        self._columns["papers"]["has_references"] += [paper.references is not None for paper in papers]
        lists: tuple[Sequence[Sized], ...] = (mentions, topics, references)
        for child, count, parts in zip(CHILDREN, COUNTS, lists, strict=True):
            counts = [len(each) for each in parts]
            self._columns["papers"][count] += counts
            self._columns[child]["record"] += chain.from_iterable(starmap(repeat, zip(records, counts, strict=True)))
        self._add_mentions(mentions)
        self._extend[PaperTopic](list(chain.from_iterable(topics)))
        self._columns["references"]["position"] += _places(references)
        self._columns["references"]["cited"] += chain.from_iterable(references)

    def _add_mentions(self, lists: list[list[Mention]]) -> None:
        """Mentions, paper by paper; one that does not tell its position stands at its place in the list."""
        mentions = list(chain.from_iterable(lists))
        places = [mention.position for mention in mentions]
        if places.count(None) == len(places):
            self._columns["mentions"]["position"] += _places(lists)
        else:
            placed = list(chain.from_iterable(map(_placed, lists)))
            self._columns["mentions"]["position"] += [place for place, _ in placed]
            mentions = [mention for _, mention in placed]
        self._extend[Mention](mentions)

    def _extender(self, table: str, *, besides: Iterable[str] = ()) -> Callable[[Sequence[Any]], None]:
        """Adds objects' attributes to the table's columns of their names, those of `besides` left out."""
        columns = {name: column for name, column in self._columns[table].items() if name not in besides}
        fields = [(column, pa.types.is_list(RAW_TABLES[table].field(name).type)) for name, column in columns.items()]
        get = attrgetter(*columns)

        def extend(things: Sequence[Any]) -> None:
            for (column, is_list), values in zip(fields, zip(*map(get, things))):  # noqa: B905 - no things, no values
                if not is_list:
                    column.extend(values)
                elif any(values):
                    column.extend([value or _NOTHING for value in values])
                else:
                    column.extend(repeat(_NOTHING, len(values)))

        return extend


def raw_tables(records: Iterable[Record]) -> dict[str, pa.Table]:
    """The raw tables of records that fit in memory."""
    flattener = Flattener()
    for record in records:
        flattener.add(record)
    return flattener.take()


def _places(lists: Iterable[Sequence[Any]]) -> Iterable[int]:
    return chain.from_iterable(map(range, map(len, lists)))


def _placed(mentions: list[Mention]) -> list[tuple[int, Mention]]:
    placed = [
        (place if mention.position is None else mention.position, mention) for place, mention in enumerate(mentions)
    ]
    placed.sort(key=itemgetter(0))
    return placed


def _topic_order(topic: PaperTopic) -> tuple[bool, int, str]:
    return topic.rank is None, topic.rank or 0, topic.topic


def _table(name: str, columns: dict[str, Column]) -> pa.Table:
    schema = RAW_TABLES[name]
    arrays = [_array(name, field, columns[field.name], columns["record"]) for field in schema]
    return pa.Table.from_arrays(arrays, schema=schema)


def _array(table: str, field: pa.Field, values: Column, records: Column) -> pa.Array:
    try:
        return pa.array(values, field.type)
    except _MISFIT as error:
        raise BadRecord(
            f"{table} {_first_misfit(field, values, records)!r}: {field.name} does not fit its column ({error})",
            hint="the loader of this source has to reject or repair such a record",
        ) from error


def _first_misfit(field: pa.Field, values: Column, records: Column) -> str:
    for value, record in zip(values, records, strict=True):
        try:
            pa.array([value], field.type)
        except _MISFIT:
            return str(record)
    return "?"
