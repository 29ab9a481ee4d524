from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from research_graph.ledger.manifest import Mode
from support.ledgers import open_ledger, papers, stage, take, titles

MOMENTS = {
    "reading": False,
    "writing": False,
    "finished": False,
    "before the rename": False,
    "after the rename": True,
    "never": True,
}
"""When the loading process dies, and whether the load is accepted then."""

PROGRAM = """
import json, os, signal, sys
from pathlib import Path
import pyarrow
from research_graph.ledger import ledger as module, staging as staging_module
from research_graph.ledger.manifest import Mode
from research_graph.schema.records import PaperRecord

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def load(folder, moment):
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

pyarrow.array(["imports what pyarrow imports at first use, once for all"])
for moment, folder in json.loads(sys.argv[1]).items():
    child = os.fork()
    if child == 0:
        load(Path(folder), moment)
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), moment, sep=" ", file=sys.stderr)
"""


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[int, Path]]:
    """For each moment how its process ended and the folder it worked in; one program forks them all, to save time."""
    folders = {moment: tmp_path_factory.mktemp("killed") for moment in MOMENTS}
    for folder in folders.values():
        take(open_ledger(folder), papers("Z"))
    given = json.dumps({moment: str(folder) for moment, folder in folders.items()})
    ended = subprocess.run([sys.executable, "-c", PROGRAM, given], check=True, capture_output=True, text=True)
    statuses = dict(line.split(" ", 1)[::-1] for line in ended.stderr.splitlines())
    return {moment: (int(statuses[moment]), folder) for moment, folder in folders.items()}


@pytest.mark.parametrize(("moment", "is_accepted"), MOMENTS.items())
def test_kill_leaves_the_load_accepted_or_not_and_the_next_one_cleans_up(
    killed: dict[str, tuple[int, Path]], moment: str, is_accepted: bool
) -> None:
    status, folder = killed[moment]
    assert status == (0 if moment == "never" else -signal.SIGKILL)
    ledger = open_ledger(folder)
    assert titles(ledger.view()) == ({"A": "t", "B": "t"} if is_accepted else {"Z": "t"})
    assert ledger.verify() == []
    again = stage(ledger, papers("A", "B"))
    assert list((folder / "staging").iterdir()) == [again.path]
    assert (ledger.accept(again) is None) is is_accepted
    assert titles(ledger.view()) == {"A": "t", "B": "t"}
    assert ledger.verify() == []
    assert list((folder / "staging").iterdir()) == []


def test_kill_while_removing_leaves_no_half_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = open_ledger(tmp_path)
    take(ledger, papers("A"))
    take(ledger, papers("B"), mode=Mode.UPDATE)

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("research_graph.ledger.staging.shutil.rmtree", die)
    with pytest.raises(KeyboardInterrupt):
        ledger.remove("src")
    assert ledger.sources() == []
    assert ledger.verify() == []
