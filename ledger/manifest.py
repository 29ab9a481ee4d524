"""What is known about a load beside its records: one manifest.json in its folder, protected by its own checksum."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any

from ..schema.errors import Damaged

FILE = "manifest.json"
OWNER = ".owner"
"""Locked by who stages a load; a kill right after acceptance may leave it behind in the ledger."""
FORMAT = 1


class Mode(StrEnum):
    """What a load says about records it does not name: a snapshot drops them, an update leaves them."""

    SNAPSHOT = "snapshot"
    UPDATE = "update"


@dataclass(frozen=True, slots=True)
class LoadManifest:
    """A load. `id` names its content; `sequence` counts the source's acceptances from 1 (0: not accepted).

    `counts` are rows a record table, `files` SHA-256 a file name; `inputs` is the digest of the files it was read from.
    """

    source: str
    id: str
    mode: Mode
    sequence: int
    release: str | None
    license: str | None
    loader_version: int
    inputs: str | None
    counts: dict[str, int]
    rejected: int
    repaired: int
    duplicates: int
    files: dict[str, str]
    format: int = FORMAT

    @property
    def records(self) -> int:
        """Records of all kinds, deletions included."""
        return sum(self.counts.get(name, 0) for name in RECORD_COUNTS)

    @property
    def read(self) -> int:
        """All that was read: records taken, versions that a later one replaced, rejections."""
        return self.records + self.duplicates + self.rejected

    def numbered(self, sequence: int) -> LoadManifest:
        """The same load as the source's acceptance of that number."""
        return replace(self, sequence=sequence)

    def to_json(self) -> str:
        """The manifest as text, the same for the same content."""
        content = asdict(self)
        signed = {**content, "checksum": _checksum(content)}
        return json.dumps(signed, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


RECORD_COUNTS = ("papers", "editors", "authors", "institutions", "topics", "venues", "deletions")
"""Record tables of which a row is a record; the others hold parts of papers."""


def read_manifest(folder: Path) -> LoadManifest:
    """The manifest in a load's folder; Damaged where it is missing, no manifest or not what was written."""
    path = folder / FILE
    try:
        content: dict[str, Any] = json.loads(path.read_bytes())
        checksum = content.pop("checksum")
        if checksum != _checksum(content):
            raise ValueError("its checksum does not fit")
        if content["format"] != FORMAT:
            raise ValueError(f"format {content['format']} is not {FORMAT}")
        return LoadManifest(**{**content, "mode": Mode(content["mode"])})
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise Damaged(
            f"{path}: unreadable manifest ({reason})",
            hint="`research-graph verify` lists all damages; remove the source and load it anew",
        ) from error


def _checksum(content: dict[str, Any]) -> str:
    return sha256(json.dumps(content, ensure_ascii=True, sort_keys=True).encode()).hexdigest()
