"""Rates that a Redis server counts for several processes, and what becomes of them while it is away."""

from __future__ import annotations

from pathlib import Path

import pytest
from research_graph.service.web import rates
from research_graph.service.web.rates import AWAY_SECONDS, Rates
from support.redis_server import free_port, redis_server
from support.served import served

MOST = 100
ASKED = "{ authors(first: 40) { nodes { name } } }"


def test_processes_count_together(tmp_path: Path) -> None:
    with redis_server(tmp_path, free_port()) as address:
        one, other = Rates(address), Rates(address)
        assert one.charge("ip:192.0.2.1", MOST, 60) == 0
        assert other.charge("ip:192.0.2.1", MOST, 40) == 0
        for each in (one, other):
            assert 1 <= each.charge("ip:192.0.2.1", MOST, 1) <= 61
            assert each.charge("ip:192.0.2.2", MOST, 1) == 0
        one.owe("ip:192.0.2.3", MOST, 1_000)
        assert other.charge("ip:192.0.2.3", MOST, 1) > 60


def test_while_the_server_is_away_each_counts_for_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1_000.0]
    monkeypatch.setattr(rates, "monotonic", lambda: now[0])
    port = free_port()
    with redis_server(tmp_path, port) as address:
        counted = Rates(address)
        assert counted.charge("a", MOST, MOST) == 0
    assert counted.charge("a", MOST, MOST) == 0, "the count went with the server"
    assert counted.charge("a", MOST, 1) > 0, "and begins anew here"
    with redis_server(tmp_path, port):
        assert counted.charge("a", MOST, 1) > 0, "it is not tried again at once"
        now[0] += AWAY_SECONDS
        assert counted.charge("a", MOST, MOST) == 0, "a new server has counted nothing"
        assert Rates(address).charge("a", MOST, 1) > 0, "what was charged is known to others again"


def test_services_share_a_rate_and_outlive_the_server(sample_store: Path, tmp_path: Path) -> None:
    folders, port = [tmp_path / "one", tmp_path / "other"], free_port()
    for folder in folders:
        folder.mkdir()
    settings = {
        "rate_store": f"redis://127.0.0.1:{port}/0",
        "anonymous_rate": str(MOST),
        "max_cost": str(MOST),
        "answer_cache_mib": "0",
    }
    with served(sample_store, folders[0], **settings) as one, served(sample_store, folders[1], **settings) as other:
        with redis_server(tmp_path, port):
            statuses = [one.ask(ASKED).status for _ in range(4)]
            assert statuses[0] == 200
            assert statuses[-1] == 429
            refused = other.ask(ASKED)
            assert (refused.status, refused.codes) == (429, ["RATE_LIMITED"])
            assert "rates.store_away" not in other.log.read_text()
        assert other.ask(ASKED).status == 200, "it has counted nothing itself"
        log = other.log.read_text()
        assert log.count("rates.store_away") == 1
        assert "Traceback" not in log
