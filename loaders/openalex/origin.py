"""One object of a file on its way to a record: where it came from, and reading its fields whatever they hold.

A field of another type than OpenAlex documents is left out and reported; the record lives on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from ...schema.external_ids import external_id
from ..source import Sink
from .text import plain, plain_phrase

Item = dict[str, Any]

ROOT = "https://openalex.org/"
YEARS = range(1000, 2101)
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_UPDATED = re.compile(r"20\d\d-\d\d-\d\d(?:[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*", re.IGNORECASE)
_WIKIDATA = re.compile(r"(?:https?://www\.wikidata\.org/(?:wiki|entity)/)?(Q\d+)")
LEVELS = ("subfield", "field", "domain")
UNUSED = re.compile(
    rf"(?:{re.escape(ROOT)})?(?:([PFGK])\d+|(?!(?:works|authors|institutions|sources|topics|concepts)/)([a-z][a-z-]+)/.+)"
    r"|https?://metadata\.un\.org/(sdg)/.+"
)
"""Ids of publishers, funders, awards, keywords, countries, kinds of works …: the graph has no kind for them."""
_NOTHING: Item = {}
_NONE: list[Item] = []

_external_id = lru_cache(2**16)(external_id)


def short_id(value: object, letter: str) -> str | None:
    """`W41440018` of `https://openalex.org/W41440018` or a short form, None where it is no id of that letter."""
    return _short_id(value, letter) if isinstance(value, str) else None


@lru_cache(2**17)
def _short_id(value: str, letter: str) -> str | None:
    short = value.removeprefix(ROOT)
    if short[:1] == letter and short[1:].isdigit() and short.isascii():
        return short
    known = external_id("openalex", value)
    return known[9:] if known and known[9:].startswith(letter) and "/" not in known else None


def level_id(level: str, value: object) -> str | None:
    """`subfields/2211` of `https://openalex.org/subfields/2211` or 2211."""
    number = str(value).rpartition("/")[2]
    return f"{level}s/{number}" if number.isascii() and number.isdigit() else None


@dataclass(frozen=True, slots=True)
class Origin:
    """Reads fields of one object; `locator` is file and line, `record` its own short id.

    `rank` orders objects by age: (`updated_date`, short id).
    """

    sink: Sink
    locator: str
    record: str
    rank: tuple[str, str]

    def repair(self, reason: str, value: object = None) -> None:
        """Report a part that is left out."""
        excerpt = None if value is None else str(value)[:80]
        self.sink.repair(f"{self.locator} {self.record}", reason, excerpt)

    def mapping(self, item: Item, field: str) -> Item:
        """The object in this field, an empty one where there is none."""
        value = item.get(field)
        if isinstance(value, dict):
            return value
        if value is not None:
            self.repair(f"{field} is no object", value)
        return _NOTHING

    def mappings(self, item: Item, field: str) -> list[Item]:
        """The objects in the list of this field."""
        return [each for each in self.sequence(item, field) if isinstance(each, dict) or self._odd(field, each)]

    def sequence(self, item: Item, field: str) -> list[Any]:
        """The list in this field, an empty one where there is none."""
        value = item.get(field)
        if isinstance(value, list):
            return value
        if value is not None:
            self.repair(f"{field} is no list", value)
        return _NONE

    def text(self, item: Item, field: str) -> str | None:
        """The plain text in this field; None where it is missing or blank."""
        value = item.get(field)
        if isinstance(value, str):
            return plain(value) or None
        if value is not None:
            self.repair(f"{field} is no text", value)
        return None

    def texts(self, item: Item, field: str) -> list[str]:
        """The distinct plain texts in the list of this field, in their order."""
        found: dict[str, None] = {}
        for value in self.sequence(item, field):
            if isinstance(value, str):
                found[plain_phrase(value)] = None
            else:
                self._odd(field, value)
        found.pop("", None)
        return list(found)

    def count(self, item: Item, field: str) -> int | None:
        """The whole number from 0 in this field."""
        value = item.get(field)
        if type(value) is int and 0 <= value < 2**63:
            return value
        if value is not None:
            self.repair(f"{field} is no count", value)
        return None

    def flag(self, item: Item, field: str) -> bool | None:
        """True or false as the field says."""
        value = item.get(field)
        if value is None or isinstance(value, bool):
            return value
        self.repair(f"{field} is neither true nor false", value)
        return None

    def year(self, value: object, field: str) -> int | None:
        """A year that a paper can have."""
        if type(value) is int and value in YEARS:
            return value
        if value is not None:
            self.repair(f"{field} is no year", value)
        return None

    def day(self, item: Item, field: str) -> str | None:
        """The date in this field: YYYY-MM-DD, or YYYY for 1 January, which stands for a year without a day."""
        value = item.get(field)
        if value is None:
            return None
        found = _DATE.fullmatch(value) if isinstance(value, str) else None
        try:
            day = date(*map(int, found.groups())) if found else None
        except ValueError:
            day = None
        if day is None or day.year not in YEARS:
            self.repair(f"{field} is no date", value)
            return None
        return day.isoformat()[:4] if (day.month, day.day) == (1, 1) else day.isoformat()

    def updated(self, item: Item) -> str | None:
        """The version of the object: its `updated_date`."""
        value = item.get("updated_date")
        if isinstance(value, str) and _UPDATED.fullmatch(value):
            return value
        if value is not None:
            self.repair("updated_date is no date", value)
        return None

    def language(self, item: Item) -> str | None:
        """The language code of the object."""
        value = self.text(item, "language")
        if value is None or _LANGUAGE.fullmatch(value):
            return value and value.lower()
        self.repair("language is no ISO 639 code", value)
        return None

    def link(self, item: Item, field: str) -> str | None:
        """The web address in this field; addresses of other protocols are left out."""
        value = self.text(item, field)
        if value is None or value.lower().startswith(("http://", "https://")):
            return value
        self.repair(f"{field} is no web address", value)
        return None

    def external(self, scheme: str, value: object) -> str | None:
        """`scheme:value` of an id in any spelling; None, reported, for one that is none."""
        if value is None or value == "":
            return None
        known = _external_id(scheme, str(value))
        if known is None:
            self.repair(f"invalid {scheme.upper()}", value)
        return known

    def ids(self, item: Item, fields: tuple[str, ...]) -> list[str]:
        """The external ids in those fields of an object or of its `ids`, its own id first, Wikidata's last."""
        found = [f"openalex:{self.record}"]
        ids = self.mapping(item, "ids")
        for name in fields:
            value = item.get(name) or ids.get(name)
            values = value if isinstance(value, list) else [value]
            found += [known for each in values if (known := self.external(name.removesuffix("_l"), each))]
        wikidata = ids.get("wikidata") or item.get("wikidata")
        if isinstance(wikidata, str) and (known_entity := _WIKIDATA.fullmatch(wikidata)):
            found.append(f"wikidata:{known_entity.group(1)}")
        return list(dict.fromkeys(found))

    def _odd(self, field: str, value: object) -> bool:
        if value is not None:
            self.repair(f"an element of {field} has the wrong type", value)
        return False
