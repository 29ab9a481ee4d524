"""Works → PaperRecord, in the current form and in that of 2023 (host_venue, concepts, raw_affiliation_string)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from ...schema.errors import BadRecord
from ...schema.external_ids import external_id, implied_ids, web_address
from ...schema.records import Mention, PaperRecord, PaperTopic
from .abstract import abstract
from .dehydrated import Dehydrated
from .origin import ROOT, Item, Origin, short_id
from .tables import PLACEHOLDERS

LIST_END = 100  # lists of the API end at this many authors

_TYPES = {
    "journal-article": "article",
    "proceedings-article": "article",
    "posted-content": "preprint",
    "book-chapter": "chapter",
    "book-section": "chapter",
    "book-part": "chapter",
    "monograph": "book",
    "edited-book": "book",
    "reference-book": "book",
}
_WORK = f"\n{ROOT}W"
_AFTER_ROOT = len(ROOT)


def adapt(item: Item, origin: Origin, seen: Dehydrated, updated: str | None) -> PaperRecord:
    """A work; BadRecord where it has no title."""
    title = origin.text(item, "title") or origin.text(item, "display_name")
    if title is None:
        raise BadRecord("a work without a title")
    primary = origin.mapping(item, "primary_location")
    venue = origin.mapping(primary, "source") or origin.mapping(item, "host_venue")
    venue_id = seen.venue(venue, origin)
    date = origin.day(item, "publication_date")
    mentions = _mentions(item, origin, seen)
    ids = _ids(item, origin)
    return PaperRecord(
        record=origin.record,
        title=title,
        abstract=abstract(item, origin),
        year=origin.year(item.get("publication_year"), "publication_year") or (int(date[:4]) if date else None),
        date=date,
        type=_type(item, origin),
        language=origin.language(item),
        ids=ids,
        url=_url(item, origin, primary, ids),
        pdf_url=origin.link(origin.mapping(item, "best_oa_location"), "pdf_url") or origin.link(primary, "pdf_url"),
        venues=[venue_id] if venue_id else [],
        is_retracted=origin.flag(item, "is_retracted") or False,
        citation_count=origin.count(item, "cited_by_count"),
        is_author_list_complete=_is_complete(item, mentions),
        mentions=mentions,
        topics=_topics(item, origin, seen),
        references=_references(item, origin),
        updated=updated,
        locator=origin.locator,
    )


def _type(item: Item, origin: Origin) -> str | None:
    """Our word for the type. The version of a location is no evidence: articles of 1962 are "submittedVersion"."""
    if item.get("is_paratext") is True:
        return "paratext"
    printed = (origin.text(item, "type") or "").lower()
    return _TYPES.get(printed, printed.replace("-", "_").replace(" ", "_")) or None


def _ids(item: Item, origin: Origin) -> list[str]:
    found = origin.ids(item, ("doi", "mag", "pmid"))
    found += [implied for known in found if known.startswith("doi:10.") for implied in implied_ids(known)]
    for location in origin.sequence(item, "locations") or [item.get("primary_location")]:
        for field in ("landing_page_url", "pdf_url") if isinstance(location, dict) else ():
            url = location.get(field)
            if isinstance(url, str) and ("arxiv" in url or "acl" in url):
                found += _ids_in(url)
    return list(dict.fromkeys(found))


def _ids_in(url: str) -> list[str]:
    """Ids that the address of a version implies: arXiv, the Anthology, arXiv's DOIs."""
    if "doi.org/10.48550/" in url:
        return implied_ids(external_id("doi", url) or "")
    if "arxiv.org/" in url:
        known = external_id("arxiv", url)
    elif "aclanthology." in url or "aclweb.org/anthology" in url:
        known = external_id("acl", url)
    else:
        known = None
    return [known] if known else []


def _url(item: Item, origin: Origin, primary: Item, ids: list[str]) -> str | None:
    return (
        origin.link(primary, "landing_page_url")
        or origin.link(origin.mapping(item, "host_venue"), "url")
        or next((web_address(known) for known in ids if known.startswith("doi:")), None)
    )


