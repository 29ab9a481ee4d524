"""Author profiles → AuthorRecord. Authors inside works are mentions; only full profiles become records."""

from __future__ import annotations

from collections.abc import Iterator

from ...schema.errors import BadRecord
from ...schema.records import AuthorRecord, Stay
from .dehydrated import Dehydrated
from .origin import Item, Origin


def adapt(item: Item, origin: Origin, seen: Dehydrated, updated: str | None) -> AuthorRecord:
    """A profile; BadRecord where it has no name."""
    variants = origin.texts(item, "display_name_alternatives")
    name = origin.text(item, "display_name")
    if name is None:
        if not variants:
            raise BadRecord("an author without a name")
        name = variants[0]
        origin.repair("display_name is missing, another name stands for it", name)
    return AuthorRecord(
        record=origin.record,
        name=name,
        variants=[variant for variant in variants if variant != name],
        computed_ids=origin.ids(item, ("orcid",)),
        stays=list(_stays(item, origin, seen)),
        citation_count=origin.count(item, "cited_by_count"),
        h_index=origin.count(origin.mapping(item, "summary_stats"), "h_index"),
        updated=updated,
        locator=origin.locator,
    )


def _stays(item: Item, origin: Origin, seen: Dehydrated) -> Iterator[Stay]:
    """One stay an institution; the years that OpenAlex lists are those with papers."""
    spans: dict[str, list[int]] = {}
    for each in origin.mappings(item, "affiliations"):
        if institution := seen.institution(origin.mapping(each, "institution"), origin):
            years = [origin.year(value, "years") for value in origin.sequence(each, "years")]
            spans.setdefault(institution, []).extend(year for year in years if year)
    last = [*origin.mappings(item, "last_known_institutions"), origin.mapping(item, "last_known_institution")]
    for each in last:
        if institution := seen.institution(each, origin):
            spans.setdefault(institution, [])
    for institution, span in spans.items():
        yield Stay(institution, min(span, default=None), max(span, default=None))
