"""The Neo4j engine: the official driver, one server, one database."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

import neo4j

from ...schema.difference import Difference
from ...schema.errors import StoreAccessDenied, StoreMismatch
from ...schema.kind import Kind
from ...schema.publication import Publication
from ..digest import row_digests
from ..limit import Limit
from ..port import Progress, Seen
from .address import parse
from .ending import Ending
from .errors import translated
from .finishing import finish
from .publisher import read_note, seen_in
from .publishing import clear, forget, publish
from .snapshot import Neo4jSnapshot
from .statements import read_all

OLDEST = (5, 26)
CONNECT_S = 5.0
"""Seconds to wait for a connection and for the greeting on it; the driver's own 30 and 60 keep people waiting."""
_DIGESTED_AT_ONCE = 10_000
_AGENT = re.compile(r"Neo4j/(\d+)\.(\d+)")


class Neo4jStore:
    """A store in a Neo4j server. Connects when first used; may be shared between threads.

    A publish commits batch by batch, so a snapshot may see rows of two builds while one is under way;
    `publication().state` says so. Labels and relationship types that are not the graph's stay as they are.
    """

    def __init__(self, url: str, *, user: str | None = None, password: str | None = None) -> None:
        address = parse(url, user=user, password=password)
        self.url = address.shown
        self._database = address.database
        self._is_finished = False
        self._lock = threading.Lock()
        with translated(self.url):
            self._driver = neo4j.GraphDatabase.driver(
                address.uri,
                auth=address.auth,
                notifications_min_severity="OFF",
                telemetry_disabled=True,
                user_agent="research-graph",
                connection_timeout=CONNECT_S,
                connection_acquisition_timeout=2 * CONNECT_S,
            )

    @contextmanager
    def snapshot(self, *, timeout: float | None = None) -> Iterator[Neo4jSnapshot]:
        limit = Limit(self.url, timeout)
        self._finish_once(limit)
        ending = Ending(partial(self._session, neo4j.READ_ACCESS))
        with self._reading(limit) as session, limit.watched(ending):
            yield Neo4jSnapshot(session, self.url, limit, ending.mark)

    def seen(self) -> Seen:
        with translated(self.url), self._session(neo4j.READ_ACCESS) as session:
            return seen_in(read_note(session.run))

    def apply(
        self,
        difference: Difference,
        publication: Publication,
        *,
        seen: Seen | None = None,
        progress: Progress | None = None,
    ) -> None:
        with translated(self.url), self._session(neo4j.WRITE_ACCESS) as session:
            publish(session, difference, publication, seen=seen, where=self.url, progress=progress)

    def digests(self, kind: Kind) -> Mapping[tuple[Any, ...], bytes]:
        self._finish_once(Limit(self.url))
        found: dict[tuple[Any, ...], bytes] = {}
        with translated(self.url), self._session(neo4j.READ_ACCESS, fetch_size=_DIGESTED_AT_ONCE) as session:
            result = session.run(read_all(kind))
            while rows := result.fetch(_DIGESTED_AT_ONCE):
                found.update(row_digests(kind, list(zip(*rows, strict=True))))
        return found

    def clear(self) -> None:
        with translated(self.url), self._session(neo4j.WRITE_ACCESS) as session:
            forget(session)
            clear(lambda statement: session.execute_write(lambda transaction: transaction.run(statement).values()))

    def ping(self) -> None:
        with translated(self.url), self._session(neo4j.READ_ACCESS) as session:
            agent = session.run("RETURN 1").consume().server.agent
        version = _AGENT.match(agent)
        if version is None or (int(version[1]), int(version[2])) < OLDEST:
            raise StoreMismatch(f"{self.url} is {agent}", hint=f"use Neo4j {OLDEST[0]}.{OLDEST[1]} or newer")

    def close(self) -> None:
        self._driver.close()

    def _session(self, access: str, **settings: Any) -> neo4j.Session:
        return self._driver.session(database=self._database, default_access_mode=access, **settings)

    def _reading(self, limit: Limit) -> neo4j.Session:
        return self._session(neo4j.READ_ACCESS, connection_acquisition_timeout=limit.at_most(2 * CONNECT_S))

    def _finish_once(self, limit: Limit) -> None:
        """Finishes what an offline import left to be done, on its first use by a process that may write.

        That is not cut short by the limit; who only waits for it is.
        """
        if self._is_finished:
            return
        if not self._lock.acquire(timeout=limit.at_most(threading.TIMEOUT_MAX)):
            raise limit.error()
        try:
            with translated(self.url, limit), self._reading(limit) as session:
                note = read_note(session.run)
            if note is None:
                return
            if note.unfinished is not None:
                self._finish(note.unfinished)
            self._is_finished = True
        finally:
            self._lock.release()

    def _finish(self, unfinished: str) -> None:
        try:
            with translated(self.url), self._session(neo4j.WRITE_ACCESS) as session:
                finish(session, unfinished)
        except StoreAccessDenied as error:
            raise StoreAccessDenied(
                f"{self.url} was imported and has no indexes yet: {error.message}",
                hint="read or publish once as a user who may make indexes",
            ) from error
