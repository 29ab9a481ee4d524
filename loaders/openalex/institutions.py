"""Institutions → InstitutionRecord, with their direct parents."""

from __future__ import annotations

from collections.abc import Mapping

from ...schema.errors import BadRecord
from ...schema.records import InstitutionRecord
from .dehydrated import Copies, Dehydrated
from .origin import Item, Origin, short_id

IDS = ("ror", "grid", "mag")


def adapt(item: Item, origin: Origin, seen: Dehydrated, updated: str | None) -> InstitutionRecord:
    """A full institution; BadRecord where nothing names it."""
    related = [
        each for each in origin.mappings(item, "associated_institutions") if each.get("relationship") == "parent"
    ]
    parents = [short for each in related if (short := seen.institution(each, origin))]
    above = parents or [short for short in lineage(item, origin) if short != origin.record]
    return _record(item, origin, list(dict.fromkeys(above)), updated)


def dehydrated(item: Item, origin: Origin, lineages: Mapping[str, set[str]], updated: str) -> InstitutionRecord:
    """An institution inside another object; `lineages` of all known ones tell its direct parents."""
    return _record(item, origin, _direct_parents(origin.record, lineages), updated)


def lineages(copies: Copies) -> dict[str, set[str]]:
    """For each institution those above it at any height."""
    return {short: set(lineage(item, origin)) - {short} for short, (item, origin) in copies.items()}


def lineage(item: Item, origin: Origin) -> list[str]:
    """Short ids of the institution and those above it at any height; the source sorts them by id."""
    return [short for value in origin.sequence(item, "lineage") if (short := short_id(value, "I"))]


def _direct_parents(short: str, lineages: Mapping[str, set[str]]) -> list[str]:
    above = lineages[short]
    indirect = {higher for each in above for higher in lineages.get(each, ()) if each not in lineages.get(higher, ())}
    return sorted(above - indirect - {short})


def _record(item: Item, origin: Origin, parents: list[str], updated: str | None) -> InstitutionRecord:
    aliases = origin.texts(item, "display_name_alternatives") + origin.texts(item, "display_name_acronyms")
    geo = origin.mapping(item, "geo")
    name = _name(item, origin, aliases)
    return InstitutionRecord(
        record=origin.record,
        name=name,
        aliases=[alias for alias in dict.fromkeys(aliases) if alias != name],
        ids=origin.ids(item, IDS),
        country_code=origin.text(item, "country_code") or origin.text(geo, "country_code"),
        city=origin.text(geo, "city"),
        type=origin.text(item, "type"),
        parents=parents,
        updated=updated,
        locator=origin.locator,
    )


def _name(item: Item, origin: Origin, aliases: list[str]) -> str:
    name = origin.text(item, "display_name")
    if name is None:
        name = aliases[0] if aliases else origin.text(item, "ror")
        if name is None:
            raise BadRecord("an institution without a name")
        origin.repair("display_name is missing, another name stands for it", name)
    return name
