"""Short ways to load records into a real ledger in a temporary folder."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from research_graph.ledger.ledger import Ledger
from research_graph.ledger.manifest import LoadManifest, Mode
from research_graph.ledger.staging import StagedLoad
from research_graph.ledger.view import View
from research_graph.schema.records import PaperRecord, Record


def open_ledger(folder: Path) -> Ledger:
    return Ledger(folder / "ledger", folder / "staging")


def papers(*ids: str, updated: str | None = None, title: str = "t") -> list[Record]:
    return [PaperRecord(record, title, updated=updated) for record in ids]


def stage(
    ledger: Ledger,
    records: Sequence[Record],
    *,
    source: str = "src",
    mode: Mode = Mode.SNAPSHOT,
    release: str | None = None,
    inputs: str | None = None,
    rejected: int = 0,
) -> StagedLoad:
    with ledger.stage(source, mode=mode, loader_version=1) as staging:
        for record in records:
            staging.add(record)
        for number in range(rejected):
            staging.reject(f"file:{number + 1}", "no title", "an excerpt")
        return staging.finish(release=release, license="CC0-1.0", inputs=inputs)


def take(
    ledger: Ledger,
    records: Sequence[Record],
    *,
    source: str = "src",
    mode: Mode = Mode.SNAPSHOT,
    release: str | None = None,
    inputs: str | None = None,
) -> LoadManifest | None:
    return ledger.accept(stage(ledger, records, source=source, mode=mode, release=release, inputs=inputs))


def titles(view: View, source: str = "src") -> dict[str, str]:
    rows = view.table("papers", ["record", "title"]).to_pylist()
    return {row["record"]: row["title"] for row in rows if row["source"] == source}


def files_below(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def contents_below(folder: Path, *, apart_from: Sequence[Path] = ()) -> dict[str, str]:
    """Digest of every file by its path; locks and what SQLite keeps beside a database are left out."""
    return {
        str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not path.name.endswith((".lock", "-shm", "-wal"))
        and not any(path.is_relative_to(each) for each in apart_from)
    }
