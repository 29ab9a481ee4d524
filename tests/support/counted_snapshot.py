"""A snapshot that notes which methods of the port are called, to pin what a traversal costs."""

from collections import Counter
from typing import Any

from research_graph.store.port import Snapshot


class CountedSnapshot:
    """Passes every call on and counts it by name in `calls`."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self.calls: Counter[str] = Counter()

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._snapshot, name)

        def counted(*given: Any, **named: Any) -> Any:
            self.calls[name] += 1
            return method(*given, **named)

        return counted
