from __future__ import annotations

from pathlib import Path

import pytest
from research_graph.ledger.ledger import Ledger
from research_graph.schema.records import Mention, PaperRecord
from support.ledgers import open_ledger, papers, take


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    ledger = open_ledger(tmp_path)
    take(ledger, [PaperRecord("A", "t", mentions=[Mention("n")])])
    take(ledger, papers("B"), source="other")
    return ledger


def folder_of(tmp_path: Path) -> Path:
    (folder,) = (tmp_path / "ledger/src").iterdir()
    return folder


@pytest.mark.parametrize("name", ["papers.parquet", "mentions.parquet", "rejections.parquet", "manifest.json"])
def test_a_flipped_byte_anywhere_is_found(tmp_path: Path, ledger: Ledger, name: str) -> None:
    path = folder_of(tmp_path) / name
    content = path.read_bytes()
    for place in range(0, len(content), max(1, len(content) // 40)):
        path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        assert [damage.path for damage in ledger.verify()] == [path], place
    path.write_bytes(content)
    assert ledger.verify() == []


def test_reasons(tmp_path: Path, ledger: Ledger) -> None:
    folder = folder_of(tmp_path)
    (folder / "papers.parquet").unlink()
    (folder / "mentions.parquet").write_bytes(b"")
    (folder / "notes.txt").write_text("x")
    (tmp_path / "ledger/src/stray").write_text("x")
    (tmp_path / "ledger/stray").write_text("x")
    (other,) = (tmp_path / "ledger/other").iterdir()
    (other / "manifest.json").unlink()
    assert [(str(damage.path.relative_to(tmp_path / "ledger")), damage.reason) for damage in ledger.verify()] == [
        (f"other/{other.name}/manifest.json", "unreadable manifest (No such file or directory)"),
        (f"src/{folder.name}/mentions.parquet", "its bytes are not those that were accepted"),
        (f"src/{folder.name}/notes.txt", "not listed in the manifest"),
        (f"src/{folder.name}/papers.parquet", "missing"),
        ("src/stray", "not a load's folder"),
        ("stray", "not a source's folder"),
    ]


def test_load_under_another_name_is_found(tmp_path: Path, ledger: Ledger) -> None:
    folder = folder_of(tmp_path)
    moved = folder.rename(folder.with_name("0" * 20))
    assert [(damage.path, damage.reason) for damage in ledger.verify()] == [
        (moved, f"the manifest is that of load {folder.name} of src")
    ]
