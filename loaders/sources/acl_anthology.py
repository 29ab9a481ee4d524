"""The ACL Anthology: its XML collections and tables, from a checkout or an archive of it, as of 2019 and later."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from xml.etree.ElementTree import Element

from ...schema.errors import BadRecord, SourceError, UsageError
from ...schema.records import PaperRecord
from ..acl.collection import open_collection
from ..acl.dates import YEARS
from ..acl.layout import Layout, file_name, survey
from ..acl.paper import read_paper
from ..acl.people import read_people
from ..acl.report import Report, paper_lines
from ..acl.venues import Venues
from ..acl.volume import Volume, read_editors, read_volume
from ..source import Progress, Sink, Source

SOURCE = Source(
    name="acl-anthology",
    title="ACL Anthology",
    license="CC BY 4.0 (papers from 2016 on), CC BY-NC-SA 3.0 (earlier papers)",
    home="https://aclanthology.org/",
    version=2,
)

_TOLD = 3
"""Files that an error names, of those that cannot be read."""

_DATE = re.compile(r"(\d{4})-\d\d-\d\d")


def read(paths: Sequence[Path], sink: Sink, *, progress: Progress | None = None) -> str | None:
    """Reads every collection and the people and venues; the release is the newest ingestion date in the XML.

    SourceError where a path holds no Anthology or is damaged, or where a collection cannot be read as a whole: however
    few papers are in it, the graph would lose them. OutOfSpace where an archive finds no room to unpack.
    """
    if not paths:
        raise UsageError("no path to read the Anthology from", hint="give its repository or a .tar.gz of it")
    with ExitStack() as opened, _undisturbed():
        return _read([opened.enter_context(survey(path)) for path in paths], sink, progress)


def _read(layouts: list[Layout], sink: Sink, progress: Progress | None) -> str | None:
    venues = Venues()
    for layout in layouts:
        venues.read(layout.tables, sink)
        read_people(layout.tables, sink)
    collections = [each for layout in layouts for each in layout.collections]
    release, broken, lost = "", list[str](), 0
    for done, member in enumerate(collections, start=1):
        file, data = file_name(member), member.read()
        try:
            root = open_collection(file, data)
        except BadRecord as error:
            broken.append(error.message)
            lost += len(paper_lines(data))
        else:
            release = max(release, _Collection(root, Report(file, data, sink), venues, sink).read())
        if progress:
            progress("read", done, len(collections))
    if broken:
        raise _unreadable(broken, lost)
    venues.emit(sink)
    return release or None


def _unreadable(broken: list[str], lost: int) -> SourceError:
    files = "1 file" if len(broken) == 1 else f"{len(broken)} files"
    papers = "1 paper" if lost == 1 else f"{lost} papers"
    more = f"; and {len(broken) - _TOLD} more" if len(broken) > _TOLD else ""
    return SourceError(
        f"{files} with {papers} cannot be read: {'; '.join(broken[:_TOLD])}{more}; nothing was loaded",
        hint="mend the file or fetch it again; without it the load would take its papers out of the graph",
    )


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Keeps the cycle collector from walking trees and records, which have no cycles, over and over."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class _Collection:
    """One file on its way to the sink; its papers are given in the order of their records."""

    def __init__(self, root: Element, report: Report, venues: Venues, sink: Sink) -> None:
        self._root, self._report = root, report
        self._venues, self._sink = venues, sink
        self._papers: dict[str, PaperRecord] = {}
        self._newest = ""

    def read(self) -> str:
        """Adds everything of the collection; its newest ingestion date, empty where it names none."""
        for element in self._root:
            if element.tag == "volume":
                self._read_volume(element, self._root.attrib["id"])
            elif element.tag != "event":
                self._report.unknown(f"<{element.tag}> in <collection>")
        self._report.close()
        for record in sorted(self._papers):
            self._sink.add(self._papers[record])
        return self._newest

    def _read_volume(self, element: Element, collection: str) -> None:
        self._note_date(element)
        self._report.enter_volume(f"{collection}-{element.get('id', '')}")
        volume = None
        try:
            volume = read_volume(element, collection, venues=self._venues, report=self._report)
            self._read_editors(element.find("meta"), volume.record, volume)
            self._read_editors(element.find("frontmatter"), volume.numbering.paper("0") or volume.record, volume)
        except BadRecord as error:
            self._report.reject(error.message)
        for child in element.iterfind("paper"):
            self._report.enter_paper()
            self._read_paper(child, volume)

    def _read_paper(self, element: Element, volume: Volume | None) -> None:
        self._note_date(element)
        try:
            if volume is None:
                raise BadRecord(f"paper {element.get('id', '')!r}: its volume has no usable id")
            paper = read_paper(element, volume, self._report)
            if paper.record in self._papers:
                raise BadRecord(f"paper {paper.record} is in this file already")
        except BadRecord as error:
            self._report.reject(error.message)
            return
        self._papers[paper.record] = paper
        if element.find("editor") is not None:
            self._read_editors(element, paper.record, volume)

    def _read_editors(self, parent: Element | None, record: str, volume: Volume) -> None:
        read_editors(parent, record, volume=volume.record, report=self._report, sink=self._sink)

    def _note_date(self, element: Element) -> None:
        text = element.get("ingest-date")
        if text and text > self._newest and _is_date(text):
            self._newest = text


def _is_date(text: str) -> bool:
    found = _DATE.fullmatch(text)
    return found is not None and int(found[1]) in YEARS
