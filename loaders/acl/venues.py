"""Venues and interest groups out of the tables, and which of them a volume belongs to.

Since 2022 the XML names a volume's venues and each venue has a file. Before, `venues.yaml` held them all and a volume's
venue followed from its id: the letter of an old one, the word of a new one, and what `joint.yaml` adds. Since 2026 the
XML names the groups, too, and `venues.json` and `sigs.json` describe all of a kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ...schema.errors import BadRecord, SourceError
from ...schema.records import VenueRecord
from ..source import Sink
from .table import HINT, list_of, load_table, load_whole, text_of

_JOURNAL = re.compile(r"\b(?:journal|transactions)\b", re.IGNORECASE)
_WORKSHOP = re.compile(r"\bworkshops?\b", re.IGNORECASE)
_CONFERENCE = re.compile(r"\b(?:conferences?|symposium|meeting|summit)\b", re.IGNORECASE)
_WHOLE = ("venues.yaml", "joint.yaml", "venues.json", "sigs.json")
_SIG = "sig"
_OLDER = {"venues.json": ("venues.yaml", "venues/"), "sigs.json": ("sigs/",)}
"""Forms that the newest replaces: a checkout that holds several means it."""


class Venues:
    """All venues of one reading; `of_volume` also notes venues that no file describes."""

    def __init__(self) -> None:
        self._records: dict[str, VenueRecord] = {}
        self._letters: dict[str, str] = {}
        self._joint: dict[str, list[str]] = {}
        self._groups: dict[str, list[str]] = {}

    def of_volume(self, volume: str, named: list[str], sigs: list[str]) -> list[str]:
        """Records of a volume's venues, then of its interest groups; `named` and `sigs` are those the XML names."""
        venues = named or self._derived(volume)
        for slug in venues:
            self._records.setdefault(slug, VenueRecord(slug, slug, locator=volume))
        for slug in sigs:
            self._records.setdefault(_group(slug), VenueRecord(_group(slug), slug, type=_SIG, locator=volume))
        return list(dict.fromkeys([*venues, *map(_group, sigs), *self._groups.get(volume, ())]))

    def emit(self, sink: Sink) -> None:
        """Adds every venue; to be called after the last volume."""
        for record in self._records.values():
            sink.add(record)

    def read(self, files: Mapping[str, bytes], sink: Sink) -> None:
        """Takes in the tables that are about venues; SourceError where a file of them all is broken."""
        old = tuple(form for newest, forms in _OLDER.items() if newest in files for form in forms)
        for file, data in files.items():
            if file.startswith(old):
                continue
            if file in _WHOLE:
                self._read_all(file, data, sink)
            elif file.startswith(("venues/", "sigs/")):
                self._read_one(file, data, sink)

    def _derived(self, volume: str) -> list[str]:
        collection = volume.partition("-")[0]
        year, dot, word = collection.partition(".")
        main = word if dot else self._letters.get(year[:1])
        return list(dict.fromkeys([*([main] if main else ()), *self._joint.get(volume, ())]))

    def _read_all(self, file: str, data: bytes, sink: Sink) -> None:
        content = load_whole(file, data)
        if not isinstance(content, dict):
            raise SourceError(f"{file}: not a mapping of venues", hint=HINT)
        for slug, entry in content.items():
            if file == "joint.yaml":
                for volume in _texts(entry):
                    self._joint.setdefault(volume, []).append(slug)
                continue
            locator = f"{file}#{slug}"
            try:
                if file == "sigs.json":
                    self._add_group(slug, entry, locator)
                else:
                    self._add_venue(slug, entry, locator)
            except BadRecord as error:
                sink.reject(locator, error.message)

    def _read_one(self, file: str, data: bytes, sink: Sink) -> None:
        slug = file.rpartition("/")[2].removesuffix(".yaml")
        try:
            entry = load_table(file, data)
            if file.startswith("sigs/"):
                self._add_group(slug, entry, file)
            else:
                self._add_venue(slug, entry, file)
        except BadRecord as error:
            sink.reject(file, error.message)

    def _add_venue(self, slug: str, entry: object, locator: str) -> None:
        name, letter = text_of(entry, "name"), text_of(entry, "oldstyle_letter")
        if not name:
            raise BadRecord(f"{locator}: a venue without a name")
        if letter:
            self._letters[letter] = slug
        acronym = text_of(entry, "acronym") or None
        self._records[slug] = VenueRecord(slug, name, acronym, type=_venue_type(entry, name), locator=locator)

    def _add_group(self, slug: str, entry: object, locator: str) -> None:
        name, record = text_of(entry, "Name") or text_of(entry, "name"), _group(slug)
        if not name:
            raise BadRecord(f"{locator}: an interest group without a name")
        acronym = text_of(entry, "ShortName") or text_of(entry, "acronym") or None
        self._records[record] = VenueRecord(record, name, acronym, type=_SIG, locator=locator)
        for volume in _texts(list_of(entry, "Meetings")):
            self._groups.setdefault(volume, []).append(record)


def _group(slug: str) -> str:
    return f"{_SIG}:{slug}"


def _venue_type(entry: object, name: str) -> str:
    """What the YAML says; a name decides where it says nothing."""
    if text_of(entry, "type") == "journal" or text_of(entry, "oldstyle_letter") in ("J", "Q") or _JOURNAL.search(name):
        return "journal"
    if _WORKSHOP.search(name):
        return "workshop"
    is_conference = text_of(entry, "is_toplevel") == "true" or _CONFERENCE.search(name)
    return "conference" if is_conference else "workshop"


def _texts(entry: object) -> Iterator[str]:
    """Volume ids in lists and in mappings of years to lists; a meeting without a volume is a mapping of texts."""
    if isinstance(entry, str):
        yield entry
    elif isinstance(entry, list):
        for each in entry:
            yield from _texts(each)
    elif isinstance(entry, dict):
        yield from _texts([each for each in entry.values() if isinstance(each, list)])
