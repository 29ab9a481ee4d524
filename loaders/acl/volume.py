"""What all papers of one volume share: its id, date, venues, and its editors, who are people but no authors."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from ...schema.errors import BadRecord
from ...schema.records import EditorRecord
from ..source import Sink
from .dates import YEARS, first_day
from .numbering import Numbering, collection_year, volume_numbering
from .person import mention
from .report import Report
from .text import plain
from .venues import Venues

_PARTS = frozenset({"meta", "frontmatter", "paper"})
_META = frozenset(
    [
        "year",
        "month",
        "venue",
        "sig",
        "editor",
        "booktitle",
        "shortbooktitle",
        "publisher",
        "address",
        "isbn",
        "ISBN",
        "url",
        "pdf",
        "doi",
        "volume",
        "bibkey",
        "journal-volume",
        "journal-issue",
        "journal-title",
    ]
)
"""What a volume's `<meta>` is known to hold; the graph has no field for most of it."""


@dataclass(frozen=True, slots=True)
class Volume:
    """A volume; `record` is its full id (`P18-1`).

    `affiliations_covered`: whether any of its papers has an affiliation; where none has, the source is silent there.
    """

    record: str
    numbering: Numbering
    year: int | None
    date: str | None
    venues: list[str]
    affiliations_covered: bool


def read_volume(element: Element, collection: str, *, venues: Venues, report: Report) -> Volume:
    """The volume of a `<volume>` element; BadRecord where it has no usable id."""
    numbering = volume_numbering(collection, element.get("id", "").strip())
    if numbering is None:
        raise BadRecord(f"a volume of {collection} has no usable id")
    meta = element.find("meta")
    meta = Element("meta") if meta is None else meta
    year = _year(plain(meta.find("year")), collection, report)
    for parent, known in ((element, _PARTS), (meta, _META)):
        for child in parent:
            if child.tag not in known:
                report.unknown(f"<{child.tag}> in <{parent.tag}>")
    return Volume(
        numbering.record,
        numbering,
        year,
        first_day(year, plain(meta.find("month"))) if year else None,
        venues.of_volume(numbering.record, _slugs(meta, "venue"), _slugs(meta, "sig")),
        _has_affiliation(element),
    )


def _slugs(meta: Element, tag: str) -> list[str]:
    return [slug for each in meta.findall(tag) if (slug := plain(each))]


def read_editors(parent: Element | None, record: str, *, volume: str, report: Report, sink: Sink) -> None:
    """Adds an EditorRecord for each `<editor>` of a volume's `<meta>` or of a paper; `record` is that one's id."""
    for position, element in enumerate(() if parent is None else parent.findall("editor")):
        editor = mention(element, report)
        if editor:
            sink.add(EditorRecord(f"{record}#e{position:03d}", volume, editor, locator=report.label))


def _has_affiliation(element: Element) -> bool:
    if next(element.iter("affiliation"), None) is None:  # true of most volumes, and asked without a walk in Python
        return False
    return any(plain(each) for each in element.iterfind("paper/author/affiliation"))


def _year(text: str, collection: str, report: Report) -> int | None:
    if not text:  # as in 1 of 8 volumes of the 2021 data
        return collection_year(collection)
    if text.isdecimal() and len(text) == 4 and int(text) in YEARS:
        return int(text)
    report.repair(f"year outside {YEARS[0]} to {YEARS[-1]} left out", text)
    return None
