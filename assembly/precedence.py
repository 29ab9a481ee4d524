"""Whose word counts, field by field, where several records speak of one entity. Stated here and nowhere else;
docs/builds.md prints these tables.

Records of an entity stand in an order: by source (parameter `source_order`), within a source published before preprint,
then by record id. `place` is a record's number in it. Facts about publication are taken from the published version of
a paper whatever its source: `published_place` orders published before preprint first, then by source, then by id.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Rule(StrEnum):
    """How the values of several records become one value; the text is what docs/builds.md says."""

    FIRST = "first record that has one"
    PUBLISHED = "first record that has one, published versions before preprints"
    ANY = "true if any record says so"
    UNION = "all records' values, sorted"


PAPER: Mapping[str, Rule] = MappingProxyType(
    {
        "title": Rule.FIRST,
        "abstract": Rule.FIRST,
        "year": Rule.PUBLISHED,
        "type": Rule.PUBLISHED,
        "language": Rule.FIRST,
        "url": Rule.FIRST,
        "pdf_url": Rule.FIRST,
        "code_url": Rule.FIRST,
        "is_retracted": Rule.ANY,
        "notices": Rule.UNION,
        "is_author_list_complete": Rule.ANY,
    }
)
INSTITUTION: Mapping[str, Rule] = MappingProxyType(
    {
        "name": Rule.FIRST,
        "aliases": Rule.UNION,
        "country_code": Rule.FIRST,
        "city": Rule.FIRST,
        "type": Rule.FIRST,
        "status": Rule.FIRST,
    }
)
TOPIC: Mapping[str, Rule] = MappingProxyType(
    {
        "name": Rule.FIRST,
        "scheme": Rule.FIRST,
        "level": Rule.FIRST,
        "description": Rule.FIRST,
        "keywords": Rule.UNION,
    }
)
VENUE: Mapping[str, Rule] = MappingProxyType(
    {"name": Rule.FIRST, "acronym": Rule.FIRST, "aliases": Rule.UNION, "type": Rule.FIRST}
)

_OF_SEVERAL = {
    Rule.FIRST: "arg_min(r.{0}, p.place)",
    Rule.PUBLISHED: "arg_min(r.{0}, p.published_place)",
    Rule.ANY: "bool_or(coalesce(r.{0}, false))",
    Rule.UNION: "coalesce(list_sort(list_distinct(flatten(list(r.{0})))), [])",
}
_OF_ONE = {
    Rule.FIRST: "r.{0}",
    Rule.PUBLISHED: "r.{0}",
    Rule.ANY: "coalesce(r.{0}, false)",
    Rule.UNION: "coalesce(list_sort(list_distinct(r.{0})), [])",
}


def columns(rules: Mapping[str, Rule]) -> str:
    """SQL aggregates of a record table `r` joined with its places `p`, one column a field; nulls never win."""
    return ", ".join(f"{_OF_SEVERAL[rule].format(field)} AS {field}" for field, rule in rules.items())


def columns_of_one(rules: Mapping[str, Rule]) -> str:
    """The same for entities of one record each, without grouping."""
    return ", ".join(f"{_OF_ONE[rule].format(field)} AS {field}" for field, rule in rules.items())
