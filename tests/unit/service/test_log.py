import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from research_graph.service.log import ROOT, configure_logs
from support.ledgers import open_ledger, papers, take


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    ours = logging.getLogger(ROOT)
    before = (ours.level, [*ours.handlers])
    ours.handlers.clear()
    ours.setLevel(logging.NOTSET)
    yield
    structlog.reset_defaults()
    ours.setLevel(before[0])
    ours.handlers[:] = before[1]


def test_a_library_that_nobody_configured_says_nothing(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    take(open_ledger(tmp_path), papers("A"))
    assert tuple(capfd.readouterr()) == ("", "")


@pytest.mark.parametrize(("level", "events"), [("info", ["ledger.staged", "ledger.accepted"]), ("warning", [])])
def test_the_program_hears_what_it_asks_for(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], level: str, events: list[str]
) -> None:
    configure_logs(level="debug", form="text")
    configure_logs(level=level, form="json")
    take(open_ledger(tmp_path), papers("A"))
    said = capfd.readouterr()
    assert said.out == ""
    lines = [json.loads(line) for line in said.err.splitlines()]
    assert [line["event"] for line in lines] == events
    assert all(line.keys() >= {"level", "timestamp", "source", "load"} for line in lines)
