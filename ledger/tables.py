"""Records as columns: flattens record dataclasses into the RECORD_TABLES, fast and in bounded memory.

Values go into one list a column and no row is ever an object: millions of small objects kept for a while would cost
more in garbage collection than the work itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict
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

_NOTHING: list[Any] = []
"""Stands for every empty list."""

_MENTION = [name for name in RECORD_TABLES["mentions"].names if name not in ("record", "position")]
_MISFIT = (pa.ArrowException, TypeError, ValueError, OverflowError)

Column = list[Any]


class Flattener:
    """Collects records as columns; `take` gives them as Arrow tables and forgets them.

    `pending` is about how many rows of ordinary size were not yet taken.
    """

    def __init__(self) -> None:
        self.pending = 0
        self._columns: dict[str, dict[str, Column]] = {
            name: {column: [] for column in schema.names} for name, schema in RAW_TABLES.items()
        }
        self._append = {
            PaperRecord: self._appender("papers", besides=("has_references", *COUNTS)),
            Mention: self._appender("mentions", besides=("record", "position")),
            PaperTopic: self._appender("paper_topics", besides=("record",)),
            AuthorRecord: self._appender("authors", besides=("stays",)),
            EditorRecord: self._appender("editors", besides=(*_MENTION, "position")),
            InstitutionRecord: self._appender("institutions"),
            TopicRecord: self._appender("topics"),
            VenueRecord: self._appender("venues"),
            Deletion: self._appender("deletions"),
        }
        self._append_editing = self._appender("editors", besides=("record", "volume", "updated", "locator"))

    def add(self, record: Record) -> None:
        """One record, as a row of one table or, for a paper, as rows of several."""
        self._append[type(record)](record)
        self.pending += 1
        if type(record) is PaperRecord:
            self._add_parts(record)
        elif type(record) is AuthorRecord:
            self._columns["authors"]["stays"].append([asdict(stay) for stay in record.stays] or _NOTHING)
        elif type(record) is EditorRecord:
            self._append_editing(record.mention)

    def take(self) -> dict[str, pa.Table]:
        """The rows since the last call, tables without rows left out; BadRecord where a value does not fit."""
        tables = {name: _table(name, columns) for name, columns in self._columns.items() if columns["record"]}
        for columns in self._columns.values():
            for column in columns.values():
                column.clear()
        self.pending = 0
        return tables

    def _add_parts(self, paper: PaperRecord) -> None:
        topics = sorted(paper.topics, key=_topic_order) if len(paper.topics) > 1 else paper.topics
        references = paper.references or ()
        columns = self._columns["papers"]
        columns["has_references"].append(paper.references is not None)
        counts = (len(paper.mentions), len(topics), len(references))
        for name, count in zip(COUNTS, counts, strict=True):
            columns[name].append(count)
        self._add_mentions(paper.record, paper.mentions)
        for topic in topics:
            self._append[PaperTopic](topic)
        self._columns["paper_topics"]["record"] += [paper.record] * len(topics)
        if references:
            columns = self._columns["references"]
            columns["record"] += [paper.record] * len(references)
            columns["position"] += range(len(references))
            columns["cited"] += references
        self.pending += sum(counts) + len(paper.abstract or "") // CHARACTERS_OF_A_ROW

    def _add_mentions(self, record: str, mentions: list[Mention]) -> None:
        places = list(range(len(mentions)))
        if any(mention.position is not None for mention in mentions):
            placed = [
                (place if mention.position is None else mention.position, mention)
                for place, mention in enumerate(mentions)
            ]
            placed.sort(key=itemgetter(0))
            places, mentions = [place for place, _ in placed], [mention for _, mention in placed]
        append = self._append[Mention]
        for mention in mentions:
            append(mention)
        columns = self._columns["mentions"]
        columns["record"] += [record] * len(mentions)
        columns["position"] += places

    def _appender(self, table: str, *, besides: Iterable[str] = ()) -> Callable[[Any], None]:
        """Appends an object's attributes to the table's columns of their names, those of `besides` left out."""
        columns = {name: column for name, column in self._columns[table].items() if name not in besides}
        forms = RAW_TABLES[table]
        lists = [name for name in columns if pa.types.is_list(forms.field(name).type)]
        plain = [name for name in columns if name not in lists]
        get_plain, to_plain = attrgetter(*plain), [columns[name].append for name in plain]
        get_lists, to_lists = attrgetter(*lists) if lists else _no_lists, [columns[name].append for name in lists]

        def append(thing: Any) -> None:
            for to, value in zip(to_plain, get_plain(thing)):  # noqa: B905 - equal by construction, and hot
                to(value)
            for to, value in zip(to_lists, get_lists(thing)):  # noqa: B905
                to(value or _NOTHING)

        return append


def raw_tables(records: Iterable[Record]) -> dict[str, pa.Table]:
    """The raw tables of records that fit in memory."""
    flattener = Flattener()
    for record in records:
        flattener.add(record)
    return flattener.take()


def _no_lists(_: Any) -> tuple[()]:
    return ()


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
