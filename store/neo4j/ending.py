"""Ends at the server what a snapshot's statements do there.

The server ends a transaction by itself at its time limit, but looks only every second or two; and who hangs up has no
limit to wait for. So it is told, over another connection: a user may end what is their own.
"""

from __future__ import annotations

import itertools
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from uuid import uuid4

import neo4j
from neo4j.exceptions import DriverError, Neo4jError

_PROCESS = uuid4().hex
_NUMBER = itertools.count()
"""Numbers instead of chance: asking the system for it each time costs a tenth of a millisecond beside busy threads."""
MARK = "research_graph"
"""Name of the metadata entry by which a snapshot's transactions are told from all others."""
_END = (
    f"SHOW TRANSACTIONS YIELD transactionId AS id, metaData WHERE metaData.{MARK} = $mark "
    "TERMINATE TRANSACTIONS id YIELD message RETURN message"
)


class Ending:
    """Ends one snapshot's work when called, in a thread of its own: the server may take its time to answer."""

    def __init__(self, open_session: Callable[[], neo4j.Session]) -> None:
        self.mark = f"{_PROCESS}-{os.getpid()}-{next(_NUMBER)}"
        self._open = open_session
        self._thread: threading.Thread | None = None

    def __call__(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._end, name="store ending", daemon=True)
            self._thread.start()

    def _end(self) -> None:
        with suppress(DriverError, Neo4jError), self._open() as session:
            session.run(_END, mark=self.mark).consume()
