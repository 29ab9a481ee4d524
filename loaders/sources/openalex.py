"""OpenAlex: works, authors, institutions, topics and sources, from API pages, JSON Lines or the snapshot."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import structlog

from ...schema.errors import BadRecord
from ...schema.external_ids import external_id
from ...schema.records import Deletion, Record
from ..openalex import authors, institutions, sources, topics, works
from ..openalex.dehydrated import Dehydrated, missing
from ..openalex.find import Part, find_parts
from ..openalex.forms import Form, form_of, objects, rows
from ..openalex.origin import UNUSED, Item, Origin
from ..openalex.tables import PLACEHOLDERS, Row, deleted, merged, topic
from ..source import Progress, Sink, Source

SOURCE = Source(name="openalex", title="OpenAlex", license="CC0-1.0", home="https://openalex.org", version=2)

DEHYDRATED = "0000"  # versions below every date: a copy inside another object, a record that names no date
UNDATED = "0001"
STEP = 1_000
COPIED = "ISTC"  # what also appears inside other objects: a copy of a deleted one must not bring it back

_ADAPTERS: dict[str, Callable[[Item, Origin, Dehydrated, str | None], Record]] = {
    "W": works.adapt,
    "A": authors.adapt,
    "I": institutions.adapt,
    "S": lambda item, origin, _, updated: sources.adapt(item, origin, updated),
    "T": lambda item, origin, _, updated: topics.adapt(item, origin, updated),
    "C": lambda item, origin, _, updated: topics.adapt(item, origin, updated),
}

_log = structlog.wrap_logger(logging.getLogger(__name__))


def read(paths: Sequence[Path], sink: Sink, *, progress: Progress | None = None) -> str | None:
    """Read files and folders of any of OpenAlex's forms; the release is the newest `updated_date`'s day.

    Raises SourceError for what is no OpenAlex data, is cut off, or is a snapshot that is not whole.
    """
    reading = _Reading(sink, progress)
    for part in find_parts(paths):
        reading.read(part)
    reading.finish()
    return reading.release


@dataclass(slots=True)
class _Reading:
    """One pass over all files."""

    sink: Sink
    progress: Progress | None
    release: str | None = None
    seen: Dehydrated = field(default_factory=Dehydrated)
    unused: Counter[str] = field(default_factory=Counter)
    done: int = 0

    def read(self, part: Part) -> None:
        form = form_of(part)
        if form in (Form.MERGED_IDS, Form.DELETED_IDS):
            deletion = merged if form is Form.MERGED_IDS else deleted
            for locator, row in rows(part):
                self._withdrawn(locator, row, deletion)
        elif form is Form.TOPIC_TABLE:
            for locator, row in rows(part):
                self._object(locator, topic(row))
        else:
            for locator, item in objects(part, form, self.sink):
                self._object(locator, item)

    def finish(self) -> None:
        """Add what only appeared inside other objects."""
        full = self.seen.full
        lineages = institutions.lineages(self.seen.institutions)
        for item, origin in missing(self.seen.institutions, full):
            self._copy(origin, partial(institutions.dehydrated, item, origin, lineages, DEHYDRATED))
        for item, origin in missing(self.seen.venues, full):
            self._copy(origin, partial(sources.adapt, item, origin, DEHYDRATED))
        for item, origin in missing(self.seen.with_levels(), full):
            self._copy(origin, partial(topics.adapt, item, origin, DEHYDRATED))
        if self.unused:
            _log.info("openalex.unused", **self.unused)

    def _copy(self, origin: Origin, adapt: Callable[[], Record]) -> None:
        try:
            self.sink.add(adapt())
        except BadRecord as error:
            origin.repair(error.message)

    def _object(self, locator: str, item: Item) -> None:
        self.done += 1
        if self.progress and self.done % STEP == 0:
            self.progress("read", self.done, None)
        value = item.get("id")
        short = _short(value)
        adapter = _ADAPTERS.get("T" if "/" in short else short[:1])
        if adapter is None:
            self._other(locator, value)
            return
        if short in PLACEHOLDERS:
            self.unused[short] += 1
            return
        updated = item.get("updated_date")
        origin = Origin(self.sink, locator, short, (updated if isinstance(updated, str) else "", short))
        version = origin.updated(item)
        try:
            record = adapter(item, origin, self.seen, version or UNDATED)
        except BadRecord as error:
            self.sink.reject(f"{locator} {short}", error.message)
            return
        if short[0] not in "WA":
            self.seen.hold_full(item, origin)
        if version and (self.release is None or version[:10] > self.release):
            self.release = version[:10]
        self.sink.add(record)

    def _other(self, locator: str, value: object) -> None:
        found = UNUSED.fullmatch(value) if isinstance(value, str) else None
        if found:
            self.unused[found[found.lastindex or 0]] += 1
        else:
            self.sink.reject(locator, "an object without an OpenAlex id", None if value is None else str(value)[:80])

    def _withdrawn(self, locator: str, row: Row, deletion: Callable[[Row, str], Deletion | None]) -> None:
        try:
            record = deletion(row, locator)
        except BadRecord as error:
            self.sink.reject(locator, error.message)
            return
        if record:
            if record.record[0] in COPIED:
                self.seen.full.add(record.record)
            self.sink.add(record)


def _short(value: object) -> str:
    known = external_id("openalex", value) if isinstance(value, str) else None
    short = known.removeprefix("openalex:") if known else ""
    return "" if short.startswith("concepts/") else short
