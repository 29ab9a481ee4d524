"""One name in an author or editor list, with what stands beside it: ids, names in other scripts, affiliation."""

from __future__ import annotations

from functools import lru_cache
from xml.etree.ElementTree import Element

from ...schema.external_ids import external_id
from ...schema.records import Mention
from .report import Report
from .text import clean, plain, undoubled


def full_name(given: str, family: str) -> str:
    """`First Last`; just the one part where the other is empty."""
    return f"{given} {family}" if given and family else given or family


def mention(element: Element, report: Report) -> Mention | None:
    """The mention in an `<author>` or `<editor>`; None, reported as a repair, for one without any name.

    Equal elements may give the very same object, so nobody may change it.
    """
    found, unusable = _mention(
        element.findtext("first"), element.findtext("last"), element.get("id"), element.get("orcid")
    )
    if found is None:
        report.repair(f"<{element.tag}> without a name left out")
        return None
    for attribute, text in unusable:
        report.repair(f"invalid {attribute} of <{element.tag}> left out", text)
    return _completed(found, element) if len(element) > 2 else found


@lru_cache(maxsize=1 << 16)  # two of three mentions came before with the same name and ids
def _mention(
    first: str | None, last: str | None, person: str | None, orcid: str | None
) -> tuple[Mention | None, list[tuple[str, str]]]:
    """A mention without what stands beside the name, and the attributes with their values that are no ids."""
    given, family = clean(first or ""), clean(last or "")
    if not given and not family:
        return None, []
    ids: list[str] = []
    unusable: list[tuple[str, str]] = []
    for attribute, scheme, text in (("id", "acl_person", person), ("orcid", "orcid", orcid)):
        known = external_id(scheme, text) if text else None
        if known:
            ids.append(known)
        elif text:
            unusable.append((attribute, text))
    return Mention(full_name(given, family), given or None, family or None, ids=ids), unusable


def _completed(found: Mention, element: Element) -> Mention:
    variants: list[str] = []
    affiliations: list[str] = []
    for child in element:
        if child.tag == "affiliation":
            if text := plain(child):
                affiliations.append(undoubled(text))
        elif child.tag == "variant" and (text := _variant(child)):
            variants.append(text)
    return Mention(found.name, found.given, found.family, variants, found.ids, [], affiliations)


def _variant(element: Element) -> str:
    """A name in another script; in Chinese characters the family name comes first and nothing stands between."""
    given, family = plain(element.find("first")), plain(element.find("last"))
    return f"{family}{given}" if element.get("script") == "hani" else full_name(given, family)
