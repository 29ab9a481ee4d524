"""The demo: a small run of the command, and its people in the real sample."""

import gzip
from pathlib import Path

import pytest
from research_graph.ledger.workspace import Workspace
from research_graph.schema.errors import UsageError
from research_graph.service.commands import demo
from research_graph.store.open import open_store
from support.cli import done
from support.house import ROOT
from support.three_sources import SOURCES, write_sources


def test_the_demo_loads_shows_people_and_says_how_to_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_sources(tmp_path)
    monkeypatch.setattr(demo, "files", lambda _: tmp_path)
    monkeypatch.setattr(demo, "SAMPLE", tuple((name, f"{name}.jsonl") for name in SOURCES))
    monkeypatch.setattr(demo, "SHOWN", ("Ann Bell", "Zoe Roe"))
    page = done("demo", workspace=tmp_path / "w").out
    assert [line.partition(":")[0] for line in page.splitlines() if "records read" in line] == list(SOURCES)
    assert "\nAnn Bell  (author A" in page
    assert "\ncollaborators (" in page
    assert "1 more people have or had this name: research-graph search 'Zoe Roe'" in page
    assert f"research-graph --workspace {tmp_path / 'w'} search" in page
    again = done("demo", workspace=tmp_path / "w").out
    assert again.count(" is known already") == len(SOURCES)
    assert Workspace(tmp_path / "w").open_ledger().sources() == sorted(SOURCES)


def test_the_people_of_the_demo_are_in_the_sample_with_many_papers() -> None:
    text = b"".join(gzip.decompress((ROOT / "demo" / file).read_bytes()) for _, file in demo.SAMPLE)
    assert all(text.count(f'{{"name":"{name}"'.encode()) > 8 for name in demo.SHOWN)


def test_nobody_of_that_name_is_said(stages: dict[str, Workspace]) -> None:
    store = open_store(f"sqlite:///{stages['third'].store}")
    with store.snapshot() as snapshot, pytest.raises(UsageError, match="nobody in the store is called Nobody"):
        demo.show_person(snapshot, "Nobody")
    store.close()
