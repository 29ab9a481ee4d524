"""One name in an author or editor list, with what stands beside it: ids, names in other scripts, affiliation."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from ...schema.external_ids import external_id
from ...schema.records import Mention
from .report import Report
from .text import clean, plain, undoubled

_ID_ATTRIBUTES = {"id": "acl_person", "orcid": "orcid"}
_PARTS = ("first", "last")


def full_name(given: str, family: str) -> str:
    """`First Last`; just the one part where the other is empty."""
    return f"{given} {family}" if given and family else given or family


def in_script(given: str, family: str, script: str) -> str:
    """The full name; in Chinese characters (`hani`) the family name comes first and nothing stands between."""
    return f"{family}{given}" if script == "hani" else full_name(given, family)


def mention(element: Element, report: Report) -> Mention | None:
    """The mention in an `<author>` or `<editor>`; None, reported as a repair, for one without any name."""
    # Nothing is remembered from mention to mention: looking a name up costs more than cleaning it again.
    given, family = clean(element.findtext("first", "")), clean(element.findtext("last", ""))
    name = full_name(given, family)
    if not name:
        report.repair(f"<{element.tag}> without a name left out")
        return None
    ids = _ids(element, report) if element.keys() else []
    variants: list[str] = []
    affiliations: list[str] = []
    if len(element) > 2:
        _read_rest(element, variants, affiliations, report)
    return Mention(name, given or None, family or None, variants, ids, [], affiliations, [], [])


def _read_rest(element: Element, variants: list[str], affiliations: list[str], report: Report) -> None:
    for child in element:
        if child.tag == "affiliation":
            if text := plain(child):
                affiliations.append(undoubled(text))
        elif child.tag == "variant":
            if text := _variant(child):
                variants.append(text)
        elif child.tag not in _PARTS:
            report.unknown(f"<{child.tag}> of a person")


def _ids(element: Element, report: Report) -> list[str]:
    ids: list[str] = []
    for attribute, scheme in _ID_ATTRIBUTES.items():
        if text := element.get(attribute):
            known = external_id(scheme, text)
            if known:
                ids.append(known)
            else:
                report.repair(f"invalid {attribute} of <{element.tag}> left out", text)
    for attribute in element.keys() - _ID_ATTRIBUTES.keys():
        report.unknown(f"attribute {attribute} of a person")
    return ids


def _variant(element: Element) -> str:
    given, family = plain(element.find("first")), plain(element.find("last"))
    return in_script(given, family, element.get("script", ""))