def _is_complete(item: Item, mentions: list[Mention]) -> bool:
    """Whether all authors are listed: the API cuts lists, and a work without a list says nothing of its authors."""
    authorships = item.get("authorships")
    is_cut = len(mentions) == LIST_END or item.get("is_authors_truncated")
    return isinstance(authorships, list) and len(mentions) == len(authorships) and not is_cut


def _mentions(item: Item, origin: Origin, seen: Dehydrated) -> list[Mention]:
    found = []
    for position, authorship in enumerate(origin.mappings(item, "authorships")):
        author = origin.mapping(authorship, "author")
        name = origin.text(authorship, "raw_author_name") or origin.text(author, "display_name")
        if name is None:
            origin.repair(f"the author at position {position} has no name", author.get("id"))
            continue
        institutions = [seen.institution(each, origin) for each in origin.mappings(authorship, "institutions")]
        found.append(
            Mention(
                name=name,
                computed_ids=_author_ids(author, origin),
                affiliations=_affiliations(authorship, origin),
                institutions=[short for short in dict.fromkeys(institutions) if short],
                is_corresponding=origin.flag(authorship, "is_corresponding"),
                position=position,
            )
        )
    return found


def _author_ids(author: Item, origin: Origin) -> list[str]:
    value, orcid = author.get("id"), author.get("orcid")
    try:
        found, is_valid = _computed_ids(value, orcid)
    except TypeError:
        found, is_valid = (), False
    if not is_valid:
        origin.repair("no valid id of an author", {"id": value, "orcid": orcid})
    return list(found)


@lru_cache(2**16)
def _computed_ids(value: object, orcid: object) -> tuple[tuple[str, ...], bool]:
    """The ids of an author inside works, who come again and again; and whether what is given is valid."""
    short = short_id(value, "A")
    known = external_id("orcid", orcid) if isinstance(orcid, str) else None
    is_valid = (short is not None or value is None) and (known is not None or not orcid)
    found = (f"openalex:{short}" if short and short not in PLACEHOLDERS else None, known)
    return tuple(each for each in found if each), is_valid


def _affiliations(authorship: Item, origin: Origin) -> list[str]:
    if "raw_affiliation_strings" in authorship:
        return origin.texts(authorship, "raw_affiliation_strings")
    singles = [authorship, *origin.mappings(authorship, "affiliations")]
    texts = [origin.text(each, "raw_affiliation_string") for each in singles]
    return list(dict.fromkeys(text for text in texts if text))


def _topics(item: Item, origin: Origin, seen: Dehydrated) -> list[PaperTopic]:
    """The topics, the primary one first; in the form of 2023, which has none, the concepts."""
    if "topics" in item or "primary_topic" in item:
        first = origin.mapping(item, "primary_topic")
        topics = ([first] if first else []) + origin.mappings(item, "topics")
        scores = {seen.topic(each, origin): _score(each) for each in topics}
    else:
        concepts = [each for each in origin.mappings(item, "concepts") if (_score(each) or 0) > 0]
        scores = {seen.concept(each, origin): _score(each) for each in concepts}
    ranked = ((short, score) for short, score in scores.items() if short)
    return [PaperTopic(short, score, rank) for rank, (short, score) in enumerate(ranked, 1)]


def _score(item: Item) -> float | None:
    try:
        return float(item.get("score"))  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None


def _references(item: Item, origin: Origin) -> list[str] | None:
    """Cited works; None where the field is missing, or empty though OpenAlex counts some."""
    if item.get("referenced_works") is None:
        return None
    values = origin.sequence(item, "referenced_works")
    found = _plain_references(values)
    if found is None:
        found = []
        for value in values:
            if short := short_id(value, "W"):
                found.append(f"openalex:{short}")
            else:
                origin.repair("no OpenAlex id W… in referenced_works", value)
    if not found and item.get("referenced_works_count"):
        return None
    return list(dict.fromkeys(found))


def _plain_references(values: list[Any]) -> list[str] | None:
    """The usual case, all at once: every value is a URL of a work; None for any other."""
    try:
        numbers = "\n".join(["", *values]).replace(_WORK, ",")
    except TypeError:
        return None
    is_plain = numbers.count(",") == len(values) and ",," not in f"{numbers}," and numbers.replace(",", "").isdigit()
    return ["openalex:" + url[_AFTER_ROOT:] for url in values] if is_plain and numbers.isascii() else None
