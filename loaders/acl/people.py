"""The people of name_variants.yaml: which names are one person, which ids are, and who must not be taken for whom."""

from __future__ import annotations

import re
from collections.abc import Iterator

from anyascii import anyascii

from ...schema.errors import SourceError
from ...schema.external_ids import external_id
from ...schema.records import AuthorRecord
from ..source import Sink
from .person import full_name
from .text import clean
from .yaml_file import HINT, list_of, load_whole, text_of

FILE = "name_variants.yaml"

_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_REMARKS = ("institution", "degree", "note")


def read_people(data: bytes, sink: Sink) -> None:
    """Adds an AuthorRecord for each person; a broken file is a SourceError, a person without a name a rejection."""
    entries = load_whole(FILE, data)
    if not isinstance(entries, list):
        raise SourceError(f"{FILE}: not a list of people", hint=HINT)
    named = []
    for number, entry in enumerate(entries, start=1):
        given, family = _name(entry.get("canonical") if isinstance(entry, dict) else None)
        if given or family:
            named.append((given, family, entry))
        else:
            sink.reject(f"{FILE}#{number}", "a person without a canonical name")
    for record, given, family, entry in _with_records(named):
        sink.add(_author(record, given, family, entry, sink))


def _with_records(named: list[tuple[str, str, object]]) -> Iterator[tuple[str, str, str, object]]:
    """The explicit id, else a slug of the name; a taken one gets a number, in the order of the names, not the file."""
    taken = {text_of(entry, "id") for _, _, entry in named}
    for given, family, entry in sorted(named, key=lambda each: each[:2]):
        record = text_of(entry, "id")
        if not record:
            slug = _NOT_SLUG.sub("-", anyascii(full_name(given, family)).lower()).strip("-") or "person"
            record, number = slug, 1
            while record in taken:
                number += 1
                record = f"{slug}-{number}"
            taken.add(record)
        yield record, given, family, entry


def _author(record: str, given: str, family: str, entry: object, sink: Sink) -> AuthorRecord:
    locator = f"{FILE}#{record}"
    ids = []
    for field, scheme in (("id", "acl_person"), ("orcid", "orcid")):
        text = text_of(entry, field)
        known = external_id(scheme, text)
        if known:
            ids.append(known)
        elif text:
            sink.repair(locator, f"invalid {field} left out", text)
    return AuthorRecord(
        record,
        full_name(given, family),
        given or None,
        family or None,
        variants=_variants(entry),
        ids=ids,
        not_same_as=[text for text in list_of(entry, "similar") if isinstance(text, str)],
        comment=_comment(entry),
        is_profile=False,
        locator=locator,
    )


def _comment(entry: object) -> str | None:
    remarks = [f"{field}: {text}" for field in _REMARKS if (text := text_of(entry, field))]
    return "; ".join([*filter(None, [text_of(entry, "comment")]), *remarks]) or None


def _variants(entry: object) -> list[str]:
    single = entry.get("variant") if isinstance(entry, dict) else None  # one entry of the real data spells it so
    names = [full_name(*_name(each)) for each in [*list_of(entry, "variants"), single]]
    return [name for name in names if name]


def _name(entry: object) -> tuple[str, str]:
    return clean(text_of(entry, "first")), clean(text_of(entry, "last"))
