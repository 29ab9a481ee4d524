"""From a query to files that the OpenAlex loader reads: lookups first, then lists, one page a file, resumable."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import structlog
from filelock import FileLock
from filelock import Timeout as LockTimeout

from ...schema.errors import SourceError, UsageError, WorkspaceBusy
from .answer import Answer, cost_of
from .budget import Budget, Reason, Stopped, Timing
from .client import Client
from .pages import Merge, as_page, page_path, read_page, write_merges, write_page
from .query import FetchQuery, openalex_id
from .settings import FetchSettings
from .state import LOCK_FILE, FetchState, Listing, open_state

_log = structlog.wrap_logger(logging.getLogger(__name__))


@dataclass(frozen=True, slots=True)
class FetchProgress:
    """After each finished page: which list, its records so far and in all, requests and dollars of the whole fetch."""

    entity: str
    page: int
    records: int
    total: int | None
    requests: int
    dollars: Decimal


@dataclass(frozen=True, slots=True)
class FetchReport:
    """What a run did and what the directory holds.

    `requests` and `dollars` are this run's, `total_*` those of all runs; `records` counts records in finished pages.
    Where `complete` is false, `stopped`, `message` and `next_step` say why and what to do.
    """

    into: Path
    complete: bool
    requests: int
    dollars: Decimal
    total_requests: int
    total_dollars: Decimal
    records: int
    not_found: tuple[str, ...]
    merged: tuple[Merge, ...]
    stopped: Reason | None = None
    message: str | None = None
    next_step: str | None = None


def fetch_openalex(
    query: FetchQuery,
    into: Path,
    *,
    settings: FetchSettings,
    progress: Callable[[FetchProgress], None] | None = None,
    refresh: bool = False,
    timing: Timing | None = None,
) -> FetchReport:
    """Fetch what the query asks for into a directory; called again, go on where the last run stopped.

    A finished fetch asks nothing; `refresh` deletes what is there and begins anew. The end of a budget is no error.
    Raises UsageError (another query's directory), SourceError (the API fails or refuses, the key too),
    WorkspaceBusy (another process fetches into it), StorageError (cannot write).
    """
    timing = timing or Timing()
    with _alone(into):
        state = open_state(into, query, settings, refresh=refresh)
        budget = Budget(settings, timing, requests=state.requests, dollars=state.dollars)
        stopped = None
        with Client(settings, budget, timing) as client:
            run = _Run(query, into, state, budget, client, progress)
            try:
                run.finish()
            except Stopped as end:
                stopped = end
                _log.info("fetch.stopped", reason=end.reason, requests=budget.requests)
            finally:
                run.save()
    return _report(into, state, budget, stopped)


@dataclass(frozen=True, slots=True)
class _Run:
    """One run of a fetch; every step first takes up a page that a killed run finished but did not note."""

    query: FetchQuery
    into: Path
    state: FetchState
    budget: Budget
    client: Client
    progress: Callable[[FetchProgress], None] | None

    def finish(self) -> None:
        entity, refs = self.query.lookups
        for number, ref in enumerate(refs, start=1):
            if ref not in self.state.looked_up:
                self._look_up(entity, ref, page_path(self.into, entity, number))
        if self.state.lists is None:
            found = [known for known in self.state.looked_up.values() if known]
            self.state.lists = [Listing(*each) for each in self.query.lists(found)]
            self.save()
        for listing in self.state.lists:
            while (cursor := listing.cursor) is not None:
                self._next_page(listing, cursor)

    def save(self) -> None:
        self.state.requests = self.budget.requests
        self.state.dollars = self.budget.dollars
        self.state.save(self.into)

    def _look_up(self, entity: str, ref: str, path: Path) -> None:
        if (page := read_page(path)) is not None:
            self.budget.recover(Decimal(0))
            known = openalex_id(page["results"][0]["id"], entity)
        elif (answer := self.client.lookup(entity, ref)) is not None:
            known = openalex_id(answer.content["id"], entity)
            if known and known != ref and ref == openalex_id(ref, entity):
                self._note_merge(Merge(entity, _merge_day(answer, ref), ref, known))
            write_page(path, as_page(answer.body))
        else:
            known = None
        self.state.looked_up[ref] = known
        self._done(entity, len(self.state.looked_up), sum(map(bool, self.state.looked_up.values())), None)

    def _note_merge(self, merge: Merge) -> None:
        """Noted before the record's page is written: a page that exists must never lack its merge."""
        if all(merge.id != known.id for known in self.state.merges):
            self.state.merges.append(merge)
        write_merges(self.into, self.state.merges)
        self.save()

    def _next_page(self, listing: Listing, cursor: str) -> None:
        number = self.state.pages(listing.entity) + 1
        path = page_path(self.into, listing.entity, number)
        page = read_page(path)
        if page is not None:
            self.budget.recover(cost_of(page) or Decimal(0))
        else:
            answer = self.client.page(listing.entity, listing.filter, cursor)
            page = answer.content
            if page["results"]:
                write_page(path, answer.body)
        self._advance(listing, page)
        self._done(listing.entity, number, listing.records, listing.total)

    def _advance(self, listing: Listing, page: dict[str, Any]) -> None:
        meta, records = page["meta"], len(page["results"])
        following = meta.get("next_cursor") if records else None
        if following is not None and (not isinstance(following, str) or following == listing.cursor):
            raise SourceError(f"the list {listing.entity}?filter={listing.filter} does not move on from its cursor")
        listing.cursor = following
        listing.pages += 1 if records else 0
        listing.records += records
        listing.total = meta.get("count")

    def _done(self, entity: str, page: int, records: int, total: int | None) -> None:
        self.save()
        requests, dollars = self.budget.requests, self.budget.dollars
        _log.debug("fetch.page", entity=entity, page=page, records=records, total=total, requests=requests)
        if self.progress:
            self.progress(FetchProgress(entity, page, records, total, requests, dollars))


@contextmanager
def _alone(into: Path) -> Iterator[None]:
    if into.exists() and not into.is_dir():
        raise UsageError(f"{into} is a file", hint="fetch into a directory")
    into.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(into / LOCK_FILE, timeout=0):
            yield
    except LockTimeout:
        raise WorkspaceBusy(f"another process fetches into {into}", hint="wait for it to end") from None


def _merge_day(answer: Answer, ref: str) -> str:
    """The day the server gives its answer, else the day its record changed: never our own clock's."""
    day = answer.day.isoformat() if answer.day else str(answer.content.get("updated_date"))[:10]
    try:
        return date.fromisoformat(day).isoformat()
    except ValueError:
        raise SourceError(f"the answer for the merged id {ref} is not dated", hint="leave this id out") from None


def _report(into: Path, state: FetchState, budget: Budget, stopped: Stopped | None) -> FetchReport:
    return FetchReport(
        into=into,
        complete=state.complete,
        requests=budget.run_requests,
        dollars=budget.run_dollars,
        total_requests=budget.requests,
        total_dollars=budget.dollars,
        records=sum(map(bool, state.looked_up.values())) + sum(listing.records for listing in state.lists or ()),
        not_found=tuple(ref for ref, known in state.looked_up.items() if known is None),
        merged=tuple(state.merges),
        stopped=stopped.reason if stopped else None,
        message=stopped.message if stopped else None,
        next_step=stopped.next_step if stopped else None,
    )
