"""What the tests of the OpenAlex loader share: the cut records, ways to write them, and a sink that keeps all."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
from research_graph.loaders.sources.openalex import read
from research_graph.schema.records import (
    AuthorRecord,
    Deletion,
    InstitutionRecord,
    PaperRecord,
    Record,
    TopicRecord,
    VenueRecord,
)

DATA = Path(__file__).parent.parent / "data" / "openalex"
ROOT = "https://openalex.org/"

Item = dict[str, Any]


@dataclass
class Kept:
    """A sink that keeps everything as it came."""

    records: list[Record] = field(default_factory=list)
    rejections: list[tuple[str, str, str | None]] = field(default_factory=list)
    repairs: list[tuple[str, str, str | None]] = field(default_factory=list)
    release: str | None = None

    def add(self, record: Record) -> None:
        self.records.append(record)

    def reject(self, locator: str, reason: str, excerpt: str | None = None) -> None:
        self.rejections.append((locator, reason, excerpt))

    def repair(self, locator: str, reason: str, excerpt: str | None = None) -> None:
        self.repairs.append((locator, reason, excerpt))

    def ids(self) -> set[str]:
        return {record.record for record in self.records}

    def _one(self, kind: type, record: str) -> Any:
        (found,) = [each for each in self.records if isinstance(each, kind) and each.record == record]
        return found

    def paper(self, record: str) -> PaperRecord:
        return self._one(PaperRecord, record)

    def author(self, record: str) -> AuthorRecord:
        return self._one(AuthorRecord, record)

    def institution(self, record: str) -> InstitutionRecord:
        return self._one(InstitutionRecord, record)

    def topic(self, record: str) -> TopicRecord:
        return self._one(TopicRecord, record)

    def venue(self, record: str) -> VenueRecord:
        return self._one(VenueRecord, record)

    def deletion(self, record: str) -> Deletion:
        return self._one(Deletion, record)


def load(*paths: Path) -> Kept:
    kept = Kept()
    kept.release = read(paths, kept)
    return kept


def items(name: str) -> dict[str, Item]:
    """The records of a file of tests/data/openalex by short id."""
    lines = gzip.decompress((DATA / name).read_bytes()).splitlines()
    return {item["id"].removeprefix(ROOT): item for item in map(orjson.loads, lines)}


def write(path: Path, content: bytes | Sequence[object]) -> Path:
    """Bytes as they are, objects as JSON Lines; gzip'ed where the name says so."""
    data = content if isinstance(content, bytes) else lines(content)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)
    return path


def lines(objects: Iterable[object]) -> bytes:
    return b"".join(orjson.dumps(each) + b"\n" for each in objects)
