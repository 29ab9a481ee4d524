"""Whether the store answers and holds a graph: asked as often as anybody likes, looked at once a second."""

from __future__ import annotations

import asyncio
from time import monotonic

from ...graphql.api import EmptyStore
from ...schema.errors import ResearchGraphError, StoreTimeout
from ...store.port import Store

KEPT_SECONDS = 1.0
LIMIT_SECONDS = 1.0


class Readiness:
    """One look at a time, whose answer holds for KEPT_SECONDS; used from one event loop."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._look: asyncio.Future[tuple[str | None, str | None]] | None = None
        self._begun = 0.0

    async def look(self) -> tuple[str | None, str | None]:
        """The id of the build that is held, or None and the code of why there is none within LIMIT_SECONDS."""
        age = monotonic() - self._begun
        if self._look is None or (self._look.done() and age > KEPT_SECONDS):
            self._look = asyncio.ensure_future(asyncio.to_thread(self._held))
            self._begun, age = monotonic(), 0.0
        await asyncio.wait((self._look,), timeout=max(0.0, LIMIT_SECONDS - age))
        return self._look.result() if self._look.done() else (None, StoreTimeout.code)

    def _held(self) -> tuple[str | None, str | None]:
        try:
            with self._store.snapshot(timeout=LIMIT_SECONDS) as snapshot:
                held = snapshot.publication()
        except ResearchGraphError as error:
            return None, error.code
        return (held.build, None) if held else (None, EmptyStore.code)
