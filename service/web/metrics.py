"""What the service counts, for Prometheus. Labels take only names that we chose, never text of a client."""

from __future__ import annotations

from functools import cache
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.responses import Response

from ...graphql.api import Answer

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_COSTS = (1, 10, 50, 100, 250, 500, 1_000, 2_500, 5_000)


class Metrics:
    """The metrics of one process; of several workers, gathered through files, when `is_shared`."""

    def __init__(self, *, is_shared: bool = False) -> None:
        self._registry = CollectorRegistry()
        self._is_shared = is_shared
        named: dict[str, Any] = {"namespace": "research_graph", "registry": self._registry}
        requests = Counter(
            "graphql_requests", "GraphQL requests by operation type and error code.", ("operation", "code"), **named
        )
        kept = Counter("answers", "Answers, by whether they were kept from before.", ("kept",), **named)
        self._requests, self._kept = cache(requests.labels), cache(kept.labels)
        self._seconds = Histogram("graphql_seconds", "Seconds from request to answer.", buckets=_SECONDS, **named)
        self._store = Histogram("store_seconds", "Seconds in the store, a request.", buckets=_SECONDS, **named)
        self._cost = Histogram("graphql_cost", "Cost of requests that were answered.", buckets=_COSTS, **named)
        self._lag = Histogram("event_loop_lag_seconds", "How late the event loop comes.", buckets=_SECONDS, **named)
        self._busy = Gauge("graphql_busy", "Requests waiting or being answered.", multiprocess_mode="livesum", **named)

    def tell(self, answer: Answer, seconds: float) -> None:
        """Counts an answer."""
        self._requests(answer.operation, answer.codes[0] if answer.codes else "OK").inc()
        self._seconds.observe(seconds)
        if answer.has_data:
            self._cost.observe(answer.cost)
            self._kept("yes" if answer.was_kept else "no").inc()
            if not answer.was_kept:
                self._store.observe(answer.store_seconds)

    def lag(self, seconds: float) -> None:
        """Notes how late the event loop came."""
        self._lag.observe(seconds)

    def busy(self, number: int) -> None:
        """Notes how many requests are here."""
        self._busy.set(number)

    def page(self) -> Response:
        """All metrics in the text form of Prometheus."""
        registry = self._registry
        if self._is_shared:
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
