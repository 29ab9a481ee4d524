"""One caller with more clients than the service takes, each asking the dearest question: turned away in order, while
others are answered as if nobody else were there."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

import pytest
from research_graph.graphql.view import Service
from support.served import Reply, Served, served

CLIENTS = 64
ALIVE_S = 0.25
"""What an answer that touches nothing may take in the middle of it all; one of many may wait longer for its turn."""
RECOVERED_S = 5.0
DEAREST = """query($a: String) { authors(first: 49, after: $a) { pageInfo { endCursor } nodes { id name
  papers(first: 100) { nodes { title year type } } } } }"""
CHEAP = "{ graph { build } }"


@pytest.fixture(scope="module")
def service(sample_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    settings = {"anonymous_rate": "1000000", "answer_cache_mib": "0", "trusted_proxies": "127.0.0.1"}
    with served(sample_store, tmp_path_factory.mktemp("load"), **settings) as running:
        yield running


def ask(service: Served, text: str, *, address: str, name: str = "a-request") -> Reply:
    return service.ask(text, headers={"x-forwarded-for": address, "x-request-id": name})


def test_what_is_too_much_is_turned_away_and_nobody_else_notices(service: Served) -> None:
    first = ask(service, DEAREST, address="192.0.2.1")
    assert first.status == 200
    cost, most = first.json["extensions"]["cost"].values()
    assert most * 0.95 < cost <= most
    alive, neighbor = Watch(lambda: service.send("GET", "/livez")), Watch(lambda: ask(service, CHEAP, address="::2"))
    with alive, neighbor, ThreadPoolExecutor(CLIENTS) as clients:
        names = [f"client-{number:04}" for number in range(CLIENTS)]
        found = list(clients.map(lambda name: ask(service, DEAREST, address="192.0.2.1", name=name), names))
    ended = time.monotonic()

    assert set(alive.statuses) == set(neighbor.statuses) == {200}
    assert min(len(alive.seconds), len(neighbor.seconds)) >= 10
    assert median(alive.seconds) < ALIVE_S

    answered = [one for one in found if one.status == 200]
    turned_away = [one for one in found if one.status != 200]
    share = (Service().threads + Service().waiting) // 2
    assert len(answered) >= share, "its places were filled"
    assert {one.body for one in answered} == {first.body}
    assert {(one.status, *one.codes) for one in turned_away} == {(429, "TOO_MANY_AT_ONCE")}
    assert all(int(one.headers["retry-after"]) >= 1 for one in turned_away)
    assert [one.headers["x-request-id"] for one in found] == names

    assert ask(service, DEAREST, address="192.0.2.1").body == first.body
    assert time.monotonic() - ended < RECOVERED_S
    assert service.send("GET", "/readyz").status == 200
    assert "Traceback" not in service.log.read_text()


class Watch:
    """Asks again and again while it is entered; notes statuses and seconds."""

    def __init__(self, look: Callable[[], Reply]) -> None:
        self._look = look
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self.statuses: Counter[int] = Counter()
        self.seconds: list[float] = []

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.wait(0.02):
            begun = time.monotonic()
            self.statuses[self._look().status] += 1
            self.seconds.append(time.monotonic() - begun)
