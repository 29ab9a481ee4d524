from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from research_graph.ledger.manifest import Mode
from support.ledgers import open_ledger, papers, stage, take, titles

PROGRAM = """
import os, signal, sys
from pathlib import Path
from research_graph.ledger import disk, ledger as module, staging as staging_module
from research_graph.ledger.manifest import Mode
from research_graph.schema.records import PaperRecord

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

folder, moment = Path(sys.argv[1]), sys.argv[2]
ledger = module.Ledger(folder / "ledger", folder / "staging")
if moment == "reading":
    staging_module.PENDING = 1
with ledger.stage("src", mode=Mode.SNAPSHOT, loader_version=1) as staging:
    for record in ("A", "B"):
        staging.add(PaperRecord(record, "t"))
    if moment == "reading":
        die()
    if moment == "writing":
        staging_module.write_text = die
    staged = staging.finish(release=None, license=None, inputs=None)
if moment == "finished":
    die()
if moment == "before the rename":
    Path.rename = die
if moment == "after the rename":
    Path.unlink = die
ledger.accept(staged)
"""


@pytest.mark.parametrize(
    ("moment", "is_accepted"),
    [
        ("reading", False),
        ("writing", False),
        ("finished", False),
        ("before the rename", False),
        ("after the rename", True),
        ("never", True),
    ],
)
def test_kill_leaves_the_load_accepted_or_not_and_the_next_one_cleans_up(
    tmp_path: Path, moment: str, is_accepted: bool
) -> None:
    ledger = open_ledger(tmp_path)
    take(ledger, papers("Z"))
    killed = subprocess.run([sys.executable, "-c", PROGRAM, str(tmp_path), moment], check=False)
    assert killed.returncode == (0 if moment == "never" else -signal.SIGKILL)
    assert titles(ledger.view()) == ({"A": "t", "B": "t"} if is_accepted else {"Z": "t"})
    assert ledger.verify() == []
    again = stage(ledger, papers("A", "B"))
    assert list((tmp_path / "staging").iterdir()) == [again.path]
    assert (ledger.accept(again) is None) is is_accepted
    assert titles(ledger.view()) == {"A": "t", "B": "t"}
    assert ledger.verify() == []
    assert list((tmp_path / "staging").iterdir()) == []


def test_kill_while_removing_leaves_no_half_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = open_ledger(tmp_path)
    take(ledger, papers("A"))
    take(ledger, papers("B"), mode=Mode.UPDATE)

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("research_graph.ledger.staging.shutil.rmtree", killed)
    with pytest.raises(KeyboardInterrupt):
        ledger.remove("src")
    assert ledger.sources() == []
    assert ledger.verify() == []
