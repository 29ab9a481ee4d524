"""More clients than the service takes, each with the dearest question there is: turned away in order, never stuck."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from support.served import Reply, Served, served

CLIENTS = 64
ALIVE_S = 5.0
"""An answer that touches nothing takes milliseconds; on a busy machine it may wait for its turn."""
DEAREST = """query($a: String) { authors(first: 49, after: $a) { pageInfo { endCursor } nodes { id name
  papers(first: 100) { nodes { title year type } } } } }"""


@pytest.fixture(scope="module")
def service(sample_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(
        sample_store, tmp_path_factory.mktemp("load"), anonymous_rate="200000", answer_cache_mib="0"
    ) as running:
        yield running


def test_what_is_too_much_is_turned_away_while_the_service_stays_alive(service: Served) -> None:
    first = service.ask(DEAREST)
    assert first.status == 200
    cost, most = first.json["extensions"]["cost"].values()
    assert most * 0.95 < cost <= most
    alive: list[tuple[int, float]] = []
    ended = threading.Event()

    def look() -> None:
        while not ended.is_set():
            begun = time.monotonic()
            alive.append((service.send("GET", "/livez").status, time.monotonic() - begun))
            time.sleep(0.02)

    def ask(number: int) -> Reply:
        return service.ask(DEAREST, headers={"x-request-id": f"client-{number:04}"})

    looking = threading.Thread(target=look)
    looking.start()
    try:
        with ThreadPoolExecutor(CLIENTS) as clients:
            found = list(clients.map(ask, range(CLIENTS)))
    finally:
        ended.set()
        looking.join()
    assert {status for status, _ in alive} == {200}
    assert max(seconds for _, seconds in alive) < ALIVE_S
    by_status = {status: [one for one in found if one.status == status] for status in {one.status for one in found}}
    assert set(by_status) <= {200, 429, 503}
    assert len(by_status[200]) > 1
    assert {one.body for one in by_status[200]} == {first.body}
    turned_away = [one for status in (429, 503) for one in by_status.get(status, ())]
    assert len(turned_away) > 1
    assert all(int(one.headers["retry-after"]) >= 1 for one in turned_away)
    assert {code for one in turned_away for code in one.codes} <= {"RATE_LIMITED", "OVERLOADED"}
    assert len({one.headers["x-request-id"] for one in found}) == CLIENTS
    after = service.ask("{ graph { build } }")
    assert (after.status, after.json["data"]["graph"]["build"]) == (200, first.json["extensions"]["build"]["id"])
    assert service.send("GET", "/readyz").status == 200
    assert "Traceback" not in service.log.read_text()
