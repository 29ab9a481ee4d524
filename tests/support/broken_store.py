"""A store whose snapshots do something at a chosen call of the port: break, change, or take for ever."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from research_graph.store.port import Snapshot, Store

Act = Callable[[Snapshot], Any]


class TamperedStore:
    """Passes everything on; before the `at`-th call of its snapshots (from 1, counted over all) `act` is called.

    `calls` are the names of those made; `at` None lets all pass.
    """

    def __init__(self, store: Store, act: Act, *, at: int | None = None) -> None:
        self._store = store
        self.act = act
        self.at = at
        self.calls: list[str] = []
        self.cancelled = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    @contextmanager
    def snapshot(self, *, timeout: float | None = None) -> Iterator[Any]:
        with self._store.snapshot(timeout=timeout) as snapshot:
            yield _Tampered(self, snapshot)


class _Tampered:
    def __init__(self, store: TamperedStore, snapshot: Snapshot) -> None:
        self._tampering = store
        self._snapshot = snapshot

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._snapshot, name)
        return self._called(name, found) if callable(found) else found

    def _called(self, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        store = self._tampering

        def called(*given: Any, **named: Any) -> Any:
            if name == "cancel":
                store.cancelled += 1
                return method()
            store.calls.append(name)
            if len(store.calls) == store.at:
                store.act(self._snapshot)
            return method(*given, **named)

        return called
