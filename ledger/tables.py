"""Records as rows: flattens record dataclasses into the RECORD_TABLES, column by column, fast and in bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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
    Record,
    TopicRecord,
    VenueRecord,
)

Row = tuple[Any, ...]

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

_MENTION = [name for name in RECORD_TABLES["mentions"].names if name not in ("record", "position")]
_mention = attrgetter(*_MENTION)
_topic = attrgetter(*RECORD_TABLES["paper_topics"].names[1:])
_paper = attrgetter(*("references" if name == "has_references" else name for name in RECORD_TABLES["papers"].names))
_plain: dict[type, tuple[str, Callable[[Any], Row]]] = {
    form: (table, attrgetter(*RECORD_TABLES[table].names))
    for form, table in (
        (InstitutionRecord, "institutions"),
        (TopicRecord, "topics"),
        (VenueRecord, "venues"),
        (Deletion, "deletions"),
    )
}
_author = attrgetter(*RECORD_TABLES["authors"].names)
_STAYS = RECORD_TABLES["authors"].names.index("stays")
_stay = attrgetter("institution", "first_year", "last_year")


class Flattener:
    """Collects records as rows; `take` gives them as Arrow tables and forgets them.

    `pending` is about how many rows of ordinary size were not yet taken.
    A record must not be changed after it was added.
    """

    def __init__(self) -> None:
        self.pending = 0
        self._rows: dict[str, list[Row]] = {name: [] for name in RAW_TABLES}

    def add(self, record: Record) -> None:
        """One record, as rows of one table or, for a paper, of several."""
        if type(record) is PaperRecord:
            self._add_paper(record)
        elif type(record) is AuthorRecord:
            self._append("authors", _author_row(record))
        elif type(record) is EditorRecord:
            self._append("editors", _editor_row(record))
        else:
            table, values = _plain[type(record)]
            self._append(table, values(record))

    def take(self) -> dict[str, pa.Table]:
        """The rows since the last call, tables without rows left out; BadRecord where a value does not fit."""
        tables = {name: _table(name, rows) for name, rows in self._rows.items() if rows}
        self._rows = {name: [] for name in RAW_TABLES}
        self.pending = 0
        return tables

    def _append(self, table: str, row: Row) -> None:
        self._rows[table].append(row)
        self.pending += 1

    def _add_paper(self, paper: PaperRecord) -> None:
        record = paper.record
        mentions = _mention_rows(record, paper.mentions)
        topics = [(record, *_topic(topic)) for topic in paper.topics]
        if len(topics) > 1:
            topics.sort(key=_topic_order)
        references = paper.references or ()
        counts = (len(mentions), len(topics), len(references))
        self._rows["papers"].append((*_paper(paper), *counts))
        self._rows["mentions"] += mentions
        self._rows["paper_topics"] += topics
        self._rows["references"] += [(record, place, cited) for place, cited in enumerate(references)]
        self.pending += 1 + sum(counts) + len(paper.abstract or "") // CHARACTERS_OF_A_ROW


def raw_tables(records: Iterable[Record]) -> dict[str, pa.Table]:
    """The raw tables of records that fit in memory."""
    flattener = Flattener()
    for record in records:
        flattener.add(record)
    return flattener.take()


def _mention_rows(record: str, mentions: list[Mention]) -> list[Row]:
    rows = [
        (record, place if mention.position is None else mention.position, *_mention(mention))
        for place, mention in enumerate(mentions)
    ]
    if any(mention.position is not None for mention in mentions):
        rows.sort(key=itemgetter(1))
    return rows


def _topic_order(row: Row) -> tuple[bool, int, str]:
    _, topic, _, rank, _ = row
    return rank is None, rank or 0, topic


def _author_row(author: AuthorRecord) -> Row:
    row: Row = _author(author)
    if not author.stays:
        return row
    stays = [dict(zip(("institution", "first_year", "last_year"), _stay(stay), strict=True)) for stay in author.stays]
    return (*row[:_STAYS], stays, *row[_STAYS + 1 :])


def _editor_row(editor: EditorRecord) -> Row:
    mention = editor.mention
    return (editor.record, editor.volume, mention.position, *_mention(mention), editor.updated, editor.locator)


def _table(name: str, rows: list[Row]) -> pa.Table:
    schema = RAW_TABLES[name]
    columns = zip(*rows, strict=True)
    return pa.Table.from_arrays(
        [_column(name, field, values, rows) for field, values in zip(schema, columns, strict=True)], schema=schema
    )


def _column(table: str, field: pa.Field, values: Row, rows: list[Row]) -> pa.Array:
    if field.name == "has_references":
        return pa.array([references is not None for references in values], field.type)
    try:
        return pa.array(values, field.type)
    except (pa.ArrowException, TypeError, ValueError, OverflowError) as error:
        raise BadRecord(
            f"{table} {_first_misfit(field, values, rows)!r}: {field.name} does not fit its column ({error})",
            hint="the loader of this source has to reject or repair such a record",
        ) from error


def _first_misfit(field: pa.Field, values: Row, rows: list[Row]) -> str:
    for value, row in zip(values, rows, strict=True):
        try:
            pa.array([value], field.type)
        except (pa.ArrowException, TypeError, ValueError, OverflowError):
            return str(row[0])
    return "?"
