"""A `<paper>` as a record.

Types: `article`; `front_matter` where the Anthology lists front or back matter as a paper; `erratum` for a paper that
corrects another one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element

from ...schema.errors import BadRecord
from ...schema.external_ids import external_id
from ...schema.records import PaperRecord
from .person import mention
from .report import Report
from .text import clean, plain
from .volume import Volume

SITE = "https://aclanthology.org"

_ERRATUM = re.compile(r"\W*(?:errat(?:um|a)|corrigend(?:um|a)|corrections? to)\b", re.IGNORECASE)
_FILE = re.compile(r"[A-Za-z0-9._-]+")
_WEB = re.compile(r"https?://\S+")


def read_paper(element: Element, volume: Volume, report: Report) -> PaperRecord:
    """The record of a `<paper>`; BadRecord, naming volume and paper, where it has no usable id or no title."""
    paper = _read(element, volume, report)
    if not paper.title:
        raise BadRecord(f"paper {paper.record} of volume {volume.record} has no title")
    if element.get("type") in ("backmatter", "frontmatter"):
        paper.type = "front_matter"
    elif _ERRATUM.match(paper.title):
        paper.type = "erratum"
    return paper


def _read(element: Element, volume: Volume, report: Report) -> PaperRecord:
    number = element.get("id", "").strip()
    record = volume.numbering.paper(number)
    if record is None:
        raise BadRecord(f"paper {number!r} of volume {volume.record} has no usable id")
    paper = PaperRecord(
        record,
        "",
        year=volume.year,
        date=volume.date,
        type="article",
        ids=[f"acl:{record}"],
        url=f"{SITE}/{record}/",
        venues=list(volume.venues),
        volume=volume.record,
        affiliations_covered=volume.affiliations_covered,
        locator=f"{report.file}#{record}",
    )
    for child in element:
        if child.tag != "author":
            if adapt := _FIELDS.get(child.tag):
                adapt(paper, child, report)
            elif child.tag not in _UNUSED:
                report.unknown(f"<{child.tag}> in <paper>")
        elif found := mention(child, report):
            paper.mentions.append(found)
        else:
            paper.is_author_list_complete = False
    return paper


def _title(paper: PaperRecord, element: Element, _: Report) -> None:
    paper.title = plain(element)


def _abstract(paper: PaperRecord, element: Element, _: Report) -> None:
    paper.abstract = plain(element) or None


def _language(paper: PaperRecord, element: Element, _: Report) -> None:
    paper.language = plain(element) or None


def _doi(paper: PaperRecord, element: Element, report: Report) -> None:
    text = plain(element)
    if known := external_id("doi", text):
        paper.ids.append(known)
    elif text:
        report.repair("invalid DOI left out", text)


def _pdf(paper: PaperRecord, element: Element, report: Report) -> None:
    """Since 2026 a `<pdf>` stands for the file, named like the paper, and `<url>` is any page of another site."""
    paper.pdf_url = _file_url(plain(element) or paper.record) or _web_url(plain(element), report)


def _url(paper: PaperRecord, element: Element, report: Report) -> None:
    text = plain(element)
    if paper.pdf_url is None:
        paper.pdf_url = f"{SITE}/{text}.pdf" if text == paper.record else _file_url(text) or _web_url(text, report)


def _code(paper: PaperRecord, element: Element, report: Report) -> None:
    paper.code_url = _web_url(clean(element.get("url", "")), report)


def _retraction(paper: PaperRecord, element: Element, _: Report) -> None:
    paper.is_retracted = True
    paper.notices.append(_notice(element.tag, element, plain(element)))


def _erratum(paper: PaperRecord, element: Element, _: Report) -> None:
    text = plain(element)
    paper.notices.append(_notice(f"erratum {element.get('id', '')}".rstrip(), element, _file_url(text) or text))


def _revision(paper: PaperRecord, element: Element, _: Report) -> None:
    text = plain(element)
    if text or element.get("id") != "1":  # revision 1 is the paper as it first appeared
        paper.notices.append(_notice(f"revision {element.get('id', '')}".rstrip(), element, text))


def _notice(label: str, element: Element, text: str) -> str:
    date = clean(element.get("date", ""))
    return f"{label}{f' ({date})' if date else ''}{f': {text}' if text else ''}"


def _file_url(text: str) -> str | None:
    return f"{SITE}/{text}.pdf" if _FILE.fullmatch(text) else None


def _web_url(text: str, report: Report) -> str | None:
    if _WEB.fullmatch(text):
        return text
    if text:
        report.repair("invalid URL left out", text)
    return None


_FIELDS: dict[str, Callable[[PaperRecord, Element, Report], None]] = {
    "title": _title,
    "abstract": _abstract,
    "language": _language,
    "doi": _doi,
    "url": _url,
    "pdf": _pdf,
    "pwccode": _code,
    "retracted": _retraction,
    "removed": _retraction,
    "erratum": _erratum,
    "revision": _revision,
}

_UNUSED = frozenset(
    [
        "editor",
        "pages",
        "bibkey",
        "attachment",
        "award",
        "video",
        "note",
        "mrf",
        "issue",
        "journal",
        "volume",
        "pwcdataset",
        "bibtype",
        "booktitle",
        "publisher",
        "address",
        "month",
        "year",
        "isbn",
        "ISBN",
        "presentation",
        "dataset",
        "software",
        "href",
    ]
)
"""Further elements of any year, which the graph has no field for; editors are read apart."""
