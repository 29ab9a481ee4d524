"""The people whom the Anthology tells apart: which names are one person, which ids are, and who must not be mistaken.

Until the end of 2025 they stand in `name_variants.yaml`, a list; then in `people.yaml` and since 2026 in `people.json`,
both a mapping of ids. There a verified person may be marked `disable_name_matching`: a bare name does not mean them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from anyascii import anyascii

from ...schema.errors import SourceError
from ...schema.external_ids import external_id
from ...schema.records import AuthorRecord
from ..source import Sink
from .person import full_name, in_script
from .table import HINT, list_of, load_whole, text_of
from .text import clean

FILES = ("people.json", "people.yaml", "name_variants.yaml")
"""The newest form first: a checkout that holds several means it."""

CATCH_ALL = "May refer to several people"
"""The Anthology's own words, until 2025, for the id of a name that is not one person."""

_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_REMARKS = ("institution", "degree", "note")


def read_people(tables: Mapping[str, bytes], sink: Sink) -> None:
    """Adds an AuthorRecord for each person of the newest of FILES; nothing where there is none of them.

    A broken file is a SourceError, a person without a name a rejection.
    """
    file = next((each for each in FILES if each in tables), None)
    if file is None:
        return
    entries = load_whole(file, tables[file])
    if file == "name_variants.yaml":
        _read_list(file, entries, sink)
    else:
        _read_mapping(file, entries, sink)


def _read_list(file: str, entries: object, sink: Sink) -> None:
    if not isinstance(entries, list):
        raise SourceError(f"{file}: not a list of people", hint=HINT)
    named = []
    for number, entry in enumerate(entries, start=1):
        given, family = _name(entry.get("canonical") if isinstance(entry, dict) else None)
        if given or family:
            named.append((given, family, entry))
        else:
            sink.reject(f"{file}#{number}", "a person without a canonical name")
    for record, given, family, entry in _with_records(named):
        locator = f"{file}#{record}"
        ids = _ids(locator, text_of(entry, "id"), text_of(entry, "orcid"), sink)
        sink.add(_author(record, (given, family), _variants(entry), ids, entry, locator))


def _read_mapping(file: str, entries: object, sink: Sink) -> None:
    if not isinstance(entries, dict):
        raise SourceError(f"{file}: not a mapping of people", hint=HINT)
    shared: dict[str, AuthorRecord] = {}
    for record, entry in sorted(entries.items()):
        locator = f"{file}#{record}"
        names = list_of(entry, "names")
        given, family = _name(names[0] if names else None)
        if not given and not family:
            sink.reject(locator, "a person without a name")
            continue
        variants = [name for each in names[1:] if (name := _written(each))]
        ids = _ids(locator, record, text_of(entry, "orcid"), sink)
        person = _author(record, (given, family), variants, ids, entry, locator)
        sink.add(person)
        if text_of(entry, "disable_name_matching") == "true":
            _share_names(shared, person)
    for record in sorted(shared):
        sink.add(shared[record])


def _share_names(shared: dict[str, AuthorRecord], person: AuthorRecord) -> None:
    """Notes that others bear the person's names: the Anthology puts them on one page, `<name>/unverified`."""
    record = f"{_slug(person.name)}/unverified"
    known = shared.setdefault(
        record,
        AuthorRecord(
            record,
            person.name,
            person.given,
            person.family,
            ids=[f"acl_person:{record}"],
            comment=CATCH_ALL,
            is_profile=False,
            locator=person.locator,
        ),
    )
    known.variants = [each for each in dict.fromkeys([*known.variants, *person.variants]) if each != known.name]


def _with_records(named: list[tuple[str, str, object]]) -> Iterator[tuple[str, str, str, object]]:
    """The explicit id, else a slug of the name; a taken one gets a number, in the order of the names, not the file."""
    taken = {text_of(entry, "id") for _, _, entry in named}
    for given, family, entry in sorted(named, key=lambda each: each[:2]):
        record = text_of(entry, "id")
        if not record:
            slug = _slug(full_name(given, family))
            record, number = slug, 1
            while record in taken:
                number += 1
                record = f"{slug}-{number}"
            taken.add(record)
        yield record, given, family, entry


def _slug(name: str) -> str:
    return _NOT_SLUG.sub("-", anyascii(name).lower()).strip("-") or "person"


def _author(
    record: str, name: tuple[str, str], variants: list[str], ids: list[str], entry: object, locator: str
) -> AuthorRecord:
    given, family = name
    return AuthorRecord(
        record,
        full_name(given, family),
        given or None,
        family or None,
        variants=variants,
        ids=ids,
        not_same_as=[text for text in list_of(entry, "similar") if isinstance(text, str)],
        comment=_comment(entry),
        is_profile=False,
        locator=locator,
    )


def _ids(locator: str, person: str, orcid: str, sink: Sink) -> list[str]:
    ids = []
    for field, scheme, text in (("id", "acl_person", person), ("orcid", "orcid", orcid)):
        known = external_id(scheme, text)
        if known:
            ids.append(known)
        elif text:
            sink.repair(locator, f"invalid {field} left out", text)
    return ids


def _comment(entry: object) -> str | None:
    remarks = [f"{field}: {text}" for field in _REMARKS if (text := text_of(entry, field))]
    return "; ".join([*filter(None, [text_of(entry, "comment")]), *remarks]) or None


def _variants(entry: object) -> list[str]:
    single = entry.get("variant") if isinstance(entry, dict) else None  # one entry of the real data spells it so
    names = [_written(each) for each in [*list_of(entry, "variants"), single]]
    return [name for name in names if name]


def _written(entry: object) -> str:
    return in_script(*_name(entry), text_of(entry, "script"))


def _name(entry: object) -> tuple[str, str]:
    return clean(text_of(entry, "first")), clean(text_of(entry, "last"))
